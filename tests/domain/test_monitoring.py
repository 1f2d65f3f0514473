"""Monitoring of the plan: pace, projected year end, signals, and what an adjustment could move."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.monitoring import Code, Facts, Line, YearDay, line, projected_year_end, total

NOVEMBER = YearDay(2026, date(2026, 11, 20))
POT = st.integers(0, 10**12)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    months = tuple(draw(st.lists(POT, min_size=12, max_size=12)))
    planned, committed = draw(POT), draw(POT)
    remaining = planned - sum(months) - committed
    pending, collected, recent = draw(POT), draw(POT), draw(POT)
    return Facts("00004", planned, sum(months), committed, remaining, months, pending, 1, collected, recent)


DAYS = st.dates(date(2025, 11, 1), date(2026, 12, 31)).map(lambda day: YearDay(2026, day))


def of(planned: int, *, disbursed: int = 0, committed: int = 0, at: YearDay = NOVEMBER, **more: Any) -> Line:
    """A line of a commune that lent ``disbursed`` in March."""
    months = (0, 0, disbursed, *(0,) * 9)
    remaining = planned - disbursed - committed
    return line(Facts("00004", planned, disbursed, committed, remaining, months, **more), at)


def codes(made: Line) -> set[Code]:
    return {signal.code for signal in made.signals}


@pytest.mark.parametrize(
    ("on", "elapsed", "left"),
    [
        (date(2025, 12, 31), 0, 365),
        (date(2026, 1, 1), 1, 364),
        (date(2026, 11, 20), 324, 41),
        (date(2026, 12, 31), 365, 0),
        (date(2027, 2, 1), 365, 0),
    ],
)
def test_a_day_outside_the_year_stands_at_its_nearer_end(on: date, elapsed: int, left: int) -> None:
    at = YearDay(2026, on)
    assert (at.elapsed, at.left, at.days) == (elapsed, left, 365)


def test_the_pace_of_ninety_days_is_exact_and_floored() -> None:
    """100 in 90 days, 41 left: 45,55… more."""
    assert projected_year_end(used=300, remaining=1_000, recent=100, days_left=41) == 345


@given(used=POT, remaining=st.integers(-(10**12), 10**12), recent=POT, days_left=st.integers(0, 365))
def test_a_projection_is_at_least_what_is_used_and_at_most_the_plan(
    used: int, remaining: int, recent: int, days_left: int
) -> None:
    made = projected_year_end(used=used, remaining=remaining, recent=recent, days_left=days_left)
    assert used <= made <= max(used, used + remaining)


def test_a_commune_on_its_way_gives_no_signal() -> None:
    made = of(1_000, disbursed=800, committed=100, pending=50, applications=1, recent=200)
    assert (codes(made), made.absorption_permille, made.projected) == (set(), 800, 991)
    assert (made.add, made.give_back, made.linear) == (0, 0, 1_000 * 324 // 365)


def test_more_asked_for_than_the_plan_leaves_is_short_by_the_difference() -> None:
    made = of(1_000, disbursed=800, committed=150, pending=90, applications=3, recent=200)
    assert (codes(made), made.add, made.give_back) == ({Code.SHORT}, 40, 0)
    assert "thiếu 40 đồng" in made.signals[0].vi
    assert "40 short" in made.signals[0].en


def test_committed_money_has_left_the_plan_already_and_makes_nobody_short() -> None:
    assert codes(of(1_000, disbursed=300, committed=650, pending=50, applications=1)) == set()


def test_a_slow_commune_can_give_back_what_it_will_not_reach_but_not_what_is_asked_for() -> None:
    made = of(1_000, disbursed=300, committed=100, recent=90)
    assert (codes(made), made.projected, made.give_back) == ({Code.SLOW}, 441, 559)
    assert "441‰" in made.signals[0].vi
    assert of(1_000, disbursed=300, committed=100, recent=90, pending=500, applications=4).give_back == 100


@pytest.mark.parametrize(("on", "wanted"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_nothing_lent_is_a_signal_of_its_own_after_30_june(on: date, wanted: bool) -> None:
    assert (Code.UNUSED in codes(of(1_000, at=YearDay(2026, on)))) is wanted


def test_more_used_than_planned_is_over_and_gives_nothing_back() -> None:
    made = of(1_000, disbursed=1_100, committed=50)
    assert (codes(made), made.add, made.give_back, made.projected) == ({Code.OVER}, 150, 0, 1_150)
    assert "150 đồng" in made.signals[0].vi


def test_without_a_plan_there_is_no_share() -> None:
    made = of(0, pending=60, applications=1)
    assert (made.absorption_permille, codes(made), made.add) == (None, {Code.SHORT}, 60)


def test_the_threshold_of_slow_is_the_callers() -> None:
    known = Facts("00004", 1_000, 850, 0, 150, recent=0)
    assert codes(line(known, NOVEMBER, slow_permille=851)) == {Code.SLOW}
    assert codes(line(known, NOVEMBER, slow_permille=850)) == set()


@given(known=facts(), at=DAYS, slow_permille=st.integers(0, 1000))
def test_a_round_never_takes_back_what_is_used_committed_or_asked_for(
    known: Facts, at: YearDay, slow_permille: int
) -> None:
    made = line(known, at, slow_permille=slow_permille)
    assert 0 <= made.give_back <= max(0, known.remaining - known.pending)
    assert made.add >= 0
    assert made.add == 0 or made.give_back == 0
    assert made.add == max(0, known.pending - known.remaining)
    assert sum(made.months) == made.disbursed


@given(known=facts(), at=DAYS, slow_permille=st.integers(0, 1000))
def test_every_signal_has_its_reason_and_holds_where_it_is_given(known: Facts, at: YearDay, slow_permille: int) -> None:
    made = line(known, at, slow_permille=slow_permille)
    wanted = {
        Code.OVER: known.disbursed + known.committed > known.planned,
        Code.SHORT: known.pending > known.remaining and known.pending > 0,
        Code.UNUSED: at.day > date(2026, 6, 30) and known.planned > 0 and sum(known.months) == 0,
        Code.SLOW: made.projected * 1000 < known.planned * slow_permille,
    }
    assert codes(made) == {code for code, holds in wanted.items() if holds}
    assert all(signal.vi and signal.en for signal in made.signals)


@given(known=st.lists(facts(), max_size=5), at=DAYS)
def test_the_total_is_the_sum_of_its_rows_and_its_share_is_of_the_sums(known: list[Facts], at: YearDay) -> None:
    lines = [line(each, at) for each in known]
    made = total(lines)
    for name in ("planned", "disbursed", "committed", "remaining", "pending", "collected", "projected", "give_back"):
        assert getattr(made, name) == sum(getattr(each, name) for each in lines)
    assert sum(made.months) == made.disbursed
    if made.planned:
        assert made.absorption_permille == made.disbursed * 1000 // made.planned
