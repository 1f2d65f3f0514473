"""Loans, their instalments and their vouchers: as objects for one, as rows for a portfolio."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, insert, select

from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Method
from loans.service.unit_of_work import Booked
from loans.store.base import Port, sequence_of, sequences_of, unknown
from loans.store.tables import instalment, loan, loan_entry

_FACTS = tuple(column for column in loan.c if column.name != "entry_id")


class SqlLoans(Port):
    def add(self, booked: Booked, new: Loan) -> None:
        facts = {column.name: getattr(new, column.name) for column in _FACTS}
        self._connection.execute(insert(loan).values(**facts | {"id": booked.stream_id, "entry_id": booked.entry_id}))

    def add_instalments(self, booked: Booked, instalments: Iterable[Instalment]) -> None:
        rows = [
            {
                "entry_id": booked.entry_id,
                "number": part.number,
                "loan_id": booked.stream_id,
                "due_on": part.due_on,
                "principal": part.principal,
            }
            for part in instalments
        ]
        self._connection.execute(insert(instalment), rows)

    def add_entry(self, booked: Booked, new: LoanEntry) -> None:
        self._connection.execute(
            insert(loan_entry).values(
                entry_id=booked.entry_id,
                loan_id=new.loan_id,
                effective_on=new.effective_on,
                voucher_no=new.voucher_no,
                disbursed=new.disbursed,
                principal=new.principal,
                interest=new.interest,
            )
        )

    def get(self, loan_id: int) -> Loan:
        query = self._known(select(*_FACTS), loan.c.entry_id).where(loan.c.id == loan_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise unknown("khoản vay", "loan", "loan_id", loan_id)
        return _loan(row, sequence_of(self._connection, loan_id))

    def of_application(self, application_id: int) -> Loan | None:
        row = (
            self._connection.execute(select(*_FACTS).where(loan.c.application_id == application_id)).mappings().first()
        )
        return None if row is None else _loan(row)

    def has_voucher(self, voucher_no: str) -> bool:
        """Whether a voucher number is taken; a reversed one stays taken."""
        taken = select(loan_entry.c.entry_id).where(loan_entry.c.voucher_no == voucher_no)
        return self._connection.scalar(taken) is not None

    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Loan]:
        found = self._select(communes, after, limit)
        last = sequences_of(self._connection, [each.id for each in found])
        return [replace(each, sequence=last[each.id]) for each in found]

    def all(self, communes: Sequence[str] | None = None) -> Sequence[Loan]:
        return self._select(communes)

    def instalments(self, loan_ids: Sequence[int] | None = None) -> Sequence[Instalment]:
        rows = self._rows(instalment, (instalment.c.due_on, instalment.c.number), loan_ids)
        return [Instalment(row.loan_id, row.number, row.due_on, row.principal) for row in rows]

    def entries(self, loan_ids: Sequence[int] | None = None) -> Sequence[LoanEntry]:
        rows = self._rows(loan_entry, (loan_entry.c.effective_on, loan_entry.c.voucher_no), loan_ids)
        return [LoanEntry(**row._mapping) for row in rows]

    def _select(self, communes: Sequence[str] | None, after: int = 0, limit: int | None = None) -> list[Loan]:
        query = self._known(select(*_FACTS), loan.c.entry_id).where(loan.c.id > after).order_by(loan.c.id).limit(limit)
        if communes is not None:
            query = query.where(loan.c.commune.in_(communes))
        return [_loan(row) for row in self._connection.execute(query).mappings()]

    def _rows(self, table: Table, order: tuple[Any, ...], loan_ids: Sequence[int] | None) -> Sequence[Any]:
        query = self._valid(select(table), table.c.entry_id).order_by(table.c.loan_id, *order)
        if loan_ids is not None:
            query = query.where(table.c.loan_id.in_(loan_ids))
        return self._connection.execute(query).all()


def _loan(row: Any, sequence: int = 0) -> Loan:
    facts = dict(row) | {"method": Method(row["method"]), "instalment_rule": InstalmentRule(row["instalment_rule"])}
    return Loan(**facts, sequence=sequence)
