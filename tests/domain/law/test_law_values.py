"""The values of the law on their days, against worked cases with their source."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from loans.domain.law import law
from loans.domain.refusal import Refusal, Unknown

CASES = Path(__file__).parents[2] / "cases" / "law_values.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8")))
NAMES = list(law().parameters)
DATED = [name for name in NAMES if law().parameter(name).versions]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['parameter']} on {row['on']}")
def test_a_parameter_has_the_value_of_its_source_on_the_day(row: dict[str, str]) -> None:
    assert str(law().value(row["parameter"], date.fromisoformat(row["on"]))) == row["value"], row["source"]


def test_a_rate_names_its_articles_its_first_day_and_how_surely_it_is_known() -> None:
    rate = law().at("job_loan_rate_standard", date(2026, 11, 22))
    assert rate.since == date(2026, 1, 1)
    assert rate.cites == (
        "Nghị định 338/2025/NĐ-CP, khoản 1 Điều 7",
        "Quyết định 2553/QĐ-TTg ngày 21/11/2025",
    )
    assert rate.certainty == "law"


def test_the_rate_of_december_2025_begins_with_the_decision_that_re_priced_it() -> None:
    rate = law().at("job_loan_rate_standard", date(2025, 12, 31))
    assert rate.since == date(2025, 12, 1)
    assert "Quyết định 2553/QĐ-TTg ngày 21/11/2025" in rate.cites


def test_a_computed_figure_is_only_as_certain_as_its_weakest_part() -> None:
    assert law().at("job_loan_rate_standard", date(2018, 1, 1)).certainty == "secondary"
    assert law().at("job_loan_rate_priority", date(2018, 1, 1)).certainty == "recollected"


@pytest.mark.parametrize("name", DATED)
def test_the_day_before_the_first_version_is_refused_naming_parameter_and_first_day(name: str) -> None:
    first = law().parameter(name).versions[0].since
    law().at(name, first)
    with pytest.raises(Refusal) as refused:
        law().at(name, first - timedelta(days=1))
    assert refused.value.code == "law_not_in_force"
    assert refused.value.field == name
    assert name in refused.value.en
    assert str(first) in refused.value.en
    assert f"{first:%d/%m/%Y}" in refused.value.vi
    assert refused.value.cites


@pytest.mark.parametrize("name", ["job_loan_appraise_working_days", "employment_fund_interest_share_capital"])
def test_a_rule_that_ended_without_successor_is_refused_from_its_last_day_on(name: str) -> None:
    law().at(name, date(2025, 12, 31))
    with pytest.raises(Refusal, match="ended on 2026-01-01") as refused:
        law().at(name, date(2026, 1, 1))
    assert refused.value.code == "law_repealed"


def test_a_parameter_that_only_a_source_can_set_is_refused_as_unset() -> None:
    with pytest.raises(Refusal) as refused:
        law().at("interest_share_provision", date(2026, 11, 22))
    assert refused.value.code == "law_unset"


def test_a_misspelt_name_is_answered_with_the_closest_ones() -> None:
    with pytest.raises(Unknown, match="job_loan_max_worker") as refused:
        law().at("job_loan_max_workers", date(2026, 1, 1))
    assert refused.value.code == "unknown_parameter"


def test_a_column_of_days_gets_the_value_of_each_day() -> None:
    days = [date(2019, 11, 7), date(2019, 11, 8), date(2025, 12, 31), date(2026, 1, 1)]
    values = law().parameter("job_loan_max_worker").values_at(days)
    assert values.dtype == np.int64
    assert values.tolist() == [50_000_000, 100_000_000, 100_000_000, 200_000_000]


@pytest.mark.parametrize("name", DATED)
def test_a_column_says_the_same_as_the_loop(name: str) -> None:
    parameter = law().parameter(name)
    if any(isinstance(version.value, str) for version in parameter.versions):
        with pytest.raises(TypeError, match="is text"):
            parameter.values_at([date(2026, 1, 1)])
        return
    days = [day for day in law().change_days() if parameter.in_force(day)]
    assert parameter.values_at(days).tolist() == [parameter.value(day) for day in days]


def test_a_column_with_one_day_before_the_first_version_is_refused() -> None:
    with pytest.raises(Refusal, match="2015-08-31"):
        law().parameter("job_loan_max_worker").values_at([date(2026, 1, 1), date(2015, 8, 31)])


def test_a_column_with_one_day_after_a_repeal_is_refused() -> None:
    with pytest.raises(Refusal, match="ended"):
        law().parameter("job_loan_appraise_working_days").values_at([date(2025, 1, 1), date(2026, 1, 1)])


def test_an_empty_column_stays_empty() -> None:
    assert law().parameter("job_loan_max_worker").values_at([]).tolist() == []
