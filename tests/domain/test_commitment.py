"""Commitments: who waits for recovery, what a forecast explains, when one's days are over, what became of a sum."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.commitment import (
    Commitment,
    State,
    check_expired,
    expired,
    in_force,
    in_year,
    last_day,
    resting,
    state_of,
    waiting,
    year_over,
)
from loans.domain.refusal import Refusal

HELD = Commitment(7, 9, "HD-GIA", 1, 2, "00004", 2026, date(2026, 3, 2), left=100, paid=0)
SUMS = st.integers(1, 1_000)


def code(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.code


@settings(max_examples=60)
@given(st.lists(SUMS, max_size=6), st.integers(-4_000, 500))
def test_the_newest_approval_waits_first_and_what_none_explains_is_short(sums: list[int], lowest: int) -> None:
    parts = list(enumerate(sums))
    wait, short = waiting(parts, lowest)
    assert sum(wait.values()) + short == max(0, -lowest)
    assert all(0 <= wait[key] <= part for key, part in parts)
    assert short == max(0, -lowest - sum(sums))
    for (older, _), (newer, part) in pairwise(parts):
        assert wait[older] == 0 or wait[newer] == part


@settings(max_examples=60)
@given(st.integers(1, 100), st.lists(st.integers(1, 40), max_size=5))
def test_what_rests_on_the_forecast_is_paid_out_last(part: int, paid: list[int]) -> None:
    day, left = date(2026, 3, 2), 100
    moves = [(day, left)]
    for amount in paid:
        taken = min(amount, left)
        day, left = day + timedelta(days=1), left - taken
        moves.append((day, -taken))
    changes = resting(part, moves)
    assert changes[0] == (date(2026, 3, 2), part)
    assert sum(change for _, change in changes) == min(part, left)
    assert all(change <= 0 for _, change in changes[1:])


def test_a_commitment_expires_after_its_last_day_unless_anything_was_paid() -> None:
    assert last_day(HELD, 30) == date(2026, 4, 1)
    assert not expired(HELD, 30, date(2026, 4, 1))
    assert expired(HELD, 30, date(2026, 4, 2))
    in_force(HELD, 30, date(2026, 4, 1))
    assert code(lambda: in_force(HELD, 30, date(2026, 4, 2))) == "commitment_expired"
    assert code(lambda: check_expired(HELD, 30, date(2026, 4, 1))) == "commitment_not_expired"
    begun = replace(HELD, paid=1)
    in_force(begun, 30, date(2027, 4, 2))
    assert code(lambda: check_expired(begun, 30, date(2027, 4, 2))) == "commitment_not_expired"
    assert last_day(HELD, None) is None


def test_a_payment_lies_in_the_plan_year_of_its_commitment() -> None:
    both = [HELD, replace(HELD, year=2027, left=30)]
    in_year(both, date(2026, 12, 31), 100)
    in_year(both, date(2027, 1, 1), 30)
    assert code(lambda: in_year(both, date(2027, 1, 1), 31)) == "commitment_of_other_year"
    assert code(lambda: in_year([HELD], date(2027, 1, 1), 1)) == "commitment_of_other_year"
    year_over(2026, date(2026, 12, 31))
    assert code(lambda: year_over(2026, date(2026, 12, 30))) == "plan_year_not_over"


@pytest.mark.parametrize(
    ("paid", "left", "state"),
    [
        (0, 100, State.OPEN),
        (60, 40, State.OPEN),
        (100, 0, State.DISBURSED),
        (60, 0, State.CUT),
        (0, 0, State.CANCELLED),
    ],
)
def test_what_became_of_a_hundred(paid: int, left: int, state: State) -> None:
    assert state_of(100, paid=paid, left=left) is state
