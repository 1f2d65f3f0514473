"""`loans allocate` as an officer calls it: a CSV file in, a table or JSON out, faults on stderr with exit 2."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loans.cli.allocate import allocate
from loans.domain.refusal import Refusal

CSV = """code,demand,job_target,floor,cap,fixed,excluded
A,30,5,,,,
B,70,5,,,,
C,,,,,100,
D,,,,,,x
"""

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes) -> Path:
        file = tmp_path / "ask.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return written


def run(file: Path, *options: str, any_area: bool = True) -> Result:
    area = ["--any-area"] if any_area else []
    return CliRunner().invoke(allocate, [str(file), *area, *options])


def answer(file: Path, *options: str) -> dict[str, Any]:
    done = run(file, "--json", *options)
    assert done.exit_code == 0, done.exception
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def codes(done: Result) -> set[str]:
    """The findings of a refused run; `loans.cli.main` prints them and exits with 2."""
    assert isinstance(done.exception, Refusal)
    assert done.stdout == ""
    return {finding.code for finding in done.exception.findings}


WEIGHTS = ("--weights", "demand=0.7,job_target=0.3")


def test_json_says_how_much_and_why(write: Write) -> None:
    made = answer(write(CSV), "--pool", "1100", *WEIGHTS)
    assert made == {
        "pool": 1100,
        "allocated": 1100,
        "rows": [
            {"code": "A", "allocated": 360, "why": [_why("demand", 210), _why("job_target", 150)]},
            {"code": "B", "allocated": 640, "why": [_why("demand", 490), _why("job_target", 150)]},
            {"code": "C", "allocated": 100, "why": [_why("fixed", 100)]},
            {"code": "D", "allocated": 0, "why": [_why("excluded", 0)]},
        ],
    }


def _why(reason: str, amount: int) -> dict[str, Any]:
    return {"reason": reason, "amount": amount}


def test_a_rest_is_named_where_it_may_be_left(write: Write) -> None:
    made = answer(write("code,demand\nA,5\n"), "--pool", "8", "--cap-at-demand", "--leave-rest")
    assert (made["pool"], made["allocated"], made["rest"]) == (8, 5, 3)


def test_a_criterion_may_start_with_a_minus(write: Write) -> None:
    made = answer(write("code,late\nA,1\nB,3\nC,4\n"), "--pool", "400", "--weights", "-late=1")
    assert [row["allocated"] for row in made["rows"]] == [300, 100, 0]


@pytest.mark.parametrize(
    "content", [CSV.replace(",", ";"), "\ufeff" + CSV, CSV.replace("\n", "\r\n") + ",,,,,,\r\n\r\n"]
)
def test_a_file_out_of_excel_is_read_all_the_same(write: Write, content: str) -> None:
    made = answer(write(content), "--pool", "1100", *WEIGHTS)
    assert [row["allocated"] for row in made["rows"]] == [360, 640, 100, 0]


def test_the_table_reads_at_100_columns_with_vietnamese_headings_first(write: Write) -> None:
    done = run(write(CSV), "--pool", "1100", *WEIGHTS)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split()[0] == "Mã"
    assert lines[0].endswith("Phân bổ")
    assert next(line for line in lines if line.startswith("Tổng")).endswith("1.100")
    assert max(map(len, lines)) <= 100
    assert "cố định/fixed" in done.stdout


def test_many_criteria_and_large_sums_still_read_at_100_columns(write: Write) -> None:
    names = [f"criterion_number_{place}" for place in range(12)]
    rows = "".join(f"{code},{',0' if code == 'A' else ','}{',1' * 12}\n" for code in "ABC")
    file = write(f"code,floor,cap,{','.join(names)}\n{rows}")
    weights = ",".join(f"{name}=1" for name in names)
    done = run(file, "--pool", str(10**15), "--weights", weights)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert done.stdout.count("criterion_number_11 ") == 3  # one reason a row: nothing is cut off


def test_codes_are_checked_against_the_communes_in_force(write: Write) -> None:
    file = write("code,demand\n00004,1\n99999,1\n")
    done = run(file, "--pool", "10", any_area=False)
    assert isinstance(done.exception, Refusal)
    assert [finding.source for finding in done.exception.findings] == ["dòng 3 (99999)"]
    assert run(file, "--pool", "10").exit_code == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "csv_unreadable"),
        ("\n\n", "csv_unreadable"),
        (b"code,demand\n\xff\xfe,1\n", "csv_unreadable"),
        ('code,demand\n"A,1\n', "csv_unreadable"),
        ("code,demand\nA\0,1\n", "csv_unreadable"),
        ("code,demand,demand\nA,1,1\n", "allocation_column_twice"),
        ("code,demand\nA,1,\n", "csv_row_ragged"),
        ("code,demand\nA\n", "csv_row_ragged"),
        ("demand\n1\n", "allocation_unknown_column"),
        ("code,demand\n", "allocation_no_rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused(write: Write, content: str | bytes, code: str) -> None:
    assert code in codes(run(write(content), "--pool", "10"))


def test_a_missing_file_is_refused_together_with_wrong_options(tmp_path: Path) -> None:
    done = run(tmp_path / "none.csv", "--pool", "-1", "--grain", "0", "--weights", "x")
    assert codes(done) == {
        "csv_unreadable",
        "allocation_pool_refused",
        "allocation_grain_refused",
        "allocation_weight_refused",
    }
    assert isinstance(run(tmp_path, "--pool", "1").exception, Refusal)  # a folder


def test_faults_of_form_cells_and_pool_are_reported_in_one_run(write: Write) -> None:
    done = run(write("code,demand,floor\nA,1,99\nA,x,\nB,1\n"), "--pool", "10", "--grain", "3")
    assert codes(done) == {
        "csv_row_ragged",
        "allocation_code_twice",
        "allocation_number_refused",
        "allocation_floors_above_pool",
        "allocation_pool_off_grain",
    }


def test_a_published_annex_needs_no_criteria(write: Write) -> None:
    assert answer(write("code,fixed\nA,7\nB,3\n"), "--pool", "10")["allocated"] == 10
    assert codes(run(write("code,fixed\nA,7\nB,4\n"), "--pool", "10")) == {"allocation_fixed_sum_differs"}


def test_the_command_line_answers_a_refusal_with_exit_2_and_no_traceback(write: Write) -> None:
    code = "from loans.cli import main; main()"
    command = [sys.executable, "-c", code, "allocate", str(write("code,demand\nA,1.5\n")), "--pool", "15", "--any-area"]
    done = subprocess.run(command, capture_output=True, check=False)
    told = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert "dòng 2 (A)" in told
    assert "demand = 1.5" in told
    assert "Traceback" not in told
