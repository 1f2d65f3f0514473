"""`loans audit`: a scheduler links, an anchor is kept outside, the exit code says whether the books were touched."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, delete, text, update

from loans.cli.audit import audit
from loans.cli.demo import demo
from loans.domain.proof import GENESIS
from loans.domain.refusal import Refusal
from loans.store.tables import entry, link, posting, salt
from loans.store.unit_of_work import Store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    made = CliRunner().invoke(demo, [], env={"LOANS_INSTANCE": str(folder), "LOANS_DATABASE_URL": None})
    assert made.exit_code == 0
    return folder / "loans.db"


@pytest.fixture
def instance(template: Path, tmp_path: Path) -> Path:
    with closing(sqlite3.connect(template)) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "loans.db"),))
    return tmp_path


@contextmanager
def store_of(file: Path) -> Iterator[Store]:
    store = Store.at(f"sqlite:///{file}")
    try:
        yield store
    finally:
        store.engine.dispose()


@contextmanager
def forging(instance: Path) -> Iterator[Connection]:
    """Change the database for good, as somebody with all rights could."""
    with store_of(instance / "loans.db") as store, store.engine.connect() as connection, connection.begin():
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection


def run(instance: Path, *arguments: str) -> Result:
    environment = {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}
    return CliRunner().invoke(audit, list(arguments), env=environment)


def test_it_links_what_was_booked_and_says_what_waits(instance: Path) -> None:
    few = run(instance, "seal", "--limit", "3")
    assert few.stdout.startswith("3:")
    assert "Not linked: 0" not in few.stdout
    assert "Not linked: 0; not sealed: 0" in run(instance, "seal").stdout


def test_what_nobody_touched_verifies_and_the_doubt_that_remains_is_said(instance: Path) -> None:
    run(instance, "seal")
    done = run(instance, "verify")
    assert done.exit_code == 0
    assert "cannot be excluded" in done.stdout
    assert "không loại trừ được" in done.stdout


def test_with_the_head_of_an_anchor_no_doubt_remains(instance: Path) -> None:
    head = run(instance, "anchor", str(instance / "heads")).stdout.strip()
    for arguments in (("--head", head), ("--heads-file", str(instance / "heads"))):
        done = run(instance, "verify", *arguments)
        assert (done.exit_code, "cannot be excluded" in done.stdout) == (0, False)
        assert f"Head {head}: matches" in done.stdout


def test_a_changed_figure_is_named_with_exit_code_1(instance: Path) -> None:
    run(instance, "seal")
    with forging(instance) as connection:
        connection.execute(update(posting).values(amount=posting.c.amount + 1))
    done = run(instance, "verify")
    assert done.exit_code == 1
    assert "BROKEN, position" in done.stdout
    assert "posting" in done.stdout


def test_a_chain_forged_anew_is_found_by_the_file_and_no_anchor_is_added_to_it(instance: Path) -> None:
    heads = instance / "heads"
    head = run(instance, "anchor", str(heads)).stdout.strip()
    kept = heads.read_bytes()
    with forging(instance) as connection:
        for table in (link, salt):
            connection.execute(delete(table))
        connection.execute(update(entry).where(entry.c.id == 1).values(actor="khac"))
    run(instance, "seal")
    assert run(instance, "verify").exit_code == 0
    done = run(instance, "verify", "--heads-file", str(heads))
    assert (done.exit_code, f"Head {head}: DIFFERS" in done.stdout) == (1, True)
    refused = run(instance, "anchor", str(heads))
    assert (refused.exit_code, heads.read_bytes()) == (1, kept)
    assert "nothing was written" in refused.stderr


def test_an_anchor_is_a_line_of_moment_position_and_hash_each_time(instance: Path) -> None:
    heads = instance / "heads"
    printed = [run(instance, "anchor", str(heads)).stdout.strip() for _ in range(2)]
    lines = [json.loads(line) for line in heads.read_text("utf-8").splitlines()]
    assert [f"{line['position']}:{line['hash']}" for line in lines] == printed
    assert lines[0]["moment"] < lines[1]["moment"]


def test_a_file_may_also_hold_heads_as_they_are_printed_on_reports(instance: Path) -> None:
    head = run(instance, "seal").stdout.splitlines()[0]
    (instance / "heads").write_text(f"0:{GENESIS}\n\n{head}\n", "utf-8")
    done = run(instance, "verify", "--heads-file", str(instance / "heads"))
    assert (done.exit_code, done.stdout.count(": matches")) == (0, 2)


@pytest.mark.parametrize("line", ["xin chào", '{"position": 1}', "{", '{"position": 1, "hash": null}'])
def test_a_head_that_cannot_be_read_is_refused(instance: Path, line: str) -> None:
    (instance / "heads").write_text(line, "utf-8")
    for arguments in (("verify", "--heads-file"), ("anchor",)):
        refused = run(instance, *arguments, str(instance / "heads")).exception
        assert isinstance(refused, Refusal)
        assert refused.code == "head_unreadable"
    assert run(instance, "verify", "--heads-file", str(instance / "none")).exit_code == 2


def test_a_database_that_is_not_ready_is_an_answer_and_no_traceback(tmp_path: Path) -> None:
    done = run(tmp_path, "verify")
    assert done.exit_code == 2
    assert "loans init" in done.stderr


def test_the_demonstration_says_where_its_entries_came_from(instance: Path) -> None:
    with store_of(instance / "loans.db") as store, store.engine.connect() as connection:
        assert set(connection.scalars(text("SELECT origin FROM entry"))) == {"demo"}
