"""Triệu đồng on paper: rows add up to the rounded total, and no row moves by a million."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.millions import MILLION, in_millions

AMOUNTS = st.lists(st.integers(-(10**15), 10**15) | st.integers(-3, 3).map(lambda n: n * MILLION // 2), max_size=140)


def test_three_thirds_of_a_million_are_one_million_and_the_first_has_it() -> None:
    assert in_millions([333_333, 333_333, 333_334]) == ((0, 0, 1), 1)
    assert in_millions([400_000, 400_000, 400_000]) == ((1, 0, 0), 1)


def test_rounding_each_row_alone_would_not_add_up() -> None:
    amounts = [1_500_000] * 4
    assert in_millions(amounts) == ((2, 2, 1, 1), 6)


@pytest.mark.parametrize(
    ("amounts", "shown", "total"),
    [
        ([], (), 0),
        ([500_000], (1,), 1),
        ([499_999], (0,), 0),
        ([-500_000], (-1,), -1),
        ([-499_999], (0,), 0),
        ([-1_500_000, 1_500_000], (-1, 1), 0),
        ([-250_000, -250_000], (0, -1), -1),
        ([0, 600_000, 0], (0, 1, 0), 1),
    ],
)
def test_halves_go_away_from_zero(amounts: list[int], shown: tuple[int, ...], total: int) -> None:
    assert in_millions(amounts) == (shown, total)


@given(AMOUNTS)
def test_rows_add_up_and_stay_within_a_million(amounts: list[int]) -> None:
    shown, total = in_millions(amounts)
    assert sum(shown) == total
    assert len(shown) == len(amounts)
    for exact, row in zip(amounts, shown, strict=True):
        assert abs(row * MILLION - exact) < MILLION
        assert exact % MILLION or row * MILLION == exact, "a whole million is shown as it is"


@given(AMOUNTS)
def test_the_total_is_the_nearest_million_and_of_two_the_one_away_from_zero(amounts: list[int]) -> None:
    _, total = in_millions(amounts)
    off = total * MILLION - sum(amounts)
    assert abs(off) <= MILLION // 2
    assert abs(off) < MILLION // 2 or abs(total * MILLION) > abs(sum(amounts))


@given(AMOUNTS)
def test_a_larger_amount_is_never_shown_smaller(amounts: list[int]) -> None:
    shown, _ = in_millions(amounts)
    pairs = sorted(zip(amounts, shown, strict=True))
    for (low, low_row), (high, high_row) in pairwise(pairs):
        assert low == high or low_row <= high_row
