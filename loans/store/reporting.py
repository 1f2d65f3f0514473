"""Columns for reports over many loans: one query each however many loans, as known, what was reversed left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Date, Select, String, Subquery, and_, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.columns import Column
from loans.domain.debt import ReliefKind
from loans.service.unit_of_work import Happened
from loans.store.books.among import among
from loans.store.flat import ENTRY, FlatPort
from loans.store.place import PlacedPort
from loans.store.tables import (
    application,
    borrower,
    debt_freeze,
    entry,
    instalment,
    loan,
    loan_entry,
    opening,
    relief,
    seal,
    source,
    stream,
    use_check,
)
from loans.store.vouchers import BROUGHT, PARTS

_STEPS = ("application_submitted", "application_complete", "application_appraised", "application_approved")
_FACTS = tuple(column for column in loan.c if column.name not in ("entry_id", "group_id", "commune"))
Rows = dict[str, Any]
"""Columns by name, lists or arrays, all of one length."""


class SqlReporting(FlatPort, PlacedPort):
    """Bulk reads; ``communes`` limits them to loans of those communes, None reads all."""

    def size(self, communes: Sequence[str] | None = None) -> int:
        """How many contracts are recorded, of whatever moment; for some communes all that ever stood there."""
        counted = select(func.count()).select_from(loan if communes is None else self._perhaps(communes).subquery())
        return int(self._connection.scalar(counted) or 0)

    def loans(self, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Rows:
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
        if loan_ids is None:
            query, here = self._placed(query, communes)
        else:  # few are asked one by one where they stand: a join would rank every confirmation that there is
            query, here = self._of_loans(query, loan.c.id, communes, loan_ids), self._stands()
        found = self._flat(query.add_columns(here.label("commune")), loan.c.entry_id, self._unseen)
        order = np.lexsort((found["contract_no"].astype(str), found["commune"].astype(str)))
        order = order[self._standing(found["id"], found["application_id"], loan_ids)[order]]
        columns: dict[str, list[Any]] = {name: values[order].tolist() for name, values in found.items()}
        return columns | {"group_id": [group or None for group in columns["group_id"]]}

    def _standing(self, loan_id: Column, application_id: Column, loan_ids: Sequence[int] | None) -> Column:
        """Whether each loan is one: an opening that was reversed leaves none behind."""
        came = loan_id == application_id
        if not came.any():
            return np.ones(came.size, bool)
        query = self._of_loans(select(opening.c.loan_id), opening.c.loan_id, None, loan_ids)
        opened = self._flat(query, opening.c.entry_id, self._void)["loan_id"]
        found: Column = ~came | np.isin(loan_id, opened)
        return found

    def instalments(self, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Rows:
        """loan_id, number, due_on, principal of every contract, in no order."""
        held = instalment.c
        query = select(held.loan_id, held.number, held.due_on, held.principal)
        return self._flat(self._of_loans(query, held.loan_id, communes, loan_ids), held.entry_id, self._void)

    def vouchers(self, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Rows:
        """entry_id, loan_id, effective_on, disbursed, principal, interest of every voucher, in no order.

        ``opening`` marks what an opening brought as if it had been paid out: a balance counts it, turnover does not.
        """
        found = [
            self._flat(self._of_loans(_moving(part), part.c.loan_id, communes, loan_ids), part.c.entry_id, self._void)
            for part in PARTS
        ]
        filled = [each for each in found if each[ENTRY].size] or found[:1]
        columns: Rows = filled[0]
        if len(filled) > 1:
            columns = {name: np.concatenate([each[name] for each in filled]) for name in filled[0]}
        opening_at = [np.full(each[ENTRY].size, part is BROUGHT) for part, each in zip(PARTS, found, strict=True)]
        return columns | {"opening": np.concatenate(opening_at)}

    def openings(self, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Rows:
        """entry_id, loan_id, effective_on and the figures of every opening; interest only where it is owed beside what
        accrues; ``overdue_since`` is the day of the opening where nothing is overdue."""
        held = opening.c
        counts = and_(held.interest_known, held.brought > 0)
        query = select(
            held.entry_id,
            held.loan_id,
            held.effective_on,
            held.brought,
            held.in_term,
            held.overdue,
            held.frozen,
            func.coalesce(held.overdue_since, held.effective_on, type_=Date).label("overdue_since"),
            func.coalesce(held.old_code, "", type_=String).label("old_code"),
            case((counts, held.interest_in_term), else_=0).label("interest_in_term"),
            case((counts, held.interest_overdue), else_=0).label("interest_overdue"),
        )
        return self._flat(self._of_loans(query, held.loan_id, communes, loan_ids), held.entry_id, self._void)

    def disbursers(self, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Rows:
        """loan_id, effective_on and actor of every disbursement, the first of a loan first."""
        held = loan_entry.c
        query = select(held.entry_id, held.loan_id, held.effective_on, entry.c.actor)
        query = query.join(entry, entry.c.id == held.entry_id).where(held.disbursed > 0)
        found = self._flat(self._of_loans(query, held.loan_id, communes, loan_ids), held.entry_id, self._void)
        order = np.lexsort((found.pop(ENTRY), found["effective_on"], found["loan_id"]))
        return {name: values[order].tolist() for name, values in found.items()}

    def steps(self, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Rows:
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
        found = self._flat(self._of_loans(query, loan.c.id, communes, loan_ids), entry.c.id, self._unseen)
        order = np.lexsort((found.pop("sequence"), found["loan_id"]))
        columns = {name: values[order] for name, values in found.items()}
        return columns | {"kind": np.array(_STEPS, dtype=object)[columns["kind"]]}

    def checked(self, loan_ids: Sequence[int] | None = None) -> Rows:
        """loan_id and day of every check of the use of a loan, in no order."""
        query = select(use_check.c.loan_id, use_check.c.effective_on.label("day"))
        return self._flat(self._of_loans(query, use_check.c.loan_id, None, loan_ids), use_check.c.entry_id, self._void)

    def extensions(self, loan_ids: Sequence[int] | None = None) -> Rows:
        """loan_id, entry_id, day and due (the latest of its parts) of every extension, in no order."""
        held = relief.c
        query = (
            select(held.loan_id, held.entry_id, held.effective_on.label("day"), func.max(held.due_on).label("due"))
            .where(held.kind == ReliefKind.EXTENDED.value)
            .group_by(held.loan_id, held.entry_id, held.effective_on)
        )
        return self._flat(self._of_loans(query, held.loan_id, None, loan_ids), held.entry_id, self._void)

    def decided(self, loan_ids: Sequence[int] | None = None) -> list[int]:
        """The loans of which principal was ever rescheduled, extended, recalled or frozen."""
        found: set[int] = set()
        for table in (relief, debt_freeze):
            query = self._valid(select(table.c.loan_id).distinct(), table.c.entry_id)
            found |= set(self._connection.scalars(self._of_loans(query, table.c.loan_id, None, loan_ids)))
        return sorted(found)

    def identities(self) -> Rows:
        """loan_id and identity_no of the borrower of every loan, in no order."""
        query = select(loan.c.id.label("loan_id"), borrower.c.identity_no)
        query = query.join(borrower, borrower.c.id == loan.c.borrower_id)
        return self._flat(query, loan.c.entry_id, self._unseen)

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

    def _of_loans(
        self,
        query: Select[Any],
        loan_id: ColumnElement[int],
        communes: Sequence[str] | None,
        loan_ids: Sequence[int] | None,
    ) -> Select[Any]:
        """Rows about loans, of those alone that stand in some communes, or have one of some numbers."""
        if loan_ids is not None:
            query = query.where(among(self._connection, loan_id, loan_ids))
        return query if communes is None else query.where(loan_id.in_(self._loans_within(communes)))


def _moving(part: Subquery) -> Select[Any]:
    held = part.c
    return select(held.entry_id, held.loan_id, held.effective_on, held.disbursed, held.principal, held.interest)
