"""The plan of a year: each commune's assigned, used and remaining sums, and the bridge between the two measures."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.allocation.rounds import blueprint
from loans.api.fields import Given, Strict
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import reads
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.plan import bridge, uses
from loans.service.unit_of_work import UnitOfWork


class PlanQuery(PageQuery):
    """Which source and year."""

    source_id = Given(required=True)
    year = Given(least=2015, most=2100, required=True)


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


class BridgeQuery(Strict):
    """Which source and year."""

    source_id = Given(required=True)
    year = Given(least=2015, most=2100, required=True)


class BridgeSchema(Strict):
    """base − recovery + lending = target, in đồng (§6.12); ``gap`` is what is missing for it to close."""

    measure = fields.String(allow_none=True)
    base = fields.Integer()
    recovery = fields.Integer()
    lending = fields.Integer()
    target = fields.Integer()
    gap = fields.Integer()


@reads(blueprint, "/plan", action=Action.ROUND_READ, reply=paged(PlanLineSchema), query=PlanQuery)
def plan(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """Each commune's plan of the year: assigned, disbursed, committed, remaining."""
    year = query["year"]
    found = uses(uow, source_id=query["source_id"], year=year, on=min(max(today, date(year, 1, 1)), date(year, 12, 31)))
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
    return cut(lines, query, lambda line: str(line["commune"]))


@reads(blueprint, "/plan-bridge", action=Action.ROUND_READ, reply=BridgeSchema, query=BridgeQuery)
def plan_bridge(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The bridge of the year: owed at 31/12 − coming back + lent = owed at the end (§6.12)."""
    measure, found = bridge(uow, source_id=query["source_id"], year=query["year"])
    return {"measure": measure and measure.value, **asdict(found), "gap": found.gap}
