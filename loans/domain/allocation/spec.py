"""A method with everything that it is told: what a scenario saves, and from which it can be run again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from loans.domain.allocation.method import GroupBound, Method, Tier
from loans.domain.allocation.table import DEMAND
from loans.domain.allocation.terms import Terms, Weights, read_terms
from loans.domain.refusal import Faults

LAST, JOBS = "last", "jobs"
PERMILLE, OVERDUE, OUTSTANDING = "overdue_permille", "overdue", "outstanding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One way to share a pool: ``pool``, ``grain`` and all amounts in đồng, movements in thousandths.

    ``weights``: as in ``allocate``; without them ``demand=1``, for the method *change* its column ``last``.
    ``tiers``, ``tiers_by`` (the criterion of ``at_least``), ``scale`` (tiers as weights): method *tiers*.
    ``down_permille``, ``up_permille`` (``None``: not bounded), ``steps`` (± đồng by code): method *change*;
    ``last``: the column of the last round, for that method and for every explanation.
    ``groups``, ``beyond_demand``: method *optimum*. ``overdue_permille_max``: a commune whose overdue debt is above
    that many thousandths of its outstanding debt takes nothing.
    """

    pool: int
    grain: int = 1
    method: Method = Method.PROPORTIONAL
    weights: Weights | None = None
    tiers: tuple[Tier, ...] = ()
    tiers_by: str = DEMAND
    scale: bool = False
    last: str = LAST
    down_permille: int | None = None
    up_permille: int | None = None
    steps: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[GroupBound, ...] = ()
    cap_at_demand: bool = False
    beyond_demand: bool = False
    leave_rest: bool = False
    overdue_permille_max: int | None = None

    @property
    def caps_at_demand(self) -> bool:
        """Whether the criterion ``demand`` is a cap: where asked for; in an optimum always, unless it may go beyond."""
        return not self.beyond_demand if self.method is Method.OPTIMUM else self.cap_at_demand

    def criteria_weights(self) -> Weights:
        """The weights given, or those that stand in for them."""
        if self.weights is not None:
            return self.weights
        return {self.last: 1} if self.method is Method.CHANGE else {DEMAND: 1}

    def terms(self, faults: Faults) -> Terms:
        """Pool, grain and criteria, read strictly; tiers and the optimum weigh nothing."""
        return self.read_terms(pool=self.pool, grain=self.grain, faults=faults)

    def read_terms(self, *, pool: int | str, grain: int | str, faults: Faults) -> Terms:
        """``terms`` with pool and grain as they were typed."""
        weights = self.criteria_weights() if self.weighs else {DEMAND: 1}
        terms = read_terms(pool=pool, grain=grain, weights=weights, faults=faults)
        return terms if self.weighs else replace(terms, criteria=())

    @property
    def weighs(self) -> bool:
        """Whether the method shares by criteria."""
        return self.method in {Method.PROPORTIONAL, Method.CHANGE}

    def without_effect(self) -> list[str]:
        """What was asked for and belongs to another method."""
        own = {
            Method.TIERS: {"tiers": self.tiers != (), "tiers_by": self.tiers_by != DEMAND, "scale": self.scale},
            Method.CHANGE: {
                "down_permille": self.down_permille is not None,
                "up_permille": self.up_permille is not None,
                "steps": bool(self.steps),
            },
            Method.OPTIMUM: {"groups": self.groups != (), "beyond_demand": self.beyond_demand},
        }
        odd = [name for method, asked in own.items() if method is not self.method for name, on in asked.items() if on]
        return odd if self.weighs or self.weights is None else ["weights", *odd]

    def columns(self, given: Mapping[str, Any] | tuple[str, ...]) -> tuple[str, ...]:
        """The columns that the method reads beside its criteria, where ``given`` are those of the table."""
        needed: list[str] = []
        if self.method is Method.TIERS and any(tier.at_least is not None for tier in self.tiers):
            needed.append(self.tiers_by)
        if self.method is Method.CHANGE:
            needed.append(self.last)
        if self.method is Method.OPTIMUM:
            needed += [DEMAND, JOBS]
        if self.overdue_permille_max is not None:
            needed += [OVERDUE, OUTSTANDING] if {OVERDUE, OUTSTANDING} <= set(given) else [PERMILLE]
        return tuple(needed)

    def as_record(self) -> dict[str, Any]:
        """The specification as plain values for JSON; ``spec_from`` reads it back."""
        weights = self.weights
        return {
            "method": self.method.value,
            "pool": self.pool,
            "grain": self.grain,
            "weights": {name: _text(x) for name, x in weights.items()} if isinstance(weights, Mapping) else weights,
            "tiers": [
                {"name": tier.name, "amount": tier.amount, "codes": list(tier.codes), "at_least": tier.at_least}
                for tier in self.tiers
            ],
            "tiers_by": self.tiers_by,
            "scale": self.scale,
            "last": self.last,
            "down_permille": self.down_permille,
            "up_permille": self.up_permille,
            "steps": dict(self.steps),
            "groups": [
                {"name": group.name, "codes": list(group.codes), "least": group.least, "most": group.most}
                for group in self.groups
            ],
            "cap_at_demand": self.cap_at_demand,
            "beyond_demand": self.beyond_demand,
            "leave_rest": self.leave_rest,
            "overdue_permille_max": self.overdue_permille_max,
        }


def _text(weight: Fraction | Decimal | int | str) -> str:
    """An exact weight as text: ``0.7``, or ``1/3`` where decimals would not end."""
    return weight if isinstance(weight, str) else str(Fraction(weight))
