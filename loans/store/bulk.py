"""Many rows at once: COPY on PostgreSQL, executemany on SQLite; columns in, columns out, nothing of the ORM between."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, TableClause

_AT_ONCE = 20_000  # rows of one block of COPY: some megabytes of text
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_columns(connection: Connection, table: TableClause, columns: Mapping[str, Sequence[Any]]) -> int:
    """Insert rows that are given as columns of one length (plain values, days as ISO text, None for empty)."""
    names = ", ".join(f'"{name}"' for name in columns)
    rows = zip(*columns.values(), strict=True)
    if connection.dialect.name == "postgresql":
        return _copy(connection, f'COPY "{table.name}" ({names}) FROM STDIN', rows)
    places = ", ".join("?" * len(columns))
    cursor = _cursor(connection)
    cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)  # noqa: S608 - our own names
    return int(cursor.rowcount)


def fetch_columns(connection: Connection, statement: Any, names: Sequence[str]) -> dict[str, Sequence[Any]]:
    """The answer to a query turned on its side: a list of plain values a name (an empty one where nothing is found)."""
    rows = connection.execute(statement).fetchall()
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
    done, left = 0, iter(rows)
    with _cursor(connection).copy(statement) as copy:
        while block := list(islice(left, _AT_ONCE)):
            copy.write("".join(map(_line, block)))
            done += len(block)
    return done


def _line(row: tuple[Any, ...]) -> str:
    return "\t".join([_cell(value) for value in row]) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if type(value) is int:
        return str(value)
    text = str(value)
    return text if text.isalnum() else text.translate(_ESCAPES)


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
