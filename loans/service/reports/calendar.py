"""The report calendar: every report of a year with its period, its last day, its article, and how it stands today.

"Before the 15th" is read as the 14th at the latest. Where that is no working day, the working day before it stands
beside it: nobody has said which of the two counts (DOMAIN §1.9, §6.16).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from loans.domain.calendar import add_months, calendar
from loans.domain.law import law
from loans.domain.law.version import Version

ONE_DAY = timedelta(days=1)
QUARTERS = (1, 4, 7, 10)
DECREE_FORMS = tuple(f"338-{number:02d}" for number in range(2, 11))


@dataclass(frozen=True, slots=True)
class DueReport:
    """One report of the calendar.

    ``last_day`` is the last day to file it, ``last_working_day`` the last working day by then (another one only where
    ``last_day`` is none); ``provisional`` says that the period ends after that day. ``status`` is ``waiting`` (period
    not begun), ``due``, ``late`` (past its last day, unless it is known as filed), or ``filed``.
    """

    key: str
    title: str
    forms: tuple[str, ...]
    since: date
    until: date
    before: date
    last_day: date
    last_working_day: date
    calendar_provisional: bool
    provisional: bool
    status: str
    rule: str
    cites: tuple[str, ...]
    certainty: str


def report_calendar(year: int, today: date, filed: Collection[str] = ()) -> list[DueReport]:
    """The reports whose last day falls in a year, by that day; ``filed`` are the keys of those sent already.

    The books do not record which report was sent: without ``filed`` every past one stands as late.
    """
    found = [*_monthly(year), *_half_year(year), *_annual(year), *_quarterly(year)]
    reports = [_report(*each, today, filed) for each in found]
    return sorted(reports, key=lambda report: (report.last_day, report.key))


_Rule = tuple[str, str, tuple[str, ...], date, date, date, Version]
"""Key, title, forms, first and last day of the period, the day before which it is due, the version of its rule."""


def _monthly(year: int) -> Iterator[_Rule]:
    """The 16th of the month before to the 15th; due before the 15th, so before its own window closes."""
    for month in range(1, 13):
        first = date(year, month, 1)
        version = law().parameter("report_monthly_before_day").in_force(first)
        if version is not None:
            begins = law().whole("report_monthly_window_first_day", first)
            ends = law().whole("report_monthly_window_last_day", first)
            since = add_months(first, -1).replace(day=begins)
            title = f"Báo cáo tháng {month:02d}/{year}"
            before = first.replace(day=int(version.value or 0))
            yield f"monthly-{year}-{month:02d}", title, ("KH-THANG",), since, first.replace(day=ends), before, version


def _half_year(year: int) -> Iterator[_Rule]:
    version = law().parameter("report_half_year_before").in_force(date(year, 1, 1))
    if version is not None:
        title, forms = f"Báo cáo sáu tháng đầu năm {year}", ("KH-6THANG",)
        before = _month_day(year, version)
        yield f"half-year-{year}", title, forms, date(year, 1, 1), date(year, 6, 30), before, version


def _annual(year: int) -> Iterator[_Rule]:
    version = law().parameter("report_annual_before").in_force(date(year, 12, 1))
    if version is not None:
        title, before = f"Báo cáo năm {year}", _month_day(year, version)
        yield f"annual-{year}", title, ("KH-NAM",), date(year, 1, 1), date(year, 12, 31), before, version


def _quarterly(year: int) -> Iterator[_Rule]:
    """Cumulative from 1 January to the end of the last quarter; before the 20th of the month after it."""
    for month in QUARTERS:
        first = date(year, month, 1)
        version = law().parameter("decree_report_quarterly_before_day").in_force(first)
        if version is not None:
            until = first - ONE_DAY
            late = law().whole("decree_report_month_of_quarter", first) - 1
            before = add_months(first, late).replace(day=int(version.value or 0))
            quarter = (until.month + 2) // 3
            title = f"Báo cáo quý {quarter}/{until.year} theo Nghị định 338/2025/NĐ-CP"
            key = f"decree-{until.year}-q{quarter}"
            yield key, title, DECREE_FORMS, until.replace(month=1, day=1), until, before, version


def _report(
    key: str,
    title: str,
    forms: tuple[str, ...],
    since: date,
    until: date,
    before: date,
    version: Version,
    today: date,
    filed: Collection[str],
) -> DueReport:
    last = before - ONE_DAY
    working = last if calendar().is_working_day(last) else calendar().working_day_before(last, 1).day
    return DueReport(
        key=key,
        title=title,
        forms=forms,
        since=since,
        until=until,
        before=before,
        last_day=last,
        last_working_day=working,
        calendar_provisional=calendar().is_provisional(last),
        provisional=last < until,
        status=_status(key, since, last, today, filed),
        rule=_rule(before, last, working),
        cites=version.cites,
        certainty=version.certainty,
    )


def _status(key: str, since: date, last: date, today: date, filed: Collection[str]) -> str:
    if key in filed:
        return "filed"
    if today < since:
        return "waiting"
    return "late" if today > last else "due"


def _rule(before: date, last: date, working: date) -> str:
    said = f"Trước ngày {before:%d/%m/%Y}: chậm nhất ngày {last:%d/%m/%Y}"
    if working == last:
        return f"{said}."
    return f"{said} (ngày nghỉ; ngày làm việc cuối cùng trước đó là {working:%d/%m/%Y})."


def _month_day(year: int, version: Version) -> date:
    month, day = str(version.value).split("-")
    return date(year, int(month), int(day))
