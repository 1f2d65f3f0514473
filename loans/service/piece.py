"""The pieces of a loan's contract, and the session on which each moves to overdue if it is unpaid (DOMAIN §6.4)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from loans.domain.calendar import calendar
from loans.domain.due import Piece
from loans.domain.law import law
from loans.domain.loan import Instalment, InstalmentRule, Loan
from loans.domain.network import fact_on
from loans.domain.opening import Opening, opened_pieces, past_and_unpaid
from loans.domain.session import first_session_after
from loans.service.unit_of_work import UnitOfWork

_ONE_DAY = timedelta(days=1)


class After(Protocol):
    """Sessions after a day: on which what is unpaid moves to overdue."""

    def of(self, loan: Loan, due: date) -> date: ...
    def strictly_after(self, loan: Loan, day: date) -> date: ...


class Transfers:
    """The session on which what is due and unpaid moves to overdue, each (point, due day) worked out once (§6.4)."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._points = {point.id: point for point in uow.network.points()}
        self._moved = uow.network.moved_groups()
        self._found: dict[tuple[int, date], date] = {}

    def of(self, loan: Loan, due: date) -> date:
        """The first session after a due day: of the group's point of that day, or of a direct loan's own point."""
        facts = self._moved.get(loan.group_id) if loan.group_id is not None else None
        point_id = fact_on(facts, due).point_id if facts else loan.point_id
        key = (point_id, due)
        if key not in self._found:
            point = self._points[point_id]
            equal_day = str(law().reading("equal_day", due).value).removesuffix("_session")
            session = first_session_after(due, point.days, point.sessions, calendar(), equal_day=equal_day)
            self._found[key] = session.day
        return self._found[key]

    def strictly_after(self, loan: Loan, day: date) -> date:
        """The first session after a day, never on it, whatever the law says of a due day that is a session day."""
        found = self.of(loan, day)
        return found if found > day else self.of(loan, day + _ONE_DAY)


def pieces_of(
    loan: Loan, contract: Sequence[Instalment], opening: Opening | None, transfers: After
) -> tuple[list[Piece], list[tuple[date, int]]]:
    """The contract's pieces, and what was paid of it before the loan came from another system: (day, đồng).

    Where only the final maturity moves, every piece moves with the last one.
    """
    paid, unpaid = past_and_unpaid(contract, opening) if opening else ([], contract)
    last = max((part.due_on for part in unpaid), default=loan.signed_on)
    whole = loan.instalment_rule is InstalmentRule.FINAL_MATURITY_ONLY

    def rule(due: date) -> date:
        return transfers.of(loan, last if whole else due)

    if opening:
        first = transfers.strictly_after(loan, opening.effective_on)
        return opened_pieces(unpaid, opening, rule, first), [(part.due_on, part.principal) for part in paid]
    return [Piece(part.due_on, part.number, part.principal, rule(part.due_on)) for part in unpaid if part.principal], []
