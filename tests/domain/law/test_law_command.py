"""`loans law`: what is in force on a day, for people and for programs."""

import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

import loans.cli.law as command
from loans.domain.law import law


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command.law, list(arguments), env={"COLUMNS": "80"})


def test_json_gives_each_value_in_force_with_unit_first_day_articles_and_certainty() -> None:
    result = run("--on", "2026-11-22", "--json")
    assert result.exit_code == 0
    table = json.loads(result.stdout)
    assert table["job_loan_rate_standard"] == {
        "value": "7.9248",
        "unit": "% năm",
        "since": "2026-01-01",
        "cites": ["Nghị định 338/2025/NĐ-CP, khoản 1 Điều 7", "Quyết định 2553/QĐ-TTg ngày 21/11/2025"],
        "certainty": "law",
    }
    assert {name: table[name]["value"] for name in table if name.startswith("job_loan_max_") and "by" not in name} == {
        "job_loan_max_worker": 200_000_000,
        "job_loan_max_establishment": 10_000_000_000,
        "job_loan_max_per_worker": 200_000_000,
        "job_loan_max_term_months": 120,
    }
    assert table["job_loan_rate_priority"]["value"] == "6.24"
    assert table["job_loan_overdue_rate_standard"]["value"] == "10.30224"
    assert table["job_loan_overdue_rate_priority"]["value"] == "8.112"
    assert table["decision_working_days"]["value"] == 7


@pytest.mark.parametrize("day", law().change_days(), ids=str)
def test_json_holds_what_is_in_force_and_nothing_else(day: date) -> None:
    table = json.loads(run("--on", day.isoformat(), "--json").stdout)
    assert set(table) == {parameter.name for parameter, _ in law().in_force(day)}
    assert all(type(row["value"]) in (int, str) and row["since"] <= day.isoformat() for row in table.values())


def test_json_of_a_day_before_all_law_is_an_empty_object() -> None:
    assert json.loads(run("--on", "1992-04-10", "--json").stdout) == {}


def test_one_parameter_by_name_is_printed_alone() -> None:
    result = run("job_loan_rate_standard", "--on", "2025-12-31")
    assert result.exit_code == 0
    assert "7,488 % năm" in result.stdout
    assert "7.488 % a year" in result.stdout
    assert "job_loan_max_worker" not in result.stdout
    assert list(json.loads(run("job_loan_rate_standard", "--on", "2025-12-31", "--json").stdout)) == [
        "job_loan_rate_standard"
    ]


def test_a_parameter_before_its_first_day_is_an_answer_on_stderr_with_exit_2() -> None:
    result = run("job_loan_rate_standard", "--on", "2015-08-31")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "job_loan_rate_standard" in result.stderr
    assert "2015-09-01" in result.stderr
    assert "01/09/2015" in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("arguments", [("job_loan_rat", "--on", "2026-01-01"), ("--on", "31/12/2025")])
def test_an_unknown_name_and_a_day_written_otherwise_are_refused_with_what_to_do(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "job_loan_rate" in result.stderr or "2026-01-31" in result.stderr


def test_the_text_is_grouped_by_the_day_that_picks_the_version_and_ends_with_what_is_to_come() -> None:
    text = run("--on", "2025-12-15").stdout
    headings = [
        "Hồ sơ phê duyệt ngày 15/12/2025",
        "Khoản vay ký ngày 15/12/2025",
        "Khoản nợ đến hạn ngày 15/12/2025",
        "Báo cáo lấy số liệu ngày 15/12/2025",
        "Chưa có hiệu lực",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "2026-01-30 · reschedule_limit" in text[places[-1] :]
    assert "job_loan_max_worker" not in text[places[-1] :]


def test_the_text_fits_80_columns_and_labels_what_is_not_certain() -> None:
    text = run("--on", "2026-11-22").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "RECOLLECTED" in text
    assert "CHƯA XÁC NHẬN" in text
    assert "Điều 7" in text


def test_without_a_day_the_law_of_today_in_hanoi_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "today", lambda: date(2025, 12, 15))
    assert json.loads(run("--json").stdout)["job_loan_rate_standard"]["value"] == "7.488"
