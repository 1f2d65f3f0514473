"""Offices, transaction points with their days and sessions, groups with their facts, hamlets, own commune codes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from loans.domain.network import BankCommune, CommuneCode, Group, GroupFact, Hamlet, Office, Point, PointOffice
from loans.domain.session import PointDay, RecordedSession
from loans.service.unit_of_work import Booked
from loans.store.base import Port, sequence_of, sequences_of, unknown
from loans.store.tables import (
    bank_commune,
    credit_group,
    group_fact,
    hamlet,
    office,
    point,
    point_day,
    point_office,
    point_session,
)


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

    def add_point_office(self, booked: Booked, since: date, office_id: int) -> None:
        self._connection.execute(
            insert(point_office).values(
                entry_id=booked.entry_id, point_id=booked.stream_id, office_id=office_id, since=since
            )
        )

    def add_group(self, booked: Booked, number: str, commune: str) -> None:
        self._connection.execute(
            insert(credit_group).values(id=booked.stream_id, entry_id=booked.entry_id, number=number, commune=commune)
        )

    def add_group_fact(self, booked: Booked, fact: GroupFact) -> None:
        self._connection.execute(
            insert(group_fact).values(
                entry_id=booked.entry_id,
                group_id=booked.stream_id,
                since=fact.since,
                point_id=fact.point_id,
                organisation=fact.organisation,
                leader=fact.leader,
                hamlet_id=fact.hamlet_id,
            )
        )

    def add_office(self, booked: Booked, code: str, name: str) -> None:
        self._connection.execute(
            insert(office).values(id=booked.stream_id, entry_id=booked.entry_id, code=code, name=name)
        )

    def add_hamlet(self, booked: Booked, code: str, name: str, commune: str) -> None:
        self._connection.execute(
            insert(hamlet).values(id=booked.stream_id, entry_id=booked.entry_id, code=code, name=name, commune=commune)
        )

    def add_bank_commune(self, booked: Booked, code: str, since: date, commune: str) -> None:
        self._connection.execute(
            insert(bank_commune).values(
                entry_id=booked.entry_id, bank_commune_id=booked.stream_id, code=code, commune=commune, since=since
            )
        )

    def point(self, point_id: int) -> Point:
        for found in self._points(point.c.id == point_id):
            return found
        raise unknown("điểm giao dịch", "transaction point", "point_id", point_id)

    def points(self) -> Sequence[Point]:
        return self._points()

    def group(self, group_id: int) -> Group:
        for found in self._groups(credit_group.c.id == group_id):
            return found
        raise unknown("Tổ tiết kiệm và vay vốn", "savings-and-credit group", "group_id", group_id)

    def groups(self, communes: Sequence[str] | None) -> Sequence[Group]:
        return self._groups() if communes is None else self._groups(credit_group.c.commune.in_(communes))

    def moved_groups(self) -> Mapping[int, Sequence[GroupFact]]:
        """The facts of those groups that have met at more than one point: in any other the first point still holds."""
        moved = (
            select(group_fact.c.group_id)
            .group_by(group_fact.c.group_id)
            .having(func.min(group_fact.c.point_id) != func.max(group_fact.c.point_id))
        )
        return self._group_facts(group_fact.c.group_id.in_(moved))

    def office(self, office_id: int) -> Office:
        query = self._known(select(office), office.c.entry_id).where(office.c.id == office_id)
        for row in self._connection.execute(query):
            return Office(row.id, row.code, row.name, sequence_of(self._connection, row.id))
        raise unknown("phòng giao dịch", "transaction office", "office_id", office_id)

    def offices(self) -> Sequence[Office]:
        rows = self._connection.execute(self._known(select(office), office.c.entry_id).order_by(office.c.code)).all()
        last = sequences_of(self._connection, [row.id for row in rows])
        return [Office(row.id, row.code, row.name, last[row.id]) for row in rows]

    def hamlet(self, hamlet_id: int) -> Hamlet:
        query = self._known(select(hamlet), hamlet.c.entry_id).where(hamlet.c.id == hamlet_id)
        for row in self._connection.execute(query):
            return Hamlet(row.id, row.code, row.name, row.commune, sequence_of(self._connection, row.id))
        raise unknown("thôn, tổ dân phố", "hamlet", "hamlet_id", hamlet_id)

    def hamlets(self, communes: Sequence[str] | None = None) -> Sequence[Hamlet]:
        query = self._known(select(hamlet), hamlet.c.entry_id).order_by(hamlet.c.code)
        if communes is not None:
            query = query.where(hamlet.c.commune.in_(communes))
        rows = self._connection.execute(query).all()
        last = sequences_of(self._connection, [row.id for row in rows])
        return [Hamlet(row.id, row.code, row.name, row.commune, last[row.id]) for row in rows]

    def bank_commune(self, bank_commune_id: int) -> BankCommune:
        for found in self._bank_communes(bank_commune.c.bank_commune_id == bank_commune_id):
            return found
        raise unknown("mã xã của ngân hàng", "commune code of the bank", "bank_commune_id", bank_commune_id)

    def bank_communes(self) -> Sequence[BankCommune]:
        return self._bank_communes()

    def _bank_communes(self, *conditions: Any) -> list[BankCommune]:
        query = self._known(select(bank_commune), bank_commune.c.entry_id).where(*conditions)
        held: dict[tuple[str, int], dict[date, CommuneCode]] = {}
        for row in self._connection.execute(query.order_by(bank_commune.c.code, bank_commune.c.entry_id)):
            held.setdefault((row.code, row.bank_commune_id), {})[row.since] = CommuneCode(row.since, row.commune)
        last = sequences_of(self._connection, [key for _code, key in held])
        return [
            BankCommune(key, code, tuple(facts[since] for since in sorted(facts)), last[key])
            for (code, key), facts in held.items()
        ]

    def _groups(self, *conditions: Any) -> list[Group]:
        """Groups with their facts: three queries, however many groups."""
        query = self._known(select(credit_group), credit_group.c.entry_id).where(*conditions)
        rows = self._connection.execute(query.order_by(credit_group.c.number)).all()
        ids = [row.id for row in rows]
        facts, last = self._group_facts(group_fact.c.group_id.in_(ids)), sequences_of(self._connection, ids)
        return [
            Group(
                id=row.id,
                number=row.number,
                commune=row.commune,
                point_id=facts[row.id][-1].point_id,
                organisation=facts[row.id][-1].organisation,
                leader=facts[row.id][-1].leader,
                sequence=last[row.id],
                hamlet_id=facts[row.id][-1].hamlet_id,
                facts=facts[row.id],
            )
            for row in rows
        ]

    def _group_facts(self, *conditions: Any) -> dict[int, tuple[GroupFact, ...]]:
        """Facts of groups in the order of their first days; of several of one day the last recorded counts."""
        query = self._known(select(group_fact), group_fact.c.entry_id).where(*conditions)
        found: dict[int, dict[date, GroupFact]] = {}
        for row in self._connection.execute(query.order_by(group_fact.c.group_id, group_fact.c.entry_id)):
            fact = GroupFact(row.since, row.point_id, row.organisation, row.leader, row.hamlet_id)
            found.setdefault(row.group_id, {})[row.since] = fact
        return {key: tuple(facts[since] for since in sorted(facts)) for key, facts in found.items()}

    def _points(self, *conditions: Any) -> list[Point]:
        """Points with their days, sessions and offices: five queries, however many points."""
        query = self._known(select(point), point.c.entry_id).where(*conditions).order_by(point.c.code)
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        days, sessions, offices = self._days(ids), self._sessions(ids), self._offices_of(ids)
        last = sequences_of(self._connection, ids)
        return [
            Point(
                id=row.id,
                code=row.code,
                name=row.name,
                commune=row.commune,
                days=tuple(days[row.id][since] for since in sorted(days[row.id])),
                sessions=tuple(sessions[row.id][month] for month in sorted(sessions[row.id])),
                sequence=last[row.id],
                offices=tuple(offices[row.id][since] for since in sorted(offices[row.id])),
            )
            for row in rows
        ]

    def _days(self, point_ids: Sequence[int]) -> dict[int, dict[date, PointDay]]:
        """Monthly days by the day since which they hold; of several of one day the last recorded counts."""
        query = select(point_day).where(point_day.c.point_id.in_(point_ids)).order_by(point_day.c.entry_id)
        found: dict[int, dict[date, PointDay]] = {point_id: {} for point_id in point_ids}
        for row in self._connection.execute(self._known(query, point_day.c.entry_id)):
            found[row.point_id][row.since] = PointDay(row.since, row.monthly_day)
        return found

    def _sessions(self, point_ids: Sequence[int]) -> dict[int, dict[date, RecordedSession]]:
        """Recorded sessions by month; of several of one month the last recorded counts."""
        query = select(point_session).where(point_session.c.point_id.in_(point_ids)).order_by(point_session.c.entry_id)
        found: dict[int, dict[date, RecordedSession]] = {point_id: {} for point_id in point_ids}
        for row in self._connection.execute(self._known(query, point_session.c.entry_id)):
            found[row.point_id][row.month] = RecordedSession(row.month, row.held_on)
        return found

    def _offices_of(self, point_ids: Sequence[int]) -> dict[int, dict[date, PointOffice]]:
        """The offices of points by the day since which they hold; of several of one day the last recorded counts."""
        query = select(point_office).where(point_office.c.point_id.in_(point_ids)).order_by(point_office.c.entry_id)
        found: dict[int, dict[date, PointOffice]] = {point_id: {} for point_id in point_ids}
        for row in self._connection.execute(self._known(query, point_office.c.entry_id)):
            found[row.point_id][row.since] = PointOffice(row.since, row.office_id)
        return found
