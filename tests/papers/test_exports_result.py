"""`loans reconcile` and its workbook: what the API says, on the command line, with an exit code for a scheduler."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loans.cli.demo import demo
from loans.cli.overdue import overdue
from loans.cli.reconcile import reconcile
from loans.domain.refusal import Refusal
from tests.papers.bank import DAY, BankLoan, export, rows_of
from tests.papers.bank import book as workbook_of
from tests.papers.reading import cells, formulas


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reconcile")
    made = CliRunner().invoke(demo, [], env=env(folder))
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture(scope="module")
def ours(instance: Path) -> list[BankLoan]:
    """The demonstration's loans as a bank without own codes would list them."""
    asked = ["--as-of", DAY.isoformat(), "--by", "loan", "--format", "json"]
    rows = json.loads(CliRunner().invoke(overdue, asked, env=env(instance)).stdout)["rows"]
    listed = [
        BankLoan(row["contract_no"], "990004", row["in_term"], row["overdue"], row["frozen"])
        for row in rows
        if row["contract_no"].isdigit()
    ]
    assert len(listed) == len(rows) > 2
    return listed


def env(instance: Path) -> dict[str, str | None]:
    return {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}


def run(instance: Path, file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(reconcile, [str(file), *arguments], env=env(instance))


def kept(folder: Path, content: bytes, name: str = "sao-ke.xlsx") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def told(instance: Path, file: Path, *arguments: str) -> dict[str, Any]:
    done = run(instance, file, "--json", *arguments)
    assert done.exit_code in (0, 1), done.output
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["agrees"] == (done.exit_code == 0)
    return found


def test_an_export_that_agrees_ends_with_0(instance: Path, ours: list[BankLoan], tmp_path: Path) -> None:
    file = kept(tmp_path, export("GQVL", ours, {"total"}).content)
    found = told(instance, file)
    job_loans = [row for row in found["per_loan"] if row["causes"][0]["code"] != "only_theirs"]
    assert job_loans == []
    assert found["export"]["control_total"]["agrees"]


def test_a_difference_ends_with_1_and_stands_in_the_workbook(
    instance: Path, ours: list[BankLoan], tmp_path: Path
) -> None:
    late = next(loan for loan in ours if loan.overdue)
    wrong = replace(late, in_term=late.in_term + late.overdue, overdue=0)
    loans = [wrong if loan is late else loan for loan in ours]
    file, out = kept(tmp_path, export("10", loans, form="csv").content, "sao-ke.csv"), tmp_path / "ket-qua.xlsx"
    found = told(instance, file, "--out", str(out))
    [row] = [row for row in found["per_loan"] if row["contract_no"] == late.contract_no]
    assert [cause["code"] for cause in row["causes"]] == ["not_moved"]
    shown = run(instance, file).stdout
    assert late.contract_no in shown
    assert "Có chênh lệch" in shown
    sheet = cells(out.read_bytes(), "Khoản lệch")
    assert any(line and line[0] == late.contract_no for line in sheet)
    assert any("SUM" in formula for formula, _value in formulas(out.read_bytes()).values())
    assert cells(out.read_bytes(), "Ghi nhận")


def test_two_exports_of_one_workbook_are_checked_against_each_other(
    instance: Path, ours: list[BankLoan], tmp_path: Path
) -> None:
    late = next(loan for loan in ours if loan.overdue)
    others = [replace(loan, overdue=0) if loan is late else loan for loan in ours]
    file = kept(tmp_path, workbook_of({"Một": rows_of("1", ours), "Hai": rows_of("2", others)}))
    found = told(instance, file)
    assert found["export"]["layout"] == "1"
    [row] = found["between_exports"]
    assert (row["measure"], row["difference"]) == ("overdue", late.overdue)
    assert "customers_not_additive" in [finding["code"] for finding in found["findings"]]


def test_sheets_of_one_layout_are_one_table_and_a_contract_of_two_sheets_counts_once(
    instance: Path, ours: list[BankLoan], tmp_path: Path
) -> None:
    first, second = ours[: len(ours) // 2], ours[len(ours) // 2 - 1 :]
    file = kept(tmp_path, workbook_of({"Xã 1": rows_of("10", first), "Xã 2": rows_of("10", second)}))
    found = told(instance, file)
    assert (found["export"]["rows"], found["export"]["sheet"]) == (len(ours), "Xã 1, Xã 2")
    assert found["export"]["duplicates_dropped"]["lines"] == 1
    assert found["agrees"] is True


def test_an_export_without_a_day_asks_for_one(instance: Path, ours: list[BankLoan], tmp_path: Path) -> None:
    file = kept(tmp_path, export("GQVL", ours, day=None).content)
    refused = run(instance, file, "--json").exception
    assert isinstance(refused, Refusal)
    assert refused.code == "as_of_missing"
    assert told(instance, file, "--as-of", DAY.isoformat())["as_of"] == DAY.isoformat()


def test_a_list_of_instalments_is_compared_by_due_day_and_has_its_sheet(
    instance: Path, ours: list[BankLoan], tmp_path: Path
) -> None:
    owing = [replace(loan, more={"due": loan.outstanding}) for loan in ours if loan.outstanding]
    file, out = kept(tmp_path, export("due", owing, {"total"}).content), tmp_path / "ket-qua.xlsx"
    found = told(instance, file, "--out", str(out))
    assert (found["measures"], found["per_loan_count"], found["findings"]) == (["outstanding"], 0, [])
    assert found["totals"]["theirs"] == found["totals"]["ours"] == {"outstanding": sum(x.outstanding for x in owing)}
    rows = found["per_instalment"]
    assert len(rows) == found["per_instalment_count"] > len(owing)  # the demonstration's days are not those of the file
    assert {cause["code"] for row in rows for cause in row["causes"]} <= {"payment_order", "due_day_differs"}
    assert sum(row["difference"]["due"] for row in rows) == 0
    assert all(sum(cause["due"] for cause in row["causes"]) == row["difference"]["due"] for row in rows)
    assert len([line for line in cells(out.read_bytes(), "Kỳ hạn lệch") if line and line[0]]) > len(rows)
    assert "đến hạn · due" in run(instance, file).stdout


def test_a_list_of_instalments_beside_a_list_of_loans_is_compared_as_by_itself(
    instance: Path, ours: list[BankLoan], tmp_path: Path
) -> None:
    owing = [replace(loan, more={"due": loan.outstanding}) for loan in ours if loan.outstanding]
    dues = [replace(owing[0], more={"due": owing[0].outstanding + 5_000}), *owing[1:]]
    alone = told(instance, kept(tmp_path, export("due", dues).content))
    both = kept(tmp_path, workbook_of({"Nợ": rows_of("10", ours), "Kỳ": rows_of("due", dues)}), "ca-hai.xlsx")
    out = tmp_path / "ket-qua.xlsx"
    found = told(instance, both, "--out", str(out))
    assert (found["export"]["layout"], [each["layout"] for each in found["others"]]) == ("10", ["due"])
    assert (found["agrees"], found["per_loan_count"], found["totals"]["differing"]) == (False, 0, 0)
    nowhere: dict[str, Any] = {"places": []}  # the sheets have other names
    rows, same = ([row | nowhere for row in each["per_instalment"]] for each in (found, alone))
    assert rows == same
    assert sum(row["difference"]["due"] for row in found["per_instalment"]) == 5_000
    assert [line for line in cells(out.read_bytes(), "Kỳ hạn lệch") if line]


def test_an_export_without_balances_is_refused(instance: Path, ours: list[BankLoan], tmp_path: Path) -> None:
    refused = run(instance, kept(tmp_path, export("borrowers", ours).content)).exception
    assert isinstance(refused, Refusal)
    assert refused.code == "export_not_compared"


def test_a_database_that_is_not_ready_is_an_answer(ours: list[BankLoan], tmp_path: Path) -> None:
    done = run(tmp_path, kept(tmp_path, export("GQVL", ours).content))
    assert done.exit_code == 2
    assert "loans init" in done.stderr
