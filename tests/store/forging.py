"""What somebody with all rights over the database could do: change anything, triggers or not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Text, bindparam, delete, func, insert, select, text, update

from loans.domain.proof import Break, BreakKind, Head
from loans.service.audit import Verification
from loans.store.chain import extend, present_head
from loans.store.engine import WRITING
from loans.store.record import FACTS
from loans.store.tables import entry, link, salt, seal, stream
from loans.store.unit_of_work import Store
from loans.store.verify import verify

FAR = 1_000_000


@contextmanager
def forging(store: Store, *, keep: bool = False) -> Iterator[Connection]:
    """A transaction without triggers and foreign keys, rolled back unless it is to be kept."""
    with store.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin() as transaction:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield connection
        if not keep:
            transaction.rollback()


def broken(connection: Connection) -> Break:
    """The break that a verification must find."""
    found = verify(connection)
    assert found.broken is not None
    assert not found.ok
    return found.broken


def found_at(connection: Connection, position: int, kind: BreakKind, table: str) -> None:
    """A verification finds this break, there."""
    first = broken(connection)
    assert (first.position, first.kind, first.table) == (position, kind, table)


def entry_at(connection: Connection, position: int) -> int:
    return int(connection.execute(select(seal.c.entry_id).where(seal.c.position == position)).scalar_one())


def position_of(connection: Connection, kind: str) -> int:
    """The first position of an entry of a kind."""
    joined = seal.join(entry, entry.c.id == seal.c.entry_id)
    return int(
        connection.scalar(select(func.min(seal.c.position)).select_from(joined).where(entry.c.kind == kind)) or 0
    )


def drop_entries(connection: Connection, entry_ids: Sequence[int]) -> None:
    """Remove entries with all that bears them, and the streams that they leave empty."""
    for table in (*FACTS, salt):
        connection.execute(delete(table).where(table.c.entry_id.in_(entry_ids)))
    positions = select(seal.c.position).where(seal.c.entry_id.in_(entry_ids))
    connection.execute(delete(link).where(link.c.position.in_(positions)))
    connection.execute(delete(seal).where(seal.c.entry_id.in_(entry_ids)))
    connection.execute(delete(entry).where(entry.c.id.in_(entry_ids)))
    connection.execute(delete(stream).where(stream.c.id.not_in(select(entry.c.stream_id))))


def shift(connection: Connection, since: int, by: int) -> None:
    """Move every position from one on, in two steps, as each is unique on the way too."""
    for step in (FAR, by - FAR):
        connection.execute(update(seal).where(seal.c.position >= since).values(position=seal.c.position + step))
        since += step


def invented(connection: Connection, like: int) -> int:
    """A new entry that continues the stream of another."""
    row = dict(connection.execute(select(entry).where(entry.c.id == like)).mappings().one())
    at = connection.scalar(select(func.max(entry.c.id))) or 0
    connection.execute(insert(entry).values(row | {"id": at + 1, "sequence": 900}))
    return int(at + 1)


def seal_as(connection: Connection, entry_id: int, position: int) -> None:
    moment = datetime(2026, 11, 20, 2, tzinfo=UTC)
    connection.execute(insert(seal).values(position=position, entry_id=entry_id, sealed_at=moment))


def link_again(connection: Connection) -> Head:
    """Forge the whole chain anew, as consistently as the program itself would make it."""
    connection.execute(delete(link))
    connection.execute(delete(salt))
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    return extend(lambda: nullcontext(connection), lambda: nullcontext(connection), lambda: now)


def against(connection: Connection, head: Head) -> Verification:
    return verify(connection, [head])


def others(value: Any, column: Column[Any]) -> list[Any]:
    """Other values for a cell, the nearest first; the next where the database refuses one."""
    if value is None:
        return [bindparam("given", "x", Text)] if isinstance(column.type, Text) else [1, date(2026, 1, 1)]
    if isinstance(value, bool | bytes):
        return [value + b" " if isinstance(value, bytes) else not value]
    if isinstance(value, int):
        return [value + 1, value + FAR + 7, value - 1]
    if isinstance(value, datetime):
        return [value.replace(microsecond=(value.microsecond + 1) % 1_000_000)]
    if isinstance(value, date):
        return [value.replace(year=value.year + 1, day=1), value.replace(year=value.year - 1, day=1)]
    return [f"{first}{value[1:]}" for first in "xyz" if not value.startswith(first)]


__all__ = [
    "against",
    "broken",
    "drop_entries",
    "entry_at",
    "forging",
    "found_at",
    "invented",
    "link_again",
    "others",
    "position_of",
    "present_head",
    "seal_as",
    "shift",
]
