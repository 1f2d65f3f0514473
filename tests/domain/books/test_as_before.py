"""The fold says what the kernel of ``domain.arrears`` said; this goes with that kernel."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.arrears import KEEP, Instalments, Timeline, balances, delay, interest_owed, timeline
from loans.domain.books.columns import delays_of, figures_of
from loans.domain.books.event import (
    BROUGHT,
    BROUGHT_INTEREST,
    DISBURSED,
    MOVED,
    PAID,
    PAID_FROZEN,
    RATE,
    REFUND,
    WRITTEN_OFF,
    WRITTEN_OFF_FROZEN,
    Event,
)
from tests.domain.books.ledgers import Era, eras, events, laid, laid_eras
from tests.domain.books.test_columns import EVENING, rows_of

SMALL = 10**9

_COLUMNS: dict[int, dict[str, str]] = {
    RATE: {"rate_e7": "a", "overdue_rate_e7": "b"},
    DISBURSED: {"disbursed": "a"},
    BROUGHT: {"disbursed": "a"},
    PAID: {"repaid": "a", "interest": "b"},
    PAID_FROZEN: {"settled": "a"},
    WRITTEN_OFF: {"repaid": "a", "waived": "b"},
    WRITTEN_OFF_FROZEN: {"settled": "a"},
    REFUND: {"interest": "-b"},
    MOVED: {"moved": "a", "frozen": "b"},
    BROUGHT_INTEREST: {"brought_in_term": "a", "brought_overdue": "b"},
}
_NAMES = sorted({name for each in _COLUMNS.values() for name in each})


def timeline_of(loans: list[list[Event]]) -> Timeline:
    """Events as rows of the former kernel."""
    columns: dict[str, list[int]] = {name: [] for name in ("loan", "day", *_NAMES)}
    for place, loan in enumerate(loans):
        for day, kind, a, b in loan:
            own = {"a": a, "b": b, "-b": -b}
            values = {name: own[which] for name, which in _COLUMNS[kind].items()}
            values = {"rate_e7": KEEP, "overdue_rate_e7": KEEP, "loan": place, "day": day} | values
            for name, column in columns.items():
                column.append(values.get(name, 0))
    made = {name: np.array(column, np.int64) for name, column in columns.items()}
    made["day"] = made["day"].view("datetime64[D]")
    return timeline(len(loans), **made)


@given(loans=st.lists(events(largest=SMALL), max_size=5), as_of=EVENING)
@settings(max_examples=150)
def test_balances_and_interest_are_those_of_the_former_kernel(loans: list[list[Event]], as_of: int) -> None:
    lines, day = timeline_of(loans), np.datetime64(as_of, "D")
    was, owed, found = balances(lines, day), interest_owed(lines, day), figures_of(laid(loans), as_of)
    for mine, theirs in (
        (found.disbursed, was.disbursed),
        (found.covered, was.repaid),
        (found.in_term, was.in_term),
        (found.overdue, was.overdue),
        (found.frozen, was.frozen),
        (found.interest_in_term, owed.in_term),
        (found.interest_overdue, owed.overdue),
        (found.credit, owed.credit),
    ):
        assert mine.tolist() == theirs.tolist()


@given(loans=st.lists(st.tuples(events(largest=SMALL), eras(largest=SMALL)), max_size=5), as_of=EVENING)
@settings(max_examples=150)
def test_delays_are_those_of_the_former_kernel(loans: list[tuple[list[Event], list[Era]]], as_of: int) -> None:
    held = figures_of(laid([rows for rows, _ in loans]), as_of)
    was = balances(timeline_of([rows for rows, _ in loans]), np.datetime64(as_of, "D"))
    now = [[era for era in each if era.since <= as_of][-1] for _, each in loans]
    rows = [(place, *piece) for place, era in enumerate(now) for piece in era.pieces]
    loan, moves, due, amount = (np.array([row[i] for row in rows], np.int64) for i in range(4))
    owed = Instalments(loan, due.view("datetime64[D]"), moves.view("datetime64[D]"), amount)
    settled = np.array([era.settled for era in now], np.int64)
    theirs = delay(owed, was, np.datetime64(as_of, "D"), settled)
    found = delays_of(laid_eras([each for _, each in loans]), held, as_of)
    assert rows_of(found) == list(
        zip(
            theirs.days_overdue.tolist(),
            theirs.days_late.tolist(),
            theirs.overdue_since.tolist(),
            theirs.oldest_due.tolist(),
            strict=True,
        )
    )
