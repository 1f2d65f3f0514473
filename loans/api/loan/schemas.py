"""What a loan looks like on its way in and out."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from loans.api.fields import Amount, Code, Moment, Name, Planned, Strict, Whole, one_of
from loans.domain.loan import InstalmentRule, Method
from loans.domain.schedule import DayCount


class AgreedSchema(Strict):
    """An instalment agreed outright, in đồng."""

    due_on = Planned(required=True)
    principal = Amount(least=1, required=True)


class ContractSchema(Strict):
    """What is agreed at signing; ``point_id`` and ``instalment_rule`` are for direct loans alone.

    Instalments every ``every_months``, the first after ``first_months``; or ``instalments`` agreed outright.
    """

    application_id = Whole(most=10**12, required=True)
    contract_no = Code(16, required=True)
    signed_on = fields.Date(required=True)
    disburse_on = Planned(required=True)
    method = one_of(Method, load_default=Method.EQUAL_PRINCIPAL.value)
    every_months = Whole(least=1, most=120, load_default=12)
    point_id = Whole(most=10**12, load_default=None, allow_none=True)
    instalment_rule = one_of(InstalmentRule, load_default=None, allow_none=True)
    day_count = one_of(DayCount, load_default=DayCount.ACTUAL_365.value)
    first_months = Whole(least=1, most=120, load_default=None, allow_none=True)
    instalments = fields.List(fields.Nested(AgreedSchema), load_default=list)


class LoanOpeningSchema(Strict):
    """What another system said of the loan at the end of a day, in đồng; ``marks`` say what is unknown or assumed."""

    effective_on = fields.Date()
    load_id = fields.Integer()
    outstanding = fields.Integer()
    in_term = fields.Integer()
    overdue = fields.Integer()
    frozen = fields.Integer()
    overdue_since = fields.Date(allow_none=True)
    brought = fields.Integer(metadata={"description": "begins the balance on the day; 0 where past vouchers do"})
    interest_known = fields.Boolean()
    interest_in_term = fields.Integer()
    interest_overdue = fields.Integer()
    disbursed = fields.Integer()
    repaid = fields.Integer()
    old_code = fields.String(allow_none=True, metadata={"description": "its commune before 2025-07-01"})
    marks = fields.List(fields.String())


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
    programme = fields.String()
    warnings = fields.List(fields.String())
    opening = fields.Nested(
        LoanOpeningSchema, allow_none=True, metadata={"description": "null of a loan that began here"}
    )
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
    frozen = Amount(load_default=0, metadata={"description": "paid on frozen principal, beside the rest"})

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
    frozen = fields.Integer()
    credit = fields.Integer()
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
