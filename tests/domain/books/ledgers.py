"""Random ledgers with every kind of event, and eras of pieces, for the tests of the kernels."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from loans.domain.books.columns import EVER, Eras, Events, eras_of, events_of
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

FIRST, SPAN = 20_000, 60
"""Days on which something happens: so few that several events share one."""

AMOUNT = st.integers(1, 40) | st.integers(1, 10**9) | st.sampled_from([10**13, 4 * 10**13, 10**15])
_RATE = st.sampled_from([0, 1, 374_400, 792_480, 1_030_224, 10**7])
_DAY = st.integers(FIRST, FIRST + SPAN)
_CHANGES = st.sampled_from([MOVED, MOVED, PAID, PAID, WRITTEN_OFF, PAID_FROZEN, WRITTEN_OFF_FROZEN, REFUND])
_STARTS = st.sampled_from([DISBURSED, BROUGHT, BROUGHT_INTEREST])


@st.composite
def events(draw: st.DrawFn, *, largest: int = 10**15) -> list[Event]:
    """The events of one loan, of any kind and in any size, also such as no loan of the books could have: what the three
    ways of folding them answer must be the same whatever they are given."""
    amount = AMOUNT.map(lambda value: min(value, largest)) | st.just(0)
    found: list[Event] = [(day, RATE, draw(_RATE), draw(_RATE)) for day in draw(st.lists(_DAY, max_size=3))]
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(_STARTS)
        found.append((draw(_DAY), kind, draw(amount), draw(amount) if kind == BROUGHT_INTEREST else 0))
    for _ in range(draw(st.integers(0, 9))):
        kind, a, b = draw(_CHANGES), draw(amount), 0
        if kind == MOVED:
            a, b = a * draw(st.sampled_from([1, 1, 1, -1])), draw(st.sampled_from([0, 0, 1, -1])) * draw(amount)
        elif kind in (PAID, WRITTEN_OFF, REFUND):
            b = draw(amount)
        found.append((draw(_DAY), kind, a, b))
    found.sort(key=lambda event: (event[0], event[1] != RATE))
    first = min([event[0] for event in found], default=FIRST)
    return [(first, RATE, draw(_RATE), draw(_RATE)), *found]


def laid(loans: list[list[Event]]) -> Events:
    """Loans as columns."""
    rows = [event for loan in loans for event in loan]
    columns = [np.array([row[i] for row in rows], np.int64) for i in range(4)]
    return events_of(np.cumsum([0, *(len(loan) for loan in loans)]), *columns)


class Era(NamedTuple):
    """Pieces (moves, due, đồng) in their turn, in force from a day."""

    since: int
    settled: int
    pieces: list[tuple[int, int, int]]


@st.composite
def eras(draw: st.DrawFn, *, largest: int = 10**15) -> list[Era]:
    """The eras of one loan: at least the one that holds ever since."""
    amount = AMOUNT.map(lambda value: min(value, largest)) | st.just(0)
    piece = st.tuples(_DAY, _DAY, amount)
    since = [EVER, *sorted(draw(st.lists(_DAY, max_size=2)))]
    return [Era(day, draw(amount), sorted(draw(st.lists(piece, max_size=5)))) for day in since]


def laid_eras(loans: list[list[Era]]) -> Eras:
    """Eras as columns."""
    flat = [era for loan in loans for era in loan]
    moves, due, amount = ([piece[i] for era in flat for piece in era.pieces] for i in range(3))
    return eras_of(
        off=np.cumsum([0, *(len(loan) for loan in loans)]),
        since=[era.since for era in flat],
        settled=[era.settled for era in flat],
        first=np.cumsum([0, *(len(era.pieces) for era in flat)]),
        due=due,
        moves=moves,
        amount=amount,
    )
