"""What is asked of the overdue statement, and what is answered."""

from marshmallow import fields

from loans.api.audit import HeadSchema
from loans.api.fields import Code, Moment, Strict, one_of
from loans.api.paging import PageQuery
from loans.domain.books.doubt import Doubt
from loans.service.reports.book import BY

GROUPS = tuple(BY)


class When(Strict):
    """As of a day, as known at a moment."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)


class OverdueQuery(When):
    """The totals by what, with what moved since when; JSON or CSV.

    ``by=old_unit``: by the units of before 2025-07-01 under their old codes, of any day; a loan that records none
    stands under its commune of today as ``new-<code>``.
    """

    by = one_of(GROUPS, load_default="commune")
    since = fields.Date(load_default=None)
    format = one_of(("json", "csv"), load_default="json")


class LoansQuery(PageQuery):
    """The loans behind one total (``by`` and ``key``, or ``commune``), or all that one may see, page by page.

    A cursor holds day, moment and group of its first page: give nothing else with it, or the same.
    """

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)
    by = one_of(GROUPS, load_default=None)
    key = fields.String(load_default=None)
    commune = Code(5, load_default=None)
    format = one_of(("json", "csv"), load_default="json")


class ExportQuery(When):
    """Export 2 of the bank as a file; ``units=old``: under the units of before 2025-07-01, where a loan records one."""

    units = one_of(("new", "old"), load_default="new")
    format = one_of(("csv", "xlsx"), load_default="csv")


class ComparisonQuery(When):
    """Two days (``from``, ``to``), or one day as known at two moments (``known_before``, ``known_at``)."""

    first = fields.Date(data_key="from", load_default=None)
    second = fields.Date(data_key="to", load_default=None)
    known_before = Moment(load_default=None)
    by = one_of(GROUPS, load_default="commune")
    format = one_of(("json", "csv"), load_default="json")


class AgeingSchema(Strict):
    """One ageing class: overdue principal in đồng, and loans."""

    label = fields.String(metadata={"description": "days since the transfer to overdue, as 1–90"})
    principal = fields.Integer()
    loans = fields.Integer()


class FiguresSchema(Strict):
    """Figures of a group or of the total; đồng, counts, days, and ratios in per cent as text."""

    key = fields.String(metadata={"description": "the group's key; empty: those that have none"})
    commune = fields.String()
    name = fields.String()
    outstanding = fields.Integer()
    in_term = fields.Integer()
    overdue = fields.Integer()
    frozen = fields.Integer()
    loans = fields.Integer()
    customers = fields.Integer(metadata={"description": "distinct, recounted for each total: not additive"})
    overdue_loans = fields.Integer()
    overdue_customers = fields.Integer()
    overdue_ratio = fields.String()
    most_days_overdue = fields.Integer()
    frozen_ratio = fields.String()
    overdue_and_frozen_ratio = fields.String()
    most_days_late = fields.Integer()
    ageing = fields.List(fields.Nested(AgeingSchema))
    moved_to_overdue = fields.Integer(metadata={"description": "from since to as_of"})
    cured = fields.Integer(metadata={"description": "ceased to be overdue from since to as_of, however"})
    detail = fields.String(metadata={"description": "the loans behind this row, at the same as_of and known_at"})


class ReportSchema(Strict):
    """What is needed to have a report again."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    head = fields.Nested(HeadSchema, allow_none=True)


class DoubtfulLoanSchema(Strict):
    """A loan of which something cannot be known: why, and what to do."""

    commune = fields.String()
    loan_id = fields.Integer()
    contract_no = fields.String()
    code = one_of([code.code for code in Doubt if code])
    detail = fields.String(attribute="vi")
    detail_en = fields.String(attribute="en")


class DoubtfulSchema(Strict):
    """How many loans that owe are in doubt, and the first hundred; named for those who may see loans."""

    count = fields.Integer()
    loans = fields.List(fields.Nested(DoubtfulLoanSchema))


class OverdueSchema(ReportSchema):
    """The statement, with what is needed to have it again."""

    by = fields.String()
    since = fields.Date(allow_none=True)
    law_digests = fields.Dict()
    total = fields.Nested(FiguresSchema)
    rows = fields.List(fields.Nested(FiguresSchema))
    doubtful = fields.Nested(DoubtfulSchema)


class LoanRowSchema(Strict):
    """One loan of the statement."""

    commune = fields.String()
    group_no = fields.String()
    organisation = fields.String()
    point_code = fields.String()
    source_code = fields.String()
    loan_id = fields.Integer()
    contract_no = fields.String()
    borrower_id = fields.Integer()
    customer_no = fields.String()
    customer_name = fields.String()
    outstanding = fields.Integer()
    in_term = fields.Integer()
    overdue = fields.Integer()
    frozen = fields.Integer()
    days_overdue = fields.Integer()
    days_late = fields.Integer()
    ageing = fields.String()
    overdue_since = fields.Date(allow_none=True)
    oldest_due = fields.Date(allow_none=True)
    session_due_on = fields.Date(allow_none=True)
    doubt = fields.String(metadata={"description": "what cannot be known of the loan; empty: nothing"})
    entries = fields.String(metadata={"description": "the entries behind this row, as known at the same moment"})


class LoanRowsSchema(ReportSchema):
    """A page of the loans behind a figure."""

    rows = fields.List(fields.Nested(LoanRowSchema))
    next = fields.String(allow_none=True)


class ChangingEntrySchema(Strict):
    """An entry that changed a figure: what, of which day, booked when, by whom, why."""

    loan_id = fields.Integer(metadata={"description": "0: an entry of a point, a group or a source"})
    contract_no = fields.String()
    position = fields.Integer()
    noun = fields.String()
    key = fields.String()
    entry_id = fields.Integer()
    kind = fields.String()
    effective_on = fields.Date()
    booked_at = fields.DateTime()
    actor = fields.String()
    reason = fields.String()
    body = fields.Dict()


class OverdueComparisonSchema(Strict):
    """Two days, or two moments, side by side; ``rows`` name their columns as the report does."""

    by = fields.String()
    first = fields.Date(data_key="from")
    second = fields.Date(data_key="to")
    as_of = fields.Date()
    known_before = fields.DateTime()
    known_at = fields.DateTime()
    position = fields.Integer()
    head = fields.Nested(HeadSchema, allow_none=True)
    rows = fields.List(fields.Dict(keys=fields.String(), values=fields.Raw()))
    loans = fields.List(fields.Dict(keys=fields.String(), values=fields.Raw()))
    entries = fields.List(fields.Nested(ChangingEntrySchema))
