"""Capital of a source: balanced postings, the identity of §6.9, and no overdraw on any later day."""

import random
from collections import Counter
from collections.abc import Callable
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
    first_below,
    highest_from,
    lowest_from,
    percent_of,
    postings,
    reversed_postings,
    statement,
    within_loss,
    within_provision,
    within_undistributed,
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
    legs = postings(movement, SOURCE.id, 925)
    assert sum(leg.amount for leg in legs) == 0
    assert {abs(leg.amount) for leg in legs} == {925}
    assert len({leg.account for leg in legs}) == len(legs) == len(POSTINGS[movement])
    assert {leg.source_id for leg in legs} == {SOURCE.id}


@pytest.mark.parametrize("movement", list(Movement))
def test_what_is_reversed_never_was(movement: Movement) -> None:
    legs = postings(movement, SOURCE.id, 925)
    left = Counter[str]()
    for leg in (*legs, *reversed_postings(legs)):
        left[leg.account] += leg.amount
    assert set(left.values()) == {0}


Booked = list[tuple[Movement, int]]


def _balances(booked: Booked) -> Counter[str]:
    balances: Counter[str] = Counter()
    for movement, amount in booked:
        for posting in postings(movement, SOURCE.id, amount):
            balances[posting.account] += posting.amount
    assert sum(balances.values()) == 0
    return balances


def _statement(booked: Booked) -> Statement:
    return statement(_balances(booked))


MOVED = st.lists(st.tuples(st.sampled_from(Movement), st.integers(1, 10**12)), max_size=20)


@given(MOVED)
def test_whatever_is_booked_capital_is_accounted_for(booked: Booked) -> None:
    assert _statement(booked).preserved


@given(MOVED)
def test_cash_set_aside_is_what_is_owed_out_of_it(booked: Booked) -> None:
    """The purses of interest and of provision hold exactly their account, whatever is booked."""
    balances = _balances(booked)
    assert balances[Account.INTEREST_CASH] == -balances[Account.INTEREST_UNDISTRIBUTED]
    assert balances[Account.PROVISION_CASH] == -balances[Account.PROVISION]


@given(MOVED, st.randoms())
def test_the_order_of_booking_changes_nothing(booked: Booked, chance: random.Random) -> None:
    shuffled = booked.copy()
    chance.shuffle(shuffled)
    assert _statement(shuffled) == _statement(booked)


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


LENT = [(Movement.ENTRUSTED, 1_000), (Movement.COMMITTED, 100), (Movement.DISBURSED, 100)]
FORMED = [(Movement.INTEREST_COLLECTED, 50), (Movement.INTEREST_TO_PROVISION, 30)]
LOST = [(Movement.WRITTEN_OFF, 40), (Movement.COVERED, 25), (Movement.REDUCED, 15)]


def test_the_worked_case_of_a_loss() -> None:
    """§6.9: lend 100 of 1.000, write off 40, cover 25, reduce 15; then 10 of interest is added."""
    found = _statement([*LENT, *FORMED, *LOST])
    assert (found.entrusted, found.available, found.committed, found.outstanding) == (985, 925, 0, 60)
    assert (found.loss_uncovered, found.provision, found.interest_undistributed) == (0, 5, 20)
    assert found.preserved
    assert found.preservation == "100.00"
    added = _statement([*LENT, *FORMED, *LOST, (Movement.INTEREST_TO_CAPITAL, 10)])
    assert (added.entrusted, added.available, added.committed, added.outstanding) == (995, 935, 0, 60)
    assert (added.interest_undistributed, added.preserved) == (10, True)


def test_a_loss_not_yet_covered_lowers_preservation() -> None:
    found = _statement([*LENT, (Movement.WRITTEN_OFF, 40)])
    assert (found.loss_uncovered, found.held, found.preserved) == (40, 960, True)
    assert found.preservation == "96.00"
    covered = _statement([*LENT, *FORMED, (Movement.WRITTEN_OFF, 40), (Movement.COVERED, 25)])
    assert (covered.loss_uncovered, covered.preservation) == (15, "98.50")


def test_what_is_recovered_restores_capital_before_cover_and_the_provision_after_it() -> None:
    booked = [*LENT, *FORMED, (Movement.WRITTEN_OFF, 40), (Movement.COVERED, 25)]
    found = _statement([*booked, (Movement.RECOVERED_BEFORE_COVER, 15), (Movement.RECOVERED_AFTER_COVER, 4)])
    assert (found.entrusted, found.available, found.outstanding) == (1_000, 940, 60)
    assert (found.loss_uncovered, found.provision) == (0, 9)


def test_the_part_at_risk_is_given_never_posted() -> None:
    assert statement({}).at_risk is None
    assert statement({}, at_risk=12).at_risk == 12


def test_a_statement_that_lost_money_is_not_preserved() -> None:
    assert not statement({Account.ENTRUSTED: -1_000, Account.AVAILABLE: 999}).preserved
    assert statement({}).preserved


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (985, 985, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 20_000, "0.01"),  # 0,005 % is rounded up
        (1, 20_001, "0.00"),
        (-1, 3, "-33.33"),
        (7, 0, None),
        (7, -1, None),
    ],
)
def test_per_cent_is_exact_text_halves_up(part: int, whole: int, text: str | None) -> None:
    assert percent_of(part, whole) == text


@given(day=NEAR, changes=CHANGES)
def test_the_first_evening_below_zero_is_that_of_the_daily_loop(day: date, changes: list[tuple[date, int]]) -> None:
    evenings = _evenings(day, changes)
    short = [day + timedelta(days=n) for n, balance in enumerate(evenings) if balance < 0]
    assert first_below(day, changes) == (short[0] if short else None)


Guard = Callable[..., None]


@pytest.mark.parametrize(
    ("guard", "sign", "code", "do"),
    [
        (within_loss, 1, "beyond_uncovered_loss", "record the write-off first"),
        (within_provision, -1, "provision_short", "distribute interest to the provision first"),
        (within_undistributed, -1, "interest_short", "choose a day after the interest was collected"),
    ],
)
def test_no_purse_pays_more_than_it_holds_on_any_later_day(guard: Guard, sign: int, code: str, do: str) -> None:
    changes = [(OPENING, 100 * sign), (date(2026, 3, 1), -70 * sign)]
    guard(30, changes, date(2026, 2, 1), source=SOURCE)
    with pytest.raises(Refusal) as refused:
        guard(31, changes, date(2026, 2, 1), source=SOURCE)
    found = refused.value
    assert (found.code, found.field, found.value) == (code, "amount", 31)
    assert do in found.en
    assert SOURCE.code in found.vi


GUARDS: dict[Movement, list[tuple[Account, Guard]]] = {
    Movement.WITHDRAWN: [(Account.AVAILABLE, cover)],
    Movement.COMMITTED: [(Account.AVAILABLE, cover)],
    Movement.RELEASED: [(Account.COMMITTED, cover)],
    Movement.DISBURSED: [(Account.COMMITTED, cover)],
    Movement.PRINCIPAL_REPAID: [(Account.OUTSTANDING, cover)],
    Movement.WRITTEN_OFF: [(Account.OUTSTANDING, cover)],
    Movement.REDUCED: [(Account.LOSS, within_loss)],
    Movement.RECOVERED_BEFORE_COVER: [(Account.LOSS, within_loss)],
    Movement.COVERED: [(Account.LOSS, within_loss), (Account.PROVISION, within_provision)],
    Movement.INTEREST_TO_PROVISION: [(Account.INTEREST_UNDISTRIBUTED, within_undistributed)],
    Movement.INTEREST_TO_CAPITAL: [(Account.INTEREST_UNDISTRIBUTED, within_undistributed)],
    Movement.INTEREST_PAID_OUT: [(Account.INTEREST_UNDISTRIBUTED, within_undistributed)],
    Movement.INTEREST_REFUNDED: [(Account.INTEREST_UNDISTRIBUTED, within_undistributed)],
}


MOVED_HERE = [each for each in Movement if each is not Movement.OPENED]  # an opening is fact: nothing guards it (§6.11)


@given(st.lists(st.tuples(st.sampled_from(MOVED_HERE), st.integers(1, 1_000), DAYS), max_size=40))
def test_any_guarded_sequence_keeps_the_identity_and_no_purse_falls_below_zero(
    asked: list[tuple[Movement, int, date]],
) -> None:
    changes: dict[Account, list[tuple[date, int]]] = {account: [(OPENING, 0)] for account in Account}
    for movement, amount, on in [(Movement.ENTRUSTED, 2_000, OPENING), *asked]:
        try:
            for account, guard in GUARDS.get(movement, []):
                guard(amount, changes[account], on, source=SOURCE)
        except Refusal:
            continue
        for leg in postings(movement, SOURCE.id, amount):
            changes[leg.account].append((on, leg.amount))
    for evening in (OPENING + timedelta(days=n) for n in range(32)):
        balances = {
            account.value: sum(change for on, change in found if on <= evening) for account, found in changes.items()
        }
        stands = statement(balances)
        assert stands.preserved
        assert min(stands.available, stands.committed, stands.outstanding) >= 0
        assert min(stands.loss_uncovered, stands.provision, stands.interest_undistributed) >= 0
