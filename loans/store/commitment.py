"""Open commitments: what is left of each approval by plan year, and the moves behind it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, select

from loans.domain.commitment import BEGINNINGS, Commitment
from loans.store.base import Port, whole
from loans.store.tables import application, entry, loan, plan_use


class SqlCommitments(Port):
    def open(
        self,
        *,
        source_id: int | None = None,
        year: int | None = None,
        application_id: int | None = None,
        communes: Sequence[str] | None = None,
    ) -> Sequence[Commitment]:
        """In the order of their days."""
        begun = func.max(case((entry.c.kind.in_(BEGINNINGS), entry.c.effective_on)))
        keys = (
            plan_use.c.application_id,
            plan_use.c.borrower_id,
            plan_use.c.source_id,
            plan_use.c.commune,
            plan_use.c.year,
        )
        query = (
            select(
                *keys,
                loan.c.id,
                loan.c.contract_no,
                begun,
                func.min(entry.c.effective_on),
                whole(plan_use.c.committed),
                self._paid(),
            )
            .join(entry, entry.c.id == plan_use.c.entry_id)
            .outerjoin(loan, loan.c.application_id == plan_use.c.application_id)
            .group_by(*keys, loan.c.id, loan.c.contract_no)
            .having(whole(plan_use.c.committed) > 0)
        )
        wanted = {plan_use.c.source_id: source_id, plan_use.c.year: year, plan_use.c.application_id: application_id}
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if communes is not None:
            query = query.where(plan_use.c.commune.in_(communes))
        rows = self._connection.execute(self._known(query, plan_use.c.entry_id)).all()
        found = [
            Commitment(
                application_id=row[0],
                loan_id=row[5],
                contract_no=row[6] or "",
                borrower_id=row[1],
                source_id=row[2],
                commune=row[3],
                year=row[4],
                since=row[7] or row[8],
                left=int(row[9]),
                paid=int(row[10]),
            )
            for row in rows
        ]
        return sorted(found, key=lambda each: (each.since, each.application_id, each.year))

    def by_year(self, application_id: int) -> Mapping[int, int]:
        """What stands committed of an approval by plan year, in đồng."""
        query = (
            select(plan_use.c.year, whole(plan_use.c.committed))
            .where(plan_use.c.application_id == application_id)
            .group_by(plan_use.c.year)
        )
        rows = self._connection.execute(self._known(query, plan_use.c.entry_id))
        return {year: int(amount) for year, amount in rows}

    def moves(self, application_ids: Sequence[int]) -> Sequence[tuple[int, date, int]]:
        """Every change of some commitments, whatever the year: (application, day, đồng ±)."""
        query = (
            select(plan_use.c.application_id, entry.c.effective_on, whole(plan_use.c.committed))
            .join(entry, entry.c.id == plan_use.c.entry_id)
            .where(plan_use.c.application_id.in_(application_ids))
            .group_by(plan_use.c.application_id, entry.c.effective_on)
            .order_by(plan_use.c.application_id, entry.c.effective_on)
        )
        rows = self._connection.execute(self._known(query, plan_use.c.entry_id))
        return [(application_id, day, int(amount)) for application_id, day, amount in rows]

    def approvals(self, source_id: int, *, naming: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Approvals of a source whose body names a key: (application, body), in the order of booking."""
        query = (
            select(application.c.id, entry.c.body)
            .join(entry, entry.c.stream_id == application.c.id)
            .where(application.c.source_id == source_id, entry.c.kind == "application_approved")
            .where(cast(entry.c.body, Text).contains(f'"{naming}"'))
            .order_by(entry.c.id)
        )
        rows = self._connection.execute(self._known(query, entry.c.id))
        return [(application_id, body) for application_id, body in rows if naming in body]

    def _paid(self) -> ColumnElement[int]:
        """What the approval of a row has paid out under whatever year, reversed disbursements taken back."""
        own = plan_use.alias()
        query = self._known(select(whole(own.c.disbursed)), own.c.entry_id)
        return query.where(own.c.application_id == plan_use.c.application_id).scalar_subquery()
