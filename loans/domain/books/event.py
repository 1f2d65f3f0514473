"""Events: what changes a loan's balance, its rate or the principal that counts as moved, each on its day.

An event is ``(day, kind, a, b)``: whole days since 01/01/1970, one of the kinds below, and two amounts in đồng whose
meaning the kind says. A loan's events stand in the order of their days; a rate comes first on its day, the others as
the rules order the events of a day (vouchers by number, §6.18; decisions by sequence, §7.2.23). The first event of
every loan is its first rate: what holds before it is not known otherwise.
"""

from datetime import date, timedelta

Event = tuple[int, int, int, int]

RATE = 0
"""From this day on: ``a`` the rate, ``b`` the overdue rate, in ten-millionths a year."""
DISBURSED = 1
"""``a``: principal paid out (giải ngân)."""
BROUGHT = 2
"""``a``: principal that an opening (số dư ban đầu) brought from another system, as if paid out on its day."""
PAID = 3
"""``a``: principal paid outside a freeze; ``b``: interest collected."""
PAID_FROZEN = 4
"""``a``: principal paid out of a freeze that the voucher named."""
WRITTEN_OFF = 5
"""``a``: principal written off outside a freeze; ``b``: interest waived, which is never income."""
WRITTEN_OFF_FROZEN = 6
"""``a``: principal written off out of a freeze."""
REFUND = 7
"""``b``: interest given back, which had been collected beyond what accrued."""
MOVED = 8
"""``a``: principal that counts as moved to overdue from this day on (negative: no longer); ``b``: frozen (negative:
thawed, or paid out of the freeze)."""
BROUGHT_INTEREST = 9
"""Interest owed at an opening: ``a`` on in-term, ``b`` on overdue principal."""

_DAY_ZERO = date(1970, 1, 1)
_ORDINAL_ZERO = _DAY_ZERO.toordinal()


def day_number(day: date) -> int:
    """Whole days since 01/01/1970."""
    return day.toordinal() - _ORDINAL_ZERO


def day_of(number: int) -> date:
    """The day of such a number."""
    return _DAY_ZERO + timedelta(days=number)
