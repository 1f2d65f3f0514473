"""Appraisal on the real law of the decision day: limits, priority, security, and every finding with its article."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.appraisal import (
    Request,
    Terms,
    assess,
    collateral_needed,
    largest_loan,
    many,
    rate_group,
    room_of_establishment,
    room_of_worker,
)
from loans.domain.borrower import BorrowerClass, Evidence
from loans.domain.law import law
from loans.service.appraisal import terms_on

MILLION, BILLION = 10**6, 10**9
TODAY = date(2026, 11, 22)
LAST_OF_2025 = date(2025, 12, 31)
ESTABLISHMENTS = [kind for kind in BorrowerClass if kind.is_establishment]


def _terms(day: date = TODAY) -> Terms:
    return terms_on(law(), day)


def _worker(amount: int = 100 * MILLION, **known: Any) -> Request:
    return Request(BorrowerClass.WORKER, amount, **({"term_months": 36} | known))


def _establishment(amount: int, new: int, **known: Any) -> Request:
    given = {"term_months": 36, "new_workers": new, "all_workers": new, "total_workers": new} | known
    return Request(BorrowerClass.SME, amount, **given)


def _codes(request: Request, day: date = TODAY) -> list[str]:
    return [finding.code for finding in assess(request, _terms(day), day).findings]


@pytest.mark.parametrize(
    ("workers", "largest", "binding"),
    [
        (12, 2_400 * MILLION, "job_loan_max_per_worker:new"),
        (50, 10 * BILLION, "job_loan_max_establishment"),
        (60, 10 * BILLION, "job_loan_max_establishment"),
        (0, 0, "job_loan_max_per_worker:new"),
    ],
)
def test_the_largest_loan_of_an_establishment(workers: int, largest: int, binding: str) -> None:
    assert largest_loan(_establishment(1, workers), _terms()) == (largest, binding)


def test_a_worker_who_owes_90_million_may_have_110_million() -> None:
    assert largest_loan(_worker(owed=90 * MILLION), _terms()) == (110 * MILLION, "job_loan_max_worker")


def test_an_establishment_that_owes_600_million_for_10_workers_may_have_1_billion_for_5_more() -> None:
    asked = _establishment(1, 5, owed=600 * MILLION, all_workers=15)
    assert largest_loan(asked, _terms()) == (BILLION, "job_loan_max_per_worker:new")


def test_what_all_workers_carry_binds_where_the_establishment_owes_much() -> None:
    asked = _establishment(1, 5, owed=2 * BILLION, all_workers=12)
    assert largest_loan(asked, _terms()) == (400 * MILLION, "job_loan_max_per_worker:all")


def test_who_owes_more_than_the_maximum_may_have_nothing_and_never_less() -> None:
    assert largest_loan(_worker(owed=250 * MILLION), _terms())[0] == 0
    assert largest_loan(_establishment(1, 5, owed=11 * BILLION, all_workers=60), _terms())[0] == 0


@pytest.mark.parametrize(
    ("day", "worker", "establishment"),
    [
        (date(2018, 6, 1), 50 * MILLION, BILLION),
        (date(2019, 11, 8), 100 * MILLION, 2 * BILLION),
        (LAST_OF_2025, 100 * MILLION, 2 * BILLION),
        (date(2026, 1, 1), 200 * MILLION, 10 * BILLION),
    ],
)
def test_the_decision_day_picks_the_maximum(day: date, worker: int, establishment: int) -> None:
    assert largest_loan(_worker(), _terms(day))[0] == worker
    assert largest_loan(_establishment(1, 1_000), _terms(day))[0] == establishment


@given(owed=st.integers(0, 12 * BILLION), new=st.integers(0, 100), old=st.integers(0, 100))
def test_the_largest_loan_and_the_rule_over_columns_are_one(owed: int, new: int, old: int) -> None:
    terms = _terms()
    asked = _establishment(1, new, owed=owed, all_workers=new + old)
    room = room_of_establishment(terms.max_establishment, terms.max_per_worker, owed, new, new + old)
    assert largest_loan(asked, terms)[0] == room
    assert largest_loan(_worker(owed=owed), terms)[0] == room_of_worker(terms.max_worker, owed)


@pytest.mark.parametrize(
    ("amount", "day", "needed"),
    [
        (200 * MILLION, TODAY, False),
        (200 * MILLION + 1, TODAY, True),
        (100 * MILLION, LAST_OF_2025, True),
        (100 * MILLION - 1, LAST_OF_2025, False),
        (50 * MILLION, date(2018, 6, 1), False),
        (50 * MILLION + 1, date(2018, 6, 1), True),
    ],
)
def test_security_is_needed_above_or_from_the_threshold_of_the_day(amount: int, day: date, needed: bool) -> None:
    assert {collateral_needed(amount, _terms(day), kind) for kind in ESTABLISHMENTS} == {needed}
    assert not collateral_needed(amount, _terms(day), BorrowerClass.WORKER)


def _paper(group: str, member: str = "an", since: date = date(2026, 1, 1), until: date | None = None) -> Evidence:
    return Evidence(group, member, f"{group} {member}", since, until)


def test_3_of_10_workers_are_many_and_2_are_not() -> None:
    assert many(3, 10, 30)
    assert not many(2, 10, 30)
    assert not many(0, 0, 30), "nobody of nobody is not many"
    assert not many(29, 97, 30), "29 of 97 are 29.9 per cent"


def test_a_worker_in_two_groups_counts_once() -> None:
    papers = (_paper("disabled", "an"), _paper("disabled", "bình"), _paper("ethnic_minority", "bình"))
    asked = _establishment(1, 10, evidence=papers)
    assert rate_group(asked, _terms(), TODAY) == "standard"
    third = replace(asked, evidence=(*papers, _paper("ex_prisoner", "chi")))
    assert rate_group(third, _terms(), TODAY) == "priority"


@pytest.mark.parametrize(
    ("since", "until", "group"),
    [
        (TODAY, TODAY, "priority"),
        (date(2026, 11, 23), None, "standard"),
        (date(2020, 1, 1), date(2026, 11, 21), "standard"),
        (date(2020, 1, 1), None, "priority"),
    ],
)
def test_evidence_counts_where_it_holds_on_the_decision_day(since: date, until: date | None, group: str) -> None:
    asked = _worker(evidence=(_paper("disabled", since=since, until=until),))
    assert rate_group(asked, _terms(), TODAY) == group


def test_a_group_gives_priority_to_those_whom_the_law_of_the_day_names() -> None:
    assert rate_group(_worker(evidence=(_paper("ex_prisoner"),)), _terms(), TODAY) == "standard"
    released = tuple(_paper("ex_prisoner", member, date(2020, 1, 1)) for member in "abc")
    asked = _establishment(1, 10, evidence=released)
    assert rate_group(asked, _terms(), TODAY) == "priority"
    assert rate_group(asked, _terms(LAST_OF_2025), LAST_OF_2025) == "standard"


def test_a_sound_request_has_no_finding_and_names_what_binds_it() -> None:
    found = assess(_worker(), _terms(), TODAY)
    assert (found.findings, found.regime, found.rate_group) == ((), "338/2025/NĐ-CP", "standard")
    assert (found.largest_loan, found.binding) == (200 * MILLION, "job_loan_max_worker")
    assert any("338/2025" in cite for cite in found.cites)


def test_all_faults_are_found_at_once() -> None:
    asked = _establishment(11 * BILLION, 60, term_months=121)
    assert _codes(asked) == ["above_largest_loan", "term_too_long", "collateral_missing"]
    assert _codes(_worker(201 * MILLION, full_capacity=False)) == ["above_largest_loan", "no_full_capacity"]


@pytest.mark.parametrize(
    ("asked", "day", "codes"),
    [
        (_worker(200 * MILLION, term_months=120), TODAY, []),
        (_worker(200 * MILLION + 1), TODAY, ["above_largest_loan"]),
        (_worker(term_months=120), TODAY, []),
        (_worker(term_months=121), TODAY, ["term_too_long"]),
        (_worker(50 * MILLION, term_months=61), date(2018, 6, 1), ["term_too_long"]),
        (_establishment(201 * MILLION, 5), TODAY, ["collateral_missing"]),
        (_establishment(201 * MILLION, 5, collateral="nhà xưởng"), TODAY, []),
        (_establishment(100 * MILLION, 5), LAST_OF_2025, ["collateral_missing"]),
        (_establishment(100 * MILLION, 5, full_capacity=False), TODAY, []),
    ],
)
def test_each_limit_holds_at_its_very_edge(asked: Request, day: date, codes: list[str]) -> None:
    assert _codes(asked, day) == codes


def test_every_finding_names_field_value_article_and_what_to_do() -> None:
    askeds = (_establishment(11 * BILLION, 60, term_months=121), _worker(1, full_capacity=False))
    found = [finding for asked in askeds for finding in assess(asked, _terms(), TODAY).findings]
    assert {finding.code: (finding.field, finding.value) for finding in found} == {
        "above_largest_loan": ("amount", 11 * BILLION),
        "term_too_long": ("term_months", 121),
        "collateral_missing": ("collateral", ""),
        "no_full_capacity": ("full_capacity", False),
    }
    for finding in found:
        assert finding.cites
        assert finding.vi.endswith(".")
        assert finding.en.count(".") > 1, "what is wrong, then what to do"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (_worker(300 * MILLION), "a worker's maximum"),
        (_establishment(11 * BILLION, 60, collateral="x"), "an establishment's maximum"),
        (_establishment(BILLION, 1, collateral="x"), "newly supported workers"),
        (_establishment(BILLION, 5, owed=2 * BILLION, all_workers=12, collateral="x"), "all supported workers"),
    ],
)
def test_too_much_says_which_limit_binds(asked: Request, words: str) -> None:
    [finding] = assess(asked, _terms(), TODAY).findings
    assert words in finding.en
