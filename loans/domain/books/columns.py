"""Events and pieces of many loans as columns, checked where they enter, and what they say of a day.

One loan is cheaper in plain Python (``fold.figures``, ``delay.delay_of_pieces``); the answers are the same to the đồng.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from loans.domain.books import chunk
from loans.domain.books.delay import NOWHERE, Delays
from loans.domain.books.event import BROUGHT_INTEREST, RATE
from loans.domain.books.fold import WIDTH, Figures, figures
from loans.domain.columns import AMOUNT_MAX, Column
from loans.domain.money import INTEREST_UNIT

EVER = -(2**31)
"""The number of a day before every other: the first era of each loan holds from here on."""

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 01/01/0001 and 31/12/9999
_ROWS = 2**15  # events worked on at once: what comes of them stays in the processor's cache
_LOAN_ROWS = 4_000
_BALANCE_DAYS = 2**61
_RATES = 2**61 // INTEREST_UNIT


@dataclass(frozen=True)
class Events:
    """Events of many loans, in the order of loan, day, and as ``event`` says; loan ``i`` has those from ``off[i]`` to
    ``off[i + 1]``. ``off``, ``a`` and ``b`` are int64, ``day`` int32 and ``kind`` uint8: 21 bytes an event."""

    off: Column
    day: Column
    kind: Column
    a: Column
    b: Column

    @property
    def size(self) -> int:
        """How many loans."""
        return int(self.off.size) - 1

    @cached_property
    def reach(self) -> Column:
        """Per loan, the last day (its number) up to which all its products fit 64 bits; beyond, ``figures_of`` goes
        through the plain fold. A loan of 10¹³ đồng reaches more than a century."""
        if not self.size:
            return np.zeros(0, np.int64)
        start = self.off[:-1]
        rate = self.kind == RATE
        weight = np.abs(self.a)
        weight += np.abs(self.b)
        rates = np.add.reduceat(np.where(rate, weight, 0), start)
        weight[rate] = 0
        days = _BALANCE_DAYS // np.maximum(np.add.reduceat(weight, start), 1)
        fits = (np.diff(self.off) <= _LOAN_ROWS) & (rates <= _RATES)
        return np.where(fits, self.day[start] + np.minimum(days, 2**31), EVER)

    def of(self, loan: int) -> list[tuple[int, int, int, int]]:
        """The events of one loan, for the plain fold."""
        own = slice(int(self.off[loan]), int(self.off[loan + 1]))
        columns = (self.day[own], self.kind[own], self.a[own], self.b[own])
        return list(zip(*(column.tolist() for column in columns), strict=True))


def events_of(off: Any, day: Any, kind: Any, a: Any, b: Any) -> Events:
    """The door for events: raises ``ValueError`` or ``TypeError`` for what the kernels could not answer rightly."""
    made = Events(
        _whole(off, np.int64, 0, 2**62),
        _whole(day, np.int32, _FIRST_DAY, _LAST_DAY),
        _whole(kind, np.uint8, 0, BROUGHT_INTEREST),
        _whole(a, np.int64, -AMOUNT_MAX, AMOUNT_MAX),
        _whole(b, np.int64, -AMOUNT_MAX, AMOUNT_MAX),
    )
    _check_segments(made.off, made.day.size, "every loan has an event at least", least=1)
    if len({made.day.size, made.kind.size, made.a.size, made.b.size}) > 1:
        raise ValueError("every column of events has one value per event")
    start = made.off[:-1]
    if (made.kind[start] != RATE).any():
        raise ValueError("the first event of a loan is its first rate")
    if _falls(made.day, start):
        raise ValueError("the events of a loan stand in the order of their days")
    return made


Pass = Callable[[Events, int, Column], None]
"""Writes the figures of all loans at the end of a day into ``out``, a row per figure."""


def figures_of(events: Events, as_of: int, by: Pass | None = None) -> Figures:
    """What every loan owes at the end of a day (its number): a column of int64 per figure, one value a loan.

    ``by`` works it out where the numbers fit 64 bits; numpy does (``by_columns``) unless another way is given.
    """
    out = np.empty((WIDTH, events.size), np.int64)
    if events.size:
        (by or by_columns)(events, as_of, out)
    for loan in np.flatnonzero(events.reach < as_of).tolist():
        out[:, loan] = figures(events.of(loan), as_of)
    return Figures(*out)


def by_columns(events: Events, as_of: int, out: Column) -> None:
    """In numpy, a run of loans after the other."""
    off = events.off
    first = 0
    while first < events.size:
        last = int(np.searchsorted(off, off[first] + _ROWS))
        last = min(max(last, first + 1), events.size)
        own = slice(off[first], off[last])
        rows = (events.day[own], events.kind[own], events.a[own], events.b[own], off[first : last + 1] - off[first])
        chunk.write((*rows, as_of), out[:, first:last])
        first = last


@dataclass(frozen=True)
class Eras:
    """The pieces of principal of many loans, as they stood from a day on until the next era begins.

    Loan ``i`` has the eras ``off[i]`` to ``off[i + 1]``; an era holds from the day ``since`` (the first one: ``EVER``),
    ``settled`` is what was paid of pieces that it no longer lists, and its pieces are ``first[e]`` to ``first[e + 1]``
    in their turn: ``due`` and ``moves`` are int32 day numbers, ``amount`` is đồng. Of what an era has from a piece on,
    ``oldest`` is the least due day and ``sums`` the running amount up to and with it.
    """

    off: Column
    since: Column
    settled: Column
    first: Column
    due: Column
    moves: Column
    amount: Column
    oldest: Column
    sums: Column

    @property
    def size(self) -> int:
        """How many loans."""
        return int(self.off.size) - 1

    def of(self, as_of: int) -> Column:
        """The era of each loan that holds on a day: the last one with ``since`` ≤ the day."""
        if self.since.size == self.size:
            return self.off[:-1]
        begun = np.concatenate(([0], np.cumsum(self.since <= as_of)))
        found: Column = self.off[:-1] + begun[self.off[1:]] - begun[self.off[:-1]] - 1
        return found


def eras_of(*, off: Any, since: Any, settled: Any, first: Any, due: Any, moves: Any, amount: Any) -> Eras:
    """The door for pieces: raises ``ValueError`` or ``TypeError`` for what could not be answered rightly."""
    off, first = _whole(off, np.int64, 0, 2**62), _whole(first, np.int64, 0, 2**62)
    since = _whole(since, np.int32, EVER, _LAST_DAY)
    due, moves = (_whole(days, np.int32, _FIRST_DAY, _LAST_DAY) for days in (due, moves))
    amount = _whole(amount, np.int64, 0, AMOUNT_MAX)
    _check_segments(off, since.size, "every loan has an era at least", least=1)
    _check_segments(first, due.size, "the pieces of the eras are counted on", least=0)
    settled = _whole(settled, np.int64, -AMOUNT_MAX, AMOUNT_MAX)
    if first.size != since.size + 1 or settled.size != since.size or not due.size == moves.size == amount.size:
        raise ValueError("every column of eras has one value per era, of pieces one per piece")
    if (since[off[:-1]] != EVER).any() or _falls(since, off[:-1]):
        raise ValueError("the first era of a loan holds ever since, the others stand in the order of their days")
    starts = first[:-1]
    if _falls(moves, starts):
        raise ValueError("the pieces of an era stand in their turn: what moves earlier comes first")
    return Eras(off, since, settled, first, due, moves, amount, _least_after(due, first), _sums(amount, first))


def delays_of(eras: Eras, held: Figures, as_of: int) -> Delays:
    """How late every loan is at the end of a day: counts as int64, days as datetime64[D] (NaT: none).

    ``held`` are the figures of the same loans on the same day. The first unpaid piece is found by halving the pieces of
    all loans at once.
    """
    own = eras.of(as_of)
    end = eras.first[own + 1]
    unpaid = _first_beyond(eras.sums, eras.first[own], end, held.covered - eras.settled[own])
    late = np.flatnonzero((unpaid < end) & (held.in_term + held.overdue > 0))
    at = unpaid[late]
    found = np.zeros((2, own.size), np.int64)
    days = np.full((2, own.size), NOWHERE)
    days[1, late] = eras.oldest[at]
    found[1, late] = np.maximum(as_of - days[1, late], 0)
    moved = (eras.moves[at] <= as_of) & (held.overdue[late] > 0)
    late, at = late[moved], at[moved]
    days[0, late] = eras.moves[at]
    found[0, late] = as_of - days[0, late]
    return Delays(*found, *days.view("datetime64[D]"))


class Kernel(NamedTuple):
    """A way in which both questions are answered; all give the same answers."""

    figures: Callable[[Events, int], Figures]
    delays: Callable[[Eras, Figures, int], Delays]


NUMPY = Kernel(figures_of, delays_of)


def _first_beyond(sums: Column, begin: Column, end: Column, paid: Column) -> Column:
    """Between ``begin`` and ``end``, the first place whose sum passes ``paid``, by halving all of them at once."""
    low, high = begin.copy(), end.copy()
    for _ in range(int((end - begin).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        open_ = low < high
        passes = sums[np.minimum(middle, sums.size - 1)] > paid
        high = np.where(open_ & passes, middle, high)
        low = np.where(open_ & ~passes, middle + 1, low)
    return low


def _sums(amount: Column, first: Column) -> Column:
    """Running sums that begin anew with each segment."""
    size = np.diff(first)
    if int(size.max(initial=0)) * int(amount.max(initial=0)) >= 2**63:
        raise ValueError("the pieces of an era do not fit 64 bits")
    running = np.cumsum(amount)
    before = np.concatenate(([0], running))[first[:-1]]
    found: Column = running - np.repeat(before, size)
    return found


def _least_after(due: Column, first: Column) -> Column:
    """For each piece, the least due day from it to the end of its era: eras are told apart by a number put in front."""
    era = np.repeat(np.arange(first.size - 1), np.diff(first))
    keyed = ((era << 32) + due)[::-1]
    least = np.minimum.accumulate(keyed)[::-1] if keyed.size else keyed
    found: Column = (least - (era << 32)).astype(np.int32)
    return found


def _whole(values: Any, kind: Any, least: int, most: int) -> Column:
    """A column of whole numbers within bounds, in its compact kind; nothing is copied that is so already."""
    column = np.asarray(values)
    if not column.size:
        return np.zeros(0, kind)
    if column.dtype.kind not in "iu":
        raise TypeError(f"whole numbers are wanted: a column of {column.dtype} may hide a fraction or a hole")
    if int(column.min()) < least or int(column.max()) > most:
        raise ValueError(f"a value lies outside {least} to {most}")
    return np.ascontiguousarray(column, kind)


def _check_segments(off: Column, size: int, what: str, *, least: int) -> None:
    if not off.size or off[0] != 0 or off[-1] != size or (np.diff(off) < least).any():
        raise ValueError(f"{what}: their bounds run from 0 to {size}")


def _falls(days: Column, start: Column) -> bool:
    """Whether a day is earlier than the one before it in the same segment."""
    falls = days[1:] < days[:-1]
    inside = start[(start > 0) & (start < days.size)]
    falls[inside - 1] = False
    return bool(falls.any())
