"""Entries: appended at (stream, sequence), never changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from loans.domain.refusal import Conflict
from loans.service.unit_of_work import Booked, Entry
from loans.store.base import Port, new_key, sequence_of
from loans.store.books.history import Written
from loans.store.tables import entry, stream, unsealed


class SqlEntries(Port):
    def __init__(
        self,
        connection: Connection,
        actor: str,
        now: datetime,
        position: int | None,
        origin: str = "",
        written: Written | None = None,
    ) -> None:
        super().__init__(connection, position)
        self._written = written or Written()
        self._actor = actor
        self._now = now
        self._origin = origin

    def open(
        self, noun: str, key: str | None, kind: str, on: date, body: Mapping[str, Any], reason: str = ""
    ) -> Booked:
        if key is not None and self.find(noun, key) is not None:
            raise Conflict(
                "key_taken",
                field=noun,
                value=key,
                vi=f"«{key}» đã được ghi nhận trước đó. Mở bản ghi đã có hoặc dùng số khác.",
                en=f"“{key}” has been recorded before. Open the existing record or use another number.",
            )
        opened = self._connection.execute(insert(stream).values(noun=noun, key=key))
        return self._book(new_key(opened), 1, kind, on, body, reason)

    def append(
        self, stream_id: int, expected: int, kind: str, on: date, body: Mapping[str, Any], reason: str = ""
    ) -> Booked:
        present = self.sequence(stream_id)
        if present != expected:
            raise Conflict(
                "stale",
                field="sequence",
                value=expected,
                vi=f"Bản ghi đã thay đổi (bản {present}, yêu cầu dựa trên bản {expected}). Tải lại rồi thử lại.",
                en=f"The record has moved on (now {present}; the request rests on {expected}). Reload and try again.",
                present={"sequence": present},
            )
        return self._book(stream_id, expected + 1, kind, on, body, reason)

    def sequence(self, stream_id: int) -> int:
        return sequence_of(self._connection, stream_id)

    def last(self, stream_id: int) -> int:
        query = select(entry.c.id).where(entry.c.stream_id == stream_id).order_by(entry.c.sequence.desc()).limit(1)
        return int(self._connection.scalars(query).one())

    def find(self, noun: str, key: str) -> int | None:
        found = self._connection.scalar(select(stream.c.id).where(stream.c.noun == noun, stream.c.key == key))
        return None if found is None else int(found)

    def history(self, stream_ids: Sequence[int]) -> Sequence[Entry]:
        return [happened for entries in self._histories(stream_ids).values() for happened in entries]

    def _book(self, stream_id: int, sequence: int, kind: str, on: date, body: Mapping[str, Any], reason: str) -> Booked:
        booked = self._connection.execute(
            insert(entry).values(
                stream_id=stream_id,
                sequence=sequence,
                kind=kind,
                effective_on=on,
                booked_at=self._now,
                actor=self._actor,
                reason=reason,
                body=body,
                origin=self._origin,
            )
        )
        self._written.anything = True
        entry_id = new_key(booked)
        self._connection.execute(insert(unsealed).values(entry_id=entry_id))
        return Booked(stream_id, sequence, entry_id)
