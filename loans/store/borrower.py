"""Borrowers, and what each of them owes over all loans."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, and_, insert, or_, select, union_all

from loans.domain.area import UNPLACED
from loans.domain.borrower import Borrower, BorrowerClass
from loans.domain.fund import highest_from
from loans.domain.programme import programmes
from loans.service.unit_of_work import Booked
from loans.store.base import sequence_of, sequences_of, unknown, whole
from loans.store.place import PlacedPort
from loans.store.tables import application, borrower, entry, loan, plan_use, write_off
from loans.store.vouchers import PARTS

_FACTS = tuple(column for column in borrower.c if column.name not in ("entry_id", "commune"))


class SqlBorrowers(PlacedPort):
    def add(self, booked: Booked, new: Borrower) -> None:
        self._connection.execute(
            insert(borrower).values(
                id=booked.stream_id,
                entry_id=booked.entry_id,
                customer_no=new.customer_no,
                borrower_class=new.borrower_class.value,
                name=new.name,
                identity_no=new.identity_no,
                commune=new.commune,
            )
        )

    def get(self, borrower_id: int) -> Borrower:
        row = self._connection.execute(self._facts().where(borrower.c.id == borrower_id)).mappings().first()
        if row is None:
            raise unknown("khách hàng", "borrower", "borrower_id", borrower_id)
        return _borrower(row, sequence_of(self._connection, borrower_id))

    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Borrower]:
        query = self._facts().where(borrower.c.id > after).order_by(borrower.c.id).limit(limit)
        if communes is not None:
            query = query.where(self._borrower_stands().in_(communes))
        rows = self._connection.execute(query).mappings().all()
        last = sequences_of(self._connection, [row["id"] for row in rows])
        return [_borrower(row, last[row["id"]]) for row in rows]

    def some(self, borrower_ids: Collection[int]) -> Mapping[int, Borrower]:
        ids = sorted(borrower_ids)
        rows = self._connection.execute(self._facts().where(borrower.c.id.in_(ids))).mappings().all()
        last = sequences_of(self._connection, ids)
        return {row["id"]: _borrower(row, last[row["id"]]) for row in rows}

    def names(self, communes: Sequence[str] | None) -> Iterable[tuple[int, str]]:
        query = self._here(select(borrower.c.id, borrower.c.name), communes).order_by(borrower.c.id)
        return ((row[0], row[1]) for row in self._connection.execute(query))

    def beginning(self, digits: str, limit: int, communes: Sequence[str] | None) -> Sequence[int]:
        begins = or_(
            *(column.startswith(digits, autoescape=True) for column in (borrower.c.customer_no, borrower.c.identity_no))
        )
        query = self._here(select(borrower.c.id).where(begins), communes).order_by(borrower.c.id).limit(limit)
        return self._connection.scalars(query).all()

    def _here(self, query: Select[Any], communes: Sequence[str] | None) -> Select[Any]:
        """Of some communes alone; only who was recorded nowhere is asked for their loans."""
        if communes is None:
            return query
        placed = and_(borrower.c.commune == UNPLACED, self._borrower_stands().in_(communes))
        return query.where(or_(borrower.c.commune.in_(communes), placed))

    def _facts(self) -> Select[Any]:
        """What is read of a borrower, with the commune where they stand."""
        return select(*_FACTS, self._borrower_stands().label("commune"))

    def owed(self, borrower_id: int, day: date) -> int:
        """Job-purpose principal outstanding and committed, any regime and source, work abroad left out: the most on any
        day from ``day`` on, so that a decision with an earlier day cannot slip under what was booked since (§6.13)."""
        moved = self._principal(borrower_id)
        lent = select(moved.c.effective_on, whole(moved.c.amount)).group_by(moved.c.effective_on)
        committed = (
            select(entry.c.effective_on, whole(plan_use.c.committed))
            .join(entry, entry.c.id == plan_use.c.entry_id)
            .join(application, application.c.id == plan_use.c.application_id)
            .where(plan_use.c.borrower_id == borrower_id, application.c.programme.in_(_job_cap()))
            .group_by(entry.c.effective_on)
        )
        rows = [*self._connection.execute(lent), *self._connection.execute(committed)]
        return highest_from(day, [(on, int(amount)) for on, amount in rows])

    def supported_workers(self, borrower_id: int, besides: int) -> int:
        """Workers supported by what the borrower owes or is promised, but for one application.

        A commitment counts as ``owed`` does: its principal and its workers stand on the same side (§6.13).
        """
        committed = (
            select(plan_use.c.application_id)
            .where(plan_use.c.borrower_id == borrower_id)
            .group_by(plan_use.c.application_id)
            .having(whole(plan_use.c.committed) > 0)
        )
        moved = self._principal(borrower_id)
        outstanding = (
            select(loan.c.application_id)
            .join(moved, moved.c.loan_id == loan.c.id)
            .group_by(loan.c.application_id)
            .having(whole(moved.c.amount) > 0)
        )
        return int(
            self._connection.scalar(
                select(whole(application.c.new_workers)).where(
                    application.c.borrower_id == borrower_id,
                    application.c.id != besides,
                    application.c.programme.in_(_job_cap()),
                    or_(application.c.id.in_(committed), application.c.id.in_(outstanding)),
                )
            )
            or 0
        )

    def _principal(self, borrower_id: int) -> Subquery:
        """Principal lent, repaid and written off of a borrower's job loans: (loan_id, effective_on, amount)."""
        own = select(loan.c.id).where(loan.c.borrower_id == borrower_id, loan.c.programme.in_(_job_cap()))
        paid = [
            self._valid(
                select(
                    part.c.loan_id, part.c.effective_on, (part.c.disbursed - part.c.principal).label("amount")
                ).where(part.c.loan_id.in_(own)),
                part.c.entry_id,
            )
            for part in PARTS
        ]
        lost = select(write_off.c.loan_id, write_off.c.effective_on, (-write_off.c.principal).label("amount")).where(
            write_off.c.loan_id.in_(own)
        )
        return union_all(*paid, self._valid(lost, write_off.c.entry_id)).subquery()


def _job_cap() -> list[str]:
    """The programmes whose principal counts towards a borrower's job-purpose maximum."""
    return [code for code, programme in programmes().items() if programme.counts_to_job_cap]


def _borrower(row: Any, sequence: int) -> Borrower:
    facts = dict(row) | {"borrower_class": BorrowerClass(row["borrower_class"])}
    return Borrower(**facts, sequence=sequence)
