"""Capital of a source: balanced postings, the identity of §6.9, and no overdraw on any later day."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.fund import (
    POSTINGS,
    Account,
    Movement,
    Source,
    Statement,
    cover,
    highest_from,
    lowest_from,
    postings,
    statement,
)
from loans.domain.refusal import Refusal

SOURCE = Source(7, "HN-NS", "Ngân sách Thành phố", "local", "0107")
OPENING = date(2026, 1, 1)
DAYS = st.integers(0, 30).map(lambda days: OPENING + timedelta(days=days))
CHANGES = st.lists(st.tuples(DAYS, st.integers(-(10**12), 10**12)), max_size=12)
NEAR = st.integers(-5, 40).map(lambda days: OPENING + timedelta(days=days))


def _evenings(day: date, changes: list[tuple[date, int]]) -> list[int]:
    """The balance at the end of each day from ``day`` on, by a plain daily loop."""
    days = [day + timedelta(days=n) for n in range(60)]
    return [sum(change for on, change in changes if on <= evening) for evening in days]


@given(day=NEAR, changes=CHANGES)
def test_the_lowest_and_highest_evening_are_those_of_the_daily_loop(day: date, changes: list[tuple[date, int]]) -> None:
    assert lowest_from(day, changes) == min(_evenings(day, changes))
    assert highest_from(day, changes) == max(_evenings(day, changes))
    assert lowest_from(day, iter(changes)) == min(_evenings(day, changes))


@given(day=NEAR, changes=CHANGES, amount=st.integers(0, 10**12))
def test_what_is_covered_leaves_every_evening_at_or_above_zero(
    day: date, changes: list[tuple[date, int]], amount: int
) -> None:
    short = min(_evenings(day, [*changes, (day, -amount)]))
    try:
        cover(amount, changes, day, source=SOURCE)
    except Refusal:
        assert short < 0
    else:
        assert short >= 0


def test_money_of_the_same_day_counts_whatever_its_order() -> None:
    assert lowest_from(OPENING, [(OPENING, -40), (OPENING, 100)]) == 60
    assert lowest_from(OPENING, []) == 0


def test_too_much_names_the_source_the_day_the_lack_and_what_to_do() -> None:
    later = (date(2026, 3, 1), -70)
    with pytest.raises(Refusal) as refused:
        cover(31, [(OPENING, 100), later], date(2026, 2, 1), source=SOURCE)
    found = refused.value
    assert (found.code, found.field, found.value) == ("source_short", "amount", 31)
    assert found.cites
    for text in (found.vi, found.en):
        assert SOURCE.code in text
        assert "30 " in text
        assert "1 " in text
    assert found.en.endswith("Lower the amount or record supplementary capital under its decision.")
    cover(30, [(OPENING, 100), later], date(2026, 2, 1), source=SOURCE)


def test_every_movement_has_postings() -> None:
    assert set(POSTINGS) == set(Movement)


@pytest.mark.parametrize("movement", list(Movement))
def test_the_postings_of_a_movement_cancel_out(movement: Movement) -> None:
    gains, gives = postings(movement, SOURCE.id, 925)
    assert gains.amount + gives.amount == 0
    assert gains.amount == 925
    assert gains.account != gives.account
    assert {gains.source_id, gives.source_id} == {SOURCE.id}


def _statement(booked: list[tuple[Movement, int]]) -> Statement:
    balances: Counter[str] = Counter()
    for movement, amount in booked:
        for posting in postings(movement, SOURCE.id, amount):
            balances[posting.account] += posting.amount
    assert sum(balances.values()) == 0
    return statement(dict(balances))


@given(st.lists(st.tuples(st.sampled_from(Movement), st.integers(1, 10**12)), max_size=20))
def test_whatever_is_booked_capital_is_preserved(booked: list[tuple[Movement, int]]) -> None:
    assert _statement(booked).preserved


def test_a_loan_from_commitment_to_repayment() -> None:
    booked = [
        (Movement.ENTRUSTED, 1_000),
        (Movement.COMMITTED, 120),
        (Movement.RELEASED, 20),
        (Movement.DISBURSED, 100),
        (Movement.PRINCIPAL_REPAID, 60),
        (Movement.INTEREST_COLLECTED, 7),
    ]
    found = _statement(booked)
    assert found == Statement(entrusted=1_000, available=960, committed=0, outstanding=40, interest_undistributed=7)
    assert found.preserved


def test_a_statement_that_lost_money_is_not_preserved() -> None:
    assert not statement({Account.ENTRUSTED: -1_000, Account.AVAILABLE: 999}).preserved
    assert statement({}).preserved
