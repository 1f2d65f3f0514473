"""What waits in the application's way: for whom, and until when (§6.16)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from loans.domain.application import Application, State
from loans.service.actor import Actor
from loans.service.application.dossier import deadline_of
from loans.service.unit_of_work import UnitOfWork

OFFICERS, APPROVERS = frozenset({State.SUBMITTED, State.COMPLETE, State.APPROVED}), frozenset({State.APPRAISED})
"""The states in which a dossier waits for the credit officer (papers, appraisal, signing) and for a decision."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier that waits; ``due_on`` is the last day for its decision, None while no clock runs (or runs no more)."""

    application: Application
    due_on: date | None
    provisional: bool


def waiting(uow: UnitOfWork, actor: Actor, *, states: Collection[State], for_others: bool = False) -> list[Waiting]:
    """The dossiers in these states that the actor may see, the most urgent first.

    Who entered or appraised a dossier does not decide it: what waits for a decision is not shown to them, unless
    ``for_others`` asks for what waits for somebody else too.
    """
    found = [
        _clocked(each)
        for each in uow.applications.waiting(actor.limit)
        if each.state in states
        and (for_others or not (each.state is State.APPRAISED and actor.username in (each.filed_by, each.appraised_by)))
    ]
    return sorted(found, key=lambda each: (each.due_on or date.max, each.application.id))


def _clocked(application: Application) -> Waiting:
    if application.state not in (State.COMPLETE, State.APPRAISED):
        return Waiting(application, None, provisional=False)
    deadline = deadline_of(application)
    return Waiting(application, deadline.day, deadline.provisional)
