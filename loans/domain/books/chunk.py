"""The fold by columns: a run of loans at once, in numpy, with exactly the answers of ``fold.fold``.

A run is small enough that what is worked out on the way stays in the processor's cache. Every loan begins with a
rate, which changes no balance: a running sum starts anew on that row by taking off the loan before. Whole numbers wrap
around without harm there, for only differences within a loan are used; what its own may be is bounded at the door.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from loans.domain.books.event import (
    BROUGHT,
    BROUGHT_INTEREST,
    MOVED,
    PAID,
    PAID_FROZEN,
    RATE,
    REFUND,
    WRITTEN_OFF,
    WRITTEN_OFF_FROZEN,
)
from loans.domain.columns import Column
from loans.domain.money import INTEREST_UNIT

_HALF = 2 * INTEREST_UNIT


@dataclass(frozen=True, slots=True)
class _Run:
    """Events of some loans; loan ``i`` has the rows ``off[i]`` to ``off[i + 1]``, the first of them is ``start[i]``.
    ``seen`` are those that had happened by the end of ``as_of``; ``seldom`` the rows of kinds that few loans have."""

    day: Column
    kind: Column
    a: Column
    b: Column
    off: Column
    as_of: int
    start: Column
    seen: Column
    seldom: Column

    @classmethod
    def of(cls, day: Column, kind: Column, a: Column, b: Column, off: Column, as_of: int) -> "_Run":
        seen = day <= as_of
        seldom = np.flatnonzero((kind > PAID) & (kind != MOVED) & seen)
        return cls(day, kind, a, b, off, as_of, off[:-1], seen, seldom)

    def rows(self, *kinds: int) -> Column:
        """The rows of some kinds that few loans have."""
        found: Column = self.seldom[np.isin(self.kind[self.seldom], kinds)] if self.seldom.size else self.seldom
        return found

    def sums(self, rows: Column, values: Column) -> Column:
        """Per loan, the sum of the values of some ascending rows."""
        if not rows.size:
            return np.zeros(self.start.size, np.int64)
        if rows.size == self.start.size and (rows >= self.start).all() and (rows < self.off[1:]).all():
            return values  # one row each
        running = np.concatenate(([0], np.cumsum(values)))
        found: Column = np.diff(running[np.searchsorted(rows, self.off)])
        return found

    def running(self, change: Column) -> Column:
        """The running sum within each loan, of a column that is 0 on every first row; the column is used up."""
        change[self.start[1:]] = -np.add.reduceat(change, self.start)[:-1]
        return np.cumsum(change, out=change)

    def days(self) -> Column:
        """Days from each row to the next one, or to the end of the day asked for."""
        on = np.minimum(self.day, self.as_of, dtype=np.int32)
        until = np.empty_like(on)
        until[:-1] = on[1:]
        until[self.off[1:] - 1] = self.as_of
        until -= on
        return until.astype(np.int64)


def write(run: Any, out: Column) -> None:
    """Write the figures of a run of loans (day, kind, a, b, off, as_of) into ``out``, a row each of ``Figures``."""
    _write(_Run.of(*run), out)


def _write(run: _Run, out: Column) -> None:
    pays = run.kind == PAID
    pays &= run.seen
    lost = run.rows(WRITTEN_OFF)
    in_term, overdue = _balances(run, pays, lost, out)
    days = run.days()
    in_term *= days
    overdue *= days
    _interest(run, in_term, overdue, pays, lost, out)


def _balances(run: _Run, pays: Column, lost: Column, out: Column) -> tuple[Column, Column]:
    """What is in term and what is overdue from each row on; what is not yet seen changes nothing."""
    moved = run.kind == MOVED
    moved &= run.seen
    lent = np.flatnonzero((run.kind != RATE) & (run.kind <= BROUGHT) & run.seen)
    freezes = np.flatnonzero(moved & (run.b != 0))
    frozen = run.rows(PAID_FROZEN, WRITTEN_OFF_FROZEN)
    covering = pays.view(np.int8)
    left, uncovered = run.a * -covering, run.a * (moved.view(np.int8) - covering)
    left[lent] = run.a[lent]
    left[lost] = uncovered[lost] = -run.a[lost]
    left[frozen] = -run.a[frozen]
    left[freezes] = -run.b[freezes]
    left, overdue = run.running(left), run.running(uncovered)
    np.minimum(left, overdue, out=overdue)
    np.maximum(overdue, 0, out=overdue)
    left -= overdue
    last, all_lost = run.off[1:] - 1, run.rows(WRITTEN_OFF, WRITTEN_OFF_FROZEN)
    out[4], out[5] = left[last], overdue[last]
    out[0], out[2] = run.sums(lent, run.a[lent]), run.sums(all_lost, run.a[all_lost])
    out[6] = run.sums(freezes, run.b[freezes])
    out[1] = out[0] - out[6] - out[2] - out[4] - out[5]
    out[3] = out[1] + out[2] - run.sums(frozen, run.a[frozen])
    return left, overdue


@dataclass(frozen=True, slots=True)
class _Segments:
    """The rate rows of a run: ``first`` the place among them of each loan's first, ``own`` per row its rate's."""

    rows: Column
    first: Column
    single: bool

    @classmethod
    def of(cls, run: _Run) -> "_Segments":
        rows = np.flatnonzero(run.kind == RATE)
        if rows.size == run.start.size:
            return cls(rows, np.arange(rows.size), True)
        return cls(rows, np.searchsorted(rows, run.start), False)

    def among(self, rows: Column, bounds: Column) -> Column:
        """The segment of each of some ascending rows, of which loan ``i`` has those from ``bounds[i]`` on."""
        if self.single:
            return np.repeat(self.first, np.diff(bounds))
        sizes = np.diff(np.append(np.searchsorted(rows, self.rows), rows.size))
        return np.repeat(np.arange(self.rows.size), sizes)

    def in_force(self, run: _Run) -> Column:
        """The segment of each loan at the end of the day; its first one before that."""
        if self.single:
            return self.first
        begun = np.concatenate(([0], np.cumsum(run.seen[self.rows])))
        ends = np.append(self.first, self.rows.size)
        found: Column = self.first + np.maximum(np.diff(begun[ends]) - 1, 0)
        return found

    def sums(self, values: Column) -> Column:
        """Per loan, the sum of a value per segment."""
        found: Column = values if self.single else np.add.reduceat(values, self.first)
        return found

    def before(self, values: Column) -> Column:
        """Per segment, the sum of a value over the loan's earlier segments."""
        running = np.cumsum(values) - values
        found: Column = running - np.repeat(running[self.first], np.diff(np.append(self.first, values.size)))
        return found


def _interest(run: _Run, in_term: Column, overdue: Column, pays: Column, lost: Column, out: Column) -> None:
    """``in_term`` and ``overdue`` are balance × days of each row."""
    rates = _Segments.of(run)
    late_days = np.zeros(overdue.size + 1, np.int64)  # before each row
    np.cumsum(overdue, out=late_days[1:])
    late_before = late_days[np.append(rates.rows, overdue.size)]
    whole, rest = _split(np.add.reduceat(in_term, rates.rows), run.a[rates.rows])
    ended = _split(np.diff(late_before), run.b[rates.rows])
    late, late_rest = rates.sums(ended[0]), rates.sums(ended[1])
    back, opened = run.rows(REFUND), run.rows(BROUGHT_INTEREST)
    collected = np.add.reduceat(run.b * pays, run.start) - run.sums(back, run.b[back])
    brought_late = run.sums(opened, run.b[opened])
    brought = run.sums(opened, run.a[opened]) + brought_late
    total = rates.sums(whole) + late + _rounded(rates.sums(rest) + late_rest) + brought
    left = np.maximum(total - collected - run.sums(lost, run.b[lost]), 0)
    accrued = late + _rounded(late_rest) + brought_late
    paying = _Paying.of(run, pays, lost, accrued > 0)
    due = accrued - _paid_first(run, rates, paying, late_days, ended, opened)
    out[8] = np.minimum(np.maximum(due, 0), left)
    out[7], out[9], out[10] = left - out[8], np.maximum(collected - total, 0), collected
    now = rates.rows[rates.in_force(run)]
    out[11], out[12] = run.a[now], run.b[now]


@dataclass(frozen=True, slots=True)
class _Paying:
    """The rows that pay or waive interest on some of the loans; loan ``i`` has those from ``bounds[i]`` on."""

    rows: Column
    bounds: Column

    @classmethod
    def of(cls, run: _Run, pays: Column, lost: Column, concerned: Column) -> "_Paying":
        """Of the ``concerned`` loans; of the others too, where nearly all are."""
        pays[lost] = True
        pays &= run.b > 0
        if not concerned.all():
            pays &= np.repeat(concerned, np.diff(run.off))
        rows = np.flatnonzero(pays)
        return cls(rows, np.searchsorted(rows, run.off))


def _paid_first(
    run: _Run, rates: _Segments, paying: _Paying, late_days: Column, ended: tuple[Column, Column], opened: Column
) -> Column:
    """What collections took of interest on overdue principal: all that was paid or waived, but never more than had
    accrued by then. Loans on which none ever accrued owe none, whatever is said of them here."""
    rows, bounds = paying.rows, paying.bounds
    if not rows.size:
        return np.zeros(run.start.size, np.int64)
    taken = np.cumsum(run.b.take(rows))
    base = np.concatenate(([0], taken))[bounds]
    since = rates.among(rows, bounds)
    gap = _accrued_by(run, rates, rows, since, late_days, ended)
    if opened.size:
        brought = np.zeros(run.day.size, np.int64)
        brought[opened] = run.b[opened]
        gap += run.running(brought)[rows]
    gap -= taken
    some = np.flatnonzero(bounds[1:] > bounds[:-1])
    least = np.zeros(run.start.size, np.int64)
    least[some] = np.minimum(np.minimum.reduceat(gap, bounds[some]) + base[some], 0)
    result: Column = np.diff(base) + least
    return result


def _accrued_by(
    run: _Run, rates: _Segments, rows: Column, since: Column, late_days: Column, ended: tuple[Column, Column]
) -> Column:
    """Interest on overdue principal that had accrued by some rows, each in a segment, rounded once."""
    part, rest = _split(
        late_days.take(rows) - late_days.take(rates.rows).take(since), run.b.take(rates.rows).take(since)
    )
    if not rates.single:
        whole_before, rest_before = (rates.before(each) for each in ended)
        part += whole_before[since]
        rest += rest_before[since]
    part += _rounded(rest)
    return part


def _split(sums: Column, rate: Column) -> tuple[Column, Column]:
    """Balance × days at a rate: whole đồng, and the rest in parts of ``INTEREST_UNIT``."""
    whole = sums // INTEREST_UNIT
    rest = sums - whole * INTEREST_UNIT
    whole *= rate
    rest *= rate
    return whole, rest


def _rounded(rest: Column) -> Column:
    found: Column = 2 * rest
    found += INTEREST_UNIT
    found //= _HALF
    return found
