"""What holds for every allocation, tried on drawn cases against the rule said one unit at a time."""

import random
import time
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from loans.domain.allocation import Allocation, Row, allocate
from loans.domain.allocation.proportional import Claim, capacity, handed_out, multiplier
from loans.domain.allocation.terms import Weight

CODES = st.text("abcdef", min_size=1, max_size=3)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    codes = draw(st.lists(CODES, min_size=1, max_size=8, unique=True))
    made = []
    for code in codes:
        floor = draw(st.integers(0, 4))
        cap = draw(st.one_of(st.none(), st.integers(floor, floor + 6)))
        made.append(Claim(code, draw(st.sampled_from([0, 1, 1, 2, 3, 5, 30, 10**18, 10**18 + 1])), floor, cap))
    return made


def one_by_one(claims: list[Claim], units: int) -> list[int]:
    """The rule as it is written down: unit after unit to the smallest (n + ½) / share, equal ones by code."""
    given = [claim.floor for claim in claims]
    for _ in range(units - sum(given)):
        waiting = [
            (Fraction(2 * given[place] + 1, 2 * claim.share), claim.code, place)
            for place, claim in enumerate(claims)
            if claim.share and (claim.cap is None or given[place] < claim.cap)
        ]
        given[min(waiting)[2]] += 1
    return given


@given(claims(), st.integers(0, 40))
def test_the_fast_rule_hands_out_what_unit_after_unit_would(asking: list[Claim], more: int) -> None:
    least, most = sum(claim.floor for claim in asking), capacity(asking)
    units = least + more if most is None else min(least + more, most)
    at = multiplier(asking, units)
    assert handed_out(asking, units, at) == one_by_one(asking, units)


@given(claims(), st.integers(0, 30), st.fractions(0, 20))
def test_it_does_so_from_any_multiplier_that_it_starts_at(asking: list[Claim], more: int, at: Fraction) -> None:
    asking = [replace(claim, share=min(claim.share, 30)) for claim in asking]
    least, most = sum(claim.floor for claim in asking), capacity(asking)
    units = least + more if most is None else min(least + more, most)
    assert handed_out(asking, units, at) == one_by_one(asking, units)


@given(claims(), st.integers(0, 40))
def test_at_the_multiplier_the_bounded_shares_add_up_before_rounding(asking: list[Claim], more: int) -> None:
    least, most = sum(claim.floor for claim in asking), capacity(asking)
    units = least + more if most is None else min(least + more, most)
    at = multiplier(asking, units)
    kept = [bounded(claim, claim.share * at) for claim in asking]
    assert sum(kept) == units


def bounded(claim: Claim, reached: Fraction) -> Fraction:
    raised = max(reached, Fraction(claim.floor))
    return raised if claim.most is None else min(raised, Fraction(claim.most))


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    codes = draw(st.lists(CODES, min_size=2, max_size=8, unique=True))
    rows = []
    for code in codes:
        floor = draw(st.integers(0, 500))
        rows.append(
            Row(
                code,
                {"demand": draw(st.integers(0, 10**12)), "late": draw(st.integers(0, 50))},
                floor=floor,
                cap=draw(st.one_of(st.none(), st.integers(floor + 100, 10**5))),
                fixed=draw(st.sampled_from([None, None, None, 0, 777])),
                excluded=False,
            )
        )
    # two open rows with something under both criteria, so that every pool above the floors can be shared
    rows += [Row("y", {"demand": 5, "late": 0}), Row("z", {"demand": 4, "late": 1})]
    return [*rows, Row("x", excluded=True)]


WEIGHTS: dict[str, Weight] = {"demand": Fraction(7, 10), "-late": "0.3"}


def shared(rows: list[Row], pool: int, grain: int = 100) -> Allocation:
    return allocate(rows, pool=pool, grain=grain, weights=WEIGHTS, leave_rest=True)


def by_code(made: Allocation) -> dict[str, int]:
    return {row.code: row.allocated for row in made.rows}


POOLS = st.integers(20_000, 10**13)


@given(tables(), POOLS)
def test_the_whole_pool_is_shared_within_the_bounds_and_every_row_is_explained(rows: list[Row], pool: int) -> None:
    made = shared(rows, pool)
    assert made.allocated == sum(row.allocated for row in made.rows)
    assert made.allocated + made.rest == pool
    assert 0 <= made.rest < 100
    for row, got in zip(rows, made.rows, strict=True):
        assert got.code == row.code
        assert got.why
        assert sum(step.amount for step in got.why) == got.allocated
        if row.takes_part:
            assert got.allocated >= row.floor
            assert row.cap is None or got.allocated <= row.cap
            assert got.allocated % 100 == 0
        else:
            assert got.allocated == (row.fixed or 0)


@given(tables(), POOLS, st.integers(0, 10**6))
def test_a_larger_pool_never_lowers_a_row(rows: list[Row], pool: int, more: int) -> None:
    before, after = by_code(shared(rows, pool)), by_code(shared(rows, pool + more))
    assert all(after[code] >= before[code] for code in before)


@given(tables(), POOLS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], pool: int, chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert sorted(shared(rows, pool).rows, key=lambda row: row.code) == sorted(
        shared(mixed, pool).rows, key=lambda row: row.code
    )


@given(st.lists(CODES, min_size=1, max_size=9, unique=True), st.integers(0, 100), st.integers(1, 9))
def test_equal_rows_differ_by_one_grain_at_most_and_the_lower_code_comes_first(
    codes: list[str], units: int, grain: int
) -> None:
    made = allocate([Row(code, {"demand": 3}) for code in codes], pool=units * grain, grain=grain, weights="demand=1")
    amounts = [amount for _, amount in sorted(by_code(made).items())]
    whole, extra = divmod(units, len(codes))
    assert amounts == [(whole + 1) * grain] * extra + [whole * grain] * (len(codes) - extra)


@given(tables(), POOLS, st.integers(1, 10**6))
def test_weights_need_not_add_up_to_1(rows: list[Row], pool: int, times: int) -> None:
    more: dict[str, Weight] = {"demand": Fraction(7, 10) * times, "-late": Fraction(3, 10) * times}
    again = allocate(rows, pool=pool, grain=100, weights=more, leave_rest=True)
    assert by_code(again) == by_code(shared(rows, pool))


def test_a_pool_of_0_gives_zeros_even_where_every_criterion_is_0() -> None:
    made = allocate([Row("a", {"demand": 0}), Row("b", {"demand": 0})], pool=0, weights="demand=1")
    assert by_code(made) == {"a": 0, "b": 0}
    assert all(row.why for row in made.rows)


def test_a_published_annex_whose_sum_is_the_pool_is_confirmed() -> None:
    made = allocate([Row("a", fixed=7), Row("b", fixed=0)], pool=7, grain=100, weights="demand=1")
    assert by_code(made) == {"a": 7, "b": 0}


def test_3321_communes_are_shared_in_well_under_a_second() -> None:
    chance = random.Random(1)
    rows = [
        Row(
            f"{place:05d}",
            {"demand": chance.randrange(10**10), "job": chance.randrange(1000)},
            floor=chance.choice([0, 10**6]),
            cap=chance.choice([None, 10**9]),
        )
        for place in range(3321)
    ]
    start = time.perf_counter()
    made = allocate(rows, pool=2 * 10**12, grain=10**6, weights="demand=0.7,-job=0.3")
    print(f"3,321 communes: {time.perf_counter() - start:.3f} s")  # noqa: T201 - a figure to read, not to assert
    assert made.allocated == 2 * 10**12
