"""Figures of communes that people hand in: the newest value of each (name, year, commune) stands, all are kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, insert, select

from loans.service.unit_of_work import Booked
from loans.store.base import Port
from loans.store.tables import entry, figure


class SqlFigures(Port):
    def add(self, booked: Booked, name: str, year: int, values: Mapping[str, int]) -> None:
        rows = [
            {"entry_id": booked.entry_id, "commune": commune, "name": name, "year": year, "amount": amount}
            for commune, amount in sorted(values.items())
        ]
        self._connection.execute(insert(figure), rows)

    def of_year(self, name: str, year: int) -> Sequence[Mapping[str, Any]]:
        """The value that stands for each commune, with when and by whom it was booked."""
        latest = (
            self._known(select(figure.c.commune, func.max(figure.c.entry_id).label("entry_id")), figure.c.entry_id)
            .where(figure.c.name == name, figure.c.year == year)
            .group_by(figure.c.commune)
            .subquery()
        )
        query = (
            select(figure.c.commune, figure.c.amount, figure.c.entry_id, entry.c.booked_at, entry.c.actor)
            .join(latest, and_(latest.c.commune == figure.c.commune, latest.c.entry_id == figure.c.entry_id))
            .join(entry, entry.c.id == figure.c.entry_id)
            .order_by(figure.c.commune)
        )
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def names(self, year: int) -> Sequence[str]:
        """The names under which figures of a year were handed in."""
        query = select(figure.c.name).where(figure.c.year == year).distinct().order_by(figure.c.name)
        return list(self._connection.scalars(self._known(query, figure.c.entry_id)))
