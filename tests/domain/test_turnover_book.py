"""The loan book and its movements against the day-by-day simulation: every kind of history, any two days.

Two roads lead to a balance, columns for loans without decisions and the portfolio for the rest: both must say what the
simulation says; and what moved between two evenings must lead from the one to the other, đồng by đồng.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.domain.columns import Column
from loans.domain.debt import ReliefKind
from loans.service.many.standing import Standing, standing
from loans.service.portfolio import Portfolio, portfolio
from loans.service.reports.book import MOVEMENTS, turnover_book
from tests.domain.test_debt_oracle import DAYS, OPENING, Simulated, papers_of, several, store_of

QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FIGURES = ("brought", "in_term", "overdue", "frozen", "overdue_since", "interest_in_term", "interest_overdue")
OPENED = ("entry_id", "loan_id", "effective_on", *FIGURES)
DAY = st.integers(0, DAYS - 1).map(lambda day: OPENING + timedelta(days=day))


def columns(rows: Sequence[Any], **of: Any) -> dict[str, list[Any]]:
    return {name: [each(row) for row in rows] for name, each in of.items()}


def attribute(name: str) -> Any:
    return lambda row: getattr(row, name)


def book_of(loans: Sequence[Simulated], sessions: Sequence[date]) -> Any:
    """As much of a unit of work as the loan book reads."""
    uow = store_of(loans, sessions)
    debts, papers = uow.debts.of(None), [papers_of(loan) for loan in loans]
    entries, contracts = uow.loans.entries(None), uow.loans.instalments(None)
    facts = {name: [getattr(paper, name) for paper in papers] for name in vars(papers[0])}
    facts |= {
        "instalment_rule": [paper.instalment_rule.value for paper in papers],
        "method": ["equal_principal"] * len(papers),
    }
    others = ("contract_no", "application_id", "borrower_id", "source_id", "commune", "regime", "rate_group", "workers")
    facts |= {name: [f"{paper.id}" for paper in papers] for name in (*others, "amount", "programme")}
    extended = [each for each in debts.reliefs if each.kind is ReliefKind.EXTENDED]
    uow.debts = SimpleNamespace(of=lambda _only=None: debts)
    uow.reporting = SimpleNamespace(
        loans=lambda _communes: facts,
        vouchers=lambda _communes: columns(
            entries,
            **{
                name: attribute(name)
                for name in ("entry_id", "loan_id", "effective_on", "disbursed", "principal", "interest", "opening")
            },
        ),
        openings=lambda _communes: columns(
            uow.loans.openings(None),
            **{name: attribute(name) for name in OPENED},
            old_code=lambda opening: opening.old_code or "",
        ),
        instalments=lambda _communes: columns(
            contracts, **{name: attribute(name) for name in ("loan_id", "number", "due_on", "principal")}
        ),
        decided=lambda: sorted({each.loan_id for each in (*debts.reliefs, *debts.freezes)}),
        extensions=lambda until: columns(
            [each for each in extended if each.effective_on <= until],
            **{name: attribute(name) for name in ("loan_id", "entry_id", "effective_on", "due_on")},
        ),
    )
    return uow


def evening(held: Standing) -> dict[str, Column]:
    names = ("in_term", "overdue", "frozen")
    return {name: held.figure(figure("balances", name)) for name in names}


def figure(part: str, name: str) -> Callable[[Portfolio], Column]:
    """One column of what a portfolio says: of its balances, its delay, its interest."""
    return lambda held: getattr(getattr(held, part), name)


@given(histories=several(), day=DAY)
@QUICK
def test_the_columns_stand_where_the_simulation_and_the_portfolio_stand(
    histories: tuple[list[Simulated], list[date]], day: date
) -> None:
    loans, sessions = histories
    uow = book_of(loans, sessions)
    held = standing(uow, day)
    single = portfolio(store_of(loans, sessions), [papers_of(loan) for loan in loans], day)
    for name, column in evening(held).items():
        assert column.tolist() == [getattr(loan.evenings[day], name) for loan in loans]
    for name in ("days_overdue", "days_late", "overdue_since", "oldest_due"):
        found = held.figure(figure("delay", name))
        assert np.array_equal(found, getattr(single.delay, name), equal_nan=found.dtype.kind == "M")
    for name in ("in_term", "overdue", "credit"):
        found = held.figure(figure("interest_owed", name))
        assert found.tolist() == getattr(single.interest_owed, name).tolist()


@given(histories=several(), days=st.tuples(DAY, DAY))
@QUICK
def test_what_moved_leads_from_one_evening_to_the_other(
    histories: tuple[list[Simulated], list[date]], days: tuple[date, date]
) -> None:
    loans, sessions = histories
    since, until = sorted(days)
    uow = book_of(loans, sessions)
    first, last = standing(uow, since - timedelta(days=1)), standing(uow, until)
    before, after = evening(first), evening(last)
    moved = turnover_book(uow, since=since, until=until)
    place = last.signed.places(moved["loan_id"].to_numpy())
    for name in set(MOVEMENTS) - {"interest_collected"}:
        assert (moved[name] >= 0).all(), name
    collected = moved["collected_in_term"] + moved["collected_overdue"] + moved["collected_frozen"]
    owed = [(each["in_term"] + each["overdue"] + each["frozen"])[place] for each in (before, after)]
    came = owed[0] + moved["lent"] + moved["opened"]
    assert (came - collected - moved["written_off_principal"]).tolist() == owed[1].tolist()
    late = before["overdue"][place] + moved["opened_overdue"] + moved["moved_to_overdue"] - moved["cured"]
    assert late.tolist() == after["overdue"][place].tolist()
    frozen = before["frozen"][place] + moved["opened_frozen"] + moved["frozen"] - moved["thawed"]
    frozen -= moved["collected_frozen"]
    assert (frozen - moved["written_off_frozen"]).tolist() == after["frozen"][place].tolist()
    ceased = moved["collected_overdue"] + moved["written_off_overdue"] + moved["frozen_overdue"]
    assert (moved["cured"] >= ceased).all()
    assert [str(moved[name].dtype) for name in MOVEMENTS] == ["int64"] * len(MOVEMENTS)


@given(histories=several(), days=st.lists(DAY, min_size=3, max_size=3, unique=True))
@QUICK
def test_the_movements_of_two_periods_are_those_of_the_whole(
    histories: tuple[list[Simulated], list[date]], days: list[date]
) -> None:
    loans, sessions = histories
    since, between, until = sorted(days)
    uow = book_of(loans, sessions)
    whole = turnover_book(uow, since=since, until=until).set_index("loan_id")
    parts = [
        turnover_book(uow, since=since, until=between),
        turnover_book(uow, since=between + timedelta(days=1), until=until) if between < until else None,
    ]
    added = sum(
        part.set_index("loan_id")[list(MOVEMENTS)].reindex(whole.index, fill_value=0)
        for part in parts
        if part is not None
    )
    assert (added == whole[list(MOVEMENTS)]).all().all()  # type: ignore[union-attr]
