"""Scenarios: tried without being saved, saved by name, saved again as the next version, compared side by side."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields, validate

from loans.api.fields import Amount, Given, Strict, Text, Whole
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import asks, noun, reads, writes
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.scenario import compared, save_again, save_scenario, share_now
from loans.service.unit_of_work import Scenario, UnitOfWork

blueprint = noun("scenario", "Phương án phân bổ · Allocation scenarios")

SPEC = (
    "method (proportional, tiers, change, optimum), weights {criterion: decimal text}, grain, cap_at_demand "
    "(true unless said otherwise), leave_rest, overdue_permille_max, tiers, tiers_by, scale, last, down_permille, "
    "up_permille, steps, groups, beyond_demand, communes {code: floor, cap, fixed, excluded}"
)


class SpecSchema(Strict):
    """A pool in đồng and how to share it."""

    pool = Amount(required=True)
    spec = fields.Dict(keys=fields.String(), required=True, metadata={"description": SPEC})


class TryScenarioSchema(SpecSchema):
    """What would come out, for a year and source; nothing is saved."""

    year = Whole(least=2015, most=2100, required=True)
    source_id = Whole(most=10**12, required=True)


class SaveScenarioSchema(TryScenarioSchema):
    """A scenario under a name that is new for its year and source."""

    name = Text(most=80, required=True)
    note = Text(least=0, most=1_000, load_default="")


class SaveScenarioAgainSchema(SpecSchema):
    """The next version of a scenario."""

    note = Text(least=0, most=1_000, load_default="")


class SharedStepSchema(Strict):
    """A step on the way to a figure, in đồng."""

    reason = fields.String()
    amount = fields.Integer()


class SharedRowSchema(Strict):
    """A commune's figure: its steps add up to it; ``one_more_billion`` is what it would gain from a larger pool."""

    code = fields.String()
    allocated = fields.Integer()
    why = fields.List(fields.Nested(SharedStepSchema))
    bound = fields.String()
    one_more_billion = fields.Integer()
    last = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True)
    sentence_vi = fields.String()
    sentence_en = fields.String()


class SharedSchema(Strict):
    """A pool as it was shared, in đồng, with the criteria that were read."""

    pool = fields.Integer()
    allocated = fields.Integer()
    rest = fields.Integer()
    criteria = fields.Dict()
    rows = fields.List(fields.Nested(SharedRowSchema))


class ScenarioSchema(Strict):
    """A saved scenario: one version with what it came to."""

    id = fields.Integer()
    year = fields.Integer()
    source_id = fields.Integer()
    name = fields.String()
    version = fields.Integer()
    saved_by = fields.String()
    saved_at = fields.DateTime()
    note = fields.String()
    spec = fields.Dict()
    made = fields.Nested(SharedSchema)
    sequence = fields.Integer()


class ScenariosQuery(PageQuery):
    """Which year, and source where one is meant."""

    year = Given(least=2015, most=2100, required=True)
    source_id = Given(load_default=None)


class VersionQuery(Strict):
    """Which version; the newest where none is given."""

    version = Given(least=1, most=1_000_000, load_default=None)


class CompareSchema(Strict):
    """Two to ten scenarios of one year and source; differences are against the first."""

    scenario_ids = fields.List(Whole(least=1, most=10**12), required=True, validate=validate.Length(2, 10))


class MovementSchema(Strict):
    """Communes gaining, losing, unchanged against the last plan, and by how many đồng."""

    gaining = fields.Integer()
    losing = fields.Integer()
    unchanged = fields.Integer()
    gained = fields.Integer()
    lost = fields.Integer()


class SummarySchema(Strict):
    """One scenario in figures: đồng, counts, thousandths; ``hhi`` from 0 to 10,000."""

    name = fields.String()
    total = fields.Integer()
    communes = fields.Integer()
    coverage_permille = fields.Integer(allow_none=True)
    covered = fields.Integer()
    jobs_expected = fields.Integer()
    hhi = fields.Integer()
    top10_permille = fields.Integer()
    gini_permille = fields.Integer()
    movement = fields.Nested(MovementSchema, allow_none=True)


class ComparedCommuneSchema(Strict):
    """One commune in all scenarios, in their order."""

    code = fields.String()
    amounts = fields.List(fields.Integer())
    differences = fields.List(fields.Integer())
    coverage_permille = fields.List(fields.Integer(allow_none=True))
    last = fields.Integer(allow_none=True)


class ComparisonSchema(Strict):
    """Scenarios side by side: summaries for a table and charts, lines by commune for a table and a map."""

    summaries = fields.List(fields.Nested(SummarySchema))
    lines = fields.List(fields.Nested(ComparedCommuneSchema))


def present(uow: UnitOfWork, scenario_id: int) -> Scenario:
    """The scenario that a stale change is answered with."""
    return uow.scenarios.get(scenario_id)


@asks(blueprint, "/scenario-trials", action=Action.SCENARIO_WRITE, body=TryScenarioSchema, reply=SharedSchema)
def attempt(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Share a pool by a specification over what is recorded now; nothing is saved."""
    return share_now(uow, today=today, **given)


@reads(blueprint, "/scenarios", action=Action.SCENARIO_READ, reply=paged(ScenarioSchema), query=ScenariosQuery)
def scenarios(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The scenarios of a year, each as its newest version."""
    return cut(uow.scenarios.all(query["year"], query["source_id"]), query, lambda each: f"{each.id:015d}")


@reads(blueprint, "/scenarios/<int:scenario_id>", action=Action.SCENARIO_READ, reply=ScenarioSchema, query=VersionQuery)
def one_scenario(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any], scenario_id: int) -> Scenario:
    """One scenario, as its newest version or as an earlier one."""
    return uow.scenarios.get(scenario_id, query["version"])


@writes(blueprint, "/scenarios", action=Action.SCENARIO_WRITE, body=SaveScenarioSchema, reply=ScenarioSchema)
def save(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> Scenario:
    """Share and save under a new name."""
    return save_scenario(uow, today=today, **given)


@writes(
    blueprint,
    "/scenarios/<int:scenario_id>/versions",
    action=Action.SCENARIO_WRITE,
    body=SaveScenarioAgainSchema,
    reply=ScenarioSchema,
    present=present,
)
def save_version(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], scenario_id: int, expected: int
) -> Scenario:
    """Share anew and save as the next version; earlier ones stay."""
    return save_again(uow, today=today, scenario_id=scenario_id, expected=expected, **given)


@asks(blueprint, "/scenario-comparisons", action=Action.SCENARIO_READ, body=CompareSchema, reply=ComparisonSchema)
def comparison(uow: UnitOfWork, _actor: Actor, _today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Scenarios side by side: totals, coverage of demand, jobs, concentration, communes gaining and losing."""
    return asdict(compared(uow, given["scenario_ids"]))
