"""The report calendar: what is due when, by which article, and what is late."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Given, Strict, Text
from loans.api.form.routes import blueprint
from loans.api.resource import reads
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.calendar import report_calendar
from loans.service.unit_of_work import UnitOfWork

FIRST_YEAR, LAST_YEAR = 2023, 2099


class CalendarQuery(Strict):
    """A year; the day looked at (today); the keys of reports that were sent, joined by commas."""

    year = Given(least=FIRST_YEAR, most=LAST_YEAR, load_default=None)
    today = fields.Date(load_default=None)
    filed = Text(load_default="", most=2000)


class DueReportSchema(Strict):
    """One report: its period, its last day (and the last working day by then), how it stands."""

    key = fields.String()
    title = fields.String()
    forms = fields.List(fields.String())
    since = fields.Date()
    until = fields.Date()
    before = fields.Date()
    last_day = fields.Date()
    last_working_day = fields.Date()
    calendar_provisional = fields.Boolean(metadata={"description": "the year's days off are not decreed yet"})
    provisional = fields.Boolean(metadata={"description": "due before its own period ends"})
    status = fields.String(metadata={"description": "waiting, due, late, filed"})
    rule = fields.String()
    cites = fields.List(fields.String())
    certainty = fields.String()


class ReportCalendarSchema(Strict):
    """The reports of a year by their last day."""

    year = fields.Integer()
    today = fields.Date()
    items = fields.List(fields.Nested(DueReportSchema))


@reads(blueprint, "/report-calendar", action=Action.FORM_READ, reply=ReportCalendarSchema, query=CalendarQuery)
def calendar_of(_uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """Every report of a year; which were sent is not recorded, so a past one is late unless ``filed`` names it."""
    on = query["today"] or today
    year = query["year"] or on.year
    filed = [key.strip() for key in query["filed"].split(",") if key.strip()]
    return {"year": year, "today": on, "items": report_calendar(year, on, filed)}
