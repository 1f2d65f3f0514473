"""Offices, hamlets, and the bank's own commune codes beside those of the State."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Code, Strict, Text
from loans.api.network.point import blueprint
from loans.api.resource import reads, writes
from loans.domain.network import BankCommune, Hamlet, Office
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.network import map_commune, open_office, record_hamlet, remap_commune
from loans.service.unit_of_work import UnitOfWork


class NewOfficeSchema(Strict):
    """A new transaction office, open since a day; today where none is given."""

    code = Code(6, required=True)
    name = Text(required=True)
    since = fields.Date(load_default=None, allow_none=True)


class OfficeSchema(Strict):
    """A transaction office (phòng giao dịch)."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    sequence = fields.Integer()


class OfficesSchema(Strict):
    """All offices."""

    items = fields.List(fields.Nested(OfficeSchema))


class NewHamletSchema(Strict):
    """A new hamlet, known since a day; today where none is given."""

    code = Code(8, required=True)
    name = Text(required=True)
    commune = Code(5, required=True)
    since = fields.Date(load_default=None, allow_none=True)


class HamletSchema(Strict):
    """A hamlet (thôn, tổ dân phố)."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    commune = fields.String()
    sequence = fields.Integer()


class HamletsSchema(Strict):
    """The hamlets of the communes that one may see."""

    items = fields.List(fields.Nested(HamletSchema))


class CommuneCodeSchema(Strict):
    """The commune of the State (five digits) for which a code stands from a day on."""

    since = fields.Date(required=True)
    commune = Code(5, required=True)


class NewBankCommuneSchema(CommuneCodeSchema):
    """One of the bank's own commune codes, six digits."""

    code = Code(6, required=True)


class BankCommuneSchema(Strict):
    """One of the bank's own commune codes, and the communes for which it stood."""

    id = fields.Integer()
    code = fields.String()
    facts = fields.List(fields.Nested(CommuneCodeSchema))
    sequence = fields.Integer()


class BankCommunesSchema(Strict):
    """All of the bank's commune codes."""

    items = fields.List(fields.Nested(BankCommuneSchema))


def present(uow: UnitOfWork, bank_commune_id: int) -> BankCommune:
    return uow.network.bank_commune(bank_commune_id)


@reads(blueprint, "/offices", action=Action.NETWORK_READ, reply=OfficesSchema)
def offices(uow: UnitOfWork, _actor: Actor, _today: date) -> dict[str, Any]:
    """Every transaction office."""
    return {"items": uow.network.offices()}


@writes(blueprint, "/offices", action=Action.NETWORK_WRITE, body=NewOfficeSchema, reply=OfficeSchema)
def add_new_office(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> Office:
    """Record a transaction office."""
    return open_office(uow, today=today, **given)


@reads(blueprint, "/hamlets", action=Action.NETWORK_READ, reply=HamletsSchema)
def hamlets(uow: UnitOfWork, actor: Actor, _today: date) -> dict[str, Any]:
    """The hamlets of one's communes."""
    return {"items": uow.network.hamlets(actor.limit)}


@writes(blueprint, "/hamlets", action=Action.NETWORK_WRITE, body=NewHamletSchema, reply=HamletSchema)
def add_hamlet(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> Hamlet:
    """Record a hamlet."""
    return record_hamlet(uow, actor, today=today, **given)


@reads(blueprint, "/bank-communes", action=Action.NETWORK_READ, reply=BankCommunesSchema)
def bank_communes(uow: UnitOfWork, _actor: Actor, _today: date) -> dict[str, Any]:
    """Every commune code of the bank, with the communes of the State for which it stood."""
    return {"items": uow.network.bank_communes()}


@reads(blueprint, "/bank-communes/<int:bank_commune_id>", action=Action.NETWORK_READ, reply=BankCommuneSchema)
def bank_commune(uow: UnitOfWork, _actor: Actor, _today: date, bank_commune_id: int) -> BankCommune:
    """One of the bank's commune codes."""
    return uow.network.bank_commune(bank_commune_id)


@writes(blueprint, "/bank-communes", action=Action.NETWORK_WRITE, body=NewBankCommuneSchema, reply=BankCommuneSchema)
def add_bank_commune(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> BankCommune:
    """Record for which commune one of the bank's codes stands."""
    return map_commune(uow, actor, today=today, **given)


@writes(
    blueprint,
    "/bank-communes/<int:bank_commune_id>/facts",
    action=Action.NETWORK_WRITE,
    body=CommuneCodeSchema,
    reply=BankCommuneSchema,
    present=present,
)
def add_commune_code(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], bank_commune_id: int, expected: int
) -> BankCommune:
    """Record that a code stands for another commune from a day on."""
    return remap_commune(uow, actor, today=today, bank_commune_id=bank_commune_id, expected=expected, **given)
