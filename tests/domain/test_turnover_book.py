"""The loan book and its movements against the day-by-day simulation: every kind of history, any two days.

Two roads lead to a balance, columns for loans without decisions and the portfolio for the rest: both must say what the
simulation says; and what moved between two evenings must lead from the one to the other, đồng by đồng.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.domain.books.event import day_number
from loans.domain.books.fold import Figures, figures
from loans.domain.books.laid import laid, late_on
from loans.domain.books.ledger import View
from loans.domain.debt import Debts, ReliefKind
from loans.service.books.evening import Evening
from loans.service.books.reading import ledger_of
from loans.service.budget import UNLIMITED
from loans.service.reports.book import MOVEMENTS, turnover_book
from loans.service.reports.book.movements import movements_of
from tests.domain.test_debt_oracle import DAYS, Simulated, history_of, papers_of, several, store_of

QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FIGURES = ("brought", "in_term", "overdue", "frozen", "overdue_since", "interest_in_term", "interest_overdue")
OPENED = ("entry_id", "loan_id", "effective_on", *FIGURES)
TEXTS = (
    "contract_no",
    "commune",
    "regime",
    "rate_group",
    "programme",
    "purpose",
    "borrower_class",
    "customer_no",
    "customer_name",
    "source_code",
    "source_name",
    "source_level",
    "investor_code",
)
DAY = st.integers(0, DAYS - 1)
"""A day of a life, counted from its beginning."""


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
    numbers = ("application_id", "borrower_id", "source_id", "workers", "amount", "term_months")
    facts |= {name: [paper.id for paper in papers] for name in numbers}
    facts |= {name: [f"{paper.id}" for paper in papers] for name in TEXTS}
    extended = [each for each in debts.reliefs if each.kind is ReliefKind.EXTENDED]
    mine = {loan.loan_id: history_of(loan, sessions) for loan in loans}

    def rows(named: dict[str, list[Any]], loan_ids: Sequence[int] | None, of: str = "loan_id") -> dict[str, list[Any]]:
        kept = [at for at, loan_id in enumerate(named[of]) if loan_ids is None or loan_id in loan_ids]
        return {name: [values[at] for at in kept] for name, values in named.items()}

    def told(named: dict[str, list[Any]], of: str = "loan_id") -> Callable[..., dict[str, list[Any]]]:
        return lambda loan_ids=None, **_asked: rows(named, loan_ids, of)

    paid = ("entry_id", "loan_id", "effective_on", "disbursed", "principal", "interest", "opening")
    uow.budget, uow.ledgers = UNLIMITED, None
    uow.books = SimpleNamespace(of=lambda loan_ids: {loan_id: mine[loan_id] for loan_id in loan_ids})
    uow.debts = SimpleNamespace(of=lambda only=None: _debts_of(debts, only))
    uow.reporting = SimpleNamespace(
        loans=told(facts, "id"),
        vouchers=told(columns(entries, **{name: attribute(name) for name in paid})),
        openings=told(
            columns(
                uow.loans.openings(None),
                **{name: attribute(name) for name in OPENED},
                old_code=lambda opening: opening.old_code or "",
            )
        ),
        instalments=told(
            columns(contracts, **{name: attribute(name) for name in ("loan_id", "number", "due_on", "principal")})
        ),
        disbursers=told({"loan_id": [], "effective_on": [], "actor": []}),
        steps=told({"loan_id": [], "kind": [], "effective_on": [], "actor": []}),
        checked=lambda _only: {"loan_id": [], "day": []},
        decided=lambda only: sorted(
            {each.loan_id for each in (*debts.reliefs, *debts.freezes) if only is None or each.loan_id in only}
        ),
        extensions=lambda only: rows(
            columns(extended, loan_id=attribute("loan_id"), day=attribute("effective_on"), due=attribute("due_on")),
            only,
        ),
    )
    return uow


def _debts_of(debts: Debts, only: Sequence[int] | None) -> Debts:
    kept = {
        each.name: tuple(fact for fact in getattr(debts, each.name) if only is None or fact.loan_id in only)
        for each in fields(Debts)
    }
    return Debts(**kept)


def evening_of(uow: Any, day: date) -> Evening:
    return Evening(View.of(ledger_of(uow)), day)


@given(histories=several(), at=DAY)
@QUICK
def test_the_columns_stand_where_the_simulation_and_the_plain_fold_stand(
    histories: tuple[list[Simulated], list[date]], at: int
) -> None:
    loans, sessions = histories
    day = loans[0].begin + timedelta(days=at)
    uow = book_of(loans, sessions)
    held = evening_of(uow, day)
    single = [figures(laid(history_of(loan, sessions)), day_number(day)) for loan in loans]
    for name in ("in_term", "overdue", "frozen"):
        assert getattr(held.figures, name).tolist() == [getattr(loan.evenings[day], name) for loan in loans]
    for name in Figures._fields:
        assert getattr(held.figures, name).tolist() == [getattr(each, name) for each in single], name
    late = [late_on(history_of(loan, sessions), day) for loan in loans]
    for name in ("days_overdue", "days_late"):
        assert getattr(held.delays, name).tolist() == [getattr(each, name) for each in late], name
    for name in ("overdue_since", "oldest_due"):
        wanted = np.array([getattr(each, name) for each in late], "datetime64[D]")
        assert np.array_equal(getattr(held.delays, name), wanted, equal_nan=True), name


@given(histories=several(), at=DAY, again=st.sets(st.integers(0, 2)))
@QUICK
def test_a_view_of_two_ledgers_says_what_one_says(
    histories: tuple[list[Simulated], list[date]], at: int, again: set[int]
) -> None:
    loans, sessions = histories
    begin = loans[0].begin
    day = begin + timedelta(days=at)
    whole = ledger_of(book_of(loans, sessions))
    replaced = [loan.loan_id for place, loan in enumerate(loans) if place in again]
    newer = ledger_of(book_of(loans, sessions), loan_ids=replaced)
    joined = Evening(View.joined(whole, newer, replaced), day)
    alone = Evening(View.of(whole), day)
    for one, other in zip(alone.figures, joined.figures, strict=True):
        assert one.tolist() == other.tolist()
    for name in ("place", "due", "principal"):
        assert joined.view.facts("contract")[name].tolist() == alone.view.facts("contract")[name].tolist()
    assert joined.view.coded("commune").plain().tolist() == alone.view.coded("commune").plain().tolist()
    for name in ("loan", "due", "transfer", "principal"):
        assert getattr(joined.instalments, name).tolist() == getattr(alone.instalments, name).tolist()
    moved = [movements_of(each.view, begin, day) for each in (alone, joined)]
    assert moved[0].equals(moved[1])


@given(histories=several(), days=st.tuples(DAY, DAY))
@QUICK
def test_what_moved_leads_from_one_evening_to_the_other(
    histories: tuple[list[Simulated], list[date]], days: tuple[int, int]
) -> None:
    loans, sessions = histories
    since, until = (loans[0].begin + timedelta(days=day) for day in sorted(days))
    uow = book_of(loans, sessions)
    before, after = (
        {name: getattr(evening_of(uow, day).figures, name) for name in ("in_term", "overdue", "frozen")}
        for day in (since - timedelta(days=1), until)
    )
    moved = turnover_book(uow, since=since, until=until)
    ids = evening_of(uow, until).view.column("id").tolist()
    place = np.array([ids.index(loan_id) for loan_id in moved["loan_id"].tolist()], np.int64)
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
    histories: tuple[list[Simulated], list[date]], days: list[int]
) -> None:
    loans, sessions = histories
    since, between, until = (loans[0].begin + timedelta(days=day) for day in sorted(days))
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
