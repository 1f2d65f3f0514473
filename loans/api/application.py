"""Applications: filed, listed by a group, made complete, appraised, decided, withdrawn."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Name, Strict, Text, Whole, one_of, rows_of
from loans.api.resource import PageQuery, after, noun, page, paged, reads, writes
from loans.domain.application import PAPERS, Application
from loans.domain.borrower import Evidence, Purpose
from loans.http.roles import Action
from loans.service import application as service
from loans.service.actor import Actor
from loans.service.application import Filing, RowResult
from loans.service.appraisal import assessment_of
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("application", "Hồ sơ vay vốn · Applications")


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


@writes(
    blueprint,
    "/applications/<int:application_id>/completion",
    action=Action.LOAN_WRITE,
    body=CompleteSchema,
    reply=ApplicationSchema,
    present=present,
)
def complete(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], application_id: int, expected: int
) -> dict[str, Any]:
    """Record the dossier as full; its clock starts."""
    done = service.complete(uow, actor, today=today, application_id=application_id, expected=expected, **given)
    return shown(done)


@writes(
    blueprint,
    "/applications/<int:application_id>/appraisal",
    action=Action.LOAN_WRITE,
    body=AppraiseSchema,
    reply=ApplicationSchema,
    present=present,
)
def appraise(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], application_id: int, expected: int
) -> dict[str, Any]:
    """Record the appraisal."""
    done = service.appraise(uow, actor, today=today, application_id=application_id, expected=expected, **given)
    return shown(done)


@writes(
    blueprint,
    "/applications/<int:application_id>/approval",
    action=Action.LOAN_DECIDE,
    body=ApproveSchema,
    reply=ApplicationSchema,
    present=present,
)
def approve(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], application_id: int, expected: int
) -> dict[str, Any]:
    """Approve by a second person; commits plan and capital."""
    done = service.approve(uow, actor, today=today, application_id=application_id, expected=expected, **given)
    return shown(done)


@writes(
    blueprint,
    "/applications/<int:application_id>/refusal",
    action=Action.LOAN_DECIDE,
    body=RefuseSchema,
    reply=ApplicationSchema,
    present=present,
)
def refuse(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], application_id: int, expected: int
) -> dict[str, Any]:
    """Refuse in writing with the article."""
    done = service.refuse(uow, actor, today=today, application_id=application_id, expected=expected, **given)
    return shown(done)


@writes(
    blueprint,
    "/applications/<int:application_id>/withdrawal",
    action=Action.LOAN_WRITE,
    body=WithdrawSchema,
    reply=ApplicationSchema,
    present=present,
)
def withdraw(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], application_id: int, expected: int
) -> dict[str, Any]:
    """Record the applicant's withdrawal; a commitment is released."""
    done = service.withdraw(uow, actor, today=today, application_id=application_id, expected=expected, **given)
    return shown(done)


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
