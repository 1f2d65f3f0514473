"""Why an optimum cannot be had: the constraints that can be judged one by one, and those missed together."""

from collections.abc import Sequence
from dataclasses import replace

from loans.domain.allocation.checks import Case, check
from loans.domain.allocation.method import GroupBound
from loans.domain.allocation.most_jobs import POOL, group_base
from loans.domain.allocation.prepared import Prepared
from loans.domain.allocation.programme import Outcome
from loans.domain.allocation.proportional import Claim
from loans.domain.allocation.shares import Standing
from loans.domain.refusal import Faults


def check_alone(prepared: Prepared, measured: Standing, claims: Sequence[Claim]) -> None:
    """Record each constraint that fails by itself: floors, caps and grain against the pool, each group's bounds."""
    if not prepared.terms.sound:
        return
    # every row may reach its cap: for these checks all have a share
    equal = tuple(replace(claim, share=1) for claim in claims)
    check(Case(prepared.table, prepared.terms, measured, equal, prepared.spec.leave_rest), prepared.faults)
    if not prepared.table.doubtful:
        for group in prepared.spec.groups:
            _check_group(prepared, claims, group)


def _check_group(prepared: Prepared, claims: Sequence[Claim], group: GroupBound) -> None:
    grain, faults = prepared.terms.grain, prepared.faults
    codes, base = set(group.codes), group_base(prepared, group)
    inside = [claim for claim in claims if claim.code in codes]
    floors = base + sum(claim.floor for claim in inside) * grain
    caps = None
    if all(claim.cap is not None for claim in inside):
        caps = base + sum(claim.cap or 0 for claim in inside) * grain
    if group.least is not None and group.most is not None:
        # what is free in the group is a whole number of grains: least up, most down
        low, high = -(-(group.least - base) // grain), (group.most - base) // grain
        by = (low - high) * grain
        if by > 0:
            vi = f"mức ít nhất (làm tròn lên) cao hơn mức nhiều nhất (làm tròn xuống) {by} đồng"
            en = f"the least (rounded up) is {by} đồng above the most (rounded down)"
            _fault(faults, group, "allocation_group_least_above_most", by, vi, en)
    if group.least is not None and caps is not None and (by := group.least - caps) > 0:
        vi = f"cần ít nhất {group.least} nhưng tổng trần chỉ {caps}, thiếu {by} đồng"
        en = f"needs {group.least} at least but its caps add up to {caps}, {by} đồng short"
        _fault(faults, group, "allocation_group_least_above_caps", by, vi, en)
    if group.most is not None and (by := floors - group.most) > 0:
        vi = f"nhiều nhất {group.most} nhưng tổng sàn và số cố định là {floors}, vượt {by} đồng"
        en = f"takes {group.most} at most but its floors and fixed amounts are {floors}, {by} đồng over"
        _fault(faults, group, "allocation_group_most_below_floors", by, vi, en)


def check_together(prepared: Prepared, found: Outcome) -> None:
    """Record the constraints that cannot hold together: by how much each had to be missed, least in all."""
    grain = prepared.terms.grain
    for place, (short, over) in enumerate(zip(found.short, found.over, strict=True)):
        by = int((short or over) * grain)
        if not by:
            continue
        if place == POOL:
            word = ("thừa", "too many") if short else ("thiếu", "short")
            prepared.faults.add(
                "--pool",
                "allocation_optimum_infeasible",
                vi=f"pool: các ràng buộc không cùng thỏa mãn được, {word[0]} {by} đồng; hãy nới nhóm, sàn hoặc trần",
                en=f"pool: the constraints cannot hold together, {by} đồng {word[1]}; loosen groups, floors or caps",
                field="pool",
                value=by,
            )
            continue
        group = prepared.spec.groups[place - 1]
        vi = f"không cùng thỏa mãn được với các ràng buộc khác, {'thiếu' if short else 'vượt'} {by} đồng"
        en = f"cannot hold together with the other constraints, {by} đồng {'short' if short else 'over'}"
        _fault(prepared.faults, group, "allocation_optimum_infeasible", by, vi, en)


def _fault(faults: Faults, group: GroupBound, code: str, value: int, vi: str, en: str) -> None:
    place = f"groups[{group.name}]"
    faults.add(
        place,
        code,
        vi=f"{place}: {vi}; hãy sửa giới hạn của nhóm",
        en=f"{place}: {en}; correct the group's bounds",
        field=place,
        value=value,
    )
