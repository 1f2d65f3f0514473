"""The shares of collected interest, dated and set by an operator, and the distribution by them."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields, validate

from loans.api.fields import Amount, Strict, Text
from loans.api.fund.source import SourceSchema, blueprint, present
from loans.api.resource import reads, writes
from loans.domain.fund import Source
from loans.domain.interest_share import PARTS
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.interest_share import distribute_interest, set_interest_shares
from loans.service.unit_of_work import UnitOfWork

SharesSchema = Strict.from_dict(
    {part: Text(most=12, required=True, metadata={"description": "per cent, decimal text"}) for part in PARTS},
    name="SharesSchema",
)
PartsSchema = Strict.from_dict({part: fields.Integer() for part in PARTS}, name="PartsSchema")


class InterestSharesSchema(Strict):
    """Shares of interest from a day on, in per cent as decimal text, together exactly 100."""

    since = fields.Date(required=True)
    shares = fields.Nested(SharesSchema, required=True)
    cites = fields.List(Text(most=200), required=True, validate=validate.Length(1, 20))


class InterestSharesHistorySchema(Strict):
    """Every setting, in the order of recording."""

    items = fields.List(fields.Nested(InterestSharesSchema))


class DistributeSchema(Strict):
    """Interest to distribute, in đồng; without an amount all that is undistributed."""

    amount = Amount(least=1, load_default=None)
    on = fields.Date(required=True)
    decision = Text(required=True)


class DistributedSchema(SourceSchema):
    """The source after a distribution, with the parts in đồng and the shares that made them."""

    amount = fields.Integer()
    parts = fields.Nested(PartsSchema)
    shares = fields.Nested(InterestSharesSchema)


def _not_distributed(uow: UnitOfWork, source_id: int) -> dict[str, Any]:
    return asdict(present(uow, source_id))


@reads(
    blueprint,
    "/sources/<int:source_id>/interest-shares",
    action=Action.CAPITAL_READ,
    reply=InterestSharesHistorySchema,
)
def interest_shares(uow: UnitOfWork, _actor: Actor, _today: date, source_id: int) -> dict[str, Any]:
    """Every setting of the shares of interest of a source."""
    uow.funds.get(source_id)
    return {"items": uow.funds.shares(source_id)}


@writes(
    blueprint,
    "/sources/<int:source_id>/interest-shares",
    action=Action.CAPITAL_WRITE,
    body=InterestSharesSchema,
    reply=SourceSchema,
    present=present,
)
def set_shares(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> Source:
    """Set the shares of interest from a day on; they add up to exactly 100 %."""
    return set_interest_shares(uow, today=today, source_id=source_id, expected=expected, **given)


@writes(
    blueprint,
    "/sources/<int:source_id>/distributions",
    action=Action.CAPITAL_WRITE,
    body=DistributeSchema,
    reply=DistributedSchema,
    present=_not_distributed,
)
def distribute(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], source_id: int, expected: int
) -> dict[str, Any]:
    """Distribute collected interest by the shares in force on the day; the parts add up exactly."""
    done = distribute_interest(uow, today=today, source_id=source_id, expected=expected, **given)
    return asdict(done.source) | {"amount": done.amount, "parts": done.parts, "shares": done.shares}
