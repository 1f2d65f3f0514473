"""`loans form`: the same forms from the command line."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from loans.cli import loans
from loans.domain.refusal import Refusal
from loans.store.unit_of_work import Store
from tests.programme import MILLION, Clock, Programme
from tests.service.forms_story import told
from tests.store.conftest import migrate


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the story of the forms."""
    found = migrate(f"sqlite:///{tmp_path_factory.mktemp('command') / 'loans.db'}")
    store = Store.at(found, Clock())
    told(Programme(store, store.clock))  # type: ignore[arg-type]
    store.engine.dispose()
    return found


def run(url: str, *words: str) -> bytes:
    # the story's clock stands on 20/11/2026, and the machine's may not have reached it
    known = "2026-11-20T02:00:30+00:00" if "--known-at" not in words else ""
    more = ("--known-at", known) if known else ()
    result = CliRunner().invoke(loans, ["form", *words, *more], env={"LOANS_DATABASE_URL": url}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def test_a_form_as_json_and_csv(url: str) -> None:
    found = json.loads(run(url, "01.1-BCTD", "--as-of", "2026-11-20"))
    assert found["total"]["outstanding"] == 115 * MILLION
    assert run(url, "13-BC", "--as-of", "2026-11-20", "--format", "csv").decode().startswith("\ufeffrow,commune,")


def test_a_form_as_workbook_and_pages(url: str, tmp_path: Path) -> None:
    for form in ("xlsx", "pdf"):
        run(url, "GQVL", "--as-of", "2026-11-20", "--format", form, "--out", str(tmp_path / f"a.{form}"))
    assert CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "a.xlsx").read_bytes())).sheet_names == ["BCQUERY"]
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_binary_file_needs_a_place(url: str) -> None:
    result = CliRunner().invoke(loans, ["form", "GQVL", "--format", "pdf"], env={"LOANS_DATABASE_URL": url})
    assert result.exit_code == 2
    assert "--out" in result.output


def test_an_unknown_form_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="99"):
        run(url, "99", "--as-of", "2026-11-20")
