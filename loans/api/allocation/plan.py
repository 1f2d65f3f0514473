"""The plan of a year: each commune's assigned, used and remaining sums, and the bridge between the two measures."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.allocation.rounds import blueprint
from loans.api.fields import Given, Strict
from loans.api.known import MomentQuery, MomentSchema, moment_asked, stamp
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import reads
from loans.domain.calendar import today_in_hanoi
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.plan import bridge, uses
from loans.service.unit_of_work import UnitOfWork


class PlanYearQuery(MomentQuery):
    """Which source and year, as known at a moment."""

    source_id = Given(required=True)
    year = Given(least=2015, most=2100, required=True)


class PlanQuery(PlanYearQuery, PageQuery):
    """A page of the plan."""


class PlanLineSchema(Strict):
    """A commune's plan of the year and what is left of it, in đồng.

    By the outstanding measure ``planned`` is the target and ``outstanding`` counts; ``interim``: no round is in force.
    """

    commune = fields.String()
    planned = fields.Integer()
    disbursed = fields.Integer()
    committed = fields.Integer()
    outstanding = fields.Integer(allow_none=True)
    remaining = fields.Integer()
    interim = fields.Boolean()


class BridgeSchema(MomentSchema):
    """base − recovery + lending = target, in đồng (§6.12); ``gap`` is what is missing for it to close."""

    measure = fields.String(allow_none=True)
    base = fields.Integer()
    recovery = fields.Integer()
    lending = fields.Integer()
    target = fields.Integer()
    gap = fields.Integer()


@reads(blueprint, "/plan", action=Action.ROUND_READ, reply=paged(PlanLineSchema, MomentSchema), query=PlanQuery)
def plan(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Each commune's plan of the year: assigned, disbursed, committed, remaining, on the day of the moment."""
    year, known = query["year"], moment_asked(query)
    on = min(max(today_in_hanoi(known.moment), date(year, 1, 1)), date(year, 12, 31))
    with context().store.reading(known) as then:
        found = uses(then, source_id=query["source_id"], year=year, on=on)
    lines = [
        {
            "commune": commune,
            "planned": use.planned,
            "disbursed": use.disbursed,
            "committed": use.committed,
            "outstanding": use.outstanding,
            "remaining": use.remaining,
            "interim": use.interim,
        }
        for commune, use in found.items()
        if actor.limit is None or commune in actor.limit
    ]
    return stamp(known) | cut(lines, query, lambda line: str(line["commune"]))


@reads(blueprint, "/plan-bridge", action=Action.ROUND_READ, reply=BridgeSchema, query=PlanYearQuery)
def plan_bridge(_uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The bridge of the year: owed at 31/12 − coming back + lent = owed at the end (§6.12)."""
    known = context().store.known_at(query["known_at"])
    with context().store.reading(known) as then:
        measure, found = bridge(then, source_id=query["source_id"], year=query["year"])
    return {**stamp(known), "measure": measure and measure.value, **asdict(found), "gap": found.gap}
