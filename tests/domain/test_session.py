"""Sessions of a transaction point, and the day on which an unpaid loan moves."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.calendar import calendar
from loans.domain.refusal import Refusal
from loans.domain.session import (
    PointDay,
    RecordedSession,
    Session,
    first_session_after,
    first_sessions_after,
    planned_session,
    sessions_until,
)

CALENDAR = calendar()
LONG_AGO = date(2015, 1, 1)


def _first(due: date, day: int, recorded: Sequence[RecordedSession] = ()) -> Session:
    return first_session_after(due, [PointDay(LONG_AGO, day)], recorded, CALENDAR)


def test_due_22_october_with_day_07_moves_on_saturday_7_november() -> None:
    session = _first(date(2026, 10, 22), 7)
    assert session == Session(date(2026, 11, 7), planned=True, moved=False)
    assert session.day.strftime("%a") == "Sat"


def test_due_on_a_session_day_waits_for_the_next_session() -> None:
    assert _first(date(2026, 10, 7), 7).day == date(2026, 11, 7)


def test_due_on_a_session_day_moves_the_same_day_where_the_parameter_says_so() -> None:
    days = [PointDay(LONG_AGO, 7)]
    same = first_session_after(date(2026, 10, 7), days, (), CALENDAR, equal_day="same")
    assert same.day == date(2026, 10, 7)
    with pytest.raises(ValueError, match="equal_day"):
        first_session_after(date(2026, 10, 7), days, (), CALENDAR, equal_day="strict")


def test_two_points_of_one_commune_have_two_transfer_days() -> None:
    due = date(2026, 10, 22)
    assert _first(due, 7).day == date(2026, 11, 7)
    assert _first(due, 20).day == date(2026, 11, 20)


def test_a_changed_day_acts_from_the_next_month() -> None:
    days = [PointDay(date(2026, 10, 15), 20), PointDay(LONG_AGO, 7)]
    listed = sessions_until(date(2026, 9, 1), date(2026, 12, 31), days, (), CALENDAR)
    assert [s.day.isoformat() for s in listed] == ["2026-09-07", "2026-10-07", "2026-11-20", "2026-12-20"]


def test_a_point_has_no_session_before_it_opens() -> None:
    days = [PointDay(date(2026, 3, 10), 7)]
    assert first_session_after(date(2025, 12, 1), days, (), CALENDAR).day == date(2026, 4, 7)
    days = [PointDay(date(2026, 3, 7), 7)]
    assert first_session_after(date(2025, 12, 1), days, (), CALENDAR).day == date(2026, 3, 7)


def test_of_two_facts_of_one_day_the_later_recorded_counts() -> None:
    days = [PointDay(LONG_AGO, 7), PointDay(LONG_AGO, 9)]
    assert first_session_after(date(2026, 10, 22), days, (), CALENDAR).day == date(2026, 11, 9)


def test_day_31_falls_on_the_last_of_february() -> None:
    assert planned_session(date(2026, 2, 1), 31, CALENDAR).day == date(2026, 2, 28)
    assert planned_session(date(2024, 2, 1), 31, CALENDAR).day == date(2024, 2, 29)


def test_a_session_on_national_day_is_planned_on_the_next_day_that_is_no_holiday() -> None:
    assert planned_session(date(2026, 9, 1), 2, CALENDAR) == Session(date(2026, 9, 3), True, True)


def test_a_session_in_the_last_days_of_april_may_move_into_may() -> None:
    assert _first(date(2026, 4, 15), 30) == Session(date(2026, 5, 2), True, True)
    assert _first(date(2026, 5, 1), 30) == Session(date(2026, 5, 2), True, True)


def test_a_recorded_make_up_session_replaces_the_planned_one() -> None:
    made_up = RecordedSession(date(2026, 9, 1), date(2026, 9, 5))
    assert _first(date(2026, 8, 20), 2, [made_up]) == Session(date(2026, 9, 5), planned=False, moved=True)


def test_a_session_held_as_planned_is_recorded_and_not_moved() -> None:
    held = RecordedSession(date(2026, 10, 1), date(2026, 10, 7))
    assert _first(date(2026, 10, 1), 7, [held]) == Session(date(2026, 10, 7), planned=False, moved=False)


def test_a_cancelled_month_leaves_the_next_month() -> None:
    cancelled = RecordedSession(date(2026, 11, 1), None)
    assert _first(date(2026, 10, 22), 7, [cancelled]).day == date(2026, 12, 7)


def test_a_correction_of_a_record_is_a_later_record() -> None:
    records = [RecordedSession(date(2026, 11, 1), None), RecordedSession(date(2026, 11, 1), date(2026, 11, 9))]
    assert _first(date(2026, 10, 22), 7, records).day == date(2026, 11, 9)


def test_a_make_up_held_a_month_late_does_not_hide_the_session_before_it() -> None:
    late = RecordedSession(date(2026, 10, 1), date(2026, 11, 10))
    assert _first(date(2026, 11, 5), 7, [late]).day == date(2026, 11, 7)
    assert _first(date(2026, 11, 7), 7, [late]).day == date(2026, 11, 10)


def test_a_session_brought_forward_into_the_month_before_is_found() -> None:
    early = RecordedSession(date(2026, 2, 1), date(2026, 1, 30))
    assert _first(date(2026, 1, 20), 7, [early]).day == date(2026, 1, 30)


def test_a_point_without_a_day_asks_for_one() -> None:
    with pytest.raises(Refusal) as refused:
        first_session_after(date(2026, 10, 22), [], [], CALENDAR)
    assert refused.value.code == "point_without_day"


def test_a_monthly_day_out_of_range_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        PointDay(LONG_AGO, 32)
    assert refused.value.code == "monthly_day_out_of_range"
    with pytest.raises(ValueError, match="first of a month"):
        RecordedSession(date(2026, 9, 2), None)


MONTHS = st.dates(date(2025, 6, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1))
RECORDS = st.lists(
    st.tuples(MONTHS, st.none() | st.integers(-20, 50)).map(
        lambda r: RecordedSession(r[0], None if r[1] is None else r[0] + timedelta(days=r[1]))
    ),
    max_size=6,
)
POINTS = st.lists(
    st.builds(PointDay, st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(1, 31)), min_size=1, max_size=3
)


@given(POINTS, RECORDS, st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=8), st.booleans())
def test_a_column_of_due_days_says_what_one_due_day_says(
    points: list[PointDay], records: list[RecordedSession], due_days: list[date], strict: bool
) -> None:
    listed = sessions_until(date(2024, 12, 1), date(2028, 12, 31), points, records, CALENDAR)
    column = first_sessions_after(
        np.array(due_days, dtype="datetime64[D]"),
        np.array([s.day for s in listed], dtype="datetime64[D]"),
        strict,
    )
    equal_day = "next" if strict else "same"
    alone = [first_session_after(d, points, records, CALENDAR, equal_day).day for d in due_days]
    assert column.tolist() == alone


@given(POINTS, RECORDS, st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_sessions_are_listed_in_order_each_day_once_and_chain(
    points: list[PointDay], records: list[RecordedSession], start: date
) -> None:
    listed = sessions_until(start, date(2027, 12, 31), points, records, CALENDAR)
    days = [s.day for s in listed]
    assert days == sorted(set(days))
    for before, after in pairwise(listed):
        assert first_session_after(before.day, points, records, CALENDAR) == after


def test_a_column_beyond_the_listed_sessions_and_unsorted_sessions_raise() -> None:
    sessions = np.array(["2026-10-07", "2026-11-07"], dtype="datetime64[D]")
    with pytest.raises(ValueError, match="further"):
        first_sessions_after(np.array(["2026-11-07"], dtype="datetime64[D]"), sessions)
    with pytest.raises(ValueError, match="ascend"):
        first_sessions_after(sessions, sessions[::-1])
    assert first_sessions_after(np.empty(0, dtype="datetime64[D]"), sessions).size == 0
