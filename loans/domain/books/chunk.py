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
    DISBURSED,
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
_KINDS = BROUGHT_INTEREST + 1


def _signs(**signs: tuple[int, ...]) -> Column:
    found = np.zeros(_KINDS, np.int64)
    found[list(signs.get("plus", ()))] = 1
    found[list(signs.get("minus", ()))] = -1
    return found


_LEFT = _signs(plus=(DISBURSED, BROUGHT), minus=(PAID, WRITTEN_OFF, PAID_FROZEN, WRITTEN_OFF_FROZEN))
_UNCOVERED = _signs(plus=(MOVED,), minus=(PAID, WRITTEN_OFF))


@dataclass(frozen=True, slots=True)
class _Run:
    """Events of some loans; loan ``i`` has the rows ``off[i]`` to ``off[i + 1]``, of which those before ``end[i]`` had
    happened by the end of ``as_of``. ``start`` is the first row of each, ``size`` how many it has."""

    day: Column
    kind: Column
    a: Column
    b: Column
    off: Column
    as_of: int
    start: Column
    size: Column
    seen: Column
    end: Column

    @classmethod
    def of(cls, day: Column, kind: Column, a: Column, b: Column, off: Column, as_of: int) -> "_Run":
        seen = day <= as_of
        start, size = off[:-1], np.diff(off)
        end = start + np.add.reduceat(seen, start, dtype=np.int64)
        return cls(day, kind, a, b, off, as_of, start, size, seen, end)

    def rows(self, *kinds: int) -> Column:
        """The rows of some kinds that had happened."""
        chosen = self.kind == kinds[0]
        for kind in kinds[1:]:
            chosen |= self.kind == kind
        chosen &= self.seen
        return np.flatnonzero(chosen)

    def sums(self, rows: Column, values: Column) -> Column:
        """Per loan, the sum of the values of some ascending rows."""
        if not rows.size:
            return np.zeros(self.start.size, np.int64)
        if rows.size == self.start.size and (rows >= self.start).all() and (rows < self.off[1:]).all():
            return values  # one row each
        running = np.concatenate(([0], np.cumsum(values)))
        return np.diff(running[np.searchsorted(rows, self.off)])

    def total(self, chosen: Column, values: Column) -> Column:
        """Per loan, the sum of the values of all chosen rows that had happened: quicker where these are many."""
        result: Column = np.add.reduceat(values * (chosen & self.seen), self.start)
        return result

    def running(self, change: Column) -> Column:
        """The running sum within each loan, of a column that is 0 on every first row; the column is used up."""
        change[self.start[1:]] = -np.add.reduceat(change, self.start)[:-1]
        return np.cumsum(change, out=change)

    def last(self, running: Column) -> Column:
        """A running sum at the end of the day; 0 where nothing had happened yet."""
        found: Column = np.where(self.end > self.start, running[self.end - 1], 0)
        return found

    def days(self) -> Column:
        """Days from each row to the next one, or to the end of the day asked for."""
        on = np.minimum(self.day, self.as_of).astype(np.int64)
        until = np.empty_like(on)
        until[:-1] = on[1:]
        until[self.off[1:] - 1] = self.as_of
        until -= on
        return until


def write(run: Any, out: Column) -> None:
    """Write the figures of a run of loans (day, kind, a, b, off, as_of) into ``out``, a row each of ``Figures``."""
    _write(_Run.of(*run), out)


def _write(run: _Run, out: Column) -> None:
    left, uncovered = _LEFT.take(run.kind), _UNCOVERED.take(run.kind)
    left *= run.a
    uncovered *= run.a
    freezes = np.flatnonzero((run.kind == MOVED) & (run.b != 0))
    left[freezes] -= run.b[freezes]
    left, uncovered = run.running(left), run.running(uncovered)
    overdue = np.minimum(left, uncovered)
    np.maximum(overdue, 0, out=overdue)
    left -= overdue  # from here on what is in term
    _principal(run, left, overdue, freezes, out)
    days = run.days()
    left *= days
    overdue *= days
    _interest(run, _Segments.of(run), left, overdue, out)


def _principal(run: _Run, in_term: Column, overdue: Column, freezes: Column, out: Column) -> None:
    lent, lost = run.rows(DISBURSED, BROUGHT), run.rows(WRITTEN_OFF, WRITTEN_OFF_FROZEN)
    freed = run.rows(PAID_FROZEN, WRITTEN_OFF_FROZEN)
    freezes = freezes[run.seen[freezes]]
    disbursed, written = run.sums(lent, run.a[lent]), run.sums(lost, run.a[lost])
    held, settled = run.sums(freezes, run.b[freezes]), run.sums(freed, run.a[freed])
    out[4], out[5] = run.last(in_term), run.last(overdue)
    paid = disbursed - held - written - out[4] - out[5]
    out[0], out[1], out[2], out[3], out[6] = disbursed, paid, written, paid + written - settled, held


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

    def sums(self, values: Column) -> Column:
        """Per loan, the sum of a value per segment."""
        found: Column = values if self.single else np.add.reduceat(values, self.first)
        return found

    def before(self, values: Column) -> Column:
        """Per segment, the sum of a value over the loan's earlier segments."""
        running = np.cumsum(values) - values
        found: Column = running - np.repeat(running[self.first], np.diff(np.append(self.first, values.size)))
        return found


def _interest(run: _Run, rates: _Segments, in_term: Column, overdue: Column, out: Column) -> None:
    """``in_term`` and ``overdue`` are balance × days of each row."""
    rate, late_rate = run.a[rates.rows], run.b[rates.rows]
    whole, rest = _split(np.add.reduceat(in_term, rates.rows), rate)
    late_days = np.add.reduceat(overdue, rates.rows)
    late, late_rest = _split(late_days, late_rate)
    waived, back, opened = run.rows(WRITTEN_OFF), run.rows(REFUND), run.rows(BROUGHT_INTEREST)
    collected = run.total(run.kind == PAID, run.b)
    if back.size:
        collected -= run.sums(back, run.b[back])
    brought_late = run.sums(opened, run.b[opened])
    brought = run.sums(opened, run.a[opened]) + brought_late
    all_late, all_late_rest = rates.sums(late), rates.sums(late_rest)
    total = rates.sums(whole) + all_late + _rounded(rates.sums(rest) + all_late_rest) + brought
    left = np.maximum(total - collected - run.sums(waived, run.b[waived]), 0)
    accrued = all_late + _rounded(all_late_rest) + brought_late
    concerned = (accrued > 0) | (rates.sums(late_days) != 0)
    due = accrued - _paid_first(run, rates, overdue, (late, late_rest), opened, concerned)
    out[8] = np.minimum(np.maximum(due, 0), left)
    out[7], out[9], out[10] = left - out[8], np.maximum(collected - total, 0), collected
    now = rates.rows[_in_force(run, rates)]
    out[11], out[12] = run.a[now], run.b[now]


def _in_force(run: _Run, rates: _Segments) -> Column:
    if rates.single:
        return rates.first
    return np.maximum(np.searchsorted(rates.rows, run.end) - 1, rates.first)


def _paid_first(
    run: _Run, rates: _Segments, overdue: Column, ended: tuple[Column, Column], opened: Column, concerned: Column
) -> Column:
    """What collections took of interest on overdue principal: all that was paid or waived, but never more than had
    accrued by then. Loans on which none ever accrued are not ``concerned``: they owe none, whatever is said here."""
    pays = run.kind == PAID
    pays |= run.kind == WRITTEN_OFF
    pays &= run.seen
    pays &= run.b > 0
    if not concerned.all():
        pays &= np.repeat(concerned, run.size)
    rows = np.flatnonzero(pays)
    if not rows.size:
        return np.zeros(run.start.size, np.int64)
    taken = np.cumsum(run.b.take(rows))
    bounds = np.searchsorted(rows, run.off)
    base = np.concatenate(([0], taken))[bounds]
    since = rates.among(rows, bounds)
    gap = _accrued_by(run, rates, rows, since, overdue, ended)
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
    run: _Run, rates: _Segments, rows: Column, since: Column, overdue: Column, ended: tuple[Column, Column]
) -> Column:
    """Interest on overdue principal that had accrued by some rows, each in a segment, rounded once."""
    before = np.cumsum(overdue)
    before -= overdue
    part, rest = _split(before.take(rows) - before.take(rates.rows).take(since), run.b.take(rates.rows).take(since))
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
