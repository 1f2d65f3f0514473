"""Working days, months, and the day it is in Hanoi.

Working days (ngày làm việc) come from our own dated table, ``law/holiday.toml``: Tết and the other days off by
decree, weekdays swapped for worked Saturdays. Where a count passes a year whose notice is not known, its result
is provisional and says so.
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

FIRST_DAY = date(1992, 4, 11)
"""The first day that the books take: of Nghị quyết 120/HĐBT, by which lending for jobs began. No loan, due day or
decision of these programmes is older; the empty dates of databases (01/01/1900, 01/01/1970) are, and are refused."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_CERTAINTIES = ("law", "secondary", "recollected")
_LAST_FIXED_YEAR = 2099


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day reached by counting; provisional when a year without its notice was counted over."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off by name (Vietnamese), Saturdays worked, and the years whose notice is known.

    ``exchanged`` are those days off that are merely swapped for a worked Saturday (hoán đổi ngày làm việc):
    a moved rest day, no public holiday.
    """

    off: Mapping[date, str]
    swapped: frozenset[date]
    decreed_years: frozenset[int]
    exchanged: frozenset[date] = frozenset()

    def is_public_holiday(self, day: date) -> bool:
        """Whether the day is a public holiday (ngày lễ, Tết) or given in lieu of one (nghỉ bù)."""
        return day in self.off and day not in self.exchanged

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday unless off, or a Saturday worked for a swapped weekday."""
        return day in self.swapped or (day.weekday() < _SATURDAY and day not in self.off)

    def is_provisional(self, day: date) -> bool:
        """Whether the day falls in a year whose notice is not known."""
        return day.year not in self.decreed_years

    def working_day_after(self, start: date, n: int) -> Deadline:
        """The ``n``-th working day, counting from the day after ``start``; ``n`` is at least 1.

        A dossier full on Monday 02/03/2026 with 7 working days → Wednesday 11/03/2026.
        """
        return self._count(start, n, _ONE_DAY)

    def working_day_before(self, end: date, n: int) -> Deadline:
        """The ``n``-th working day backwards, counting from the day before ``end``: the last day to ask by."""
        return self._count(end, n, -_ONE_DAY)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; ``end`` before ``start`` raises."""
        if end < start:
            raise ValueError(f"working days are counted forwards: {end} lies before {start}")
        days = (start + timedelta(days=i) for i in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def _count(self, start: date, n: int, step: timedelta) -> Deadline:
        if n < 1:
            raise ValueError(f"a term is at least one working day, not {n}")
        day, provisional = start, False
        while n:
            day += step
            provisional = provisional or self.is_provisional(day)
            n -= self.is_working_day(day)
        return Deadline(day, provisional)


@cache
def calendar() -> Calendar:
    """The calendar of ``law/holiday.toml``; a fault in the file raises ``ValueError`` and names the place."""
    text = files("loans.domain").joinpath("law", "holiday.toml").read_text(encoding="utf-8")
    return calendar_of(tomllib.loads(text))


def calendar_of(table: Mapping[str, Any]) -> Calendar:
    """A calendar from the parsed table: ``fixed`` for years without a table, one ``year`` table a year."""
    years: dict[int, Mapping[str, Any]] = {}
    for entry in table["year"]:
        year = _checked_year(entry)
        if year in years:
            raise ValueError(f"holiday.toml: year {year} stands twice")
        years[year] = entry
    listed = [day for entry in years.values() for day in entry["off"]]
    off = dict(_fixed_days(table.get("fixed", ()), frozenset(years)))
    off.update({day["day"]: day["name_vi"] for day in listed})
    return Calendar(
        off=off,
        swapped=frozenset(day for entry in years.values() for day in entry["swapped"]),
        decreed_years=frozenset(year for year, entry in years.items() if entry["decreed"]),
        exchanged=frozenset(day["day"] for day in listed if day.get("swap", False)),
    )


def _fixed_days(fixed: Any, listed: frozenset[int]) -> Iterator[tuple[date, str]]:
    for rule in fixed:
        for year in range(rule["since"], _LAST_FIXED_YEAR + 1):
            if year not in listed:
                yield date(year, rule["month"], rule["day"]), rule["name_vi"]


def _checked_year(entry: Mapping[str, Any]) -> int:
    """The year of one table, after its shape has been checked."""
    year = entry.get("year")
    if type(year) is not int:
        raise ValueError(f"holiday.toml: a year table has no whole year, but {year!r}")
    faults = list(_faults(year, entry))
    if faults:
        raise ValueError(f"holiday.toml, year {year}: " + "; ".join(faults))
    return year


def _faults(year: int, entry: Mapping[str, Any]) -> Iterator[str]:
    if type(entry.get("decreed")) is not bool:
        yield "decreed is true or false"
    cites = entry.get("cites")
    if not isinstance(cites, list) or not cites or not all(isinstance(c, str) and c for c in cites):
        yield "cites names at least one text"
    if entry.get("certainty") not in _CERTAINTIES:
        yield f"certainty is one of {', '.join(_CERTAINTIES)}"
    if type(entry.get("checked_on")) is not date:
        yield "checked_on is a date"
    yield from _faults_off(year, entry.get("off"))
    swapped = entry.get("swapped")
    if not isinstance(swapped, list):
        yield "swapped is a list, empty where no Saturday was worked"
        return
    for day in swapped:
        if type(day) is not date or day.year != year or day.weekday() != _SATURDAY:
            yield f"swapped {day} is no Saturday of the year"


def _faults_off(year: int, off: Any) -> Iterator[str]:
    if not isinstance(off, list) or not off:
        yield "off lists the days off"
        return
    days = [entry.get("day") for entry in off]
    for entry, day in zip(off, days, strict=True):
        if type(day) is not date or day.year != year:
            yield f"off {day} is no day of the year"
        elif entry.get("swap", False) and day.weekday() >= _SATURDAY:
            yield f"off {day} is swapped, yet it is no weekday"
        if not entry.get("name_vi") or not entry.get("name_en"):
            yield f"off {day} has no name"
    if len(set(days)) != len(days):
        yield "off names a day twice"


def add_months(day: date, n: int) -> date:
    """``n`` months from the given day; where that month lacks the day, its last day.

    Always counted from the first day given, never step by step: 31/01 + 2 months is 31/03.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months_between(start: date, end: date) -> int:
    """The largest number of months that, added to ``start``, does not pass ``end``; ``end`` earlier raises."""
    if end < start:
        raise ValueError(f"months are counted forwards: {end} lies before {start}")
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def today_in_hanoi(now: datetime) -> date:
    """The date in Asia/Ho_Chi_Minh at a moment; a moment without a time zone raises ``ValueError``.

    The clock itself is read once, at the rim.
    """
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("a moment needs its time zone: take it as UTC at the rim")
    return now.astimezone(HANOI).date()
