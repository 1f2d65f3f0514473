"""The arithmetic of a repayment schedule (lịch trả nợ): due dates, day counts, equal parts, interest per row.

Nothing here knows a limit of the law, reads the clock or touches a float: amounts are whole đồng, rates are
exact fractions of one a year ("0.079248"), days are ``datetime.date``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from loans.domain.calendar import add_months
from loans.domain.money import half_up

MONTHS_A_YEAR = 12


class Method(StrEnum):
    """How principal falls due (phương thức trả gốc)."""

    EQUAL_PRINCIPAL = "equal_principal"
    BULLET = "bullet"
    INTEREST_ONLY_BALLOON = "interest_only_balloon"


class DayCount(StrEnum):
    """How the days of a period and of a year are counted."""

    ACTUAL_365 = "actual/365"
    EUROPEAN_30_360 = "30/360"


class Rounding(StrEnum):
    """How an equal part of principal is brought to the grain."""

    NEAREST = "nearest"
    DOWN = "down"


def periodic_days(start: date, *, term_months: int, every_months: int) -> tuple[date, ...]:
    """Due dates every so many months, each counted from ``start`` and never from the one before.

    A term that is no multiple ends with a shorter period: 7 months by 3 fall due after 3, 6 and 7 months.
    Raises ``ValueError`` where a due date lies beyond the year 9999.
    """
    steps = [*range(every_months, term_months, every_months), term_months]
    return tuple(add_months(start, months) for months in steps)


def actual_days(start: date, end: date) -> int:
    """Calendar days from ``start`` (counted) to ``end`` (not counted)."""
    return (end - start).days


def european_days(start: date, end: date) -> int:
    """Days by 30E/360 (ISDA 2006, section 4.16(g)): every month has 30 days, a 31st counts as the 30th."""
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return 30 * months + min(end.day, 30) - min(start.day, 30)


@dataclass(frozen=True, slots=True)
class Accrual:
    """How a balance bears interest: the rate a year, how days are counted, and the days of a year."""

    annual_rate: Fraction
    days_between: Callable[[date, date], int]
    year_days: int

    def interest(self, balance: int, start: date, end: date) -> int:
        """Interest in đồng on ``balance`` from ``start`` to ``end``, rounded once, halves up, without carry."""
        exact = balance * self.annual_rate * self.days_between(start, end) / self.year_days
        return half_up(exact.numerator, exact.denominator)


def accrual(annual_rate: Fraction, day_count: DayCount) -> Accrual:
    """The accrual that a day count stands for."""
    if day_count is DayCount.EUROPEAN_30_360:
        return Accrual(annual_rate, european_days, 360)
    return Accrual(annual_rate, actual_days, 365)


def equal_parts(principal: int, count: int, *, grain: int = 1, rounding: Rounding) -> list[int]:
    """``principal`` in ``count`` parts: the quotient rounded once to the grain, the last part takes the rest.

    No part exceeds what is left, so a grain that rounds up may leave nothing for the last ones.
    Practice of NHCSXH: ``grain`` 100 000, ``down``.
    """
    unit = count * grain
    part = (principal // unit if rounding is Rounding.DOWN else half_up(principal, unit)) * grain
    parts: list[int] = []
    left = principal
    for _ in range(count - 1):
        parts.append(min(part, left))
        left -= parts[-1]
    return [*parts, left]


@dataclass(frozen=True, slots=True)
class Row:
    """One period of a schedule: ``start`` bears interest, ``due`` does not; amounts in đồng."""

    no: int
    start: date
    due: date
    days: int
    principal: int
    interest: int
    total: int
    balance_after: int


def rows(
    balance: int, *, start: date, due: Sequence[date], parts: Sequence[int], accrual: Accrual, unpaid: int = 0
) -> tuple[Row, ...]:
    """The periods that run from ``start`` over the ``due`` dates; the first one carries ``unpaid`` interest.

    ``parts`` is the principal of each period, aligned with ``due``; the parts add up to ``balance``.
    """
    made: list[Row] = []
    for no, (end, part) in enumerate(zip(due, parts, strict=True), start=1):
        interest = unpaid + accrual.interest(balance, start, end)
        balance -= part
        days = accrual.days_between(start, end)
        made.append(Row(no, start, end, days, part, interest, part + interest, balance))
        start, unpaid = end, 0
    return tuple(made)
