"""What is hashed for a position, read as the database has it: no type of ours stands between a value and its hash.

Every append-only table with a column ``entry_id`` is found by itself. A column that is empty or holds its server
default is left out, so that a column added later leaves what was hashed before as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Connection,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from loans.domain.personal import PERSONAL_COLUMNS
from loans.domain.proof import Part, masked_body, salted
from loans.store.tables import APPEND_ONLY, entry, metadata, salt, seal, stream

PROOF = frozenset({"seal", "salt", "link"})
FACTS = tuple(
    metadata.tables[name]
    for name in sorted(APPEND_ONLY)
    if name not in PROOF and "entry_id" in metadata.tables[name].columns
)
_RAW = NullType()


class UnreadableError(Exception):
    """The database holds bytes in a table that are no text at all."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One position with everything that bears its entry, unmasked; ``entry`` is None where the entry is gone."""

    position: int
    entry_id: int
    sealed_at: Any
    entry: Mapping[str, Any] | None
    salt: str | None
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def stream_id(self) -> int | None:
        """The entry's stream; None where the entry is gone, or names what is no number."""
        found = (self.entry or {}).get("stream_id")
        return found if type(found) is int else None


def is_of_stream(table: Table) -> bool:
    """Whether the table's rows are streams themselves, recorded by the entry that opened them."""
    keys = list(table.primary_key.columns)
    return [key.name for key in keys] == ["id"] and any(each.column is stream.c.id for each in keys[0].foreign_keys)


def load(connection: Connection, after: int, through: int) -> list[Sealed]:
    """The positions after one and up to another, in order, each with its rows: one query a table that holds any.

    Everything is asked by the numbers of these entries and of their streams, so it costs what they bear, not what the
    books hold.
    """
    found, named = _positions(connection, {"after": after, "through": through})
    ids = {"entries": sorted(named), "streams": sorted({each.stream_id for each in found if each.stream_id})}
    held = _held(connection, ids)
    for table in FACTS:
        if table.name in held:
            _bear(connection, table, ids, named)
    return found


def _bear(
    connection: Connection, table: Table, ids: Mapping[str, Sequence[int]], named: Mapping[int, Sequence[Sealed]]
) -> None:
    """Give the positions of some entries the rows that they bear in a table."""
    columns, of_stream = _COLUMNS[table], table in _OF_STREAMS
    for entry_id, *values in _read(connection, _FACT_QUERIES[table], ids, table.name):
        row = _row(columns, values)
        of_entry = [each for each in named[entry_id] if not of_stream or each.stream_id == row["id"]]
        for column in _BINARY[table] if of_entry else ():
            row[column.name] = _content(connection, table, column, row)
        for each in of_entry:
            each.facts.setdefault(table.name, []).append(row)


def _held(connection: Connection, ids: Mapping[str, Sequence[int]]) -> set[str]:
    """The tables that may hold rows of these entries: those with any number between the first and the last of them."""
    if not ids["entries"]:
        return set()
    first = {f"first_of_{name}": of[0] if of else 1 for name, of in ids.items()}
    last = {f"last_of_{name}": of[-1] if of else 0 for name, of in ids.items()}
    return set(connection.scalars(_HELD, first | last))


def parts(sealed: Sealed, salt_of: str, linked_at: Any) -> dict[str, Part]:
    """What is hashed, personal fields masked: the seal, the entry, and each table's rows in the order of their keys."""
    found: dict[str, Part] = {"seal": [_seal(sealed, linked_at)], "entry": [_masked_entry(sealed.entry or {}, salt_of)]}
    for name, rows in sealed.facts.items():
        keys = _KEYS[name]
        keyed = sorted((tuple([str(row.get(key)) for key in keys]), row) for row in rows) if len(rows) > 1 else None
        ordered = [row for _, row in keyed] if keyed else rows
        if name in _PERSONAL:
            ordered = [_masked(name, row, "/".join(str(row.get(key)) for key in keys), salt_of) for row in ordered]
        found[name] = ordered
    return found


def plain(value: Any) -> Any:
    """A value as both databases would say it: days and moments as text, yes and no as 1 and 0, bytes as a digest."""
    if value is None or type(value) in (int, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return {"sha256": sha256(value).hexdigest()}
    return {type(value).__name__: repr(value)}


def _seal(sealed: Sealed, linked_at: Any) -> dict[str, Any]:
    return {
        "position": sealed.position,
        "entry_id": sealed.entry_id,
        "sealed_at": sealed.sealed_at,
        "linked_at": plain(linked_at),
    }


def _masked_entry(said: Mapping[str, Any], salt_of: str) -> dict[str, Any]:
    found = {
        name: salted(salt_of, f"entry.{name}", value) if name in _PERSONAL_OF_ENTRY else value
        for name, value in said.items()
    }
    body = said.get("body")
    return found | {"body": masked_body(salt_of, body) if isinstance(body, str) else body}


def _masked(table: str, row: Mapping[str, Any], key: str, salt_of: str) -> dict[str, Any]:
    masked = _PERSONAL[table]
    return {
        name: salted(salt_of, f"{table}.{key}.{name}", value) if name in masked else value
        for name, value in row.items()
    }


def _positions(connection: Connection, given: Mapping[str, int]) -> tuple[list[Sealed], dict[int, list[Sealed]]]:
    """The positions in order, each with its entry where that is there; and by entry, but for those that are gone."""
    rows = connection.execute(_SEALED, given).all()
    ids = sorted({entry_id for _, entry_id, _ in rows if type(entry_id) is int})
    said = {row[0]: row[1:] for row in _read(connection, _ENTRIES, {"entries": ids}, "entry")} if ids else {}
    found: list[Sealed] = []
    named: dict[int, list[Sealed]] = {}
    for position, entry_id, sealed_at in rows:
        if entry_id not in said:
            found.append(Sealed(position, entry_id, plain(sealed_at), None, None))
            continue
        salt_of, noun, key, *values = said[entry_id]
        happened = {**_row(_COLUMNS[entry], values), "noun": noun, **({} if key is None else {"key": key})}
        found.append(Sealed(position, entry_id, plain(sealed_at), happened, salt_of))
        named.setdefault(entry_id, []).append(found[-1])
    return found, named


def _row(columns: Sequence[tuple[str, str | None]], values: Sequence[Any]) -> dict[str, Any]:
    return {
        name: value if type(value) in (int, str) else plain(value)
        for (name, default), value in zip(columns, values, strict=True)
        if value is not None and (default is None or str(value) != default)
    }


def _read(connection: Connection, query: Select[Any], given: Mapping[str, Any], table: str) -> Sequence[Sequence[Any]]:
    try:
        return connection.execute(query, given).all()
    except OperationalError as fault:
        if "decode" not in str(fault.orig).lower():  # what SQLite says of bytes that are no UTF-8
            raise
        raise UnreadableError(table) from fault


def _content(connection: Connection, table: Table, column: Column[Any], row: Mapping[str, Any]) -> Any:
    """What a scanned paper holds, one paper at a time: a batch of them would not fit the memory."""
    keys = [key == row.get(key.name) for key in table.primary_key.columns]
    return plain(connection.scalar(select(_raw(column)).where(*keys)))


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, _RAW)


def _facts_query(table: Table) -> Select[Any]:
    """By the primary key in either case: rows of an entry begin with its id, streams have the entry's stream for id."""
    columns = [null() if column in _BINARY[table] else _raw(column) for column in table.columns]
    of_streams = [table.c.id.in_(_listed("streams"))] if is_of_stream(table) else []
    return select(_raw(table.c.entry_id), *columns).where(*of_streams, table.c.entry_id.in_(_listed("entries")))


def _any_of(table: Table) -> Select[Any]:
    """The table's name, where it has a number between two. The least of them, as that is always looked up in the key:
    whether there is any at all, PostgreSQL may find out by reading the whole table."""
    number, of = (table.c.id, "streams") if is_of_stream(table) else (table.c.entry_id, "entries")
    first, last = (bindparam(f"{end}_of_{of}", type_=BigInteger) for end in ("first", "last"))
    least = select(func.min(number)).where(number.between(first, last)).scalar_subquery()
    return select(literal(table.name, Text)).where(least.is_not(None))


def _listed(name: str) -> BindParameter[Any]:
    """A list of numbers of ours, written into the statement: a thousand parameters cost more than what they ask."""
    return bindparam(name, type_=BigInteger, expanding=True, literal_execute=True)


def _columns(table: Table) -> list[tuple[str, str | None]]:
    """The columns by name, each with its server default as text, if it has one."""
    given = ((column.name, column.server_default) for column in table.columns)
    return [(name, None if default is None else str(getattr(default, "arg", "")).strip("'")) for name, default in given]


_COLUMNS = {table: _columns(table) for table in (entry, *FACTS)}
_BINARY = {table: [column for column in table.columns if isinstance(column.type, LargeBinary)] for table in FACTS}
_KEYS = {table.name: [column.name for column in table.primary_key.columns] for table in FACTS}
_OF_STREAMS = frozenset(filter(is_of_stream, FACTS))
_PERSONAL = {
    table.name: columns
    for table in FACTS
    if (columns := {each.name for each in table.columns if f"{table.name}.{each.name}" in PERSONAL_COLUMNS})
}
_PERSONAL_OF_ENTRY = {name.partition(".")[2] for name in PERSONAL_COLUMNS if name.startswith(("entry.", "stream."))}
_FACT_QUERIES = {table: _facts_query(table) for table in FACTS}
_HELD = union_all(*map(_any_of, FACTS))
_SEALED = (
    select(seal.c.position, seal.c.entry_id, _raw(seal.c.sealed_at))
    .where(seal.c.position > bindparam("after", type_=BigInteger))
    .where(seal.c.position <= bindparam("through", type_=BigInteger))
    .order_by(seal.c.position)
)
_ENTRIES = (
    select(
        entry.c.id,
        _raw(salt.c.salt),
        _raw(stream.c.noun),
        _raw(stream.c.key),
        *(_raw(column) for column in entry.columns),
    )
    .select_from(
        entry.outerjoin(stream, stream.c.id == entry.c.stream_id).outerjoin(salt, salt.c.entry_id == entry.c.id)
    )
    .where(entry.c.id.in_(_listed("entries")))
)


def through_of(connection: Connection, after: int, most: int) -> int:
    """The last of the next ``most`` positions; ``after`` itself where there is none."""
    following = select(seal.c.position).where(seal.c.position > after).order_by(seal.c.position).limit(most)
    return int(connection.scalar(select(func.max(following.subquery().c.position))) or after)
