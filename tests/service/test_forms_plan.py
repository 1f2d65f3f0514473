"""The city plan's reports: windows, plan, done and estimate apart, the communes' own results; papers for the field."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loans.domain.refusal import Refusal
from loans.service import job_report
from loans.service.actor import Actor
from loans.service.reports.forms import FormTable
from loans.store.unit_of_work import Store
from tests.programme import MILLION, Clock, Programme
from tests.service.forms_story import FIRST, SECOND, Story, row, story, told
from tests.store.conftest import migrate

__all__ = ["story"]


def indicator(table: FormTable, title: str) -> dict[str, Any]:
    return next(dict(each) for each in table.rows if str(each["indicator"]).startswith(title))


@pytest.mark.parametrize(
    ("asked", "since", "until", "provisional"),
    [
        ({"as_of": date(2026, 11, 14)}, date(2026, 10, 16), date(2026, 11, 15), True),
        ({"as_of": date(2026, 11, 15)}, date(2026, 10, 16), date(2026, 11, 15), False),
        ({"as_of": date(2026, 11, 16)}, date(2026, 11, 16), date(2026, 12, 15), True),
        ({"as_of": date(2026, 11, 20), "month": date(2026, 11, 1)}, date(2026, 10, 16), date(2026, 11, 15), False),
        ({"as_of": date(2026, 1, 14)}, date(2025, 12, 16), date(2026, 1, 15), True),
    ],
)
def test_the_monthly_window_and_when_it_is_provisional(
    story: Story, asked: dict[str, Any], since: date, until: date, provisional: bool
) -> None:
    table = story.form("KH-THANG", **asked)
    assert (table.since, table.until, table.provisional) == (since, until, provisional)
    assert any("tạm tính" in note for note in table.notes) == provisional


def test_the_monthly_report_by_hand(story: Story) -> None:
    table = story.form("KH-THANG", as_of=date(2026, 11, 14))
    lent, collected = indicator(table, "Doanh số cho vay"), indicator(table, "Doanh số thu nợ")
    # window 16/10–14/11: B; the year: 40 + 20 + 60 + 12; the plan is 500 + 500
    assert (lent["window"], lent["done"], lent["planned"], lent["percent"]) == (
        20 * MILLION,
        132 * MILLION,
        1_000 * MILLION,
        "13.20",
    )
    assert (collected["window"], collected["done"]) == (5 * MILLION, 17 * MILLION)
    assert indicator(table, "Số lượt khách hàng")["done"] == 4
    assert indicator(table, "Tổng dư nợ")["window"] is None, "a balance stands on a day"
    assert (lent["last_year"], lent["reason"]) == (None, "Sổ chưa có số liệu")


def test_an_estimate_stands_apart_from_what_is_done_and_says_what_it_rests_on(story: Story) -> None:
    table = story.form("KH-NAM", estimates={"turns": 7})
    lent = indicator(table, "Doanh số cho vay")
    # 132M in 324 of 365 days: 148.703.703,7 → 148.703.704
    assert (lent["done"], lent["estimate"], lent["estimate_basis"]) == (
        132 * MILLION,
        148_703_704,
        "ước theo tiến độ",
    )
    turns = indicator(table, "Số lượt")
    assert (turns["done"], turns["estimate"], turns["estimate_basis"]) == (4, 7, "người lập nhập")
    owed = indicator(table, "Tổng dư nợ")
    collected = indicator(table, "Doanh số thu nợ")
    assert owed["estimate"] == 115 * MILLION + (148_703_704 - 132 * MILLION) - (collected["estimate"] - 17 * MILLION)
    assert indicator(table, "Số khách hàng")["estimate"] is None
    with pytest.raises(Refusal) as refused:
        story.form("KH-NAM", estimates={"khac": 1})
    assert refused.value.code == "unknown_indicator"


def test_the_half_year_ends_on_30_june_whatever_day_it_is_asked_for(story: Story) -> None:
    table = story.form("KH-6THANG")
    assert (table.until, table.provisional) == (date(2026, 6, 30), False)
    assert indicator(table, "Doanh số cho vay")["done"] == 112 * MILLION
    assert story.form("KH-6THANG", as_of=date(2026, 6, 14)).provisional


def test_an_ad_hoc_report_has_a_heading_and_window_of_its_own(story: Story) -> None:
    asked: dict[str, Any] = {"since": date(2026, 3, 1), "until": date(2026, 10, 31), "heading": "Theo đề nghị giả định"}
    table = story.form("KH-DOTXUAT", **asked)
    assert (table.heading, table.provisional) == ("Theo đề nghị giả định", False)
    assert indicator(table, "Doanh số cho vay")["window"] == 12 * MILLION
    with pytest.raises(Refusal) as refused:
        story.form("KH-DOTXUAT", **asked | {"since": date(2026, 11, 1)})
    assert refused.value.code == "window_reversed"


@pytest.fixture
def open_story(tmp_path: Path) -> Iterator[Story]:
    """The story on a database of one's own, to go on with."""
    store = Store.at(migrate(f"sqlite:///{tmp_path / 'loans.db'}"), Clock())
    yield told(Programme(store, store.clock))  # type: ignore[arg-type]
    store.engine.dispose()


def test_the_communes_own_results_are_gathered_and_missing_ones_listed(open_story: Story) -> None:
    reporter = Actor("can-bo-xa-gia-dinh", "commune", (FIRST,))
    with open_story.programme.by(reporter) as uow:
        job_report.record_job_reports(
            uow,
            reporter,
            today=open_story.programme.today,
            since=date(2026, 10, 16),
            through=date(2026, 11, 15),
            reports=[{"commune": FIRST, "jobs": 9, "by_loans": 4, "abroad": 1}],
        )
    table = open_story.form("KH-THANG", month=date(2026, 11, 1))
    assert indicator(table, "Người được giải quyết việc làm")["window"] == 9
    assert len(table.missing) == 125
    assert FIRST not in table.missing
    [jobs] = table.annexes
    first, second = row(jobs, FIRST), row(jobs, SECOND)
    assert (first["jobs"], first["by_loans"], first["loans"], first["reported"]) == (9, 4, 1, "Đã báo cáo")
    assert (second["jobs"], second["reported"]) == (None, "Chưa báo cáo"), "blank, not 0"
    assert jobs.total["jobs"] == 9


# --- papers for the field


def test_next_months_instalments_with_the_last_day_of_notice(story: Story) -> None:
    assert story.form("KY-HAN").rows == (), "nothing falls due in December"
    table = story.form("KY-HAN", month=date(2027, 2, 1))
    [only] = table.rows  # C's instalment of 06/02/2027 is frozen
    assert (only["due_on"], only["principal_due"], only["notice_by"], only["notice_state"]) == (
        date(2027, 2, 6),
        10 * MILLION,
        date(2027, 1, 7),
        "Trong hạn",
    )


def test_the_sheet_of_a_session_says_principal_and_interest_to_its_day(story: Story) -> None:
    table = story.form("THU-NO", point=story.points[0])
    assert (table.since, len(table.rows)) == (date(2026, 12, 7), 2)
    a, b = table.rows
    if a["outstanding"] == 20 * MILLION:
        a, b = b, a
    assert (a["principal_overdue"], a["principal_due"]) == (5 * MILLION, 0)
    assert (b["principal_overdue"], b["principal_due"]) == (0, 0)
    # B: 20M × 7,9248 % × 27 days (10/11 → 07/12) ÷ 365 = 117.243,6
    assert b["interest_due"] == 117_244
    with story.programme.store.reading() as uow:
        assert uow.loans.get(story.loans["B"]).amount == 20 * MILLION
    for each in table.rows:
        assert each["payable"] == sum(int(str(each[n])) for n in ("principal_overdue", "principal_due", "interest_due"))
    assert "Dự kiến" in table.notes[0]
    with pytest.raises(Refusal) as refused:
        story.form("THU-NO")
    assert refused.value.code == "point_missing"


def test_a_session_on_the_due_day_collects_what_falls_due(story: Story) -> None:
    table = story.form("THU-NO", point=story.points[0], as_of=date(2026, 8, 6), on=date(2026, 8, 7))
    [a] = table.rows
    assert (a["principal_overdue"], a["principal_due"]) == (0, 10 * MILLION), "it moves only if it is not paid"


def test_the_balance_confirmation_and_the_use_checks(story: Story) -> None:
    table = story.form("15-TD")
    assert len(table.rows) == 3
    assert table.total["outstanding"] == 115 * MILLION
    one = story.form("15-TD", customer_no=str(table.rows[-1]["customer_no"]))
    assert {each["customer_no"] for each in one.rows} == {table.rows[-1]["customer_no"]}
    checks = story.form("06-TD")
    assert sorted((each["check_by"], each["check_state"]) for each in checks.rows) == [
        (date(2026, 3, 8), "Đã quá hạn"),
        (date(2026, 3, 8), "Đã quá hạn"),
        (date(2026, 12, 10), "Trong hạn"),
    ]
