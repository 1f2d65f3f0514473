"""Columns for reports over many loans: one query each however many loans, as known, what was reversed left out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Integer, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from loans.domain.debt import ReliefKind
from loans.service.unit_of_work import Columns, Happened
from loans.store.base import Port
from loans.store.tables import (
    application,
    borrower,
    debt_freeze,
    entry,
    instalment,
    loan,
    loan_entry,
    relief,
    seal,
    source,
    stream,
    use_check,
)

_STEPS = ("application_submitted", "application_complete", "application_appraised", "application_approved")
_FACTS = tuple(column for column in loan.c if column.name != "entry_id")
_DAYS = frozenset({"due_on", "effective_on"})


class _DayNumber(FunctionElement[int]):
    """A day as the number of days since 01/01/1970."""

    type = Integer()
    inherit_cache = True


@compiles(_DayNumber, "sqlite")
def _in_sqlite(element: _DayNumber, compiler: Any, **given: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **given)}) - 2440587.5 AS INTEGER)"


@compiles(_DayNumber, "postgresql")
def _in_postgresql(element: _DayNumber, compiler: Any, **given: Any) -> str:
    return f"({compiler.process(element.clauses, **given)} - DATE '1970-01-01')"


class SqlReporting(Port):
    """Bulk reads; ``communes`` limits them to loans of those communes, None reads all."""

    def loans(self, communes: Sequence[str] | None = None) -> Columns:
        """Every signed loan with what its application, borrower and source say, by commune and contract number."""
        query = (
            select(
                *_FACTS,
                application.c.term_months,
                application.c.purpose,
                borrower.c.customer_no,
                borrower.c.name.label("customer_name"),
                borrower.c.identity_no,
                borrower.c.borrower_class,
                source.c.code.label("source_code"),
                source.c.name.label("source_name"),
                source.c.level.label("source_level"),
                source.c.investor_code,
            )
            .join(application, application.c.id == loan.c.application_id)
            .join(borrower, borrower.c.id == loan.c.borrower_id)
            .join(source, source.c.id == loan.c.source_id)
            .order_by(loan.c.commune, loan.c.contract_no)
        )
        return self._columns(self._known(_within(query, communes), loan.c.entry_id))

    def instalments(self, communes: Sequence[str] | None = None) -> Columns:
        """loan_id, number, due_on, principal of every contract, by loan and due day."""
        held = instalment.c
        query = select(held.loan_id, held.number, _DayNumber(held.due_on).label("due_on"), held.principal)
        query = query.order_by(held.loan_id, held.due_on, held.number)
        return self._numbers(self._valid(_of_loans(query, instalment, communes), instalment.c.entry_id))

    def vouchers(self, communes: Sequence[str] | None = None) -> Columns:
        """entry_id, loan_id, effective_on, disbursed, principal, interest of every voucher, in no order."""
        held = loan_entry.c
        day = _DayNumber(held.effective_on).label("effective_on")
        query = select(held.entry_id, held.loan_id, day, held.disbursed, held.principal, held.interest)
        return self._numbers(self._valid(_of_loans(query, loan_entry, communes), held.entry_id))

    def disbursers(self, communes: Sequence[str] | None = None) -> Columns:
        """loan_id, effective_on and actor of every disbursement, the first of a loan first."""
        query = (
            select(loan_entry.c.loan_id, loan_entry.c.effective_on, entry.c.actor)
            .join(entry, entry.c.id == loan_entry.c.entry_id)
            .where(loan_entry.c.disbursed > 0)
            .order_by(loan_entry.c.loan_id, loan_entry.c.effective_on, loan_entry.c.entry_id)
        )
        return self._columns(self._valid(_of_loans(query, loan_entry, communes), loan_entry.c.entry_id))

    def steps(self, communes: Sequence[str] | None = None) -> Columns:
        """loan_id, kind, effective_on (a number of days), actor: filed, complete, appraised, approved."""
        query = (
            select(
                loan.c.id.label("loan_id"),
                entry.c.kind,
                _DayNumber(entry.c.effective_on).label("effective_on"),
                entry.c.actor,
            )
            .join(entry, entry.c.stream_id == loan.c.application_id)
            .where(entry.c.kind.in_(_STEPS))
            .order_by(loan.c.id, entry.c.sequence)
        )
        return self._columns(self._known(_within(query, communes), entry.c.id))

    def checked(self, until: date) -> dict[int, date]:
        """The last day on which the use of each loan was checked, by a day."""
        query = select(use_check.c.loan_id, func.max(use_check.c.effective_on)).group_by(use_check.c.loan_id)
        query = query.where(use_check.c.effective_on <= until)
        rows = self._connection.execute(self._valid(query, use_check.c.entry_id))
        return {row[0]: row[1] for row in rows}

    def extensions(self, until: date) -> Columns:
        """loan_id, entry_id, effective_on, due_on (the latest of its parts) of every extension by a day."""
        query = (
            select(
                relief.c.loan_id, relief.c.entry_id, relief.c.effective_on, func.max(relief.c.due_on).label("due_on")
            )
            .where(relief.c.kind == ReliefKind.EXTENDED.value, relief.c.effective_on <= until)
            .group_by(relief.c.loan_id, relief.c.entry_id, relief.c.effective_on)
        )
        return self._columns(self._valid(query, relief.c.entry_id))

    def decided(self) -> list[int]:
        """The loans of which principal was ever rescheduled, extended, recalled or frozen."""
        found: set[int] = set()
        for table in (relief, debt_freeze):
            query = self._valid(select(table.c.loan_id).distinct(), table.c.entry_id)
            found |= set(self._connection.scalars(query))
        return sorted(found)

    def happened(self, after: int, until: int, nouns: Sequence[str]) -> list[Happened]:
        """What was sealed after a position and up to another, of some nouns, in the order of positions."""
        query = (
            select(entry, stream.c.noun, stream.c.key, seal.c.position)
            .join(seal, seal.c.entry_id == entry.c.id)
            .join(stream, stream.c.id == entry.c.stream_id)
            .where(seal.c.position > after, seal.c.position <= until, stream.c.noun.in_(nouns))
            .order_by(seal.c.position)
        )
        return [
            Happened(
                position=row.position,
                noun=row.noun,
                key=row.key or "",
                stream_id=row.stream_id,
                entry_id=row.id,
                kind=row.kind,
                effective_on=row.effective_on,
                booked_at=row.booked_at,
                actor=row.actor,
                reason=row.reason,
                body=row.body,
            )
            for row in self._connection.execute(query)
        ]

    def _numbers(self, query: Select[Any]) -> dict[str, Any]:
        """Whole numbers alone, straight from the driver: a million rows never become a million objects."""
        result = self._connection.execute(query)
        names = list(result.keys())
        rows = np.array(result.cursor.fetchall() if result.cursor else [], np.int64).reshape(-1, len(names))
        result.close()
        columns = {name: np.ascontiguousarray(rows[:, place]) for place, name in enumerate(names)}
        return {name: values.view("datetime64[D]") if name in _DAYS else values for name, values in columns.items()}

    def _columns(self, query: Select[Any]) -> dict[str, list[Any]]:
        """The result turned on its side: a list a column, all of one length."""
        result = self._connection.execute(query)
        names, rows = list(result.keys()), result.all()
        columns = zip(*rows, strict=True) if rows else ([] for _ in names)
        return {name: list(values) for name, values in zip(names, columns, strict=True)}


def _within(query: Select[Any], communes: Sequence[str] | None) -> Select[Any]:
    return query if communes is None else query.where(loan.c.commune.in_(communes))


def _of_loans(query: Select[Any], table: Any, communes: Sequence[str] | None) -> Select[Any]:
    """Rows of a table about loans, of loans in those communes alone."""
    if communes is None:
        return query
    return query.where(table.c.loan_id.in_(select(loan.c.id).where(loan.c.commune.in_(communes))))
