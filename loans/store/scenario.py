"""Scenarios of a year's allocation: every version saved is an entry, none is ever changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from loans.service.unit_of_work import Booked, Entry, Scenario
from loans.store.base import Port, unknown
from loans.store.tables import scenario


class SqlScenarios(Port):
    def add(self, booked: Booked, year: int, source_id: int, name: str) -> None:
        self._connection.execute(
            insert(scenario).values(
                id=booked.stream_id, entry_id=booked.entry_id, year=year, source_id=source_id, name=name
            )
        )

    def get(self, scenario_id: int, version: int | None = None) -> Scenario:
        query = self._known(select(scenario), scenario.c.entry_id).where(scenario.c.id == scenario_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise unknown("phương án phân bổ", "allocation scenario", "scenario_id", scenario_id)
        entries = self._histories([scenario_id])[scenario_id]
        if version is not None and not 1 <= version <= len(entries):
            raise unknown("phiên bản của phương án", "version of the scenario", "version", version)
        return _scenario(row, entries if version is None else entries[:version])

    def all(self, year: int, source_id: int | None = None) -> Sequence[Scenario]:
        query = self._known(select(scenario), scenario.c.entry_id).where(scenario.c.year == year)
        if source_id is not None:
            query = query.where(scenario.c.source_id == source_id)
        rows = self._connection.execute(query.order_by(scenario.c.id)).all()
        entries = self._histories([row.id for row in rows])
        return [_scenario(row, entries[row.id]) for row in rows]


def _scenario(row: Any, entries: Sequence[Entry]) -> Scenario:
    last = entries[-1]
    return Scenario(
        id=row.id,
        year=row.year,
        source_id=row.source_id,
        name=row.name,
        version=len(entries),
        sequence=last.sequence,
        saved_by=last.actor,
        saved_at=last.booked_at,
        note=last.reason,
        spec=last.body["spec"],
        made=last.body["made"],
    )
