"""The credit plan (chỉ tiêu kế hoạch tín dụng): what a commune may still lend of a source in a year.

The measure here is *lending* (§6.12): remaining = plan − disbursed in the year − committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from loans.domain.refusal import Faults, Refusal


class RoundState(StrEnum):
    """A round of allocation: drafted, submitted under a tờ trình, decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class PoolPart:
    """A part of the pool and where it comes from: new budget, recovered capital, idle capital."""

    origin: str
    amount: int
    decision: str


@dataclass(frozen=True, slots=True)
class Line:
    """One commune's share of a round, in đồng (may be negative when a later round takes back)."""

    commune: str
    amount: int
    why: tuple[dict[str, Any], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One round (đợt giao / điều chỉnh chỉ tiêu) of a year and source, with its lines as they stand."""

    id: int
    year: int
    source_id: int
    number: int
    state: RoundState
    pool: tuple[PoolPart, ...]
    lines: tuple[Line, ...]
    drafted_by: str
    sequence: int
    submission: dict[str, Any] = field(default_factory=dict)
    decision: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """What its lines add up to."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Use:
    """What has been taken out of a commune's plan."""

    planned: int
    disbursed: int
    committed: int

    @property
    def remaining(self) -> int:
        """What may still be committed."""
        return self.planned - self.disbursed - self.committed


def closes(lines: Sequence[Line], pool: Sequence[PoolPart]) -> None:
    """Refuse a round whose lines do not add up to its pool exactly, or that names a commune twice."""
    faults = Faults()
    seen: set[str] = set()
    for line in lines:
        if line.commune in seen:
            faults.add(
                line.commune,
                "commune_twice",
                field="commune",
                value=line.commune,
                vi=f"Xã/phường {line.commune} có hai dòng. Gộp lại thành một dòng.",
                en=f"Commune {line.commune} stands on two rows. Merge them into one.",
            )
        seen.add(line.commune)
    pooled, shared = sum(part.amount for part in pool), sum(line.amount for line in lines)
    if pooled != shared:
        faults.add(
            "pool",
            "round_does_not_close",
            field="lines",
            value=shared,
            vi=f"Tổng phân bổ {shared} đồng khác nguồn vốn {pooled} đồng, chênh {shared - pooled} đồng. "
            "Sửa các dòng để tổng bằng đúng nguồn.",
            en=f"The lines add up to {shared} đồng and the pool to {pooled}: {shared - pooled} apart. "
            "Correct the lines so that they equal the pool exactly.",
        )
    faults.refuse("round_refused", vi="Đợt phân bổ chưa khớp.", en="The round does not add up.")


def advance(state: RoundState, wanted: RoundState) -> None:
    """Refuse a step that does not follow: draft → submitted → decided."""
    order = list(RoundState)
    if order.index(wanted) != order.index(state) + 1:
        raise Refusal(
            "round_step_out_of_order",
            field="state",
            value=state.value,
            vi=f"Đợt phân bổ đang ở bước «{state.value}», không thể chuyển sang «{wanted.value}». "
            "Đi đúng trình tự: dự thảo → trình → quyết định.",
            en=f"The round is {state.value} and cannot become {wanted.value}. "
            "Follow the order: draft → submitted → decided.",
        )


def fits(amount: int, use: Use, *, commune: str, year: int) -> None:
    """Refuse a commitment beyond the commune's remaining plan of the year (§6.10)."""
    if amount > use.remaining:
        raise Refusal(
            "beyond_plan",
            field="amount",
            value=amount,
            vi=f"Chỉ tiêu năm {year} của xã/phường {commune} còn {use.remaining} đồng (giao {use.planned}, "
            f"đã giải ngân {use.disbursed}, đã cam kết {use.committed}), không đủ cho {amount} đồng. "
            "Giảm mức vay hoặc đề nghị điều chỉnh chỉ tiêu.",
            en=f"The {year} plan of commune {commune} has {use.remaining} đồng left (assigned {use.planned}, "
            f"disbursed {use.disbursed}, committed {use.committed}), not enough for {amount}. "
            "Lower the amount or ask for an adjustment round.",
            cites=("Kế hoạch năm của UBND Thành phố, mục V.1",),
        )


def takes_back(lines: Sequence[Line], uses: dict[str, Use]) -> None:
    """Refuse a round that would leave a commune with less plan than it has already used."""
    faults = Faults()
    for line in lines:
        use = uses.get(line.commune, Use(0, 0, 0))
        if line.amount + use.remaining < 0:
            faults.add(
                line.commune,
                "plan_below_use",
                field="amount",
                value=line.amount,
                vi=f"Xã/phường {line.commune} còn {use.remaining} đồng chưa sử dụng, điều chỉnh {line.amount:+} đồng "
                f"làm chỉ tiêu thấp hơn số đã dùng. Ghi ít nhất {-use.remaining:+} đồng.",
                en=f"Commune {line.commune} has {use.remaining} đồng unused: {line.amount:+} would leave its plan "
                f"below what it has used. Enter at least {-use.remaining:+}.",
            )
    faults.refuse(
        "round_refused",
        vi="Chỉ tiêu sau điều chỉnh thấp hơn số đã dùng.",
        en="The adjusted plan would fall below what has been used.",
    )


def plan_year(day: date) -> int:
    """The plan year that a day belongs to."""
    return day.year
