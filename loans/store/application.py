"""Applications: the filed facts, and the state that follows from the entries since."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, insert, select

from loans.domain.application import Application, State
from loans.domain.borrower import Evidence, Purpose
from loans.service.unit_of_work import Booked, Entry
from loans.store.base import Port, unknown, whole
from loans.store.tables import application, plan_use

_STATES = {f"application_{state.value}": state for state in State}


class SqlApplications(Port):
    def add(self, booked: Booked, new: Application) -> None:
        self._connection.execute(
            insert(application).values(
                id=booked.stream_id,
                entry_id=booked.entry_id,
                borrower_id=new.borrower_id,
                source_id=new.source_id,
                commune=new.commune,
                group_id=new.group_id,
                purpose=new.purpose.value,
                amount=new.amount,
                term_months=new.term_months,
                new_workers=new.new_workers,
                total_workers=new.total_workers,
                programme=new.programme,
                pre_departure_cost=new.pre_departure_cost,
                labour_contract_months=new.labour_contract_months,
            )
        )

    def get(self, application_id: int) -> Application:
        row = self._connection.execute(select(application).where(application.c.id == application_id)).mappings().first()
        if row is None:
            raise unknown("hồ sơ vay vốn", "application", "application_id", application_id)
        return _folded(row, self._histories([application_id])[application_id])

    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Application]:
        query = select(application).where(application.c.id > after).order_by(application.c.id).limit(limit)
        if communes is not None:
            query = query.where(application.c.commune.in_(communes))
        rows = self._connection.execute(query).mappings().all()
        entries = self._histories([row["id"] for row in rows])
        return [_folded(row, entries[row["id"]]) for row in rows]

    def committed(self, application_id: int) -> int:
        return int(
            self._connection.scalar(
                select(whole(plan_use.c.committed)).where(plan_use.c.application_id == application_id)
            )
            or 0
        )

    def plan_year(self, application_id: int) -> int:
        """The plan year that the approval committed."""
        year = self._connection.scalar(
            select(plan_use.c.year)
            .where(plan_use.c.application_id == application_id)
            .order_by(plan_use.c.entry_id)
            .limit(1)
        )
        return int(year or 0)


def _folded(row: RowMapping, entries: Sequence[Entry]) -> Application:
    last = {happened.kind: happened for happened in entries}
    filed = last["application_submitted"]
    complete = last.get("application_complete")
    appraised = last.get("application_appraised")
    decided = last.get("application_approved") or last.get("application_refused")
    return Application(
        id=row["id"],
        borrower_id=row["borrower_id"],
        source_id=row["source_id"],
        commune=row["commune"],
        group_id=row["group_id"],
        purpose=Purpose(row["purpose"]),
        amount=row["amount"],
        term_months=row["term_months"],
        new_workers=row["new_workers"],
        total_workers=row["total_workers"],
        evidence=tuple(_evidence(paper) for paper in filed.body["evidence"]),
        full_capacity=filed.body["full_capacity"],
        collateral=filed.body["collateral"],
        filed_on=filed.effective_on,
        filed_by=filed.actor,
        state=_STATES[entries[-1].kind],
        sequence=entries[-1].sequence,
        complete_on=complete.effective_on if complete else None,
        appraised_by=appraised.actor if appraised else "",
        decided_on=decided.effective_on if decided else None,
        approved_amount=decided.body.get("amount", 0) if decided else 0,
        facts=dict(decided.body) if decided else {},
        programme=row["programme"],
        pre_departure_cost=row["pre_departure_cost"],
        labour_contract_months=row["labour_contract_months"],
    )


def _evidence(paper: Mapping[str, Any]) -> Evidence:
    ends = paper["valid_to"]
    return Evidence(
        group=paper["group"],
        member=paper["member"],
        number=paper["number"],
        valid_from=date.fromisoformat(paper["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
    )
