"""In-term and overdue principal, and the interest on both, of one loan or of a whole portfolio.

Written once, over flat columns sorted by (loan, day): one loan is one segment. Principal moves to overdue
(chuyển nợ quá hạn) on its transfer day unless paid by the end of that day; what is paid covers the earliest
instalments first, so overdue = max(0, principal moved so far − principal repaid so far) (DOMAIN §6.4–6.5).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from loans.domain.columns import Amount, Column, amounts_column, days_column, least, most, rule
from loans.domain.money import INTEREST_UNIT, Exact, prorated

KEEP = -1
"""In a rate column: the rate does not change on this row."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that changes a balance or a rate, a row each; ``loan`` counts from 0.

    ``disbursed``, ``repaid`` are principal in đồng; ``moved`` is scheduled principal whose transfer day this
    is; ``rate_e7`` and ``overdue_rate_e7`` are the rates from this day on, or ``KEEP``.
    """

    loans: int
    loan: Column
    day: Column
    disbursed: Column
    repaid: Column
    moved: Column
    rate_e7: Column
    overdue_rate_e7: Column


def timeline(loans: int, **columns: Column) -> Timeline:
    """A timeline out of columns in any order: checked at the door, sorted by (loan, day)."""
    days = days_column(columns.pop("day"))
    whole = {name: amounts_column(values) for name, values in columns.items()}
    if any(values.size != days.size for values in whole.values()):
        raise ValueError("every column of a timeline has one value per row")
    if days.size and not 0 <= whole["loan"].min() <= whole["loan"].max() < loans:
        raise ValueError(f"loans are counted from 0 to {loans - 1}: a row names another")
    order = np.lexsort((whole["rate_e7"] == KEEP, days, whole["loan"]))  # a rate first among the rows of its day
    loan = whole["loan"][order]
    opens = np.append(True, loan[1:] != loan[:-1])[: loan.size]
    if (whole["rate_e7"][order][opens] == KEEP).any() or (whole["overdue_rate_e7"][order][opens] == KEEP).any():
        raise ValueError("the first row of every loan sets both of its rates")
    return Timeline(loans=loans, day=days[order], **{name: values[order] for name, values in whole.items()})


@dataclass(frozen=True, slots=True)
class Balances:
    """Per loan at the end of a day, in đồng: the identity outstanding = in_term + overdue holds."""

    disbursed: Column
    repaid: Column
    in_term: Column
    overdue: Column

    @property
    def outstanding(self) -> Column:
        """All principal not yet repaid."""
        total: Column = self.in_term + self.overdue
        return total


@rule
def overdue_principal(disbursed: Amount, repaid: Amount, moved: Amount) -> Any:
    """Principal that has moved and is not repaid; what was never disbursed cannot be overdue."""
    return most(least(moved, disbursed) - repaid, 0)


def balances(lines: Timeline, as_of: np.datetime64) -> Balances:
    """Balances of every loan at the end of ``as_of``."""
    seen = lines.day <= as_of
    sums = [_per_loan(lines, column * seen) for column in (lines.disbursed, lines.repaid, lines.moved)]
    disbursed, repaid, moved = sums
    overdue = overdue_principal(disbursed, repaid, moved)
    return Balances(disbursed, repaid, disbursed - repaid - overdue, overdue)


def accrued(lines: Timeline, until: np.datetime64) -> tuple[Exact, Exact]:
    """Interest accrued on in-term and on overdue principal from the first disbursement up to ``until``.

    ``until`` itself bears no interest on what is paid on it. Exact: (whole đồng, rest) per loan; round each
    sum once with ``money.rounded`` (DOMAIN §6.3).
    """
    disbursed, repaid, moved = (_running(lines, column) for column in (lines.disbursed, lines.repaid, lines.moved))
    overdue = overdue_principal(disbursed, repaid, moved)
    in_term = disbursed - repaid - overdue
    days = _days_until_next(lines, until)
    return (
        _summed(lines, prorated(in_term, _held(lines.rate_e7), days)),
        _summed(lines, prorated(overdue, _held(lines.overdue_rate_e7), days)),
    )


@dataclass(frozen=True, slots=True)
class Instalments:
    """Scheduled principal by (loan, due day), with the day on which each would move to overdue."""

    loan: Column
    due: Column
    transfer: Column
    principal: Column


@dataclass(frozen=True, slots=True)
class Delay:
    """Days since the oldest unpaid instalment moved, and since it fell due; 0 where nothing is late."""

    days_overdue: Column
    days_late: Column
    overdue_since: Column
    oldest_due: Column


def delay(owed: Instalments, held: Balances, as_of: np.datetime64) -> Delay:
    """The two counts of §6.5 per loan: ageing uses days overdue, days late stand beside it."""
    loans = held.repaid.size
    running = _running_sum(owed.loan, owed.principal, loans)
    first = np.searchsorted(owed.loan, np.arange(loans), side="left")
    covered = _count_per_loan(owed.loan, running <= held.repaid[owed.loan], loans)
    position = np.minimum(first + covered, np.maximum(owed.loan.size - 1, 0))
    nowhere = np.datetime64("NaT", "D")
    owes = (held.outstanding > 0) & (_count_per_loan(owed.loan, np.ones(owed.loan.size, bool), loans) > covered)
    if owed.loan.size == 0:
        empty = np.full(loans, nowhere)
        return Delay(np.zeros(loans, np.int64), np.zeros(loans, np.int64), empty, empty)
    due, transfer = owed.due[position], owed.transfer[position]
    late = owes & (due < as_of)
    moved = owes & (held.overdue > 0) & (transfer <= as_of)
    return Delay(
        np.where(moved, (as_of - transfer).astype(np.int64), 0),
        np.where(late, (as_of - due).astype(np.int64), 0),
        np.where(moved, transfer, nowhere),
        np.where(owes, due, nowhere),
    )


def _per_loan(lines: Timeline, values: Column) -> Column:
    result = np.zeros(lines.loans, np.int64)
    np.add.at(result, lines.loan, values)
    return result


def _count_per_loan(loan: Column, condition: Column, loans: int) -> Column:
    return np.bincount(loan[condition], minlength=loans).astype(np.int64)


def _running(lines: Timeline, values: Column) -> Column:
    return _running_sum(lines.loan, values, lines.loans)


def _running_sum(loan: Column, values: Column, loans: int) -> Column:
    """A running sum that starts anew with each loan; amounts ≤ 10¹⁵ keep it within 64 bits per segment."""
    sums = np.cumsum(values)
    first = np.searchsorted(loan, np.arange(loans), side="left")
    before = np.concatenate(([0], sums))[np.minimum(first, values.size)]
    result: Column = sums - before[loan]
    return result


def _held(rate: Column) -> Column:
    """The rate in force on each row: the last one that was set in the loan."""
    rows = np.where(rate == KEEP, 0, np.arange(rate.size))
    filled = rate[np.maximum.accumulate(rows)] if rate.size else rate
    return np.maximum(filled, 0)


def _days_until_next(lines: Timeline, until: np.datetime64) -> Column:
    if lines.day.size == 0:
        return np.zeros(0, np.int64)
    following = np.append(lines.day[1:], until)
    last = np.append(lines.loan[1:] != lines.loan[:-1], True)
    end = np.minimum(np.where(last, until, following), until)
    return np.maximum((end - lines.day).astype(np.int64), 0)


def _summed(lines: Timeline, parts: Exact) -> Exact:
    whole, rest = (_per_loan(lines, part) for part in parts)
    return whole + rest // INTEREST_UNIT, rest % INTEREST_UNIT
