"""The one fold from a loan's events to what it owes at the end of a day, or of many days in one pass.

The text of ``fold`` is run in three ways with the same answers to the đồng: as plain Python for one loan
(``figures``, ``evenings``), compiled for many (``service.books.compiled``, where numba is installed), and as the numpy
columns of ``columns.py``. It therefore uses whole numbers, indexing and ordinary operators alone.

Principal moves to overdue (chuyển nợ quá hạn) on its transfer day unless paid by the end of that day; what is paid
covers the earliest pieces first, so overdue = max(0, min(moved, free) − repaid), where free is what was lent and
neither frozen nor settled out of a freeze (DOMAIN §6.4–6.5, §6.8). Interest is an exact fraction cumulated over all
balance and rate segments and rounded once, half up (§6.3); each collection pays interest on overdue principal first,
as far as it had accrued by then.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from loans.domain.books.event import (
    BROUGHT,
    BROUGHT_INTEREST,
    DISBURSED,
    MOVED,
    PAID,
    PAID_FROZEN,
    RATE,
    REFUND,
    WRITTEN_OFF,
    WRITTEN_OFF_FROZEN,
    Event,
)
from loans.domain.money import INTEREST_UNIT


class Figures(NamedTuple):
    """One loan at the end of a day, in đồng; of many loans, a column each.

    ``disbursed`` counts what an opening brought; ``paid`` is all principal paid, ``written_off`` all written off;
    ``outstanding`` = ``in_term`` + ``overdue`` + ``frozen``. ``covered`` is what has covered pieces: principal paid or
    written off outside a freeze. ``credit`` is interest collected beyond what accrued: the borrower's.
    ``rate_e7`` and ``overdue_rate_e7`` are those in force on the day.
    """

    disbursed: Any
    paid: Any
    written_off: Any
    covered: Any
    in_term: Any
    overdue: Any
    frozen: Any
    interest_in_term: Any
    interest_overdue: Any
    credit: Any
    interest_collected: Any
    rate_e7: Any
    overdue_rate_e7: Any

    @property
    def outstanding(self) -> Any:
        """All principal owed, frozen principal too."""
        return self.in_term + self.overdue + self.frozen

    @property
    def payable(self) -> Any:
        """Principal that a payment may take; frozen principal is paid only where it is named."""
        return self.in_term + self.overdue

    @property
    def interest(self) -> Any:
        """All interest owed."""
        return self.interest_in_term + self.interest_overdue


WIDTH = len(Figures._fields)
_HALF = 2 * INTEREST_UNIT


def fold(  # noqa: PLR0912, PLR0915 - one pass with all its state in locals: that is what compiles
    day: Any, kind: Any, a: Any, b: Any, first: int, last: int, asked: Any, out: Any, row: int
) -> None:
    """Write the figures of the loan whose events are ``first`` to ``last`` (excluded) at the end of each ``asked`` day.

    ``asked`` are day numbers, ascending; row ``row + j`` of ``out`` takes those of the j-th, in the order of
    ``Figures``. A loan whose first event is later than a day has 0 everywhere on it, and its first rates.
    """
    disbursed = paid = written = covered = moved = held = settled = 0  # held: frozen; settled: paid out of freezes
    rate, late_rate = a[first], b[first]
    in_term = overdue = since = 0
    days_in = days_late = 0  # balance × days of the present rate, not yet turned into interest
    whole_in = rest_in = whole_late = rest_late = 0
    brought = late_brought = collected = waived = 0
    taken = gap = 0  # what collections took of interest on overdue principal is taken + gap
    i = first
    for j in range(len(asked)):
        until = asked[j]
        while i < last and day[i] <= until:
            on, what, x, y = day[i], kind[i], a[i], b[i]
            i += 1
            if on > since:
                days_in += in_term * (on - since)
                days_late += overdue * (on - since)
            since = on
            if what == RATE:
                whole_in += days_in // INTEREST_UNIT * rate
                rest_in += days_in % INTEREST_UNIT * rate
                whole_late += days_late // INTEREST_UNIT * late_rate
                rest_late += days_late % INTEREST_UNIT * late_rate
                days_in = days_late = 0
                rate, late_rate = x, y
                continue
            if what == MOVED:
                moved += x
                held += y
            elif what in (PAID, WRITTEN_OFF):
                covered += x
                if what == PAID:
                    paid += x
                    collected += y
                else:
                    written += x
                    waived += y
                if y > 0:
                    owing = whole_late + days_late // INTEREST_UNIT * late_rate
                    rest = rest_late + days_late % INTEREST_UNIT * late_rate
                    owing += (2 * rest + INTEREST_UNIT) // _HALF
                    taken += y
                    gap = min(gap, owing + late_brought - taken)
            elif what in (DISBURSED, BROUGHT):
                disbursed += x
            elif what == PAID_FROZEN:
                paid += x
                settled += x
            elif what == WRITTEN_OFF_FROZEN:
                written += x
                settled += x
            elif what == REFUND:
                collected -= y
            elif what == BROUGHT_INTEREST:
                brought += x
                late_brought += y
            free = disbursed - held - settled
            overdue = max(min(moved, free) - covered, 0)
            in_term = free - covered - overdue
        days = until - since if until > since else 0
        sum_in, sum_late = days_in + in_term * days, days_late + overdue * days
        whole, rest = whole_in + sum_in // INTEREST_UNIT * rate, rest_in + sum_in % INTEREST_UNIT * rate
        late, late_rest = (
            whole_late + sum_late // INTEREST_UNIT * late_rate,
            rest_late + sum_late % INTEREST_UNIT * late_rate,
        )
        total = whole + late + (2 * (rest + late_rest) + INTEREST_UNIT) // _HALF + brought + late_brought
        accrued_late = late + (2 * late_rest + INTEREST_UNIT) // _HALF + late_brought
        left = max(total - collected - waived, 0)
        owed_late = min(max(accrued_late - taken - gap, 0), left)
        line = out[row + j]
        line[0], line[1], line[2], line[3] = disbursed, paid, written, covered
        line[4], line[5], line[6] = in_term, overdue, held
        line[7], line[8], line[9] = left - owed_late, owed_late, max(collected - total, 0)
        line[10], line[11], line[12] = collected, rate, late_rate


def figures(events: Sequence[Event], as_of: int) -> Figures:
    """One loan at the end of a day (a day number)."""
    return figures_on(events, (as_of,))[0]


def figures_on(events: Sequence[Event], asked: Sequence[int]) -> list[Figures]:
    """One loan at the end of each of some ascending days, in one pass."""
    day, kind, a, b = zip(*events, strict=True)
    if kind[0] != RATE:
        raise ValueError("the first event of a loan is its first rate")
    out = [[0] * WIDTH for _ in asked]
    fold(day, kind, a, b, 0, len(day), asked, out, 0)
    return [Figures(*line) for line in out]


def evenings(events: Sequence[Event], since: int) -> dict[int, Figures]:
    """One loan at the end of ``since`` and of every later day on which anything happens, in one pass."""
    asked = sorted({since, *(event[0] for event in events if event[0] > since)})
    return dict(zip(asked, figures_on(events, asked), strict=True))
