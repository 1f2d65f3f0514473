"""A loan from its contract to its repayments."""

from dataclasses import dataclass
from datetime import date

from loans.domain import application as application_rules
from loans.domain import fund
from loans.domain import loan as rules
from loans.domain.application import Application, State
from loans.domain.debt import FrozenPart
from loans.domain.fund import Account, Movement, postings
from loans.domain.law import law
from loans.domain.loan import Correction, InstalmentRule, Loan, LoanEntry, Method, Position
from loans.domain.programme import programme_of
from loans.domain.refusal import Refusal
from loans.domain.schedule import DayCount
from loans.service.actor import Actor
from loans.service.appraisal import assessment_of
from loans.service.books import consistent, open_period
from loans.service.checks import fresh_voucher, happened, not_before, unmoved
from loans.service.portfolio import Portfolio, portfolio
from loans.service.schedule import Agreed, contract_schedule
from loans.service.unit_of_work import Booked, UnitOfWork


@dataclass(frozen=True, slots=True)
class Contract:
    """What is agreed at signing; ``disburse_on`` is the planned first disbursement, from which due dates count."""

    contract_no: str
    signed_on: date
    disburse_on: date
    method: Method
    every_months: int
    point_id: int | None = None
    instalment_rule: InstalmentRule | None = None
    day_count: DayCount = DayCount.ACTUAL_365
    first_months: int | None = None
    agreed: Agreed = ()


def sign(uow: UnitOfWork, actor: Actor, *, today: date, application_id: int, expected: int, contract: Contract) -> Loan:
    """Sign the contract of an approved application: regime of the approval day, instalment rule of the signing day.

    The schedule is fixed here, and due days count from the planned disbursement (``service.schedule``).
    """
    application = uow.applications.get(application_id)
    actor.within(application.commune)
    unmoved(uow, application_id, expected)
    application_rules.advance(application.state, State.SIGNED)
    decided_on = application.decided_on or application.filed_on
    happened(contract.signed_on, today, "signed_on")
    not_before(contract.signed_on, decided_on, "signed_on", "ngày phê duyệt", "the approval day")
    not_before(contract.disburse_on, contract.signed_on, "disburse_on", "ngày ký hợp đồng", "the signing day")
    programme_of(application.programme).check_contract(contract.method, contract.day_count)
    facts = application.facts or {}
    new = Loan(
        id=0,
        contract_no=contract.contract_no,
        application_id=application_id,
        borrower_id=application.borrower_id,
        source_id=application.source_id,
        commune=application.commune,
        group_id=application.group_id,
        point_id=_point(uow, application, contract),
        approved_on=decided_on,
        signed_on=contract.signed_on,
        regime=facts["regime"],
        rate_group=facts["rate_group"],
        rate_e7=facts["rate_e7"],
        overdue_rate_e7=facts["overdue_rate_e7"],
        rate_fixed=facts["rate_fixed"],
        method=contract.method,
        instalment_rule=_instalment_rule(application, contract),
        workers=application.new_workers,
        amount=application.approved_amount,
        programme=application.programme,
    )
    body = {
        "contract_no": contract.contract_no,
        "application_id": application_id,
        "amount": new.amount,
        "term_months": application.term_months,
        "every_months": contract.every_months,
        "disburse_on": contract.disburse_on,
        "instalment_rule": new.instalment_rule.value,
        "programme": new.programme,
        "method": new.method.value,
        "day_count": contract.day_count.value,
    }
    uow.entries.append(application_id, expected, "application_signed", contract.signed_on, body)
    booked = uow.entries.open("loan", contract.contract_no, "loan_signed", contract.signed_on, body)
    uow.loans.add(booked, new)
    schedule = contract_schedule(
        new.amount,
        term_months=application.term_months,
        disburse_on=contract.disburse_on,
        signed_on=contract.signed_on,
        method=contract.method,
        every_months=contract.every_months,
        first_months=contract.first_months,
        agreed=contract.agreed,
    )
    uow.loans.add_instalments(booked, schedule)
    return uow.loans.get(booked.stream_id)


def disburse(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date, amount: int, voucher_no: str
) -> tuple[Loan, list[str]]:
    """Pay out within the commitment and the source's cash; returns the loan and the codes of what only warns."""
    present = _opened(uow, actor, loan_id, expected)
    happened(on, today, "on")
    not_before(on, present.signed_on, "on", "ngày ký hợp đồng", "the signing day")
    year = uow.applications.plan_year(present.application_id)
    uow.lock(borrower=present.borrower_id, plan=(present.source_id, present.commune, year), source=present.source_id)
    committed = uow.applications.committed(present.application_id)
    if not 0 < amount <= committed:
        raise Refusal(
            "beyond_commitment",
            field="amount",
            value=amount,
            vi=f"Số giải ngân {amount} đồng phải lớn hơn 0 và không quá số đã cam kết còn lại {committed} đồng.",
            en=f"A disbursement of {amount} đồng must be above 0 and within the commitment left, {committed}.",
        )
    open_period(uow, on)
    fresh_voucher(uow, voucher_no)
    _not_short(uow, present, on)
    application = uow.applications.get(present.application_id)
    found = assessment_of(uow, application, on=on, amount=amount, already_owed=amount)
    booked = uow.entries.append(loan_id, expected, Movement.DISBURSED, on, {"amount": amount, "voucher_no": voucher_no})
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
    reason = correction.reason if correction else ""
    open_period(uow, on, approver=bool(correction and correction.approver), reason=reason)
    fresh_voucher(uow, voucher_no)
    uow.lock(source=present.source_id)
    owed = standing(uow, present, on).position()
    if amount is not None:
        order = "collection_order_overdue" if owed.overdue else "collection_order"
        principal, interest = rules.proposed_split(amount, owed, law().text(order, on).split(","))
    if not 0 <= frozen <= owed.frozen:
        raise _beyond_frozen(frozen, owed.frozen)
    parts = LoanEntry(loan_id, on, voucher_no, principal=(principal or 0) + frozen, interest=interest or 0)
    if parts.principal + parts.interest <= 0:
        raise Refusal(
            "nothing_paid",
            field="amount",
            value=amount,
            vi="Số tiền trả phải lớn hơn 0.",
            en="A repayment must be more than 0.",
        )
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
    moved = [
        *(postings(Movement.PRINCIPAL_REPAID, present.source_id, parts.principal) if parts.principal else ()),
        *(postings(Movement.INTEREST_COLLECTED, present.source_id, parts.interest) if parts.interest else ()),
    ]
    uow.funds.post(booked, on, moved)
    consistent(uow, present)
    return uow.loans.get(loan_id), parts


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


def _not_short(uow: UnitOfWork, loan: Loan, on: date) -> None:
    """New money stops while the source shows a shortage (§6.11)."""
    lowest = fund.lowest_from(on, uow.funds.changes(loan.source_id, Account.AVAILABLE))
    if lowest < 0:
        source = uow.funds.get(loan.source_id)
        raise Refusal(
            "source_short",
            field="source_id",
            value=source.code,
            vi=f"Nguồn vốn {source.code} đang thiếu {-lowest} đồng. Tạm dừng giải ngân đến khi được bù đủ.",
            en=f"Source {source.code} is {-lowest} đồng short. Disbursement stops until it is covered.",
        )


def _point(uow: UnitOfWork, application: Application, contract: Contract) -> int:
    """The transaction point: the group's, or for a direct loan the one that its contract names (§6.4)."""
    if application.group_id is not None:
        return uow.network.group(application.group_id).at(contract.signed_on).point_id
    if contract.point_id is None:
        raise Refusal(
            "point_missing",
            field="point_id",
            value=None,
            vi="Cho vay trực tiếp phải nêu điểm giao dịch trong hợp đồng. Chọn điểm giao dịch.",
            en="A direct loan names its transaction point in the contract. Give the point.",
        )
    return uow.network.point(contract.point_id).id


def _instalment_rule(application: Application, contract: Contract) -> InstalmentRule:
    """By law for an entrusted loan, by the signing day; a term of the contract for a direct one (§6.6)."""
    if application.group_id is not None:
        return InstalmentRule(law().text("instalment_rule_entrusted", contract.signed_on))
    if contract.instalment_rule is None:
        raise Refusal(
            "instalment_rule_missing",
            field="instalment_rule",
            value=None,
            vi="Hợp đồng cho vay trực tiếp phải nêu xử lý kỳ hạn gốc không trả đúng hạn "
            "(final_maturity_only hoặc instalment_moves).",
            en="A direct contract says what a missed instalment does: final_maturity_only or instalment_moves.",
        )
    return contract.instalment_rule
