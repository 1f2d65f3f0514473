"""What moves the capital of a source under a cited decision: in, back to the budget, and the losses."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Strict, Text
from loans.api.fund.source import SourceSchema, blueprint, present
from loans.api.resource import writes
from loans.domain.fund import Source
from loans.http.roles import Action
from loans.service import fund
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork


class DecidedSchema(Strict):
    """An amount in đồng, effective on a day, under a decision with its number."""

    amount = Amount(least=1, required=True)
    on = fields.Date(required=True)
    decision = Text(required=True)


class EntrustSchema(DecidedSchema):
    """Capital entrusted under a decision; amount in đồng."""


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
    return fund.entrust(uow, today=today, source_id=source_id, expected=expected, **given)


@writes(
    blueprint,
    "/sources/<int:source_id>/supplements",
    action=Action.CAPITAL_WRITE,
    body=DecidedSchema,
    reply=SourceSchema,
    present=present,
)
def supplement(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> Source:
    """Add capital out of the budget under a decision (vốn bổ sung)."""
    return fund.supplement(uow, today=today, source_id=source_id, expected=expected, **given)


@writes(
    blueprint,
    "/sources/<int:source_id>/withdrawals",
    action=Action.CAPITAL_WRITE,
    body=DecidedSchema,
    reply=SourceSchema,
    present=present,
)
def withdraw(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> Source:
    """Give capital back to the budget; at most what is available on every day from its own on."""
    return fund.withdraw(uow, today=today, source_id=source_id, expected=expected, **given)


@writes(
    blueprint,
    "/sources/<int:source_id>/reductions",
    action=Action.CAPITAL_WRITE,
    body=DecidedSchema,
    reply=SourceSchema,
    present=present,
)
def reduce(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int) -> Source:
    """Reduce entrusted capital by a loss that nothing covers (giảm vốn ủy thác)."""
    return fund.reduce(uow, today=today, source_id=source_id, expected=expected, **given)


@writes(
    blueprint,
    "/sources/<int:source_id>/covers",
    action=Action.CAPITAL_WRITE,
    body=DecidedSchema,
    reply=SourceSchema,
    present=present,
)
def cover_loss(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> Source:
    """Cover a loss out of the provision (bù đắp tổn thất)."""
    return fund.cover_loss(uow, today=today, source_id=source_id, expected=expected, **given)
