"""On every day on which anything changes the law is whole, and every value says where it comes from."""

from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from importlib import resources

import pytest

from loans.domain.calendar import FIRST_DAY
from loans.domain.law import CERTAINTIES, law, shipped_overlays
from loans.domain.money import rate_e7
from loans.domain.refusal import Refusal

CHANGES = law().change_days()
FIRST_REGIME = date(2015, 9, 1)

OF_EVERY_REGIME = {
    "reference_rate_poor",
    "reference_rate_scope",
    "near_poor_rate",
    "job_loan_regime",
    "job_loan_max_worker",
    "job_loan_max_establishment",
    "job_loan_max_per_worker",
    "job_loan_max_term_months",
    "job_loan_rate_base",
    "job_loan_rate_standard",
    "job_loan_rate_priority",
    "job_loan_overdue_rate_standard",
    "job_loan_overdue_rate_priority",
    "job_loan_collateral_operator",
    "job_loan_collateral_above",
    "job_loan_approver",
    "job_loan_commune_confirmation",
    "job_loan_priority_share",
    "job_loan_priority_establishment_groups",
    "job_loan_priority_worker_groups",
    "job_loan_dossier_worker",
    "job_loan_dossier_establishment",
    "decision_working_days",
    "overseas_loan_rate_standard",
    "overseas_decision_working_days",
    "instalment_rule_entrusted",
    "instalment_rule_direct",
    "overdue_transfer_rule",
    "equal_day",
    "interest_day_count",
    "department",
    "area_level",
}
"""What a loan approved under any regime needs."""


READINGS = {
    "ageing_bounds_days",
    "collection_order",
    "collection_order_overdue",
    "equal_day",
    "freeze_interest",
    "inactive_months",
    "instalment_notice_days",
    "instalment_rounding",
    "instalment_rule_direct",
    "instalment_rule_direct_default",
    "instalment_rule_entrusted",
    "interest_collection_months",
    "interest_day_count",
    "loan_use_check_days",
    "overdue_transfer_rule",
    "report_monthly_window_first_day",
    "report_monthly_window_last_day",
    "session_days",
    "term_medium_max_months",
    "term_short_max_months",
}
"""What reports ask of any day of a loan's life (DOMAIN §7.2.21)."""


def test_the_law_changes_on_the_days_that_the_decrees_name() -> None:
    known = {
        "2014-06-06",
        "2015-06-05",
        "2015-09-01",
        "2019-11-08",
        "2025-07-01",
        "2025-12-01",
        "2026-01-01",
        "2026-03-01",
    }
    assert known <= {day.isoformat() for day in CHANGES}
    assert sorted(set(CHANGES)) == CHANGES


@pytest.mark.parametrize("day", [day for day in CHANGES if day >= FIRST_REGIME], ids=str)
def test_from_the_first_regime_on_nothing_that_a_loan_needs_is_missing(day: date) -> None:
    for around in (day, day + timedelta(days=1), max(FIRST_REGIME, day - timedelta(days=1))):
        assert {parameter.name for parameter, _ in law().in_force(around)} >= OF_EVERY_REGIME


@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_every_parameter_is_in_force_or_pending_or_ended_or_unset(day: date) -> None:
    book = law()
    holding = {parameter.name for parameter, _ in book.in_force(day)}
    pending = {parameter.name for parameter, _ in book.pending(day)}
    unset = {parameter.name for parameter in book.unset()}
    ended = {p.name for p in book.parameters.values() if any(v.repealed and v.since <= day for v in p.versions)}
    assert holding | pending | unset | ended == set(book.parameters)
    assert not holding & pending
    assert not (holding | pending) & unset


@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_every_value_in_force_is_cited_graded_and_exact(day: date) -> None:
    for parameter, version in law().in_force(day):
        assert type(version.value) in (int, str), parameter.name
        assert version.since <= day
        assert version.cites
        assert all(version.cites)
        assert version.certainty in CERTAINTIES
        assert version.checked_on == date(2026, 11, 22)
        if parameter.unit == "% năm":
            assert rate_e7(str(version.value)) > 0


@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_every_computed_figure_is_the_product_of_what_is_in_force(day: date) -> None:
    book = law()
    for name, formula in book.formulas.items():
        version = book.parameter(name).in_force(day)
        if version is None:
            continue
        product = Fraction(1)
        for factor in formula.factors(lambda read: book.value(read, day)):
            product *= Fraction(str(book.value(factor, day)))
        assert Fraction(str(version.value)) == product, name


def test_reference_rate_and_scope_change_on_the_same_days() -> None:
    rate, scope = law().parameter("reference_rate_poor"), law().parameter("reference_rate_scope")
    assert [version.since for version in rate.versions] == [version.since for version in scope.versions]


def test_pending_rules_stand_in_the_order_of_their_first_days() -> None:
    days = [version.since for _, version in law().pending(date(2014, 6, 6))]
    assert days
    assert days == sorted(days)


def test_before_the_first_act_held_only_readings_of_the_product_stand_and_none_before_the_books() -> None:
    assert {parameter.name for parameter, _ in law().in_force(date(2014, 6, 5))} == READINGS
    assert law().in_force(FIRST_DAY - timedelta(days=1)) == []


@pytest.mark.parametrize("name", sorted(READINGS))
def test_a_reading_of_the_product_holds_from_the_first_day_of_the_books_and_says_so(name: str) -> None:
    first = law().at(name, FIRST_DAY)
    assert "A reading of the product, held for every day of the books" in first.note
    assert first.certainty == "recollected"
    assert not any(version.repealed for version in law().parameter(name).versions)


def test_a_row_older_than_the_books_is_read_as_their_first_day_is_and_a_law_is_not() -> None:
    assert law().reading("equal_day", date(1900, 1, 1)) == law().at("equal_day", FIRST_DAY)
    assert law().reading("instalment_rule_entrusted", date(2026, 3, 1)).value == "instalment_moves"
    with pytest.raises(Refusal, match="not in force"):
        law().at("job_loan_max_worker", FIRST_DAY)


def test_nothing_is_pending_for_ever() -> None:
    assert law().pending(CHANGES[-1]) == []


def test_the_digests_are_those_of_the_shipped_files() -> None:
    folder = resources.files("loans.domain.law")
    digests = law().digests()
    assert {"reference_rate.toml", "job_loan_rate.toml", "report.toml"} <= set(digests)
    for name, digest in digests.items():
        assert sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest


def test_hanois_overlay_is_shipped_inactive_and_unconfirmed() -> None:
    overlays = shipped_overlays()["hanoi"]
    assert {(row.parameter, row.value) for row in overlays} >= {
        ("job_loan_max_worker", 300_000_000),
        ("job_loan_max_per_worker", 500_000_000),
        ("job_loan_rate_establishment_fixed", "6.0"),
    }
    assert not any(row.active or row.confirmed for row in overlays)
    assert all(row.parameter in law().parameters for row in overlays)
