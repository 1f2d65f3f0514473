"""What happens to a debt: reschedulings, extensions, recalls, freezes, write-offs, recoveries, refunds, reversals."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Name, Planned, Strict, Text, Whole, one_of
from loans.api.known import MomentQuery, MomentSchema, stamp
from loans.api.loan import LoanSchema, present, shown
from loans.api.resource import noun, reads, steps, writes
from loans.domain.lending.freezing import CAUSES
from loans.http.context import context
from loans.http.roles import Action, Role
from loans.service import debt
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("debt", "Xử lý nợ · What happens to a debt")

LOAN = "/loans/<int:loan_id>"


step = steps(blueprint, LOAN, reply=LoanSchema, present=present, shown=shown)


class RescheduleSchema(Strict):
    """One instalment, wholly or in part, to another day; amount in đồng."""

    on = fields.Date(required=True)
    number = Whole(least=1, most=1_200, required=True)
    amount = Amount(least=1, required=True)
    due_on = Planned(required=True)


class ExtendSchema(Strict):
    """Whole months; a risk-debt decision where principal is overdue already."""

    on = fields.Date(required=True)
    months = Whole(least=1, most=240, required=True)
    decision = Text(least=0, load_default="")


class RecallSchema(Strict):
    """All unpaid principal by a day, and why."""

    on = fields.Date(required=True)
    due_on = Planned(required=True)
    reason = Text(most=2_000, required=True)


class FreezeSchema(Strict):
    """Two amounts, a cause with its damage rate (decimal text, per cent), a decision, a last day."""

    on = fields.Date(required=True)
    last_on = Planned(required=True)
    in_term = Amount(required=True)
    overdue = Amount(required=True)
    cause = one_of(CAUSES, required=True)
    damage_percent = Name(most=12, load_default=None, allow_none=True)
    decision = Text(required=True)
    supplementary = fields.Boolean(load_default=False)


class WriteOffSchema(Strict):
    """Principal (of it frozen) and interest written off under one decision, in đồng."""

    on = fields.Date(required=True)
    principal = Amount(required=True)
    frozen = Amount(load_default=0)
    interest = Amount(required=True)
    decision = Text(required=True)
    cites = fields.List(Text(), required=True)


class VoucherSchema(Strict):
    """An amount in đồng under a voucher."""

    on = fields.Date(required=True)
    amount = Amount(least=1, required=True)
    voucher_no = Name(required=True)


class ReversalSchema(Strict):
    """Which entry, and why."""

    entry_id = Whole(most=10**12, required=True)
    reason = Text(most=2_000, required=True)


class RebookedSchema(LoanSchema):
    """The loan after a sum was rebooked, with the voucher's number and its new parts."""

    voucher_no = fields.String()
    principal = fields.Integer()
    interest = fields.Integer()


class ResplitSchema(Strict):
    """A voucher that the rule would now split differently, in đồng; no proposal: the sum exceeds what is owed."""

    loan_id = fields.Integer()
    contract_no = fields.String()
    commune = fields.String()
    entry_id = fields.Integer()
    voucher_no = fields.String()
    effective_on = fields.Date()
    amount = fields.Integer()
    kept_principal = fields.Integer()
    kept_interest = fields.Integer()
    proposed_principal = fields.Integer(allow_none=True)
    proposed_interest = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True, metadata={"description": "more principal, and less interest"})


class ResplitsSchema(MomentSchema):
    """Vouchers to be rebooked."""

    items = fields.List(fields.Nested(ResplitSchema))


class ClosingSchema(Strict):
    """Through which day the books are closed, and why."""

    through = fields.Date(required=True)
    reason = Text(most=2_000, required=True)


class ClosedSchema(Strict):
    """The closed period."""

    through = fields.Date()


step(
    "reschedulings",
    Action.LOAN_WRITE,
    RescheduleSchema,
    debt.reschedule,
    "Reschedule one instalment or a part of it (điều chỉnh kỳ hạn trả nợ).",
)
step("extensions", Action.LOAN_DECIDE, ExtendSchema, debt.extend, "Extend the final maturity (gia hạn nợ).")
step("recalls", Action.LOAN_DECIDE, RecallSchema, debt.recall, "Recall early (thu hồi nợ trước hạn).")
step("freezes", Action.LOAN_DECIDE, FreezeSchema, debt.freeze, "Freeze principal under a decision (khoanh nợ).")
step(
    "write-offs",
    Action.LOAN_DECIDE,
    WriteOffSchema,
    debt.write_off,
    "Write off principal and interest under a decision (xóa nợ).",
)
step("recoveries", Action.LOAN_WRITE, VoucherSchema, debt.recover, "Record what was recovered after a write-off.")
step("refunds", Action.LOAN_WRITE, VoucherSchema, debt.refund, "Give back interest collected beyond what accrued.")


@writes(
    blueprint, LOAN + "/reversals", action=Action.LOAN_CORRECT, body=ReversalSchema, reply=LoanSchema, present=present
)
def reverse(
    uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], loan_id: int, expected: int
) -> dict[str, Any]:
    """Reverse one entry: afterwards the books are as if it had never been; both stay in the record."""
    approver = actor.role == Role.APPROVER
    return shown(uow, debt.reverse(uow, actor, loan_id=loan_id, expected=expected, approver=approver, **given))


@reads(blueprint, "/reports/resplits", action=Action.LOAN_READ, reply=ResplitsSchema, query=MomentQuery)
def resplits(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> dict[str, Any]:
    """Vouchers of one's communes whose sum the rule would now split differently."""
    known = context().store.known_at(query["known_at"])
    with context().store.reading(known) as then:
        return {**stamp(known), "items": debt.resplits(then, then.loans.all(actor.limit))}


@writes(
    blueprint,
    LOAN + "/rebookings",
    action=Action.LOAN_CORRECT,
    body=ReversalSchema,
    reply=RebookedSchema,
    present=present,
)
def rebook(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], loan_id: int, expected: int
) -> dict[str, Any]:
    """Reverse a listed voucher and book its sum anew in the parts of the rule, under its number with a suffix."""
    approver = actor.role == Role.APPROVER
    rebooked, voucher = debt.rebook(
        uow, actor, today=today, loan_id=loan_id, expected=expected, approver=approver, **given
    )
    kept = {"voucher_no": voucher.voucher_no, "principal": voucher.principal, "interest": voucher.interest}
    return shown(uow, rebooked) | kept


@writes(blueprint, "/closings", action=Action.LOAN_DECIDE, body=ClosingSchema, reply=ClosedSchema)
def close(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Close the books through a day."""
    return {"through": debt.close_period(uow, today=today, **given)}
