"""A loan from its contract to its repayments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from loans.domain import loan as rules
from loans.domain.debt import FrozenPart
from loans.domain.fund import Movement, Posting, postings
from loans.domain.law import law
from loans.domain.loan import Correction, Loan, LoanEntry, Position
from loans.domain.plan import plan_year
from loans.domain.refusal import Finding, Refusal
from loans.service import commitment
from loans.service.actor import Actor
from loans.service.appraisal import assessment_of
from loans.service.books import after_opening, consistent, open_period
from loans.service.checks import fresh_voucher, happened, not_before, unmoved
from loans.service.portfolio import Portfolio, outlook_of, portfolio
from loans.service.unit_of_work import Booked, UnitOfWork


def disburse(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date, amount: int, voucher_no: str
) -> tuple[Loan, list[str]]:
    """Pay out within the commitment and the source's cash; returns the loan and the codes of what only warns."""
    present = _opened(uow, actor, loan_id, expected)
    _begun_here(present)
    happened(on, today, "on")
    not_before(on, present.signed_on, "on", "ngày ký hợp đồng", "the signing day")
    year = plan_year(on)
    uow.lock(borrower=present.borrower_id, plan=(present.source_id, present.commune, year), source=present.source_id)
    held = uow.commitments.open(application_id=present.application_id)
    committed = sum(each.left for each in held)
    if not 0 < amount <= committed:
        raise Refusal(
            "beyond_commitment",
            field="amount",
            value=amount,
            vi=f"Số giải ngân {amount} đồng phải lớn hơn 0 và không quá số đã cam kết còn lại {committed} đồng.",
            en=f"A disbursement of {amount} đồng must be above 0 and within the commitment left, {committed}.",
        )
    commitment.may_pay(uow, held, on=on, amount=amount)
    rules.check_paid_out_in_term(on, _last_due(uow, present, on))
    open_period(uow, on)
    fresh_voucher(uow, voucher_no)
    commitment.payable(uow, held, on=on, amount=amount)
    application = uow.applications.get(present.application_id)
    found = assessment_of(uow, application, on=on, amount=amount, already_owed=amount)
    body = {"amount": amount, "voucher_no": voucher_no, **_warned(found.findings)}
    booked = uow.entries.append(loan_id, expected, Movement.DISBURSED, on, body)
    uow.loans.add_entry(booked, LoanEntry(loan_id, on, voucher_no, disbursed=amount))
    uow.plans.take(booked, application, year, committed=-amount, disbursed=amount)
    uow.funds.post(booked, on, postings(Movement.DISBURSED, present.source_id, amount))
    return uow.loans.get(loan_id), [finding.code for finding in found.findings]


def repay(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    on: date,
    voucher_no: str,
    amount: int | None = None,
    principal: int | None = None,
    interest: int | None = None,
    frozen: int = 0,
    correction: Correction | None = None,
) -> tuple[Loan, LoanEntry]:
    """Record a repayment. Given one sum, the rule proposes its parts and the voucher keeps them (§6.18).

    The parts may be given instead; neither may exceed what is owed on its day, nor on any later day booked.
    ``frozen`` is paid on frozen principal, beside the rest: it is paid only where it is named (§6.3, §6.8).
    A ``correction`` books anew, in the parts of the rule, a sum that was reversed.
    """
    present = _opened(uow, actor, loan_id, expected)
    happened(on, today, "on")
    not_before(on, present.signed_on, "on", "ngày ký hợp đồng", "the signing day")
    after_opening(uow, present, on)
    reason = correction.reason if correction else ""
    open_period(uow, on, approver=bool(correction and correction.approver), reason=reason)
    fresh_voucher(uow, voucher_no)
    uow.lock(source=present.source_id)
    owed = standing(uow, present, on).position()
    if amount is not None:
        principal, interest = _proposed(amount, owed, on)
    parts = _voucher(present, on, voucher_no, owed, principal or 0, interest or 0, frozen)
    if correction is None:  # what later sums took too much is a credit until they are rebooked in their turn
        _check_parts(uow, present, parts, frozen)
    body = {
        "principal": parts.principal,
        "interest": parts.interest,
        "frozen": frozen,
        "voucher_no": voucher_no,
        "split": "given" if amount is None and correction is None else "rule",
        **({"rebooks": correction.rebooks} if correction else {}),
    }
    booked = uow.entries.append(loan_id, expected, "loan_repaid", on, body, reason)
    uow.loans.add_entry(booked, parts)
    name_frozen(uow, booked, present, on, frozen)
    uow.funds.post(booked, on, _collected(present.source_id, parts))
    consistent(uow, present)
    return uow.loans.get(loan_id), parts


def _last_due(uow: UnitOfWork, loan: Loan, on: date) -> date:
    """The day on which the last of the loan falls due, as known on a day: extended, recalled, or the contract's."""
    found = outlook_of(uow, loan, on)
    return max((piece.due for piece in (*found.pieces, *found.frozen)), default=date.max)


def _warned(findings: Sequence[Finding]) -> dict[str, Any]:
    """What the entry of a disbursement keeps of what only warned: the words of that day, each with its articles."""
    said = [{"code": each.code, "vi": each.vi, "en": each.en, "cites": list(each.cites)} for each in findings]
    return {"warnings": said} if said else {}


def _proposed(amount: int, owed: Position, on: date) -> tuple[int, int]:
    """The (principal, interest) of one sum by the collection order of the day (§6.3)."""
    order = "collection_order_overdue" if owed.overdue else "collection_order"
    return rules.proposed_split(amount, owed, law().text(order, on).split(","))


def _collected(source_id: int, parts: LoanEntry) -> list[Posting]:
    """What a voucher brings back to the capital of its source."""
    return [
        *(postings(Movement.PRINCIPAL_REPAID, source_id, parts.principal) if parts.principal else ()),
        *(postings(Movement.INTEREST_COLLECTED, source_id, parts.interest) if parts.interest else ()),
    ]


def _voucher(
    loan: Loan, on: date, voucher_no: str, owed: Position, principal: int, interest: int, frozen: int
) -> LoanEntry:
    """The voucher of a repayment; refuses nothing paid, a negative part, or more on frozen debt than is frozen."""
    if not 0 <= frozen <= owed.frozen:
        raise _beyond_frozen(frozen, owed.frozen)
    if min(principal, interest) < 0 or principal + interest + frozen <= 0:
        raise Refusal(
            "nothing_paid",
            field="amount",
            value=principal + interest + frozen,
            vi="Số tiền trả phải lớn hơn 0 và không phần nào âm. Nhập đúng số đã thu.",
            en="A repayment is more than 0 and has no negative part. Give what was collected.",
        )
    return LoanEntry(loan.id, on, voucher_no, principal=principal + frozen, interest=interest)


def standing(uow: UnitOfWork, loan: Loan, as_of: date) -> Portfolio:
    """One loan as a portfolio of one, as of a day."""
    return portfolio(uow, [loan], as_of, only=[loan.id])


def position_of(uow: UnitOfWork, loan: Loan, as_of: date) -> Position:
    """What one loan owes at the end of a day."""
    return standing(uow, loan, as_of).position()


def _opened(uow: UnitOfWork, actor: Actor, loan_id: int, expected: int) -> Loan:
    present = uow.loans.get(loan_id)
    actor.within(present.commune)
    unmoved(uow, loan_id, expected)
    return present


def name_frozen(uow: UnitOfWork, booked: Booked, loan: Loan, on: date, amount: int) -> None:
    """Take an amount out of the freeze that is on."""
    running = [each for each in uow.debts.of([loan.id]).freezes if each.effective_on <= on <= each.last_on]
    if amount and not running:
        raise _beyond_frozen(amount, 0)
    if amount:
        uow.debts.add_frozen_part(booked, FrozenPart(running[0].entry_id, loan.id, on, amount))


def _begun_here(loan: Loan) -> None:
    """Refuse to pay out more on a loan that came from another system: no commitment of a plan stands behind it."""
    if loan.application_id == loan.id:
        raise Refusal(
            "opened_loan_not_disbursed",
            field="loan_id",
            value=loan.id,
            vi=f"Khế ước {loan.contract_no} được mang sang từ hệ thống khác, không có cam kết theo kế hoạch ở đây. "
            "Lập hồ sơ vay mới để giải ngân thêm.",
            en=f"{loan.contract_no} came from another system and holds no commitment here. File a new application to "
            "lend more.",
        )


def _check_parts(uow: UnitOfWork, loan: Loan, parts: LoanEntry, frozen: int) -> None:
    """A voucher entered late takes neither principal nor interest that a later one has already taken."""
    booked = uow.loans.entries([loan.id])
    lowest = rules.lowest_outstanding(booked, parts.effective_on)
    days = {entry.effective_on for entry in booked} | {lost.effective_on for lost in uow.debts.of([loan.id]).write_offs}
    later = {day for day in days if day > parts.effective_on}
    for day in sorted({parts.effective_on, *later}):
        rules.check_parts(parts.principal - frozen, parts.interest, position_of(uow, loan, day), lowest)


def _beyond_frozen(amount: int, held: int) -> Refusal:
    return Refusal(
        "beyond_frozen",
        field="frozen",
        value=amount,
        vi=f"Số trả nợ khoanh {amount} đồng không quá {held} đồng đang khoanh. Sửa số tiền.",
        en=f"The {amount} đồng on frozen debt may not exceed the {held} frozen. Correct the amount.",
    )
