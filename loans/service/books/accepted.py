"""What every entry of a loan must leave behind: a closed period untouched, and books that do not contradict."""

from datetime import date

import numpy as np

from loans.domain.arrears import balances
from loans.domain.due import NotOwedError
from loans.domain.loan import Loan
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.checks import happened, not_before, unmoved
from loans.service.portfolio import portfolio
from loans.service.unit_of_work import UnitOfWork

LAST_DAY = date(9999, 12, 31)


def opened(uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date) -> Loan:
    """The loan, open to this person, unmoved, for an entry of a day that has come and is not closed."""
    loan = uow.loans.get(loan_id)
    actor.within(loan.commune)
    unmoved(uow, loan_id, expected)
    happened(on, today, "on")
    not_before(on, loan.signed_on, "on", "ngày ký hợp đồng", "the signing day")
    after_opening(uow, loan, on)
    return loan


def after_opening(uow: UnitOfWork, loan: Loan, on: date) -> None:
    """Refuse an entry of a day that a loan's opening has closed: what happened by its end is in its figures."""
    opening = next(iter(uow.loans.openings([loan.id])), None)
    if opening is not None and on <= opening.effective_on:
        raise Refusal(
            "before_opening",
            field="on",
            value=on.isoformat(),
            vi=f"Số dư ban đầu của khế ước đã gồm mọi việc đến hết {opening.effective_on:%d/%m/%Y}. Ghi với ngày sau "
            "đó, hoặc sửa số dư ban đầu.",
            en=f"The loan's opening holds all that happened by the end of {opening.effective_on}. Use a later day, or "
            "correct the opening.",
        )


def open_period(uow: UnitOfWork, on: date, *, approver: bool = False, reason: str = "") -> None:
    """Refuse an entry of a closed period, unless an approver gives a reason: it then shows as a correction."""
    closed = uow.debts.closed_through()
    if closed is None or on > closed or (approver and reason):
        return
    raise Refusal(
        "period_closed",
        field="on",
        value=on.isoformat(),
        vi=f"Sổ đã khóa đến hết {closed:%d/%m/%Y}. Ghi với ngày sau đó; hủy hoặc ghi lại bút toán cũ phải do "
        "người phê duyệt làm, kèm lý do.",
        en=f"The books are closed through {closed}. Use a later day; an old entry is reversed or rebooked by an "
        "approver, with a reason.",
    )


def consistent(uow: UnitOfWork, loan: Loan) -> None:
    """Refuse what was just written where it contradicts what is booked: the transaction is then undone.

    On no day may any part of principal fall below zero, a decision name principal that had been paid, more be paid
    out of a freeze than it held, or more be recovered than was written off.
    """
    try:
        lines = portfolio(uow, [loan], LAST_DAY, only=[loan.id]).lines
    except NotOwedError as fault:
        raise _contradicts("một quyết định sau đó tính trên số gốc này", "a later decision counts on it") from fault
    entries = uow.loans.entries([loan.id])
    debts = uow.debts.of([loan.id])
    changes = [
        *((each.effective_on, each.disbursed - each.principal) for each in entries),
        *((each.effective_on, -each.principal) for each in debts.write_offs),
    ]
    balance = 0
    for day in sorted({on for on, _ in changes}):
        balance += sum(change for on, change in changes if on == day)
        if balance < 0:
            raise _contradicts(f"dư nợ ngày {day:%d/%m/%Y} sẽ âm", f"principal would fall below zero on {day}")
    standing_freezes = {freeze.entry_id for freeze in debts.freezes}
    if any(part.freeze_id not in standing_freezes for part in debts.frozen_parts):
        raise _contradicts("đã có số thu trên nợ khoanh này", "a payment named this freeze")
    if uow.debts.recovered(loan.id) > sum(lost.principal for lost in debts.write_offs):
        raise _contradicts("số thu hồi vượt nợ đã xóa", "more was recovered than was written off")
    for day in np.unique(lines.day):
        held = balances(lines, day)
        if held.frozen[0] < 0:
            raise _contradicts("số thu vượt nợ khoanh", "more was paid than was frozen")
        if held.in_term[0] < 0:
            raise _contradicts(f"nợ trong hạn ngày {day} sẽ âm", f"in-term principal would fall below zero on {day}")


def _contradicts(vi: str, en: str) -> Refusal:
    return Refusal(
        "books_contradict",
        field="on",
        vi=f"Bút toán này mâu thuẫn với bút toán đã ghi: {vi}. Hủy bút toán sau trước, rồi ghi lại theo thứ tự.",
        en=f"This entry contradicts what is booked: {en}. Reverse the later entry first, then book both in order.",
    )
