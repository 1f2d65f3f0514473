"""How an allocation is refused: every fault in one run, each with its place and its difference in đồng."""

from typing import Any

import pytest

from loans.domain.allocation import Row, allocate, allocate_table
from loans.domain.refusal import Finding, Refusal


def findings(rows: list[Row], **asked: Any) -> list[Finding]:
    given: dict[str, Any] = {"pool": 100, "weights": "demand=1"} | asked
    with pytest.raises(Refusal) as refused:
        allocate(rows, **given)
    return list(refused.value.findings)


def faults(rows: list[Row], **asked: Any) -> list[tuple[str, Any]]:
    return [(finding.code, finding.value) for finding in findings(rows, **asked)]


def one(**given: Any) -> list[Row]:
    return [Row("a", {"demand": 1}, **given)]


def test_floors_above_the_pool_name_the_shortfall() -> None:
    # 51 → 60 and fixed 70 against 100: 30 short
    rows = [*one(floor=51), Row("b", fixed=70)]
    assert faults(rows, grain=10) == [("allocation_floors_above_pool", 30)]


def test_floors_above_a_pool_of_0_are_refused_too() -> None:
    assert faults(one(floor=1), pool=0) == [("allocation_floors_above_pool", 1)]


def test_a_pool_off_the_grain_is_refused_with_the_difference() -> None:
    assert faults(one(), pool=105, grain=10) == [("allocation_pool_off_grain", 5)]


def test_a_rest_after_fixed_rows_off_the_grain_is_refused_with_the_difference() -> None:
    assert faults([*one(), Row("b", fixed=7)], grain=10) == [("allocation_pool_off_grain", 3)]


def test_a_pool_above_the_caps_is_refused_with_the_difference() -> None:
    # cap 59 → 50, fixed 20, a row with share 0 takes its floor 10: 20 too many
    rows = [*one(cap=59), Row("b", fixed=20), Row("c", {"demand": 0}, floor=10)]
    assert faults(rows, grain=10) == [("allocation_pool_above_caps", 20)]


def test_a_pool_with_nobody_to_take_it_is_refused() -> None:
    assert faults([Row("a", excluded=True), Row("b", fixed=40)]) == [("allocation_pool_above_caps", 60)]


def test_a_cap_below_the_floor_is_refused_with_the_difference() -> None:
    # floor 15 → 20, cap 19 → 10
    rows = [*one(floor=15, cap=19), Row("b", {"demand": 1})]
    assert faults(rows, grain=10) == [("allocation_cap_below_floor", 10)]


@pytest.mark.parametrize(("amount", "difference"), [(101, 1), (90, -10)])
def test_a_published_annex_that_does_not_add_up_is_refused_with_the_difference(amount: int, difference: int) -> None:
    for leave_rest in (False, True):
        found = faults([Row("a", fixed=amount)], leave_rest=leave_rest)
        assert found == [("allocation_fixed_sum_differs", difference)]


def test_a_criterion_that_is_0_everywhere_cannot_share_a_pool() -> None:
    rows = [Row("a", {"demand": 0, "jobs": 4}), Row("b", {"demand": 0, "jobs": 4})]
    found = findings(rows, weights="demand=1,-jobs=1,jobs=1")
    assert [finding.source for finding in found] == ["demand", "-jobs"]
    assert {finding.code for finding in found} == {"allocation_criterion_zero"}


def test_weights_that_are_all_0_cannot_share_a_pool() -> None:
    assert [code for code, _ in faults(one(), weights="demand=0")] == ["allocation_shares_zero"]


@pytest.mark.parametrize("leave_rest", [True, False])
def test_leaving_a_rest_excuses_neither_floors_nor_criteria(leave_rest: bool) -> None:
    rows = [Row("a", {"demand": 0}, floor=50)]
    assert faults(rows, leave_rest=leave_rest) == [("allocation_criterion_zero", 0)]


@pytest.mark.parametrize(
    "weights",
    [
        "",
        "demand",
        "demand=",
        "=1",
        "demand=-1",
        "demand=0,7",
        "demand=1e3",
        "demand=nan",
        "demand=1,demand=2",
        "floor=1",
        "code=1",
        {"demand": 0.5},
        {"demand": True},
        {"demand": "1/3"},
        {},
    ],
)
def test_a_weight_that_is_not_exact_and_clear_is_refused(weights: Any) -> None:
    assert "allocation_weight_refused" in {finding.code for finding in findings(one(), weights=weights)}


@pytest.mark.parametrize(
    ("name", "value"),
    [("pool", -1), ("pool", "1.5"), ("pool", "x"), ("pool", 10**15 + 1), ("pool", True), ("grain", 0), ("grain", "٣")],
)
def test_pool_and_grain_are_whole_numbers_of_dong(name: str, value: Any) -> None:
    (finding,) = findings(one(), **{name: value})
    assert (finding.code, finding.field) == (f"allocation_{name}_refused", name)


def test_every_fault_of_a_table_is_reported_in_one_run() -> None:
    records = [
        {"code": "a", "demand": "5", "jobs": "1", "floor": "90"},
        {"code": "b", "demand": "", "jobs": "1", "floor": ""},
        {"code": "c", "demand": "1.5", "jobs": "1", "floor": ""},
        {"code": "d", "demand": "-3", "jobs": "0", "floor": "20"},
        {"code": "a", "demand": "1.000", "jobs": "1", "floor": ""},
        {"code": " ", "demand": "٥", "jobs": "1", "floor": ""},
        {"code": "g", "demand": "9" * 5000, "jobs": "1", "floor": "x"},
    ]
    with pytest.raises(Refusal) as refused:
        allocate_table(
            records,
            columns=["code", "demand", "jobs", "floor"],
            pool="105",
            grain="10",
            weights="demand=1,-jobs=1,poor=1",
        )
    found = [(finding.source, finding.code, finding.field) for finding in refused.value.findings]
    assert sorted(found) == sorted(
        [
            ("table", "allocation_unknown_column", "poor"),
            ("dòng 2 (b)", "allocation_number_blank", "demand"),
            ("dòng 3 (c)", "allocation_number_refused", "demand"),
            ("dòng 4 (d)", "allocation_number_refused", "demand"),
            ("dòng 5 (a)", "allocation_code_twice", "code"),
            ("dòng 5 (a)", "allocation_number_refused", "demand"),
            ("dòng 6", "allocation_code_blank", "code"),
            ("dòng 6", "allocation_number_refused", "demand"),
            ("dòng 7 (g)", "allocation_number_refused", "demand"),
            ("dòng 7 (g)", "allocation_number_refused", "floor"),
            ("--pool", "allocation_floors_above_pool", "pool"),
            ("--pool", "allocation_pool_off_grain", "pool"),
        ]
    )
    assert {finding.value for finding in refused.value.findings if finding.field == "pool"} == {5}


def test_a_row_cannot_be_fixed_and_excluded() -> None:
    assert faults([*one(), Row("b", fixed=0, excluded=True)]) == [("allocation_fixed_and_excluded", 0)]


@pytest.mark.parametrize("word", ["maybe", "2", "-"])
def test_an_unclear_word_under_excluded_is_refused(word: str) -> None:
    with pytest.raises(Refusal) as refused:
        allocate_table(
            [{"code": "a", "demand": 1, "excluded": word}],
            columns=["code", "demand", "excluded"],
            pool=1,
            weights="demand=1",
        )
    assert [finding.code for finding in refused.value.findings] == ["allocation_excluded_unclear"]


@pytest.mark.parametrize("word", ["1", "x", "X", "yes", "TRUE", "có", "Có", "co\u0301"])
def test_words_for_excluded(word: str) -> None:
    made = allocate_table(
        [{"code": "a", "demand": 1, "excluded": word}, {"code": "b", "demand": 1, "excluded": " không "}],
        columns=["code", "demand", "excluded"],
        pool=4,
        weights="demand=1",
    )
    assert [row.allocated for row in made.rows] == [0, 4]


def test_a_fixed_or_excluded_row_may_leave_everything_else_blank_or_wrong() -> None:
    records = [
        {"code": "a", "demand": "1", "fixed": "", "excluded": "", "cap": ""},
        {"code": "b", "demand": "", "fixed": "5", "excluded": "", "cap": "x"},
        {"code": "c", "demand": "y", "fixed": "", "excluded": "1", "cap": ""},
    ]
    made = allocate_table(records, columns=list(records[0]), pool=9, weights="demand=1")
    assert [row.allocated for row in made.rows] == [4, 5, 0]


def test_a_code_that_the_check_refuses_is_reported_at_its_row() -> None:
    def check(code: str) -> Finding | None:
        return Finding(code, "unknown", "vi", "en") if code == "b" else None

    found = findings([*one(), Row("b", fixed=1)], check_code=check)
    assert [(finding.source, finding.code) for finding in found] == [("dòng 2 (b)", "unknown")]


def test_no_rows_are_refused() -> None:
    assert "allocation_no_rows" in {finding.code for finding in findings([])}
