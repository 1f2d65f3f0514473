"""Loan demand: each commune's answers, the newest standing for the year, all of them kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, insert, select

from loans.service.unit_of_work import Answer, Booked
from loans.store.base import Port
from loans.store.tables import demand_answer, demand_line, entry


class SqlDemands(Port):
    def add(self, booked: Booked, year: int, commune: str, lines: Sequence[Mapping[str, Any]]) -> None:
        self._connection.execute(insert(demand_answer).values(entry_id=booked.entry_id, year=year, commune=commune))
        rows = [
            {"entry_id": booked.entry_id, "line": number, "year": year, "commune": commune, **line}
            for number, line in enumerate(lines, 1)
        ]
        if rows:
            self._connection.execute(insert(demand_line), rows)

    def of_year(self, year: int) -> Sequence[Mapping[str, Any]]:
        """The lines of each commune's latest answer; one that asks for nothing has none."""
        latest = self._known(select(func.max(demand_answer.c.entry_id)), demand_answer.c.entry_id)
        latest = latest.where(demand_answer.c.year == year).group_by(demand_answer.c.commune)
        query = (
            select(demand_line)
            .where(demand_line.c.entry_id.in_(latest))
            .order_by(demand_line.c.commune, demand_line.c.line)
        )
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def versions(self, year: int, commune: str | None = None) -> Sequence[Answer]:
        """Every answer of a year, oldest first, of one commune where it is named."""
        query = self._answers().where(demand_answer.c.year == year).order_by(demand_answer.c.entry_id)
        if commune is not None:
            query = query.where(demand_answer.c.commune == commune)
        found = self._connection.execute(query).mappings().all()
        lines = self._lines(year, commune)
        return [Answer(**row, lines=tuple(lines.get(row["entry_id"], ()))) for row in found]

    def _answers(self) -> Select[Any]:
        query = select(
            demand_answer.c.entry_id, demand_answer.c.year, demand_answer.c.commune, entry.c.booked_at, entry.c.actor
        ).join(entry, entry.c.id == demand_answer.c.entry_id)
        return self._known(query, demand_answer.c.entry_id)

    def _lines(self, year: int, commune: str | None) -> Mapping[int, list[Mapping[str, Any]]]:
        query = select(demand_line).where(demand_line.c.year == year)
        if commune is not None:
            query = query.where(demand_line.c.commune == commune)
        found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        order = (demand_line.c.entry_id, demand_line.c.line)
        for row in self._connection.execute(query.order_by(*order)).mappings():
            found[row["entry_id"]].append(dict(row))
        return found
