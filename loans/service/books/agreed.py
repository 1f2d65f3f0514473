"""A ledger held against the books of capital: the principal of each source by its loans, and by its postings."""

from collections.abc import Mapping

import numpy as np

from loans.domain.books.event import BROUGHT, DISBURSED, PAID, PAID_FROZEN, WRITTEN_OFF, WRITTEN_OFF_FROZEN
from loans.domain.books.ledger import Ledger
from loans.domain.columns import Column


def outstanding(ledger: Ledger) -> dict[int, int]:
    """By source, the principal of all its loans after everything that is booked, in đồng."""
    events = ledger.events
    lent = np.isin(events.kind, (DISBURSED, BROUGHT))
    given = np.isin(events.kind, (PAID, PAID_FROZEN, WRITTEN_OFF, WRITTEN_OFF_FROZEN))
    running = np.concatenate(([0], np.cumsum(np.where(lent, events.a, np.where(given, -events.a, 0)))))
    of_loan = running[events.off[1:]] - running[events.off[:-1]]
    source: Column = np.asarray(ledger.loans["source_id"])
    return {each: int(of_loan[source == each].sum()) for each in np.unique(source).tolist()}


def differing(ledger: Ledger, postings: Mapping[int, int]) -> list[int]:
    """The sources of which the loans and the postings say different sums."""
    held = outstanding(ledger)
    return sorted(each for each in held.keys() | postings.keys() if held.get(each, 0) != postings.get(each, 0))
