"""Write-off (xóa nợ), what is recovered afterwards, and refunds of interest collected beyond what accrued."""

from collections.abc import Sequence
from datetime import date

from loans.domain.debt import Refund, WriteOff
from loans.domain.fund import Account, Movement, lowest_from, postings
from loans.domain.loan import Loan
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.books import consistent, open_period, opened
from loans.service.loan import name_frozen, position_of
from loans.service.unit_of_work import UnitOfWork


def write_off(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    on: date,
    principal: int,
    interest: int,
    frozen: int,
    decision: str,
    cites: Sequence[str],
) -> Loan:
    """Write off principal and interest, separate amounts of one decision; ``frozen`` is the part out of frozen debt."""
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    held = position_of(uow, loan, on)
    later = {entry.effective_on for entry in uow.loans.entries([loan_id]) if entry.effective_on > on}
    unpaid_interest = min(position_of(uow, loan, day).interest for day in {on, *later})
    limits = (
        ("frozen", frozen, min(principal, held.frozen)),
        ("principal", principal - frozen, held.payable),
        ("interest", interest, unpaid_interest),
    )
    for field, value, owed in limits:
        if not 0 <= value <= owed:
            raise _beyond(field, value, owed)
    if principal + interest == 0:
        raise _beyond("principal", 0, held.outstanding)
    uow.lock(source=loan.source_id)
    body = {
        "principal": principal,
        "interest": interest,
        "frozen": frozen,
        "decision": decision,
        "cites": list(cites),
    }
    booked = uow.entries.append(loan_id, expected, "loan_written_off", on, body)
    uow.debts.add_write_off(booked, WriteOff(loan_id, on, principal, interest))
    name_frozen(uow, booked, loan, on, frozen)
    if principal:
        uow.funds.post(booked, on, postings(Movement.WRITTEN_OFF, loan.source_id, principal))
    consistent(uow, loan)
    return uow.loans.get(loan_id)


def recover(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date, amount: int, voucher_no: str
) -> Loan:
    """Record what was recovered after a write-off: before cover it restores capital, after it the provision (§6.9)."""
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    uow.lock(source=loan.source_id)
    left = to_recover(uow, loan_id, on)
    if not 0 < amount <= left:
        raise _beyond("amount", amount, left)
    uncovered = lowest_from(on, uow.funds.changes(loan.source_id, Account.LOSS))
    before = min(amount, max(uncovered, 0))
    body = {"amount": amount, "before_cover": before, "voucher_no": voucher_no}
    booked = uow.entries.append(loan_id, expected, "loan_recovered", on, body)
    uow.debts.add_recovery(booked, loan_id, on, amount)
    moved = [
        *(postings(Movement.RECOVERED_BEFORE_COVER, loan.source_id, before) if before else ()),
        *(postings(Movement.RECOVERED_AFTER_COVER, loan.source_id, amount - before) if amount > before else ()),
    ]
    uow.funds.post(booked, on, moved)
    return uow.loans.get(loan_id)


def to_recover(uow: UnitOfWork, loan_id: int, on: date) -> int:
    """Principal written off by a day and not recovered since, in đồng."""
    lost = sum(each.principal for each in uow.debts.of([loan_id]).until(on).write_offs)
    return lost - uow.debts.recovered(loan_id)


def refund(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date, amount: int, voucher_no: str
) -> Loan:
    """Give back interest collected beyond what accrued (§6.18)."""
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    credit = position_of(uow, loan, on).credit
    if not 0 < amount <= credit:
        raise _beyond("amount", amount, credit)
    uow.lock(source=loan.source_id)
    booked = uow.entries.append(
        loan_id, expected, "interest_refunded", on, {"amount": amount, "voucher_no": voucher_no}
    )
    uow.debts.add_refund(booked, Refund(loan_id, on, amount))
    uow.funds.post(booked, on, postings(Movement.INTEREST_REFUNDED, loan.source_id, amount))
    return uow.loans.get(loan_id)


def _beyond(field: str, value: int, owed: int) -> Refusal:
    return Refusal(
        "beyond_what_is_owed",
        field=field,
        value=value,
        vi=f"Số {value} đồng ({field}) phải lớn hơn 0 và không quá {owed} đồng. Sửa lại số tiền.",
        en=f"{value} đồng ({field}) must be above 0 and within {owed}. Correct the amount.",
    )
