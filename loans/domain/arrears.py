"""In-term, overdue and frozen principal, and the interest on the first two, of one loan or of a whole portfolio.

Written once, over flat columns sorted by (loan, day): one loan is one segment. Principal moves to overdue
(chuyển nợ quá hạn) on its transfer day unless paid by the end of that day; what is paid covers the earliest
instalments first, so overdue = max(0, principal moved so far − principal repaid so far) (DOMAIN §6.4–6.5).
Frozen principal (nợ khoanh) stands apart from both and bears no interest (§6.8).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from loans.domain.columns import Amount, Column, amounts_column, days_column, least, most, rule
from loans.domain.money import INTEREST_UNIT, Exact, prorated, rounded

OPTIONAL = ("frozen", "settled", "interest", "waived", "brought_in_term", "brought_overdue")

_PRODUCT = (2**63 - 1) // 2
KEEP = -1
"""In a rate column: the rate does not change on this row."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that changes a balance or a rate, a row each; ``loan`` counts from 0.

    ``disbursed`` is principal in đồng; ``repaid`` is principal paid or written off outside a freeze, ``settled``
    out of frozen principal; ``moved`` is scheduled principal whose transfer day this is; ``frozen`` is principal
    frozen (or thawed, negative); ``interest`` is interest collected (given back, negative) and ``waived`` what was
    written off; ``brought_in_term`` and ``brought_overdue`` is interest owed at the opening of a loan that came from
    another system; ``rate_e7`` and ``overdue_rate_e7`` are the rates from this day on, or ``KEEP``.
    """

    loans: int
    loan: Column
    day: Column
    disbursed: Column
    repaid: Column
    moved: Column
    rate_e7: Column
    overdue_rate_e7: Column
    frozen: Column
    settled: Column
    interest: Column
    waived: Column
    brought_in_term: Column
    brought_overdue: Column


def timeline(loans: int, **columns: Column) -> Timeline:
    """A timeline out of columns in any order: checked at the door, sorted by (loan, day).

    ``OPTIONAL`` columns may be left out where nothing was frozen, collected, waived or brought.
    """
    days = days_column(columns.pop("day"))
    whole = {name: amounts_column(values) for name, values in columns.items()}
    for name in OPTIONAL:
        whole.setdefault(name, np.zeros(days.size, np.int64))
    if any(values.size != days.size for values in whole.values()):
        raise ValueError("every column of a timeline has one value per row")
    if days.size and not 0 <= whole["loan"].min() <= whole["loan"].max() < loans:
        raise ValueError(f"loans are counted from 0 to {loans - 1}: a row names another")
    order = np.lexsort((whole["rate_e7"] == KEEP, days, whole["loan"]))  # a rate first among the rows of its day
    loan = whole["loan"][order]
    opens = np.append(True, loan[1:] != loan[:-1])[: loan.size]
    rows = {name: values[order] for name, values in whole.items()}
    for name in ("rate_e7", "overdue_rate_e7"):
        _from_the_beginning(rows[name], loan, opens)
    return Timeline(loans=loans, day=days[order], **rows)


def _from_the_beginning(rate: Column, loan: Column, opens: Column) -> None:
    """The first rate of a loan holds from its first row on, in place: whatever happened before it was set bore it."""
    late = np.flatnonzero(opens & (rate == KEEP))
    if not late.size:
        return
    at = np.flatnonzero(rate != KEEP)
    first = np.searchsorted(loan[at], loan[late])
    if (first >= at.size).any() or (loan[at][first] != loan[late]).any():
        raise ValueError("every loan has a row that sets both of its rates")
    rate[late] = rate[at[first]]


@dataclass(frozen=True, slots=True)
class Balances:
    """Per loan at the end of a day, in đồng: the identity outstanding = in_term + overdue + frozen holds."""

    disbursed: Column
    repaid: Column
    in_term: Column
    overdue: Column
    frozen: Column

    @property
    def outstanding(self) -> Column:
        """All principal neither repaid nor written off."""
        total: Column = self.in_term + self.overdue + self.frozen
        return total


@rule
def overdue_principal(disbursed: Amount, repaid: Amount, moved: Amount) -> Any:
    """Principal that has moved and is not repaid; what was never disbursed (or is frozen) cannot be overdue."""
    return most(least(moved, disbursed) - repaid, 0)


def balances(lines: Timeline, as_of: np.datetime64) -> Balances:
    """Balances of every loan at the end of ``as_of``."""
    seen = lines.day <= as_of
    names = ("disbursed", "repaid", "moved", "frozen", "settled")
    return _balances(*(_per_loan(lines, getattr(lines, name) * seen) for name in names))


def _balances(disbursed: Column, repaid: Column, moved: Column, frozen: Column, settled: Column) -> Balances:
    free = disbursed - frozen - settled
    overdue = overdue_principal(free, repaid, moved)
    return Balances(disbursed, repaid, free - repaid - overdue, overdue, frozen)


def accrued(lines: Timeline, until: np.datetime64) -> tuple[Exact, Exact]:
    """Interest accrued on in-term and on overdue principal from the first disbursement up to ``until``.

    ``until`` itself bears no interest on what is paid on it. Exact: (whole đồng, rest) per loan; round each
    sum once with ``money.rounded`` (DOMAIN §6.3).
    """
    in_term, overdue = _accruing(lines, until)
    return _summed(lines, in_term), _summed(lines, overdue)


@dataclass(frozen=True, slots=True)
class InterestOwed:
    """Interest accrued and not collected (lãi tồn), apart by portion; ``credit`` is what was collected beyond.

    What was waived is no credit: it was never paid.
    """

    in_term: Column
    overdue: Column
    credit: Column


def interest_owed(lines: Timeline, until: np.datetime64) -> InterestOwed:
    """What each loan owes in interest on a day: rounded once, on the cumulated sum (DOMAIN §6.3).

    Each collection pays interest on overdue principal first, as far as it had accrued by then, then the rest. What an
    opening brought is owed as if it had accrued by its day.
    """
    in_term, overdue = _accruing(lines, until)
    seen = lines.day <= until
    brought, late_brought = (_per_loan(lines, part * seen) for part in (lines.brought_in_term, lines.brought_overdue))
    of_overdue = np.asarray(rounded(_summed(lines, overdue))) + late_brought
    (whole, rest), (late_whole, late_rest) = _summed(lines, in_term), _summed(lines, overdue)
    total = np.asarray(rounded((whole + late_whole, rest + late_rest))) + brought + late_brought
    collected, waived = (_per_loan(lines, part * seen) for part in (lines.interest, lines.waived))
    paid_overdue = _paid_first(lines, overdue, seen)
    left = np.maximum(total - collected - waived, 0)
    late = np.minimum(np.maximum(of_overdue - paid_overdue, 0), left)
    return InterestOwed(left - late, late, np.maximum(collected - total, 0))


def _paid_first(lines: Timeline, overdue: Exact, seen: Column) -> Column:
    """How much of what was collected has paid interest on overdue principal: x = min(accrued by then, x + paid),
    row by row, which is P + min(0, min over rows of (accrued − P)) with P the running sum of what was paid or waived.
    A refund gives back what had paid no interest at all, so it takes nothing from here."""
    pays = (np.maximum(lines.interest, 0) + lines.waived) * seen
    paid = _running(lines, pays)
    whole, rest = overdue
    before = _running(lines, whole) - whole, _running(lines, rest) - rest
    due = np.asarray(rounded((before[0] + before[1] // INTEREST_UNIT, before[1] % INTEREST_UNIT)))
    due = due + _running(lines, lines.brought_overdue)
    gap = np.where(pays > 0, due - paid, 0)
    least_gap = np.zeros(lines.loans, np.int64)
    np.minimum.at(least_gap, lines.loan, gap)
    result: Column = _per_loan(lines, pays) + least_gap
    return result


def _accruing(lines: Timeline, until: np.datetime64) -> tuple[Exact, Exact]:
    """Interest that accrues from each row to the next one, on in-term and on overdue principal."""
    names = ("disbursed", "repaid", "moved", "frozen", "settled")
    held = _balances(*(_running(lines, getattr(lines, name)) for name in names))
    days = _days_until_next(lines, until)
    return (
        _prorated(held.in_term, _held(lines.rate_e7), days),
        _prorated(held.overdue, _held(lines.overdue_rate_e7), days),
    )


def _prorated(balance: Column, rate_e7: Column, days: Column) -> Exact:
    """``prorated`` row by row; a loan too large for the product of a column is worked out alone, the others with it."""
    large = balance > _PRODUCT // np.maximum(rate_e7, 1)
    if not large.any():
        return prorated(balance, rate_e7, days)
    whole, rest = prorated(np.where(large, 0, balance), np.where(large, 0, rate_e7), days)
    for row in np.flatnonzero(large).tolist():
        whole[row], rest[row] = prorated(int(balance[row]), int(rate_e7[row]), int(days[row]))
    return whole, rest


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


def delay(owed: Instalments, held: Balances, as_of: np.datetime64, settled: Column | None = None) -> Delay:
    """The two counts of §6.5 per loan: ageing uses days overdue, days late stand beside it.

    ``settled`` is the part of what was repaid that ``owed`` no longer lists.
    """
    loans = held.repaid.size
    repaid = held.repaid if settled is None else held.repaid - settled
    unpaid = _running_sum(owed.loan, owed.principal, loans) > repaid[owed.loan]
    unpaid &= (held.in_term + held.overdue > 0)[owed.loan]  # what was frozen, or never disbursed, is not late
    oldest = _earliest(owed.loan[unpaid], owed.due[unpaid], loans)
    moved = unpaid & (owed.transfer <= as_of) & (held.overdue > 0)[owed.loan]
    since = _earliest(owed.loan[moved], owed.transfer[moved], loans)
    return Delay(_days_to(as_of, since), _days_to(as_of, oldest), since, oldest)


_NEVER = np.datetime64("9999-12-31", "D")
_NOWHERE = np.datetime64("NaT", "D")


def _earliest(loan: Column, day: Column, loans: int) -> Column:
    """The earliest of each loan's days; none: NaT."""
    found = np.full(loans, _NEVER)
    np.minimum.at(found, loan, day)
    return np.where(found == _NEVER, _NOWHERE, found)


def _days_to(as_of: np.datetime64, day: Column) -> Column:
    """Days from a past day to ``as_of``; 0 where there is none or it is still to come."""
    past = ~np.isnat(day) & (day < as_of)
    return np.where(past, (as_of - np.where(past, day, as_of)).astype(np.int64), 0)


def _per_loan(lines: Timeline, values: Column) -> Column:
    result = np.zeros(lines.loans, np.int64)
    np.add.at(result, lines.loan, values)
    return result


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
