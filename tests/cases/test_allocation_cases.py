"""Worked cases of the allocation, computed by hand."""

from loans.domain.allocation import Allocation, Reason, Row, allocate


def by_code(made: Allocation) -> dict[str, int]:
    return {row.code: row.allocated for row in made.rows}


def largest_remainder(people: dict[str, int], units: int) -> dict[str, int]:
    """Hamilton's method, which the decision record rejects."""
    total = sum(people.values())
    given = {code: units * count // total for code, count in people.items()}
    order = sorted(people, key=lambda code: (-(units * people[code] % total), code))
    for code in order[: units - sum(given.values())]:
        given[code] += 1
    return given


def test_the_alabama_paradox_of_the_decision_record() -> None:
    # demands 6, 6, 2 of 14.  10 units: 4.286, 4.286, 1.429: the last has the largest remainder → 4, 4, 2
    # 11 units: 4.714, 4.714, 1.571: the first two have it → 5, 5, 1: one unit more in the pool, one less for C
    people = {"A": 6, "B": 6, "C": 2}
    assert largest_remainder(people, 10) == {"A": 4, "B": 4, "C": 2}
    assert largest_remainder(people, 11) == {"A": 5, "B": 5, "C": 1}
    # the monotone rule: A and B pass at 0.5/6 … 4.5/6, C at 0.5/2 and 1.5/2; 9 units lie below 0.75,
    # then A, B, C all pass at 0.75, in the order of their codes
    rows = [Row(code, {"demand": count}) for code, count in people.items()]
    shared = [by_code(allocate(rows, pool=units, weights="demand=1")) for units in (9, 10, 11, 12)]
    assert shared == [
        {"A": 4, "B": 4, "C": 1},
        {"A": 5, "B": 4, "C": 1},
        {"A": 5, "B": 5, "C": 1},
        {"A": 5, "B": 5, "C": 2},
    ]


def test_two_criteria_each_divided_by_its_own_total() -> None:
    # demand 30, 70 of 100 and job_target 5, 5 of 10, weights 0.7 and 0.3:
    # A: 0.7 × 0.3 + 0.3 × 0.5 = 0.36; B: 0.7 × 0.7 + 0.3 × 0.5 = 0.64; pool 1000
    rows = [Row("A", {"demand": 30, "job_target": 5}), Row("B", {"demand": 70, "job_target": 5})]
    made = allocate(rows, pool=1000, weights="demand=0.7,job_target=0.3")
    assert by_code(made) == {"A": 360, "B": 640}
    assert made.rows[0].why == (Reason("demand", 210), Reason("job_target", 150))


def test_less_is_better_shares_by_what_is_missing_to_the_largest() -> None:
    # overdue 1, 3, 4 → max − x = 3, 1, 0 of 4
    rows = [Row("A", {"overdue": 1}), Row("B", {"overdue": 3}), Row("C", {"overdue": 4})]
    made = allocate(rows, pool=400, weights={"-overdue": 1})
    assert by_code(made) == {"A": 300, "B": 100, "C": 0}


def test_one_multiplier_serves_rows_at_their_floor_at_their_cap_and_between() -> None:
    # shares 0.1, 0.2, 0.3, 0.4; A floor 200, D cap 250, pool 1000:
    # B and C share 1000 − 200 − 250 = 550 as 2 : 3 → 220, 330; multiplier 1100 (A 110 < 200, D 440 > 250)
    rows = [
        Row("A", {"demand": 1}, floor=200),
        Row("B", {"demand": 2}),
        Row("C", {"demand": 3}),
        Row("D", {"demand": 4}, cap=250),
    ]
    made = allocate(rows, pool=1000, weights="demand=1")
    assert by_code(made) == {"A": 200, "B": 220, "C": 330, "D": 250}
    assert made.multiplier == 1100
    assert made.rows[0].why == (Reason("demand", 110), Reason("floor", 90))
    assert made.rows[3].why == (Reason("demand", 440), Reason("cap", -190))


def test_floors_round_up_and_caps_down_to_the_grain() -> None:
    # grain 100: A floor 101 → 200; B cap 299 → 200; C takes the rest of 1000
    rows = [Row("A", {"demand": 1}, floor=101), Row("B", {"demand": 500}, cap=299), Row("C", {"demand": 499})]
    assert by_code(allocate(rows, pool=1000, grain=100, weights="demand=1")) == {"A": 200, "B": 200, "C": 600}


def test_rounding_to_the_grain_is_named() -> None:
    # 1000 by 1 : 2 → 333⅓ and 666⅔; grain 100 → 300 and 700; parts are rounded down to the đồng
    made = allocate([Row("A", {"demand": 1}), Row("B", {"demand": 2})], pool=1000, grain=100, weights="demand=1")
    assert made.rows[0].why == (Reason("demand", 333), Reason("rounding", -33))
    assert made.rows[1].why == (Reason("demand", 666), Reason("rounding", 34))


def test_a_row_with_share_0_takes_its_floor_and_no_more() -> None:
    rows = [Row("A", {"demand": 0}, floor=10), Row("B", {"demand": 1})]
    assert by_code(allocate(rows, pool=100, weights="demand=1")) == {"A": 10, "B": 90}


def test_fixed_and_excluded_rows_stand_outside_the_totals() -> None:
    # 1000 − 400 fixed = 600 by 1 : 2; the demand of C and D does not count
    rows = [
        Row("A", {"demand": 1}),
        Row("B", {"demand": 2}),
        Row("C", {"demand": 97}, fixed=400),
        Row("D", {"demand": 99}, excluded=True),
    ]
    made = allocate(rows, pool=1000, weights="demand=1")
    assert by_code(made) == {"A": 200, "B": 400, "C": 400, "D": 0}
    assert made.rows[2].why == (Reason("fixed", 400),)
    assert made.rows[3].why == (Reason("excluded", 0),)


def test_demand_as_a_cap_leaves_a_rest_where_that_is_allowed() -> None:
    rows = [Row("A", {"demand": 30}, cap=20), Row("B", {"demand": 50})]
    made = allocate(rows, pool=100, weights="demand=1", cap_at_demand=True, leave_rest=True)
    assert by_code(made) == {"A": 20, "B": 50}
    assert (made.allocated, made.rest) == (70, 30)


def test_a_rest_below_the_grain_may_be_left() -> None:
    made = allocate([Row("A", {"demand": 1})], pool=1050, grain=100, weights="demand=1", leave_rest=True)
    assert (made.allocated, made.rest) == (1000, 50)
