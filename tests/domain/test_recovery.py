"""The forecast of recovery over columns against the plain loop, the collection history, and the pool of a year."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain import recovery
from loans.domain.books.columns import figures_of
from loans.domain.books.event import day_number
from loans.domain.books.fold import Figures
from loans.domain.calendar import add_months
from loans.domain.recovery import Amounts, History, Instalments, Method, Pool, Scheduled, pool
from tests.domain import oracle
from tests.domain.books.ledgers import laid
from tests.domain.books.test_fold import AMOUNT, OPENING, events_of, plain_loans
from tests.domain.oracle import ONE_DAY, Part, PlainLoan

LATER = st.integers(0, 500).map(lambda days: OPENING + timedelta(days=days))
MONTHS = st.tuples(LATER, LATER).map(sorted)
COMMUNES = 3
PLAIN = st.lists(plain_loans(), max_size=5)
PLACES = st.lists(st.integers(0, COMMUNES - 1), min_size=5, max_size=5)


def forecast(
    loans: Sequence[PlainLoan], places: Sequence[int], as_of: date, since: date, until: date, frozen: int = 0
) -> Scheduled:
    """What the columns say; ``frozen`` đồng of each loan stand apart from all else."""
    held = figures_of(laid([events_of(loan) for loan in loans]), day_number(as_of))
    extra = np.full(len(loans), frozen, np.int64)
    held = held._replace(disbursed=held.disbursed + extra, frozen=extra)
    nothing = np.zeros(len(loans), np.int64)
    of = np.array(places[: len(loans)], np.int64)
    return recovery.scheduled(instalments_of(loans), nothing, held, of, COMMUNES, as_of=as_of, since=since, until=until)


def instalments_of(loans: Sequence[PlainLoan]) -> Instalments:
    """The instalments of the loans, sorted by (loan, due day)."""
    rows = sorted((place, part.due, part.transfer, part.principal) for place, x in enumerate(loans) for part in x.parts)
    return Instalments(
        loan=np.array([row[0] for row in rows], np.int64),
        due=np.array([row[1] for row in rows], "datetime64[D]"),
        transfer=np.array([row[2] for row in rows], "datetime64[D]"),
        principal=np.array([row[3] for row in rows], np.int64),
    )


def by_loop(
    loans: Sequence[PlainLoan], places: Sequence[int], as_of: date, since: date, until: date
) -> Counter[tuple[int, str]]:
    """The same, an instalment at a time."""
    found: Counter[tuple[int, str]] = Counter()
    for loan, place in zip(loans, places, strict=False):
        left = sum(oracle.balances(loan, as_of))
        for part in oracle.unpaid_parts(loan, as_of):
            amount = min(left, part.principal)
            left -= amount
            found[place, bucket(part, as_of, since, until)] += amount
        found[place, "beyond"] += left
    return +found


def bucket(part: Part, as_of: date, since: date, until: date) -> str:
    month = part.due.replace(day=1)
    if part.due < as_of:
        return "late"
    if month < since.replace(day=1):
        return "before"
    return "beyond" if month > until.replace(day=1) else f"{month}"


@given(loans=PLAIN, places=PLACES, as_of=LATER, span=MONTHS, frozen=AMOUNT)
def test_the_columns_say_the_same_as_the_loop(
    loans: list[PlainLoan], places: list[int], as_of: date, span: list[date], frozen: int
) -> None:
    made = forecast(loans, places, as_of, span[0], span[1], frozen)
    months = recovery.months_between(*span)
    found: Counter[tuple[int, str]] = Counter()
    for place in range(COMMUNES):
        for month, amount in zip(months, made.months[place].tolist(), strict=True):
            found[place, f"{month}"] += amount
        for name in ("late", "before", "beyond"):
            found[place, name] += int(getattr(made, name)[place])
    assert +found == by_loop(loans, places, as_of, *span)
    assert made.frozen.sum() == frozen * len(loans)


@given(loans=PLAIN, places=PLACES, as_of=LATER, span=MONTHS, frozen=AMOUNT)
def test_months_late_frozen_and_beyond_add_up_to_what_is_outstanding(
    loans: list[PlainLoan], places: list[int], as_of: date, span: list[date], frozen: int
) -> None:
    made = forecast(loans, places, as_of, span[0], span[1], frozen)
    outstanding = [0] * COMMUNES
    for loan, place in zip(loans, places, strict=False):
        outstanding[place] += sum(oracle.balances(loan, as_of)) + frozen
    assert made.outstanding.tolist() == outstanding
    assert min(int(part.min()) for part in (made.months, made.late, made.before, made.beyond)) >= 0


def test_a_payment_settled_before_a_decision_is_not_taken_twice() -> None:
    """100 settled and no longer listed, 30 paid since: of the two pieces left 70 + 100 are owed."""
    owed = Instalments(
        loan=np.array([0, 0]),
        due=np.array(["2026-06-20", "2026-09-20"], "datetime64[D]"),
        transfer=np.array(["2026-07-07", "2026-10-07"], "datetime64[D]"),
        principal=np.array([100, 100]),
    )
    nothing = Figures(*(np.zeros(1, np.int64) for _ in Figures._fields))
    held = nothing._replace(disbursed=np.array([300]), covered=np.array([130]), in_term=np.array([170]))
    assert recovery.unpaid(owed, np.array([100]), held).tolist() == [70, 100]


def test_what_is_due_on_the_day_itself_is_not_late_yet() -> None:
    loan = PlainLoan([(OPENING, 10)], parts=[Part(OPENING + 9 * ONE_DAY, OPENING + 20 * ONE_DAY, 10)], rates=[RATES])
    span = (date(2025, 10, 1), date(2025, 10, 1))
    on, after = (forecast([loan], [0], OPENING + days * ONE_DAY, *span) for days in (9, 10))
    assert (on.months[0].tolist(), int(on.late[0])) == ([10], 0)
    assert (after.months[0].tolist(), int(after.late[0])) == ([0], 10)


RATES = (OPENING, 0, 0)

# --- the collection history


def histories(loans: Sequence[PlainLoan], places: Sequence[int], as_of: date) -> list[History]:
    def amounts(rows: Sequence[tuple[int, date, int]]) -> Amounts:
        return Amounts(
            np.array([loan for loan, _, _ in rows], np.int64),
            np.array([day for _, day, _ in rows], "datetime64[D]"),
            np.array([amount for _, _, amount in rows], np.int64),
        )

    out = [sum(amount for day, amount in loan.disbursed if day <= as_of) for loan in loans]
    return recovery.histories(
        amounts([(place, part.due, part.principal) for place, loan in enumerate(loans) for part in loan.parts]),
        np.array(out, np.int64),
        amounts([(place, *paid) for place, loan in enumerate(loans) for paid in loan.repaid if paid[0] <= as_of]),
        np.array(places[: len(loans)], np.int64),
        COMMUNES,
        as_of=as_of,
    )


def history_by_loop(loans: Sequence[PlainLoan], places: Sequence[int], as_of: date) -> list[History]:
    """A payment at a time: each takes from the oldest instalment that is left."""
    found = [History() for _ in range(COMMUNES)]
    first_open = (as_of + ONE_DAY).replace(day=1)  # the first month that has not ended
    for loan, place in zip(loans, places, strict=False):
        out = sum(amount for day, amount in loan.disbursed if day <= as_of)
        queue: list[tuple[date, int, list[tuple[date, int]]]] = []
        for part in sorted(loan.parts, key=lambda part: part.due):
            queue.append((part.due.replace(day=1), min(part.principal, out), []))
            out -= min(part.principal, out)
        for day, money in sorted(paid for paid in loan.repaid if paid[0] <= as_of):
            for _, due, paid in queue:
                taken = min(money, due - sum(amount for _, amount in paid))
                money -= taken  # noqa: PLW2901 - what is left of the payment
                paid.append((day, taken))
        for month, due, paid in queue:
            if due and add_months(first_open, -12) <= month < first_open:
                by = [sum(amount for day, amount in paid if day < add_months(month, after)) for after in (1, 4)]
                waiting = due - by[1] if as_of < add_months(month, 4) - ONE_DAY else 0
                found[place] += History(1, due, by[0], by[1] - by[0], waiting)
    return found


@given(loans=PLAIN, places=PLACES, as_of=LATER)
def test_the_history_says_the_same_as_the_loop(loans: list[PlainLoan], places: list[int], as_of: date) -> None:
    assert histories(loans, places, as_of) == history_by_loop(loans, places, as_of)


@given(loans=PLAIN, places=PLACES, as_of=LATER)
def test_all_that_fell_due_was_collected_or_waits_or_never_came(
    loans: list[PlainLoan], places: list[int], as_of: date
) -> None:
    for found in histories(loans, places, as_of):
        assert min(found.in_month, found.later, found.waiting, found.never) >= 0
        assert found.in_month + found.later + found.waiting + found.never == found.due
        assert (found.permille is None) == (found.due == 0)
        assert 0 <= (found.permille or 0) <= 1000


@pytest.mark.parametrize(
    ("paid_on", "as_of", "wanted"),
    [
        ("2025-11-30", "2026-06-30", History(1, 10, in_month=10)),
        ("2025-10-05", "2026-06-30", History(1, 10, in_month=10)),  # before it was due
        ("2025-12-01", "2026-06-30", History(1, 10, later=10)),
        ("2026-02-28", "2026-06-30", History(1, 10, later=10)),
        ("2026-03-01", "2026-06-30", History(1, 10)),
        ("2026-03-01", "2026-02-27", History(1, 10, waiting=10)),
        ("2026-03-01", "2026-02-28", History(1, 10)),
        ("2025-11-20", "2025-11-29", History()),  # its month has not ended
        ("2025-11-20", "2025-11-30", History(1, 10, in_month=10)),
        ("2025-11-20", "2026-11-29", History(1, 10, in_month=10)),
        ("2025-11-20", "2026-11-30", History()),  # more than twelve full months ago
    ],
)
def test_an_instalment_of_november_is_counted_by_the_month_in_which_it_came(
    paid_on: str, as_of: str, wanted: History
) -> None:
    loan = PlainLoan(
        [(OPENING, 10)], [(date.fromisoformat(paid_on), 10)], [Part(date(2025, 11, 15), date(2025, 12, 7), 10)]
    )
    assert histories([loan], [1], date.fromisoformat(as_of)) == [History(), wanted, History()]


def test_a_commune_with_too_few_instalments_goes_by_the_whole_source() -> None:
    own, whole = History(3, 30, 30), History(20, 200, 100)
    assert recovery.method(own, whole, least_instalments=3) == (Method.COMMUNE, own)
    assert recovery.method(own, whole, least_instalments=4) == (Method.SOURCE, whole)
    assert recovery.method(History(), History()) == (Method.NONE, History())


@given(amount=st.integers(0, 10**15), due=st.integers(1, 10**15), share=st.integers(0, 1000))
def test_what_is_expected_is_the_floored_share_and_never_more_than_scheduled(amount: int, due: int, share: int) -> None:
    history = History(1, due, in_month=due * share // 1000)
    wanted = recovery.expected(amount, history)
    assert 0 <= wanted <= amount
    assert wanted == amount * (history.in_month * 1000 // due) // 1000


def test_without_a_history_the_schedule_alone_speaks() -> None:
    assert recovery.expected(7, History()) == 7


def test_the_share_is_floored_and_what_waits_counts_as_not_collected() -> None:
    history = History(3, 3, in_month=1, later=1, waiting=1)
    assert (history.permille, history.never) == (666, 0)
    assert recovery.expected(1_000_000, history) == 666_000


# --- the pool of a year

POT = st.integers(0, 10**13)


@given(new=POT, collected=POT, to_come=POT, available=st.integers(-(10**13), 10**13), used=POT)
def test_the_pool_is_exactly_what_can_be_lent_in_the_year(
    new: int, collected: int, to_come: int, available: int, used: int
) -> None:
    made = pool(new=new, collected=collected, to_come=to_come, available=available, used=used)
    assert made.total == max(0, available + used + to_come)
    assert 0 <= made.new <= new
    assert 0 <= made.recovered <= collected + to_come
    assert made.idle >= 0
    if available + used >= new + collected:
        assert (made.new, made.recovered) == (new, collected + to_come)


def test_recovered_principal_that_stands_in_available_is_not_idle_too() -> None:
    """20 idle at the new year, 200 new, 60 collected; 100 lent: 180 stand available, and 240 are to come (§6.12)."""
    assert pool(new=200, collected=60, to_come=240, available=180, used=100) == Pool(200, 300, 20)


def test_money_given_back_to_the_budget_is_not_lent() -> None:
    """20 idle, 200 new, 60 collected, of which 100 were withdrawn: 80 of the recovered capital went with them."""
    assert pool(new=200, collected=60, to_come=240, available=180, used=0) == Pool(200, 220, 0)
