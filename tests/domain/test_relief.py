"""The limits of rescheduling, extension and freezing, at their edges (DOMAIN §6.7–6.8)."""

from collections.abc import Callable
from datetime import date

import pytest

from loans.domain.refusal import Refusal
from loans.domain.relief import (
    ExtensionLimits,
    check_asked_in_time,
    check_extension,
    check_freeze,
    check_reschedule,
    extension_allowance,
    freeze_years,
    original_term,
)

ARTICLE = ("Quyết định 54/QĐ-HĐQT",)
LIMITS = ExtensionLimits(short_months=12, other_share="0.5", short_term_months=12, cites=ARTICLE)
BOUNDS = [(40, 3), (80, 5)]
DUE_DAYS = [date(2026, 8, 6), date(2027, 2, 6), date(2027, 8, 6)]


def refused(work: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        work()
    return caught.value


@pytest.mark.parametrize(
    ("term", "months"), [(1, 12), (11, 12), (12, 12), (13, 6), (24, 12), (25, 12), (36, 18), (60, 30), (120, 60)]
)
def test_a_short_loan_is_extended_by_12_months_and_another_by_half_its_term_rounded_down(
    term: int, months: int
) -> None:
    assert extension_allowance(term, LIMITS) == months
    check_extension(months, 0, term, LIMITS)
    fault = refused(lambda: check_extension(months + 1, 0, term, LIMITS))
    assert (fault.code, tuple(fault.cites)) == ("extension_too_long", ARTICLE)


def test_the_allowance_is_of_the_whole_life_36_months_have_6_left_after_12() -> None:
    check_extension(6, 12, 36, LIMITS)
    assert refused(lambda: check_extension(7, 12, 36, LIMITS)).code == "extension_too_long"
    assert "còn được 0 tháng" in refused(lambda: check_extension(1, 18, 36, LIMITS)).vi


@pytest.mark.parametrize("months", [0, -1])
def test_an_extension_by_nothing_is_none(months: int) -> None:
    assert refused(lambda: check_extension(months, 0, 36, LIMITS)).code == "extension_too_long"


@pytest.mark.parametrize(
    ("lent", "due", "months"),
    [
        (date(2026, 2, 6), date(2027, 2, 6), 12),
        (date(2026, 2, 6), date(2027, 2, 7), 13),
        (date(2026, 2, 6), date(2027, 2, 5), 12),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 7, 26), date(2026, 7, 18), 0),  # paid out after its last due day
    ],
)
def test_the_original_term_runs_from_the_first_disbursement_and_counts_a_begun_month(
    lent: date, due: date, months: int
) -> None:
    assert original_term(lent, due) == months


def test_an_extension_is_asked_for_before_the_transfer_day() -> None:
    check_asked_in_time(date(2026, 11, 6), date(2026, 11, 7), ARTICLE)
    for late in (date(2026, 11, 7), date(2026, 11, 8)):
        asked = refused(lambda on=late: check_asked_in_time(on, date(2026, 11, 7), ARTICLE))  # type: ignore[misc]
        assert (asked.code, tuple(asked.cites)) == ("extension_asked_late", ARTICLE)


@pytest.mark.parametrize(
    ("damage", "years"),
    [("0", 0), ("39.9", 0), ("39.999", 0), ("40", 3), ("79.9", 3), ("80", 5), ("99.9", 5), ("100", 5)],
)
def test_the_damage_gives_the_longest_freeze(damage: str, years: int) -> None:
    assert freeze_years(damage, BOUNDS) == years


@pytest.mark.parametrize("damage", ["-0.1", "100.1"])
def test_a_damage_beyond_100_percent_is_none(damage: str) -> None:
    assert refused(lambda: freeze_years(damage, BOUNDS)).code == "damage_out_of_range"


@pytest.mark.parametrize(
    ("last", "years", "allowed"),
    [
        (date(2029, 2, 28), 3, True),
        (date(2029, 3, 1), 3, False),
        (date(2026, 3, 1), 3, True),
        (date(2026, 2, 28), 3, False),
        (date(2026, 3, 1), 0, False),
    ],
)
def test_a_freeze_of_three_years_ends_the_day_before_the_third_year_is_over(
    last: date, years: int, allowed: bool
) -> None:
    def work() -> None:
        check_freeze(date(2026, 3, 1), last, years, ARTICLE)

    if allowed:
        work()
    else:
        assert refused(work).code == "freeze_too_long"


def reschedule(number: int, new: date, present: date) -> None:
    check_reschedule(number, new, DUE_DAYS, present_due=present, cites=ARTICLE)


def test_an_instalment_is_rescheduled_by_at_most_the_next_ones_period_again_and_again() -> None:
    reschedule(1, date(2027, 2, 6), DUE_DAYS[0])  # 184 days: the period of the second instalment
    assert refused(lambda: reschedule(1, date(2027, 2, 7), DUE_DAYS[0])).code == "reschedule_refused"
    reschedule(1, date(2027, 3, 1), date(2027, 2, 6))
    assert refused(lambda: reschedule(1, date(2027, 2, 6), date(2027, 2, 6))).code == "reschedule_refused"


def test_no_rescheduling_beyond_final_maturity_nor_of_the_last_instalment() -> None:
    reschedule(2, DUE_DAYS[-1], DUE_DAYS[1])
    assert refused(lambda: reschedule(1, date(2027, 8, 7), date(2027, 3, 1))).code == "reschedule_refused"
    assert refused(lambda: reschedule(3, date(2027, 9, 6), DUE_DAYS[2])).code == "reschedule_refused"
