"""Loans, their instalments and their vouchers: as objects for one, as rows for a portfolio."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import FromClause, Select, insert, or_, select, union_all

from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Method
from loans.domain.opening import Opening
from loans.service.unit_of_work import Booked
from loans.store.base import sequence_of, sequences_of, unknown
from loans.store.place import PlacedPort
from loans.store.tables import instalment, loan, loan_entry, opening, past_voucher
from loans.store.vouchers import joined

_FACTS = tuple(column for column in loan.c if column.name != "entry_id")
_READ = tuple(column for column in _FACTS if column.name != "commune")
_VOUCHER = ("loan_id", "effective_on", "voucher_no", "disbursed", "principal", "interest", "entry_id", "opening")


class SqlLoans(PlacedPort):
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
        if rows:
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

    def add_opening(self, booked: Booked, new: Opening) -> None:
        names = {column.name for column in opening.c} - {"entry_id", "loan_id", "marks"}
        facts = {name: getattr(new, name) for name in names}
        own = {"entry_id": booked.entry_id, "loan_id": booked.stream_id, "marks": list(new.marks)}
        self._connection.execute(insert(opening).values(**facts | own))

    def add_past_vouchers(self, booked: Booked, vouchers: Iterable[LoanEntry]) -> None:
        """The vouchers of before an opening, numbered in the order of their days and numbers."""
        ordered = sorted(vouchers, key=lambda each: (each.effective_on, each.voucher_no))
        rows = [
            {
                "entry_id": booked.entry_id,
                "number": number,
                "loan_id": booked.stream_id,
                "effective_on": each.effective_on,
                "voucher_no": each.voucher_no,
                "disbursed": each.disbursed,
                "principal": each.principal,
                "interest": each.interest,
            }
            for number, each in enumerate(ordered, 1)
        ]
        if rows:
            self._connection.execute(insert(past_voucher), rows)

    def get(self, loan_id: int) -> Loan:
        query = self._known(self._facts(), loan.c.entry_id).where(loan.c.id == loan_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise unknown("khoản vay", "loan", "loan_id", loan_id)
        return _loan(row, sequence_of(self._connection, loan_id))

    def of_application(self, application_id: int) -> Loan | None:
        row = self._connection.execute(self._facts().where(loan.c.application_id == application_id)).mappings().first()
        return None if row is None else _loan(row)

    def taken(self, numbers: Collection[str]) -> set[str]:
        """Those of some voucher numbers that are taken; a reversed one stays taken."""
        parts = (loan_entry.c, past_voucher.c)
        asked = union_all(*(select(held.voucher_no).where(held.voucher_no.in_(numbers)) for held in parts))
        return set(self._connection.scalars(asked))

    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Loan]:
        query = self._facts().where(loan.c.id > after).limit(limit)
        found = self._select(query if communes is None else query.where(self._within(communes)))
        last = sequences_of(self._connection, [each.id for each in found])
        return [replace(each, sequence=last[each.id]) for each in found]

    def all(self, communes: Sequence[str] | None = None) -> Sequence[Loan]:
        query, here = self._placed(select(*_READ), communes)
        return self._select(query.add_columns(here.label("commune")))

    def some(self, loan_ids: Collection[int]) -> Mapping[int, Loan]:
        return {each.id: each for each in self._select(self._facts().where(loan.c.id.in_(sorted(loan_ids))))}

    def of_borrowers(self, borrower_ids: Collection[int], communes: Sequence[str] | None = None) -> Sequence[Loan]:
        query = self._facts().where(loan.c.borrower_id.in_(sorted(borrower_ids)))
        return self._select(query if communes is None else query.where(self._stands().in_(communes)))

    def met(self, point_id: int, group_ids: Collection[int]) -> Sequence[Loan]:
        return self._select(
            self._facts().where(or_(loan.c.point_id == point_id, loan.c.group_id.in_(sorted(group_ids))))
        )

    def instalments(self, loan_ids: Sequence[int] | None = None) -> Sequence[Instalment]:
        query = self._valid(_of(select(instalment), instalment, loan_ids), instalment.c.entry_id)
        query = query.order_by(instalment.c.loan_id, instalment.c.due_on, instalment.c.number)
        return [
            Instalment(row.loan_id, row.number, row.due_on, row.principal) for row in self._connection.execute(query)
        ]

    def entries(self, loan_ids: Sequence[int] | None = None) -> Sequence[LoanEntry]:
        """Vouchers of before an opening, and what it brought, too: see ``store.vouchers``."""
        asked = joined(
            lambda part: self._valid(_of(select(*(part.c[name] for name in _VOUCHER)), part, loan_ids), part.c.entry_id)
        )
        rows = self._connection.execute(asked.order_by("loan_id", "effective_on", "voucher_no", "entry_id"))
        return [LoanEntry(**row._mapping) for row in rows]

    def openings(self, loan_ids: Sequence[int] | None = None) -> Sequence[Opening]:
        query = self._valid(_of(select(opening), opening, loan_ids), opening.c.entry_id)
        return [
            Opening(**dict(row) | {"marks": tuple(row["marks"])})
            for row in self._connection.execute(query.order_by(opening.c.entry_id)).mappings()
        ]

    def _facts(self) -> Select[Any]:
        """What is read of a few loans, each where it stands."""
        return select(*_READ, self._stands().label("commune"))

    def _select(self, query: Select[Any]) -> list[Loan]:
        known = self._known(query.where(self._is_there()), loan.c.entry_id).order_by(loan.c.id)
        return [_loan(row) for row in self._connection.execute(known).mappings()]


def _of(query: Select[Any], table: FromClause, loan_ids: Sequence[int] | None) -> Select[Any]:
    return query if loan_ids is None else query.where(table.c.loan_id.in_(loan_ids))


def _loan(row: Any, sequence: int = 0) -> Loan:
    facts = dict(row) | {"method": Method(row["method"]), "instalment_rule": InstalmentRule(row["instalment_rule"])}
    return Loan(**facts, sequence=sequence)
