"""The allocation on a DataFrame says the same as on rows."""

from typing import Any

import pandas as pd
import pytest

from loans.domain.allocation import Row, allocate
from loans.domain.refusal import Refusal
from loans.service.reports import allocation


def test_a_frame_gives_the_amounts_and_reasons_of_the_rows() -> None:
    frame = pd.DataFrame({"code": ["b", "a", "c"], "demand": [5, 7, 1], "cap": [None, 4, None]}, index=[10, 20, 30])
    result = allocation.allocate(frame, pool=9, weights="demand=1")
    rows = [Row("b", {"demand": 5}), Row("a", {"demand": 7}, cap=4), Row("c", {"demand": 1})]
    made = allocate(rows, pool=9, weights="demand=1")
    assert result["allocated"].tolist() == [row.allocated for row in made.rows]
    assert result.index.tolist() == [10, 20, 30]
    assert result["code"].tolist() == ["b", "a", "c"]
    assert str(result["allocated"].dtype) == "int64"
    reasons = result[[name for name in result.columns if name.startswith("why_")]]
    assert reasons.sum(axis=1).tolist() == result["allocated"].tolist()
    assert result.attrs == {"pool": 9, "allocated": 9, "rest": 0}
    assert list(frame.columns) == ["code", "demand", "cap"]


def test_columns_of_any_dtype_that_hold_whole_numbers_are_read() -> None:
    frame = pd.DataFrame(
        {
            "code": pd.Series(["a", "b", "c"], dtype="str"),
            "demand": pd.Series([1, 2, None], dtype="Int64"),
            "floor": pd.Series(["", "3", None], dtype="object"),
            "fixed": [float("nan"), float("nan"), 1],
            "excluded": [False, False, False],
        }
    )
    assert allocation.allocate(frame, pool=10, weights="demand=1")["allocated"].tolist() == [3, 6, 1]


def test_reasons_beyond_64_bits_stay_exact() -> None:
    frame = pd.DataFrame({"code": ["a", "b"], "demand": [10**15, 1], "cap": [0, None]})
    result = allocation.allocate(frame, pool=10**15, weights="demand=1")
    assert result["allocated"].tolist() == [0, 10**15]
    assert result["why_demand"].tolist() == [10**30, 10**15]


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("demand", [1.5, 1], "allocation_number_refused"),
        ("demand", [float("inf"), 1], "allocation_number_refused"),
        ("demand", [float("nan"), 1], "allocation_number_blank"),
        ("demand", [-1, 1], "allocation_number_refused"),
        ("demand", [True, False], "allocation_number_refused"),
        ("code", [4, 8], "allocation_code_not_text"),
        ("code", ["a", "a"], "allocation_code_twice"),
    ],
)
def test_what_is_not_whole_or_not_text_is_refused(column: str, values: Any, code: str) -> None:
    frame = pd.DataFrame({"code": ["a", "b"], "demand": [1, 2]})
    frame[column] = values
    with pytest.raises(Refusal) as refused:
        allocation.allocate(frame, pool=10, weights="demand=1")
    assert code in {finding.code for finding in refused.value.findings}


def test_an_empty_frame_and_a_double_heading_are_refused() -> None:
    empty = pd.DataFrame({"code": [], "demand": []})
    double = pd.DataFrame([["a", 1, 2]], columns=["code", "demand", "demand"])
    for frame, code in ((empty, "allocation_no_rows"), (double, "allocation_column_twice")):
        with pytest.raises(Refusal) as refused:
            allocation.allocate(frame, pool=1, weights="demand=1")
        assert code in {finding.code for finding in refused.value.findings}
