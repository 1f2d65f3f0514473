"""The law in force on a day, each value with its article and how surely it is known."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Strict
from loans.api.resource import noun, reads
from loans.domain.law import law, shipped_overlays
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("law", "Luật hiện hành theo ngày · The law by day")


class DayQuery(Strict):
    """A day; today where none is given."""

    on = fields.Date(load_default=None)


class ValueSchema(Strict):
    """One value of the law."""

    name = fields.String()
    title = fields.String()
    title_en = fields.String()
    value = fields.Raw()
    unit = fields.String()
    governs = fields.String()
    since = fields.Date()
    cites = fields.List(fields.String())
    certainty = fields.String()
    note = fields.String()


class LawSchema(Strict):
    """The law on a day: in force, and still to come."""

    on = fields.Date()
    in_force = fields.List(fields.Nested(ValueSchema))
    pending = fields.List(fields.Nested(ValueSchema))


class ShippedSchema(Strict):
    """A local overlay shipped with the product; inactive until an operator records it for a source."""

    set_name = fields.String()
    parameter = fields.String()
    since = fields.Date()
    value = fields.Raw(allow_none=True)
    cites = fields.List(fields.String())
    certainty = fields.String()
    confirmed = fields.Boolean()
    note = fields.String()


class ShippedListSchema(Strict):
    """All shipped overlays."""

    items = fields.List(fields.Nested(ShippedSchema))


@reads(blueprint, "/law", action=Action.LAW_READ, reply=LawSchema, query=DayQuery)
def law_on(_uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any]) -> dict[str, Any]:
    """Every parameter in force on a day, and those not yet in force with their first day."""
    day = query["on"] or today
    return {
        "on": day,
        "in_force": [_value(*pair) for pair in law().in_force(day)],
        "pending": [_value(*pair) for pair in law().pending(day)],
    }


@reads(blueprint, "/law/<string:name>", action=Action.LAW_READ, reply=ValueSchema, query=DayQuery)
def parameter_on(_uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any], name: str) -> dict[str, Any]:
    """One parameter on a day; a day before its first version is refused with that day."""
    return _value(law().parameter(name), law().at(name, query["on"] or today))


@reads(blueprint, "/overlays/shipped", action=Action.LAW_READ, reply=ShippedListSchema)
def shipped(_uow: UnitOfWork, _actor: Actor, _today: date) -> dict[str, Any]:
    """Local overlays shipped as proposals, unconfirmed."""
    return {
        "items": [
            {
                "set_name": set_name,
                "parameter": overlay.parameter,
                "since": overlay.since,
                "value": overlay.value,
                "cites": overlay.cites,
                "certainty": overlay.certainty,
                "confirmed": overlay.confirmed,
                "note": overlay.note,
            }
            for set_name, overlays in shipped_overlays().items()
            for overlay in overlays
        ]
    }


def _value(parameter: Any, version: Any) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "title": parameter.title_vi,
        "title_en": parameter.title_en,
        "value": version.value,
        "unit": parameter.unit,
        "governs": parameter.governs,
        "since": version.since,
        "cites": version.cites,
        "certainty": version.certainty,
        "note": version.note,
    }
