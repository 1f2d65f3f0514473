"""Rows straight into the tables of either database: unhindered, counted on from, looked through."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine

from loans.store.bulk import insert_columns
from loans.store.tables import metadata

AT_ONCE = 200_000  # rows that stand in memory
Rows = Iterable[Sequence[Any]]


def fill(connection: Connection, table: str, rows: Rows) -> None:
    """Rows with a value for every column of a table, in the order of its columns."""
    into, left = metadata.tables[table], iter(rows)
    while columns := list(zip(*islice(left, AT_ONCE), strict=True)):
        insert_columns(connection, into, dict(zip(into.columns.keys(), columns, strict=True)))


def unhindered(connection: Connection) -> None:
    """Foreign keys are not asked row by row, which takes longer than all else; moments are written in UTC."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def count_on(connection: Connection) -> None:
    """PostgreSQL numbers what comes next after what was written here with numbers of its own."""
    if connection.dialect.name == "postgresql":
        for name in ("stream", "entry"):
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"  # noqa: S608
            )


def looked_through(engine: Engine) -> None:
    """Both databases plan by what they know of their tables, and nobody has looked yet."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE")
