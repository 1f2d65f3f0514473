"""Loans: contract, schedule, disbursements, repayments, what is owed, and the entries behind it."""

from dataclasses import fields
from datetime import date
from typing import Any

from loans.api.loan.schemas import (
    ContractSchema,
    DisburseSchema,
    EntriesSchema,
    KnownQuery,
    LoanSchema,
    RepaidSchema,
    RepaySchema,
    ScheduleSchema,
    StandingQuery,
    StandingSchema,
)
from loans.api.paging import PageQuery, after, page, paged
from loans.api.resource import noun, reads, writes
from loans.domain.calendar import today_in_hanoi
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.opening import Opening
from loans.domain.schedule import DayCount
from loans.http.context import context
from loans.http.roles import Action
from loans.service import loan as service
from loans.service.actor import Actor
from loans.service.contract import Contract
from loans.service.contract import sign as sign_contract
from loans.service.opening import opening_of
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("loan", "Khoản vay · Loans")


def shown(uow: UnitOfWork, loan: Loan, warnings: list[str] | None = None) -> dict[str, Any]:
    """A loan as the API shows it."""
    came_over = loan.application_id == loan.id  # no other loan has an opening, and none need be asked for
    return _shown(loan, opening_of(uow, loan.id) if came_over else None, warnings)


def _shown(loan: Loan, opening: Opening | None, warnings: list[str] | None = None) -> dict[str, Any]:
    return _facts(loan) | {
        "opening": _facts(opening) | {"outstanding": opening.outstanding} if opening else None,
        "method": loan.method.value,
        "instalment_rule": loan.instalment_rule.value,
        "warnings": warnings or [],
    }


def _facts(of: Loan | Opening) -> dict[str, Any]:
    """The fields of a flat record as they are: no copy of any of them is made."""
    return {each.name: getattr(of, each.name) for each in fields(of)}


def present(uow: UnitOfWork, loan_id: int) -> dict[str, Any]:
    return shown(uow, uow.loans.get(loan_id))


@reads(blueprint, "/loans", action=Action.LOAN_READ, reply=paged(LoanSchema), query=PageQuery)
def loans(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The loans of one's communes, paged."""
    found = uow.loans.page(after(query), query["limit"], actor.limit)
    openings = {each.loan_id: each for each in uow.loans.openings([loan.id for loan in found])}
    return page([_shown(each, openings.get(each.id)) for each in found], query, key=lambda item: int(item["id"]))


@reads(blueprint, "/loans/<int:loan_id>", action=Action.LOAN_READ, reply=LoanSchema)
def loan(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> dict[str, Any]:
    """One loan."""
    return shown(uow, _mine(uow, actor, loan_id))


@reads(blueprint, "/loans/<int:loan_id>/schedule", action=Action.LOAN_READ, reply=ScheduleSchema)
def schedule(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> dict[str, Any]:
    """The instalments of the contract."""
    _mine(uow, actor, loan_id)
    return {"items": uow.loans.instalments([loan_id])}


@reads(blueprint, "/loans/<int:loan_id>/standing", action=Action.LOAN_READ, reply=StandingSchema, query=StandingQuery)
def standing(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], loan_id: int) -> dict[str, Any]:
    """What the loan owes at the end of a day, as known at a moment."""
    _mine(uow, actor, loan_id)
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today_in_hanoi(known.moment)
    check_days(as_of, known)
    with context().store.reading(known) as then:
        owed, late = service.standing(then, loan_id, as_of)
    return {
        "loan_id": loan_id,
        "as_of": as_of,
        "known_at": known.moment,
        "position": known.position,
        "outstanding": owed.outstanding,
        "in_term": owed.in_term,
        "overdue": owed.overdue,
        "interest_in_term": owed.interest_in_term,
        "interest_overdue": owed.interest_overdue,
        "frozen": owed.frozen,
        "credit": owed.credit,
        "days_overdue": late.days_overdue,
        "days_late": late.days_late,
    }


@reads(blueprint, "/loans/<int:loan_id>/entries", action=Action.LOAN_READ, reply=EntriesSchema, query=KnownQuery)
def entries(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], loan_id: int) -> dict[str, Any]:
    """Every entry of the loan, down to the voucher."""
    _mine(uow, actor, loan_id)
    known = context().store.known_at(query["known_at"])
    with context().store.reading(known) as then:
        return {"known_at": known.moment, "position": known.position, "items": then.entries.history([loan_id])}


@writes(blueprint, "/loans", action=Action.LOAN_WRITE, body=ContractSchema, reply=LoanSchema)
def sign(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Sign the contract of an approved application; its schedule is made."""
    application_id = given.pop("application_id")
    rule = given["instalment_rule"]
    agreed = [(part["due_on"], part["principal"]) for part in given.pop("instalments")]
    contract = Contract(
        **given
        | {
            "method": Method(given["method"]),
            "instalment_rule": InstalmentRule(rule) if rule else None,
            "day_count": DayCount(given["day_count"]),
            "agreed": tuple(agreed),
        }
    )
    expected = uow.entries.sequence(application_id)
    return shown(
        uow, sign_contract(uow, actor, today=today, application_id=application_id, expected=expected, contract=contract)
    )


@writes(
    blueprint,
    "/loans/<int:loan_id>/disbursements",
    action=Action.LOAN_WRITE,
    body=DisburseSchema,
    reply=LoanSchema,
    present=present,
)
def disburse(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], loan_id: int, expected: int
) -> dict[str, Any]:
    """Pay out within the commitment."""
    paid, warnings = service.disburse(uow, actor, today=today, loan_id=loan_id, expected=expected, **given)
    return shown(uow, paid, warnings)


@writes(
    blueprint,
    "/loans/<int:loan_id>/repayments",
    action=Action.LOAN_WRITE,
    body=RepaySchema,
    reply=RepaidSchema,
    present=present,
)
def repay(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], loan_id: int, expected: int
) -> dict[str, Any]:
    """Record a repayment; given one sum, the rule proposes its parts and the voucher keeps them."""
    paid, parts = service.repay(uow, actor, today=today, loan_id=loan_id, expected=expected, **given)
    return shown(uow, paid) | {"principal": parts.principal, "interest": parts.interest}


def _mine(uow: UnitOfWork, actor: Actor, loan_id: int) -> Loan:
    found = uow.loans.get(loan_id)
    actor.within(found.commune)
    return found
