"""What a reversal would leave behind: done by the use case itself in a transaction that is then undone.

It takes the lock of a writer for that moment, on a POST alone; other acts are tried without (``debt.on_trial``).
"""

from collections.abc import Callable
from typing import TypeVar

from loans.http.context import context
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

Seen = TypeVar("Seen")


class _UndoneError(Exception):
    """Ends the transaction without a trace."""


def foreseen(actor: Actor, work: Callable[[UnitOfWork], Seen]) -> Seen:
    """What ``work`` answers; nothing that it writes stays. Its refusals come through, so a check says the same."""
    seen: list[Seen] = []
    try:
        with context().store.writing(actor.username) as uow:
            seen.append(work(uow))
            raise _UndoneError
    except _UndoneError:
        return seen[0]
