"""Savings-and-credit groups: registered under a number, and what holds of them from a day on."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Code, Strict, Text, Whole, one_of
from loans.api.network.point import blueprint
from loans.api.resource import reads, writes
from loans.domain.network import ORGANISATIONS, Group
from loans.http.context import today as today_in_request
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.network import change_group, register_group
from loans.service.unit_of_work import UnitOfWork


class NewGroupSchema(Strict):
    """A new savings-and-credit group, and since when it is as said; from the beginning where no day is given."""

    number = Code(7, required=True)
    commune = Code(5, required=True)
    point_id = Whole(most=10**12, required=True)
    organisation = one_of(ORGANISATIONS, required=True)
    leader = Text(required=True)
    hamlet_id = Whole(most=10**12, load_default=None, allow_none=True)
    since = fields.Date(load_default=None, allow_none=True)


class NewGroupFactSchema(Strict):
    """What changes of a group from a day on; what is not named stays as it was."""

    since = fields.Date(required=True)
    point_id = Whole(most=10**12)
    organisation = one_of(ORGANISATIONS)
    leader = Text()
    hamlet_id = Whole(most=10**12, allow_none=True)


class GroupFactSchema(Strict):
    """What holds of a group from a day on."""

    since = fields.Date()
    point_id = fields.Integer()
    organisation = fields.String()
    leader = fields.String()
    hamlet_id = fields.Integer(allow_none=True)


class GroupSchema(Strict):
    """A savings-and-credit group (Tổ TK&VV) as it is today, with its facts over time."""

    id = fields.Integer()
    number = fields.String()
    commune = fields.String()
    point_id = fields.Integer()
    organisation = fields.String()
    leader = fields.String()
    hamlet_id = fields.Integer(allow_none=True)
    facts = fields.List(fields.Nested(GroupFactSchema))
    sequence = fields.Integer()


class GroupsSchema(Strict):
    """The groups of the communes that one may see."""

    items = fields.List(fields.Nested(GroupSchema))


def shown(group: Group, day: date) -> dict[str, Any]:
    """A group as it is on a day."""
    return asdict(group) | {name: value for name, value in asdict(group.at(day)).items() if name != "since"}


def present(uow: UnitOfWork, group_id: int) -> dict[str, Any]:
    return shown(uow.network.group(group_id), today_in_request())


@reads(blueprint, "/groups", action=Action.NETWORK_READ, reply=GroupsSchema)
def groups(uow: UnitOfWork, actor: Actor, today: date) -> dict[str, Any]:
    """The savings-and-credit groups of one's communes."""
    return {"items": [shown(group, today) for group in uow.network.groups(actor.limit)]}


@reads(blueprint, "/groups/<int:group_id>", action=Action.NETWORK_READ, reply=GroupSchema)
def group(uow: UnitOfWork, actor: Actor, today: date, group_id: int) -> dict[str, Any]:
    """One group with its facts over time."""
    found = uow.network.group(group_id)
    actor.within(found.commune)
    return shown(found, today)


@writes(blueprint, "/groups", action=Action.NETWORK_WRITE, body=NewGroupSchema, reply=GroupSchema)
def add_group(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Register a savings-and-credit group."""
    since = given.pop("since")
    return shown(register_group(uow, actor, today=today, group=Group(id=0, **given), since=since), today)


@writes(
    blueprint,
    "/groups/<int:group_id>/facts",
    action=Action.NETWORK_WRITE,
    body=NewGroupFactSchema,
    reply=GroupSchema,
    present=present,
)
def add_group_fact(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], group_id: int, expected: int
) -> dict[str, Any]:
    """Change a group's point, organisation, leader or hamlet from a day on."""
    return shown(change_group(uow, actor, group_id=group_id, expected=expected, **given), today)
