"""Job results that communes report themselves, window by window."""

from datetime import date
from typing import Any

from flask import Response
from marshmallow import fields

from loans.api.fields import Code, Strict, Whole, rows_of
from loans.api.files import attachment, uploads
from loans.api.resource import noun, reads, writes
from loans.api.rows import (
    MEDIA_TYPES,
    BatchSchema,
    NamedCommuneSchema,
    UploadQuery,
    WorkbookSchema,
    mine,
    named,
    shown_batch,
    uploaded,
)
from loans.domain.area import areas
from loans.domain.job_report import NUMBERS
from loans.http.roles import Action
from loans.papers.sheet import XLSX
from loans.papers.template import JOB_REPORT_COLUMNS, job_report_form, job_report_template
from loans.service.actor import Actor
from loans.service.job_report import check_job_reports, check_window, job_reports, record_job_reports
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("job_report", "Kết quả việc làm của xã · Job results of communes")


class JobResultSchema(Strict):
    """Persons given jobs: all, of them by loans, and by contract work abroad."""

    commune = Code(5, required=True)
    jobs = Whole(required=True)
    by_loans = Whole(required=True)
    abroad = Whole(required=True)


class WindowQuery(Strict):
    """From which day to which, both included."""

    since = fields.Date(required=True)
    through = fields.Date(required=True)


class JobReportsSchema(WindowQuery):
    """Reports of one window."""

    reports = rows_of(JobResultSchema)
    keep_good = fields.Boolean(load_default=False)


class JobUploadQuery(UploadQuery, WindowQuery):
    """What the file is for."""


class RecordedJobReportsSchema(BatchSchema):
    """What became of the reports."""

    since = fields.Date()
    through = fields.Date()


class StandingReportSchema(JobResultSchema):
    """A report that stands."""

    since = fields.Date()
    through = fields.Date()
    booked_at = fields.DateTime()
    actor = fields.String()


class JobSumsSchema(Strict):
    """The sum of the reports shown."""

    jobs = fields.Integer()
    by_loans = fields.Integer()
    abroad = fields.Integer()


class JobReportListSchema(WindowQuery):
    """Reports inside a window; the sum is whole only where nothing is missing or uncovered."""

    rows = fields.List(fields.Nested(StandingReportSchema))
    total = fields.Nested(JobSumsSchema)
    missing = fields.List(fields.Nested(NamedCommuneSchema), metadata={"description": "communes without a report"})
    uncovered = fields.List(fields.Nested(NamedCommuneSchema), metadata={"description": "communes with days uncovered"})


@reads(blueprint, "/job-reports", action=Action.JOB_REPORT_READ, reply=JobReportListSchema, query=WindowQuery)
def reports(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """What communes reported inside a window of days, and whose figures lack."""
    found = job_reports(uow, actor, **query)
    total = {name: sum(getattr(report, name) for report in found.reports) for name in NUMBERS}
    lacking = {"missing": named(found.missing), "uncovered": named(found.uncovered)}
    return {**query, "rows": found.reports, "total": total, **lacking}


@writes(
    blueprint,
    "/job-reports",
    action=Action.JOB_REPORT_WRITE,
    body=JobReportsSchema,
    reply=RecordedJobReportsSchema,
)
def add_reports(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Record job results of a window; the same window again corrects it, another may not share a day with it."""
    recorded = record_job_reports(uow, actor, today=today, **given)
    return {"since": given["since"], "through": given["through"], **shown_batch(recorded)}


@reads(blueprint, "/job-report-template", action=Action.JOB_REPORT_WRITE, reply=WorkbookSchema, query=WindowQuery)
def template(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Response:
    """A workbook to fill in for a window of days."""
    check_window(query["since"], query["through"])
    content = job_report_template(query["since"], query["through"], mine(actor, areas().in_force(query["since"])))
    name = f"viec-lam-{query['since'].isoformat()}-{query['through'].isoformat()}.xlsx"
    return attachment(content, media_type=XLSX, name=name)


@uploads(
    blueprint,
    "/job-report-uploads",
    action=Action.JOB_REPORT_WRITE,
    query=JobUploadQuery,
    reply=RecordedJobReportsSchema,
    media_types=MEDIA_TYPES,
)
def upload(
    uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], content: bytes, media_type: str
) -> dict[str, Any]:
    """A filled-in template, XLSX or CSV: the result of each row with its place; all or nothing unless ``keep_good``."""
    window = {"since": query["since"], "through": query["through"]}
    shown = uploaded(
        content,
        media_type,
        JOB_REPORT_COLUMNS,
        job_report_form(query["since"], query["through"]),
        query,
        check=lambda rows: check_job_reports(uow, actor, today=today, reports=rows, **window),
        record=lambda rows: record_job_reports(
            uow, actor, today=today, reports=rows, keep_good=query["keep_good"], **window
        ),
    )
    return {**window, **shown}
