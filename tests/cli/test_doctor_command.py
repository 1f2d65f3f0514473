"""`loans doctor`: what is in order, what is not, in two languages and as JSON; it changes nothing."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loans.cli.demo import demo
from loans.cli.doctor import doctor
from loans.service.books.ledgers import Ledgers
from loans.service.books.made_by import made_by
from loans.store.books.generations import Generations
from loans.store.engine import identity_of
from loans.store.unit_of_work import Store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor")
    made = CliRunner().invoke(demo, [], env={"LOANS_INSTANCE": str(folder), "LOANS_DATABASE_URL": None})
    assert made.exit_code == 0
    return folder / "loans.db"


@pytest.fixture
def instance(template: Path, tmp_path: Path) -> Path:
    with closing(sqlite3.connect(template)) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "loans.db"),))
    return tmp_path


def asked(instance: Path, *options: str, **environment: str) -> Result:
    given = {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None, "LOANS_SNAPSHOT": None, **environment}
    found = CliRunner().invoke(doctor, options, env=given)
    assert found.exit_code in (0, 1), found.output
    return found


def said(instance: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(instance, "--json").stdout)["snapshot"]
    return found


@contextmanager
def reading(instance: Path) -> Iterator[Store]:
    """The database as the service has it, whose reports keep ledgers."""
    store = Store.at(f"sqlite:///{instance / 'loans.db'}")
    store.ledgers = Ledgers(Generations(instance / "snapshot"), made_by(identity_of(store.engine)))
    with store.reading(store.known_at(None)) as uow:
        store.ledgers.view(uow)
    yield store
    store.engine.dispose()


def test_without_a_snapshot_all_is_in_order(instance: Path) -> None:
    found = asked(instance)
    assert found.exit_code == 0
    assert "đúng cấu trúc" in found.stdout
    assert "There is no snapshot yet" in found.stdout
    assert not (instance / "snapshot").exists(), "nothing is written"


def test_the_snapshot_in_use_is_told_with_its_size_and_how_far_behind_it_is(instance: Path) -> None:
    with reading(instance):
        pass
    first = said(instance)
    held = first["loans"], first["behind"], first["unsealed"], first["why"], first["building"]
    assert held == (first["loans"], 0, 0, "", False)
    assert first["loans"] > 0
    assert first["size"] == sum(file.stat().st_size for file in (instance / "snapshot" / first["name"]).iterdir())
    with closing(sqlite3.connect(instance / "loans.db")) as connection:
        connection.execute("DROP TRIGGER seal_no_update")
        connection.execute("UPDATE seal SET position = position + 2 WHERE position = (SELECT max(position) FROM seal)")
        connection.commit()
    behind = said(instance)
    assert (behind["behind"], behind["why"]) == (2, "another database"), "its own position is no longer what it was"


def test_what_is_wrong_is_told_and_the_exit_code_says_so(instance: Path) -> None:
    with reading(instance):
        pass
    file = next((instance / "snapshot").glob("1-*/events.a.npy"))
    whole = file.read_bytes()
    file.unlink()
    file.write_bytes(whole[:-8])
    found = asked(instance)
    assert found.exit_code == 1
    assert "KHÔNG dùng được: events.a.npy: truncated" in found.stdout
    assert "cannot be used: events.a.npy: truncated" in found.stdout
    with reading(instance):
        pass
    mended = asked(instance)
    assert mended.exit_code == 0
    assert "events.a.npy: truncated" in mended.stdout, "the last fault stays on record"


def test_a_schema_that_is_another_is_told_by_what_differs(instance: Path) -> None:
    with closing(sqlite3.connect(instance / "loans.db")) as connection:
        connection.execute("DROP INDEX ix_loan_entry_loan_id")
        connection.execute("DROP TRIGGER posting_no_delete")
        connection.execute("ALTER TABLE loan ADD COLUMN strange TEXT")
        connection.commit()
    found = asked(instance, "--json")
    differences = json.loads(found.stdout)["schema_differences"]
    assert found.exit_code == 1
    for part in ("ix_loan_entry_loan_id", "missing trigger posting_no_delete", "strange"):
        assert any(part in each for each in differences), (part, differences)
    assert "KHÁC phiên bản này" in asked(instance).stdout


def test_an_empty_database_is_to_be_made_first(tmp_path: Path) -> None:
    found = asked(tmp_path)
    assert (found.exit_code, "loans init" in found.stdout) == (1, True)


def test_switched_off_nothing_is_looked_at(instance: Path) -> None:
    found = asked(instance, LOANS_SNAPSHOT="off")
    assert (found.exit_code, "đã tắt" in found.stdout) == (0, True)
