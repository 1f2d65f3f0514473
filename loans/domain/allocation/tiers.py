"""Tiers: a fixed amount for each kind of commune; or, scaled, the tiers' amounts as weights of one multiplier."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from loans.domain.allocation.checks import Case, check, claims_of
from loans.domain.allocation.method import Tier
from loans.domain.allocation.prepared import Prepared
from loans.domain.allocation.proportional import Claim
from loans.domain.allocation.records import Allocated, Allocation, Reason, Row
from loans.domain.allocation.shares import standing
from loans.domain.allocation.sharing import refuse_all, settled
from loans.domain.allocation.terms import Criterion
from loans.domain.allocation.why import CAP, FLOOR, TIER, standing_apart


def by_tiers(prepared: Prepared) -> Allocation:
    """Each commune gets its tier's amount, kept between floor and cap; the sum must be the pool.

    With ``leave_rest`` the sum may be smaller. With ``scale`` the amounts are weights: the whole pool is shared
    in proportion to them by the monotone rule.
    """
    _check_tiers(prepared)
    tiers = _tiers_of(prepared)
    if prepared.spec.scale:
        return _scaled(prepared, tiers)
    return _given(prepared, tiers)


def _scaled(prepared: Prepared, tiers: Mapping[str, Tier]) -> Allocation:
    weighed = prepared.with_rows(
        replace(row, criteria={TIER: tiers[row.code].amount}) for row in prepared.open_rows if row.code in tiers
    )
    terms = replace(prepared.terms, criteria=(Criterion(TIER, Fraction(1)),))
    made = settled(weighed, terms, leave_rest=prepared.spec.leave_rest, faults=prepared.faults)
    return replace(made, rows=tuple(_named(row, tiers.get(row.code)) for row in made.rows))


def _named(row: Allocated, tier: Tier | None) -> Allocated:
    """The reason ``tier`` gets the name of the tier."""
    if tier is None:
        return row
    why = tuple(replace(step, reason=_reason(tier)) if step.reason == TIER else step for step in row.why)
    return replace(row, why=why)


def _reason(tier: Tier) -> str:
    return f"{TIER}:{tier.name}"


def _given(prepared: Prepared, tiers: Mapping[str, Tier]) -> Allocation:
    grain, pool = prepared.terms.grain, prepared.terms.pool
    measured = standing(prepared.table.rows, ())
    claims = {claim.code: claim for claim in claims_of(measured, grain)}
    if prepared.terms.sound:
        # the sum is judged below: here the cells alone, as if each had a share and a part might be left
        equal = tuple(replace(claim, share=1) for claim in claims.values())
        check(Case(prepared.table, prepared.terms, measured, equal, leave_rest=True), prepared.faults)
        _check_grain(prepared)
    refuse_all(prepared.faults)
    total = Fraction(sum(tier.amount for tier in tiers.values()) or 1)
    rows = tuple(_row(row, tiers.get(row.code), claims.get(row.code), grain, total) for row in prepared.table.rows)
    allocated = sum(row.allocated for row in rows)
    _check_sum(prepared, allocated)
    refuse_all(prepared.faults)
    return Allocation(pool, allocated, pool - allocated, rows)


def _row(row: Row, tier: Tier | None, claim: Claim | None, grain: int, total: Fraction) -> Allocated:
    if tier is None or claim is None:
        return Allocated(row.code, row.fixed or 0, (standing_apart(row),))
    kept = max(tier.amount, claim.floor * grain)
    kept = kept if claim.cap is None else min(kept, claim.cap * grain)
    why = [Reason(_reason(tier), tier.amount)]
    if kept != tier.amount:
        why.append(Reason(FLOOR if kept > tier.amount else CAP, kept - tier.amount))
    return Allocated(row.code, kept, tuple(why), tier.amount / total)


def _tiers_of(prepared: Prepared) -> dict[str, Tier]:
    """The tier of every row that takes part; the rows without one are refused together."""
    spec = prepared.spec
    listed_in = [(tier, frozenset(tier.codes)) for tier in spec.tiers]
    found: dict[str, Tier] = {}
    for row in prepared.open_rows:
        value = row.criteria.get(spec.tiers_by, 0)
        tier = next((tier for tier, codes in listed_in if _takes(tier, codes, row.code, value)), None)
        if tier is not None:
            found[row.code] = tier
    if missing := [row.code for row in prepared.open_rows if row.code not in found]:
        listed = ", ".join(missing)
        prepared.faults.add(
            "tiers",
            "allocation_row_without_tier",
            vi=f"tiers: {len(missing)} xã không thuộc nhóm nào: {listed}; hãy thêm nhóm hoặc loại các xã này",
            en=f"tiers: {len(missing)} communes fall in no tier: {listed}; add a tier or exclude them",
            field="tiers",
            value=listed,
        )
    return found


def _takes(tier: Tier, codes: frozenset[str], code: str, value: int) -> bool:
    """Whether the commune with this ``value`` of the criterion falls into the tier."""
    if not codes and tier.at_least is None:
        return True
    return code in codes or (tier.at_least is not None and value >= tier.at_least)


def _check_tiers(prepared: Prepared) -> None:
    if not prepared.spec.tiers:
        prepared.faults.add(
            "tiers",
            "allocation_tiers_missing",
            vi="tiers: cần ít nhất một nhóm (tên và số tiền); hãy thêm nhóm",
            en="tiers: give at least one tier (a name and an amount)",
            field="tiers",
        )


def _check_grain(prepared: Prepared) -> None:
    grain = prepared.terms.grain
    for tier in prepared.spec.tiers:
        if over := tier.amount % grain:
            prepared.faults.add(
                f"tiers[{tier.name}]",
                "allocation_tier_off_grain",
                vi=f"tiers[{tier.name}]: {tier.amount} không phải bội số của {grain}, dư {over} đồng; hãy sửa lại",
                en=f"tiers[{tier.name}]: {tier.amount} is no multiple of {grain}, {over} đồng over; correct it",
                field=f"tiers[{tier.name}]",
                value=over,
            )


def _check_sum(prepared: Prepared, allocated: int) -> None:
    pool = prepared.terms.pool
    if allocated > pool:
        over = allocated - pool
        prepared.faults.add(
            "--pool",
            "allocation_tiers_above_pool",
            vi=f"pool: tổng theo nhóm {allocated} vượt quá {pool}, thiếu {over} đồng; hãy giảm mức hoặc thêm vốn",
            en=f"pool: the tiers need {allocated} of {pool}, {over} đồng short; lower the tiers or add money",
            field="pool",
            value=over,
        )
    elif allocated < pool and not prepared.spec.leave_rest:
        left = pool - allocated
        prepared.faults.add(
            "--pool",
            "allocation_tiers_below_pool",
            vi=f"pool: tổng theo nhóm {allocated}, còn thừa {left} đồng; hãy nâng mức, bớt vốn, dùng --scale "
            "hoặc --leave-rest",
            en=f"pool: the tiers take {allocated}, {left} đồng are left; raise tiers, lower the pool, use --scale "
            "or --leave-rest",
            field="pool",
            value=left,
        )
