"""The sheet of a transaction session: every loan of a point that owes, with what is due of it on the day.

What is proposed is what has fallen due and is unpaid, interest and principal; a person collects what is brought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.books.pieces import unpaid
from loans.domain.borrower import Borrower
from loans.domain.loan import Loan, LoanEntry, Position
from loans.domain.network import Group, Point, fact_on
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A loan on the sheet: whose, what it owes, the principal that has fallen due, in đồng; its vouchers of the day."""

    loan: Loan
    borrower: Borrower
    group: Group | None
    owed: Position
    principal_due: int
    vouchers: tuple[LoanEntry, ...]

    @property
    def collected(self) -> int:
        """What has been booked on the day."""
        return sum(each.principal + each.interest for each in self.vouchers)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A point's sheet of a day, by group and name."""

    point: Point
    on: date
    rows: tuple[SheetRow, ...]


def sheet_of(uow: UnitOfWork, actor: Actor, *, point_id: int, on: date) -> Sheet:
    """The loans of one's communes that meet at a point on a day and owe, or paid on it."""
    point = uow.network.point(point_id)
    moved = uow.network.moved_groups()

    def meets(loan: Loan) -> bool:
        facts = moved.get(loan.group_id) if loan.group_id is not None else None
        return (fact_on(facts, on).point_id if facts else loan.point_id) == point_id

    perhaps = uow.loans.met(point_id, moved.keys())
    seen = [loan for loan in perhaps if actor.limit is None or loan.commune in actor.limit]
    loans = [loan for loan in seen if loan.signed_on <= on and meets(loan)]
    if not loans:
        return Sheet(point, on, ())
    histories = uow.books.of([loan.id for loan in loans])
    people = _people(uow, loans)
    groups = {group.id: group for group in uow.network.groups(actor.limit)}
    rows = [
        _row(
            histories[loan.id],
            on,
            people[loan.borrower_id],
            groups.get(loan.group_id) if loan.group_id is not None else None,
        )
        for loan in loans
    ]
    shown = [row for row in rows if row.vouchers or row.owed.outstanding or row.owed.interest]
    return Sheet(point, on, tuple(sorted(shown, key=_in_order)))


def _in_order(row: SheetRow) -> tuple[str, str, str]:
    return (row.group.number if row.group else "~", row.borrower.name, row.loan.contract_no)


def _people(uow: UnitOfWork, loans: list[Loan]) -> Mapping[int, Borrower]:
    return uow.borrowers.some({loan.borrower_id for loan in loans})


def _row(history: History, on: date, borrower: Borrower, group: Group | None) -> SheetRow:
    """A loan on the sheet. Principal is due whose due day has come and that is unpaid; frozen principal is not."""
    owed = owed_on(history, on)
    due = sum(piece.amount for piece in unpaid(history, on) if piece.due <= on)
    paid = tuple(each for each in history.vouchers if each.effective_on == on and not each.disbursed)
    return SheetRow(history.loan, borrower, group, owed, min(due, owed.payable), paid)
