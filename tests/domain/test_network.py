"""Points and groups: the session on which what is unpaid moves to overdue."""

from datetime import date

import pytest

from loans.domain.calendar import calendar
from loans.domain.network import (
    CHANNELS,
    DIRECT,
    ORGANISATIONS,
    BankCommune,
    CommuneCode,
    Group,
    GroupFact,
    Point,
    PointOffice,
    bank_codes,
    fact_on,
    transfer_days,
)
from loans.domain.refusal import Refusal
from loans.domain.session import PointDay, RecordedSession, Session

SINCE = date(2020, 1, 1)
SEVENTH = Point(1, "00004-1", "UBND phường", "00004", days=(PointDay(SINCE, 7),))


def test_a_loan_due_on_22_october_moves_on_the_session_of_7_november() -> None:
    [session] = transfer_days([date(2026, 10, 22)], SEVENTH, calendar(), equal_day="next")
    assert session == Session(date(2026, 11, 7), planned=True, moved=False)


def test_each_due_day_has_its_own_session_in_its_order() -> None:
    dues = [date(2026, 10, 22), date(2026, 10, 7), date(2026, 9, 30)]
    days = [session.day for session in transfer_days(dues, SEVENTH, calendar(), equal_day="next")]
    assert days == [date(2026, 11, 7), date(2026, 11, 7), date(2026, 10, 7)]
    same = [session.day for session in transfer_days(dues, SEVENTH, calendar(), equal_day="same")]
    assert same == [date(2026, 11, 7), date(2026, 10, 7), date(2026, 10, 7)]


def test_points_with_days_07_and_20_have_two_transfer_days() -> None:
    twentieth = Point(2, "00004-2", "Nhà văn hóa", "00004", days=(PointDay(SINCE, 20),))
    found = {transfer_days([date(2026, 10, 22)], p, calendar(), equal_day="next")[0].day for p in (SEVENTH, twentieth)}
    assert found == {date(2026, 11, 7), date(2026, 11, 20)}


def test_a_session_recorded_on_another_day_moves_the_transfer() -> None:
    recorded = RecordedSession(date(2026, 11, 1), date(2026, 11, 9))
    point = Point(1, "00004-1", "UBND phường", "00004", SEVENTH.days, (recorded,))
    [session] = transfer_days([date(2026, 10, 22)], point, calendar(), equal_day="next")
    assert session == Session(date(2026, 11, 9), planned=False, moved=True)


def test_a_point_without_a_day_says_what_to_record() -> None:
    with pytest.raises(Refusal) as refused:
        transfer_days([date(2026, 10, 22)], Point(1, "x", "x", "00004"), calendar(), equal_day="next")
    assert (refused.value.code, refused.value.field) == ("point_without_day", "days")
    assert "Record the point's day first." in refused.value.en


def test_no_due_day_needs_no_session() -> None:
    assert transfer_days([], Point(1, "x", "x", "00004"), calendar(), equal_day="next") == ()


def test_four_organisations_are_entrusted_and_a_direct_loan_has_none() -> None:
    assert sorted(ORGANISATIONS) == ["11", "12", "13", "14"]
    assert DIRECT not in ORGANISATIONS
    assert sorted(CHANNELS) == ["11", "12", "13", "14", "99"]


def test_a_group_is_on_each_day_what_its_last_fact_before_says() -> None:
    old = GroupFact(date(2024, 1, 1), 1, "12", "Bà Giả")
    new = GroupFact(date(2026, 10, 1), 2, "11", "Ông Định", 7)
    group = Group(5, "0000001", "00004", 2, "11", "Ông Định", facts=(old, new))
    assert [group.at(day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [old, new]
    assert group.at(date(2020, 1, 1)) == old, "what is older than its record keeps the first fact"
    assert fact_on((new,), date(2020, 1, 1)) == new


def test_a_group_without_recorded_facts_is_what_it_says_itself() -> None:
    assert Group(5, "0000001", "00004", 2, "11", "Ông Định").at(SINCE) == GroupFact(SINCE, 2, "11", "Ông Định")


def test_a_point_belongs_to_no_office_before_the_first_is_recorded() -> None:
    point = Point(1, "x", "x", "00004", offices=(PointOffice(SINCE, 3), PointOffice(date(2026, 1, 1), 4)))
    assert [point.office_on(day) for day in (date(2019, 12, 31), SINCE, date(2026, 1, 1))] == [None, 3, 4]


def test_the_banks_code_of_a_commune_is_that_of_the_day() -> None:
    first = BankCommune(1, "260101", (CommuneCode(SINCE, "00004"), CommuneCode(date(2026, 1, 1), "00008")))
    second = BankCommune(2, "260102", (CommuneCode(date(2026, 1, 1), "00004"),))
    assert (first.commune_on(date(2019, 1, 1)), first.commune_on(SINCE)) == (None, "00004")
    assert bank_codes([first, second], date(2025, 12, 31)) == {"00004": "260101"}
    assert bank_codes([first, second], date(2026, 1, 1)) == {"00008": "260101", "00004": "260102"}
