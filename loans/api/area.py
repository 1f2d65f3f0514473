"""Communes and what they were before 2025-07-01."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Strict, Text
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads
from loans.domain.area import areas
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("area", "Xã, phường theo thời gian · Communes over time")


class LookupQuery(Strict):
    """A code or a name, with the day on which it was written; a code without a day is ambiguous."""

    code = Text(most=5, load_default=None)
    name = Text(most=100, load_default=None)
    district = Text(most=100, load_default=None)
    on = fields.Date(load_default=None)


class CommuneSchema(Strict):
    """A commune or ward in force."""

    code = fields.String()
    name = fields.String(attribute="full_name")
    kind = fields.String()
    population = fields.Integer()
    since = fields.Date()


class SuccessorSchema(Strict):
    """A commune into which an old unit went, whole or in part."""

    code = fields.String(attribute="new_code")
    name = fields.String(attribute="new_name")
    part_kind = fields.String()
    certain = fields.Boolean()


class PlaceSchema(Strict):
    """What a code or name meant on the day, and for an old unit what became of it."""

    code = fields.String(allow_none=True)
    name = fields.String()
    district = fields.String(allow_none=True)
    basis = fields.String()
    successors = fields.List(fields.Nested(SuccessorSchema))


@reads(blueprint, "/communes", action=Action.LAW_READ, reply=paged(CommuneSchema), query=PageQuery)
def communes(_uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """The communes and wards in force today, by code."""
    return cut(areas().in_force(today), query, lambda unit: str(unit.code))


@reads(blueprint, "/areas/lookup", action=Action.LAW_READ, reply=PlaceSchema, query=LookupQuery)
def lookup(_uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any]) -> dict[str, Any]:
    """What a code meant on a day, or which place a name is, tolerant of spelling."""
    if query["name"]:
        place: Any = areas().find(query["name"], query["on"] or today, query["district"])
    else:
        place = areas().resolve(query["code"] or "", query["on"])
    old = hasattr(place, "district_name") and hasattr(place, "code")
    return {
        "code": getattr(place, "code", None),
        "name": place.full_name,
        "district": getattr(place, "district_name", None),
        "basis": place.basis,
        "successors": areas().successors(place.code) if old else [],
    }
