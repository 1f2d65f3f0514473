"""Write-off (xóa nợ), what is recovered afterwards, and refunds of interest collected beyond what accrued: decided."""

from collections.abc import Sequence
from datetime import date

from loans.domain.books.event import day_number
from loans.domain.books.fold import figures_on
from loans.domain.books.history import History
from loans.domain.books.laid import laid, owed_on, position_of
from loans.domain.books.outcome import Fact, Outcome, Recovered
from loans.domain.debt import Refund, WriteOff
from loans.domain.fund import Movement, lowest_from, postings
from loans.domain.lending.checks import begun, period_open, sessions_known
from loans.domain.lending.consistent import consistent
from loans.domain.lending.repayment import named_frozen
from loans.domain.refusal import Refusal


def written_off(
    history: History,
    *,
    today: date,
    expected: int,
    on: date,
    principal: int,
    interest: int,
    frozen: int,
    decision: str,
    cites: Sequence[str],
) -> Outcome:
    """What a write-off appends: principal and interest, separate amounts of one decision; ``frozen`` is the part out
    of frozen debt."""
    _may(history, today, expected, on)
    later = {entry.effective_on for entry in history.vouchers if entry.effective_on > on}
    lived = figures_on(laid(history), [day_number(day) for day in sorted({on, *later})])
    held = position_of(lived[0])
    limits = (
        ("frozen", frozen, min(principal, held.frozen)),
        ("principal", principal - frozen, held.payable),
        ("interest", interest, min(each.interest for each in lived)),
    )
    for field, value, owed in limits:
        if not 0 <= value <= owed:
            raise _beyond(field, value, owed)
    if principal + interest == 0:
        raise _beyond("principal", 0, held.outstanding)
    body = {
        "principal": principal,
        "interest": interest,
        "frozen": frozen,
        "decision": decision,
        "cites": list(cites),
    }
    loan = history.loan
    facts: tuple[Fact, ...] = (WriteOff(loan.id, on, principal, interest), *named_frozen(history, on, frozen))
    posted = postings(Movement.WRITTEN_OFF, loan.source_id, principal) if principal else ()
    outcome = Outcome("loan_written_off", on, body, facts=facts, postings=posted)
    consistent(history.applied(outcome))
    return outcome


def recovered(
    history: History,
    losses: Sequence[tuple[date, int]],
    *,
    today: date,
    expected: int,
    on: date,
    amount: int,
    voucher_no: str,
) -> Outcome:
    """What a recovery after a write-off appends: before cover it restores capital, after it the provision (§6.9).

    ``losses`` are the changes of the source's uncovered loss, (day, đồng ±).
    """
    _may(history, today, expected, on)
    left = to_recover(history, on)
    if not 0 < amount <= left:
        raise _beyond("amount", amount, left)
    before = min(amount, max(lowest_from(on, losses), 0))
    source_id = history.loan.source_id
    posted = (
        *(postings(Movement.RECOVERED_BEFORE_COVER, source_id, before) if before else ()),
        *(postings(Movement.RECOVERED_AFTER_COVER, source_id, amount - before) if amount > before else ()),
    )
    body = {"amount": amount, "before_cover": before, "voucher_no": voucher_no}
    return Outcome("loan_recovered", on, body, facts=(Recovered(history.loan.id, on, amount),), postings=posted)


def to_recover(history: History, on: date) -> int:
    """Principal written off by a day and not recovered since, in đồng."""
    lost = sum(each.principal for each in history.debts.until(on).write_offs)
    return lost - sum(each.amount for each in history.recovered)


def refunded(history: History, *, today: date, expected: int, on: date, amount: int, voucher_no: str) -> Outcome:
    """What giving back interest collected beyond what accrued appends (§6.18)."""
    _may(history, today, expected, on)
    credit = owed_on(history, on).credit
    if not 0 < amount <= credit:
        raise _beyond("amount", amount, credit)
    posted = postings(Movement.INTEREST_REFUNDED, history.loan.source_id, amount)
    body = {"amount": amount, "voucher_no": voucher_no}
    return Outcome("interest_refunded", on, body, facts=(Refund(history.loan.id, on, amount),), postings=posted)


def _may(history: History, today: date, expected: int, on: date) -> None:
    begun(history, today=today, expected=expected, on=on)
    period_open(history.closed_through, on)
    sessions_known(history, on)


def _beyond(field: str, value: int, owed: int) -> Refusal:
    return Refusal(
        "beyond_what_is_owed",
        field=field,
        value=value,
        vi=f"Số {value} đồng ({field}) phải lớn hơn 0 và không quá {owed} đồng. Sửa lại số tiền.",
        en=f"{value} đồng ({field}) must be above 0 and within {owed}. Correct the amount.",
    )
