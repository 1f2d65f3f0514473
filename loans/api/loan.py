"""Loans: contract, schedule, disbursements, repayments, what is owed, and the entries behind it."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from loans.api.fields import Amount, Code, Moment, Name, Planned, Strict, Whole, one_of
from loans.api.resource import PageQuery, after, noun, page, paged, reads, writes
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.http.context import context
from loans.http.roles import Action
from loans.service import loan as service
from loans.service.actor import Actor
from loans.service.loan import Contract
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("loan", "Khoản vay · Loans")


class ContractSchema(Strict):
    """What is agreed at signing; ``point_id`` and ``instalment_rule`` are for direct loans alone."""

    application_id = Whole(most=10**12, required=True)
    contract_no = Code(16, required=True)
    signed_on = fields.Date(required=True)
    disburse_on = Planned(required=True)
    method = one_of(Method, load_default=Method.EQUAL_PRINCIPAL.value)
    every_months = Whole(least=1, most=120, load_default=12)
    point_id = Whole(most=10**12, load_default=None, allow_none=True)
    instalment_rule = one_of(InstalmentRule, load_default=None, allow_none=True)


class LoanSchema(Strict):
    """A loan."""

    id = fields.Integer()
    contract_no = fields.String()
    application_id = fields.Integer()
    borrower_id = fields.Integer()
    source_id = fields.Integer()
    commune = fields.String()
    group_id = fields.Integer(allow_none=True)
    point_id = fields.Integer()
    approved_on = fields.Date()
    signed_on = fields.Date()
    regime = fields.String()
    rate_group = fields.String()
    rate_e7 = fields.Integer(metadata={"description": "ten-millionths a year at approval: 792480 is 7.9248 %"})
    overdue_rate_e7 = fields.Integer()
    rate_fixed = fields.Boolean()
    method = fields.String()
    instalment_rule = fields.String()
    workers = fields.Integer()
    amount = fields.Integer()
    warnings = fields.List(fields.String())
    sequence = fields.Integer()


class DisburseSchema(Strict):
    """Money paid out, in đồng."""

    on = fields.Date(required=True)
    amount = Amount(least=1, required=True)
    voucher_no = Name(required=True)


class RepaySchema(Strict):
    """Money paid in, in đồng: one ``amount`` for the rule to split, or ``principal`` and ``interest``."""

    on = fields.Date(required=True)
    voucher_no = Name(required=True)
    amount = Amount(least=1, load_default=None)
    principal = Amount(load_default=None)
    interest = Amount(load_default=None)

    @validates_schema
    def one_way(self, data: dict[str, Any], **_options: Any) -> None:
        """Either the sum or its parts."""
        parts = data["principal"] is not None or data["interest"] is not None
        if parts == (data["amount"] is not None):
            raise ValidationError(
                "Gửi hoặc amount, hoặc principal và interest. | Send either amount, or principal and interest.",
                "amount",
            )


class RepaidSchema(LoanSchema):
    """The loan after a repayment, with the parts that the voucher keeps."""

    principal = fields.Integer()
    interest = fields.Integer()


class StandingQuery(Strict):
    """As of a day, as known at a moment."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)


class StandingSchema(Strict):
    """What a loan owes at the end of a day, in đồng.

    Days overdue run from the transfer day, days late from the due day."""

    loan_id = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    outstanding = fields.Integer()
    in_term = fields.Integer()
    overdue = fields.Integer()
    interest_in_term = fields.Integer()
    interest_overdue = fields.Integer()
    days_overdue = fields.Integer()
    days_late = fields.Integer()


class InstalmentSchema(Strict):
    """Principal due on a day."""

    number = fields.Integer()
    due_on = fields.Date()
    principal = fields.Integer()


class ScheduleSchema(Strict):
    """The instalments of a contract."""

    items = fields.List(fields.Nested(InstalmentSchema))


class EntrySchema(Strict):
    """One thing that happened to the loan: what, on which day it is true, when it was booked, by whom."""

    id = fields.Integer()
    sequence = fields.Integer()
    kind = fields.String()
    effective_on = fields.Date()
    booked_at = fields.DateTime()
    actor = fields.String()
    reason = fields.String()
    body = fields.Dict()


class EntriesSchema(Strict):
    """The entries of a loan as known at a moment."""

    known_at = fields.DateTime()
    position = fields.Integer()
    items = fields.List(fields.Nested(EntrySchema))


class KnownQuery(Strict):
    """As known at a moment."""

    known_at = Moment(load_default=None)


def shown(loan: Loan, warnings: list[str] | None = None) -> dict[str, Any]:
    """A loan as the API shows it."""
    return asdict(loan) | {
        "method": loan.method.value,
        "instalment_rule": loan.instalment_rule.value,
        "warnings": warnings or [],
    }


def present(uow: UnitOfWork, loan_id: int) -> dict[str, Any]:
    return shown(uow.loans.get(loan_id))


@reads(blueprint, "/loans", action=Action.LOAN_READ, reply=paged(LoanSchema), query=PageQuery)
def loans(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The loans of one's communes, paged."""
    found = uow.loans.page(after(query), query["limit"], actor.limit)
    return page([shown(each) for each in found], query, key=lambda item: int(item["id"]))


@reads(blueprint, "/loans/<int:loan_id>", action=Action.LOAN_READ, reply=LoanSchema)
def loan(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> dict[str, Any]:
    """One loan."""
    return shown(_mine(uow, actor, loan_id))


@reads(blueprint, "/loans/<int:loan_id>/schedule", action=Action.LOAN_READ, reply=ScheduleSchema)
def schedule(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> dict[str, Any]:
    """The instalments of the contract."""
    _mine(uow, actor, loan_id)
    return {"items": uow.loans.instalments([loan_id])}


@reads(blueprint, "/loans/<int:loan_id>/standing", action=Action.LOAN_READ, reply=StandingSchema, query=StandingQuery)
def standing(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], loan_id: int) -> dict[str, Any]:
    """What the loan owes at the end of a day, as known at a moment."""
    _mine(uow, actor, loan_id)
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today
    check_days(as_of, known)
    with context().store.reading(known) as then:
        held = service.standing(then, then.loans.get(loan_id), as_of)
        owed = held.position()
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
        "days_overdue": int(held.delay.days_overdue[0]),
        "days_late": int(held.delay.days_late[0]),
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
    contract = Contract(
        **given | {"method": Method(given["method"]), "instalment_rule": InstalmentRule(rule) if rule else None}
    )
    expected = uow.entries.sequence(application_id)
    return shown(
        service.sign(uow, actor, today=today, application_id=application_id, expected=expected, contract=contract)
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
    return shown(paid, warnings)


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
    return shown(paid) | {"principal": parts.principal, "interest": parts.interest}


def _mine(uow: UnitOfWork, actor: Actor, loan_id: int) -> Loan:
    found = uow.loans.get(loan_id)
    actor.within(found.commune)
    return found
