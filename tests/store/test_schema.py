"""Migrations on both databases: where they lead, that they can be repeated and undone, and what they refuse."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, select

from loans.domain.area import REFORM, UNPLACED, areas
from loans.domain.refusal import Refusal
from loans.store.engine import open_engine
from loans.store.migrations import versions
from loans.store.schema import create_all, downgrade, is_current, upgrade
from loans.store.tables import APPEND_ONLY, commune, metadata, succession
from loans.store.unit_of_work import Store
from tests.programme import MILLION, Programme
from tests.store.schema_of import schema_of
from tests.store.tools import fill, row_counts, together

REFERENCE = {"commune", "succession"}  # loaded from the files of the release, so nothing recorded is lost with them
MIGRATIONS = [
    importlib.import_module(f"{versions.__name__}.{found.name}") for found in pkgutil.iter_modules(versions.__path__)
]


def named(what: str) -> set[str]:
    """The tables that the migrations name together in a list of theirs."""
    return {table for migration in MIGRATIONS for table in getattr(migration, what, ())}


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def test_an_upgraded_database_has_the_schema_of_a_fresh_one(store: Store, beside: Engine) -> None:
    create_all(beside)
    assert schema_of(store.engine) == schema_of(beside)


def test_alembic_finds_nothing_left_to_migrate(store: Store) -> None:
    with store.engine.connect() as connection, connection.begin():
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_every_constraint_has_a_name_and_every_table_its_triggers(store: Store) -> None:
    found = schema_of(store.engine)
    names = [
        name
        for table in found["tables"].values()
        for kind in ("foreign keys", "uniques", "checks", "indexes")
        for name in table[kind]
    ]
    assert "None" not in names
    assert all(table["primary key"]["name"] for table in found["tables"].values())
    endings = (
        ("_append_only", "_no_truncate") if store.engine.dialect.name == "postgresql" else ("_no_update", "_no_delete")
    )
    assert set(found["triggers"]) == {table + ending for table in APPEND_ONLY for ending in endings}


def test_upgrading_twice_changes_nothing(store: Store, programme: Programme) -> None:
    fill(programme)
    schema, rows = schema_of(store.engine), row_counts(store.engine)
    upgrade(store.engine)
    assert (schema_of(store.engine), row_counts(store.engine)) == (schema, rows)
    assert is_current(store.engine)


def test_an_empty_database_goes_up_down_and_up_again(empty: Engine) -> None:
    upgrade(empty)
    schema, rows = schema_of(empty), row_counts(empty)
    downgrade(empty, "base")
    assert schema_of(empty) == {"tables": {}, "triggers": {}, "functions": {}}
    assert not is_current(empty)
    upgrade(empty)
    assert (schema_of(empty), row_counts(empty)) == (schema, rows)


def test_a_downgrade_that_would_drop_a_recorded_row_refuses_and_leaves_all_as_it_was(
    store: Store, programme: Programme
) -> None:
    programme.source(MILLION)
    schema, rows = schema_of(store.engine), row_counts(store.engine)
    with pytest.raises(Refusal, match="Export and move") as refused:
        downgrade(store.engine, "base")
    assert refused.value.code == "downgrade_would_lose"
    assert (schema_of(store.engine), row_counts(store.engine)) == (schema, rows)
    assert is_current(store.engine)


def test_a_downgrade_looks_into_every_table_of_history() -> None:
    assert named("RECORDED") == set(APPEND_ONLY) - REFERENCE
    assert named("APPEND_ONLY") == set(APPEND_ONLY)


def test_servers_that_start_together_migrate_one_after_the_other(empty_url: str) -> None:
    engines = [open_engine(empty_url) for _ in range(3)]
    together([lambda engine=engine: upgrade(engine) for engine in engines])  # type: ignore[misc]
    assert all(is_current(engine) for engine in engines)
    assert row_counts(engines[0])["commune"] == 127  # the 126, and the place of loans that nobody has placed
    for engine in engines:
        engine.dispose()


def test_the_communes_and_their_succession_are_loaded(store: Store) -> None:
    with store.engine.connect() as connection, connection.begin():
        codes = set(connection.scalars(select(commune.c.code)))
        assert codes == {each.code for each in areas().in_force(REFORM)} | {UNPLACED}
        assert set(connection.scalars(select(succession.c.new_code))) <= codes
