"""Scenarios side by side: worked by hand, and what holds for any amounts."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from loans.domain.allocation.compare import (
    Candidate,
    Line,
    Movement,
    Summary,
    compare,
    gini_permille,
    hhi,
    top_permille,
)

AMOUNTS = st.lists(st.integers(0, 10**15), min_size=1, max_size=40)


def test_two_scenarios_worked_by_hand() -> None:
    found = compare(
        [Candidate("A", {"x": 60, "y": 40}), Candidate("B", {"x": 30, "y": 50, "z": 20})],
        demand={"x": 60, "y": 100, "z": 15},
        jobs={"x": 6, "y": 7, "z": 3},
        last={"x": 50, "y": 50},
    )
    # A: covered 60 + 40 of 175 → 571.4 ‰; jobs 6 + ⌊40·7/100⌋ = 8; shares 0.6, 0.4 → 0.52;
    # Gini of 0, 40, 60: (−2·0 + 0·40 + 2·60) / (3·100) = 0.4; last: x +10, y −10, z 0
    assert found.summaries[0] == Summary("A", 100, 2, 571, 1, 8, 5200, 1000, 400, Movement(1, 1, 1, 10, 10))
    # B: 30 + 50 + 15 = 95 of 175 → 542.8 ‰; jobs 3 + ⌊3.5⌋ + 3 (20 for 15 make no fourth) = 9;
    # 0.09 + 0.25 + 0.04 = 0.38; Gini of 20, 30, 50: (−2·20 + 2·50) / 300 = 0.2; x −20, y 0, z +20
    assert found.summaries[1] == Summary("B", 100, 3, 542, 1, 9, 3800, 1000, 200, Movement(1, 1, 1, 20, 20))
    assert found.lines == (
        Line("x", (60, 30), (0, -30), (1000, 500), 50),
        Line("y", (40, 50), (0, 10), (400, 500), 50),
        Line("z", (0, 20), (0, 20), (0, 1333), 0),
    )


def test_without_demand_and_last_round_nothing_is_made_up() -> None:
    found = compare([Candidate("A", {"x": 5})], demand={}, jobs={"x": 3})
    assert found.summaries[0] == Summary("A", 5, 1, None, 0, 0, 10000, 1000, 0, None)
    assert found.lines == (Line("x", (5,), (0,), (None,), None),)


@given(AMOUNTS)
def test_concentration_is_the_textbook_figure_rounded(amounts: list[int]) -> None:
    total, count = sum(amounts), len(amounts)
    if not total:
        assert (hhi(amounts), top_permille(amounts), gini_permille(amounts)) == (0, 0, 0)
        return
    index = sum((Fraction(amount * amount, total * total) for amount in amounts), Fraction(0))
    assert abs(hhi(amounts) - 10_000 * index) <= Fraction(1, 2)
    spread = sum(abs(one - other) for one in amounts for other in amounts)
    assert abs(gini_permille(amounts) - 1000 * Fraction(spread, 2 * count * total)) <= Fraction(1, 2)
    assert 0 < top_permille(amounts) <= 1000


@given(AMOUNTS, st.integers(1, 10**6))
def test_concentration_does_not_depend_on_the_unit(amounts: list[int], times: int) -> None:
    larger = [amount * times for amount in amounts]
    assert (hhi(amounts), gini_permille(amounts)) == (hhi(larger), gini_permille(larger))
