"""Programmes as files: read and checked like the law, whole on every day, and what each lets its loans be."""

from datetime import date
from importlib import resources
from typing import Any

import pytest

from loans.domain.appraisal import Request, assess, largest_loan, rate_group
from loans.domain.borrower import BorrowerClass, Evidence
from loans.domain.law import CERTAINTIES, LawFault, law
from loans.domain.law.rates import job_loan_rate_history, loan_rate, loan_rate_history
from loans.domain.programme import Limit, programme_of, programmes, read_programme
from loans.domain.refusal import Refusal, Unknown
from loans.service.appraisal import terms_on

MILLION = 10**6
TODAY = date(2026, 11, 22)
FIRST_REGIME = date(2015, 9, 1)
ABROAD = programme_of("overseas_work")
FILE = "programme_overseas_work.toml"
TEXT = resources.files("loans.domain.law").joinpath(FILE).read_bytes().decode()


def _asked(amount: int = 90 * MILLION, **known: Any) -> Request:
    facts = {"term_months": 36, "pre_departure_cost": 120 * MILLION, "labour_contract_months": 36}
    return Request(BorrowerClass.WORKER, amount, **facts | known)


def _codes(request: Request, day: date = TODAY) -> list[str]:
    return [finding.code for finding in assess(request, terms_on(law(), day, ABROAD), day).findings]


def test_there_are_two_programmes_and_job_creation_has_the_banks_code_03() -> None:
    assert list(programmes()) == ["job_creation", "overseas_work"]
    assert (programme_of("job_creation").bank_code, programme_of("job_creation").limit) == ("03", Limit.CLASS_MAXIMUM)
    assert law().text("job_loan_programme_code", TODAY) == programme_of("job_creation").bank_code


def test_job_creation_lets_its_loans_repay_in_equal_parts_or_at_the_end_by_actual_days() -> None:
    job = programme_of("job_creation")
    assert job.methods == ("equal_principal", "bullet_monthly_interest")
    assert job.day_counts == ("actual/365",)
    assert (job.counts_to_job_cap, ABROAD.counts_to_job_cap) == (True, False)


@pytest.mark.parametrize("day", [day for day in law().change_days() if day >= FIRST_REGIME], ids=str)
@pytest.mark.parametrize("code", sorted(programmes()))
def test_each_programme_is_whole_on_every_day_on_which_anything_changes(code: str, day: date) -> None:
    programme = programme_of(code)
    terms = terms_on(law(), day, programme)
    assert terms.decision_working_days > 0
    assert all(terms.cites.values())
    assert programme.certainty in CERTAINTIES
    rate = loan_rate(law(), programme.rate_family, day, day, "standard")
    assert 10 * rate.overdue_e7 == 13 * rate.e7


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ('code = "overseas_work"', 'code = ""', "`code` must be text"),
        ('methods = ["equal_principal", "bullet_monthly_interest"]', 'methods = ["balloon"]', "balloon is none of"),
        ("methods = [", "method = [", "lack or are unknown: method, methods"),
        ('day_counts = ["actual/365"]', 'day_counts = ["30/360"]', "30/360 is none of actual/365"),
        ('purposes = ["work_abroad"]', "purposes = []", "is no list"),
        ('borrowers = ["worker"]', 'borrowers = ["worker", "worker"]', "twice"),
        ('limit = "cost_share"', 'limit = "none"', "`limit` must be one of"),
        ('limit = "cost_share"', 'limit = "class_maximum"', "roles that lack or are unknown"),
        ("counts_to_job_cap = false", "counts_to_job_cap = 0", "must be true or false"),
        ('"overseas_loan_approver"', '"nobody_approves"', "no parameter nobody_approves"),
        ('rate_family = "overseas_loan"', 'rate_family = "free"', "free_rate_standard"),
        ('certainty = "law"', 'certainty = "sure"', "`certainty`"),
        ("checked_on = 2026-11-22", 'checked_on = "today"', "`checked_on`"),
    ],
)
def test_a_faulty_programme_is_refused_by_file_and_fault(good: str, bad: str, fault: str) -> None:
    text = TEXT.replace(good, bad, 1)
    assert text != TEXT
    with pytest.raises(LawFault, match=FILE) as found:
        read_programme(text, FILE, law())
    assert fault in str(found.value)


def test_a_method_or_day_count_that_is_not_listed_is_refused_with_the_list() -> None:
    only = read_programme(TEXT.replace(', "bullet_monthly_interest"', "", 1), FILE, law())
    only.check_contract("equal_principal", "actual/365")
    with pytest.raises(Refusal) as refused:
        only.check_contract("bullet_monthly_interest", "actual/365")
    assert (refused.value.code, refused.value.field) == ("method_not_of_programme", "method")
    assert refused.value.en.endswith("Choose one of equal_principal.")
    with pytest.raises(Refusal) as other:
        ABROAD.check_contract("equal_principal", "30/360")
    assert other.value.code == "day_count_not_of_programme"
    assert "actual/365" in other.value.vi
    assert other.value.cites == ABROAD.cites


def test_an_unknown_programme_is_refused_with_those_there_are() -> None:
    with pytest.raises(Unknown, match="job_creation, overseas_work"):
        programme_of("hssv")


# --- work abroad


def test_the_largest_loan_abroad_is_the_whole_cost_before_departure() -> None:
    terms = terms_on(law(), TODAY, ABROAD)
    assert largest_loan(_asked(), terms) == (120 * MILLION, "overseas_loan_max_cost_share")
    assert largest_loan(_asked(owed=200 * MILLION), terms)[0] == 120 * MILLION, "job loans do not count against it"
    assert largest_loan(_asked(pre_departure_cost=0), terms)[0] == 0


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (_asked(120 * MILLION), []),
        (_asked(120 * MILLION + 1), ["above_largest_loan"]),
        (_asked(term_months=37), ["term_too_long"]),
        (_asked(200 * MILLION, pre_departure_cost=300 * MILLION), []),
        (_asked(200 * MILLION + 1, pre_departure_cost=300 * MILLION), ["collateral_missing"]),
        (_asked(200 * MILLION + 1, pre_departure_cost=300 * MILLION, collateral="nhà"), []),
        (_asked(full_capacity=False), ["no_full_capacity"]),
    ],
)
def test_each_limit_abroad_holds_at_its_very_edge(asked: Request, codes: list[str]) -> None:
    assert _codes(asked) == codes


def test_until_2025_security_abroad_began_at_100_million() -> None:
    assert _codes(_asked(100 * MILLION), date(2025, 12, 31)) == ["collateral_missing"]
    assert _codes(_asked(100 * MILLION - 1), date(2025, 12, 31)) == []


def test_an_establishment_does_not_go_abroad() -> None:
    asked = Request(BorrowerClass.SME, MILLION, 12, pre_departure_cost=MILLION, labour_contract_months=12)
    found = assess(asked, terms_on(law(), TODAY, ABROAD), TODAY)
    [finding] = found.findings
    assert finding.code == "borrower_not_of_programme"
    assert any("khoản 2 Điều 9" in cite for cite in finding.cites)
    assert not found.collateral_needed


def test_every_finding_abroad_names_its_own_article() -> None:
    asked = _asked(400 * MILLION, pre_departure_cost=300 * MILLION, term_months=40, full_capacity=False)
    found = assess(asked, terms_on(law(), TODAY, ABROAD), TODAY).findings
    assert {finding.code: finding.cites[0].rpartition(", ")[2] for finding in found} == {
        "above_largest_loan": "khoản 1 Điều 12",
        "term_too_long": "Điều 14",
        "collateral_missing": "khoản 1 Điều 13",
        "no_full_capacity": "khoản 7 Điều 9",
    }


@pytest.mark.parametrize(
    ("group", "rate"),
    [("poor_ethnic_minority", "priority"), ("poor_kinh_difficult_area", "priority"), ("disabled", "standard")],
)
def test_priority_abroad_is_of_its_own_groups(group: str, rate: str) -> None:
    asked = _asked(evidence=(Evidence(group, "an", "1", date(2026, 1, 1)),))
    assert rate_group(asked, terms_on(law(), TODAY, ABROAD), TODAY) == rate


def test_rates_abroad_follow_their_own_formula_over_time() -> None:
    family = ABROAD.rate_family
    assert loan_rate_history(law(), family, date(2024, 3, 1), "standard", TODAY) == [
        (date(2024, 3, 1), 660_000, 858_000),
        (date(2025, 12, 1), 624_000, 811_200),
    ]
    assert loan_rate_history(law(), family, TODAY, "standard", TODAY) == [(TODAY, 792_480, 1_030_224)]
    assert loan_rate_history(law(), family, TODAY, "priority", TODAY) == [(TODAY, 624_000, 811_200)]
    job = job_loan_rate_history(law(), date(2024, 3, 1), "standard", TODAY)
    assert job == loan_rate_history(law(), "job_loan", date(2024, 3, 1), "standard", TODAY)
    assert job[0] == (date(2024, 3, 1), 792_000, 1_029_600)
