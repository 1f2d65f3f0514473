"""Linking: the chain follows the seals in batches of its own, so that no writer ever waits for a hash.

Records are read and hashed outside any lock; what is inserted under the lock rests on the head that was read, or is
thrown away and done again. So two processes that link at once are safe, and one of them always gets on.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from loans.domain.proof import BEFORE_ALL, Head, chained, digest_of
from loans.store.record import Sealed, UnreadableError, load, parts, through_of
from loans.store.tables import link, salt

AT_ONCE = 1_000
"""Positions a batch: on SQLite a writer waits for the insertion of one batch at most, some 10 ms."""

_LINKING_LOCK = 0x6C696E6B  # "link"; one advisory lock for the linking step, apart from that of sealing

Reading = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class _Batch:
    links: list[dict[str, object]]
    salts: list[dict[str, object]]


def present_head(connection: Connection) -> Head:
    """The last link."""
    row = connection.execute(select(link.c.position, link.c.hash).order_by(link.c.position.desc()).limit(1)).first()
    return BEFORE_ALL if row is None else Head(row.position, row.hash)


def extend(reading: Reading, writing: Reading, now: Callable[[], datetime], limit: int | None = None) -> Head:
    """Link what is sealed, oldest first, at most ``limit`` positions; answers the head that then stands."""
    done = 0
    while limit is None or done < limit:
        with reading() as connection:
            head = present_head(connection)
            batch = _hashed(connection, head, now(), AT_ONCE if limit is None else min(AT_ONCE, limit - done))
        if not batch.links:
            return head
        with writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LINKING_LOCK)))
            if present_head(connection) == head:  # else somebody else has linked meanwhile
                if batch.salts:
                    connection.execute(insert(salt), batch.salts)
                connection.execute(insert(link), batch.links)
        done += len(batch.links)
    with reading() as connection:
        return present_head(connection)


def _readable(connection: Connection, head: Head, most: int) -> list[Sealed]:
    """The next positions; none where the database holds what is no text, which `verify` names."""
    try:
        return load(connection, head.position, through_of(connection, head.position, most))
    except UnreadableError:
        return []


def _hashed(connection: Connection, head: Head, now: datetime, most: int) -> _Batch:
    """The links of the next positions, and a salt for each entry that has none yet."""
    before = head.hash
    batch = _Batch([], [])
    for sealed in _readable(connection, head, most):
        if sealed.entry is None:
            break  # a forger was here: nothing is linked over it, and `verify` names it
        salt_of = sealed.salt
        if salt_of is None:
            salt_of = secrets.token_hex(16)
            batch.salts.append({"entry_id": sealed.entry_id, "salt": salt_of})
        digest, note = digest_of(parts(sealed, salt_of, now))
        before = chained(before, sealed.position, digest)
        batch.links.append(
            {"position": sealed.position, "digest": digest, "hash": before, "linked_at": now, "parts": note}
        )
    return batch
