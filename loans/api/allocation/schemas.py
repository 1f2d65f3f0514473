"""What a round of allocation looks like from outside; every amount in đồng."""

from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Code, Strict, Text, one_of
from loans.domain.columns import AMOUNT_MAX
from loans.domain.plan import Line, Origin, PoolPart


class PoolPartSchema(Strict):
    """A part of the pool with its origin and decision; đồng."""

    origin = one_of(Origin, required=True)
    amount = Amount(required=True)
    decision = Text(required=True)


class AllocationLineSchema(Strict):
    """A commune's share in đồng, negative where an adjustment takes back; ``base`` is what it owed at 31/12."""

    commune = Code(5, required=True)
    amount = Amount(least=-AMOUNT_MAX, required=True)
    reason = Text(least=0, most=2_000, load_default="")
    base = Amount(load_default=None, allow_none=True)
    recovery = Amount(load_default=None, allow_none=True)


class WhySchema(Strict):
    """A step on the way to a share, in đồng."""

    reason = fields.String()
    amount = fields.Integer()


class ShownAllocationLineSchema(AllocationLineSchema):
    """A commune's share, and why."""

    why = fields.List(fields.Nested(WhySchema))


class RoundStepSchema(Strict):
    """One recorded step: its kind, the day on which it is true, who recorded it when, and what its paper says."""

    kind = fields.String()
    on = fields.Date()
    by = fields.String()
    booked_at = fields.DateTime()
    says = fields.Dict()


class RoundSchema(Strict):
    """A round of allocation (đợt giao / điều chỉnh chỉ tiêu) as it stands, with what was proposed beside it."""

    id = fields.Integer()
    year = fields.Integer()
    source_id = fields.Integer()
    number = fields.Integer()
    measure = fields.String()
    state = fields.String()
    version = fields.Integer()
    pool = fields.List(fields.Nested(PoolPartSchema))
    lines = fields.List(fields.Nested(ShownAllocationLineSchema))
    total = fields.Integer()
    submitted_pool = fields.List(fields.Nested(PoolPartSchema))
    submitted_lines = fields.List(fields.Nested(ShownAllocationLineSchema))
    drafted_by = fields.String()
    method = fields.Dict()
    submission = fields.Dict()
    decision = fields.Dict()
    steps = fields.List(fields.Nested(RoundStepSchema))
    sequence = fields.Integer()


class RoundVersionSchema(Strict):
    """One version of a round as it was written: a draft, a revision, or what was decided; đồng."""

    number = fields.Integer()
    kind = fields.String()
    on = fields.Date()
    by = fields.String()
    booked_at = fields.DateTime()
    reason = fields.String()
    pool = fields.List(fields.Nested(PoolPartSchema))
    lines = fields.List(fields.Nested(ShownAllocationLineSchema))
    total = fields.Integer()


class RoundVersionsSchema(Strict):
    """Every version of a round, oldest first."""

    items = fields.List(fields.Nested(RoundVersionSchema))


def parts_of(given: list[dict[str, Any]]) -> list[PoolPart]:
    """The pool out of a body."""
    return [PoolPart(**part) for part in given]


def lines_of(given: list[dict[str, Any]]) -> list[Line]:
    """The lines out of a body."""
    return [Line(line["commune"], line["amount"], (), line["reason"], line["base"], line["recovery"]) for line in given]
