"""What has been taken out of a commune's plan, and what is left of it (§6.10, §6.12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loans.domain.plan.records import Line, Measure
from loans.domain.refusal import Faults, Refusal

PER_CENT = 100


class Interim(StrEnum):
    """What may be lent before the year's first round (§6.12)."""

    OFF = "off"
    RECOVERED_ONLY = "recovered_only"
    LAST_YEAR_SHARE = "last_year_share"


@dataclass(frozen=True, slots=True)
class Use:
    """A commune's plan and what has been taken out of it, in đồng.

    By the lending measure what was disbursed in the year counts; by the outstanding measure ``outstanding`` does, and
    ``planned`` is the target. ``interim`` says that no round is in force yet.
    """

    planned: int
    disbursed: int
    committed: int
    outstanding: int | None = None
    interim: bool = False

    @property
    def used(self) -> int:
        """What counts against the plan."""
        lent = self.disbursed if self.outstanding is None else self.outstanding
        return lent + self.committed

    @property
    def remaining(self) -> int:
        """What may still be committed."""
        return self.planned - self.used


def in_force(rounds: Sequence[tuple[date, int]], on: date, *, begun: bool, interim: int) -> int:
    """What a commune may count on from a day, in đồng; ``rounds`` are (effective day, đồng ±) of the year.

    ``begun``: a round of the year is in force, for whichever commune; before that the interim plan stands. A decision
    that takes back from a later day binds already: what will not be there is not promised.
    """
    reached = sum(amount for day, amount in rounds if day <= on)
    least = reached if begun else interim
    for _, amount in sorted((day, amount) for day, amount in rounds if day > on):
        reached += amount
        least = min(least, reached)
    return least


def part_of(plan: int, percent: int) -> int:
    """A part of last year's plan that may be lent before the first round, in đồng, rounded down."""
    return plan * percent // PER_CENT


def fits(amount: int, use: Use, *, commune: str, year: int) -> None:
    """Refuse a commitment beyond the commune's remaining plan of the year (§6.10)."""
    if amount <= use.remaining:
        return
    kind, kind_en = ("tạm giao trước đợt đầu năm ", "interim ") if use.interim else ("", "")
    owed, owed_en = ("đã giải ngân", "disbursed") if use.outstanding is None else ("dư nợ", "outstanding")
    lent = use.used - use.committed
    raise Refusal(
        "beyond_plan",
        field="amount",
        value=amount,
        vi=f"Chỉ tiêu {kind}năm {year} của xã/phường {commune} còn {use.remaining} đồng (giao {use.planned}, "
        f"{owed} {lent}, đã cam kết {use.committed}), không đủ cho {amount} đồng. "
        "Giảm mức vay hoặc đề nghị điều chỉnh chỉ tiêu.",
        en=f"The {kind_en}{year} plan of commune {commune} has {use.remaining} đồng left (assigned {use.planned}, "
        f"{owed_en} {lent}, committed {use.committed}), not enough for {amount}. "
        "Lower the amount or ask for an adjustment round.",
        cites=("Kế hoạch năm của UBND Thành phố, mục V.1", "Cách hiểu của sản phẩm, mục 6.12"),
    )


def takes_back(lines: Iterable[Line], uses: Mapping[str, Use], *, first: bool, measure: Measure) -> None:
    """Refuse a round that would leave a commune with less plan than it has already used.

    ``first``: the year's first round replaces the interim plan, so also a commune that it leaves out is looked at; by
    the outstanding measure it brings the base.
    """
    based = first and measure is Measure.OUTSTANDING
    assigned = {line.commune: line.amount + (line.base or 0) * based for line in lines}
    faults = Faults()
    for commune in sorted(assigned.keys() | (uses.keys() if first else set())):
        use, amount = uses.get(commune, Use(0, 0, 0)), assigned.get(commune, 0)
        room = -use.used if first else use.remaining
        if amount + room < 0:
            faults.add(
                commune,
                "plan_below_use",
                field="amount",
                value=amount,
                vi=f"Xã/phường {commune} còn {room} đồng chưa sử dụng, điều chỉnh {amount:+} đồng "
                f"làm chỉ tiêu thấp hơn số đã dùng. Ghi ít nhất {-room:+} đồng.",
                en=f"Commune {commune} has {room} đồng unused: {amount:+} would leave its plan "
                f"below what it has used. Enter at least {-room:+}.",
            )
    faults.refuse(
        "round_refused",
        vi="Chỉ tiêu sau điều chỉnh thấp hơn số đã dùng.",
        en="The adjusted plan would fall below what has been used.",
    )


def plan_year(day: date) -> int:
    """The plan year that a day belongs to."""
    return day.year
