"""The sessions on which unpaid principal moves, for a column of due days (DOMAIN §6.4)."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

import numpy as np

from loans.domain.calendar import calendar
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.network import fact_on
from loans.domain.session import PointDay, RecordedSession, first_sessions_after, sessions_until
from loans.service.books.columns import NOWHERE, whole_numbers
from loans.service.unit_of_work import Columns, UnitOfWork

_REACH = (92, 3 * 366, 30 * 366)
"""Days beyond the last due day within which a session is looked for, further only where none is held."""


class _Loans(Protocol):
    @property
    def columns(self) -> Columns: ...


class Sessions:
    """The first session after a due day at a loan's own point: the group's of that day, or a direct loan's."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._points = {point.id: point for point in uow.network.points()}
        self._moved = uow.network.moved_groups()

    def after(self, loans: _Loans, place: Column, due: Column) -> Column:
        """For each row, the loan's place and a due day: the day of the session; NaT where a point has no day."""
        points = self._points_of(loans, place, due)
        strict = _strict(due)
        found = due.copy()
        if not due.size:
            return found
        first, last = due.min().item(), due.max().item()
        order = np.argsort(points, kind="stable")
        bounds = np.flatnonzero(np.diff(points[order])) + 1
        for rows in np.split(order, bounds):
            if rows.size:
                point = self._points.get(int(points[rows[0]]))
                if point is None or not point.days:
                    found[rows] = NOWHERE
                    continue
                days = _listed(tuple(point.days), tuple(point.sessions), first, last)
                found[rows] = _first_after(days, due[rows], strict[rows])
        return found

    def strictly_after(self, loans: _Loans, place: Column, day: Column) -> Column:
        """The first session after each day, never on it, whatever the law says of a due day that is a session day."""
        found = self.after(loans, place, day)
        same = np.flatnonzero(found == day)
        if same.size:
            found[same] = self.after(loans, place[same], day[same] + np.timedelta64(1, "D"))
        return found

    def _points_of(self, loans: _Loans, place: Column, due: Column) -> Column:
        """The point of each row; only a group that has met at several points needs the day."""
        own = whole_numbers(loans.columns["point_id"])[place]
        if not self._moved:
            return own
        groups = np.array([group or 0 for group in loans.columns["group_id"]], np.int64)[place]
        for row in np.flatnonzero(np.isin(groups, list(self._moved))):
            own[row] = fact_on(self._moved[int(groups[row])], due[row].item()).point_id
        return own


@lru_cache(maxsize=1_000)
def _listed(monthly: tuple[PointDay, ...], held: tuple[RecordedSession, ...], first: date, last: date) -> Column:
    """The days on which a point meets, from a day to at least one session after another; the next report asks the
    same, and so do points that meet on the same days."""
    days = np.zeros(0, "datetime64[D]")
    for reach in _REACH:
        planned = sessions_until(first, _within(last, reach), monthly, held, calendar())
        days = np.array([session.day for session in planned], "datetime64[D]")
        if days.size and days[-1] > np.datetime64(last, "D"):
            break
    days.flags.writeable = False
    return days


def _first_after(days: Column, due: Column, strict: Column) -> Column:
    found = due.copy()
    for chosen, after in ((strict, True), (~strict, False)):
        if chosen.any():
            found[chosen] = _listed_after(due[chosen], days, strict=after)
    return found


def _listed_after(due: Column, days: Column, *, strict: bool) -> Column:
    """The first listed session after each due day; NaT after the last one."""
    known = due < days[-1] if days.size else np.zeros(due.size, bool)
    found = np.full(due.size, NOWHERE)
    found[known] = first_sessions_after(due[known], days, strict=strict)
    return found


def _within(last: date, reach: int) -> date:
    return min(last + timedelta(days=reach), date(9999, 1, 1))


def _strict(due: Column) -> Column:
    """Whether a due day that is itself a session day waits for the next session, by the law of that day."""
    days, back = np.unique(due, return_inverse=True)
    next_one = [law().reading("equal_day", day.item()).value == "next_session" for day in days]
    return np.array(next_one, bool)[back]
