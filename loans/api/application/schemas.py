"""What an application looks like on its way in and out."""

from marshmallow import fields

from loans.api.fields import Amount, Name, Strict, Text, Whole, one_of, rows_of
from loans.domain.application import PAPERS
from loans.domain.borrower import JOB_CREATION, Purpose
from loans.domain.programme import programmes


class EvidenceSchema(Strict):
    """A paper that puts a member into a group of the law."""

    group = Name(required=True)
    member = Text(most=80, required=True)
    number = Text(most=80, required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None, allow_none=True)


class FilingSchema(Strict):
    """What an applicant hands in; amount in đồng."""

    borrower_id = Whole(most=10**12, required=True)
    source_id = Whole(most=10**12, required=True)
    group_id = Whole(most=10**12, load_default=None, allow_none=True)
    purpose = one_of(Purpose, required=True)
    amount = Amount(least=1, required=True)
    term_months = Whole(least=1, most=1_200, required=True)
    new_workers = Whole(load_default=0)
    total_workers = Whole(load_default=0)
    evidence = fields.List(fields.Nested(EvidenceSchema), load_default=list)
    full_capacity = fields.Boolean(load_default=True)
    collateral = Text(least=0, most=500, load_default="")
    programme = one_of(programmes(), load_default=JOB_CREATION)
    pre_departure_cost = Amount(
        load_default=0,
        metadata={"description": "of work abroad: the cost before departure less what the State supports"},
    )
    labour_contract_months = Whole(
        most=1_200, load_default=0, metadata={"description": "of work abroad: the contract without its extensions"}
    )


class NewApplicationSchema(FilingSchema):
    """One application and its filing day."""

    filed_on = fields.Date(required=True)


class ListSchema(Strict):
    """A group's list (03/TD); ``keep_good`` records the good rows where others are bad."""

    filed_on = fields.Date(required=True)
    keep_good = fields.Boolean(load_default=False)
    rows = rows_of(FilingSchema, most=500)


class ApplicationSchema(Strict):
    """An application as it stands."""

    id = fields.Integer()
    borrower_id = fields.Integer()
    source_id = fields.Integer()
    commune = fields.String()
    group_id = fields.Integer(allow_none=True)
    purpose = fields.String()
    amount = fields.Integer()
    term_months = fields.Integer()
    new_workers = fields.Integer()
    total_workers = fields.Integer()
    evidence = fields.List(fields.Nested(EvidenceSchema))
    filed_on = fields.Date()
    filed_by = fields.String()
    programme = fields.String()
    pre_departure_cost = fields.Integer()
    labour_contract_months = fields.Integer()
    state = fields.String()
    complete_on = fields.Date(allow_none=True)
    decide_by = fields.Date(allow_none=True)
    decide_by_provisional = fields.Boolean(allow_none=True)
    appraised_by = fields.String()
    decided_on = fields.Date(allow_none=True)
    approved_amount = fields.Integer()
    decision = fields.Dict()
    sequence = fields.Integer()


class FindingSchema(Strict):
    """What stands against an application, with the article."""

    source = fields.String()
    code = fields.String()
    detail = fields.String(attribute="vi")
    detail_en = fields.String(attribute="en")
    field = fields.String()
    value = fields.Raw()
    cites = fields.List(fields.String())


class ResultSchema(Strict):
    """What became of one row."""

    row = fields.Integer()
    application = fields.Nested(ApplicationSchema, allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema))


class ResultsSchema(Strict):
    """A result per row."""

    accepted = fields.Integer()
    refused = fields.Integer()
    rows = fields.List(fields.Nested(ResultSchema))


class AssessmentSchema(Strict):
    """What the law of a day says of the application."""

    on = fields.Date()
    regime = fields.String()
    rate_group = fields.String()
    largest_loan = fields.Integer()
    binding = fields.String()
    collateral_needed = fields.Boolean()
    cites = fields.List(fields.String())
    findings = fields.List(fields.Nested(FindingSchema))


class AssessmentQuery(Strict):
    """As if decided on a day; today where none is given."""

    on = fields.Date(load_default=None)


class CompleteSchema(Strict):
    """The papers received that make the dossier full, and the day."""

    on = fields.Date(required=True)
    papers = fields.List(one_of(PAPERS), required=True)


class AppraiseSchema(Strict):
    """The officer's opinion."""

    on = fields.Date(required=True)
    opinion = Text(most=2_000, required=True)


class ApproveSchema(Strict):
    """An approval; a lower amount than asked needs its reason and articles."""

    on = fields.Date(required=True)
    amount = Amount(least=1, required=True)
    reason = Text(least=0, most=2_000, load_default="")
    cites = fields.List(Text(most=200), load_default=list)


class RefuseSchema(Strict):
    """A refusal in writing."""

    on = fields.Date(required=True)
    reason = Text(most=2_000, required=True)
    cites = fields.List(Text(most=200), required=True)


class WithdrawSchema(Strict):
    """A withdrawal by the applicant."""

    on = fields.Date(required=True)
    reason = Text(most=2_000, required=True)
