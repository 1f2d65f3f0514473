"""Verification: the chain computed again from what the database holds, position by position, in bounded memory."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, Table, Text, bindparam, func, or_, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from loans.domain.proof import BEFORE_ALL, Break, BreakKind, Head, chained, differing, digest_of, text_of
from loans.service.audit import Judged, Verdict, Verification
from loans.store.record import FACTS, Sealed, UnreadableError, is_of_stream, load, parts
from loans.store.reference import differences
from loans.store.tables import entry, link, salt, seal, stream, unsealed

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class _Link:
    """A link as the database has it."""

    position: int
    digest: Any
    hash: Any
    linked_at: Any
    parts: Any

    @property
    def note(self) -> Mapping[str, str]:
        """What was kept beside it, where that can still be read."""
        try:
            said = json.loads(self.parts)
        except (TypeError, ValueError):
            return {}
        return {str(name): str(part) for name, part in said.items()} if isinstance(said, dict) else {}


def verify(connection: Connection, heads: Sequence[Head] = (), *, after: Head = BEFORE_ALL) -> Verification:
    """Compute every link again and compare; then look for what the chain does not reach; then ask the outside heads.

    ``after`` is a link up to which a walk in parts (``verify_part``) found nothing.
    """
    try:
        last, broken = _walk(connection, after)
        broken = broken or next(_beside(connection, last), None)
    except UnreadableError as fault:
        last, broken = BEFORE_ALL, Break(BreakKind.UNREADABLE, table=str(fault))
    return Verification(
        head=last,
        linked=last.position,
        sealed_not_linked=_count(connection, seal, seal.c.position > last.position),
        not_sealed=_count(connection, unsealed),
        broken=broken,
        judged=[Judged(head, _verdict(connection, head)) for head in heads],
    )


def verify_part(connection: Connection, after: Head, most: int) -> tuple[Head, Break | None]:
    """Compute so many links after one that holds: the last that holds, and the first break after it, if any."""
    try:
        return _walk(connection, after, most)
    except UnreadableError as fault:
        return after, Break(BreakKind.UNREADABLE, table=str(fault))


def _walk(connection: Connection, head: Head, most: int | None = None) -> tuple[Head, Break | None]:
    """The last link that holds, and the first break after it, if any."""
    until = None if most is None else head.position + most
    while until is None or head.position < until:
        links = connection.execute(_LINKS, {"after": head.position}).all()
        if not links:
            return head, None
        found = {each.position: each for each in load(connection, head.position, head.position + AT_ONCE)}
        for expected, kept in enumerate(starmap(_Link, links), head.position + 1):
            broken = _break(connection, head, kept, expected, found.get(expected))
            if broken is not None:
                return head, broken
            head = Head(kept.position, kept.hash)
            if head.position == until:
                break
    return head, None


def _break(connection: Connection, before: Head, kept: _Link, expected: int, sealed: Sealed | None) -> Break | None:
    """What is wrong with a position, the most telling fault first."""
    if sealed is None or sealed.entry is None:
        return Break(BreakKind.POSITION_MISSING, expected, "seal" if sealed is None else "entry")
    if kept.position != expected:
        return Break(BreakKind.LINK_MISSING, expected, "link", sealed.entry_id)
    if sealed.salt is None:
        return Break(_unsalted(kept, sealed), expected, "salt", sealed.entry_id)
    digest, note = digest_of(parts(sealed, sealed.salt, kept.linked_at))
    if digest != kept.digest:
        return _located(connection, sealed, kept, note)
    follows = chained(before.hash, expected, digest) == kept.hash
    if follows and text_of(note) == kept.parts:
        return None
    return Break(BreakKind.NOTE if follows else BreakKind.LINK, expected, "link", sealed.entry_id)


def _unsalted(kept: _Link, sealed: Sealed) -> BreakKind:
    """A salt removed, where the seal is as it was linked (it holds nothing personal); else an entry inserted."""
    _digest, note = digest_of(parts(sealed, "", kept.linked_at))
    return BreakKind.SALT if note["seal"] == kept.note.get("seal") else BreakKind.INSERTED


def _located(connection: Connection, sealed: Sealed, kept: _Link, note: Mapping[str, str]) -> Break:
    """What differs at a position whose digest is another; an entry that was linked elsewhere is told as moved."""
    was = kept.note
    if note["entry"] != was.get("entry"):
        elsewhere = connection.scalar(_NOTED, {"noted": f'%"entry":"{note["entry"]}"%', "besides": sealed.position})
        if elsewhere is not None:
            return Break(BreakKind.REORDERED, sealed.position, "seal", sealed.entry_id, elsewhere)
    kind, table, count = differing(was, note)
    return Break(kind, sealed.position, table, sealed.entry_id, count=count)


def _beside(connection: Connection, last: Head) -> Iterator[Break]:
    """What the chain does not reach: rows that hang on nothing, and facts that ship with the version."""
    beyond = _count(connection, seal, or_(seal.c.position > last.position, seal.c.position < 1))
    newest = int(connection.scalar(select(func.max(seal.c.position))) or 0)
    if beyond != max(newest - last.position, 0):
        yield Break(BreakKind.POSITION_MISSING, last.position + 1, "seal")
    for table, condition in _LOOSE:
        rows = _count(connection, table, condition)
        if rows:
            yield Break(BreakKind.LOOSE, table=table.name, count=rows)
    unlinked = salt.c.entry_id.not_in(select(seal.c.entry_id).where(seal.c.position <= last.position))
    salts = _count(connection, salt, unlinked)
    if salts:
        yield Break(BreakKind.LOOSE, table="salt", count=salts)
    for table, key in _KEYED:  # a table put in the place of another may have lost its primary key
        twice = _count(connection, table) - int(connection.scalar(select(func.count(key.distinct()))) or 0)
        if twice:
            yield Break(BreakKind.LOOSE, table=table.name, count=twice)
    again = _count(connection, unsealed, unsealed.c.entry_id.in_(select(seal.c.entry_id)))
    if again:
        yield Break(BreakKind.LOOSE, table="unsealed", count=again)
    for name, rows in differences(connection).items():
        yield Break(BreakKind.REFERENCE, table=name, count=rows)


def _verdict(connection: Connection, head: Head) -> Verdict:
    if head.position == 0:
        return Verdict.MATCHES if head == BEFORE_ALL else Verdict.DIFFERS
    present = connection.scalar(select(link.c.hash).where(link.c.position == head.position))
    if present is None:
        return Verdict.MISSING
    return Verdict.MATCHES if present == head.hash else Verdict.DIFFERS


def _count(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    return int(connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)


_KEYED = ((entry, entry.c.id), (stream, stream.c.id), (salt, salt.c.entry_id), (seal, seal.c.position))


def _loose() -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Each table with the condition under which a row of it hangs on nothing."""
    there = select(entry.c.id)
    yield seal, ~there.where(entry.c.id == seal.c.entry_id).exists()
    waiting = select(unsealed.c.entry_id).where(unsealed.c.entry_id == entry.c.id).exists()
    yield entry, ~(select(seal.c.position).where(seal.c.entry_id == entry.c.id).exists() | waiting)
    yield stream, ~there.where(entry.c.stream_id == stream.c.id).exists()
    for table in FACTS:
        of_entry = there.where(entry.c.id == table.c.entry_id)
        yield table, ~(of_entry.where(entry.c.stream_id == table.c.id) if is_of_stream(table) else of_entry).exists()


_LOOSE = tuple(_loose())
_LINKS = (
    select(*(type_coerce(column, NullType()) for column in link.columns))
    .where(link.c.position > bindparam("after"))
    .order_by(link.c.position)
    .limit(AT_ONCE)
)
_NOTED = select(func.min(link.c.position)).where(
    type_coerce(link.c.parts, Text).like(bindparam("noted")), link.c.position != bindparam("besides")
)
