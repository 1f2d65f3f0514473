"""Loan demand of communes."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Code, Given, Name, Strict, Whole, one_of, rows_of
from loans.api.resource import PageQuery, cut, noun, paged, reads, writes
from loans.domain.borrower import JOB_PURPOSES
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.demand import record_demand
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("demand", "Nhu cầu vay vốn · Loan demand")


class DemandLineSchema(Strict):
    """What a commune asks for one group of beneficiaries and one purpose; amount in đồng."""

    commune = Code(5, required=True)
    beneficiaries = Name(required=True)
    purpose = one_of(JOB_PURPOSES, required=True)
    workers = Whole(required=True)
    amount = Amount(required=True)
    jobs = Whole(required=True)


class DemandSchema(Strict):
    """The demand of a year."""

    year = Whole(least=2015, most=2100, required=True)
    lines = rows_of(DemandLineSchema)


class DemandQuery(PageQuery):
    """Which year."""

    year = Given(least=2015, most=2100, required=True)


class RecordedSchema(Strict):
    """How many communes' answers were recorded."""

    year = fields.Integer()
    communes = fields.Integer()


@reads(blueprint, "/demands", action=Action.DEMAND_READ, reply=paged(DemandLineSchema), query=DemandQuery)
def demands(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The latest answer of each commune for a year, line by line."""
    lines = uow.demands.of_year(query["year"])
    mine = [line for line in lines if actor.limit is None or line["commune"] in actor.limit]
    return cut(mine, query, lambda line: "/".join((line["commune"], line["beneficiaries"], line["purpose"])))


@writes(blueprint, "/demands", action=Action.DEMAND_WRITE, body=DemandSchema, reply=RecordedSchema)
def add_demand(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Record answers; a commune's newer answer replaces its older one, and both are kept."""
    communes = record_demand(uow, actor, today=today, year=given["year"], answers=given["lines"])
    return {"year": given["year"], "communes": communes}
