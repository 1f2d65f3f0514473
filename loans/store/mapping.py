"""Mappings that people declared for files of other layouts, saved by name: the newest entry of each counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from loans.service.unit_of_work import Booked, SavedMapping
from loans.store.base import Port, sequences_of, unknown
from loans.store.tables import mapping


class SqlMappings(Port):
    def add(self, booked: Booked, name: str, subject: str, headings: Mapping[str, str]) -> None:
        own = {"entry_id": booked.entry_id, "mapping_id": booked.stream_id}
        self._connection.execute(insert(mapping).values(name=name, subject=subject, headings=dict(headings), **own))

    def get(self, mapping_id: int) -> SavedMapping:
        for found in self._newest(mapping.c.mapping_id == mapping_id):
            return found
        raise unknown("ánh xạ cột", "mapping", "mapping_id", mapping_id)

    def find(self, name: str) -> SavedMapping | None:
        return next(iter(self._newest(mapping.c.name == name)), None)

    def all(self) -> Sequence[SavedMapping]:
        return self._newest()

    def _newest(self, *conditions: Any) -> list[SavedMapping]:
        known = self._known(select(func.max(mapping.c.entry_id)).group_by(mapping.c.mapping_id), mapping.c.entry_id)
        query = select(mapping).where(mapping.c.entry_id.in_(known), *conditions).order_by(mapping.c.name)
        rows = self._connection.execute(query).all()
        last = sequences_of(self._connection, [row.mapping_id for row in rows])
        return [SavedMapping(row.mapping_id, row.name, row.subject, row.headings, last[row.mapping_id]) for row in rows]
