"""Commitments: what is approved and not yet paid out, how it ends, and the close of a plan year."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.application.routes import present as present_application
from loans.api.application.routes import shown as shown_application
from loans.api.application.schemas import ApplicationSchema, FindingSchema
from loans.api.fields import Amount, Given, Strict, Text, Whole, one_of, rows_of
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.domain.commitment import Commitment, Fate
from loans.http.roles import Action
from loans.service import commitment as service
from loans.service.actor import Actor
from loans.service.commitment import Decided, Open, Rests, YearDecision
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("commitment", "Cam kết cho vay · Commitments")


class CommitmentSchema(Strict):
    """What is left of an approval under a plan year, in đồng; ``since`` is its day, or that of its last carrying."""

    application_id = fields.Integer()
    loan_id = fields.Integer(allow_none=True)
    contract_no = fields.String()
    borrower_id = fields.Integer()
    source_id = fields.Integer()
    commune = fields.String()
    year = fields.Integer()
    since = fields.Date()
    left = fields.Integer()
    paid = fields.Integer(metadata={"description": "paid out of the approval, under whatever year"})


class OpenCommitmentSchema(CommitmentSchema):
    """An open commitment: until when it may first be paid out, and what is proposed at the close of its year."""

    last_day = fields.Date(allow_none=True)
    expired = fields.Boolean()
    proposal = fields.String(allow_none=True, metadata={"description": "with a source and a year: release or carry"})


PAGE = paged(OpenCommitmentSchema)


class OnForecastSchema(CommitmentSchema):
    """A commitment of which ``part`` đồng rest on forecast recovery; ``wait`` of them have no capital yet."""

    part = fields.Integer()
    wait = fields.Integer()


class OnForecastListSchema(Strict):
    """The open commitments of a source that rest on forecast recovery."""

    source_id = fields.Integer()
    room = fields.Integer(metadata={"description": "recovery expected to the year's end; 0 where it is not allowed"})
    items = fields.List(fields.Nested(OnForecastSchema))


class LoanCommitmentSchema(Strict):
    """What became of a contract's sum, in đồng: amount = paid + left + released; a cancelled one paid nothing out."""

    loan_id = fields.Integer()
    application_id = fields.Integer()
    state = fields.String(metadata={"description": "open, disbursed, cut or cancelled"})
    amount = fields.Integer()
    paid = fields.Integer()
    left = fields.Integer()
    released = fields.Integer()
    by_year = fields.Dict(keys=fields.String(), values=fields.Integer())
    last_day = fields.Date(allow_none=True)
    sequence = fields.Integer()


class OpenQuery(PageQuery):
    """Of a source and a plan year, where they are named."""

    source_id = Given(load_default=None)
    year = Given(least=2000, most=2199, load_default=None)


class DueQuery(PageQuery):
    """Of a source, where one is named."""

    source_id = Given(load_default=None)


class ReleaseSchema(Strict):
    """From which day and why; without ``amount`` all that is left."""

    on = fields.Date(required=True)
    reason = Text(most=2_000, required=True)
    amount = Amount(least=1, load_default=None, allow_none=True)


class ExpirySchema(Strict):
    """Which commitments expired; ``keep_good`` records the good rows where others fail."""

    on = fields.Date(required=True)
    reason = Text(most=2_000, required=True)
    application_ids = fields.List(Whole(most=10**12), required=True)
    keep_good = fields.Boolean(load_default=False)


class YearDecisionSchema(Strict):
    """One open commitment, and whether it is released or carried."""

    application_id = Whole(most=10**12, required=True)
    fate = one_of(Fate, required=True)


class CloseYearSchema(Strict):
    """The close of a source's plan year; ``keep_good`` records the good rows where others fail."""

    source_id = Whole(most=10**12, required=True)
    year = Whole(least=2000, most=2199, required=True)
    on = fields.Date(required=True)
    reason = Text(most=2_000, required=True)
    keep_good = fields.Boolean(load_default=False)
    decisions = rows_of(YearDecisionSchema, most=2_000)


class CommitmentResultSchema(Strict):
    """What became of one row, in đồng."""

    row = fields.Integer()
    application_id = fields.Integer()
    amount = fields.Integer()
    findings = fields.List(fields.Nested(FindingSchema))


class CommitmentResultsSchema(Strict):
    """A result per row; ``closed``: nothing of the plan year is left open."""

    accepted = fields.Integer()
    refused = fields.Integer()
    amount = fields.Integer()
    closed = fields.Boolean()
    rows = fields.List(fields.Nested(CommitmentResultSchema))


def present(uow: UnitOfWork, loan_id: int) -> dict[str, Any]:
    return asdict(service.of_loan(uow, loan_id))


@reads(blueprint, "/commitments", action=Action.LOAN_READ, reply=PAGE, query=OpenQuery)
def commitments(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """The open commitments of one's communes; of a source and year with a proposal for the close of the year."""
    found = service.open_of(uow, on=today, source_id=query["source_id"], year=query["year"], communes=actor.limit)
    return cut([_open(each) for each in found], query, key=_place)


@reads(blueprint, "/commitments/due", action=Action.LOAN_READ, reply=PAGE, query=DueQuery)
def due(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """The commitments that have expired with nothing paid out; they stand until a person ends them."""
    found = service.due(uow, on=today, source_id=query["source_id"], communes=actor.limit)
    return cut([_open(each) for each in found], query, key=_place)


@reads(
    blueprint,
    "/sources/<int:source_id>/commitments-on-forecast",
    action=Action.CAPITAL_READ,
    reply=OnForecastListSchema,
)
def on_forecast(uow: UnitOfWork, actor: Actor, today: date, source_id: int) -> dict[str, Any]:
    """What was approved against forecast recovery and is not paid out yet, and how far the forecast reaches."""
    uow.funds.get(source_id)
    found = service.on_forecast(uow, source_id=source_id, on=today)
    shows = [each for each in found if actor.limit is None or each.commitment.commune in actor.limit]
    return {
        "source_id": source_id,
        "room": service.room_ahead(uow, source_id=source_id, on=today),
        "items": [_resting(each) for each in shows],
    }


@reads(blueprint, "/loans/<int:loan_id>/commitment", action=Action.LOAN_READ, reply=LoanCommitmentSchema)
def of_loan(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> dict[str, Any]:
    """What became of a contract's sum: paid out, left, released."""
    actor.within(uow.loans.get(loan_id).commune)
    return present(uow, loan_id)


@writes(
    blueprint,
    "/loans/<int:loan_id>/commitment/release",
    action=Action.COMMITMENT_WRITE,
    body=ReleaseSchema,
    reply=LoanCommitmentSchema,
    present=present,
)
def release(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], loan_id: int, expected: int
) -> dict[str, Any]:
    """Release what a contract has not paid out, or cut it by an amount; with nothing paid out it is cancelled."""
    service.release(uow, actor, today=today, loan_id=loan_id, expected=expected, **given)
    return present(uow, loan_id)


@writes(
    blueprint,
    "/applications/<int:application_id>/commitment/release",
    action=Action.COMMITMENT_WRITE,
    body=ReleaseSchema,
    reply=ApplicationSchema,
    present=present_application,
)
def release_unsigned(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], application_id: int, expected: int
) -> dict[str, Any]:
    """Release or cut the commitment of an approval not yet signed; released, the approval has lapsed."""
    service.release(uow, actor, today=today, application_id=application_id, expected=expected, **given)
    return shown_application(uow.applications.get(application_id))


@writes(
    blueprint, "/commitments/expiries", action=Action.COMMITMENT_WRITE, body=ExpirySchema, reply=CommitmentResultsSchema
)
def expire(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Record that commitments have expired: a result per row, all or nothing unless ``keep_good``."""
    return _ended(service.expire(uow, actor, today=today, **given), closed=False)


@writes(
    blueprint,
    "/commitments/closes",
    action=Action.COMMITMENT_WRITE,
    body=CloseYearSchema,
    reply=CommitmentResultsSchema,
)
def close_year(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Release or carry the open commitments of a plan year; once none is left the year is closed."""
    rows = [YearDecision(row["application_id"], Fate(row["fate"])) for row in given.pop("decisions")]
    results, closed = service.close_year(uow, actor, today=today, decisions=rows, **given)
    return _ended(results, closed=closed)


def _open(found: Open) -> dict[str, Any]:
    more = {"last_day": found.last_day, "expired": found.expired, "proposal": found.proposal and found.proposal.value}
    return _facts(found.commitment) | more


def _resting(found: Rests) -> dict[str, Any]:
    return _facts(found.commitment) | {"part": found.part, "wait": found.wait}


def _facts(held: Commitment) -> dict[str, Any]:
    return asdict(held)


def _place(item: dict[str, Any]) -> str:
    return f"{item['since'].isoformat()}/{item['application_id']:012d}/{item['year']}"


def _ended(rows: list[Decided], *, closed: bool) -> dict[str, Any]:
    good = [row for row in rows if not row.findings]
    return {
        "accepted": len(good),
        "refused": len(rows) - len(good),
        "amount": sum(row.amount for row in good),
        "closed": closed,
        "rows": rows,
    }
