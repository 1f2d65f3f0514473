"""Columns for reports over many loans: one query each however many loans, as known, what was reversed left out.

A million rows never become a million objects: the database joins each column into one text, which is parsed as a whole.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Date, Integer, Select, String, Text, case, cast, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.columns import Column
from loans.domain.debt import ReliefKind
from loans.service.unit_of_work import Happened
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
    reversal,
    seal,
    source,
    stream,
    unsealed,
    use_check,
)

_STEPS = ("application_submitted", "application_complete", "application_appraised", "application_approved")
_FACTS = tuple(column for column in loan.c if column.name not in ("entry_id", "group_id"))
_ENTRY = "entry_id"
Rows = dict[str, Any]
"""Columns by name, lists or arrays, all of one length."""

_BETWEEN = "\x1f"
"""Stands between two texts: the separator of units, which no name or number contains."""


class SqlReporting(Port):
    """Bulk reads; ``communes`` limits them to loans of those communes, None reads all."""

    def loans(self, communes: Sequence[str] | None = None) -> Rows:
        """Every signed loan with what its application, borrower and source say, by commune and contract number."""
        query = (
            select(
                *_FACTS,
                func.coalesce(loan.c.group_id, 0).label("group_id"),
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
        )
        found = self._flat(_within(query, communes), loan.c.entry_id, self._unseen)
        order = np.lexsort((found["contract_no"].astype(str), found["commune"].astype(str)))
        columns: dict[str, list[Any]] = {name: values[order].tolist() for name, values in found.items()}
        return columns | {"group_id": [group or None for group in columns["group_id"]]}

    def instalments(self, communes: Sequence[str] | None = None) -> Rows:
        """loan_id, number, due_on, principal of every contract, in no order."""
        held = instalment.c
        query = _of_loans(select(held.loan_id, held.number, held.due_on, held.principal), instalment, communes)
        return self._flat(query, held.entry_id, self._void)

    def vouchers(self, communes: Sequence[str] | None = None) -> Rows:
        """entry_id, loan_id, effective_on, disbursed, principal, interest of every voucher, in no order."""
        held = loan_entry.c
        query = select(held.entry_id, held.loan_id, held.effective_on, held.disbursed, held.principal, held.interest)
        return self._flat(_of_loans(query, loan_entry, communes), held.entry_id, self._void)

    def disbursers(self, communes: Sequence[str] | None = None) -> Rows:
        """loan_id, effective_on and actor of every disbursement, the first of a loan first."""
        held = loan_entry.c
        query = select(held.entry_id, held.loan_id, held.effective_on, entry.c.actor)
        query = query.join(entry, entry.c.id == held.entry_id).where(held.disbursed > 0)
        found = self._flat(_of_loans(query, loan_entry, communes), held.entry_id, self._void)
        order = np.lexsort((found.pop(_ENTRY), found["effective_on"], found["loan_id"]))
        return {name: values[order].tolist() for name, values in found.items()}

    def steps(self, communes: Sequence[str] | None = None) -> Rows:
        """loan_id, kind, effective_on, actor of what was filed, complete, appraised, approved; a loan's in order."""
        number = {kind: place for place, kind in enumerate(_STEPS)}
        query = (
            select(
                loan.c.id.label("loan_id"),
                case(number, value=entry.c.kind, else_=0).label("kind"),
                entry.c.effective_on,
                entry.c.actor,
                entry.c.sequence,
            )
            .join(entry, entry.c.stream_id == loan.c.application_id)
            .where(entry.c.kind.in_(_STEPS))
        )
        found = self._flat(_within(query, communes), entry.c.id, self._unseen)
        order = np.lexsort((found.pop("sequence"), found["loan_id"]))
        columns = {name: values[order] for name, values in found.items()}
        return columns | {"kind": np.array(_STEPS, dtype=object)[columns["kind"]]}

    def checked(self, until: date) -> dict[int, date]:
        """The last day on which the use of each loan was checked, by a day."""
        query = select(use_check.c.loan_id, func.max(use_check.c.effective_on)).group_by(use_check.c.loan_id)
        query = query.where(use_check.c.effective_on <= until)
        rows = self._connection.execute(self._valid(query, use_check.c.entry_id))
        return {row[0]: row[1] for row in rows}

    def extensions(self, until: date) -> Rows:
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

    @cached_property
    def _unseen(self) -> Column:
        """The entries that were not known at this position, of all that are recorded.

        A seal names an entry (foreign key) that no other seal names (unique); one that waits in ``unsealed`` without a
        seal likewise. Where these two kinds are as many as there are entries, every entry is of one kind, and those
        not known are exactly the ones sealed after the position and the ones that wait: few, where a report is of
        today. Where the count differs, each entry is asked for its seal. All is one snapshot, as a unit of work that
        has a position always reads one.
        """
        if self._position is None:
            return np.zeros(0, np.int64)
        sealed = select(seal.c.entry_id).where(seal.c.entry_id == unsealed.c.entry_id)
        waiting = select(unsealed.c.entry_id).where(~sealed.exists())
        found = list(self._connection.scalars(waiting))
        counts = [self._connection.scalar(select(func.count()).select_from(each)) or 0 for each in (entry, seal)]
        if counts[0] == counts[1] + len(found):
            found += self._connection.scalars(select(seal.c.entry_id).where(seal.c.position > self._position))
        else:
            known = select(seal.c.position).where(seal.c.entry_id == entry.c.id, seal.c.position <= self._position)
            found = list(self._connection.scalars(select(entry.c.id).where(~known.exists())))
        return np.array(found, np.int64)

    @cached_property
    def _void(self) -> Column:
        """The entries that were not known, or reversed as far as was known."""
        undone = self._flat(select(reversal.c.reversed_id), reversal.c.entry_id, self._unseen)
        return np.concatenate([self._unseen, undone["reversed_id"]])

    def _flat(self, query: Select[Any], entry_id: ColumnElement[int], without: Column) -> dict[str, Column]:
        """The rows of a query in no order, without those of some entries: int64, ``datetime64[D]``, bool or ``str``.

        No column may have holes: a hole would move every value after it, so it raises ``ValueError``.
        """
        asked = _ENTRY in query.selected_columns
        rows = (query if asked else query.add_columns(entry_id.label(_ENTRY))).subquery()
        joined = select(func.count(), *(self._joined(column) for column in rows.c))
        size, *texts = self._connection.execute(joined).one()
        found = {each.name: _parted(each, text or "", size) for each, text in zip(rows.c, texts, strict=True)}
        own = found[_ENTRY] if asked else found.pop(_ENTRY)
        if not without.size:
            return found
        kept = np.isin(own, without, invert=True)
        return {name: values[kept] for name, values in found.items()}

    def _joined(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """All values of a column as one text."""
        mark = "" if isinstance(column.type, Date) else _BETWEEN if isinstance(column.type, String) else ","
        between = literal(mark, Text, literal_execute=True)  # SQLite fetches a parameter anew for every row
        if self._connection.dialect.name == "sqlite":
            return func.group_concat(column, between, type_=Text)
        if isinstance(column.type, Date):
            column = func.to_char(column, "YYYY-MM-DD")
        elif isinstance(column.type, Boolean):
            column = cast(column, Integer)
        return func.string_agg(cast(column, Text), between, type_=Text)

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


def _parted(column: ColumnElement[Any], text: str, size: int) -> Column:
    """The values of a column out of its one text; as many as there are rows, else ``ValueError``."""
    if not size:
        kinds: dict[Any, Any] = {Date: "datetime64[D]", Boolean: bool, String: object}
        return np.zeros(0, next((kind for of, kind in kinds.items() if isinstance(column.type, of)), np.int64))
    if isinstance(column.type, Date):
        values = _days(text)
    elif isinstance(column.type, String):
        values = np.array(text.split(_BETWEEN), dtype=object)
    else:
        values = np.fromstring(text, np.int64, sep=",")
    if values.size != size:
        raise ValueError(f"column {column}: {values.size} values in {size} rows")
    return values.astype(bool) if isinstance(column.type, Boolean) else values


def _days(text: str) -> Column:
    """Days out of yyyy-mm-dd, one straight after the other."""
    digits = np.frombuffer(text.encode(), np.uint8)
    if digits.size % 10:
        raise ValueError("a day is not written as yyyy-mm-dd")
    digit = digits.reshape(-1, 10).T.astype(np.int64) - ord("0")
    months = ((digit[0] * 10 + digit[1]) * 10 + digit[2]) * 10 + digit[3] - 1970
    months = months * 12 + digit[5] * 10 + digit[6] - 1
    found: Column = months.view("datetime64[M]").astype("datetime64[D]") + (digit[8] * 10 + digit[9] - 1)
    return found
