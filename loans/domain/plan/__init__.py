"""The credit plan (chỉ tiêu kế hoạch tín dụng): how a year's capital is assigned, and what a commune may still lend.

Two measures that never mix in a year (§6.12), rounds that follow a chain of papers (§6.20), an interim before the
first round, and a bridge that must close.
"""

from loans.domain.plan.bridge import Bridge, bridge_of, check_bridge, recovered_of
from loans.domain.plan.chain import (
    LEADS_TO,
    StepKind,
    advance,
    finance_heard,
    hears_finance,
    in_turn,
    second_person,
    within_year,
)
from loans.domain.plan.checks import closes, explains_adjustments, fits_measure, one_measure
from loans.domain.plan.records import Line, Measure, Origin, PoolPart, Round, RoundState, Step, Version
from loans.domain.plan.use import Interim, Use, fits, in_force, part_of, plan_year, takes_back

__all__ = [
    "LEADS_TO",
    "Bridge",
    "Interim",
    "Line",
    "Measure",
    "Origin",
    "PoolPart",
    "Round",
    "RoundState",
    "Step",
    "StepKind",
    "Use",
    "Version",
    "advance",
    "bridge_of",
    "check_bridge",
    "closes",
    "explains_adjustments",
    "finance_heard",
    "fits",
    "fits_measure",
    "hears_finance",
    "in_force",
    "in_turn",
    "one_measure",
    "part_of",
    "plan_year",
    "recovered_of",
    "second_person",
    "takes_back",
    "within_year",
]
