"""Our table of days off against the library ``holidays``, which is a test's witness and no source at run time."""

from datetime import date

import holidays
import pytest

from loans.domain.calendar import calendar

CALENDAR = calendar()
LISTED = range(2015, 2028)

OURS_ALONE = {
    date(2025, 5, 2): "swapped for Saturday 26/04/2025 by Thông báo 6150/TB-BLĐTBXH; the library has no swaps of 2025",
    date(2026, 1, 2): "swapped for Saturday 10/01/2026 by Công văn 12729/VPCP-KGVX; the library has no swaps of 2026",
    date(2026, 8, 31): "swapped for Saturday 22/08/2026 by Thông báo 9441/TB-BNV; the library has no swaps of 2026",
    date(2026, 11, 24): "Ngày Văn hóa Việt Nam, Nghị quyết 28/2026/QH16 from 01/07/2026; not yet in the library",
    date(2027, 11, 24): "Ngày Văn hóa Việt Nam, Nghị quyết 28/2026/QH16 from 01/07/2026; not yet in the library",
}
"""Days off that the library lacks, each with the reason."""

WORKED_ALONE = {date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}
"""Saturdays worked that the library lacks: the other half of the swaps above."""


@pytest.mark.parametrize("year", LISTED)
def test_our_days_off_are_the_librarys_and_the_differences_are_known(year: int) -> None:
    ours = {day for day in CALENDAR.off if day.year == year}
    theirs = set(holidays.country_holidays("VN", years=year))
    assert ours - theirs == {day for day in OURS_ALONE if day.year == year}
    assert theirs <= ours


@pytest.mark.parametrize("year", LISTED)
def test_our_worked_saturdays_are_the_librarys_and_the_differences_are_known(year: int) -> None:
    ours = {day for day in CALENDAR.swapped if day.year == year}
    witness = holidays.country_holidays("VN", years=[year, year + 1])
    theirs = {day for day in getattr(witness, "weekend_workdays", set()) if day.year == year}
    assert ours - theirs == {day for day in WORKED_ALONE if day.year == year}
    assert theirs <= ours


def test_every_swapped_weekday_off_has_its_worked_saturday_from_2016_on() -> None:
    off = [day for day in CALENDAR.exchanged if day.year >= 2016]
    worked = [day for day in CALENDAR.swapped if day.year >= 2016]
    assert len(off) == len(worked)


def test_2015_to_2026_are_decreed_and_2027_is_not() -> None:
    assert frozenset(range(2015, 2027)) == CALENDAR.decreed_years
