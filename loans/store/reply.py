"""Stored replies: the same write asked twice is done once and answered the same."""

import threading
from datetime import datetime

from sqlalchemy import Connection, Text, bindparam, func, insert, select

from loans.domain.refusal import Conflict
from loans.service.unit_of_work import Reply
from loans.store.base import Port
from loans.store.tables import reply

_HOLD = select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))
_KEPT = select(reply).where(
    *(column == bindparam(column.name) for column in (reply.c.actor, reply.c.route, reply.c.key))
)
_KEEP = insert(reply)
"""Built once: a statement remembers how it is compiled, and these are part of every write."""


class SqlReplies(Port):
    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__(connection, None)
        self._now = now

    def claim(self, actor: str, route: str, key: str) -> Reply | None:
        """The stored reply; else hold the key until commit. A twin still running raises ``Conflict``.

        PostgreSQL holds an advisory lock of the transaction; SQLite's single writer is the lock itself.
        """
        if self._connection.dialect.name == "postgresql":
            name = "\x1f".join((actor, route, key))
            held = self._connection.scalar(_HOLD, {"name": name})
            if not held:
                raise still_running(key)
        row = self._connection.execute(_KEPT, {"actor": actor, "route": route, "key": key}).one_or_none()
        return None if row is None else Reply(bytes(row.digest), row.status, row.headers, row.body)

    def keep(self, actor: str, route: str, key: str, kept: Reply) -> None:
        row = {
            "actor": actor,
            "route": route,
            "key": key,
            "digest": kept.digest,
            "status": kept.status,
            "headers": dict(kept.headers),
            "body": kept.body,
            "booked_at": self._now,
        }
        self._connection.execute(_KEEP, row)


class Running:
    """The keys whose requests run in this process; with SQLite's one worker these are all of them."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def enter(self, actor: str, route: str, key: str) -> None:
        with self._lock:
            if (actor, route, key) in self._keys:
                raise still_running(key)
            self._keys.add((actor, route, key))

    def leave(self, actor: str, route: str, key: str) -> None:
        with self._lock:
            self._keys.discard((actor, route, key))


def still_running(key: str) -> Conflict:
    return Conflict(
        "request_running",
        field="Idempotency-Key",
        value=key,
        vi="Yêu cầu cùng khóa đang được xử lý. Đợi vài giây rồi gửi lại đúng yêu cầu đó.",
        en="A request with this key is still running. Wait a few seconds and send the same request again.",
    )
