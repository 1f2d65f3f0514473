"""Sessions of a transaction point (phiên giao dịch tại điểm giao dịch xã, GDXA).

A point has one session a month on its own day. Saturdays and Sundays are kept; a public holiday moves the session
to the make-up session recorded for the point, and until one is recorded to the next day that is no holiday, shown
as planned. Source: DOMAIN §6.4, HD 4030/NHCS-TDNN (2014) as reported; sessions at weekends are recollected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count, groupby, takewhile

import numpy as np

from loans.domain.calendar import Calendar, add_months
from loans.domain.columns import Column, days_column
from loans.domain.refusal import Refusal

EQUAL_DAY = ("next", "same")
"""Whether a loan due on a session day unpaid waits for the next session (the ruling) or moves the same day."""

CITES = ("HD 4030/NHCS-TDNN",)

_ONE_DAY = timedelta(days=1)
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class PointDay:
    """The day of the month on which a point holds its sessions, from ``since`` until the next such fact.

    A change inside a month acts from the next month; the point's first month has its session when the day
    is not before ``since``. A month that lacks the day takes its last. Of facts of one ``since`` the last counts.
    """

    since: date
    monthly_day: int

    def __post_init__(self) -> None:
        if not 1 <= self.monthly_day <= _LONGEST_MONTH:
            raise Refusal(
                "monthly_day_out_of_range",
                vi=f"Ngày giao dịch hằng tháng {self.monthly_day} không hợp lệ. Hãy nhập từ 1 đến 31.",
                en=f"The monthly day {self.monthly_day} is none. Give a day from 1 to 31.",
                field="monthly_day",
                value=self.monthly_day,
                cites=CITES,
            )


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """What became of a month's session: held (or to be held) on a day, or cancelled (``held_on`` None).

    ``month`` is the first of the month whose session it is. Of several records of a month the last counts.
    """

    month: date
    held_on: date | None

    def __post_init__(self) -> None:
        if self.month.day != 1:
            raise ValueError(f"month is the first of a month, not {self.month}")


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """A session's day; planned when computed and not yet recorded; moved when it is not the monthly day."""

    day: date
    planned: bool
    moved: bool


def planned_session(month: date, monthly_day: int, calendar: Calendar) -> Session:
    """The session of ``month`` (any of its days) as the monthly day and the public holidays give it."""
    nominal = _nominal(month, monthly_day)
    day = nominal
    while calendar.is_public_holiday(day):
        day += _ONE_DAY
    return Session(day, planned=True, moved=day != nominal)


def first_session_after(
    due: date,
    days: Sequence[PointDay],
    recorded: Sequence[RecordedSession],
    calendar: Calendar,
    equal_day: str = "next",
) -> Session:
    """The first session strictly after the due day, or on it with ``equal_day="same"``.

    ``days`` and ``recorded`` are one point's facts as known; no day at all raises ``point_without_day``, a
    parameter that is none of ``EQUAL_DAY`` ``ValueError``. Due 22/10/2026 with day 07 → Saturday 07/11/2026.
    """
    if equal_day not in EQUAL_DAY:
        raise ValueError(f"equal_day is one of {', '.join(EQUAL_DAY)}, not {equal_day!r}")
    earliest = due if equal_day == "same" else due + _ONE_DAY
    held = (session for session in _held(days, recorded) if session.day >= earliest)
    planned = next(s for s in _planned(earliest, days, recorded, calendar) if s.day >= earliest)
    return min([*held, planned])


def sessions_until(
    first: date,
    last: date,
    days: Sequence[PointDay],
    recorded: Sequence[RecordedSession],
    calendar: Calendar,
) -> list[Session]:
    """Every session on a day from ``first`` to ``last``, both included, in order; a day stands once."""
    planned = takewhile(lambda session: session.day <= last, _planned(first, days, recorded, calendar))
    within = sorted(s for s in chain(planned, _held(days, recorded)) if first <= s.day <= last)
    return [next(same_day) for _, same_day in groupby(within, key=lambda session: session.day)]


def first_sessions_after(due_days: Column, session_days: Column, strict: bool = True) -> Column:
    """``first_session_after`` for a column of due days of one point, over its ascending session days.

    ``strict=False`` is ``equal_day="same"``. A due day beyond the last session raises ``ValueError``: list the
    sessions further with ``sessions_until``.
    """
    due, sessions = days_column(due_days), days_column(session_days)
    if (sessions[1:] < sessions[:-1]).any():
        raise ValueError("session days must ascend")
    places = np.searchsorted(sessions, due, side="right" if strict else "left")
    if places.size and places.max() >= sessions.size:
        raise ValueError(f"no session is listed after {due.max()}: list the sessions further")
    return sessions[places]


def _nominal(month: date, monthly_day: int) -> date:
    return add_months(date(2000, 1, monthly_day), (month.year - 2000) * 12 + month.month - 1)


def _day_in_month(month: date, days: Sequence[PointDay]) -> int | None:
    """The monthly day that plans the month (its first), or None before the point's first session."""
    ordered = sorted(days, key=lambda fact: fact.since)
    begun = [fact for fact in ordered if fact.since <= month]
    if begun:
        return begun[-1].monthly_day
    if not ordered:
        return None
    opening = [fact for fact in ordered if fact.since == ordered[0].since][-1]
    return opening.monthly_day if opening.since <= _nominal(month, opening.monthly_day) else None


def _planned(
    earliest: date,
    days: Sequence[PointDay],
    recorded: Sequence[RecordedSession],
    calendar: Calendar,
) -> Iterator[Session]:
    """Planned sessions of months without a record, in order, from the month before ``earliest`` on, endless."""
    if not days:
        raise Refusal(
            "point_without_day",
            vi="Điểm giao dịch chưa có ngày giao dịch hằng tháng. Hãy ghi ngày giao dịch của điểm trước.",
            en="The transaction point has no monthly day yet. Record the point's day first.",
            field="days",
            cites=CITES,
        )
    known = {record.month for record in recorded}
    opening = min(fact.since for fact in days)
    start = max(add_months(earliest.replace(day=1), -1), opening.replace(day=1))
    for n in count():
        month = add_months(start, n)
        monthly_day = None if month in known else _day_in_month(month, days)
        if monthly_day is not None:
            yield planned_session(month, monthly_day, calendar)


def _held(days: Sequence[PointDay], recorded: Sequence[RecordedSession]) -> Iterator[Session]:
    """Recorded sessions that are held, the last record of each month alone."""
    for record in {record.month: record for record in recorded}.values():
        if record.held_on is not None:
            monthly_day = _day_in_month(record.month, days)
            moved = monthly_day is None or record.held_on != _nominal(record.month, monthly_day)
            yield Session(record.held_on, planned=False, moved=moved)
