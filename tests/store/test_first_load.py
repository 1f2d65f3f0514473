"""The operator's first load: keys checked in sets at its end, the same rows, and never a row that hangs on nothing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, make_url, text
from sqlalchemy.exc import IntegrityError

import loans
from loans.service.loading import Posted, post_load
from loans.store.tables import unsealed
from loans.store.unit_of_work import Store
from tests.loading import DOUBTS, POSTER, TODAY, branch, checked, opened, posted, staged
from tests.portfolio import Shape, Written, world, write
from tests.store.test_loading import booked

COMMUNES = 4


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Written:
    shape = Shape(loans=60, communes=COMMUNES, layout="10", history_permille=500)
    return write(tmp_path_factory.mktemp("portfolio"), shape)


def ready(store: Store, given: Written) -> int:
    branch(store, world(COMMUNES))
    load = opened(store, accept=DOUBTS)
    staged(store, load.id, given.files)
    checked(store, load.id)
    return load.id


def first_load(store: Store, load_id: int) -> Posted:
    with store.writing(POSTER.username, first=True) as uow:
        return post_load(uow, POSTER, today=TODAY, load_id=load_id, keep_good=True, without_control="thử")


def keys(store: Store) -> list[tuple[str, ...]]:
    """Every foreign key, whether it is validated, and what it says; on SQLite whether keys are asked at all."""
    with store.engine.connect() as connection, connection.begin():
        if store.engine.dialect.name == "sqlite":
            return [(str(connection.exec_driver_sql("PRAGMA foreign_keys").scalar()),)]
        of = "SELECT conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        return sorted(tuple(map(str, row)) for row in connection.execute(text(of)))


@contextmanager
def said_to(store: Store) -> Iterator[list[str]]:
    """The statements that loosen keys."""
    found: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "DROP CONSTRAINT" in statement or "foreign_key_check" in statement:
            found.append(statement)

    event.listen(store.engine, "before_cursor_execute", heard)
    yield found
    event.remove(store.engine, "before_cursor_execute", heard)


def loose(store: Store, *, first: bool) -> None:
    """A row that waits for the seal of an entry that does not exist, in a unit of work."""
    with store.writing("người vận hành", first=first) as uow:
        uow._connection.execute(insert(unsealed).values(entry_id=10**9))


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A second branch, in a database of its own."""
    found = Store.at(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'other.db')}")
    yield found
    found.engine.dispose()


def test_the_rows_and_the_keys_are_those_of_any_other_load(store: Store, other: Store, portfolio: Written) -> None:
    load_id, before = ready(store, portfolio), keys(store)
    with said_to(store) as loosened:
        assert first_load(store, load_id).loans > 40
    assert loosened
    assert keys(store) == before
    with pytest.raises(IntegrityError):
        loose(store, first=False)
    posted(other, ready(other, portfolio), keep_good=True, without_control="thử")
    assert told(store) == told(other)


def told(store: Store) -> dict[str, list[tuple[str, ...]]]:
    """What was booked, yes and no written as SQLite does."""
    return {name: [tuple(map(_WORDS.get, row, row)) for row in rows] for name, rows in booked(store).items()}


_WORDS = {"True": "1", "False": "0"}


def test_what_is_refused_in_its_middle_leaves_no_row_and_every_key(store: Store, portfolio: Written) -> None:
    load_id, before = ready(store, portfolio), keys(store)
    with suppress(ZeroDivisionError), store.writing(POSTER.username, first=True) as uow:
        post_load(uow, POSTER, today=TODAY, load_id=load_id, keep_good=True, without_control="thử")
        raise ZeroDivisionError
    assert keys(store) == before
    with store.reading() as uow:
        assert list(uow.loans.all()) == []
    with pytest.raises(IntegrityError):
        loose(store, first=False)
    assert first_load(store, load_id).loans > 40


def test_a_row_that_hangs_on_nothing_is_found_before_anything_is_kept(store: Store) -> None:
    before = keys(store)
    with pytest.raises((IntegrityError, RuntimeError)):
        loose(store, first=True)
    assert keys(store) == before
    with store.engine.connect() as connection, connection.begin():
        assert connection.execute(unsealed.select()).all() == []


def test_books_that_hold_a_loan_are_asked_row_by_row(store: Store, portfolio: Written) -> None:
    first_load(store, ready(store, portfolio))
    with said_to(store) as loosened, pytest.raises(IntegrityError):
        loose(store, first=True)
    assert loosened == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_role_that_does_not_own_the_tables_loads_row_by_row(
    store: Store, database_url: str, portfolio: Written
) -> None:
    load_id, before = ready(store, portfolio), keys(store)
    role = make_url(database_url).database
    with store.engine.begin() as connection:
        for statement in (
            f"CREATE ROLE {role}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ):
            connection.execute(text(statement))
    plain = Store.at(f"{database_url}&options=-crole%3D{role}")
    try:
        with said_to(plain) as loosened:
            assert first_load(plain, load_id).loans > 40
        assert loosened == []
        assert keys(store) == before
    finally:
        plain.engine.dispose()
        with store.engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))


def test_only_the_operators_command_asks_for_it() -> None:
    package = Path(loans.__file__).parent
    asking = [file.relative_to(package) for file in package.rglob("*.py") if "first=True" in file.read_text("utf-8")]
    assert asking == [Path("cli/load.py")]
