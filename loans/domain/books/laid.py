"""A loan's history laid out as events, for the one fold; and what it owes by it."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from operator import attrgetter

from loans.domain.books.delay import Delays, delay_of_pieces
from loans.domain.books.doubt import Doubt
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
    day_number,
)
from loans.domain.books.fold import Figures, figures
from loans.domain.books.history import History
from loans.domain.law import Overlay, law
from loans.domain.law.rates import rates_held
from loans.domain.loan import Loan, LoanEntry, Position
from loans.domain.programme import programme_of

FORMULA_SWITCH = "job_loan_formula_of_old_loans"
"""The only parameter of a source's own law that bears on the rate of a loan already out."""


def laid(history: History) -> list[Event]:
    """The events of a loan in their order: of one day the rate, vouchers by number, write-offs, refunds, decisions."""
    rows = sorted(_rows(history), key=lambda event: event[0])  # a stable sort: within a day as they were laid
    rates = _rates(history)
    first = min(rates[0][0], rows[0][0]) if rows else rates[0][0]
    begun = (first, RATE, rates[0][2], rates[0][3])
    return sorted([begun, *rates[1:], *rows], key=lambda event: (event[0], event[1] != RATE))


def owed_on(history: History, day: date) -> Position:
    """What the loan owes at the end of a day."""
    return position_of(figures(laid(history), day_number(day)))


def late_on(history: History, day: date) -> Delays:
    """How late the loan is at the end of a day."""
    number, found = day_number(day), history.course.on(day)
    return delay_of_pieces(found.pieces, found.settled, figures(laid(history), number), number)


def position_of(found: Figures) -> Position:
    """What a loan owes by its figures."""
    return Position(
        in_term=found.in_term,
        overdue=found.overdue,
        interest_in_term=found.interest_in_term,
        interest_overdue=found.interest_overdue,
        frozen=found.frozen,
        credit=found.credit,
    )


def doubt_of(history: History) -> Doubt:
    """What cannot be known of the loan: how its decisions act, when its principal moves, its rate."""
    return max(history.doubt, Doubt.RATE_UNKNOWN if _rate_in_doubt(history) else Doubt.NONE)


def _rate_in_doubt(history: History) -> bool:
    """Whether the formula of the loan's rate gives none: its contract's rate is taken then."""
    return not history.loan.rate_fixed and _formula(*_regime(history.loan), history.overlays) is None


def _rows(history: History) -> Iterator[Event]:
    for voucher in history.vouchers:
        yield from _voucher(voucher, history.of_frozen.get(voucher.entry_id, 0))
    for lost in sorted(history.debts.write_offs, key=attrgetter("effective_on", "entry_id")):
        day, settled = day_number(lost.effective_on), history.of_frozen.get(lost.entry_id, 0)
        if lost.principal > settled or lost.interest:
            yield day, WRITTEN_OFF, lost.principal - settled, lost.interest
        if settled:
            yield day, WRITTEN_OFF_FROZEN, settled, 0
    for back in history.debts.refunds:
        yield day_number(back.effective_on), REFUND, 0, back.interest
    opening = history.opening
    if opening and opening.interest_known and not opening.has_history:
        owed = opening.interest_in_term, opening.interest_overdue
        yield day_number(opening.effective_on), BROUGHT_INTEREST, *owed
    for change in history.course.changes:
        yield day_number(change.day), MOVED, change.moved, change.frozen


def _voucher(voucher: LoanEntry, settled: int) -> Iterator[Event]:
    day = day_number(voucher.effective_on)
    if voucher.disbursed:
        yield day, BROUGHT if voucher.opening else DISBURSED, voucher.disbursed, 0
    if voucher.principal > settled or voucher.interest:
        yield day, PAID, voucher.principal - settled, voucher.interest
    if settled:
        yield day, PAID_FROZEN, settled, 0


def _rates(history: History) -> list[Event]:
    """The rates of a loan: a fixed one stays; a formula follows its regime and each re-pricing (§6.2)."""
    loan = history.loan
    found = None if loan.rate_fixed else _formula(*_regime(loan), history.overlays)
    if found is None:
        return [(day_number(loan.approved_on), RATE, loan.rate_e7, loan.overdue_rate_e7)]
    return [(day_number(since), RATE, rate, overdue) for since, rate, overdue in found]


def _regime(loan: Loan) -> tuple[str, date, str]:
    return programme_of(loan.programme).rate_family, loan.approved_on, loan.rate_group


@lru_cache(maxsize=4_096)
def _formula(
    family: str, approved_on: date, group: str, overlays: tuple[Overlay, ...]
) -> list[tuple[date, int, int]] | None:
    """The whole history of a formula's rate; None where the law holds no regime for it. Pure: it is kept by what it
    was asked, never by a number of a database."""
    own = [each for each in overlays if each.parameter == FORMULA_SWITCH]
    return rates_held(law().under(own), family, approved_on, group, date.max)
