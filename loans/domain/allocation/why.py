"""Why a row got its amount: the part of each criterion, the bound that applied, and the rounding."""

from fractions import Fraction

from loans.domain.allocation.proportional import Claim
from loans.domain.allocation.records import Reason, Row
from loans.domain.allocation.shares import Standing

FLOOR, CAP, ROUNDING, FIXED, EXCLUDED = "floor", "cap", "rounding", "fixed", "excluded"
OVERDUE_THRESHOLD = "overdue_threshold"
TIER = "tier"
LAST, CHANGE = "last", "change"
JOBS, REMAINDER, GROUP = "jobs", "remainder", "group"


def standing_apart(row: Row) -> Reason:
    """The one reason of a row that does not take part."""
    return Reason(EXCLUDED, 0) if row.fixed is None else Reason(FIXED, row.fixed)


def reasons(standing: Standing, place: int, claim: Claim, *, at: Fraction, units: int, grain: int) -> list[Reason]:
    """The reasons of the row at ``place``, adding up to ``units`` · ``grain`` đồng.

    ``at`` is the multiplier before rounding, in units for a share of 1 over the common denominator. Each criterion
    counts value · factor · ``at``, rounded down to the đồng; ``floor`` lifts, ``cap`` cuts (negative), ``rounding``
    is what remains. Steps of 0 are left out, except that a row has at least one reason.
    """
    scaled = at.numerator * grain
    parts = [
        Reason(criterion.name, value * factor * scaled // at.denominator)
        for criterion, value, factor in zip(standing.criteria, standing.values[place], standing.factors, strict=True)
    ]
    reached = sum(part.amount for part in parts)
    steps = [*parts]
    if claim.share * at < claim.floor:
        steps.append(Reason(FLOOR, claim.floor * grain - reached))
    elif claim.cap is not None and claim.share * at > claim.cap:
        steps.append(Reason(CAP, min(claim.cap * grain - reached, 0)))
    rounding = units * grain - sum(step.amount for step in steps)
    kept = [step for step in [*steps, Reason(ROUNDING, rounding)] if step.amount]
    return kept or steps[:1]
