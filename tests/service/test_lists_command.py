"""`loans lists`: the lists that auditors ask for on the command line, and in the library."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loans.cli.init import init
from loans.cli.lists import lists
from loans.domain.refusal import Refusal
from loans.service.reports import audit_list, audit_lists
from loans.service.reports.lists import COLUMNS, LISTS
from loans.store.unit_of_work import Store
from tests.papers.reading import cells


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    CliRunner().invoke(init, [], env={"LOANS_INSTANCE": str(folder), "LOANS_DATABASE_URL": None})
    return folder


def run(instance: Path, *arguments: str) -> Result:
    environment = {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}
    return CliRunner().invoke(lists, list(arguments), env=environment)


def test_the_index_names_every_list_in_each_form(instance: Path) -> None:
    told_to_people = run(instance).output
    assert all(each.code in told_to_people for each in LISTS)
    told = json.loads(run(instance, "--format", "json").output)
    assert {row["list"] for row in told["rows"]} == {each.code for each in LISTS}
    assert told["position"] >= 0
    rows = list(csv.DictReader(io.StringIO(run(instance, "--format", "csv").output)))
    assert {row["rows"] for row in rows} == {"0"}


def test_a_list_without_a_row_still_has_its_columns(instance: Path, tmp_path: Path) -> None:
    head = run(instance, "inactive", "--format", "csv").output.splitlines()[0].split(",")
    assert head[: len(COLUMNS)] == list(COLUMNS)
    file = tmp_path / "inactive.xlsx"
    assert run(instance, "inactive", "--format", "xlsx", "--out", str(file)).exit_code == 0
    assert cells(file.read_bytes(), "inactive")[0][0] == "KHOẢN VAY KHÔNG HOẠT ĐỘNG 3 THÁNG"


def test_what_cannot_be_asked_is_refused_in_words(instance: Path) -> None:
    unknown = run(instance, "khong-co").exception
    assert isinstance(unknown, Refusal)
    assert unknown.code == "unknown_list"
    later = run(instance, "--as-of", "2199-01-01").exception
    assert isinstance(later, Refusal)
    assert later.code == "as_of_after_known_at"
    assert run(instance, "--as-of", "hôm qua").exit_code == 2
    assert run(instance, "--format", "xlsx").exit_code == 2


def test_the_library_gives_the_same_as_tables(instance: Path) -> None:
    book = Store.at(f"sqlite:///{instance / 'loans.db'}")
    frame = audit_list(book, "inactive", as_of=date(2026, 1, 31))
    assert (len(frame), frame.attrs["as_of"]) == (0, date(2026, 1, 31))
    assert len(audit_lists(book, as_of=date(2026, 1, 31))) == len(LISTS)
    book.engine.dispose()


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.code)
def test_every_list_says_what_it_asks_by_which_article(each) -> None:  # type: ignore[no-untyped-def]
    assert each.code == each.code.lower().replace("_", "-").replace(" ", "-")
    assert all((each.title_vi, each.title_en, each.asks_vi, each.asks_en, *each.cites))
    assert bool(each.note_vi) == bool(each.note_en)
    assert not set(each.columns) & set(COLUMNS)
