"""Transaction points, their sessions, and savings-and-credit groups."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Code, Name, Strict, Text, Whole, one_of
from loans.api.resource import noun, reads, writes
from loans.domain.network import ORGANISATIONS, Group, Point
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.network import change_day, open_point, record_session, register_group
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("network", "Điểm giao dịch, tổ TK&VV · Transaction points and groups")


class DaySchema(Strict):
    """A monthly day from a day on."""

    since = fields.Date(required=True)
    monthly_day = Whole(least=1, most=31, required=True)


class SessionSchema(Strict):
    """A month's session as recorded: held on a day (make-up sessions too), or null where it was cancelled."""

    month = fields.Date(required=True)
    held_on = fields.Date(required=True, allow_none=True)


class NewPointSchema(DaySchema):
    """A new transaction point."""

    code = Name(most=20, required=True)
    name = Text(required=True)
    commune = Code(5, required=True)


class PointSchema(Strict):
    """A transaction point (điểm giao dịch xã)."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    commune = fields.String()
    days = fields.List(fields.Nested(DaySchema))
    sessions = fields.List(fields.Nested(SessionSchema))
    sequence = fields.Integer()


class PointsSchema(Strict):
    """All points."""

    items = fields.List(fields.Nested(PointSchema))


class NewGroupSchema(Strict):
    """A new savings-and-credit group."""

    number = Code(7, required=True)
    commune = Code(5, required=True)
    point_id = Whole(most=10**12, required=True)
    organisation = one_of(ORGANISATIONS, required=True)
    leader = Text(required=True)


class GroupSchema(Strict):
    """A savings-and-credit group (Tổ TK&VV)."""

    id = fields.Integer()
    number = fields.String()
    commune = fields.String()
    point_id = fields.Integer()
    organisation = fields.String()
    leader = fields.String()
    sequence = fields.Integer()


class GroupsSchema(Strict):
    """The groups of the communes that one may see."""

    items = fields.List(fields.Nested(GroupSchema))


def present(uow: UnitOfWork, point_id: int) -> Point:
    return uow.network.point(point_id)


@reads(blueprint, "/points", action=Action.NETWORK_READ, reply=PointsSchema)
def points(uow: UnitOfWork, _actor: Actor, _today: date) -> dict[str, Any]:
    """Every transaction point."""
    return {"items": uow.network.points()}


@reads(blueprint, "/points/<int:point_id>", action=Action.NETWORK_READ, reply=PointSchema)
def point(uow: UnitOfWork, _actor: Actor, _today: date, point_id: int) -> Point:
    """One transaction point."""
    return uow.network.point(point_id)


@writes(blueprint, "/points", action=Action.NETWORK_WRITE, body=NewPointSchema, reply=PointSchema)
def add_point(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> Point:
    """Open a transaction point."""
    actor.within(given["commune"])
    return open_point(uow, today=today, **given)


@writes(
    blueprint,
    "/points/<int:point_id>/days",
    action=Action.NETWORK_WRITE,
    body=DaySchema,
    reply=PointSchema,
    present=present,
)
def add_day(uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], point_id: int, expected: int) -> Point:
    """Change a point's monthly day from a day on."""
    actor.within(uow.network.point(point_id).commune)
    return change_day(uow, point_id=point_id, expected=expected, **given)


@writes(
    blueprint,
    "/points/<int:point_id>/sessions",
    action=Action.NETWORK_WRITE,
    body=SessionSchema,
    reply=PointSchema,
    present=present,
)
def add_session(
    uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], point_id: int, expected: int
) -> Point:
    """Record a month's session: held, made up on another day, or cancelled."""
    return record_session(uow, actor, point_id=point_id, expected=expected, **given)


@reads(blueprint, "/groups", action=Action.NETWORK_READ, reply=GroupsSchema)
def groups(uow: UnitOfWork, actor: Actor, _today: date) -> dict[str, Any]:
    """The savings-and-credit groups of one's communes."""
    return {"items": uow.network.groups(actor.limit)}


@writes(blueprint, "/groups", action=Action.NETWORK_WRITE, body=NewGroupSchema, reply=GroupSchema)
def add_group(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> Group:
    """Register a savings-and-credit group."""
    return register_group(uow, actor, today=today, group=Group(id=0, **given))
