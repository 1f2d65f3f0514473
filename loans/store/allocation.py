"""Demand, rounds of allocation, and what has been taken out of each commune's plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from loans.domain.application import Application
from loans.domain.plan import Line, PoolPart, Round, RoundState, Use
from loans.service.unit_of_work import Booked, Entry
from loans.store.base import Port, unknown, whole
from loans.store.tables import allocation_line, allocation_round, demand_line, entry, plan_use

_STATES = {
    "round_drafted": RoundState.DRAFT,
    "round_submitted": RoundState.SUBMITTED,
    "round_decided": RoundState.DECIDED,
}


class SqlDemands(Port):
    def add(self, booked: Booked, year: int, commune: str, lines: Sequence[Mapping[str, Any]]) -> None:
        rows = [
            {"entry_id": booked.entry_id, "line": number, "year": year, "commune": commune, **line}
            for number, line in enumerate(lines, 1)
        ]
        self._connection.execute(insert(demand_line), rows)

    def of_year(self, year: int) -> Sequence[Mapping[str, Any]]:
        """The lines of each commune's latest answer."""
        latest = (
            self._known(select(func.max(demand_line.c.entry_id)), demand_line.c.entry_id)
            .where(demand_line.c.year == year)
            .group_by(demand_line.c.commune)
        )
        query = (
            select(demand_line)
            .where(demand_line.c.entry_id.in_(latest))
            .order_by(demand_line.c.commune, demand_line.c.line)
        )
        return [dict(row) for row in self._connection.execute(query).mappings()]


class SqlPlans(Port):
    def add_round(self, booked: Booked, year: int, source_id: int, number: int) -> None:
        self._connection.execute(
            insert(allocation_round).values(
                id=booked.stream_id, entry_id=booked.entry_id, year=year, source_id=source_id, number=number
            )
        )

    def add_lines(self, booked: Booked, round_id: int, lines: Iterable[Line], *, decided: bool) -> None:
        rows = [
            {
                "entry_id": booked.entry_id,
                "commune": line.commune,
                "round_id": round_id,
                "decided": decided,
                "amount": line.amount,
                "why": list(line.why),
                "reason": line.reason,
            }
            for line in lines
        ]
        if rows:
            self._connection.execute(insert(allocation_line), rows)

    def round(self, round_id: int) -> Round:
        row = self._connection.execute(
            self._known(select(allocation_round), allocation_round.c.entry_id).where(allocation_round.c.id == round_id)
        ).one_or_none()
        if row is None:
            raise unknown("đợt phân bổ", "allocation round", "round_id", round_id)
        return self._rounds([row])[0]

    def rounds(self, year: int | None = None) -> Sequence[Round]:
        query = self._known(select(allocation_round), allocation_round.c.entry_id)
        if year is not None:
            query = query.where(allocation_round.c.year == year)
        order = (allocation_round.c.year, allocation_round.c.source_id, allocation_round.c.number)
        return self._rounds(self._connection.execute(query.order_by(*order)).all())

    def next_number(self, year: int, source_id: int) -> int:
        last = self._connection.scalar(
            select(func.max(allocation_round.c.number)).where(
                allocation_round.c.year == year, allocation_round.c.source_id == source_id
            )
        )
        return int(last or 0) + 1

    def uses(self, source_id: int, year: int) -> dict[str, Use]:
        taken = self._taken(source_id, year)
        planned = self._planned(source_id, year)
        return {
            commune: Use(planned.get(commune, 0), *taken.get(commune, (0, 0)))
            for commune in sorted(planned.keys() | taken.keys())
        }

    def use(self, source_id: int, commune: str, year: int) -> Use:
        return self.uses(source_id, year).get(commune, Use(0, 0, 0))

    def take(
        self, booked: Booked, application: Application, year: int, *, committed: int = 0, disbursed: int = 0
    ) -> None:
        self._connection.execute(
            insert(plan_use).values(
                entry_id=booked.entry_id,
                source_id=application.source_id,
                commune=application.commune,
                year=year,
                borrower_id=application.borrower_id,
                application_id=application.id,
                committed=committed,
                disbursed=disbursed,
            )
        )

    def undo(self, booked: Booked, entry_id: int) -> None:
        """Take back what an entry took out of a plan."""
        for row in self._connection.execute(select(plan_use).where(plan_use.c.entry_id == entry_id)).mappings().all():
            taken_back = {"committed": -row["committed"], "disbursed": -row["disbursed"], "entry_id": booked.entry_id}
            self._connection.execute(insert(plan_use).values(**{**row, **taken_back}))

    def _planned(self, source_id: int, year: int) -> dict[str, int]:
        query = (
            select(allocation_line.c.commune, whole(allocation_line.c.amount))
            .join(allocation_round, allocation_round.c.id == allocation_line.c.round_id)
            .where(
                allocation_round.c.source_id == source_id,
                allocation_round.c.year == year,
                allocation_line.c.decided.is_(True),
            )
            .group_by(allocation_line.c.commune)
        )
        rows = self._connection.execute(self._known(query, allocation_line.c.entry_id))
        return {commune: int(amount) for commune, amount in rows}

    def _taken(self, source_id: int, year: int) -> dict[str, tuple[int, int]]:
        query = (
            select(plan_use.c.commune, whole(plan_use.c.disbursed), whole(plan_use.c.committed))
            .where(plan_use.c.source_id == source_id, plan_use.c.year == year)
            .group_by(plan_use.c.commune)
        )
        rows = self._connection.execute(self._known(query, plan_use.c.entry_id))
        return {commune: (int(disbursed), int(committed)) for commune, disbursed, committed in rows}

    def _rounds(self, rows: Sequence[Any]) -> list[Round]:
        ids = [row.id for row in rows]
        entries = self._histories(ids)
        lines = self._lines(ids)
        return [_folded(row, entries[row.id], lines) for row in rows]

    def _lines(self, round_ids: Sequence[int]) -> dict[int, tuple[Line, ...]]:
        query = (
            select(allocation_line)
            .join(entry, entry.c.id == allocation_line.c.entry_id)
            .where(allocation_line.c.round_id.in_(round_ids))
            .order_by(allocation_line.c.commune)
        )
        found = defaultdict(list)
        for row in self._connection.execute(self._known(query, allocation_line.c.entry_id)):
            found[row.entry_id].append(Line(row.commune, row.amount, tuple(row.why), row.reason))
        return {entry_id: tuple(lines) for entry_id, lines in found.items()}


def _folded(row: Any, entries: Sequence[Entry], lines: Mapping[int, tuple[Line, ...]]) -> Round:
    last = {happened.kind: happened for happened in entries}
    drafted = last["round_drafted"]
    with_lines = [happened for happened in entries if happened.id in lines]
    return Round(
        id=row.id,
        year=row.year,
        source_id=row.source_id,
        number=row.number,
        state=_STATES[entries[-1].kind],
        pool=tuple(PoolPart(**part) for part in drafted.body["pool"]),
        lines=lines[with_lines[-1].id] if with_lines else (),
        drafted_by=drafted.actor,
        sequence=entries[-1].sequence,
        submission=dict(last["round_submitted"].body) if "round_submitted" in last else {},
        decision=dict(last["round_decided"].body) if "round_decided" in last else {},
    )
