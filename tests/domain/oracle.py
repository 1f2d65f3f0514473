"""The oracle of arrears: one loan at a time, one day at a time, over plain objects. Slow, and meant to be obvious.

It knows no columns and no numpy; ``loans.domain.arrears`` must say the same to the đồng and to the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)
YEAR_E7 = 365 * 10**7


@dataclass(frozen=True)
class Part:
    """An instalment: what falls due, and the session on which it moves to overdue if it is not paid."""

    due: date
    transfer: date
    principal: int


@dataclass(frozen=True)
class PlainLoan:
    """A loan as its papers tell it: money out, money in, instalments, and the rates from their days on."""

    disbursed: Sequence[tuple[date, int]] = ()
    repaid: Sequence[tuple[date, int]] = ()
    parts: Sequence[Part] = ()
    rates: Sequence[tuple[date, int, int]] = ()


@dataclass(frozen=True)
class Standing:
    """What the loan owes at the end of a day, the interest up to that day, and how late it is."""

    in_term: int
    overdue: int
    interest_in_term: Fraction
    interest_overdue: Fraction
    days_overdue: int = 0
    days_late: int = 0
    overdue_since: date | None = None
    oldest_due: date | None = None


def unpaid_parts(loan: PlainLoan, day: date) -> list[Part]:
    """What is left of each instalment at the end of the day: repayments pay the earliest due first."""
    money = sum(amount for on, amount in loan.repaid if on <= day)
    left = []
    for part in sorted(loan.parts, key=lambda part: part.due):
        paid = min(part.principal, money)
        money -= paid
        if paid < part.principal:
            left.append(Part(part.due, part.transfer, part.principal - paid))
    return left


def balances(loan: PlainLoan, day: date) -> tuple[int, int]:
    """In-term and overdue principal at the end of the day; no more can be overdue than is owed at all."""
    out = sum(amount for on, amount in loan.disbursed if on <= day)
    outstanding = out - sum(amount for on, amount in loan.repaid if on <= day)
    moved = sum(part.principal for part in unpaid_parts(loan, day) if part.transfer <= day)
    overdue = min(moved, outstanding)
    return outstanding - overdue, overdue


def rates(loan: PlainLoan, day: date) -> tuple[int, int]:
    """The rate and the overdue rate in force on the day, in ten-millionths a year."""
    begun = [change for change in loan.rates if change[0] <= day]
    return max(begun)[1:] if begun else (0, 0)


def standing(loan: PlainLoan, as_of: date) -> Standing:
    """The loan at the end of ``as_of``; every earlier day bore a day's interest on the balances of its evening."""
    bore_in_term = bore_overdue = 0
    day = min((on for on, _ in loan.disbursed), default=as_of)
    while day < as_of:
        in_term, overdue = balances(loan, day)
        rate, overdue_rate = rates(loan, day)
        bore_in_term += in_term * rate
        bore_overdue += overdue * overdue_rate
        day += ONE_DAY
    in_term, overdue = balances(loan, as_of)
    interest = Fraction(bore_in_term, YEAR_E7), Fraction(bore_overdue, YEAR_E7)
    left = unpaid_parts(loan, as_of)
    if in_term + overdue == 0 or not left:
        return Standing(in_term, overdue, *interest)
    oldest = left[0]
    return Standing(
        in_term,
        overdue,
        *interest,
        days_overdue=(as_of - oldest.transfer).days if overdue else 0,
        days_late=max((as_of - oldest.due).days, 0),
        overdue_since=oldest.transfer if overdue else None,
        oldest_due=oldest.due,
    )
