"""How the communes absorb a year's plan, month by month, and which of them need an adjustment round."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Given, Moment, Strict
from loans.api.known import as_asked
from loans.api.resource import noun, reads
from loans.domain.area import areas
from loans.domain.monitoring import PERMILLE, SLOW_PERMILLE, Line
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.absorption import absorption
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("absorption", "Theo dõi thực hiện chỉ tiêu · Monitoring of the plan")


class AbsorptionQuery(Strict):
    """Which source and year, as of a day, as known at a moment; below which share a commune is slow."""

    source_id = Given(required=True)
    year = Given(least=2015, most=2100, required=True)
    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)
    slow_permille = Given(most=PERMILLE, load_default=SLOW_PERMILLE)


class SignalSchema(Strict):
    """Why a commune stands out: short, slow, unused or over."""

    code = fields.String()
    vi = fields.String()
    en = fields.String()


class AbsorptionFiguresSchema(Strict):
    """Figures of the plan in đồng; ``months`` are the disbursements of January to December."""

    planned = fields.Integer()
    months = fields.List(fields.Integer())
    disbursed = fields.Integer()
    committed = fields.Integer()
    remaining = fields.Integer()
    absorption_permille = fields.Integer(allow_none=True)
    applications = fields.Integer(metadata={"description": "applications filed and not decided"})
    pending = fields.Integer(metadata={"description": "what they ask for"})
    collected = fields.Integer(metadata={"description": "principal collected in the year"})
    projected = fields.Integer(metadata={"description": "lent and committed by the year's end at the recent pace"})
    linear = fields.Integer(metadata={"description": "the plan's share of the part of the year that has passed"})
    add = fields.Integer(metadata={"description": "what an adjustment could add"})
    give_back = fields.Integer(metadata={"description": "what an adjustment could take back"})


class AbsorptionRowSchema(AbsorptionFiguresSchema):
    """One commune, with its signals."""

    commune = fields.String()
    name = fields.String()
    signals = fields.List(fields.Nested(SignalSchema))


class AbsorptionSchema(Strict):
    """The plan of a year against its lending; the totals are the sums of the rows shown."""

    source_id = fields.Integer()
    year = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    measure = fields.String(metadata={"description": "lending, or outstanding: the plan is a target of what is owed"})
    rows = fields.List(fields.Nested(AbsorptionRowSchema))
    totals = fields.Nested(AbsorptionFiguresSchema)
    idle = fields.Integer(allow_none=True, metadata={"description": "available and not committed; not of a commune"})
    linear_permille = fields.Integer()
    slow_permille = fields.Integer()


@reads(blueprint, "/plan/absorption", action=Action.ROUND_READ, reply=AbsorptionSchema, query=AbsorptionQuery)
def plan_absorption(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Plan, lending by month, what is left and where the year will end; a bound person sees their communes alone."""
    known, as_of = as_asked(query)
    with context().store.reading(known) as then:
        found = absorption(
            then,
            source_id=query["source_id"],
            year=query["year"],
            as_of=as_of,
            slow_permille=query["slow_permille"],
            communes=actor.limit,
        )
    return {
        "source_id": found.source_id,
        "year": found.year,
        "as_of": found.as_of,
        "known_at": known.moment,
        "position": known.position,
        "measure": found.measure.value,
        "rows": [_shown(row) | {"name": areas().named(row.commune)} for row in found.rows],
        "totals": {name: value for name, value in _shown(found.totals).items() if name not in ("commune", "signals")},
        "idle": found.idle,
        "linear_permille": found.linear_permille,
        "slow_permille": found.slow_permille,
    }


def _shown(row: Line) -> dict[str, Any]:
    return asdict(row) | {"absorption_permille": row.absorption_permille}
