"""The monotone rule: one multiplier for all, kept between bounds, rounded by a divisor method. Exact integers only.

Amounts are counted in units of the grain. A row with share ``s`` gains its unit number ``n + 1`` when the multiplier
passes ``(n + ½) / s`` (Webster, Sainte-Laguë). Units beyond the floors are handed out in the order of these points,
equal points by code, and never above a cap. A larger pool only continues the same sequence, so it lowers nobody.

Source: Balinski and Young, *Fair Representation* (1982): divisor methods avoid the Alabama and the population paradox.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from loans.domain.money import half_up


@dataclass(frozen=True, slots=True)
class Claim:
    """What one row may take, in units: ``share`` over the common denominator of all rows, ``cap`` or ``None``.

    A row with share 0 takes its floor and no more.
    """

    code: str
    share: int
    floor: int
    cap: int | None

    @property
    def most(self) -> int | None:
        """The most units that it can take at any multiplier; ``None`` where nothing bounds it."""
        return self.cap if self.share else self.floor

    def kept(self, units: int) -> int:
        """``units`` brought between floor and cap."""
        raised = max(units, self.floor)
        return raised if self.most is None else min(raised, self.most)


def capacity(claims: Sequence[Claim]) -> int | None:
    """The most units that all claims together can take; ``None`` where one of them is not bounded."""
    total = 0
    for claim in claims:
        if claim.most is None:
            return None
        total += claim.most
    return total


def multiplier(claims: Sequence[Claim], units: int) -> Fraction:
    """The least λ ≥ 0 at which Σ min(cap, max(floor, share · λ)) reaches ``units``, before any rounding.

    The sum is a broken line in λ: it bends where a row leaves its floor and where it meets its cap. Walk the
    bends upwards until the next one would overshoot. Needs Σ floor ≤ ``units`` ≤ capacity.
    """
    base = sum(claim.floor for claim in claims)
    slope = 0
    if base >= units:
        return Fraction(0)
    for bound, share, steeper in _bends(claims):
        if base * share + slope * bound >= units * share:
            break
        slope += steeper * share
        base -= steeper * bound
    return Fraction(units - base, slope)


def _bends(claims: Sequence[Claim]) -> list[tuple[int, int, int]]:
    """(bound, share, +1 or −1) at λ = bound / share, ascending: +1 leaves the floor, −1 meets the cap."""
    active = [claim for claim in claims if claim.share]
    bits = _bits(claim.share for claim in active)
    bends = [(claim.floor, claim.share, 1) for claim in active]
    bends += [(claim.cap, claim.share, -1) for claim in active if claim.cap is not None]
    return sorted(bends, key=lambda bend: (bend[0] << bits) // bend[1])


def _bits(denominators: Iterator[int]) -> int:
    """How far to shift numerators so that whole quotients order the fractions exactly.

    Two different fractions with denominators up to d differ by at least 1/d²; shifted by 2^bits > d² they differ
    by more than 1, so their whole quotients differ too; equal fractions keep equal quotients.
    """
    return 2 * max(denominators, default=1).bit_length() + 1


def handed_out(claims: Sequence[Claim], units: int, at: Fraction) -> list[int]:
    """The units of each claim, adding up to ``units``, by the monotone rule.

    ``at`` is any multiplier, best that of ``multiplier``: rounding there gives a beginning of the sequence described
    above; what is missing is then handed out from its next points on, what is too much taken back from its end.
    """
    given = [claim.kept(half_up(claim.share * at.numerator, at.denominator)) for claim in claims]
    bits = _bits(2 * claim.share for claim in claims if claim.share)
    missing = units - sum(given)
    if missing > 0:
        _hand_out(claims, given, missing, bits)
    elif missing < 0:
        _take_back(claims, given, -missing, bits)
    return given


def _point(share: int, unit: int, bits: int) -> int:
    """Where a row passes from ``unit`` to one more, as an exact order key for (unit + ½) / share."""
    return ((2 * unit + 1) << bits) // (2 * share)


def _hand_out(claims: Sequence[Claim], given: list[int], count: int, bits: int) -> None:
    def waiting(place: int) -> Iterator[tuple[int, str, int]]:
        claim = claims[place]
        if claim.share and (claim.cap is None or given[place] < claim.cap):
            yield _point(claim.share, given[place], bits), claim.code, place

    heap = [entry for place in range(len(claims)) for entry in waiting(place)]
    heapq.heapify(heap)
    for _ in range(count):
        _, _, place = heapq.heappop(heap)
        given[place] += 1
        for entry in waiting(place):
            heapq.heappush(heap, entry)


def _take_back(claims: Sequence[Claim], given: list[int], count: int, bits: int) -> None:
    ranks = {place: -rank for rank, place in enumerate(sorted(range(len(claims)), key=lambda p: claims[p].code))}

    def held(place: int) -> Iterator[tuple[int, int, int]]:
        claim = claims[place]
        if claim.share and given[place] > claim.floor:
            yield -_point(claim.share, given[place] - 1, bits), ranks[place], place

    heap = [entry for place in range(len(claims)) for entry in held(place)]
    heapq.heapify(heap)
    for _ in range(count):
        _, _, place = heapq.heappop(heap)
        given[place] -= 1
        for entry in held(place):
            heapq.heappush(heap, entry)
