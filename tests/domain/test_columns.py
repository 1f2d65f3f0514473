"""One value or a column: every marked rule says the same of a million loans as of one, and the doors hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, get_type_hints

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loans.domain
from loans.domain import columns
from loans.domain.columns import (
    AMOUNT_MAX,
    RULES,
    Amount,
    Day,
    amounts_column,
    days_between,
    days_column,
    least,
    most,
    over,
    pick,
    reached,
)

for found in walk_packages(loans.domain.__path__, "loans.domain."):
    import_module(found.name)

AMOUNTS = st.integers(0, 10**10) | st.integers(0, 100) | st.sampled_from([0, 200_000_000, 10**10])
DAYS = st.dates(date(2015, 1, 1), date(2036, 12, 31))
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "rate_e7": st.integers(0, 3_000_000),
    "days": st.integers(0, 40_000),
    "new_workers": st.integers(0, 10_000),
    "all_workers": st.integers(0, 10_000),
    "total_workers": st.integers(0, 40),
    "members": st.integers(0, 40),
    "share_percent": st.integers(0, 100),
}
BY_TYPE = {Amount: AMOUNTS, Day: DAYS}
"""What an argument may be, by its name, else by its type: a rule with another kind of argument adds its name."""


def _arguments(rule: Callable[..., Any]) -> dict[str, st.SearchStrategy[Any]]:
    hints = {name: hint for name, hint in get_type_hints(rule).items() if name != "return"}
    return {name: BY_NAME[name] if name in BY_NAME else BY_TYPE[hint] for name, hint in hints.items()}


def _column(values: list[Any]) -> columns.Column:
    return np.array(values, "datetime64[D]" if isinstance(values[0], date) else np.int64)


def _parts(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _agree(rule: Callable[..., Any], drawn: st.DataObject) -> None:
    arguments = _arguments(rule)
    rows = drawn.draw(st.lists(st.fixed_dictionaries(arguments), min_size=1, max_size=8), label="rows")
    alike = drawn.draw(st.sets(st.sampled_from(sorted(arguments)), max_size=len(arguments) - 1), label="same for all")
    given = {name: rows[0][name] for name in alike}
    by_loop = [_parts(rule(**(row | given))) for row in rows]
    held = {name: _column([row[name] for row in rows]) for name in arguments if name not in alike}
    before = {name: column.copy() for name, column in held.items()}
    by_column = _parts(over(rule, held, **given))
    for place, part in enumerate(by_column):
        assert part.dtype.kind in "ibM"
        assert part.tolist() == [answer[place] for answer in by_loop]
    for name, column in held.items():
        assert (column == before[name]).all(), f"the rule wrote into {name}"


@pytest.mark.parametrize("name", sorted(RULES))
@given(drawn=st.data())
def test_a_column_says_the_same_as_the_loop(name: str, drawn: st.DataObject) -> None:
    _agree(RULES[name], drawn)


def test_the_rules_of_money_and_appraisal_are_under_the_agreement() -> None:
    assert {
        "loans.domain.money.prorated",
        "loans.domain.appraisal.room_of_worker",
        "loans.domain.appraisal.room_of_establishment",
        "loans.domain.appraisal.many",
    } <= set(RULES)


def _chosen(left: Amount, right: Amount) -> Any:
    return pick(left < right, left, 0)


def _less(left: Amount, right: Amount) -> Any:
    return least(left, right)


def _more(left: Amount, right: Amount) -> Any:
    return most(left, right)


def _between(start: Day, end: Day) -> Any:
    return days_between(start, end)


def _ageing_class(days: Amount) -> Any:
    return reached((1, 91, 181, 361), days)


@pytest.mark.parametrize("verb", [_chosen, _less, _more, _between, _ageing_class])
@given(drawn=st.data())
def test_a_verb_says_the_same_of_a_column(verb: Callable[..., Any], drawn: st.DataObject) -> None:
    _agree(verb, drawn)


@pytest.mark.parametrize(("days", "class_"), [(0, 0), (1, 1), (90, 1), (91, 2), (180, 2), (181, 3), (360, 3), (361, 4)])
def test_the_ageing_classes_begin_on_days_1_91_181_and_361(days: int, class_: int) -> None:
    assert _ageing_class(days) == class_
    assert _ageing_class(np.array([days])).tolist() == [class_]


HOLES_AND_FRACTIONS: list[Any] = [
    [1.0],
    [True],
    [1, None],
    ["1"],
    np.array([1, 2], "timedelta64[D]"),
    np.array(["NaT"], "timedelta64[D]"),
    pd.Series([1, None]),
    pd.Series([1, None], dtype="Int64"),
]


@pytest.mark.parametrize("values", HOLES_AND_FRACTIONS, ids=repr)
def test_the_door_of_amounts_refuses_what_is_no_whole_number(values: Any) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        amounts_column(values)


@pytest.mark.parametrize(
    "values",
    [
        [AMOUNT_MAX + 1],
        [-AMOUNT_MAX - 1],
        np.array([-(2**63)]),
        np.array([2**64 - 5], np.uint64),
        np.array([5, 2**63], np.uint64),
    ],
    ids=repr,
)
def test_the_door_of_amounts_refuses_what_no_row_may_hold(values: Any) -> None:
    with pytest.raises(ValueError, match="exceeds"):
        amounts_column(values)


def test_an_amount_beyond_64_bits_never_becomes_another_amount() -> None:
    with pytest.raises(OverflowError):
        amounts_column(np.array([2**70], dtype=object))


@pytest.mark.parametrize(
    "values",
    [[7, -7], np.array([7, -7], np.int32), np.array([7, -7], object), pd.Series([7, -7], dtype="Int64")],
    ids=repr,
)
def test_the_door_of_amounts_gives_64_bit_integers(values: Any) -> None:
    column = amounts_column(values)
    assert column.dtype == np.int64
    assert column.tolist() == [7, -7]


def test_the_largest_amount_passes_the_door_and_nothing_passes_as_nothing() -> None:
    assert amounts_column([AMOUNT_MAX, -AMOUNT_MAX]).tolist() == [AMOUNT_MAX, -AMOUNT_MAX]
    assert amounts_column([]).dtype == np.int64
    assert days_column([]).dtype == np.dtype("datetime64[D]")


@pytest.mark.parametrize("unit", ["D", "s", "us", "ns"])
def test_days_in_seconds_become_days(unit: str) -> None:
    column = days_column(np.array(["2026-11-07", "1969-12-31"], f"datetime64[{unit}]"))
    assert column.dtype == np.dtype("datetime64[D]")
    assert column.tolist() == [date(2026, 11, 7), date(1969, 12, 31)]


def test_days_come_from_a_list_and_from_pandas() -> None:
    days = [date(2026, 11, 7), date(2026, 12, 7)]
    assert days_column(days).tolist() == days
    assert days_column(pd.Series(pd.to_datetime(days))).tolist() == days


@pytest.mark.parametrize(
    "values",
    [
        np.array(["2026-11-07", "NaT"], "datetime64[D]"),
        pd.Series(pd.to_datetime(["2026-11-07", "NaT"])),
    ],
    ids=["NaT", "pandas NaT"],
)
def test_the_door_of_days_refuses_a_hole(values: Any) -> None:
    with pytest.raises(ValueError, match="a day is missing"):
        days_column(values)


@pytest.mark.parametrize(
    "values",
    [
        [date(2026, 11, 7), None],
        [pd.NaT],
        [1],
        [1.5],
        [True],
        ["2026-11-07"],
        np.array([1], "timedelta64[D]"),
        [datetime(2026, 11, 7, 20, 0, tzinfo=UTC)],
    ],
    ids=repr,
)
def test_the_door_of_days_refuses_what_is_no_date(values: Any) -> None:
    with pytest.raises(TypeError, match="day"):
        days_column(values)


def test_the_door_of_days_refuses_a_moment_that_may_be_another_day_in_hanoi() -> None:
    with pytest.raises(ValueError, match="Hanoi"):
        days_column(np.array(["2026-11-07T20:00"], "datetime64[s]"))
