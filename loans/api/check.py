"""Loan-use checks, the jobs found at them, and the checks that are due."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Given, Name, Strict, Text, Whole, one_of
from loans.api.known import DayMomentQuery, DayMomentSchema, as_asked, report
from loans.api.loan import LoanSchema, present, shown
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.check import Outcome, check_use, checks_due
from loans.service.job import job_results
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("check", "Kiểm tra sử dụng vốn, việc làm · Loan-use checks and jobs")


class CheckSchema(Strict):
    """What a check found, and the workers counted under each name (created, maintained, expanded, women, …)."""

    on = fields.Date(required=True)
    outcome = one_of(Outcome, required=True)
    jobs = fields.Dict(keys=Name(), values=Whole(), load_default=dict)
    note = Text(least=0, most=2_000, load_default="")


class ChecksDueQuery(DayMomentQuery, PageQuery):
    """A page of what was due on a day."""


class DueSchema(Strict):
    """A check that is due."""

    loan_id = fields.Integer()
    contract_no = fields.String()
    commune = fields.String()
    reason = fields.String()
    due_on = fields.Date()
    late = fields.Boolean()


class JobQuery(DayMomentQuery, PageQuery):
    """Which year's loans, as of a day."""

    year = Given(least=2015, most=2100, required=True)


class JobSchema(Strict):
    """A commune's job result: planned in the contracts, verified at the latest checks (names overlap)."""

    commune = fields.String()
    loans = fields.Integer()
    planned = fields.Integer()
    checked_loans = fields.Integer()
    verified = fields.Dict(keys=fields.String(), values=fields.Integer())


@writes(
    blueprint,
    "/loans/<int:loan_id>/checks",
    action=Action.LOAN_WRITE,
    body=CheckSchema,
    reply=LoanSchema,
    present=present,
)
def check(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], loan_id: int, expected: int
) -> dict[str, Any]:
    """Record a loan-use check (06/TD)."""
    outcome = Outcome(given.pop("outcome"))
    return shown(uow, check_use(uow, actor, today=today, loan_id=loan_id, expected=expected, outcome=outcome, **given))


@reads(blueprint, "/checks/due", action=Action.LOAN_READ, reply=paged(DueSchema, DayMomentSchema), query=ChecksDueQuery)
def due(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Loan-use checks that are due in one's communes, the earliest first."""
    known, as_of = as_asked(query)
    with context().store.reading(known) as then:
        found = checks_due(then, actor, as_of=as_of)
    return report(known, as_of) | cut(found, query, lambda due: f"{due.due_on}/{due.contract_no}/{due.reason}")


@reads(blueprint, "/reports/jobs", action=Action.OVERDUE_READ, reply=paged(JobSchema, DayMomentSchema), query=JobQuery)
def jobs(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Jobs that a year's loans supported, per commune: planned and verified."""
    known, as_of = as_asked(query)
    with context().store.reading(known) as then:
        found = job_results(then, actor, year=query["year"], as_of=as_of)
    return report(known, as_of) | cut(found, query, lambda result: result.commune)
