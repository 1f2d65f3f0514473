"""The report calendar: last days, holidays beside them, what is due and what is late."""

from datetime import date

from loans.service.reports.calendar import DueReport, report_calendar


def of(key: str, today: date = date(2026, 11, 20), filed: tuple[str, ...] = ()) -> DueReport:
    year = int(key.split("-")[-2]) if key.startswith("monthly") else 2026
    return next(each for each in report_calendar(year, today, filed) if each.key == key)


def test_a_year_has_twelve_months_two_plan_reports_and_four_quarters() -> None:
    keys = [each.key for each in report_calendar(2026, date(2026, 11, 20))]
    assert len(keys) == len(set(keys)) == 12 + 2 + 4
    assert {"half-year-2026", "annual-2026", "decree-2025-q4", "decree-2026-q3"} <= set(keys)


def test_before_the_fifteenth_is_the_fourteenth_and_both_days_are_said_where_it_is_a_day_off() -> None:
    november, june = of("monthly-2026-11"), of("half-year-2026")
    assert (november.last_day, november.last_working_day) == (date(2026, 11, 14), date(2026, 11, 13))  # a Saturday
    assert "14/11/2026 (ngày nghỉ; ngày làm việc cuối cùng trước đó là 13/11/2026)" in november.rule
    assert (june.last_day, june.last_working_day) == (date(2026, 6, 14), date(2026, 6, 12))  # a Sunday
    december = of("annual-2026")
    assert december.last_day == december.last_working_day == date(2026, 12, 14)
    assert "ngày nghỉ" not in december.rule


def test_a_monthly_report_is_due_before_its_own_window_closes() -> None:
    report = of("monthly-2026-11")
    assert (report.since, report.until) == (date(2026, 10, 16), date(2026, 11, 15))
    assert report.provisional
    assert not of("decree-2026-q3").provisional


def test_the_quarter_is_cumulative_and_due_before_the_twentieth() -> None:
    report = of("decree-2026-q3")
    assert (report.since, report.until, report.last_day) == (date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 19))
    last = of("decree-2025-q4")
    assert (last.since, last.until, last.last_day) == (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 19))
    assert report.cites == ("Nghị định 338/2025/NĐ-CP, khoản 7 Điều 35",)
    assert report.forms[0] == "338-02"


def test_what_is_due_late_filed_or_still_to_come() -> None:
    assert of("monthly-2026-11", date(2026, 11, 14)).status == "due"
    assert of("monthly-2026-11", date(2026, 11, 15)).status == "late"
    assert of("monthly-2026-11", date(2026, 11, 15), ("monthly-2026-11",)).status == "filed"
    assert of("monthly-2026-12", date(2026, 11, 15)).status == "waiting"


def test_the_annual_report_was_due_earlier_under_the_plan_of_2023() -> None:
    [annual] = [each for each in report_calendar(2025, date(2025, 12, 1)) if each.key == "annual-2025"]
    assert annual.last_day == date(2025, 12, 4)
    assert report_calendar(2022, date(2022, 12, 1)) == []
