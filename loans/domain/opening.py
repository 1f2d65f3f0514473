"""A loan that came from another system: its closing there on a day is its opening here (số dư ban đầu).

The portions of principal on that day are the bank's; from then on the ordinary rules apply (DOMAIN §6.4–6.5). Where
all earlier vouchers are held, balances before that day follow from them; where not, the loan begins on that day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from loans.domain.columns import Column
from loans.domain.due import Piece
from loans.domain.loan import Instalment, LoanEntry

REGIME_NOT_HELD = "not_held"
"""``Loan.regime`` of a loan approved before the first regime held: its rates are fixed, no limit is checked (§6.2)."""

OPENED, CORRECTED = KINDS = ("loan_opened", "loan_opening_corrected")
"""Kinds of the entries that bear an opening."""

MARKS = (
    "no_history",
    "regime_not_held",
    "rate_fixed_by_import",
    "rate_assumed",
    "approval_day_assumed",
    "instalment_rule_unknown",
    "workers_unknown",
)
"""What is not known of an opened loan or was assumed; a load may add marks of its own."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The closing figures of a loan in another system at the end of ``effective_on``, in đồng.

    ``in_term``, ``overdue`` and ``frozen`` are the bank's portions; ``brought`` is the principal that begins the
    balance on that day, 0 where past vouchers give all of it. ``overdue_since`` is the day on which ``overdue`` moved.
    ``interest_…`` is interest owed on the day (lãi tồn), counted only where it is known and there is no history.
    ``disbursed`` and ``repaid`` are the bank's totals; ``old_code`` the commune of before 2025-07-01; ``marks`` say
    what was assumed.
    """

    loan_id: int
    load_id: int
    effective_on: date
    in_term: int
    overdue: int
    frozen: int
    brought: int
    overdue_since: date | None = None
    interest_known: bool = False
    interest_in_term: int = 0
    interest_overdue: int = 0
    disbursed: int = 0
    repaid: int = 0
    old_code: str | None = None
    marks: tuple[str, ...] = ()
    entry_id: int = 0

    @property
    def outstanding(self) -> int:
        """All principal owed on the day."""
        return self.in_term + self.overdue + self.frozen

    @property
    def has_history(self) -> bool:
        """Whether the vouchers before the day are held and give the whole balance."""
        return self.brought == 0


def instalments_of(unpaid: Sequence[tuple[date, int]], vouchers: Sequence[LoanEntry]) -> list[Instalment]:
    """The instalments of an opened loan: what was paid, each due on its own day, then what is unpaid by its due day.

    They are numbered in this order: the first pieces by number, up to what was repaid before the opening, are past.
    """
    paid = [(each.effective_on, each.principal) for each in _in_order(vouchers) if each.principal]
    return [Instalment(0, number, due, part) for number, (due, part) in enumerate([*paid, *sorted(unpaid)], 1)]


def past_and_unpaid(contract: Sequence[Instalment], opening: Opening) -> tuple[list[Instalment], list[Instalment]]:
    """The instalments paid before the opening, and those unpaid on its day in the order of their due days."""
    past = sum(part.principal for part in contract) - opening.outstanding
    paid: list[Instalment] = []
    unpaid: list[Instalment] = []
    for part in sorted(contract, key=lambda each: each.number):
        (paid if past > 0 else unpaid).append(part)
        past -= part.principal
    return paid, sorted(unpaid, key=lambda each: (each.due_on, each.number))


def opened_pieces(
    unpaid: Sequence[Instalment], opening: Opening, rule: Callable[[date], date], first: date
) -> list[Piece]:
    """What was unpaid at the opening as pieces: the first ``overdue`` đồng moved when the bank moved them.

    The others move at the session of ``rule`` for their due day, never before ``first``, the first session after the
    opening: on its own day the portions are the bank's. A piece in which the overdue sum falls is split.
    """
    late, pieces = opening.overdue, []
    for part in unpaid:
        moved = min(late, part.principal)
        late -= moved
        if moved:
            pieces.append(Piece(part.due_on, part.number, moved, opening.overdue_since or opening.effective_on))
        if part.principal > moved:
            moves = max(rule(part.due_on), first)
            pieces.append(Piece(part.due_on, part.number, part.principal - moved, moves))
    return pieces


def before_each(place: Column, amount: Column, size: int) -> Column:
    """The sum of the amounts of the same place on the rows before, for rows in the order of their places."""
    sums = np.cumsum(amount) - amount
    first = np.searchsorted(place, np.arange(size), side="left")
    result: Column = sums - np.append(sums, 0)[np.minimum(first, max(sums.size - 1, 0))][place]
    return result


def first_of(place: Column, amount: Column, wanted: Column) -> Column:
    """How much of each row belongs to the first ``wanted[place]`` đồng of its place; rows in the order of places."""
    taken = wanted[place] - before_each(place, amount, wanted.size)
    result: Column = np.clip(taken, 0, amount)
    return result


def _in_order(vouchers: Sequence[LoanEntry]) -> list[LoanEntry]:
    return sorted(vouchers, key=lambda each: (each.effective_on, each.voucher_no))
