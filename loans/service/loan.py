"""A loan from its contract to its repayments."""

from datetime import date
from typing import Any

from loans.domain.books.delay import Delays
from loans.domain.books.laid import late_on, owed_on
from loans.domain.law import law
from loans.domain.lending import disbursement, repayment
from loans.domain.loan import Loan, LoanEntry, Position
from loans.domain.plan import plan_year
from loans.service import commitment
from loans.service.actor import Actor
from loans.service.appraisal import assessment_of
from loans.service.decision import Decision, loaded
from loans.service.unit_of_work import UnitOfWork


def disburse(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date, amount: int, voucher_no: str
) -> tuple[Loan, list[str]]:
    """Pay out within the commitment and the source's cash; returns the loan and the codes of what only warns."""
    history = loaded(uow, actor, loan_id, voucher_no)
    disbursement.may_begin(history, today=today, expected=expected, on=on)
    loan, rules = history.loan, law().under(history.overlays)
    plan = (loan.source_id, loan.commune, plan_year(on))
    uow.lock(borrower=loan.borrower_id, plan=plan, source=loan.source_id)
    held = uow.commitments.open(application_id=loan.application_id)
    disbursement.within_commitment(amount, sum(each.left for each in held))
    commitment.may_pay(rules, held, on=on, amount=amount)
    disbursement.may_be_paid(history, on=on, voucher_no=voucher_no)
    commitment.payable(uow, held, on=on, amount=amount)
    application = uow.applications.get(loan.application_id)
    found = assessment_of(uow, application, on=on, amount=amount, already_owed=amount, rules=rules)
    outcome = disbursement.disbursed(history, application, found.findings, on=on, amount=amount, voucher_no=voucher_no)
    return Decision(history, [outcome]).record(uow), [finding.code for finding in found.findings]


def repay(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, voucher_no: str, **asked: Any
) -> tuple[Loan, LoanEntry]:
    """Record a repayment of a day (``on``). Given one sum (``amount``), the rule proposes its parts and the voucher
    keeps them (§6.18); else ``principal`` and ``interest`` are given.

    The parts may not exceed what is owed on the day, nor on any later day booked. ``frozen`` is paid on frozen
    principal, beside the rest: it is paid only where it is named (§6.3, §6.8). A ``correction`` books anew, in the
    parts of the rule, a sum that was reversed. No other loan of the source waits: the loan's own stream is the guard.
    """
    history = loaded(uow, actor, loan_id, voucher_no)
    outcome = repayment.repaid(history, today=today, expected=expected, voucher_no=voucher_no, **asked)
    return Decision(history, [outcome]).record(uow), repayment.voucher_of(outcome)


def standing(uow: UnitOfWork, loan_id: int, as_of: date) -> tuple[Position, Delays]:
    """What one loan owes at the end of a day, and how late it is."""
    history = uow.books.one(loan_id)
    return owed_on(history, as_of), late_on(history, as_of)


def position_of(uow: UnitOfWork, loan: Loan, as_of: date) -> Position:
    """What one loan owes at the end of a day."""
    return owed_on(uow.books.one(loan.id), as_of)
