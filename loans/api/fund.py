"""Capital: sources, entrusted capital, overlays of a source, its statement of any day."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Moment, Name, Strict, Text, one_of
from loans.api.resource import noun, reads, writes
from loans.domain.fund import Source
from loans.domain.law import CERTAINTIES, Overlay
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.fund import entrust, open_source, statement_of
from loans.service.overlay import record_overlay
from loans.service.reports.overdue import check_days
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


class SourcesSchema(Strict):
    """All sources."""

    items = fields.List(fields.Nested(SourceSchema))


class EntrustSchema(Strict):
    """Capital entrusted under a decision; amount in đồng."""

    amount = Amount(least=1, required=True)
    on = fields.Date(required=True)
    decision = Text(required=True)


class OverlaySchema(Strict):
    """A source's own value of a parameter; ``value`` is an integer or decimal text, null ends the local rule."""

    parameter = Name(most=80, required=True)
    since = fields.Date(required=True)
    value = fields.Raw(required=True, allow_none=True)
    cites = fields.List(Text(most=200), required=True)
    certainty = one_of(CERTAINTIES, load_default="law")
    note = Text(least=0, most=500, load_default="")


class StatementQuery(Strict):
    """As of a day, as known at a moment."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)


class StatementSchema(Strict):
    """Balances of a source in đồng at the end of a day."""

    source_id = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    entrusted = fields.Integer()
    available = fields.Integer()
    committed = fields.Integer()
    outstanding = fields.Integer()
    interest_undistributed = fields.Integer()
    preserved = fields.Boolean()


def present(uow: UnitOfWork, source_id: int) -> Source:
    return uow.funds.get(source_id)


@reads(blueprint, "/sources", action=Action.CAPITAL_READ, reply=SourcesSchema)
def sources(uow: UnitOfWork, _actor: Actor, _today: date) -> dict[str, Any]:
    """Every source of capital."""
    return {"items": uow.funds.all()}


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
    "/sources/<int:source_id>/capital",
    action=Action.CAPITAL_WRITE,
    body=EntrustSchema,
    reply=SourceSchema,
    present=present,
)
def entrust_capital(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> Source:
    """Entrust capital under a decision."""
    return entrust(uow, today=today, source_id=source_id, expected=expected, **given)


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


@reads(
    blueprint,
    "/sources/<int:source_id>/statement",
    action=Action.CAPITAL_READ,
    reply=StatementSchema,
    query=StatementQuery,
)
def statement(uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any], source_id: int) -> dict[str, Any]:
    """Where the source's capital stood at the end of a day, as known at a moment."""
    uow.funds.get(source_id)
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today
    check_days(as_of, known)
    with context().store.reading(known) as then:
        found = statement_of(then, source_id=source_id, as_of=as_of)
    return asdict(found) | {
        "source_id": source_id,
        "as_of": as_of,
        "known_at": known.moment,
        "position": known.position,
        "preserved": found.preserved,
    }
