"""The rate of one loan over its life: its regime's formula on the reference rate that reaches it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from loans.domain.law import Overlay, law
from loans.domain.law.rates import job_loan_rate, job_loan_rate_history
from loans.domain.refusal import Refusal

CASES = Path(__file__).parents[2] / "cases" / "law_rates.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8")))
NOW = date(2026, 11, 22)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['approved_on']} {row['group']} on {row['as_of']}")
def test_a_loan_has_the_rate_of_its_regime_and_of_the_re_pricings_that_reach_it(row: dict[str, str]) -> None:
    approved_on, as_of = date.fromisoformat(row["approved_on"]), date.fromisoformat(row["as_of"])
    rate = job_loan_rate(law(), approved_on, as_of, row["group"])
    assert (rate.percent, rate.overdue_percent) == (row["rate"], row["overdue"]), row["source"]


def test_the_rate_is_given_in_ten_millionths_too() -> None:
    rate = job_loan_rate(law(), NOW, NOW, "standard")
    assert (rate.e7, rate.overdue_e7, rate.regime) == (792_480, 1_030_224, "338/2025/NĐ-CP")


def test_a_loan_of_2018_has_two_rates_in_its_life() -> None:
    assert job_loan_rate_history(law(), date(2018, 5, 10), "standard", NOW) == [
        (date(2018, 5, 10), 660_000, 858_000),
        (date(2025, 12, 1), 624_000, 811_200),
    ]


def test_a_priority_loan_of_2024_is_re_priced_once() -> None:
    assert job_loan_rate_history(law(), date(2024, 3, 1), "priority", NOW) == [
        (date(2024, 3, 1), 396_000, 514_800),
        (date(2025, 12, 1), 374_400, 486_720),
    ]


def test_a_history_ends_on_its_last_day_and_begins_on_the_approval() -> None:
    assert len(job_loan_rate_history(law(), date(2024, 3, 1), "standard", date(2025, 11, 30))) == 1
    assert len(job_loan_rate_history(law(), date(2024, 3, 1), "standard", date(2025, 12, 1))) == 2
    assert job_loan_rate_history(law(), NOW, "standard", NOW) == [(NOW, 792_480, 1_030_224)]


def test_a_re_pricing_for_new_loans_alone_does_not_reach_a_loan_already_approved() -> None:
    later = law().under(
        [
            _overlay("reference_rate_poor", date(2027, 1, 1), "6.0"),
            _overlay("reference_rate_scope", date(2027, 1, 1), "new"),
        ]
    )
    assert job_loan_rate(later, NOW, date(2027, 2, 1), "priority").percent == "6.24"
    assert job_loan_rate(later, date(2027, 1, 1), date(2027, 2, 1), "priority").percent == "6"


def test_a_loan_approved_before_the_first_regime_held_is_refused() -> None:
    with pytest.raises(Refusal, match="contract") as refused:
        job_loan_rate(law(), date(2015, 8, 31), NOW, "standard")
    assert refused.value.code == "regime_not_held"
    with pytest.raises(Refusal):
        job_loan_rate_history(law(), date(2015, 8, 31), "standard", NOW)


def test_a_day_before_the_approval_an_unknown_group_and_an_unknown_class_are_refused() -> None:
    with pytest.raises(Refusal, match="before the approval"):
        job_loan_rate(law(), NOW, date(2026, 11, 21), "standard")
    with pytest.raises(Refusal, match="choose standard or priority"):
        job_loan_rate(law(), NOW, NOW, "poor")
    with pytest.raises(Refusal, match="choose worker or establishment"):
        job_loan_rate(law(), NOW, NOW, "standard", borrower="farmer")


def test_a_source_that_lets_the_new_formula_reach_old_loans_re_prices_them_on_2026_01_01() -> None:
    switched = law().under([_overlay("job_loan_formula_of_old_loans", date(2026, 1, 1), "adopt")])
    assert job_loan_rate_history(switched, date(2024, 3, 1), "standard", NOW) == [
        (date(2024, 3, 1), 792_000, 1_029_600),
        (date(2025, 12, 1), 748_800, 973_440),
        (date(2026, 1, 1), 792_480, 1_030_224),
    ]


def test_a_rate_that_a_source_fixes_for_establishments_holds_for_them_alone_and_no_re_pricing_moves_it() -> None:
    local = law().under([_overlay("job_loan_rate_establishment_fixed", date(2026, 1, 1), "6.0")])
    rate = job_loan_rate(local, NOW, NOW, "standard", borrower="establishment")
    assert (rate.percent, rate.overdue_percent, rate.fixed) == ("6", "7.8", True)
    assert job_loan_rate(local, NOW, NOW, "standard").percent == "7.9248"
    older = job_loan_rate(local, date(2025, 12, 30), NOW, "standard", borrower="establishment")
    assert (older.percent, older.fixed) == ("7.488", False)


def test_a_rate_that_a_source_sets_for_a_group_stays_for_the_loans_approved_under_it() -> None:
    local = law().under(
        [
            _overlay("job_loan_rate_priority", date(2025, 1, 1), "4.8"),
            _overlay("job_loan_rate_priority", date(2026, 1, 1), None),
        ]
    )
    assert job_loan_rate(local, date(2025, 3, 1), NOW, "priority").percent == "4.8"
    assert job_loan_rate(local, date(2026, 3, 1), NOW, "priority").percent == "6.24"
    assert local.value("job_loan_overdue_rate_priority", date(2025, 3, 1)) == "6.24"


def _overlay(parameter: str, since: date, value: str | None) -> Overlay:
    return Overlay(parameter, since, value, ("Nghị quyết thử",), active=True)
