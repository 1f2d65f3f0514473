"""Tiers and change from the last round: what holds for every case drawn; and the overdue threshold."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.allocation import Allocation, Method, Row, Spec, Tier, allocate
from loans.domain.refusal import Finding, Refusal
from loans.service.methods import share_by, with_one_more_billion

CODES = st.text("abcdef", min_size=1, max_size=3)
GRAIN = 100


def by_code(made: Allocation) -> dict[str, int]:
    return {row.code: row.allocated for row in made.rows}


@st.composite
def asking(draw: st.DrawFn) -> list[Row]:
    rows = []
    for code in draw(st.lists(CODES, min_size=2, max_size=8, unique=True)):
        last = draw(st.integers(10, 10**7)) * 1_000
        rows.append(
            Row(
                code,
                {"last": last, "demand": draw(st.integers(0, 10**9))},
                cap=draw(st.sampled_from([None, None, last * 2])),
                fixed=draw(st.sampled_from([None, None, None, 0, 777])),
            )
        )
    return [*rows, Row("y", {"last": 10**6, "demand": 5}), Row("x", excluded=True)]


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """Scaled tiers and bounded changes: the two methods with one multiplier for all."""
    pool = draw(st.integers(10**12, 10**13))
    if draw(st.booleans()):
        tiers = (Tier("large", draw(st.integers(0, 9)), at_least=10**5), Tier("rest", 1))
        return Spec(method=Method.TIERS, pool=pool, grain=GRAIN, tiers=tiers, scale=True, leave_rest=True)
    return Spec(
        method=Method.CHANGE,
        pool=pool,
        grain=GRAIN,
        down_permille=draw(st.one_of(st.none(), st.integers(0, 1000))),
        up_permille=draw(st.one_of(st.none(), st.integers(1, 2000))),
        leave_rest=True,
    )


def least(row: Row, spec: Spec) -> int:
    if spec.method is Method.TIERS or spec.down_permille is None:
        return 0
    return -(-row.criteria["last"] * (1000 - spec.down_permille) // 1000)


def most(row: Row, spec: Spec) -> int:
    cap = 10**15 if row.cap is None else row.cap
    if spec.method is Method.TIERS or spec.up_permille is None:
        return cap
    return min(cap, row.criteria["last"] * (1000 + spec.up_permille) // 1000)


@given(asking(), specs())
def test_the_sum_and_the_bounds_hold_and_every_row_is_explained(rows: list[Row], spec: Spec) -> None:
    made = share_by(spec, rows)
    assert made.allocated == sum(row.allocated for row in made.rows)
    assert made.allocated + made.rest == spec.pool
    open_ended = any(row.takes_part and most(row, spec) == 10**15 for row in rows)
    assert not open_ended or made.rest < GRAIN
    for row, got in zip(rows, made.rows, strict=True):
        assert got.why
        assert sum(step.amount for step in got.why) == got.allocated
        if row.takes_part:
            assert least(row, spec) <= got.allocated <= most(row, spec)
            assert got.allocated % GRAIN == 0
        else:
            assert got.allocated == (row.fixed or 0)


@given(asking(), specs(), st.integers(0, 10**10))
def test_a_larger_pool_never_lowers_a_row(rows: list[Row], spec: Spec, more: int) -> None:
    before = by_code(share_by(spec, rows))
    after = by_code(share_by(replace(spec, pool=spec.pool + more), rows))
    assert all(after[code] >= before[code] for code in before)


@given(asking(), specs(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], spec: Spec, chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert by_code(share_by(spec, rows)) == by_code(share_by(spec, mixed))


@given(st.lists(CODES, min_size=1, max_size=9, unique=True), st.integers(0, 100), st.sampled_from(["tiers", "change"]))
def test_equal_rows_differ_by_one_grain_at_most_and_the_lower_code_comes_first(
    codes: list[str], units: int, method: str
) -> None:
    spec = Spec(pool=units * GRAIN, grain=GRAIN, method=Method(method))
    if spec.method is Method.TIERS:
        spec = replace(spec, tiers=(Tier("all", 7),), scale=True)
    amounts = [amount for _, amount in sorted(by_code(share_by(spec, [Row(c, {"last": 3}) for c in codes])).items())]
    whole, extra = divmod(units, len(codes))
    assert amounts == [(whole + 1) * GRAIN] * extra + [whole * GRAIN] * (len(codes) - extra)


@given(asking())
def test_a_pool_of_0_gives_zeros(rows: list[Row]) -> None:
    rows = [row for row in rows if row.fixed is None]
    scaled = Spec(method=Method.TIERS, pool=0, tiers=(Tier("all", 5),), scale=True)
    for spec in (scaled, Spec(method=Method.CHANGE, pool=0, up_permille=10)):
        assert set(by_code(share_by(spec, rows)).values()) == {0}


@given(asking(), st.integers(10**12, 10**13))
def test_proportional_by_a_specification_is_the_plain_rule(rows: list[Row], pool: int) -> None:
    spec = Spec(pool=pool, weights="demand=0.5,last=0.5", leave_rest=True, grain=GRAIN)
    assert share_by(spec, rows) == allocate(
        rows, pool=pool, grain=GRAIN, weights="demand=0.5,last=0.5", leave_rest=True
    )


def findings(spec: Spec, rows: list[Row]) -> list[Finding]:
    with pytest.raises(Refusal) as refused:
        share_by(spec, rows)
    return list(refused.value.findings)


def faults(spec: Spec, rows: list[Row]) -> dict[str, object]:
    return {finding.code: finding.value for finding in findings(spec, rows)}


THREE = [Row("a", {"demand": 90}), Row("b", {"demand": 40}), Row("c", {"demand": 10})]
TIERS = (Tier("named", 30, codes=("c",)), Tier("large", 50, at_least=40), Tier("rest", 20))


def test_the_first_tier_that_matches_wins() -> None:
    # c is named: 30, although it would also fall into the rest; a and b are large: 50 each
    made = share_by(Spec(method=Method.TIERS, pool=130, tiers=TIERS), THREE)
    assert by_code(made) == {"a": 50, "b": 50, "c": 30}
    assert [step.reason for row in made.rows for step in row.why] == ["tier:large", "tier:large", "tier:named"]


def test_a_floor_lifts_and_a_cap_cuts_a_tier_by_name() -> None:
    # cap at demand: b 50 → 40, c 30 → 10; a has a floor of 60: together 110
    rows = [Row("a", {"demand": 90}, floor=60), *THREE[1:]]
    made = share_by(Spec(method=Method.TIERS, pool=110, tiers=TIERS, cap_at_demand=True), rows)
    told = [[(step.reason, step.amount) for step in row.why] for row in made.rows]
    assert told == [
        [("tier:large", 50), ("floor", 10)],
        [("tier:large", 50), ("cap", -10)],
        [("tier:named", 30), ("cap", -20)],
    ]


def test_tiers_that_do_not_add_up_to_the_pool_are_refused_with_the_difference() -> None:
    assert faults(Spec(method=Method.TIERS, pool=120, tiers=TIERS), THREE) == {"allocation_tiers_above_pool": 10}
    assert faults(Spec(method=Method.TIERS, pool=140, tiers=TIERS), THREE) == {"allocation_tiers_below_pool": 10}
    made = share_by(Spec(method=Method.TIERS, pool=140, tiers=TIERS, leave_rest=True), THREE)
    assert (made.allocated, made.rest) == (130, 10)


def test_faults_of_tiers_come_in_one_run() -> None:
    tiers = (Tier("x", 15, codes=("a", "zz")), Tier("x", 20, at_least=40))
    assert faults(Spec(method=Method.TIERS, pool=50, grain=10, tiers=tiers), THREE) == {
        "allocation_code_not_in_table": "zz",
        "allocation_list_twice": None,
        "allocation_tier_off_grain": 5,
        "allocation_row_without_tier": "c",
    }
    assert "allocation_tiers_missing" in faults(Spec(method=Method.TIERS, pool=50), THREE)


LAST = [Row("a", {"last": 1000}), Row("b", {"last": 500})]


def test_a_movement_that_cannot_be_had_is_refused_with_the_difference() -> None:
    # down 5 %: 950 + 475 = 1425 at least; up 10 %: 1100 + 550 = 1650 at most
    spec = Spec(method=Method.CHANGE, pool=1400, down_permille=50, up_permille=100)
    assert faults(spec, LAST) == {"allocation_floors_above_pool": 25}
    assert faults(replace(spec, pool=1700), LAST) == {"allocation_pool_above_caps": 50}
    # its own cap of 900 is 50 below what it may fall to
    assert faults(spec, [Row("a", {"last": 1000}, cap=900), LAST[1]])["allocation_cap_below_floor"] == 50


def test_a_step_is_the_last_amount_plus_the_change() -> None:
    spec = Spec(method=Method.CHANGE, pool=1400, steps={"a": -200})
    made = share_by(spec, LAST)
    assert by_code(made) == {"a": 800, "b": 600}
    assert [(step.reason, step.amount) for step in made.rows[0].why] == [("last", 1000), ("change", -200)]


def test_a_step_out_of_bounds_is_refused_with_the_difference() -> None:
    rows = [*LAST, Row("c", {"last": 10}, cap=15), Row("d", excluded=True)]
    spec = Spec(method=Method.CHANGE, pool=1400, steps={"a": -1001, "c": 7, "d": 1, "e": 1})
    assert {(finding.source, finding.code, finding.value) for finding in findings(spec, rows)} == {
        ("steps", "allocation_code_not_in_table", "e"),
        ("steps[a]", "allocation_step_below_floor", 1),
        ("steps[c]", "allocation_step_above_cap", 2),
        ("steps[d]", "allocation_step_apart", 1),
    }


def test_what_belongs_to_another_method_is_refused() -> None:
    spec = Spec(method=Method.TIERS, pool=130, tiers=TIERS, weights="demand=1", down_permille=5, beyond_demand=True)
    found = findings(spec, THREE)
    assert [finding.source for finding in found] == ["weights", "down_permille", "beyond_demand"]
    assert {finding.code for finding in found} == {"allocation_option_without_effect"}


@pytest.mark.parametrize("method", list(Method))
def test_a_commune_above_the_overdue_threshold_takes_nothing_and_is_named(method: Method) -> None:
    # the threshold is 2 %: a owes exactly that and stays, b is above it by 1 đồng, c owes nothing
    debts = {"a": (20, 1000), "b": (21, 1000), "c": (0, 0)}
    rows = [
        Row(code, {"demand": 60, "jobs": 1, "last": 60, "overdue": late, "outstanding": owed})
        for code, (late, owed) in debts.items()
    ]
    tiers = (Tier("all", 50),) if method is Method.TIERS else ()
    made = share_by(Spec(method=method, pool=100, tiers=tiers, overdue_permille_max=20), rows)
    assert by_code(made)["b"] == 0
    assert made.allocated == 100
    assert [(step.reason, step.amount) for step in made.rows[1].why] == [("overdue_threshold", 0)]


def test_the_threshold_reads_a_ready_rate_too_and_needs_one_of_the_two() -> None:
    rows = [Row("a", {"demand": 1, "overdue_permille": 20}), Row("b", {"demand": 1, "overdue_permille": 21})]
    assert by_code(share_by(Spec(pool=100, overdue_permille_max=20), rows)) == {"a": 100, "b": 0}
    assert faults(Spec(pool=100, overdue_permille_max=20), THREE) == {"allocation_unknown_column": "overdue_permille"}


def test_one_billion_more_goes_where_the_rule_sends_it() -> None:
    # 3 : 1, and a is at its cap: all of the billion goes to b; the pool is larger by whole grains, here by 1.2 billion
    rows = [Row("a", {"demand": 3}, cap=600_000_000), Row("b", {"demand": 1})]
    spec = Spec(pool=1_200_000_000, grain=600_000_000)
    made = share_by(spec, rows)
    assert by_code(made) == {"a": 600_000_000, "b": 600_000_000}
    assert by_code(with_one_more_billion(spec, rows, made)) == {"a": 600_000_000, "b": 1_800_000_000}


def test_where_a_larger_pool_cannot_be_shared_nobody_gains() -> None:
    rows = [Row("a", fixed=5), Row("b", fixed=6)]
    made = share_by(Spec(pool=11), rows)
    assert with_one_more_billion(Spec(pool=11), rows, made) == made
