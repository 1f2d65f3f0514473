"""The books kept a second time, in plain Python objects that know no column, no posting and no rule of ``loans``.

A step of a history tells the books what was accepted; ``tests.domain.oracle`` works out each loan day by day.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.domain.oracle import Part, PlainLoan, Standing, standing


@dataclass
class Debt:
    """A loan as its papers tell it."""

    loan_id: int
    source_id: int
    borrower_id: int
    point_id: int
    signed_on: date
    promised: int
    due: list[tuple[date, int]]
    rates: list[tuple[date, int, int]]
    disbursed: list[tuple[date, int]] = field(default_factory=list)
    repaid: list[tuple[date, int]] = field(default_factory=list)
    interest: list[tuple[date, int]] = field(default_factory=list)

    def outstanding(self, day: date) -> int:
        return upto(self.disbursed, day) - upto(self.repaid, day)

    def standing(self, day: date, transfers: dict[date, date]) -> Standing:
        """What the oracle says; ``transfers`` gives the session on which each due day moves."""
        parts = [Part(due, transfers[due], principal) for due, principal in self.due]
        return standing(PlainLoan(self.disbursed, self.repaid, parts, self.rates), day)

    def interest_owed(self, stands: Standing, day: date) -> int:
        """Accrued, halves up, less what was collected; what was collected beyond is no debt."""
        accrued = stands.interest_in_term + stands.interest_overdue + Fraction(1, 2)
        return max(accrued.numerator // accrued.denominator - upto(self.interest, day), 0)


@dataclass
class Fund:
    """A source: every change of its three balances with its day, and what came in."""

    entrusted: list[tuple[date, int]] = field(default_factory=list)
    committed: list[tuple[date, int]] = field(default_factory=list)


@dataclass
class Books:
    """Everything that was accepted so far."""

    funds: dict[int, Fund] = field(default_factory=lambda: defaultdict(Fund))
    debts: dict[int, Debt] = field(default_factory=dict)
    planned: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    committed: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    disbursed: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))

    def stands(self, source_id: int, day: date) -> tuple[int, int, int, int, int]:
        """Entrusted, available, committed, outstanding, interest undistributed at the end of a day."""
        own = [debt for debt in self.debts.values() if debt.source_id == source_id]
        fund = self.funds[source_id]
        entrusted, committed = upto(fund.entrusted, day), upto(fund.committed, day)
        outstanding = sum(debt.outstanding(day) for debt in own)
        interest = sum(upto(debt.interest, day) for debt in own)
        return entrusted, entrusted - committed - outstanding, committed, outstanding, interest


def upto(changes: list[tuple[date, int]], day: date) -> int:
    return sum(amount for on, amount in changes if on <= day)
