"""Working days, months and today."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.calendar import (
    Deadline,
    add_months,
    calendar,
    calendar_of,
    today_in_hanoi,
    whole_months_between,
)

CALENDAR = calendar()
DECREED = st.dates(date(2015, 1, 1), date(2026, 10, 31))


def test_seven_working_days_from_a_full_dossier_on_monday_2_march_2026_end_on_wednesday_11_march() -> None:
    assert CALENDAR.working_day_after(date(2026, 3, 2), 7) == Deadline(date(2026, 3, 11), provisional=False)


def test_tet_2026_is_not_counted() -> None:
    assert CALENDAR.working_day_after(date(2026, 2, 13), 1).day == date(2026, 2, 23)


def test_a_swapped_weekday_is_off_and_its_saturday_is_worked() -> None:
    assert not CALENDAR.is_working_day(date(2026, 8, 31))
    assert CALENDAR.is_working_day(date(2026, 8, 22))
    assert not CALENDAR.is_working_day(date(2026, 8, 29))
    assert CALENDAR.working_day_after(date(2026, 8, 21), 1).day == date(2026, 8, 22)


def test_a_swapped_day_is_a_moved_rest_day_and_no_public_holiday() -> None:
    assert not CALENDAR.is_public_holiday(date(2026, 8, 31))
    assert CALENDAR.is_public_holiday(date(2026, 9, 2))
    assert CALENDAR.is_public_holiday(date(2026, 4, 27))


def test_the_day_of_culture_is_off_from_2026() -> None:
    assert CALENDAR.is_working_day(date(2025, 11, 24))
    assert not CALENDAR.is_working_day(date(2026, 11, 24))
    assert CALENDAR.working_day_after(date(2026, 11, 23), 1) == Deadline(date(2026, 11, 25), False)


def test_a_term_that_reaches_an_undecreed_year_is_provisional() -> None:
    assert CALENDAR.working_day_after(date(2026, 12, 28), 3) == Deadline(date(2026, 12, 31), False)
    assert CALENDAR.working_day_after(date(2026, 12, 28), 4) == Deadline(date(2027, 1, 4), True)
    assert not CALENDAR.is_working_day(date(2027, 2, 5))


def test_a_year_without_a_table_keeps_the_days_fixed_by_law_and_is_provisional() -> None:
    assert CALENDAR.is_public_holiday(date(2033, 9, 2))
    assert CALENDAR.is_public_holiday(date(2033, 11, 24))
    assert not CALENDAR.is_public_holiday(date(2012, 11, 24))
    assert CALENDAR.working_day_after(date(2033, 9, 1), 1) == Deadline(date(2033, 9, 5), True)


def test_five_working_days_before_a_session_are_counted_backwards() -> None:
    assert CALENDAR.working_day_before(date(2026, 11, 7), 5).day == date(2026, 11, 2)


@given(DECREED, st.integers(1, 60))
def test_adding_working_days_agrees_with_a_plain_loop(start: date, n: int) -> None:
    deadline = CALENDAR.working_day_after(start, n)
    days = [start + timedelta(days=i) for i in range(1, (deadline.day - start).days + 1)]
    worked = [day for day in days if CALENDAR.is_working_day(day)]
    assert len(worked) == n
    assert worked[-1] == deadline.day
    assert deadline.provisional == any(day.year > 2026 for day in days)
    assert CALENDAR.working_days_between(start, deadline.day) == n


@given(DECREED, st.integers(1, 60))
def test_counting_back_undoes_counting_forward(start: date, n: int) -> None:
    reached = CALENDAR.working_day_after(start, n).day
    back = CALENDAR.working_day_before(reached + timedelta(days=1), n).day
    assert back == CALENDAR.working_day_after(start, 1).day


def test_a_term_of_no_days_and_a_count_backwards_raise() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.working_day_after(date(2026, 3, 2), 0)
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.working_days_between(date(2026, 3, 2), date(2026, 3, 1))


def test_months_are_counted_from_the_first_day_given() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 240))
def test_whole_months_undo_adding_months(day: date, n: int) -> None:
    assert whole_months_between(day, add_months(day, n)) >= n
    assert whole_months_between(day, add_months(day, n)) - n in (0, 1)
    assert whole_months_between(day, add_months(day, n + 1) - timedelta(days=1)) == n


def test_a_month_is_whole_only_on_its_day() -> None:
    assert whole_months_between(date(2026, 1, 15), date(2026, 7, 14)) == 5
    assert whole_months_between(date(2026, 1, 15), date(2026, 7, 15)) == 6
    with pytest.raises(ValueError, match="forwards"):
        whole_months_between(date(2026, 1, 15), date(2026, 1, 14))


def test_today_in_hanoi_begins_at_17_hours_utc() -> None:
    assert today_in_hanoi(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert today_in_hanoi(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_a_moment_without_a_zone_raises() -> None:
    with pytest.raises(ValueError, match="time zone"):
        today_in_hanoi(datetime(2026, 11, 22, 17, 0))  # noqa: DTZ001 - the fault under test


def _table() -> dict[str, Any]:
    return tomllib.loads(files("loans.domain").joinpath("law", "holiday.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("year", "2015", "whole year"),
        ("year", 2016, "of the year"),
        ("decreed", "yes", "decreed"),
        ("cites", [], "cites"),
        ("certainty", "sure", "certainty"),
        ("checked_on", "2026-11-22", "checked_on"),
        ("off", [], "off lists"),
        ("off", [{"day": date(2015, 1, 1), "name_vi": "", "name_en": "x"}], "no name"),
        ("off", [{"day": date(2015, 1, 1), "name_vi": "x", "name_en": "x"}] * 2, "twice"),
        ("off", [{"day": date(2015, 1, 3), "name_vi": "x", "name_en": "x", "swap": True}], "no weekday"),
        ("swapped", [date(2015, 2, 13)], "no Saturday"),
        ("swapped", None, "swapped is a list"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(key: str, value: Any, fault: str) -> None:
    table = _table()
    table["year"][0][key] = value
    with pytest.raises(ValueError, match=fault):
        calendar_of(table)


def test_a_year_that_stands_twice_is_refused() -> None:
    table = _table()
    table["year"].append(table["year"][0])
    with pytest.raises(ValueError, match="twice"):
        calendar_of(table)
