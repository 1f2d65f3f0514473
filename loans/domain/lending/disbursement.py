"""A disbursement decided: within the commitment, the term and the source's cash (DOMAIN §6.10)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from loans.domain import loan as rules
from loans.domain.application import Application
from loans.domain.books.history import History
from loans.domain.books.outcome import Outcome, PlanUse
from loans.domain.fund import Movement, postings
from loans.domain.lending.checks import happened, not_before, period_open, unmoved, voucher_fresh
from loans.domain.loan import LoanEntry
from loans.domain.plan import plan_year
from loans.domain.refusal import Finding, Refusal


def may_begin(history: History, *, today: date, expected: int, on: date) -> None:
    """Refuse to pay out on an earlier state, on a loan from another system, or on a day to come or before signing."""
    unmoved(history.loan.sequence, expected)
    _begun_here(history)
    happened(on, today, "on")
    not_before(on, history.loan.signed_on, "on", "ngày ký hợp đồng", "the signing day")


def within_commitment(amount: int, committed: int) -> None:
    """Refuse more than is committed and not paid out yet."""
    if not 0 < amount <= committed:
        raise Refusal(
            "beyond_commitment",
            field="amount",
            value=amount,
            vi=f"Số giải ngân {amount} đồng phải lớn hơn 0 và không quá số đã cam kết còn lại {committed} đồng.",
            en=f"A disbursement of {amount} đồng must be above 0 and within the commitment left, {committed}.",
        )


def may_be_paid(history: History, *, on: date, voucher_no: str) -> None:
    """Refuse on or after the day on which all falls due (extended, recalled, or the contract's), in a closed period,
    or under a voucher number that is taken."""
    found = history.course.on(on)
    last = max((piece.due for piece in (*found.pieces, *found.unlent, *found.frozen_on(on))), default=date.max)
    rules.check_paid_out_in_term(on, last)
    period_open(history.closed_through, on)
    voucher_fresh(history, voucher_no)


def disbursed(
    history: History, application: Application, findings: Sequence[Finding], *, on: date, amount: int, voucher_no: str
) -> Outcome:
    """What a disbursement appends; ``findings`` only warn, and their words of the day are kept."""
    loan = history.loan
    body = {"amount": amount, "voucher_no": voucher_no, **_warned(findings)}
    use = PlanUse(
        source_id=application.source_id,
        commune=application.commune,
        year=plan_year(on),
        borrower_id=application.borrower_id,
        application_id=application.id,
        committed=-amount,
        disbursed=amount,
    )
    facts = (LoanEntry(loan.id, on, voucher_no, disbursed=amount), use)
    return Outcome(
        Movement.DISBURSED, on, body, facts=facts, postings=postings(Movement.DISBURSED, loan.source_id, amount)
    )


def _warned(findings: Sequence[Finding]) -> dict[str, Any]:
    """What the entry of a disbursement keeps of what only warned: the words of that day, each with its articles."""
    said = [{"code": each.code, "vi": each.vi, "en": each.en, "cites": list(each.cites)} for each in findings]
    return {"warnings": said} if said else {}


def _begun_here(history: History) -> None:
    """Refuse to pay out more on a loan that came from another system: no commitment of a plan stands behind it."""
    loan = history.loan
    if history.came_over:
        raise Refusal(
            "opened_loan_not_disbursed",
            field="loan_id",
            value=loan.id,
            vi=f"Khế ước {loan.contract_no} được mang sang từ hệ thống khác, không có cam kết theo kế hoạch ở đây. "
            "Lập hồ sơ vay mới để giải ngân thêm.",
            en=f"{loan.contract_no} came from another system and holds no commitment here. File a new application to "
            "lend more.",
        )
