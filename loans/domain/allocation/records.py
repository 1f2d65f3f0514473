"""What goes into an allocation and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """One commune that asks for a part: amounts in đồng, criteria in whole numbers of any unit.

    ``floor`` is a minimum, not a base; ``cap`` is a maximum, ``None`` where there is none; a row with ``fixed``
    takes exactly that; an ``excluded`` row takes nothing. A fixed or excluded row needs no criteria.
    """

    code: str
    criteria: Mapping[str, int] = field(default_factory=dict)
    floor: int = 0
    cap: int | None = None
    fixed: int | None = None
    excluded: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether the row is shared to by its criteria."""
        return self.fixed is None and not self.excluded


@dataclass(frozen=True, slots=True)
class Reason:
    """One step on the way to an amount: the name of a criterion, or ``floor``, ``cap``, ``rounding``, ``fixed``,
    ``excluded``; the amount in đồng is negative where the step takes away."""

    reason: str
    amount: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """What one row got, and why: the reasons add up to ``allocated`` exactly.

    ``share`` is the weighted sum of its parts of the criteria; the shares of all rows need not add up to 1.
    """

    code: str
    allocated: int
    why: tuple[Reason, ...]
    share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Allocation:
    """A pool as it was shared, in đồng; ``rows`` stand in the order in which they were given.

    ``rest`` is what was left (only where that was asked for); ``multiplier`` is đồng for a whole share of 1,
    the same for all rows.
    """

    pool: int
    allocated: int
    rest: int
    rows: tuple[Allocated, ...]
    multiplier: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a commune got ``allocated`` đồng; the reasons in ``why`` add up to it.

    ``bound``: ``floor``, ``cap``, ``fixed``, ``excluded``, ``overdue_threshold``, ``tier`` or ``""``: what held the
    figure. ``one_more_billion``: what the figure would gain (in an optimum it may lose) with a pool larger by the
    smallest multiple of the grain that is 1,000,000,000 đồng or more. ``last`` and ``difference`` to it: ``None``
    where the last round is not known.
    """

    code: str
    allocated: int
    why: tuple[Reason, ...]
    bound: str
    one_more_billion: int
    last: int | None
    difference: int | None
