"""An act on one loan: its history is loaded, a pure function of the domain decides, the outcome is recorded.

A trial is the same without the recording: ``Decision.after`` is the history as the act would leave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from loans.domain.books.history import History
from loans.domain.books.outcome import Outcome
from loans.domain.loan import Loan
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Decision:
    """What was decided of a loan and is not recorded yet: the history on which it rests, and what it appends."""

    history: History
    outcomes: Sequence[Outcome]

    @cached_property
    def after(self) -> History:
        """The history as the act leaves it, behind every entry there is."""
        history = self.history
        for outcome in self.outcomes:
            history = history.applied(outcome)
        return history

    def record(self, uow: UnitOfWork) -> Loan:
        """Append what was decided; the loan as it then is."""
        loan = self.history.loan
        for number, outcome in enumerate(self.outcomes):
            uow.books.append(loan.id, loan.sequence + number, outcome)
        return self.after.loan


def loaded(uow: UnitOfWork, actor: Actor, loan_id: int, *vouchers: str) -> History:
    """The history of a loan that is open to this person; ``vouchers`` are numbers that may be taken."""
    history = uow.books.one(loan_id, *vouchers)
    actor.within(history.loan.commune)
    return history
