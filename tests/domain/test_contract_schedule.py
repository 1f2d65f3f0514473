"""The schedule that a contract fixes: first delay, equal parts rounded down, bullet, agreed instalments."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.loan import Method
from loans.domain.refusal import Refusal
from loans.service.schedule import contract_schedule

LENT = date(2026, 3, 31)


def shares(amount: int, **given: object) -> list[tuple[date, int]]:
    terms = {
        "term_months": 24,
        "disburse_on": LENT,
        "signed_on": LENT,
        "method": Method.EQUAL_PRINCIPAL,
        "every_months": 6,
    }
    made = contract_schedule(amount, **{**terms, **given})  # type: ignore[arg-type]
    return [(part.due_on, part.principal) for part in made]


def test_equal_parts_are_rounded_down_to_100_000_and_the_last_takes_the_rest() -> None:
    # 100.000.000 / 3 = 33.333.333,3 → 33.300.000; rest 33.400.000 (practice of NHCSXH)
    assert shares(100_000_000, term_months=18) == [
        (date(2026, 9, 30), 33_300_000),
        (date(2027, 3, 31), 33_300_000),
        (date(2027, 9, 30), 33_400_000),
    ]


def test_the_first_instalment_may_come_later_than_the_others() -> None:
    made = shares(40_000_000, first_months=12)
    assert [due for due, _ in made] == [date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)]


def test_a_bullet_falls_due_at_the_end_of_the_term() -> None:
    assert shares(40_000_000, method=Method.BULLET) == [(date(2028, 3, 31), 40_000_000)]


def test_agreed_instalments_stand_as_they_were_agreed() -> None:
    agreed = ((date(2026, 12, 1), 10_000_000), (date(2028, 3, 31), 30_000_000))
    assert shares(40_000_000, agreed=agreed) == list(agreed)


@pytest.mark.parametrize(
    "agreed",
    [
        ((date(2026, 12, 1), 40_000_001),),
        ((date(2026, 12, 1), 20_000_000), (date(2026, 12, 1), 20_000_000)),
        ((LENT, 40_000_000),),
        ((date(2028, 4, 1), 40_000_000),),
        ((date(2026, 12, 1), 41_000_000), (date(2027, 12, 1), -1_000_000)),
    ],
)
def test_agreed_instalments_that_do_not_fit_are_refused(agreed: tuple[tuple[date, int], ...]) -> None:
    with pytest.raises(Refusal) as refused:
        shares(40_000_000, agreed=agreed)
    assert refused.value.code == "schedule_refused"


@given(
    amount=st.integers(1, 10**10),
    term=st.integers(1, 120),
    every=st.integers(1, 120),
    first=st.integers(1, 120) | st.none(),
)
def test_the_parts_add_up_and_the_days_ascend(amount: int, term: int, every: int, first: int | None) -> None:
    made = shares(amount, term_months=term, every_months=every, first_months=first)
    assert sum(part for _, part in made) == amount
    days = [due for due, _ in made]
    assert days == sorted(set(days))
