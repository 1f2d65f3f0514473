"""How one payment is split, and what no voucher may exceed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.books.event import DISBURSED, PAID, RATE, day_number
from loans.domain.books.fold import evenings
from loans.domain.law import law
from loans.domain.loan import (
    LoanEntry,
    Position,
    check_paid_out_in_term,
    check_parts,
    proposed_split,
)
from loans.domain.refusal import Refusal

TODAY = date(2026, 11, 22)
OVERDUE = Position(in_term=700, overdue=300, interest_in_term=40, interest_overdue=9)
IN_TERM = Position(in_term=700, overdue=0, interest_in_term=40, interest_overdue=0)
PAID_LATE = Position(in_term=700, overdue=0, interest_in_term=40, interest_overdue=9)
SUMS = st.integers(0, 10**10) | st.integers(0, 3)
POSITIONS = st.builds(Position, SUMS, SUMS, SUMS, SUMS)


def _order(owed: Position) -> list[str]:
    """The collection order of the law, as it is picked for a loan with or without overdue principal."""
    return law().text("collection_order_overdue" if owed.overdue else "collection_order", TODAY).split(",")


@pytest.mark.parametrize(
    ("owed", "amount", "principal", "interest"),
    [
        (OVERDUE, 0, 0, 0),
        (OVERDUE, 300, 300, 0),  # overdue principal first
        (OVERDUE, 309, 300, 9),  # then its interest
        (OVERDUE, 349, 300, 49),  # then the interest in term
        (OVERDUE, 350, 301, 49),  # then the rest
        (OVERDUE, 1_049, 1_000, 49),
        (IN_TERM, 40, 0, 40),  # nothing overdue: interest first
        (IN_TERM, 41, 1, 40),
        (IN_TERM, 740, 700, 40),
        (PAID_LATE, 49, 0, 49),  # interest left over from overdue principal is due like any other
        (PAID_LATE, 50, 1, 49),
    ],
)
def test_a_sum_is_split_in_the_order_of_the_law(owed: Position, amount: int, principal: int, interest: int) -> None:
    assert proposed_split(amount, owed, _order(owed)) == (principal, interest)


@given(owed=POSITIONS, share=st.integers(0, 10**4))
def test_the_parts_add_up_to_the_sum_and_are_never_refused_as_parts(owed: Position, share: int) -> None:
    amount = (owed.outstanding + owed.interest) * share // 10**4
    principal, interest = proposed_split(amount, owed, _order(owed))
    assert principal + interest == amount
    assert min(principal, interest) >= 0
    check_parts(principal, interest, owed, owed.outstanding)


@given(owed=POSITIONS, more=st.integers(1, 10**10))
def test_more_than_is_owed_is_refused(owed: Position, more: int) -> None:
    amount = owed.outstanding + owed.interest + more
    with pytest.raises(Refusal) as refused:
        proposed_split(amount, owed, _order(owed))
    assert (refused.value.code, refused.value.field, refused.value.value) == ("overpayment", "amount", amount)
    assert refused.value.en.endswith("Collect what is owed.")
    assert refused.value.vi.endswith("Thu đúng số phải trả.")


def test_a_part_that_the_position_does_not_know_takes_nothing() -> None:
    assert proposed_split(5, IN_TERM, ["earlier_principal"]) == (0, 0)
    assert OVERDUE.part("frozen") == 0


@pytest.mark.parametrize(
    ("principal", "interest", "lowest", "field", "limit"),
    [
        (1_001, 0, 2_000, "principal", 1_000),
        (601, 0, 600, "principal", 600),  # a later voucher already booked leaves less
        (0, 50, 2_000, "interest", 49),
    ],
)
def test_a_part_beyond_what_is_owed_names_its_field_and_its_limit(
    principal: int, interest: int, lowest: int, field: str, limit: int
) -> None:
    with pytest.raises(Refusal) as refused:
        check_parts(principal, interest, OVERDUE, lowest)
    found = refused.value
    assert (found.code, found.field, found.value) == ("overpayment", field, principal or interest)
    for text in (found.vi, found.en):
        assert f" {limit}" in text
    assert found.en.endswith(f"Correct the {field} part.")


def test_parts_up_to_what_is_owed_pass() -> None:
    check_parts(1_000, 49, OVERDUE, 1_000)
    check_parts(0, 0, OVERDUE, 0)


OPENING = date(2026, 1, 1)
DAYS = st.integers(0, 20).map(lambda days: OPENING + timedelta(days=days))
ENTRIES = st.lists(
    st.builds(
        LoanEntry,
        loan_id=st.just(1),
        effective_on=DAYS,
        voucher_no=st.just("x"),
        disbursed=st.integers(0, 99),
        principal=st.integers(0, 99),
    ),
    max_size=8,
)


@given(entries=ENTRIES, day=DAYS)
def test_the_lowest_principal_is_that_of_the_daily_loop(entries: list[LoanEntry], day: date) -> None:
    looped = [
        sum(entry.disbursed - entry.principal for entry in entries if entry.effective_on <= day + timedelta(days=n))
        for n in range(30)
    ]
    rows = [(day_number(each.effective_on), DISBURSED, each.disbursed, 0) for each in entries]
    rows += [(day_number(each.effective_on), PAID, each.principal, 0) for each in entries]
    events = [(day_number(OPENING), RATE, 0, 0), *sorted(rows)]
    lived = evenings(events, day_number(day)).values()
    assert min(held.disbursed - held.paid for held in lived) == min(looped)


def test_a_position_adds_its_parts() -> None:
    assert (OVERDUE.outstanding, OVERDUE.interest) == (1_000, 49)


def test_a_loan_is_paid_out_before_its_last_due_day_and_not_on_it() -> None:
    due = date(2026, 9, 6)
    check_paid_out_in_term(due - timedelta(days=1), due)
    for on in (due, due + timedelta(days=1)):
        with pytest.raises(Refusal) as refused:
            check_paid_out_in_term(on, due)
        assert (refused.value.code, refused.value.field) == ("term_over", "on")
