"""Confirmed places of loans: appended, the last one that stands counts."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, insert, select

from loans.domain.area import UNPLACED
from loans.service.unit_of_work import Booked
from loans.service.unit_of_work.area import Confirmation, LoanPlace
from loans.store.base import sequence_of, unknown
from loans.store.place import PlacedPort
from loans.store.tables import entry, loan, loan_area, opening, reversal

_UNDONE = entry.alias("undone")


class SqlAreaConfirmations(PlacedPort):
    """Reads and writes of ``loan_area``."""

    def add(self, booked: Booked, loan_ids: Collection[int], commune: str, basis: str) -> None:
        """A row a loan, all of one entry."""
        rows = [
            {"entry_id": booked.entry_id, "loan_id": loan_id, "commune": commune, "basis": basis}
            for loan_id in loan_ids
        ]
        self._connection.execute(insert(loan_area), rows)

    def get(self, confirmation_id: int) -> Confirmation:
        """The entry that opened the stream, what it placed, and its withdrawal."""
        query = self._confirmations().where(entry.c.stream_id == confirmation_id)
        rows = self._connection.execute(query.order_by(loan_area.c.loan_id)).mappings().all()
        if not rows:
            raise unknown("xác nhận địa bàn", "confirmation", "confirmation_id", confirmation_id)
        return _confirmation(rows[0], [row["loan_id"] for row in rows], sequence_of(self._connection, confirmation_id))

    def of_loan(self, loan_id: int) -> Sequence[Confirmation]:
        """By their entries, in the order of booking."""
        query = self._confirmations().where(loan_area.c.loan_id == loan_id).order_by(loan_area.c.entry_id)
        return [_confirmation(row, ()) for row in self._connection.execute(query).mappings()]

    def places(self, loan_ids: Collection[int]) -> Sequence[LoanPlace]:
        """Read loan by loan: they are few."""
        facts = (loan.c.id.label("loan_id"), loan.c.contract_no, loan.c.commune.label("recorded"), loan.c.signed_on)
        query = select(*facts, self._stands().label("commune"))
        query = query.where(loan.c.id.in_(loan_ids), self._is_there()).order_by(loan.c.id)
        rows = self._connection.execute(self._known(query, loan.c.entry_id)).mappings().all()
        old = self._old_codes(loan_ids)
        return [LoanPlace(**row, old_code=old.get(row["loan_id"], "")) for row in rows]

    def waiting_of_groups(self, group_ids: Collection[int]) -> Sequence[int]:
        """Loans that stand nowhere yet."""
        waiting = self._loans_within((UNPLACED,)).where(loan.c.group_id.in_(group_ids), self._is_there())
        query = waiting.order_by(loan.c.id)
        return list(self._connection.scalars(self._known(query, loan.c.entry_id)))

    def _old_codes(self, loan_ids: Collection[int]) -> dict[int, str]:
        """The old unit that the last opening of each loan recorded, where it recorded one."""
        query = select(opening.c.loan_id, opening.c.old_code).where(opening.c.loan_id.in_(loan_ids))
        rows = self._connection.execute(self._valid(query, opening.c.entry_id).order_by(opening.c.entry_id))
        return {loan_id: code for loan_id, code in rows if code}

    def _confirmations(self) -> Select[Any]:
        """A row a loan of each confirmation, with the entry that withdrew it as far as is known."""
        withdrawal = self._known(select(reversal), reversal.c.entry_id).subquery()
        query = (
            select(
                entry.c.stream_id.label("id"),
                entry.c.sequence,
                *loan_area.c,
                entry.c.effective_on,
                entry.c.booked_at,
                entry.c.actor,
                entry.c.reason,
                _UNDONE.c.actor.label("withdrawn_by"),
                _UNDONE.c.booked_at.label("withdrawn_at"),
                _UNDONE.c.reason.label("withdrawn_reason"),
            )
            .join(entry, entry.c.id == loan_area.c.entry_id)
            .outerjoin(withdrawal, withdrawal.c.reversed_id == loan_area.c.entry_id)
            .outerjoin(_UNDONE, _UNDONE.c.id == withdrawal.c.entry_id)
        )
        return self._known(query, loan_area.c.entry_id)


def _confirmation(row: Any, loans: Iterable[int], sequence: int = 0) -> Confirmation:
    facts = {name: value for name, value in row.items() if name != "loan_id"}
    facts |= {name: facts[name] or "" for name in ("withdrawn_by", "withdrawn_reason")}
    return Confirmation(**facts | {"loans": tuple(loans), "sequence": sequence or facts["sequence"]})
