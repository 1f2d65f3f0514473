"""Rounds of allocation: drafted, submitted, decided; and the plan with what is left of it."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Code, Given, Name, Strict, Text, Whole, one_of, rows_of
from loans.api.resource import PageQuery, cut, noun, paged, reads, writes
from loans.domain.columns import AMOUNT_MAX
from loans.domain.plan import Line, PoolPart, Round
from loans.domain.refusal import Refusal
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.allocation import decide_round, draft_round, submit_round
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("allocation", "Phân bổ chỉ tiêu · Allocation of the plan")


class PoolPartSchema(Strict):
    """A part of the pool with its origin and decision; đồng."""

    origin = one_of(("new", "recovered", "idle"), required=True)
    amount = Amount(required=True)
    decision = Text(required=True)


class AllocationLineSchema(Strict):
    """A commune's share in đồng; negative where an adjustment takes back."""

    commune = Code(5, required=True)
    amount = Amount(least=-AMOUNT_MAX, required=True)
    reason = Text(least=0, most=500, load_default="")


class WhySchema(Strict):
    """A step on the way to a share, in đồng."""

    reason = fields.String()
    amount = fields.Integer()


class ShownAllocationLineSchema(AllocationLineSchema):
    """A commune's share, and why."""

    why = fields.List(fields.Nested(WhySchema))


class DraftSchema(Strict):
    """A draft: ``lines`` outright, or ``weights`` over demand, workers and jobs (decimal text)."""

    year = Whole(least=2015, most=2100, required=True)
    source_id = Whole(most=10**12, required=True)
    pool = rows_of(PoolPartSchema, most=50)
    lines = fields.List(fields.Nested(AllocationLineSchema), load_default=list)
    weights = fields.Dict(keys=Name(), values=fields.String(), load_default=None)
    grain = Amount(least=1, load_default=1)
    cap_at_demand = fields.Boolean(load_default=False)


class SubmitSchema(Strict):
    """The tờ trình under which the round goes to UBND Thành phố."""

    on = fields.Date(required=True)
    paper = Text(required=True)


class DecideSchema(Strict):
    """The decision of UBND Thành phố; ``lines`` (and ``pool``) where decided sums differ from submitted ones."""

    decision = Text(required=True)
    signed_on = fields.Date(required=True)
    effective_on = fields.Date(required=True)
    lines = fields.List(fields.Nested(AllocationLineSchema), load_default=None)
    pool = fields.List(fields.Nested(PoolPartSchema), load_default=None)


class RoundSchema(Strict):
    """A round of allocation (đợt giao chỉ tiêu) as it stands."""

    id = fields.Integer()
    year = fields.Integer()
    source_id = fields.Integer()
    number = fields.Integer()
    state = fields.String()
    pool = fields.List(fields.Nested(PoolPartSchema))
    lines = fields.List(fields.Nested(ShownAllocationLineSchema))
    total = fields.Integer()
    drafted_by = fields.String()
    submission = fields.Dict()
    decision = fields.Dict()
    sequence = fields.Integer()


class RoundsQuery(PageQuery):
    """Which year; all where none is given."""

    year = Given(least=2015, most=2100, load_default=None)


class PlanQuery(PageQuery):
    """Which source and year."""

    source_id = Given(required=True)
    year = Given(least=2015, most=2100, required=True)


class PlanLineSchema(Strict):
    """A commune's plan of the year and what is left of it, in đồng."""

    commune = fields.String()
    planned = fields.Integer()
    disbursed = fields.Integer()
    committed = fields.Integer()
    remaining = fields.Integer()


def present(uow: UnitOfWork, round_id: int) -> Round:
    return uow.plans.round(round_id)


@reads(blueprint, "/rounds", action=Action.ROUND_READ, reply=paged(RoundSchema), query=RoundsQuery)
def rounds(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Rounds with their lines, in the order in which they were drafted."""
    return cut(uow.plans.rounds(query["year"]), query, lambda each: f"{each.id:015d}")


@reads(blueprint, "/rounds/<int:round_id>", action=Action.ROUND_READ, reply=RoundSchema)
def one_round(uow: UnitOfWork, _actor: Actor, _today: date, round_id: int) -> Round:
    """One round with why each commune got what it got."""
    return uow.plans.round(round_id)


@reads(blueprint, "/plan", action=Action.ROUND_READ, reply=paged(PlanLineSchema), query=PlanQuery)
def plan(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Each commune's plan of the year: assigned, disbursed, committed, remaining."""
    uses = uow.plans.uses(query["source_id"], query["year"])
    lines = [
        {
            "commune": commune,
            "planned": use.planned,
            "disbursed": use.disbursed,
            "committed": use.committed,
            "remaining": use.remaining,
        }
        for commune, use in uses.items()
    ]
    return cut(lines, query, lambda line: str(line["commune"]))


@writes(blueprint, "/rounds", action=Action.ROUND_DRAFT, body=DraftSchema, reply=RoundSchema)
def draft(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> Round:
    """Draft a round whose lines equal its pool exactly."""
    if bool(given["lines"]) == bool(given["weights"]):
        raise Refusal(
            "lines_or_weights",
            field="lines",
            vi="Gửi hoặc «lines» (số từng xã), hoặc «weights» (trọng số), không cả hai và không bỏ trống.",
            en="Send either lines (a sum per commune) or weights, not both and not neither.",
        )
    return draft_round(uow, today=today, **given | {"pool": _parts(given["pool"]), "lines": _lines(given["lines"])})


@writes(
    blueprint,
    "/rounds/<int:round_id>/submission",
    action=Action.ROUND_DRAFT,
    body=SubmitSchema,
    reply=RoundSchema,
    present=present,
)
def submit(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], round_id: int, expected: int) -> Round:
    """Submit a drafted round."""
    return submit_round(uow, today=today, round_id=round_id, expected=expected, **given)


@writes(
    blueprint,
    "/rounds/<int:round_id>/decision",
    action=Action.ROUND_DECIDE,
    body=DecideSchema,
    reply=RoundSchema,
    present=present,
)
def decide(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], round_id: int, expected: int) -> Round:
    """Record the decision; the decided lines become the plan."""
    lines = None if given["lines"] is None else _lines(given["lines"])
    pool = None if given["pool"] is None else _parts(given["pool"])
    return decide_round(
        uow, actor, today=today, round_id=round_id, expected=expected, **given | {"lines": lines, "pool": pool}
    )


def _parts(given: list[dict[str, Any]]) -> list[PoolPart]:
    return [PoolPart(**part) for part in given]


def _lines(given: list[dict[str, Any]]) -> list[Line]:
    return [Line(line["commune"], line["amount"], reason=line["reason"]) for line in given]
