"""The optimum as an exact linear programme: classes of equal gain, the pool and the groups as its constraints."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Programme:
    """Maximise Σ gain · units; amounts in units of the grain, gains in jobs per unit.

    Class k takes 0 to ``capacities[k]`` units and counts in the constraints ``members[k]``; constraint r keeps its sum
    within ``bounds[r]``, both ends included. ``fill``: of equally good answers the one that hands out most is wanted.
    Of what is equal then, the one that is largest in class 0, then in class 1, and so on.
    """

    gains: tuple[Fraction, ...]
    capacities: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    bounds: tuple[tuple[int, int], ...]
    fill: bool = False

    def sums(self, units: Sequence[int]) -> list[int]:
        """The sum of every constraint at these units."""
        made = [0] * len(self.bounds)
        for count, rows in zip(units, self.members, strict=True):
            for row in rows:
                made[row] += count
        return made

    def cells(self) -> list[list[int]]:
        """The classes by the constraints that they share, each cell from the largest gain down."""
        made: dict[tuple[int, ...], list[int]] = {}
        for place in order_of(self.gains):
            made.setdefault(self.members[place], []).append(place)
        return list(made.values())


def order_of(gains: Sequence[Fraction]) -> list[int]:
    """The places from the largest gain down, equal gains by place, ordered by whole quotients that tell all apart."""
    keys = order_keys(gains)
    return sorted(range(len(gains)), key=lambda place: (-keys[place], place))


def order_keys(gains: Sequence[Fraction]) -> list[int]:
    """A whole number for each gain: the same order, and equal only where the gains are; see ``proportional._bits``."""
    bits = 2 * max((gain.denominator for gain in gains), default=1).bit_length() + 1
    return [(gain.numerator << bits) // gain.denominator for gain in gains]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best answer: ``units`` of each class, and by how much each constraint had to be missed (``short``: the sum is
    below its least, ``over``: above its most), in units; all zero where the constraints can be met."""

    units: tuple[Fraction, ...]
    short: tuple[Fraction, ...]
    over: tuple[Fraction, ...]

    @property
    def missed(self) -> Fraction:
        """How much all constraints together are missed by."""
        return sum(self.short, Fraction(0)) + sum(self.over, Fraction(0))

    def broken(self) -> int | None:
        """The first class that takes a fraction of a unit, or ``None``."""
        return next((place for place, count in enumerate(self.units) if count.denominator != 1), None)

    def beats(self, other: "Outcome", programme: Programme) -> bool:
        """Whether it is better than another answer: constraints missed, jobs, units if wanted, then class by class."""
        if self.missed != other.missed:
            return self.missed < other.missed
        # only where they differ: the sum of all gains would have a denominator of thousands of digits
        moved = [(place, a - b) for place, (a, b) in enumerate(zip(self.units, other.units, strict=True)) if a != b]
        jobs = sum((programme.gains[place] * more for place, more in moved), Fraction(0))
        handed = sum((more for _, more in moved), Fraction(0)) if programme.fill else Fraction(0)
        return next((more > 0 for more in (jobs, handed, *(more for _, more in moved)) if more), False)
