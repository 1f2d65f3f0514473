"""Rows into a table as fast as each database takes them; a row that is refused is named."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import Cursor, sql
from sqlalchemy import Column, Connection, TableClause, insert, select, table
from sqlalchemy.exc import StatementError

from loans.store.exchange.descriptor import Resource
from loans.store.exchange.files import Row
from loans.store.exchange.kinds import SQL
from loans.store.fault import outage
from loans.store.tables import metadata

Refused = tuple[int, str]
"""The place of a row within those given, and what the database says."""


def insert_rows(connection: Connection, resource: Resource, rows: Sequence[Row]) -> Refused | None:
    """Insert all rows; where one is refused, the answer is which and why: the caller then keeps nothing."""
    if not rows:
        return None
    insert_all = _copy if connection.dialect.name == "postgresql" else _insert
    if _refused(connection, resource, rows, insert_all) is None:
        return None
    for place, row in enumerate(rows):  # once more, one by one, to find it
        why = _refused(connection, resource, [row], _insert)
        if why is not None:
            return place, why
    raise RuntimeError(f"{resource.table}: refused together, accepted one by one")


def present_rows(connection: Connection, resource: Resource) -> Mapping[tuple[Any, ...], tuple[Any, ...]]:
    """The rows that a table holds, by their keys."""
    keyed = key_of(resource)
    return {keyed(row): tuple(row) for row in connection.execute(select(*_table(resource).columns))}


def key_of(resource: Resource) -> Callable[[Row], tuple[Any, ...]]:
    """Picks the primary key out of a row of a table that this version knows."""
    keys = {key.name for key in metadata.tables[resource.table].primary_key.columns}
    places = [place for place, each in enumerate(resource.fields) if each.name in keys]
    return lambda row: tuple(row[place] for place in places)


def _table(resource: Resource) -> TableClause:
    """The table with the columns of the file: its revision may be older than the tables of this version."""
    return table(resource.table, *(Column(each.name, SQL[each.kind]) for each in resource.fields))


def _refused(
    connection: Connection,
    resource: Resource,
    rows: Sequence[Row],
    insert_all: Callable[[Connection, Resource, Sequence[Row]], None],
) -> str | None:
    try:
        with connection.begin_nested():
            insert_all(connection, resource, rows)
    except (StatementError, psycopg.Error) as fault:
        if isinstance(fault, psycopg.OperationalError) or outage(fault):
            raise
        return str(getattr(fault, "orig", fault)).partition("\n")[0]
    return None


def _insert(connection: Connection, resource: Resource, rows: Sequence[Row]) -> None:
    names = [each.name for each in resource.fields]
    connection.execute(insert(_table(resource)), [dict(zip(names, row, strict=True)) for row in rows])


def _copy(connection: Connection, resource: Resource, rows: Sequence[Row]) -> None:
    """COPY on the connection's own cursor, within the same transaction."""
    cursor: Cursor[Any] = connection.connection.cursor()  # type: ignore[assignment]
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(resource.table), sql.SQL(", ").join(sql.Identifier(each.name) for each in resource.fields)
    )
    with cursor, cursor.copy(into) as copying:
        for row in rows:
            copying.write_row(row)
