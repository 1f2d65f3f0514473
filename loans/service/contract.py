"""The contract of an approved application: what was agreed, and the schedule that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain import application as application_rules
from loans.domain.application import Application, State
from loans.domain.law import law
from loans.domain.loan import Instalment, InstalmentRule, Loan, Method
from loans.domain.programme import programme_of
from loans.domain.refusal import Refusal
from loans.domain.schedule import DayCount
from loans.service.actor import Actor
from loans.service.checks import happened, not_before, unmoved
from loans.service.schedule import Agreed, contract_schedule
from loans.service.unit_of_work import UnitOfWork


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
    new = _agreed(uow, application, contract, decided_on)
    schedule = _schedule(new, application, contract)
    body = _recorded(new, application, contract, schedule)
    uow.entries.append(application_id, expected, "application_signed", contract.signed_on, body)
    booked = uow.entries.open("loan", contract.contract_no, "loan_signed", contract.signed_on, body)
    uow.loans.add(booked, new)
    uow.loans.add_instalments(booked, schedule)
    return uow.loans.get(booked.stream_id)


def _agreed(uow: UnitOfWork, application: Application, contract: Contract, decided_on: date) -> Loan:
    """The loan as approved and contracted; the approval fixed its regime and rates."""
    facts = application.facts or {}
    return Loan(
        id=0,
        contract_no=contract.contract_no,
        application_id=application.id,
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


def _schedule(loan: Loan, application: Application, contract: Contract) -> list[Instalment]:
    return contract_schedule(
        loan.amount,
        term_months=application.term_months,
        disburse_on=contract.disburse_on,
        signed_on=contract.signed_on,
        method=contract.method,
        every_months=contract.every_months,
        first_months=contract.first_months,
        agreed=contract.agreed,
    )


def _recorded(
    loan: Loan, application: Application, contract: Contract, schedule: Sequence[Instalment]
) -> dict[str, object]:
    """What the entries of the signing keep, the schedule included."""
    return {
        "contract_no": contract.contract_no,
        "application_id": application.id,
        "amount": loan.amount,
        "term_months": application.term_months,
        "every_months": contract.every_months,
        "disburse_on": contract.disburse_on,
        "instalment_rule": loan.instalment_rule.value,
        "programme": loan.programme,
        "method": loan.method.value,
        "day_count": contract.day_count.value,
        "instalments": [{"due_on": part.due_on, "principal": part.principal} for part in schedule],
    }


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
