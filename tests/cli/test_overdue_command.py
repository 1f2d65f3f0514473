"""`loans overdue`: table, JSON and CSV say the same, and say of which day and how much was known."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from loans.cli.demo import demo
from loans.cli.overdue import BY, overdue
from loans.domain.refusal import Refusal
from loans.service.reports import book as reported

DAY = "2026-10-31"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("overdue")
    made = CliRunner().invoke(demo, [], env={"LOANS_INSTANCE": str(folder), "LOANS_DATABASE_URL": None})
    assert made.exit_code == 0
    return folder


def run(instance: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        overdue, list(arguments), env={"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}
    )


def as_json(instance: Path, *arguments: str) -> dict[str, Any]:
    done = run(instance, *arguments, "--format", "json")
    assert done.exit_code == 0
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_csv(instance: Path, *arguments: str) -> list[dict[str, str]]:
    done = run(instance, *arguments, "--format", "csv")
    assert done.exit_code == 0
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize("by", ["commune", "loan"])
def test_table_json_and_csv_agree(instance: Path, by: str) -> None:
    asked = ("--as-of", DAY, "--by", by)
    told, rows = as_json(instance, *asked), as_csv(instance, *asked)
    assert len(told["rows"]) == len(rows) > 0
    for row, line in zip(told["rows"], rows, strict=True):
        assert {name: "" if value is None else str(value) for name, value in row.items()} == {
            name: line[name] for name in row
        }
        assert (line["as_of"], line["position"]) == (DAY, str(told["position"]))
    table = run(instance, *asked).stdout
    assert "31/10/2026" in table
    for row in told["rows"]:
        [shown] = [line for line in table.splitlines() if str(row.get("contract_no", row["commune"])) in line]
        assert re.search(rf"\b{row['outstanding']}\b.*\b{row['overdue']}\b", shown)
    assert f"overdue {told['total']['overdue']}" in table


def test_the_total_is_what_its_rows_add_up_to_and_outstanding_splits_exactly(instance: Path) -> None:
    told = as_json(instance, "--as-of", DAY)
    for name in ("outstanding", "in_term", "overdue", "frozen", "loans", "overdue_loans"):
        assert sum(row[name] for row in told["rows"]) == told["total"][name]
    for row in [*told["rows"], told["total"]]:
        assert row["outstanding"] == row["in_term"] + row["overdue"] + row["frozen"]


def test_the_loans_add_up_to_their_communes(instance: Path) -> None:
    loans = as_json(instance, "--as-of", DAY, "--by", "loan")["rows"]
    for row in as_json(instance, "--as-of", DAY)["rows"]:
        mine = [loan for loan in loans if loan["commune"] == row["commune"]]
        assert row["overdue"] == sum(loan["overdue"] for loan in mine)
        assert row["most_days_overdue"] == max(loan["days_overdue"] for loan in mine)


def test_the_same_question_about_the_same_knowledge_has_the_same_answer(instance: Path) -> None:
    first = as_json(instance, "--as-of", DAY)
    again = as_json(instance, "--as-of", DAY, "--known-at", first["known_at"])
    assert again == first


def test_before_the_first_loan_nothing_is_out(instance: Path) -> None:
    assert "No loan is out" in run(instance, "--as-of", "2026-01-01").stdout
    assert as_json(instance, "--as-of", "2026-01-01")["rows"] == []
    assert as_csv(instance, "--as-of", "2026-01-01") == []


def test_before_anything_was_known_nothing_is_out(instance: Path) -> None:
    assert as_json(instance, "--as-of", "2026-01-01", "--known-at", "2026-01-02T00:00:00+07:00")["position"] == 0


def test_a_day_or_a_moment_still_to_come_is_refused(instance: Path) -> None:
    later = datetime.now(UTC) + timedelta(days=3)
    for arguments, code in (
        (("--as-of", later.date().isoformat()), "as_of_after_known_at"),
        (("--known-at", later.isoformat()), "known_at_in_future"),
    ):
        refused = run(instance, *arguments).exception
        assert isinstance(refused, Refusal)
        assert refused.code == code


@pytest.mark.parametrize("arguments", [("--as-of", "31/10/2026"), ("--known-at", "2026-10-31T09:00:00")])
def test_a_day_written_otherwise_and_a_moment_without_zone_are_refused(
    instance: Path, arguments: tuple[str, str]
) -> None:
    done = run(instance, *arguments)
    assert done.exit_code == 2
    assert arguments[0] in done.stderr


def test_a_database_that_is_not_ready_is_an_answer_and_no_traceback(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "loans init" in done.stderr
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("by", [by for by in BY if by != "loan"])
def test_every_way_to_group_has_the_same_total(instance: Path, by: str) -> None:
    told = as_json(instance, "--as-of", DAY, "--by", by, "--since", "2026-10-01")
    assert told["total"] == as_json(instance, "--as-of", DAY, "--since", "2026-10-01")["total"]
    for name in ("outstanding", "overdue", "loans", "moved_to_overdue", "cured"):
        assert sum(row[name] for row in told["rows"]) == told["total"][name]


def test_the_ways_to_group_are_those_of_the_report() -> None:
    assert (*reported.BY, "loan") == BY


def test_a_file_is_written_whole_and_nothing_is_printed(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "no-qua-han.csv"
    done = run(instance, "--as-of", DAY, "--by", "group", "--format", "csv", "--out", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert {row["as_of"] for row in rows} == {DAY}
    assert list(tmp_path.iterdir()) == [file]


def test_the_bank_s_own_layout_lists_the_overdue_loans(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "sao-ke.xlsx"
    assert run(instance, "--as-of", DAY, "--format", "xlsx", "--out", str(file)).exit_code == 0
    cells = CalamineWorkbook.from_path(file).get_sheet_by_name("BCQUERY").to_python(skip_empty_area=False)
    assert cells[4][1] == "Mã PGD"
    told = as_json(instance, "--as-of", DAY)["total"]
    place = cells[4].index("Dư nợ quá hạn")
    [total] = [row for row in cells if row[1] == "Tổng cộng"]
    assert (
        total[place]
        == told["overdue"]
        == sum(int(str(row[place]).partition(".")[0]) for row in cells[5 : 5 + told["overdue_loans"]])
    )


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_what_is_no_text_needs_a_file(instance: Path, form: str) -> None:
    done = run(instance, "--as-of", DAY, "--format", form)
    assert done.exit_code == 2
    assert "--out" in done.stderr


def test_parquet_without_its_library_is_refused_with_advice(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loans.service.reports.book.files.find_spec", lambda _name: None)
    refused = run(instance, "--as-of", DAY, "--format", "parquet", "--out", str(tmp_path / "x.parquet")).exception
    assert isinstance(refused, Refusal)
    assert (refused.code, "loans[columns]" in refused.en) == ("parquet_missing", True)
