"""A capital source's own values: laid over the national ones from their day, only when active."""

from dataclasses import replace
from datetime import date

import pytest

from loans.domain.law import LawFault, Overlay, Value, law, read_overlays, shipped_overlays
from loans.domain.refusal import Refusal, Unknown

START = date(2026, 6, 1)


def overlay(parameter: str, value: Value | None, since: date = START, *, active: bool = True) -> Overlay:
    return Overlay(parameter, since, value, ("Nghị quyết thử",), active=active)


def test_an_active_overlay_wins_from_its_day_on_and_not_before() -> None:
    local = law().under([overlay("job_loan_max_worker", 300_000_000)])
    assert local.value("job_loan_max_worker", date(2026, 5, 31)) == 200_000_000
    assert local.value("job_loan_max_worker", START) == 300_000_000
    assert local.at("job_loan_max_worker", START).cites == ("Nghị quyết thử",)
    assert local.at("job_loan_max_worker", START).local
    assert START in local.change_days()


def test_the_national_law_does_not_change_under_an_overlay() -> None:
    law().under([overlay("job_loan_max_worker", 300_000_000)])
    assert law().value("job_loan_max_worker", START) == 200_000_000


def test_an_inactive_overlay_is_ignored() -> None:
    local = law().under([overlay("job_loan_max_worker", 300_000_000, active=False)])
    assert local.value("job_loan_max_worker", START) == 200_000_000
    assert law().under(shipped_overlays()["hanoi"]).value("job_loan_max_worker", START) == 200_000_000


def test_hanois_draft_counts_once_an_operator_activates_it() -> None:
    local = law().under(replace(row, active=True) for row in shipped_overlays()["hanoi"])
    assert local.value("job_loan_max_worker", START) == 300_000_000
    assert local.value("job_loan_max_per_worker", START) == 500_000_000
    assert local.value("job_loan_rate_establishment_fixed", START) == "6.0"
    assert local.value("job_loan_max_worker", date(2025, 12, 31)) == 100_000_000


def test_a_null_value_ends_the_local_rule_and_the_national_one_holds_again() -> None:
    local = law().under(
        [overlay("job_loan_max_worker", 300_000_000), overlay("job_loan_max_worker", None, date(2026, 9, 1))]
    )
    assert local.value("job_loan_max_worker", date(2026, 8, 31)) == 300_000_000
    assert local.value("job_loan_max_worker", date(2026, 9, 1)) == 200_000_000


def test_a_null_value_ends_a_rule_that_only_the_source_had() -> None:
    name = "job_loan_rate_establishment_fixed"
    local = law().under([overlay(name, "6.0"), overlay(name, None, date(2026, 9, 1))])
    assert local.value(name, date(2026, 8, 31)) == "6.0"
    with pytest.raises(Refusal, match="ended on 2026-09-01"):
        local.value(name, date(2026, 9, 1))


def test_a_source_that_sets_a_multiple_changes_every_rate_computed_from_it() -> None:
    local = law().under([overlay("job_loan_multiple_priority", "0.50")])
    assert local.value("job_loan_rate_priority", START) == "3.12"
    assert local.value("job_loan_overdue_rate_priority", START) == "4.056"


def test_the_law_lets_a_source_go_higher_and_never_lower() -> None:
    with pytest.raises(Refusal, match="higher than the national 200000000") as refused:
        law().under([overlay("job_loan_max_worker", 150_000_000)])
    assert refused.value.code == "overlay_refused"
    assert "Nghị định 338/2025/NĐ-CP, khoản 3 Điều 5" in refused.value.cites
    before = law().under(
        [
            overlay("job_loan_max_worker", 80_000_000, date(2025, 1, 1)),
            overlay("job_loan_max_worker", None, date(2026, 1, 1)),
        ]
    )
    assert before.value("job_loan_max_worker", date(2025, 6, 1)) == 80_000_000


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("job_loan_max_worker", "300000000"),
        ("job_loan_rate_establishment_fixed", 6),
        ("job_loan_rate_establishment_fixed", "6,0"),
        ("job_loan_rate_establishment_fixed", "6.00000001"),
        ("equal_day", "yesterday"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(parameter: str, value: Value) -> None:
    with pytest.raises(Refusal) as refused:
        law().under([overlay(parameter, value)])
    assert refused.value.code == "overlay_refused"
    assert refused.value.field == parameter


def test_two_values_that_begin_on_one_day_and_a_value_without_article_are_refused() -> None:
    with pytest.raises(Refusal, match="one day"):
        law().under([overlay("job_loan_max_worker", 300_000_000), overlay("job_loan_max_worker", 400_000_000)])
    with pytest.raises(Refusal, match="article"):
        law().under([replace(overlay("job_loan_max_worker", 300_000_000), cites=())])


def test_an_overlay_of_an_unknown_parameter_is_refused_even_when_inactive() -> None:
    with pytest.raises(Unknown):
        law().under([overlay("job_loan_max", 1, active=False)])


def test_an_operator_adds_a_source_by_a_file_alone() -> None:
    text = """
source = "district_fund"
[[overlay]]
parameter = "job_loan_collateral_above"
since = 2026-06-01
value = 250_000_000
cites = ["Nghị quyết thử"]
certainty = "law"
active = true
confirmed = true
"""
    source, overlays = read_overlays(text, "overlay_district.toml")
    assert source == "district_fund"
    assert law().under(overlays).value("job_loan_collateral_above", START) == 250_000_000
    with pytest.raises(LawFault, match="overlay 1: `active`"):
        read_overlays(text.replace("active = true", "active = 1"), "overlay_district.toml")
