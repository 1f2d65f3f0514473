"""What a decision about a loan appends: one entry, its facts, its postings. A decision is pure: it answers this, or it
raises a refusal; the store appends it, a trial only looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from loans.domain.debt import Freeze, FrozenPart, Refund, Relief, WriteOff
from loans.domain.fund import Posting
from loans.domain.loan import LoanEntry


@dataclass(frozen=True, slots=True)
class Recovered:
    """Principal that came back after its write-off, in đồng."""

    loan_id: int
    effective_on: date
    amount: int
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class Reversal:
    """An entry is reversed: from now on it never happened."""

    reversed_id: int


@dataclass(frozen=True, slots=True)
class PlanUse:
    """What a plan year of a commune gives or takes back: đồng committed and disbursed, either may be negative."""

    source_id: int
    commune: str
    year: int
    borrower_id: int
    application_id: int
    committed: int = 0
    disbursed: int = 0

    @property
    def taken_back(self) -> "PlanUse":
        """What undoes it."""
        return replace(self, committed=-self.committed, disbursed=-self.disbursed)


Fact = LoanEntry | WriteOff | Relief | Freeze | FrozenPart | Refund | Recovered | Reversal | PlanUse
"""What an entry of a loan brings; the store gives each its entry."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry to be appended to a loan's stream: what, on which day, what it says, and what follows from it."""

    kind: str
    on: date
    body: Mapping[str, Any]
    reason: str = ""
    facts: tuple[Fact, ...] = field(default=())
    postings: tuple[Posting, ...] = field(default=())
