"""What the routes of loan demand take and show."""

from marshmallow import fields, validate

from loans.api.fields import Amount, Code, Given, Moment, Name, Strict, Whole, one_of
from loans.api.paging import PageQuery
from loans.api.rows import BatchSchema, NamedCommuneSchema, RowFindingSchema, UploadQuery
from loans.domain.demand import PURPOSES

MOST_ROWS = 5_000


class DemandLineSchema(Strict):
    """What a commune asks for one group of beneficiaries and one purpose; amount in đồng."""

    commune = Code(5, required=True)
    beneficiaries = Name(required=True, metadata={"description": "a planning group; it never sets a rate (§6.14)"})
    purpose = one_of(PURPOSES, required=True)
    workers = Whole(required=True)
    amount = Amount(required=True)
    jobs = Whole(required=True)


class DemandSchema(Strict):
    """The demand of a year; ``without`` names communes that answer that they ask for nothing."""

    year = Whole(least=2015, most=2100, required=True)
    lines = fields.List(
        fields.Nested(DemandLineSchema),
        load_default=list,
        validate=validate.Length(0, MOST_ROWS, error=f"Nhiều nhất {MOST_ROWS} dòng. | At most {MOST_ROWS} rows."),
    )
    without = fields.List(
        Code(5),
        load_default=list,
        validate=validate.Length(0, 200, error="Nhiều nhất 200 xã. | At most 200 communes."),
    )
    keep_good = fields.Boolean(load_default=False)


class YearQuery(Strict):
    """Which year."""

    year = Given(least=2015, most=2100, required=True)


class DemandQuery(PageQuery):
    """Which year."""

    year = Given(least=2015, most=2100, required=True)


class ReviewQuery(YearQuery):
    """Which year, as known at which moment."""

    known_at = Moment(load_default=None)


class DemandUploadQuery(UploadQuery, YearQuery):
    """What the file is for."""


class RecordedSchema(BatchSchema):
    """What became of the answers of a year."""

    year = fields.Integer()


class PlanningGroupSchema(Strict):
    """A planning group; ``kind`` is generic, law or city_plan."""

    code = fields.String()
    title_vi = fields.String()
    title_en = fields.String()
    kind = fields.String()
    cites = fields.List(fields.String())
    certainty = fields.String()


class PlanningGroupsSchema(Strict):
    """Every planning group."""

    items = fields.List(fields.Nested(PlanningGroupSchema))


class AnswerSchema(Strict):
    """One answer as it was booked."""

    version = fields.Integer()
    entry_id = fields.Integer()
    booked_at = fields.DateTime()
    actor = fields.String()
    lines = fields.List(fields.Nested(DemandLineSchema))


class AnswersSchema(Strict):
    """Every answer of a commune to the review of a year, oldest first; the last one stands."""

    year = fields.Integer()
    commune = fields.String()
    versions = fields.List(fields.Nested(AnswerSchema))


class DemandTotalsSchema(Strict):
    """Sums: workers, đồng, jobs, đồng a job (null where no job is expected)."""

    workers = fields.Integer()
    amount = fields.Integer()
    jobs = fields.Integer()
    amount_per_job = fields.Integer(allow_none=True)


class PlanLendingSchema(Strict):
    """Lent out of a plan, and assigned by the lending measure, in đồng."""

    lent = fields.Integer()
    planned = fields.Integer()


class BlankReasonSchema(Strict):
    """Why a figure is blank."""

    code = fields.String()
    detail = fields.String()
    detail_en = fields.String()


class DemandReviewRowSchema(DemandTotalsSchema):
    """One commune of the review; last year stands beside it where it is exact (§6.19)."""

    commune = fields.String()
    name = fields.String()
    answered = fields.Boolean()
    answered_at = fields.DateTime(allow_none=True)
    answered_by = fields.String()
    versions = fields.Integer()
    warnings = fields.List(fields.Nested(RowFindingSchema))
    last_year = fields.Nested(DemandTotalsSchema, allow_none=True)
    last_year_reason = fields.Nested(BlankReasonSchema, allow_none=True)
    last_year_lending = fields.Nested(PlanLendingSchema, allow_none=True)


class GroupTotalsSchema(DemandTotalsSchema):
    """Sums of one planning group or one purpose."""

    code = fields.String()


class DemandReviewSchema(Strict):
    """The demand review of a year; every total is the sum of its rows."""

    year = fields.Integer()
    known_at = fields.DateTime()
    position = fields.Integer()
    rows = fields.List(fields.Nested(DemandReviewRowSchema))
    total = fields.Nested(DemandTotalsSchema)
    by_group = fields.List(fields.Nested(GroupTotalsSchema))
    by_purpose = fields.List(fields.Nested(GroupTotalsSchema))
    owing = fields.List(fields.Nested(NamedCommuneSchema))
