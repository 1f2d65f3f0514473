"""Rounds of allocation with every step and every version of their lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from loans.domain.plan import LEADS_TO, Line, Measure, PoolPart, Round, Step, StepKind, Version
from loans.service.unit_of_work import Booked, Entry
from loans.store.base import Port, unknown
from loans.store.tables import allocation_line, allocation_round, entry, plan_base


class SqlRounds(Port):
    def add(self, booked: Booked, year: int, source_id: int, number: int, measure: Measure) -> None:
        self._connection.execute(
            insert(allocation_round).values(
                id=booked.stream_id,
                entry_id=booked.entry_id,
                year=year,
                source_id=source_id,
                number=number,
                measure=measure.value,
            )
        )

    def add_lines(self, booked: Booked, round_id: int, lines: Iterable[Line], *, decided: bool) -> None:
        of_round = {"entry_id": booked.entry_id, "round_id": round_id}
        rows = [
            {
                **of_round,
                "commune": line.commune,
                "decided": decided,
                "amount": line.amount,
                "why": list(line.why),
                "reason": line.reason,
            }
            for line in lines
        ]
        bases = [
            {**of_round, "commune": line.commune, "base": line.base, "recovery": line.recovery}
            for line in lines
            if line.base is not None and line.recovery is not None
        ]
        if rows:
            self._connection.execute(insert(allocation_line), rows)
        if bases:
            self._connection.execute(insert(plan_base), bases)

    def get(self, round_id: int) -> Round:
        query = self._known(select(allocation_round), allocation_round.c.entry_id)
        row = self._connection.execute(query.where(allocation_round.c.id == round_id)).one_or_none()
        if row is None:
            raise unknown("đợt phân bổ", "allocation round", "round_id", round_id)
        return self._rounds([row])[0]

    def all(self, year: int | None = None, source_id: int | None = None) -> Sequence[Round]:
        query = self._known(select(allocation_round), allocation_round.c.entry_id)
        if year is not None:
            query = query.where(allocation_round.c.year == year)
        if source_id is not None:
            query = query.where(allocation_round.c.source_id == source_id)
        order = (allocation_round.c.year, allocation_round.c.source_id, allocation_round.c.number)
        return self._rounds(self._connection.execute(query.order_by(*order)).all())

    def versions(self, round_id: int) -> Sequence[Version]:
        self.get(round_id)
        written = (StepKind.DRAFTED, StepKind.REVISED, StepKind.DECIDED)
        entries = [each for each in self._histories([round_id])[round_id] if each.kind in written]
        lines = self._lines([round_id])
        return [
            Version(
                number=number,
                kind=each.kind,
                on=each.effective_on,
                by=each.actor,
                booked_at=each.booked_at,
                reason=each.reason,
                pool=_parts(each),
                lines=lines.get(each.id, ()),
            )
            for number, each in enumerate(entries, 1)
        ]

    def next_number(self, year: int, source_id: int) -> int:
        last = self._connection.scalar(
            select(func.max(allocation_round.c.number)).where(
                allocation_round.c.year == year, allocation_round.c.source_id == source_id
            )
        )
        return int(last or 0) + 1

    def _rounds(self, rows: Sequence[Any]) -> list[Round]:
        ids = [row.id for row in rows]
        entries = self._histories(ids)
        lines = self._lines(ids)
        return [_folded(row, entries[row.id], lines) for row in rows]

    def _lines(self, round_ids: Sequence[int]) -> dict[int, tuple[Line, ...]]:
        """The lines of every version, by the entry that wrote them."""
        query = (
            select(allocation_line, plan_base.c.base, plan_base.c.recovery)
            .join(entry, entry.c.id == allocation_line.c.entry_id)
            .outerjoin(
                plan_base,
                (plan_base.c.entry_id == allocation_line.c.entry_id)
                & (plan_base.c.commune == allocation_line.c.commune),
            )
            .where(allocation_line.c.round_id.in_(round_ids))
            .order_by(allocation_line.c.commune)
        )
        found = defaultdict(list)
        for row in self._connection.execute(self._known(query, allocation_line.c.entry_id)):
            line = Line(row.commune, row.amount, tuple(row.why), row.reason, row.base, row.recovery)
            found[row.entry_id].append(line)
        return {entry_id: tuple(lines) for entry_id, lines in found.items()}


def _folded(row: Any, entries: Sequence[Entry], lines: Mapping[int, tuple[Line, ...]]) -> Round:
    """A round out of its entries, oldest first."""
    last = {happened.kind: happened for happened in entries}
    versions = [each for each in entries if each.kind in (StepKind.DRAFTED, StepKind.REVISED)]
    proposed = versions[-1]
    pool = _parts(proposed)
    submitted = lines.get(proposed.id, ())
    decided = last.get(StepKind.DECIDED)
    submission = last.get(StepKind.SUBMITTED)
    return Round(
        id=row.id,
        year=row.year,
        source_id=row.source_id,
        number=row.number,
        measure=Measure(row.measure),
        state=LEADS_TO[StepKind(entries[-1].kind)],
        version=len(versions),
        pool=_parts(decided) if decided else pool,
        lines=lines.get(decided.id, ()) if decided else submitted,
        submitted_pool=pool,
        submitted_lines=submitted,
        drafted_by=proposed.actor,
        sequence=entries[-1].sequence,
        steps=tuple(_step(each) for each in entries),
        method=dict(proposed.body.get("method", {})),
        submission=dict(submission.body) if submission else {},
        decision={name: value for name, value in decided.body.items() if name not in ("lines", "pool")}
        if decided
        else {},
    )


def _parts(happened: Entry) -> tuple[PoolPart, ...]:
    return tuple(PoolPart(**part) for part in happened.body["pool"])


def _step(happened: Entry) -> Step:
    says = {name: value for name, value in happened.body.items() if name not in ("lines", "pool", "method")}
    return Step(happened.kind, happened.effective_on, happened.actor, happened.booked_at, says)
