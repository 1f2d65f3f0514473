"""Applications: filed, listed by a group, made complete, appraised, decided, withdrawn."""

from dataclasses import asdict
from datetime import date
from typing import Any

from loans.api.application.schemas import (
    ApplicationSchema,
    AppraiseSchema,
    ApproveSchema,
    AssessmentQuery,
    AssessmentSchema,
    CompleteSchema,
    ListSchema,
    NewApplicationSchema,
    RefuseSchema,
    ResultsSchema,
    WithdrawSchema,
)
from loans.api.paging import PageQuery, after, page, paged
from loans.api.resource import noun, reads, steps, writes
from loans.domain.application import Application
from loans.domain.borrower import Evidence, Purpose
from loans.http.roles import Action
from loans.service import application as service
from loans.service.actor import Actor
from loans.service.application import Filing, RowResult
from loans.service.appraisal import assessment_of
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("application", "Hồ sơ vay vốn · Applications")


def shown(application: Application) -> dict[str, Any]:
    """An application with its deadline."""
    facts = {name: value for name, value in asdict(application).items() if name != "facts"}
    deadline = service.deadline_of(application) if application.complete_on else None
    return facts | {
        "purpose": application.purpose.value,
        "state": application.state.value,
        "decide_by": deadline.day if deadline else None,
        "decide_by_provisional": deadline.provisional if deadline else None,
        "decision": application.facts or {},
    }


def present(uow: UnitOfWork, application_id: int) -> dict[str, Any]:
    return shown(uow.applications.get(application_id))


@reads(blueprint, "/applications", action=Action.LOAN_READ, reply=paged(ApplicationSchema), query=PageQuery)
def applications(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The applications of one's communes, paged."""
    found = uow.applications.page(after(query), query["limit"], actor.limit)
    return page([shown(each) for each in found], query, key=lambda item: int(item["id"]))


@reads(blueprint, "/applications/<int:application_id>", action=Action.LOAN_READ, reply=ApplicationSchema)
def application(uow: UnitOfWork, actor: Actor, _today: date, application_id: int) -> dict[str, Any]:
    """One application with its state and deadline."""
    return shown(_mine(uow, actor, application_id))


@reads(
    blueprint,
    "/applications/<int:application_id>/assessment",
    action=Action.LOAN_READ,
    reply=AssessmentSchema,
    query=AssessmentQuery,
)
def assessment(
    uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], application_id: int
) -> dict[str, Any]:
    """Eligibility findings, the largest loan and the term that binds, the rate group: by the law of a day."""
    day = query["on"] or today
    return asdict(assessment_of(uow, _mine(uow, actor, application_id), on=day)) | {"on": day}


@writes(blueprint, "/applications", action=Action.LOAN_WRITE, body=NewApplicationSchema, reply=ApplicationSchema)
def file_one(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """File one application."""
    filed_on = given.pop("filed_on")
    return shown(service.file_application(uow, actor, today=today, filed_on=filed_on, filing=_filing(given)))


@writes(blueprint, "/application-lists", action=Action.LOAN_WRITE, body=ListSchema, reply=ResultsSchema)
def file_list(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """File a group's list (03/TD): a result per row; all or nothing unless ``keep_good``."""
    results = service.file_list(
        uow,
        actor,
        today=today,
        filed_on=given["filed_on"],
        rows=[_filing(row) for row in given["rows"]],
        keep_good=given["keep_good"],
    )
    good = sum(result.application is not None for result in results)
    return {"accepted": good, "refused": len(results) - good, "rows": [_result(result) for result in results]}


step = steps(
    blueprint,
    "/applications/<int:application_id>",
    reply=ApplicationSchema,
    present=present,
    shown=lambda _uow, recorded: shown(recorded),
)

step("completion", Action.LOAN_WRITE, CompleteSchema, service.complete, "Record the dossier as full; its clock starts.")
step("appraisal", Action.LOAN_WRITE, AppraiseSchema, service.appraise, "Record the appraisal.")
step(
    "approval",
    Action.LOAN_DECIDE,
    ApproveSchema,
    service.approve,
    "Approve by a second person; commits plan and capital.",
)
step("refusal", Action.LOAN_DECIDE, RefuseSchema, service.refuse, "Refuse in writing with the article.")
step(
    "withdrawal",
    Action.LOAN_WRITE,
    WithdrawSchema,
    service.withdraw,
    "Record the applicant's withdrawal; a commitment is released.",
)


def _mine(uow: UnitOfWork, actor: Actor, application_id: int) -> Application:
    found = uow.applications.get(application_id)
    actor.within(found.commune)
    return found


def _filing(given: dict[str, Any]) -> Filing:
    papers = tuple(Evidence(**paper) for paper in given["evidence"])
    return Filing(**given | {"purpose": Purpose(given["purpose"]), "evidence": papers})


def _result(result: RowResult) -> dict[str, Any]:
    filed = shown(result.application) if result.application else None
    return {"row": result.row, "application": filed, "findings": result.findings}
