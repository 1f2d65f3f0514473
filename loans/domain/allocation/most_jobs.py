"""The most jobs: what each row gains by a unit, the programme that says it, and the answer brought back to rows.

A loan fund of x đồng in a commune that asks for ``demand`` đồng for ``jobs`` jobs is expected to make x · jobs ÷ demand
of them, and never more than ``jobs``: money beyond the demand makes none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from loans.domain.allocation.method import GroupBound
from loans.domain.allocation.prepared import Prepared
from loans.domain.allocation.programme import Programme, order_keys
from loans.domain.allocation.proportional import Claim
from loans.domain.allocation.records import Row
from loans.domain.allocation.spec import JOBS
from loans.domain.allocation.table import DEMAND

POOL = 0
"""The place of the pool among the constraints; the groups follow."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``units`` of one row beyond its floor, each gaining the same; ``place`` is that of the row's claim."""

    place: int
    units: int
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Question:
    """A programme and the pieces of each of its classes, in the order of their codes."""

    programme: Programme
    classes: tuple[tuple[Piece, ...], ...]
    claims: tuple[Claim, ...]

    def answered(self, units: Sequence[int]) -> list[int]:
        """The units of each claim: its floor, and what its classes give, the lower code first."""
        made = [claim.floor for claim in self.claims]
        for count, pieces in zip(units, self.classes, strict=True):
            left = count
            for piece in pieces:
                taken = min(left, piece.units)
                made[piece.place] += taken
                left -= taken
        return made


def question(prepared: Prepared, claims: Sequence[Claim], units: int) -> Question:
    """The programme for ``units`` to be handed out, floors included, among the claims."""
    rows = {row.code: row for row in prepared.open_rows}
    beyond = units - sum(claim.floor for claim in claims)
    groups = prepared.spec.groups
    within = memberships(groups)
    grain = prepared.terms.grain
    pieces = [
        piece for place, claim in enumerate(claims) for piece in _pieces(place, claim, rows[claim.code], grain, beyond)
    ]
    keys = order_keys([piece.gain for piece in pieces])
    made: dict[tuple[int, tuple[int, ...]], list[Piece]] = {}
    for key, piece in zip(keys, pieces, strict=True):
        made.setdefault((key, within.get(claims[piece.place].code, ())), []).append(piece)
    classes = sorted(
        ((key, members, sorted(found, key=lambda piece: claims[piece.place].code))
         for (key, members), found in made.items()),
        key=lambda one: (claims[one[2][0].place].code, -one[0]),
    )  # fmt: skip
    programme = Programme(
        gains=tuple(found[0].gain for _, _, found in classes),
        capacities=tuple(sum(piece.units for piece in found) for _, _, found in classes),
        members=tuple((POOL, *members) for _, members, _ in classes),
        bounds=((0 if prepared.spec.leave_rest else beyond, beyond), *_bounds(prepared, claims)),
        fill=prepared.spec.leave_rest,
    )
    return Question(programme, tuple(tuple(found) for _, _, found in classes), tuple(claims))


def _pieces(place: int, claim: Claim, row: Row, grain: int, beyond: int) -> Iterator[Piece]:
    """The units from floor to cap: those of full gain, the one that the demand ends in, those that gain nothing."""
    demand, jobs = row.criteria.get(DEMAND, 0), row.criteria.get(JOBS, 0)
    top = claim.floor + beyond if claim.cap is None else min(claim.cap, claim.floor + beyond)
    whole, part = divmod(demand, grain) if demand and jobs else (0, 0)
    steps = [(whole, Fraction(grain * jobs, demand or 1)), (whole + 1, Fraction(part * jobs, demand or 1))]
    steps = [step for step in steps if step[1]] if demand and jobs else []
    low = claim.floor
    for end, gain in [*steps, (top, Fraction(0))]:
        if (high := min(end, top)) > low:
            yield Piece(place, high - low, gain)
            low = high


def memberships(groups: Sequence[GroupBound]) -> Mapping[str, tuple[int, ...]]:
    """The constraints of each code: group g is constraint g + 1."""
    made: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(groups, start=1):
        for code in dict.fromkeys(group.codes):
            made[code] = (*made.get(code, ()), number)
    return made


def _bounds(prepared: Prepared, claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """What each group may take beyond floors and fixed amounts: least up to the unit, most down; no bound: 0 or all."""
    grain = prepared.terms.grain
    for group in prepared.spec.groups:
        taken, open_units = group_base(prepared, group), 0
        codes = set(group.codes)
        floors = sum(claim.floor for claim in claims if claim.code in codes)
        least = -(-(group.least - taken) // grain) - floors if group.least is not None else 0
        open_units = prepared.terms.pool // grain
        most = (group.most - taken) // grain - floors if group.most is not None else max(open_units, least, 0)
        yield max(least, 0), most


def group_base(prepared: Prepared, group: GroupBound) -> int:
    """What the fixed rows of a group take, in đồng."""
    codes = set(group.codes)
    return sum(row.fixed or 0 for row in prepared.table.rows if row.code in codes)
