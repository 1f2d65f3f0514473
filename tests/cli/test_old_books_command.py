"""A posted book never stops a report (§7.2.21): what an office hands in, and what the commands and the API then say."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loans.app import create_app
from loans.cli import loans
from loans.domain.refusal import Refusal
from loans.service.account import new_token
from loans.settings import settings
from loans.store.unit_of_work import Store
from tests.old_rows import (
    DAY,
    EARLY_PIECES,
    GOOD,
    IN_PIECES,
    MOVED_FIRST,
    OLD_DEBT,
    as_before,
    due_list,
    statement,
)

AS_OF = ("--as-of", DAY.isoformat())
POST = ("--without-control", "thử", "--yes", "--keep-good")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old-books") / "instance"
    made = CliRunner().invoke(loans, ["demo"], env={"LOANS_INSTANCE": str(folder), "LOANS_DATABASE_URL": None})
    assert made.exit_code == 0
    return folder


@pytest.fixture
def instance(demonstration: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demonstration, tmp_path / "instance"))


def run(instance: Path, *arguments: str) -> Result:
    surroundings = {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}
    return CliRunner().invoke(loans, list(arguments), env=surroundings, catch_exceptions=False)


def by_loan(instance: Path) -> dict[str, dict[str, Any]]:
    told = json.loads(run(instance, "overdue", *AS_OF, "--by", "loan", "--format", "json").stdout)
    return {row["contract_no"]: row for row in told["rows"]}


def answers(instance: Path) -> None:
    """Every command that reads the whole book answers."""
    for asked in (("overdue",), ("form", "01.1-BCTD"), ("lists", "use-check-missing"), ("lists",)):
        done = run(instance, *asked, *AS_OF)
        assert done.exit_code == 0, (asked, done.output)


def over_the_api(instance: Path, **query: str) -> Any:
    """The overdue statement as an auditor of the demonstration gets it."""
    app = create_app(settings({"LOANS_INSTANCE": str(instance), "LOANS_DEMO": "1"}))
    store = Store.at(f"sqlite:///{instance / 'loans.db'}")
    with store.writing("operator") as uow:
        auditor = next(each for each in uow.accounts.all() if each.role == "auditor")
        token = new_token(uow, auditor, kind="bearer")
    client, bearer = app.test_client(), {"Authorization": f"Bearer {token}"}
    answer = client.get("/api/v1/reports/overdue", query_string={"as_of": DAY.isoformat(), **query}, headers=bearer)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_a_true_old_debt_is_posted_and_right_to_the_day_and_nothing_else_moves(instance: Path, tmp_path: Path) -> None:
    before = by_loan(instance)
    file = statement(tmp_path / "le.csv", [GOOD, OLD_DEBT])
    assert run(instance, "load", DAY.isoformat(), str(file), *POST).exit_code == 0
    answers(instance)
    after = by_loan(instance)
    own, contract = after.pop(str(OLD_DEBT["contract"])), str(GOOD["contract"])
    assert {
        name: own[name] for name in ("overdue", "in_term", "overdue_since", "days_overdue", "days_late", "doubt")
    } == {
        "overdue": 12_000_000,
        "in_term": 0,
        "overdue_since": "2014-04-07",
        "days_overdue": 4590,
        "days_late": 4623,
        "doubt": "",
    }
    assert after.pop(contract)["in_term"] == 50_000_000
    assert after == before
    assert over_the_api(instance)["doubtful"] == {"count": 0, "loans": []}


def test_days_that_contradict_each_other_are_told_before_anything_is_posted(instance: Path, tmp_path: Path) -> None:
    file = statement(tmp_path / "le.csv", [GOOD, MOVED_FIRST, IN_PIECES])
    pieces = due_list(tmp_path / "ky.csv", [(str(IN_PIECES["contract"]), *each) for each in EARLY_PIECES])
    dry = run(instance, "load", DAY.isoformat(), str(file), str(pieces))
    assert dry.exit_code == 1
    assert f"{MOVED_FIRST['contract']} (le.csv, 3) overdue_since «04/03/2026»" in dry.output
    assert f"{IN_PIECES['contract']} (le.csv, 4) instalments «05/03/2020»: Kỳ hạn 05/03/2020, 10.000.000" in dry.output
    assert run(instance, "load", DAY.isoformat(), str(file), str(pieces), *POST).exit_code == 0
    answers(instance)
    held = by_loan(instance)
    assert str(GOOD["contract"]) in held
    assert not {str(MOVED_FIRST["contract"]), str(IN_PIECES["contract"])} & set(held)


def test_what_an_older_version_posted_is_answered_marked_and_mended_by_a_corrected_file(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = statement(tmp_path / "le.csv", [GOOD, MOVED_FIRST])
    with as_before(monkeypatch):
        assert run(instance, "load", DAY.isoformat(), str(file), *POST).exit_code == 0
    answers(instance)
    contract = str(MOVED_FIRST["contract"])
    told = run(instance, "overdue", *AS_OF).output
    assert "1 khoản vay còn nợ có điều chưa biết chắc" in told
    assert contract in told
    assert contract in run(instance, "lists", "loans-in-doubt", *AS_OF).output
    said = over_the_api(instance)
    assert [each["contract_no"] for each in said["doubtful"]["loans"]] == [contract]
    assert said["doubtful"]["loans"][0]["code"] == "days_contradict"
    between = said["known_at"]
    form = json.loads(run(instance, "form", "01.1-BCTD", *AS_OF).stdout)
    assert any("1 khoản vay còn nợ có điều chưa biết chắc" in note for note in form["notes"])
    assert contract not in json.dumps(form)  # the form names no contracts
    mended = statement(tmp_path / "sua.csv", [GOOD, MOVED_FIRST | {"moved": date(2026, 9, 7)}])
    assert run(instance, "load", DAY.isoformat(), str(mended), *POST).exit_code == 0
    assert by_loan(instance)[contract]["overdue_since"] == "2026-09-07"
    assert over_the_api(instance)["doubtful"]["count"] == 0
    assert over_the_api(instance, known_at=between)["doubtful"]["count"] == 1


@pytest.mark.parametrize("asked", [("overdue",), ("form", "01.1-BCTD"), ("lists", "inactive")])
def test_a_day_before_the_books_is_refused_by_name(instance: Path, asked: tuple[str, ...]) -> None:
    done = CliRunner().invoke(
        loans, [*asked, "--as-of", "1992-04-10"], env={"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}
    )
    refused = done.exception
    assert isinstance(refused, Refusal), done.output
    assert (refused.code, refused.field) == ("day_too_early", "as_of")
    assert "11/04/1992" in refused.vi
