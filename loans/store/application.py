"""Applications: the filed facts, and the state that follows from the entries since."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select

from loans.domain.application import STEPS, Application, State
from loans.domain.borrower import Evidence, Purpose
from loans.domain.commitment import Ending
from loans.service.unit_of_work import Booked, Entry
from loans.store.base import Port, unknown, whole
from loans.store.tables import application, entry, plan_use, stream

_STATES = {f"application_{state.value}": state for state in State} | {
    Ending.RELEASED.value: State.LAPSED,
    Ending.EXPIRED.value: State.LAPSED,
}
_ENDED = tuple(kind for kind, state in _STATES.items() if not STEPS[state])


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
        query = _dossiers().where(application.c.id == application_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise unknown("hồ sơ vay vốn", "application", "application_id", application_id)
        return _folded(row, self._histories([application_id])[application_id])

    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Application]:
        query = _dossiers().where(application.c.id > after).order_by(application.c.id).limit(limit)
        if communes is not None:
            query = query.where(application.c.commune.in_(communes))
        return self._all(query)

    def waiting(self, communes: Sequence[str] | None = None) -> Sequence[Application]:
        ended = select(entry.c.id).where(entry.c.stream_id == application.c.id, entry.c.kind.in_(_ENDED))
        query = _dossiers().where(~ended.exists()).order_by(application.c.id)
        return self._all(query if communes is None else query.where(application.c.commune.in_(communes)))

    def _all(self, query: Select[Any]) -> list[Application]:
        rows = self._connection.execute(query).mappings().all()
        entries = self._histories([row["id"] for row in rows])
        return [_folded(row, entries[row["id"]]) for row in rows]

    def term_months(self, application_id: int) -> int:
        found = self._connection.scalar(select(application.c.term_months).where(application.c.id == application_id))
        return int(found or 0)

    def committed(self, application_id: int) -> int:
        return int(
            self._connection.scalar(
                select(whole(plan_use.c.committed)).where(plan_use.c.application_id == application_id)
            )
            or 0
        )

    def plan_year(self, application_id: int) -> int:
        """The plan year in which the commitment stands: that of the approval, or the one to which it was carried."""
        year = self._connection.scalar(
            select(plan_use.c.year)
            .where(plan_use.c.application_id == application_id, plan_use.c.committed > 0)
            .order_by(plan_use.c.entry_id.desc())
            .limit(1)
        )
        return int(year or 0)


def _dossiers() -> Select[Any]:
    """Applications that were filed: that of an opened loan is of the loan's own stream and is no dossier."""
    return select(application).join(stream, stream.c.id == application.c.id).where(stream.c.noun == "application")


def _folded(row: RowMapping, entries: Sequence[Entry]) -> Application:
    last = {happened.kind: happened for happened in entries}
    filed = last["application_submitted"]
    complete = last.get("application_complete")
    appraised = last.get("application_appraised")
    decided = last.get("application_approved") or last.get("application_refused")
    cut = sum(each.body["amount"] for each in entries if each.kind == Ending.CUT)
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
        state=next(_STATES[each.kind] for each in reversed(entries) if each.kind in _STATES),
        sequence=entries[-1].sequence,
        complete_on=complete.effective_on if complete else None,
        appraised_by=appraised.actor if appraised else "",
        decided_on=decided.effective_on if decided else None,
        approved_amount=decided.body.get("amount", 0) - cut if decided else 0,
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
