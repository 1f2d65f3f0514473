"""Transaction points: their monthly days, their sessions, their offices."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Code, Name, Strict, Text, Whole
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.domain.network import Point
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.network import assign_office, change_day, open_point, record_session
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("network", "Mạng lưới: điểm giao dịch, tổ TK&VV, phòng giao dịch, thôn · The network")


class DaySchema(Strict):
    """A monthly day from a day on."""

    since = fields.Date(required=True)
    monthly_day = Whole(least=1, most=31, required=True)


class SessionSchema(Strict):
    """A month's session as recorded: held on a day (make-up sessions too), or null where it was cancelled."""

    month = fields.Date(required=True)
    held_on = fields.Date(required=True, allow_none=True)


class PointOfficeSchema(Strict):
    """The office to which a point belongs from a day on."""

    since = fields.Date(required=True)
    office_id = Whole(most=10**12, required=True)


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
    offices = fields.List(fields.Nested(PointOfficeSchema))
    sequence = fields.Integer()


def present(uow: UnitOfWork, point_id: int) -> Point:
    return uow.network.point(point_id)


@reads(blueprint, "/points", action=Action.NETWORK_READ, reply=paged(PointSchema), query=PageQuery)
def points(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Every transaction point, by code."""
    return cut(uow.network.points(), query, lambda point: str(point.code))


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


@writes(
    blueprint,
    "/points/<int:point_id>/offices",
    action=Action.NETWORK_WRITE,
    body=PointOfficeSchema,
    reply=PointSchema,
    present=present,
)
def add_office(
    uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], point_id: int, expected: int
) -> Point:
    """Say to which office a point belongs from a day on."""
    return assign_office(uow, actor, point_id=point_id, expected=expected, **given)
