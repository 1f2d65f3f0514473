"""The fold against the plain oracle of ``tests.domain.oracle``, and the worked cases of DOMAIN §6."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.books.delay import Delays, delay_of_pieces
from loans.domain.books.event import DISBURSED, MOVED, PAID, RATE, REFUND, Event, day_number
from loans.domain.books.fold import Figures, evenings, figures
from loans.domain.due import Piece
from loans.domain.law import law
from loans.domain.law.rates import job_loan_rate_history
from loans.domain.money import INTEREST_UNIT, half_up
from tests.domain import oracle
from tests.domain.books.ledgers import FIRST, SPAN, events
from tests.domain.oracle import Part, PlainLoan

OPENING = date(2025, 10, 1)
RATES = (792_480, 1_030_224)
MILLION = 10**6


def events_of(loan: PlainLoan) -> list[Event]:
    """A loan's papers as events; a loan to which no rate was said bears none."""
    found: list[Event] = [(day_number(on), RATE, rate, late) for on, rate, late in loan.rates]
    found += [(day_number(on), DISBURSED, amount, 0) for on, amount in loan.disbursed]
    found += [(day_number(on), PAID, amount, 0) for on, amount in loan.repaid]
    found += [(day_number(part.transfer), MOVED, part.principal, 0) for part in loan.parts]
    first = min((event[0] for event in found), default=0)
    return [(first, RATE, 0, 0), *sorted(found, key=lambda event: (event[0], event[1] != RATE))]


def stands(loan: PlainLoan, as_of: date) -> tuple[Figures, Delays]:
    """The loan by the fold; the oracle must agree to the đồng and to the day."""
    held = figures(events_of(loan), day_number(as_of))
    parts = sorted(loan.parts, key=lambda part: (part.transfer, part.due))
    pieces = [Piece(part.due, i, part.principal, part.transfer) for i, part in enumerate(parts)]
    late = delay_of_pieces(pieces, 0, held, day_number(as_of))
    wanted = oracle.standing(loan, as_of)
    assert (held.in_term, held.overdue, held.frozen) == (wanted.in_term, wanted.overdue, 0)
    assert held.interest_overdue == rounded(wanted.interest_overdue)
    assert held.interest == rounded(wanted.interest_in_term + wanted.interest_overdue)
    assert tuple(late) == (wanted.days_overdue, wanted.days_late, wanted.overdue_since, wanted.oldest_due)
    return held, late


def rounded(exact: Fraction) -> int:
    """To whole đồng, halves up."""
    return half_up(exact.numerator, exact.denominator)


DAY = st.integers(0, 240).map(lambda days: OPENING + timedelta(days=days))
AMOUNT = st.integers(1, 40) | st.integers(1, 10**10)


@st.composite
def plain_loans(draw: st.DrawFn) -> PlainLoan:
    """Any loan that the books could hold: tranches, part payments, instalments or none, rates that change."""
    dues = sorted(draw(st.sets(DAY, max_size=4)))
    parts, earliest = [], OPENING
    for due in dues:
        earliest = max(earliest, due + timedelta(days=draw(st.integers(0, 31))))
        parts.append(Part(due, earliest, draw(AMOUNT)))
    out = draw(st.lists(st.tuples(DAY, AMOUNT), max_size=3))
    days = st.sampled_from([*dues, *(part.transfer for part in parts), *(on for on, _ in out), OPENING]) | DAY
    repaid: list[tuple[date, int]] = []
    for on, wanted in sorted(draw(st.lists(st.tuples(days, st.integers(1, 100)), max_size=4))):
        left = sum(amount for day, amount in out if day <= on) - sum(amount for _, amount in repaid)
        size = draw(st.sampled_from([left, left * wanted // 100, min(left, wanted)]))
        if size:
            repaid.append((on, size))
    changes = sorted(draw(st.sets(DAY, max_size=2)) | {OPENING})
    pairs = st.tuples(st.sampled_from([RATES[0], 374_400, 0]), st.sampled_from([RATES[1], 1]))
    return PlainLoan(out, repaid, parts, [(on, *draw(pairs)) for on in changes])


@given(loan=plain_loans(), as_of=st.integers(-3, 300).map(lambda days: OPENING + timedelta(days=days)))
@settings(max_examples=300)
def test_the_fold_says_what_the_plain_oracle_says_of_a_loan(loan: PlainLoan, as_of: date) -> None:
    stands(loan, as_of)


@given(loan=events(), as_of=st.integers(FIRST, FIRST + SPAN))
def test_a_day_does_not_depend_on_later_days(loan: list[Event], as_of: int) -> None:
    known = [event for event in loan if event[0] <= as_of]
    if known:
        assert figures(known, as_of) == figures(loan, as_of)


@given(loan=events(), since=st.integers(FIRST - 2, FIRST + SPAN + 2))
def test_every_evening_of_one_pass_is_that_of_its_own_day(loan: list[Event], since: int) -> None:
    found = evenings(loan, since)
    assert list(found) == sorted({since, *(event[0] for event in loan if event[0] > since)})
    assert found == {day: figures(loan, day) for day in found}


DUE = date(2026, 10, 22)
TRANSFER = date(2026, 11, 7)
OUT = date(2025, 10, 22)


def ten_million(*repaid: tuple[date, int], out: Sequence[tuple[date, int]] = ((OUT, 10 * MILLION),)) -> PlainLoan:
    """10.000.000 at 7,9248 % that fall due on 22/10/2026; the session is on Saturday 07/11/2026 (DOMAIN §6.5)."""
    return PlainLoan(out, repaid, [Part(DUE, TRANSFER, 10 * MILLION)], [(OUT, *RATES)])


def test_the_worked_case_is_3_days_overdue_and_19_days_late() -> None:
    held, late = stands(ten_million(), date(2026, 11, 10))
    assert (held.in_term, held.overdue) == (0, 10 * MILLION)
    assert late == (3, 19, TRANSFER, DUE)


def test_the_ordinary_rate_runs_to_the_day_before_the_transfer_and_130_percent_from_it() -> None:
    until_due, at_transfer, after = (stands(ten_million(), day)[0] for day in (DUE, TRANSFER, date(2026, 11, 10)))
    assert at_transfer.interest_in_term - until_due.interest_in_term == 34_739
    assert at_transfer.interest_overdue == 0
    assert after.interest_overdue == half_up(10 * MILLION * RATES[1] * 3, INTEREST_UNIT) == 8_468
    assert after.interest == half_up(10 * MILLION * (381 * RATES[0] + 3 * RATES[1]), INTEREST_UNIT)


def test_late_but_not_yet_moved_is_in_term() -> None:
    held, late = stands(ten_million(), date(2026, 11, 6))
    assert (held.in_term, held.overdue, late.days_overdue, late.days_late) == (10 * MILLION, 0, 0, 15)


def test_on_the_due_day_nothing_is_late_and_on_the_transfer_day_all_is_overdue() -> None:
    assert stands(ten_million(), DUE)[1].days_late == 0
    held, late = stands(ten_million(), TRANSFER)
    assert (held.overdue, late.days_overdue, late.days_late, late.overdue_since) == (10 * MILLION, 0, 16, TRANSFER)


@pytest.mark.parametrize("paid_on", [date(2026, 1, 5), DUE, TRANSFER], ids=["early", "due day", "transfer day"])
def test_payment_up_to_the_transfer_day_prevents_the_transfer(paid_on: date) -> None:
    held, late = stands(ten_million((paid_on, 10 * MILLION)), date(2026, 12, 31))
    assert (held.in_term, held.overdue, late.days_overdue, late.days_late) == (0, 0, 0, 0)
    assert held.interest_overdue == 0
    assert held.interest_in_term == half_up(10 * MILLION * RATES[0] * (paid_on - OUT).days, INTEREST_UNIT)


def test_payment_the_day_after_the_transfer_bears_one_day_at_130_percent() -> None:
    held, late = stands(ten_million((TRANSFER + timedelta(days=1), 10 * MILLION)), date(2026, 12, 31))
    assert held.interest_overdue == half_up(10 * MILLION * RATES[1], INTEREST_UNIT)
    assert (held.overdue, late.days_overdue, late.overdue_since) == (0, 0, None)


def test_a_part_payment_on_the_transfer_day_leaves_the_rest_overdue() -> None:
    held, late = stands(ten_million((TRANSFER, 4 * MILLION)), date(2026, 11, 10))
    assert (held.in_term, held.overdue, late.days_overdue, late.days_late) == (0, 6 * MILLION, 3, 19)


def test_what_was_never_disbursed_cannot_be_overdue() -> None:
    held, _ = stands(ten_million(out=[(OUT, 3 * MILLION)]), date(2026, 11, 10))
    assert (held.in_term, held.overdue) == (0, 3 * MILLION)


def test_two_tranches_bear_interest_each_from_its_day() -> None:
    held, _ = stands(ten_million(out=[(OUT, 3 * MILLION), (OUT + timedelta(days=10), 7 * MILLION)]), DUE)
    assert held.interest_in_term == half_up(MILLION * RATES[0] * (3 * 365 + 7 * 355), INTEREST_UNIT)


def three_parts(*repaid: tuple[date, int]) -> PlainLoan:
    """Three instalments of 1.000 in as many months, sessions on the 7th."""
    parts = [Part(date(2026, m, 20), date(2026, m + 1, 7), 1_000) for m in (3, 4, 5)]
    return PlainLoan([(OUT, 3_000)], repaid, parts, [(OUT, *RATES)])


def test_a_missed_instalment_moves_alone() -> None:
    held, late = stands(three_parts(), date(2026, 4, 10))
    assert (held.in_term, held.overdue, late.days_overdue) == (2_000, 1_000, 3)


def test_a_payment_covers_the_earliest_instalment_first() -> None:
    held, late = stands(three_parts((date(2026, 5, 1), 1_500)), date(2026, 5, 10))
    assert (held.in_term, held.overdue) == (1_000, 500)
    assert late == (3, 20, date(2026, 5, 7), date(2026, 4, 20))


def test_a_prepayment_covers_the_coming_instalments() -> None:
    held, late = stands(three_parts((date(2026, 1, 1), 2_000)), date(2026, 5, 31))
    assert (held.in_term, held.overdue, late.days_late, late.oldest_due) == (1_000, 0, 11, date(2026, 5, 20))


@pytest.mark.parametrize("as_of", [date(2020, 1, 1), OUT - timedelta(days=1)])
def test_before_anything_happened_nothing_is_owed(as_of: date) -> None:
    held, late = stands(three_parts(), as_of)
    assert (held.outstanding, held.interest, held.disbursed) == (0, 0, 0)
    assert late == (0, 0, None, None)


def test_disbursed_today_bears_nothing_yet() -> None:
    held, late = stands(three_parts(), OUT)
    assert (held.in_term, held.interest, late.oldest_due) == (3_000, 0, date(2026, 3, 20))


def test_ten_billion_overdue_for_ten_years_owe_the_exact_sum() -> None:
    lent, due, moved = date(2015, 12, 1), date(2016, 1, 4), date(2016, 1, 7)
    loan = PlainLoan([(lent, 10**10)], (), [Part(due, moved, 10**10)], [(lent, *RATES)])
    held = figures(events_of(loan), day_number(date(2026, 1, 7)))
    assert held.interest_overdue == half_up(10**10 * RATES[1] * 3_653, INTEREST_UNIT)


def test_the_standard_rate_had_three_values_within_32_days() -> None:
    first, last = date(2025, 11, 30), date(2026, 1, 1)
    rates = {job_loan_rate_history(law(), day, "standard", day)[0][1] for day in (first, date(2025, 12, 1), last)}
    assert rates == {792_000, 748_800, 792_480}
    assert (last - first).days == 32


def test_a_loan_of_2024_keeps_its_formula_on_the_new_reference_rate_through_december_2025() -> None:
    approved = date(2024, 6, 3)
    history = job_loan_rate_history(law(), approved, "standard", date(2026, 1, 31))
    assert history == [(approved, 792_000, 1_029_600), (date(2025, 12, 1), 748_800, 973_440)]
    held, _ = stands(PlainLoan([(date(2025, 11, 16), 100 * MILLION)], rates=history), date(2026, 1, 16))
    assert held.interest_in_term == half_up(100 * MILLION * (15 * 792_000 + 46 * 748_800), INTEREST_UNIT)


def test_a_collection_pays_interest_on_overdue_principal_first_as_far_as_it_had_accrued() -> None:
    loan = events_of(ten_million())
    day = day_number(date(2026, 11, 10))
    paid = figures([*loan, (day, PAID, 0, 10_000)], day)
    owed = figures(loan, day)
    assert owed.interest_overdue == 8_468
    assert (paid.interest_overdue, paid.interest) == (0, owed.interest - 10_000)
    later = figures([*loan, (day, PAID, 0, 10_000)], day + 1)
    assert later.interest_overdue == half_up(10 * MILLION * RATES[1] * 4, INTEREST_UNIT) - 8_468


def test_what_was_collected_beyond_what_accrued_is_the_borrowers_until_it_is_given_back() -> None:
    loan = [*events_of(ten_million()), (day_number(DUE), PAID, 0, MILLION)]
    loan.sort(key=lambda event: event[0])
    credit = MILLION - half_up(10 * MILLION * RATES[0], 10**7)
    held = figures(loan, day_number(DUE))
    assert (held.credit, held.interest, held.interest_collected) == (credit, 0, MILLION)
    back = figures([*[each for each in loan if each[0] <= day_number(DUE)], (day_number(DUE), REFUND, 0, credit)],
                   day_number(DUE))  # fmt: skip
    assert (back.credit, back.interest, back.interest_collected) == (0, 0, MILLION - credit)
