"""Transaction points with their days and sessions, and savings-and-credit groups."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from loans.domain.network import Group, Point
from loans.domain.session import PointDay, RecordedSession
from loans.service.unit_of_work import Booked
from loans.store.base import Port, sequence_of, sequences_of, unknown
from loans.store.tables import credit_group, point, point_day, point_session

_GROUP_FACTS = tuple(column for column in credit_group.c if column.name != "entry_id")


class SqlNetworks(Port):
    def add_point(self, booked: Booked, code: str, name: str, commune: str) -> None:
        self._connection.execute(
            insert(point).values(id=booked.stream_id, entry_id=booked.entry_id, code=code, name=name, commune=commune)
        )

    def add_day(self, booked: Booked, since: date, monthly_day: int) -> None:
        self._connection.execute(
            insert(point_day).values(
                entry_id=booked.entry_id, point_id=booked.stream_id, since=since, monthly_day=monthly_day
            )
        )

    def add_session(self, booked: Booked, month: date, held_on: date | None) -> None:
        self._connection.execute(
            insert(point_session).values(
                entry_id=booked.entry_id, point_id=booked.stream_id, month=month, held_on=held_on
            )
        )

    def add_group(self, booked: Booked, group: Group) -> None:
        facts = asdict(group) | {"id": booked.stream_id, "entry_id": booked.entry_id}
        del facts["sequence"]
        self._connection.execute(insert(credit_group).values(**facts))

    def point(self, point_id: int) -> Point:
        for found in self._points(point.c.id == point_id):
            return found
        raise unknown("điểm giao dịch", "transaction point", "point_id", point_id)

    def points(self) -> Sequence[Point]:
        return self._points()

    def group(self, group_id: int) -> Group:
        row = self._connection.execute(select(*_GROUP_FACTS).where(credit_group.c.id == group_id)).mappings().first()
        if row is None:
            raise unknown("Tổ tiết kiệm và vay vốn", "savings-and-credit group", "group_id", group_id)
        return Group(**row, sequence=sequence_of(self._connection, group_id))

    def groups(self, communes: Sequence[str] | None) -> Sequence[Group]:
        query = self._known(select(*_GROUP_FACTS), credit_group.c.entry_id).order_by(credit_group.c.number)
        if communes is not None:
            query = query.where(credit_group.c.commune.in_(communes))
        rows = self._connection.execute(query).mappings().all()
        last = sequences_of(self._connection, [row["id"] for row in rows])
        return [Group(**row, sequence=last[row["id"]]) for row in rows]

    def _points(self, *conditions: Any) -> list[Point]:
        query = self._known(select(point), point.c.entry_id).where(*conditions).order_by(point.c.code)
        return [
            Point(
                id=row.id,
                code=row.code,
                name=row.name,
                commune=row.commune,
                days=self._days(row.id),
                sessions=self._sessions(row.id),
                sequence=sequence_of(self._connection, row.id),
            )
            for row in self._connection.execute(query).all()
        ]

    def _days(self, point_id: int) -> tuple[PointDay, ...]:
        query = select(point_day).where(point_day.c.point_id == point_id).order_by(point_day.c.entry_id)
        rows = self._connection.execute(self._known(query, point_day.c.entry_id))
        latest = {row.since: PointDay(row.since, row.monthly_day) for row in rows}
        return tuple(latest[since] for since in sorted(latest))

    def _sessions(self, point_id: int) -> tuple[RecordedSession, ...]:
        query = select(point_session).where(point_session.c.point_id == point_id).order_by(point_session.c.entry_id)
        rows = self._connection.execute(self._known(query, point_session.c.entry_id))
        latest = {row.month: RecordedSession(row.month, row.held_on) for row in rows}
        return tuple(latest[month] for month in sorted(latest))
