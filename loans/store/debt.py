"""What happened to debts: appended facts; what was reversed is left out as soon as the reversal is known."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Table, func, insert, select

from loans.domain.debt import Debts, Freeze, FrozenPart, Refund, Relief, ReliefKind, WriteOff
from loans.service.unit_of_work import Booked
from loans.store.base import Port, whole
from loans.store.books.among import among
from loans.store.tables import (
    debt_freeze,
    frozen_part,
    period_lock,
    recovery,
    refund,
    relief,
    reversal,
    use_check,
    write_off,
)

Fact = TypeVar("Fact")


class SqlDebts(Port):
    """Reliefs, freezes, write-offs, refunds, recoveries, checks, reversals, closed periods."""

    def add_reliefs(self, booked: Booked, reliefs: Iterable[Relief]) -> None:
        """Record the parts of one rescheduling, extension or recall."""
        for each in reliefs:
            self._add(relief, booked, each, kind=each.kind.value)

    def add_freeze(self, booked: Booked, freeze: Freeze) -> None:
        """Record a freeze."""
        self._add(debt_freeze, booked, freeze)

    def add_write_off(self, booked: Booked, made: WriteOff) -> None:
        """Record a write-off."""
        self._add(write_off, booked, made)

    def add_reversal(self, booked: Booked, reversed_id: int) -> None:
        """Record that an entry is reversed: from now on it never happened."""
        self._connection.execute(insert(reversal).values(entry_id=booked.entry_id, reversed_id=reversed_id))

    def add_check(self, booked: Booked, loan_id: int, on: date, outcome: str, jobs: Any) -> None:
        """Record a loan-use check."""
        self._connection.execute(
            insert(use_check).values(
                entry_id=booked.entry_id, loan_id=loan_id, effective_on=on, outcome=outcome, jobs=jobs
            )
        )

    def close_period(self, booked: Booked, through: date) -> None:
        """Record that the books are closed through a day."""
        self._connection.execute(insert(period_lock).values(entry_id=booked.entry_id, through=through))

    def closed_through(self) -> date | None:
        """The last day of the closed period, if any is closed."""
        last: date | None = self._connection.scalar(select(func.max(period_lock.c.through)))
        return last

    def is_reversed(self, entry_id: int) -> bool:
        """Whether an entry was reversed."""
        found = self._connection.scalar(select(reversal.c.entry_id).where(reversal.c.reversed_id == entry_id))
        return found is not None

    def of(self, loan_ids: Sequence[int] | None = None) -> Debts:
        """Everything that happened to some loans, or to all."""
        return Debts(
            reliefs=tuple(
                Relief(**row | {"kind": ReliefKind(row["kind"])})
                for row in self._rows(relief, loan_ids, relief.c.number)
            ),
            freezes=tuple(Freeze(**row) for row in self._rows(debt_freeze, loan_ids)),
            frozen_parts=tuple(FrozenPart(**row) for row in self._rows(frozen_part, loan_ids)),
            write_offs=tuple(WriteOff(**row) for row in self._rows(write_off, loan_ids)),
            refunds=tuple(Refund(**row) for row in self._rows(refund, loan_ids)),
        )

    def checks(self, loan_ids: Sequence[int] | None = None) -> Sequence[dict[str, Any]]:
        """Loan-use checks in the order of their days."""
        return self._rows(use_check, loan_ids)

    def recovered(self, loan_id: int) -> int:
        """All that was recovered of a loan after its write-off."""
        query = select(whole(recovery.c.amount)).where(recovery.c.loan_id == loan_id)
        return int(self._connection.scalar(self._valid(query, recovery.c.entry_id)) or 0)

    def _add(self, table: Table, booked: Booked, fact: Any, **changed: Any) -> None:
        facts = asdict(fact) | {"entry_id": booked.entry_id} | changed
        self._connection.execute(insert(table).values(**facts))

    def _rows(self, table: Table, loan_ids: Sequence[int] | None, *order: Any) -> list[dict[str, Any]]:
        query = self._valid(select(table), table.c.entry_id)
        query = query.order_by(table.c.loan_id, table.c.effective_on, table.c.entry_id, *order)
        if loan_ids is not None:
            query = query.where(among(self._connection, table.c.loan_id, loan_ids))
        return [dict(row) for row in self._connection.execute(query).mappings()]
