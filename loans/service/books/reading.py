"""From the database to a ledger: columns read once, laid out as events, eras and facts.

A loan that no decision touched, paid out in one go as its contract says, needs nothing but sorted columns. The others
(``apart``) are laid one by one out of their histories, like any single loan.
"""

from collections.abc import Sequence

import numpy as np

from loans.domain.books.doubt import Doubt, days_contradict
from loans.domain.books.ledger import Ledger
from loans.domain.columns import Column
from loans.service.books.apart import laid_apart
from loans.service.books.columns import NOWHERE, day_numbers, earliest
from loans.service.books.compiled import KERNEL
from loans.service.books.lay import Plain, eras_laid, events_laid
from loans.service.books.read import Read
from loans.service.books.said import contracted, freezes_of, placed, said_of
from loans.service.books.sessions import Sessions
from loans.service.budget import room_for
from loans.service.unit_of_work import UnitOfWork

FEW = 500
"""So few loans are all laid one by one: no network of points is read for them."""

CELLS = 380
"""A loan at the peak of reading it, vouchers and instalments too: 5.0–6.3 kB (measured, 16 entries each)."""
_INT = np.int64


def ledger_of(uow: UnitOfWork, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Ledger:
    """The histories of all loans (of some communes; of some numbers), as known by a unit of work."""
    with room_for(uow, communes, cells=CELLS, loans=None if loan_ids is None else len(loan_ids)):
        return _ledger_of(uow, communes, loan_ids)


def _ledger_of(uow: UnitOfWork, communes: Sequence[str] | None, loan_ids: Sequence[int] | None) -> Ledger:
    read = Read.of(uow, communes, loan_ids)
    apart = np.ones(read.signed.size, bool) if loan_ids is not None and len(loan_ids) <= FEW else read.apart()
    laid = laid_apart(uow, read.signed, np.flatnonzero(apart))
    plain = Plain(read, ~apart, Sessions(uow) if not apart.all() else None)
    events = events_laid(read.signed.size, [*plain.events(uow), laid.events])
    return Ledger(
        loans=said_of(read),
        events=events,
        **eras_laid(read, plain, laid),
        facts={
            "contract": contracted(*read.schedule),
            "checks": placed(read.signed, read.checks, ("day",)),
            "extensions": placed(read.signed, read.extensions, ("day", "due")),
            "freezes": freezes_of(read, events),
        },
        doubts=_doubts(read, np.maximum(plain.doubts, laid.doubts)),
        kernel=KERNEL,
    )


def _doubts(read: Read, found: Column) -> Column:
    """What cannot be known of each loan, with days that contradict each other."""
    first = earliest(read.schedule[0], read.schedule[1], read.signed.size)
    moved = np.where(read.opened.overdue > 0, read.opened.since, NOWHERE)
    found[days_contradict(day_numbers(read.signed.columns["signed_on"]), first, moved)] = Doubt.DAYS_CONTRADICT
    return found
