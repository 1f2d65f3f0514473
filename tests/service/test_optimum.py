"""The optimum against every allocation there is, on small cases; and against the greedy rule on larger ones."""

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.allocation import Allocation, GroupBound, Method, Row, Spec, whole_units
from loans.domain.allocation.programme import Programme
from loans.domain.allocation.whole_units import best_whole
from loans.domain.refusal import Refusal
from loans.service.methods import share_by
from loans.service.optimum import likely_full

CODES = "abcd"


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    made = []
    for code in CODES[: draw(st.integers(1, 4))]:
        demand = draw(st.integers(0, 5))
        criteria = {"demand": demand, "jobs": draw(st.integers(0, 3))}
        floor = draw(st.integers(0, min(demand, 1)))
        made.append(Row(code, criteria, floor=floor, fixed=draw(st.sampled_from([None, None, None, 0, 2]))))
    return made


@st.composite
def groups(draw: st.DrawFn) -> tuple[GroupBound, ...]:
    made = []
    for number in range(draw(st.integers(0, 3))):
        least = draw(st.one_of(st.none(), st.integers(0, 6)))
        most = draw(st.one_of(st.none(), st.integers(least or 0, 9)))
        codes = draw(st.lists(st.sampled_from(CODES[:1] + CODES[:3]), min_size=1, max_size=3, unique=True))
        made.append(GroupBound(f"g{number}", tuple(codes), least, most))
    return tuple(made)


def jobs(row: Row, amount: int) -> Fraction:
    demand, made = row.criteria.get("demand", 0), row.criteria.get("jobs", 0)
    return min(Fraction(amount * made, demand), Fraction(made)) if demand else Fraction(0)


def expected(asking: list[Row], amounts: tuple[int, ...]) -> Fraction:
    pairs = zip(asking, amounts, strict=True)
    return sum((jobs(row, x) for row, x in pairs if row.fixed is None), Fraction(0))


def possible(asking: list[Row], spec: Spec) -> Iterator[tuple[int, ...]]:
    """Every allocation within all constraints, one by one."""
    places = {row.code: place for place, row in enumerate(asking)}
    ranges = []
    for row in asking:
        top = spec.pool if spec.beyond_demand else row.criteria["demand"]
        steps = range(-(-row.floor // spec.grain) * spec.grain, top + 1, spec.grain)
        ranges.append([row.fixed] if row.fixed is not None else list(steps))
    for amounts in itertools.product(*ranges):
        total = sum(amounts)
        if total > spec.pool or (total < spec.pool and not spec.leave_rest):
            continue
        sums = [sum(amounts[places[code]] for code in group.codes) for group in spec.groups]
        if all(
            (group.least is None or group.least <= x) and (group.most is None or x <= group.most)
            for group, x in zip(spec.groups, sums, strict=True)
        ):
            yield amounts


def rank(asking: list[Row], spec: Spec, amounts: tuple[int, ...]) -> tuple[object, ...]:
    """Jobs, then what is handed out, then class by class in the order of the lowest code, then code by code."""
    classes: dict[tuple[object, ...], int] = {}
    for row, amount in sorted(zip(asking, amounts, strict=True), key=lambda pair: pair[0].code):
        if row.fixed is None and row.criteria["demand"]:
            gain = Fraction(row.criteria["jobs"], row.criteria["demand"])
            key = (gain, *(group.name for group in spec.groups if row.code in group.codes))
            classes[key] = classes.get(key, 0) + amount
    return (expected(asking, amounts), sum(amounts), *classes.values(), *amounts)


@settings(max_examples=300)
@given(rows(), groups(), st.integers(0, 12), st.booleans())
def test_no_allocation_makes_more_jobs_and_ties_go_by_class_and_code(
    asking: list[Row], bounds: tuple[GroupBound, ...], pool: int, leave_rest: bool
) -> None:
    known = {row.code for row in asking}
    bounds = tuple(group for group in bounds if known >= set(group.codes))
    spec = Spec(method=Method.OPTIMUM, pool=pool, groups=bounds, leave_rest=leave_rest)
    fixed = sum(row.fixed or 0 for row in asking)
    every = list(possible(asking, spec))
    if not every or (all(row.fixed is not None for row in asking) and fixed != pool):
        with pytest.raises(Refusal):
            share_by(spec, asking)
        return
    made = share_by(spec, asking)
    amounts = tuple(row.allocated for row in made.rows)
    assert amounts == max(every, key=lambda one: rank(asking, spec, one))
    assert all(sum(step.amount for step in row.why) == row.allocated and row.why for row in made.rows)


@settings(max_examples=150)
@given(rows(), st.integers(0, 9), st.sampled_from([2, 3]), st.booleans())
def test_it_counts_in_grains_and_beyond_the_demand_money_makes_no_jobs(
    asking: list[Row], pool: int, grain: int, beyond: bool
) -> None:
    spec = Spec(method=Method.OPTIMUM, pool=pool, grain=grain, beyond_demand=beyond, leave_rest=True)
    every = list(possible(asking, spec))
    if not every or all(row.fixed is not None for row in asking):
        return
    made = share_by(spec, asking)
    amounts = tuple(row.allocated for row in made.rows)
    assert amounts in every
    best = max((expected(asking, one), sum(one)) for one in every)
    assert (expected(asking, amounts), sum(amounts)) == best
    assert all(sum(step.amount for step in row.why) == row.allocated for row in made.rows)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Any classes in any of three overlapping constraints: here a best answer may break a unit."""
    count = draw(st.integers(1, 4))
    members = [tuple(draw(st.lists(st.integers(0, 2), unique=True, max_size=3).map(sorted))) for _ in range(count)]
    bounds = []
    for _ in range(3):
        least = draw(st.integers(0, 4))
        bounds.append((least, least + draw(st.integers(0, 3))))
    return Programme(
        gains=tuple(draw(st.fractions(0, 3, max_denominator=4)) for _ in range(count)),
        capacities=tuple(draw(st.integers(0, 3)) for _ in range(count)),
        members=tuple(members),
        bounds=tuple(bounds),
        fill=draw(st.booleans()),
    )


def missed(programme: Programme, units: tuple[int, ...]) -> int:
    sums = programme.sums(units)
    return sum(max(low - x, 0, x - high) for x, (low, high) in zip(sums, programme.bounds, strict=True))


@settings(max_examples=300)
@given(programmes(), st.randoms())
def test_whole_units_are_the_best_of_all_from_any_start(programme: Programme, chance: random.Random) -> None:
    every = itertools.product(*(range(cap + 1) for cap in programme.capacities))

    def key(units: tuple[int, ...]) -> tuple[object, ...]:
        gained = sum((g * x for g, x in zip(programme.gains, units, strict=True)), Fraction(0))
        return (-missed(programme, units), gained, sum(units) if programme.fill else 0, *units)

    best = max(every, key=key)
    for start in (likely_full, lambda asked: [chance.random() < 0.5 for _ in asked.gains]):
        found = best_whole(programme, start)
        assert found is not None
        assert found.units == best
        assert found.missed == missed(programme, best)


def greedy(asking: list[Row], pool: int) -> dict[str, int]:
    """Without groups: the best gain first, up to the demand."""
    given_out, left = {row.code: 0 for row in asking}, pool
    for row in sorted(asking, key=lambda r: (-Fraction(r.criteria["jobs"], r.criteria["demand"]), r.code)):
        given_out[row.code] = min(left, row.criteria["demand"])
        left -= given_out[row.code]
    return given_out


@settings(max_examples=30)
@given(st.integers(1, 10**6), st.integers(1, 60))
def test_without_groups_it_is_the_greedy_rule(seed: int, size: int) -> None:
    chance = random.Random(seed)
    asking = [
        Row(f"{place:03d}", {"demand": chance.randrange(1, 10**12), "jobs": chance.randrange(50)})
        for place in range(size)
    ]
    pool = sum(row.criteria["demand"] for row in asking) * chance.randrange(101) // 100
    made = share_by(Spec(method=Method.OPTIMUM, pool=pool), asking)
    assert amounts_of(made) == greedy(asking, pool)


def amounts_of(made: Allocation) -> dict[str, int]:
    return {row.code: row.allocated for row in made.rows}


@given(rows(), groups(), st.integers(0, 12), st.randoms())
def test_the_order_of_rows_and_groups_does_not_matter(
    asking: list[Row], bounds: tuple[GroupBound, ...], pool: int, chance: random.Random
) -> None:
    known = {row.code for row in asking}
    kept = [group for group in bounds if known >= set(group.codes)]
    mixed, mixed_groups = list(asking), list(kept)
    chance.shuffle(mixed)
    chance.shuffle(mixed_groups)
    one = Spec(method=Method.OPTIMUM, pool=pool, groups=tuple(kept), leave_rest=True)
    other = Spec(method=Method.OPTIMUM, pool=pool, groups=tuple(mixed_groups), leave_rest=True)
    try:
        made = amounts_of(share_by(one, asking))
    except Refusal:
        with pytest.raises(Refusal):
            share_by(other, mixed)
        return
    assert made == amounts_of(share_by(other, mixed))


def test_gains_that_floats_cannot_tell_apart_are_told_apart() -> None:
    # 10¹⁵ − 1 đồng or 10¹⁵ đồng for 7 jobs: the gains differ in the 16th digit, the smaller demand gains more
    asking = [Row("a", {"demand": 10**15, "jobs": 7}), Row("b", {"demand": 10**15 - 1, "jobs": 7})]
    assert amounts_of(share_by(Spec(method=Method.OPTIMUM, pool=10), asking)) == {"a": 0, "b": 10}


def faults(asking: list[Row], spec: Spec) -> dict[str, int]:
    with pytest.raises(Refusal) as refused:
        share_by(spec, asking)
    return {f"{finding.source} {finding.code}": finding.value for finding in refused.value.findings}


def asking(*demands: int) -> list[Row]:
    return [Row(code, {"demand": demand, "jobs": 1}) for code, demand in zip(CODES, demands, strict=False)]


def test_each_constraint_that_fails_alone_is_named_with_what_is_missing() -> None:
    # a takes 30 at most where 50 are wanted: 20 short; b must take its floor 10 where 4 are allowed: 6 over
    wanted = [Row("a", {"demand": 30, "jobs": 1}), Row("b", {"demand": 40, "jobs": 1}, floor=10)]
    bounds = (GroupBound("far", ("a",), least=50), GroupBound("near", ("b",), most=4))
    assert faults(wanted, Spec(method=Method.OPTIMUM, pool=60, groups=bounds)) == {
        "groups[far] allocation_group_least_above_caps": 20,
        "groups[near] allocation_group_most_below_floors": 6,
    }
    # the demands together are 70: 5 too many
    assert faults(wanted, Spec(method=Method.OPTIMUM, pool=75)) == {"--pool allocation_pool_above_caps": 5}
    assert faults(wanted, Spec(method=Method.OPTIMUM, pool=8)) == {"--pool allocation_floors_above_pool": 2}


def test_constraints_that_fail_together_are_named_with_what_is_missing() -> None:
    # two groups want 40 each of a pool of 70: 10 are missing, wherever they are looked for
    bounds = (GroupBound("x", ("a",), least=40), GroupBound("y", ("b",), least=40))
    found = faults(asking(50, 50), Spec(method=Method.OPTIMUM, pool=70, groups=bounds))
    assert sum(found.values()) == 10
    assert all(name.endswith("allocation_optimum_infeasible") for name in found)


def test_a_group_between_two_grains_is_refused_with_the_grain() -> None:
    bounds = (GroupBound("x", ("a",), least=11, most=19),)
    spec = Spec(method=Method.OPTIMUM, pool=50, grain=10, groups=bounds)
    assert faults(asking(50, 50), spec) == {"groups[x] allocation_group_least_above_most": 10}


def test_a_pool_of_0_gives_zeros() -> None:
    made = share_by(Spec(method=Method.OPTIMUM, pool=0), asking(5, 6))
    assert amounts_of(made) == {"a": 0, "b": 0}


def test_the_bounds_that_held_stand_among_the_reasons() -> None:
    # jobs per đồng: a 2/20, b 1/20, c 1/40; x keeps a at 5; b meets its demand 20; c takes what is left
    wanted = [
        Row("a", {"demand": 20, "jobs": 2}),
        Row("b", {"demand": 20, "jobs": 1}),
        Row("c", {"demand": 40, "jobs": 1}),
    ]
    made = share_by(Spec(method=Method.OPTIMUM, pool=50, groups=(GroupBound("x", ("a",), most=5),)), wanted)
    told = [[(step.reason, step.amount) for step in row.why] for row in made.rows]
    assert told == [[("jobs", 5), ("group:x", 0)], [("jobs", 20), ("cap", 0)], [("jobs", 25)]]


def test_beyond_the_demand_what_is_left_is_placed_by_code_and_named() -> None:
    # 5 + 6 meet the demands; the other 9 make no jobs and go to the lowest code; a cap at demand gives way
    spec = Spec(method=Method.OPTIMUM, pool=20, beyond_demand=True, cap_at_demand=True)
    made = share_by(spec, asking(5, 6))
    told = [[(step.reason, step.amount) for step in row.why] for row in made.rows]
    assert told == [[("jobs", 5), ("remainder", 9)], [("jobs", 6)]]


TRIANGLE = tuple(GroupBound(pair, tuple(pair), most=3) for pair in ("ab", "bc", "ca"))


def test_a_unit_is_never_broken_where_groups_overlap() -> None:
    # fractions would give 1.5 to each, 4.5 in all; whole đồng 4: (2, 1, 1) is the one with most for a
    made = share_by(Spec(method=Method.OPTIMUM, pool=9, groups=TRIANGLE, leave_rest=True), asking(3, 3, 3))
    assert amounts_of(made) == {"a": 2, "b": 1, "c": 1}


def test_an_answer_that_cannot_be_proved_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_units, "CASES_MAX", 1)
    with pytest.raises(Refusal) as refused:
        share_by(Spec(method=Method.OPTIMUM, pool=9, groups=TRIANGLE, leave_rest=True), asking(3, 3, 3))
    assert refused.value.code == "optimum_not_exact"
