"""Balances, interest and delay over columns against the plain loop, and the worked cases of DOMAIN §6."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.arrears import KEEP, Instalments, Timeline, accrued, balances, delay, timeline
from loans.domain.law import law
from loans.domain.law.rates import job_loan_rate_history
from loans.domain.money import INTEREST_UNIT, rounded
from tests.domain import oracle
from tests.domain.oracle import Part, PlainLoan, Standing

OPENING = date(2025, 10, 1)
RATE, OVERDUE_RATE = 792_480, 1_030_224
MILLION = 10**6


def lines_of(loans: Sequence[PlainLoan], shuffled: random.Random | None = None) -> Timeline:
    """The loans as one timeline; with a source of chance, out of rows in any order."""
    rows = [
        row
        for place, loan in enumerate(loans)
        for row in (
            *((place, on, amount, 0, 0, KEEP, KEEP) for on, amount in loan.disbursed),
            *((place, on, 0, amount, 0, KEEP, KEEP) for on, amount in loan.repaid),
            *((place, part.transfer, 0, 0, part.principal, KEEP, KEEP) for part in loan.parts),
            *((place, on, 0, 0, 0, rate, overdue_rate) for on, rate, overdue_rate in loan.rates),
        )
    ]
    if shuffled:
        shuffled.shuffle(rows)
    names = ("loan", "day", "disbursed", "repaid", "moved", "rate_e7", "overdue_rate_e7")
    values = zip(*rows, strict=True) if rows else [[]] * len(names)
    columns = {name: np.array(list(column)) for name, column in zip(names, values, strict=True)}
    return timeline(len(loans), **columns)


def instalments_of(loans: Sequence[PlainLoan]) -> Instalments:
    """The instalments of the loans, sorted by (loan, due day)."""
    rows = sorted((place, part.due, part.transfer, part.principal) for place, x in enumerate(loans) for part in x.parts)
    return Instalments(
        loan=np.array([row[0] for row in rows], np.int64),
        due=np.array([row[1] for row in rows], "datetime64[D]"),
        transfer=np.array([row[2] for row in rows], "datetime64[D]"),
        principal=np.array([row[3] for row in rows], np.int64),
    )


def by_columns(loans: Sequence[PlainLoan], as_of: date, shuffled: random.Random | None = None) -> list[Standing]:
    """What the columns say of each loan, in the words of the oracle."""
    lines, day = lines_of(loans, shuffled), np.datetime64(as_of, "D")
    held = balances(lines, day)
    (in_whole, in_rest), (late_whole, late_rest) = accrued(lines, day)
    late = delay(instalments_of(loans), held, day)
    assert (held.outstanding == held.disbursed - held.repaid).all()
    assert {column.dtype for column in (held.in_term, held.overdue, in_whole, in_rest)} == {np.dtype(np.int64)}
    return [
        Standing(
            int(held.in_term[i]),
            int(held.overdue[i]),
            int(in_whole[i]) + Fraction(int(in_rest[i]), INTEREST_UNIT),
            int(late_whole[i]) + Fraction(int(late_rest[i]), INTEREST_UNIT),
            int(late.days_overdue[i]),
            int(late.days_late[i]),
            late.overdue_since[i].item(),
            late.oldest_due[i].item(),
        )
        for i in range(len(loans))
    ]


def stands(loan: PlainLoan, as_of: date) -> Standing:
    """One loan, by columns and by the oracle: they must agree."""
    [found] = by_columns([loan], as_of)
    assert found == oracle.standing(loan, as_of)
    return found


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
    pairs = st.tuples(st.sampled_from([RATE, 374_400, 0]), st.sampled_from([OVERDUE_RATE, 1]))
    return PlainLoan(out, repaid, parts, [(on, *draw(pairs)) for on in changes])


@given(
    loans=st.lists(plain_loans(), max_size=6),
    as_of=st.integers(-3, 300).map(lambda days: OPENING + timedelta(days=days)),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=250)
def test_many_loans_at_once_say_what_the_plain_loop_says_of_each(
    loans: list[PlainLoan], as_of: date, chance: random.Random
) -> None:
    wanted = [oracle.standing(loan, as_of) for loan in loans]
    assert by_columns(loans, as_of, chance) == wanted
    assert [by_columns([loan], as_of, chance)[0] for loan in loans] == wanted


@given(loan=plain_loans(), as_of=DAY)
def test_interest_to_a_day_does_not_depend_on_later_days(loan: PlainLoan, as_of: date) -> None:
    known = PlainLoan(
        [pair for pair in loan.disbursed if pair[0] <= as_of],
        [pair for pair in loan.repaid if pair[0] <= as_of],
        loan.parts,
        [change for change in loan.rates if change[0] <= as_of],
    )
    assert by_columns([known], as_of) == by_columns([loan], as_of)


def test_an_empty_portfolio_owes_nothing() -> None:
    assert by_columns([], date(2026, 11, 10)) == []


def test_loans_without_rows_or_without_entries_owe_nothing() -> None:
    busy = PlainLoan([(OPENING, 100)], rates=[(OPENING, RATE, OVERDUE_RATE)])
    rated = PlainLoan(rates=[(OPENING, RATE, OVERDUE_RATE)])
    found = by_columns([PlainLoan(), busy, PlainLoan(), rated, PlainLoan()], OPENING + timedelta(days=365))
    nothing = Standing(0, 0, Fraction(0), Fraction(0))
    assert found == [nothing, Standing(100, 0, Fraction(100 * RATE, 10**7), Fraction(0)), nothing, nothing, nothing]


DUE = date(2026, 10, 22)
TRANSFER = date(2026, 11, 7)
DISBURSED = date(2025, 10, 22)


def ten_million(*repaid: tuple[date, int], out: Sequence[tuple[date, int]] = ((DISBURSED, 10 * MILLION),)) -> PlainLoan:
    """10.000.000 at 7,9248 % that fall due on 22/10/2026; the session is on Saturday 07/11/2026 (DOMAIN §6.5)."""
    parts = [Part(DUE, TRANSFER, 10 * MILLION)]
    return PlainLoan(out, repaid, parts, [(DISBURSED, RATE, OVERDUE_RATE)])


def test_the_worked_case_is_3_days_overdue_and_19_days_late() -> None:
    found = stands(ten_million(), date(2026, 11, 10))
    assert (found.in_term, found.overdue) == (0, 10 * MILLION)
    assert (found.days_overdue, found.days_late) == (3, 19)
    assert (found.overdue_since, found.oldest_due) == (TRANSFER, DUE)


def test_the_ordinary_rate_runs_to_the_day_before_the_transfer_and_130_percent_from_it() -> None:
    until_due, at_transfer, after = (stands(ten_million(), day) for day in (DUE, TRANSFER, date(2026, 11, 10)))
    waiting = at_transfer.interest_in_term - until_due.interest_in_term
    assert rounded((int(waiting), int((waiting % 1) * INTEREST_UNIT))) == 34_739
    assert at_transfer.interest_overdue == 0
    assert after.interest_in_term == at_transfer.interest_in_term
    assert after.interest_overdue == Fraction(10 * MILLION * OVERDUE_RATE * 3, INTEREST_UNIT)


def test_late_but_not_yet_moved_is_in_term() -> None:
    found = stands(ten_million(), date(2026, 11, 6))
    assert (found.in_term, found.overdue, found.days_overdue, found.days_late) == (10 * MILLION, 0, 0, 15)


def test_on_the_due_day_nothing_is_late_and_on_the_transfer_day_all_is_overdue() -> None:
    assert stands(ten_million(), DUE).days_late == 0
    found = stands(ten_million(), TRANSFER)
    assert (found.overdue, found.days_overdue, found.days_late) == (10 * MILLION, 0, 16)
    assert found.overdue_since == TRANSFER


@pytest.mark.parametrize("paid_on", [date(2026, 1, 5), DUE, TRANSFER], ids=["early", "due day", "transfer day"])
def test_payment_up_to_the_transfer_day_prevents_the_transfer(paid_on: date) -> None:
    found = stands(ten_million((paid_on, 10 * MILLION)), date(2026, 12, 31))
    assert (found.in_term, found.overdue, found.days_overdue, found.days_late) == (0, 0, 0, 0)
    assert found.interest_overdue == 0
    assert found.interest_in_term == Fraction(10 * MILLION * RATE * (paid_on - DISBURSED).days, INTEREST_UNIT)


def test_payment_the_day_after_the_transfer_bears_one_day_at_130_percent() -> None:
    found = stands(ten_million((TRANSFER + timedelta(days=1), 10 * MILLION)), date(2026, 12, 31))
    assert found.interest_overdue == Fraction(10 * MILLION * OVERDUE_RATE, INTEREST_UNIT)
    assert (found.overdue, found.days_overdue, found.overdue_since) == (0, 0, None)


def test_a_part_payment_on_the_transfer_day_leaves_the_rest_overdue() -> None:
    found = stands(ten_million((TRANSFER, 4 * MILLION)), date(2026, 11, 10))
    assert (found.in_term, found.overdue, found.days_overdue, found.days_late) == (0, 6 * MILLION, 3, 19)


def test_what_was_never_disbursed_cannot_be_overdue() -> None:
    found = stands(ten_million(out=[(DISBURSED, 3 * MILLION)]), date(2026, 11, 10))
    assert (found.in_term, found.overdue) == (0, 3 * MILLION)


def test_two_tranches_bear_interest_each_from_its_day() -> None:
    found = stands(ten_million(out=[(DISBURSED, 3 * MILLION), (DISBURSED + timedelta(days=10), 7 * MILLION)]), DUE)
    assert found.interest_in_term == Fraction(MILLION * RATE * (3 * 365 + 7 * 355), INTEREST_UNIT)


def three_parts(*repaid: tuple[date, int]) -> PlainLoan:
    """Three instalments of 1.000 in as many months, sessions on the 7th."""
    parts = [Part(date(2026, m, 20), date(2026, m + 1, 7), 1_000) for m in (3, 4, 5)]
    return PlainLoan([(DISBURSED, 3_000)], repaid, parts, [(DISBURSED, RATE, OVERDUE_RATE)])


def test_a_missed_instalment_moves_alone() -> None:
    found = stands(three_parts(), date(2026, 4, 10))
    assert (found.in_term, found.overdue, found.days_overdue) == (2_000, 1_000, 3)


def test_a_payment_covers_the_earliest_instalment_first() -> None:
    found = stands(three_parts((date(2026, 5, 1), 1_500)), date(2026, 5, 10))
    assert (found.in_term, found.overdue) == (1_000, 500)
    assert (found.oldest_due, found.overdue_since) == (date(2026, 4, 20), date(2026, 5, 7))
    assert (found.days_overdue, found.days_late) == (3, 20)


def test_a_prepayment_covers_the_coming_instalments() -> None:
    found = stands(three_parts((date(2026, 1, 1), 2_000)), date(2026, 5, 31))
    assert (found.in_term, found.overdue, found.days_late) == (1_000, 0, 11)
    assert found.oldest_due == date(2026, 5, 20)


@pytest.mark.parametrize("as_of", [date(2020, 1, 1), DISBURSED - timedelta(days=1)])
def test_before_anything_happened_nothing_is_owed(as_of: date) -> None:
    assert stands(three_parts(), as_of) == Standing(0, 0, Fraction(0), Fraction(0))


def test_disbursed_today_bears_nothing_yet() -> None:
    found = stands(three_parts(), DISBURSED)
    assert (found.in_term, found.oldest_due) == (3_000, date(2026, 3, 20))
    assert found.interest_in_term == 0


def test_ten_billion_overdue_for_ten_years_do_not_overflow() -> None:
    due, moved = date(2016, 1, 4), date(2016, 1, 7)
    loan = PlainLoan(
        [(date(2015, 12, 1), 10**10)], (), [Part(due, moved, 10**10)], [(date(2015, 12, 1), RATE, OVERDUE_RATE)]
    )
    found = by_columns([loan] * 1_000, date(2026, 1, 7))
    assert {x.interest_overdue for x in found} == {Fraction(10**10 * OVERDUE_RATE * 3_653, INTEREST_UNIT)}


def test_running_sums_do_not_leak_from_loan_to_loan_where_the_portfolio_passes_64_bits() -> None:
    largest = PlainLoan([(OPENING, 10**15)], rates=[(OPENING, 0, 0)])
    held = balances(lines_of([largest] * 20_000), np.datetime64(OPENING, "D"))
    assert set(held.in_term.tolist()) == {10**15}
    last = PlainLoan([(OPENING, 7)], [(OPENING + timedelta(days=1), 7)], rates=[(OPENING, RATE, OVERDUE_RATE)])
    lines = lines_of([*[PlainLoan([(OPENING, 10**12)], rates=[(OPENING, 0, 0)])] * 9_300, last])
    (whole, rest), _ = accrued(lines, np.datetime64("2026-01-01"))
    assert (whole[-1], rest[-1]) == (0, 7 * RATE)


def test_a_balance_beyond_the_door_is_exact_and_stops_no_other_loan() -> None:
    large = PlainLoan([(OPENING, 10**15)], rates=[(OPENING, RATE, OVERDUE_RATE)])
    small = PlainLoan([(OPENING, 7)], rates=[(OPENING, RATE, OVERDUE_RATE)])
    until = date(2026, 1, 1)
    (whole, rest), _ = accrued(lines_of([small, large]), np.datetime64(until, "D"))
    days = (until - OPENING).days
    found = [
        Fraction(int(each) * INTEREST_UNIT + int(part), INTEREST_UNIT) for each, part in zip(whole, rest, strict=True)
    ]
    assert found == [Fraction(owed * RATE * days, INTEREST_UNIT) for owed in (7, 10**15)]


def test_what_happened_before_the_first_rate_bore_it() -> None:
    begun = date(2026, 1, 10)
    loan = PlainLoan([(OPENING, 10 * MILLION)], rates=[(begun, RATE, OVERDUE_RATE)])
    always = PlainLoan([(OPENING, 10 * MILLION)], rates=[(OPENING, RATE, OVERDUE_RATE)])
    until = np.datetime64("2026-03-01", "D")
    found, wanted = (accrued(lines_of([each]), until)[0] for each in (loan, always))
    assert [each.tolist() for each in found] == [each.tolist() for each in wanted]


def test_the_standard_rate_had_three_values_within_32_days() -> None:
    first, last = date(2025, 11, 30), date(2026, 1, 1)
    rates = {job_loan_rate_history(law(), day, "standard", day)[0][1] for day in (first, date(2025, 12, 1), last)}
    assert rates == {792_000, 748_800, 792_480}
    assert (last - first).days == 32


def test_a_loan_of_2024_keeps_its_formula_on_the_new_reference_rate_through_december_2025() -> None:
    approved = date(2024, 6, 3)
    history = job_loan_rate_history(law(), approved, "standard", date(2026, 1, 31))
    assert history == [(approved, 792_000, 1_029_600), (date(2025, 12, 1), 748_800, 973_440)]
    loan = PlainLoan([(date(2025, 11, 16), 100 * MILLION)], rates=history)
    found = stands(loan, date(2026, 1, 16))
    assert found.interest_in_term == Fraction(100 * MILLION * (15 * 792_000 + 46 * 748_800), INTEREST_UNIT)


def _door(**changed: object) -> Timeline:
    columns: dict[str, object] = {
        "loan": [0], "day": [OPENING], "disbursed": [5], "repaid": [0], "moved": [0], "rate_e7": [RATE],
        "overdue_rate_e7": [OVERDUE_RATE],
    }  # fmt: skip
    return timeline(1, **(columns | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("unset", ["rate_e7", "overdue_rate_e7"])
def test_a_loan_whose_first_row_sets_no_rate_is_refused(unset: str) -> None:
    with pytest.raises(ValueError, match="sets both of its rates"):
        _door(**{unset: [KEEP]})


@pytest.mark.parametrize("loan", [-1, 1])
def test_a_row_of_a_loan_that_is_not_there_is_refused(loan: int) -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        _door(loan=[loan])


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one value per row"):
        _door(disbursed=[5, 5])


@pytest.mark.parametrize("day", [None, np.datetime64("NaT")])
def test_a_row_without_a_day_is_refused(day: object) -> None:
    with pytest.raises((TypeError, ValueError), match="a day is missing"):
        _door(day=np.array([day], object if day is None else "datetime64[D]"))


def test_a_fraction_of_a_dong_is_refused() -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        _door(repaid=[0.5])
