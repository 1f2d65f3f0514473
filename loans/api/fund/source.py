"""Sources of capital, and the values that a source sets for itself."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Name, Strict, Text, one_of
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.domain.fund import Source
from loans.domain.law import CERTAINTIES, Overlay
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.fund import open_source
from loans.service.overlay import record_overlay
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("fund", "Nguồn vốn ủy thác · Entrusted capital")


class NewSourceSchema(Strict):
    """A source of capital."""

    code = Name(required=True)
    name = Text(required=True)
    level = one_of(("central", "local"), load_default="local")
    investor_code = Name(most=20, required=True)


class SourceSchema(Strict):
    """A source of capital (nguồn vốn)."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    level = fields.String()
    investor_code = fields.String()
    sequence = fields.Integer()


class OverlaySchema(Strict):
    """A source's own value of a parameter; ``value`` is an integer or decimal text, null ends the local rule."""

    parameter = Name(most=80, required=True)
    since = fields.Date(required=True)
    value = fields.Raw(required=True, allow_none=True)
    cites = fields.List(Text(most=200), required=True)
    certainty = one_of(CERTAINTIES, load_default="law")
    note = Text(least=0, most=500, load_default="")


def present(uow: UnitOfWork, source_id: int) -> Source:
    """The source as it stands, for a conflict."""
    return uow.funds.get(source_id)


@reads(blueprint, "/sources", action=Action.CAPITAL_READ, reply=paged(SourceSchema), query=PageQuery)
def sources(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Every source of capital, by code."""
    return cut(uow.funds.all(), query, lambda source: str(source.code))


@reads(blueprint, "/sources/<int:source_id>", action=Action.CAPITAL_READ, reply=SourceSchema)
def source(uow: UnitOfWork, _actor: Actor, _today: date, source_id: int) -> Source:
    """One source."""
    return uow.funds.get(source_id)


@writes(blueprint, "/sources", action=Action.CAPITAL_WRITE, body=NewSourceSchema, reply=SourceSchema)
def add_source(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> Source:
    """Open a source of capital."""
    return open_source(uow, today=today, **given)


@writes(
    blueprint,
    "/sources/<int:source_id>/overlays",
    action=Action.OVERLAY_WRITE,
    body=OverlaySchema,
    reply=SourceSchema,
    present=present,
)
def add_overlay(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> Source:
    """Record a value that this source sets for itself from a day on (local overlay)."""
    overlay = Overlay(confirmed=True, **given | {"cites": tuple(given["cites"])})
    record_overlay(uow, today=today, source_id=source_id, expected=expected, overlay=overlay)
    return uow.funds.get(source_id)
