"""The methods of sharing a pool, and what each of them is told beside the criteria."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How a pool is shared; see ``docs/decisions/0011-allocation-methods.md``."""

    PROPORTIONAL = "proportional"
    """By weights over criteria, one multiplier for all."""
    TIERS = "tiers"
    """A fixed amount for each tier of communes, or, scaled, the tiers' amounts as weights."""
    CHANGE = "change"
    """The last round plus or minus a bounded movement, or explicit steps."""
    OPTIMUM = "optimum"
    """The most jobs expected under the constraints."""


@dataclass(frozen=True, slots=True)
class Tier:
    """``amount`` đồng for each commune listed in ``codes`` or whose criterion ``tiers_by`` is ``at_least`` that.

    Tiers are tried in the order given, the first that matches wins; one without codes and without
    ``at_least`` takes every commune that is left.
    """

    name: str
    amount: int
    codes: tuple[str, ...] = ()
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class GroupBound:
    """What the communes in ``codes`` take together, in đồng: ``least`` to ``most``, ``None`` where not bounded."""

    name: str
    codes: tuple[str, ...]
    least: int | None = None
    most: int | None = None
