"""The chain of a round's papers (§6.20): opinions, the second person's check, submission, decision or return."""

from datetime import date
from functools import partial
from typing import Any

from marshmallow import fields, validate

from loans.api.allocation.rounds import blueprint, present
from loans.api.allocation.schemas import AllocationLineSchema, PoolPartSchema, RoundSchema, lines_of, parts_of
from loans.api.fields import Planned, Strict, Text, Whole
from loans.api.resource import steps, writes
from loans.domain.plan import Round, StepKind
from loans.http.roles import Action
from loans.service import allocation
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

ROUND = "/rounds/<int:round_id>"
NOT_EMPTY = validate.Length(1, error="Ít nhất một dòng. | At least one row.")
Paper = Whole(least=1, most=10**12)


class DatedSchema(Strict):
    """A step on a day that has come, with the scanned papers that prove it (ids of /papers)."""

    on = fields.Date(required=True)
    papers = fields.List(Paper, load_default=list)


class OpinionSchema(DatedSchema):
    """An opinion: agreement, or what is said against; the number of its paper."""

    agrees = fields.Boolean(required=True)
    opinion = Text(least=0, most=4_000, load_default="")
    paper = Text(least=0, load_default="")


class CheckRoundSchema(Strict):
    """The second person's check."""

    on = fields.Date(required=True)
    note = Text(least=0, most=2_000, load_default="")


class SendBackSchema(Strict):
    """Why the second person sends a draft back."""

    on = fields.Date(required=True)
    reason = Text(most=2_000, required=True)


class SubmitRoundSchema(DatedSchema):
    """The tờ trình under which the round goes to UBND Thành phố."""

    paper = Text(required=True)


class DecideSchema(Strict):
    """The decision of UBND Thành phố; ``lines`` (and ``pool``) where decided sums differ from submitted ones."""

    decision = Text(required=True)
    signed_on = fields.Date(required=True)
    effective_on = Planned(required=True)
    lines = fields.List(fields.Nested(AllocationLineSchema), load_default=None, validate=NOT_EMPTY)
    pool = fields.List(fields.Nested(PoolPartSchema), load_default=None, validate=NOT_EMPTY)
    papers = fields.List(Paper, load_default=list)


class ReturnRoundSchema(DatedSchema):
    """Why UBND Thành phố returned the round."""

    reason = Text(most=2_000, required=True)
    paper = Text(least=0, load_default="")


step = steps(blueprint, ROUND, reply=RoundSchema, present=present)

step(
    "branch-opinion",
    Action.ROUND_BRANCH_OPINION,
    OpinionSchema,
    partial(allocation.record_opinion, kind=StepKind.BRANCH_OPINION),
    "The NHCSXH branch agrees with a draft, or comments.",
)
step(
    "finance-opinion",
    Action.ROUND_FINANCE_OPINION,
    OpinionSchema,
    partial(allocation.record_opinion, kind=StepKind.FINANCE_OPINION),
    "Sở Tài chính gives its opinion on the budget part.",
)
step(
    "check",
    Action.ROUND_CHECK,
    CheckRoundSchema,
    allocation.check_round,
    "A second person of Sở Nội vụ has checked the draft.",
)
step(
    "send-back",
    Action.ROUND_CHECK,
    SendBackSchema,
    allocation.send_back,
    "The second person sends the draft back to its author.",
)
step("submission", Action.ROUND_DRAFT, SubmitRoundSchema, allocation.submit_round, "Submit a checked round.")
step(
    "return",
    Action.ROUND_DECIDE,
    ReturnRoundSchema,
    allocation.return_round,
    "Record that UBND Thành phố returned the round.",
)


@writes(
    blueprint,
    ROUND + "/decision",
    action=Action.ROUND_DECIDE,
    body=DecideSchema,
    reply=RoundSchema,
    present=present,
)
def decide(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], round_id: int, expected: int) -> Round:
    """Record the decision; the decided lines become the plan."""
    lines = None if given["lines"] is None else lines_of(given["lines"])
    pool = None if given["pool"] is None else parts_of(given["pool"])
    decided = given | {"lines": lines, "pool": pool}
    return allocation.decide_round(uow, actor, today=today, round_id=round_id, expected=expected, **decided)
