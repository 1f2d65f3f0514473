"""The plan as it stands: what rounds assigned from which day, what was taken out of it, what is owed and came back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select

from loans.domain.application import Application
from loans.domain.books.outcome import PlanUse
from loans.domain.plan import Measure, StepKind
from loans.service.unit_of_work import Booked
from loans.store.base import whole
from loans.store.place import PlacedPort
from loans.store.tables import (
    allocation_line,
    allocation_round,
    entry,
    loan,
    plan_base,
    plan_use,
    write_off,
)
from loans.store.vouchers import PARTS

_USE = tuple(plan_use.c[field.name] for field in fields(PlanUse))


class SqlPlans(PlacedPort):
    def began(self, source_id: int, year: int) -> tuple[Measure, date] | None:
        query = (
            select(allocation_round.c.measure, func.min(entry.c.effective_on))
            .join(entry, entry.c.stream_id == allocation_round.c.id)
            .where(allocation_round.c.source_id == source_id, allocation_round.c.year == year)
            .where(entry.c.kind == StepKind.DECIDED)
            .group_by(allocation_round.c.measure)
        )
        row = self._connection.execute(self._known(query, entry.c.id)).one_or_none()
        return None if row is None else (Measure(row[0]), row[1])

    def assigned(self, source_id: int, year: int, commune: str | None = None) -> dict[str, list[tuple[date, int]]]:
        found = self._decided(allocation_line, allocation_line.c.amount, source_id, year, commune)
        measure = self.began(source_id, year)
        if measure is not None and measure[0] is Measure.OUTSTANDING:
            for code, parts in self._decided(plan_base, plan_base.c.base, source_id, year, commune).items():
                found.setdefault(code, []).extend(parts)
        return found

    def based(self, source_id: int, year: int) -> dict[str, tuple[int, int]]:
        bases = self._decided(plan_base, plan_base.c.base, source_id, year, None)
        recoveries = self._decided(plan_base, plan_base.c.recovery, source_id, year, None)
        return {
            code: (sum(amount for _, amount in parts), sum(amount for _, amount in recoveries[code]))
            for code, parts in bases.items()
        }

    def taken(self, source_id: int, year: int, commune: str | None = None) -> dict[str, tuple[int, int]]:
        query = (
            select(plan_use.c.commune, whole(plan_use.c.disbursed), whole(plan_use.c.committed))
            .where(plan_use.c.source_id == source_id, plan_use.c.year == year)
            .where(*_of(plan_use.c.commune, commune))
            .group_by(plan_use.c.commune)
        )
        rows = self._connection.execute(self._known(query, plan_use.c.entry_id))
        return {code: (int(disbursed), int(committed)) for code, disbursed, committed in rows}

    def pledged(self, source_id: int, commune: str | None = None) -> dict[str, int]:
        query = (
            select(plan_use.c.commune, whole(plan_use.c.committed))
            .where(plan_use.c.source_id == source_id, *_of(plan_use.c.commune, commune))
            .group_by(plan_use.c.commune)
        )
        return {code: int(amount) for code, amount in self._connection.execute(self._known(query, plan_use.c.entry_id))}

    def peak(self, source_id: int, since: date, until: date, commune: str | None = None) -> dict[str, int]:
        moved: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for table, amount in _principal():
            query = (
                select(table.c.effective_on, amount)
                .select_from(table)
                .join(loan, loan.c.id == table.c.loan_id)
                .where(loan.c.source_id == source_id)
                .where(table.c.effective_on > since, table.c.effective_on <= until)
            )
            query, here = self._placed(query, None if commune is None else [commune])
            query = query.add_columns(here).group_by(here, table.c.effective_on)
            for day, part, code in self._connection.execute(self._valid(query, table.c.entry_id)):
                moved[code][day] += int(part)
        found = self.owed(source_id, commune, since)
        for code, days in moved.items():
            reached = accumulate((days[day] for day in sorted(days)), initial=found.get(code, 0))
            found[code] = max(reached)
        return found

    def owed(self, source_id: int, commune: str | None = None, as_of: date | None = None) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for table, amount in _principal():
            for part, code in self._of_loans(table, amount, source_id, commune, as_of):
                sums[code] += int(part)
        return dict(sums)

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

    def of_entries(self, entry_ids: Sequence[int]) -> dict[int, list[PlanUse]]:
        """What some entries took of plans, or gave back."""
        found: dict[int, list[PlanUse]] = {}
        query = select(plan_use).where(plan_use.c.entry_id.in_(entry_ids))
        for entry_id, *own in self._connection.execute(query.with_only_columns(plan_use.c.entry_id, *_USE)):
            found.setdefault(entry_id, []).append(PlanUse(*own))
        return found

    def _decided(
        self, table: Any, amount: ColumnElement[int], source_id: int, year: int, commune: str | None
    ) -> dict[str, list[tuple[date, int]]]:
        """An amount of the decided lines or bases by commune: (effective day, đồng)."""
        query = (
            select(table.c.commune, entry.c.effective_on, whole(amount))
            .join(allocation_round, allocation_round.c.id == table.c.round_id)
            .join(entry, entry.c.id == table.c.entry_id)
            .where(allocation_round.c.source_id == source_id, allocation_round.c.year == year)
            .where(entry.c.kind == StepKind.DECIDED, *_of(table.c.commune, commune))
            .group_by(table.c.commune, entry.c.effective_on)
            .order_by(table.c.commune, entry.c.effective_on)
        )
        found: dict[str, list[tuple[date, int]]] = {}
        for code, day, part in self._connection.execute(self._known(query, table.c.entry_id)):
            found.setdefault(code, []).append((day, int(part)))
        return found

    def _of_loans(
        self,
        table: Any,
        amount: ColumnElement[int],
        source_id: int,
        commune: str | None,
        until: date | None,
    ) -> Sequence[Any]:
        """An amount of vouchers summed by the commune where their loans stand, reversed ones left out."""
        query = (
            select(amount)
            .select_from(table)
            .join(loan, loan.c.id == table.c.loan_id)
            .where(loan.c.source_id == source_id)
        )
        query, here = self._placed(query, None if commune is None else [commune])
        query = query.add_columns(here).group_by(here)
        if until is not None:
            query = query.where(table.c.effective_on <= until)
        return self._connection.execute(self._valid(query, table.c.entry_id)).all()


def _principal() -> list[tuple[Any, ColumnElement[int]]]:
    """What changes principal owed, and by how much: vouchers of every kind and write-offs."""
    paid = [(part, whole(part.c.disbursed) - whole(part.c.principal)) for part in PARTS]
    return [*paid, (write_off, -whole(write_off.c.principal))]


def _of(column: ColumnElement[str], commune: str | None) -> list[ColumnElement[bool]]:
    return [] if commune is None else [column == commune]
