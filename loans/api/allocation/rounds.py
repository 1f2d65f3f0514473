"""Rounds: listed, read, compared, drafted, revised, withdrawn."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.allocation.schemas import (
    AllocationLineSchema,
    PoolPartSchema,
    RoundSchema,
    RoundVersionsSchema,
    lines_of,
    parts_of,
)
from loans.api.fields import Given, Strict, Text, Whole, one_of, rows_of
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.domain.plan import Measure, Round
from loans.domain.refusal import Refusal
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.allocation import (
    decided_beside_submitted,
    draft_round,
    may_see,
    revise_round,
    seen_by,
    withdraw_round,
)
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("allocation", "Phân bổ chỉ tiêu · Allocation of the plan")


class VersionSchema(Strict):
    """A version of a round: ``lines`` outright, a saved ``scenario_id``, or a ``spec`` shared now; one of the three."""

    pool = rows_of(PoolPartSchema, most=50)
    lines = fields.List(fields.Nested(AllocationLineSchema), load_default=list)
    scenario_id = Whole(most=10**12, load_default=None)
    spec = fields.Dict(keys=fields.String(), load_default=None)


class DraftSchema(VersionSchema):
    """A draft of a year and source, by one of the two measures (§6.12)."""

    year = Whole(least=2015, most=2100, required=True)
    source_id = Whole(most=10**12, required=True)
    measure = one_of(Measure, load_default=Measure.LENDING.value)


class ReviseSchema(VersionSchema):
    """The next version of a draft."""

    reason = Text(least=0, most=1_000, load_default="")


class ReasonSchema(Strict):
    """Why."""

    reason = Text(most=1_000, required=True)


class RoundsQuery(PageQuery):
    """Which year; all where none is given."""

    year = Given(least=2015, most=2100, load_default=None)


class ComparedLineSchema(Strict):
    """What was proposed for a commune, what was decided, and the difference, in đồng."""

    commune = fields.String()
    submitted = fields.Integer()
    decided = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True)


class ComparedSchema(Strict):
    """A round's decided lines beside its submitted ones; totals are the sums of the rows."""

    round_id = fields.Integer()
    rows = fields.List(fields.Nested(ComparedLineSchema))
    submitted = fields.Integer()
    decided = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True)


def present(uow: UnitOfWork, round_id: int) -> Round:
    """The round that a stale change is answered with."""
    return uow.rounds.get(round_id)


@reads(blueprint, "/rounds", action=Action.ROUND_READ, reply=paged(RoundSchema), query=RoundsQuery)
def rounds(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Rounds with their lines, in the order in which they were drafted; communes and officers see decided ones."""
    shown = [each for each in uow.rounds.all(query["year"]) if may_see(actor, each)]
    return cut(shown, query, lambda each: f"{each.id:015d}")


@reads(blueprint, "/rounds/<int:round_id>", action=Action.ROUND_READ, reply=RoundSchema)
def one_round(uow: UnitOfWork, actor: Actor, _today: date, round_id: int) -> Round:
    """One round with why each commune got what it got."""
    return seen_by(actor, uow.rounds.get(round_id))


@reads(blueprint, "/rounds/<int:round_id>/comparison", action=Action.ROUND_READ, reply=ComparedSchema)
def compared(uow: UnitOfWork, actor: Actor, _today: date, round_id: int) -> dict[str, Any]:
    """Decided sums beside submitted ones."""
    return decided_beside_submitted(seen_by(actor, uow.rounds.get(round_id)))


@reads(blueprint, "/rounds/<int:round_id>/versions", action=Action.ROUND_READ, reply=RoundVersionsSchema)
def versions(uow: UnitOfWork, actor: Actor, _today: date, round_id: int) -> dict[str, Any]:
    """Every version of a round with its lines: drafts, revisions, the decision."""
    seen_by(actor, uow.rounds.get(round_id))
    found = uow.rounds.versions(round_id)
    return {"items": found if actor.limit is None else found[-1:]}


@writes(blueprint, "/rounds", action=Action.ROUND_DRAFT, body=DraftSchema, reply=RoundSchema)
def draft(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> Round:
    """Draft a round whose lines equal its pool exactly."""
    return draft_round(uow, today=today, **given | _version(given) | {"measure": Measure(given["measure"])})


@writes(
    blueprint,
    "/rounds/<int:round_id>/revision",
    action=Action.ROUND_DRAFT,
    body=ReviseSchema,
    reply=RoundSchema,
    present=present,
)
def revise(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], round_id: int, expected: int) -> Round:
    """Write the next version of a draft; its opinions are asked for again."""
    return revise_round(uow, today=today, round_id=round_id, expected=expected, **given | _version(given))


@writes(
    blueprint,
    "/rounds/<int:round_id>/withdrawal",
    action=Action.ROUND_DRAFT,
    body=ReasonSchema,
    reply=RoundSchema,
    present=present,
)
def withdraw(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], round_id: int, expected: int) -> Round:
    """Withdraw a draft; it stays on record."""
    return withdraw_round(uow, today=today, round_id=round_id, expected=expected, **given)


def _version(given: dict[str, Any]) -> dict[str, Any]:
    """The version's pool and lines; exactly one of lines, scenario and specification must be sent."""
    sent = [bool(given["lines"]), given["scenario_id"] is not None, given["spec"] is not None]
    if sum(sent) != 1:
        raise Refusal(
            "lines_or_method",
            field="lines",
            vi="Gửi đúng một trong ba: «lines» (số từng xã), «scenario_id» (phương án đã lưu), «spec» (chia ngay).",
            en="Send exactly one of lines (a sum per commune), scenario_id (a saved scenario), spec (shared now).",
        )
    return {"pool": parts_of(given["pool"]), "lines": lines_of(given["lines"])}
