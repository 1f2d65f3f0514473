"""What moves the capital of a source under a cited decision: in, back to the budget, and the losses."""

from marshmallow import fields

from loans.api.fields import Amount, Strict, Text
from loans.api.fund.source import SourceSchema, blueprint, present
from loans.api.resource import steps
from loans.http.roles import Action
from loans.service import fund


class DecidedSchema(Strict):
    """An amount in đồng, effective on a day, under a decision with its number."""

    amount = Amount(least=1, required=True)
    on = fields.Date(required=True)
    decision = Text(required=True)


class EntrustSchema(DecidedSchema):
    """Capital entrusted under a decision; amount in đồng."""


step = steps(blueprint, "/sources/<int:source_id>", reply=SourceSchema, present=present)

step("capital", Action.CAPITAL_WRITE, EntrustSchema, fund.entrust, "Entrust capital under a decision.")
step(
    "supplements",
    Action.CAPITAL_WRITE,
    DecidedSchema,
    fund.supplement,
    "Add capital out of the budget under a decision (vốn bổ sung).",
)
step(
    "withdrawals",
    Action.CAPITAL_WRITE,
    DecidedSchema,
    fund.withdraw,
    "Give capital back to the budget; at most what is available on every day from its own on.",
)
step(
    "reductions",
    Action.CAPITAL_WRITE,
    DecidedSchema,
    fund.reduce,
    "Reduce entrusted capital by a loss that nothing covers (giảm vốn ủy thác).",
)
step(
    "covers",
    Action.CAPITAL_WRITE,
    DecidedSchema,
    fund.cover_loss,
    "Cover a loss out of the provision (bù đắp tổn thất).",
)
