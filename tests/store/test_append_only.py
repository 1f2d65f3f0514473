"""What is recorded stays: the tables themselves refuse to change or remove it, and to take a faulty amount."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, Table, func, insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from loans.domain.columns import AMOUNT_MAX
from loans.store.tables import APPEND_ONLY, metadata
from loans.store.unit_of_work import Store
from tests.programme import OFFICER, Programme
from tests.store.schema_of import schema_of
from tests.store.tools import fill

HISTORY = [metadata.tables[name] for name in APPEND_ONLY]
AMOUNTS = [
    (table, str(check.name).removeprefix(f"ck_{table.name}_").removesuffix("_whole"))
    for table in metadata.sorted_tables
    for check in table.constraints
    if isinstance(check, CheckConstraint) and str(check.name).endswith("_whole")
]


def refused(connection: Connection, statement: str) -> str:
    """How the database refuses a statement; what was written before stays in the transaction."""
    with pytest.raises(DatabaseError) as fault, connection.begin_nested():
        connection.execute(text(statement))
    return str(fault.value)


def filled(connection: Connection, tables: Iterable[Table]) -> list[Table]:
    """The tables that hold a row: only there can a trigger of rows, or a CHECK, be tried."""
    return [table for table in tables if connection.scalar(select(func.count()).select_from(table))]


def test_every_table_of_history_refuses_update_delete_and_truncate(store: Store, programme: Programme) -> None:
    fill(programme)
    with store.engine.connect() as connection, connection.begin():
        quote = connection.dialect.identifier_preparer.quote
        tried = filled(connection, HISTORY)
        for table in tried:
            name, column = quote(table.name), quote(next(iter(table.columns)).name)
            assert "append-only" in refused(connection, f"UPDATE {name} SET {column} = {column}")  # noqa: S608
            assert "append-only" in refused(connection, f"DELETE FROM {name}")  # noqa: S608
        if connection.dialect.name == "postgresql":
            for table in HISTORY:
                assert "append-only" in refused(connection, f"TRUNCATE {quote(table.name)} CASCADE")
    assert len(tried) >= 22, f"fill() in tests/store/tools.py writes into {len(tried)} tables only"


def test_the_triggers_of_all_tables_say_the_same(store: Store) -> None:
    """So what holds where a row was tried holds for the tables into which no test writes."""
    found = schema_of(store.engine)["triggers"]
    for ending in ("append_only", "no_truncate") if "entry_append_only" in found else ("no_update", "no_delete"):
        says = {found[f"{name}_{ending}"].replace('"', "").replace(name, "…") for name in APPEND_ONLY}
        assert len(says) == 1, says


def test_a_row_is_not_replaced_by_an_upsert(store: Store, programme: Programme) -> None:
    programme.source()
    upsert = "INSERT INTO source SELECT * FROM source WHERE true ON CONFLICT (id) DO UPDATE SET name = 'khác'"
    with store.engine.connect() as connection, connection.begin():
        assert "append-only" in refused(connection, upsert)
        if connection.dialect.name == "sqlite":
            for name in map(connection.dialect.identifier_preparer.format_table, filled(connection, HISTORY)):
                replaced = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"  # noqa: S608
                assert "append-only" in refused(connection, replaced)


def tried_amounts(connection: Connection) -> list[tuple[Table, str]]:
    """The columns of amounts in the tables that hold a row; there are no fewer than when this was written."""
    holding = filled(connection, dict.fromkeys(table for table, _ in AMOUNTS))
    tried = [(table, column) for table, column in AMOUNTS if table in holding]
    assert len(tried) >= 11
    return tried


def again(connection: Connection, table: Table, **changed: Any) -> None:
    """Insert a row once more with something changed; a CHECK speaks before the primary key does."""
    row = dict(connection.execute(select(table).limit(1)).mappings().one())
    values = {table.c[name]: text(changed[name]) if name in changed else value for name, value in row.items()}
    with connection.begin_nested():
        connection.execute(insert(table).values(values))


def test_an_amount_beyond_its_bounds_is_refused_by_the_table_itself(store: Store, programme: Programme) -> None:
    fill(programme)
    with store.engine.connect() as connection, connection.begin():
        for table, column in tried_amounts(connection):
            for amount in (AMOUNT_MAX + 1, -AMOUNT_MAX - 1):
                with pytest.raises(IntegrityError, match=f"ck_{table.name}_({column}|moves|amount)"):
                    again(connection, table, **{column: str(amount)})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL's columns hold nothing but integers
def test_sqlite_refuses_an_amount_that_is_not_whole(store: Store, programme: Programme) -> None:
    fill(programme)
    with store.engine.connect() as connection, connection.begin():
        for table, column in tried_amounts(connection):
            for amount in ("1.5", "'12abc'", "'12.5'", "x'31'"):
                with pytest.raises(IntegrityError, match=f"ck_{table.name}_"):
                    again(connection, table, **{column: amount})


def test_an_entry_keeps_its_day_its_moment_and_its_author(programme: Programme, store: Store) -> None:
    loan_id = fill(programme)
    before = programme.clock()
    programme.clock.advance(hours=1)
    programme.repay(loan_id, on=programme.today.replace(day=1), principal=1, interest=1)
    with store.reading() as uow:
        first, *_, last = uow.entries.history([loan_id])
    assert (last.kind, last.effective_on, last.booked_at) == (
        "loan_repaid",
        programme.today.replace(day=1),
        programme.clock(),
    )
    assert last.booked_at > before == first.booked_at
    assert {first.actor, last.actor} == {OFFICER.username}
    assert (first.sequence, last.sequence) == (1, 4)
