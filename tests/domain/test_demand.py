"""Loan demand: planning groups, the result of every row, sums that do not depend on how they are cut."""

import inspect
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.area import areas
from loans.domain.demand import (
    PURPOSES,
    RowResult,
    Totals,
    against_last_year,
    check_rows,
    line_warnings,
    per_job,
    planning_groups,
    still_owing,
    totals,
    totals_by,
)
from loans.domain.demand.groups import read_groups
from loans.domain.demand.rows import EXPLAINED
from loans.domain.job_report import JobReport, check_reports, covered
from loans.domain.law import LawFault, law, rates
from loans.domain.refusal import Forbidden
from tests.programme import MILLION

DAY = date(2026, 11, 20)
ROW = {
    "commune": "00004",
    "beneficiaries": "all",
    "purpose": "create",
    "workers": 10,
    "amount": 600 * MILLION,
    "jobs": 12,
}
CODES = [commune.code for commune in areas().in_force(DAY)]


def checked(*rows: dict[str, Any], without: Iterable[str] = ()) -> list[RowResult]:
    return check_rows(rows, on=DAY, year=2026, within=lambda _: None, without=tuple(without))


def codes(row: RowResult) -> list[str]:
    return [finding.code for finding in (*row.errors, *row.warnings)]


# --- groups


def test_the_groups_are_those_of_the_law_and_of_the_city_s_plans() -> None:
    by_kind: dict[str, set[str]] = {}
    for group in planning_groups().values():
        by_kind.setdefault(group.kind, set()).add(group.code)
        assert group.title_vi
        assert group.title_en
        assert group.cites
    assert by_kind["generic"] == {"all"}
    assert {"worker", "establishment", "sme", "cooperative", "business_household", "overseas_worker"} <= by_kind["law"]
    assert by_kind["city_plan"] == {
        "poor",
        "near_poor",
        "newly_escaped",
        "ethnic_minority",
        "disabled",
        "demobilised_youth",
        "reorganisation_leaver",
        "returned_contract_worker",
        "green_job",
        "difficult_area",
    }


def test_no_rate_follows_from_a_planning_group() -> None:
    """DOMAIN §6.14: three attributes, never derived from each other."""
    for module in (
        rates,
        __import__("loans.domain.quote", fromlist=["x"]),
        __import__("loans.domain.appraisal", fromlist=["x"]),
    ):
        assert "planning" not in inspect.getsource(module)
        for _, function in inspect.getmembers(module, inspect.isfunction):
            assert not {"beneficiaries", "planning_group", "group_of_plan"} & set(
                inspect.signature(function).parameters
            )
    for name, parameter in law().parameters.items():
        if "rate" in name:
            assert not {"demobilised_youth", "green_job", "newly_escaped"} & set(parameter.reads)


GROUP = '[all]\ntitle_vi = "A"\ntitle_en = "A"\nkind = "generic"\ncites = ["X"]\ncertainty = "law"\n'


@pytest.mark.parametrize(
    "text",
    [
        GROUP.replace("[all]", "[other]"),
        GROUP.replace('kind = "generic"', 'kind = "guess"'),
        GROUP.replace('certainty = "law"', 'certainty = "sure"'),
        GROUP.replace('cites = ["X"]', "cites = []"),
        GROUP.replace('title_vi = "A"\n', ""),
        GROUP + GROUP.replace("[all]", "[other]"),
    ],
)
def test_a_faulty_file_of_groups_is_refused(text: str) -> None:
    assert read_groups(GROUP)
    with pytest.raises(LawFault, match=r"planning_groups\.toml"):
        read_groups(text)


# --- rows


def test_a_good_row_is_ok_and_every_purpose_is_known() -> None:
    assert [row.result for row in checked(*(ROW | {"purpose": str(purpose)} for purpose in PURPOSES))] == ["ok"] * 4


@pytest.mark.parametrize(
    ("change", "code", "field", "words"),
    [
        ({"commune": "99999"}, "unknown_area_code", "commune", "99999"),
        ({"commune": "00001"}, "old_area_code", "commune", "Nay thuộc"),
        ({"commune": "4"}, "unknown_area_code", "commune", "00004"),
        ({"beneficiaries": "rich"}, "unknown_beneficiaries", "beneficiaries", "near_poor"),
        ({"purpose": "party"}, "unknown_purpose", "purpose", "create"),
        ({"amount": -1}, "number_refused", "amount", "-1"),
        ({"workers": "3"}, "number_refused", "workers", "3"),
        ({"jobs": True}, "number_refused", "jobs", "True"),
        ({"amount": 10**15 + 1}, "number_refused", "amount", "1000000000000000"),
        ({"amount": 0}, "demand_half_stated", "amount", "0"),
        ({"workers": 0, "jobs": 0}, "demand_half_stated", "amount", "0"),
    ],
)
def test_a_faulty_row_names_field_value_and_what_to_do(
    change: dict[str, Any], code: str, field: str, words: str
) -> None:
    (row,) = checked(ROW | change)
    assert (row.result, codes(row)) == ("error", [code])
    (fault,) = row.errors
    assert (fault.source, fault.field) == ("row 1", field)
    assert words in fault.vi
    assert fault.en.endswith(".")


def test_a_row_that_lacks_a_field_is_faulty_unless_reading_it_said_so() -> None:
    (bare,) = checked({name: value for name, value in ROW.items() if name != "jobs"})
    assert codes(bare) == ["number_refused"]


def test_a_sheet_of_nothing_but_wrong_codes_is_told_so_row_by_row() -> None:
    wrong = [ROW | {"commune": f"9{number:04d}"} for number in range(EXPLAINED + 50)]
    rows = checked(*wrong, ROW, ROW | {"commune": "00001"})
    assert {code for row in rows[:-2] for code in codes(row)} == {"unknown_area_code"}
    assert [codes(row) for row in rows[-2:]] == [[], ["old_area_code"]]


def test_the_same_commune_group_and_purpose_twice_is_an_error_of_the_later_row() -> None:
    rows = checked(ROW, ROW | {"purpose": "maintain"}, ROW | {"place": "hàng 9"})
    assert [codes(row) for row in rows] == [[], [], ["demand_twice"]]
    assert (rows[2].source, "row 1" in rows[2].errors[0].vi) == ("hàng 9", True)


def test_a_commune_of_somebody_else_and_one_said_to_need_nothing_are_errors() -> None:
    def within(commune: str) -> None:
        if commune != "00004":
            raise Forbidden("commune_not_yours", vi="Không.", en="No.")

    rows = check_rows([ROW, ROW | {"commune": "00008"}], on=DAY, year=2026, within=within, without=["00004"])
    assert [codes(row) for row in rows] == [["demand_and_none"], ["commune_not_yours"]]


@pytest.mark.parametrize(
    ("jobs", "amount", "warnings"),
    [
        (1, 15 * MILLION, []),
        (1, 15 * MILLION - 1, ["demand_per_job_unusual"]),
        (1, 100 * MILLION, []),
        (1, 100 * MILLION + 1, ["demand_per_job_unusual"]),
        (2, 30 * MILLION - 1, []),  # 14.999.999,5 → 15.000.000: halves up to the đồng
        (0, 50 * MILLION, ["demand_without_jobs"]),
        (1, 600, ["demand_per_job_unusual"]),
    ],
)
def test_dong_a_job_outside_the_bounds_are_a_warning(jobs: int, amount: int, warnings: list[str]) -> None:
    (row,) = checked(ROW | {"jobs": jobs, "amount": amount})
    assert codes(row) == warnings
    assert row.result == ("warning" if warnings else "ok")


def test_the_bounds_are_data_of_the_plan_year() -> None:
    bounds = per_job(2026)
    assert (bounds.least, bounds.most) == (15 * MILLION, 100 * MILLION)
    assert law().at("demand_per_job_least", DAY).certainty == "recollected"
    assert (per_job(2025).least, per_job(2025).most) == (None, None)


def test_not_broken_down_beside_groups_is_a_warning() -> None:
    rows = checked(ROW, ROW | {"beneficiaries": "poor"}, ROW | {"commune": "00008"})
    assert [codes(row) for row in rows] == [["demand_all_beside_groups"], [], []]
    assert [each.code for each in line_warnings([ROW, ROW | {"beneficiaries": "poor"}], 2026)] == [
        "demand_all_beside_groups"
    ]


@pytest.mark.parametrize(
    ("now", "last", "warned"),
    [(100, 50, False), (101, 50, True), (50, 100, False), (49, 100, True), (0, 1, True), (0, 0, False)],
)
def test_more_than_double_or_less_than_half_of_last_year_is_a_warning(now: int, last: int, warned: bool) -> None:
    assert bool(against_last_year("00004", Totals(1, now, 1), Totals(1, last, 1))) == warned
    assert against_last_year("00004", Totals(1, now, 1), None) == []


ROWS = st.lists(
    st.builds(
        lambda commune, group, purpose, workers, amount, jobs: {
            "commune": commune,
            "beneficiaries": group,
            "purpose": purpose,
            "workers": workers,
            "amount": amount,
            "jobs": jobs,
        },
        st.sampled_from([*CODES[:4], "00001", "99999"]),
        st.sampled_from([*list(planning_groups())[:4], "rich"]),
        st.sampled_from(["create", "maintain"]),
        st.integers(-1, 50),
        st.integers(-1, 3_000) | st.integers(0, 10**15),
        st.integers(-1, 50),
    ),
    max_size=8,
)


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows: list[dict[str, Any]], chance: Any) -> None:
    """Each row is told the same wherever it stands; of two that repeat each other, the later one is."""
    placed = [row | {"place": f"hàng {number}"} for number, row in enumerate(rows)]
    shuffled = chance.sample(placed, len(placed))

    def told(result: RowResult) -> Any:
        return result.source, sorted(code for code in codes(result) if code != "demand_twice")

    plain = {told(each)[0]: told(each)[1] for each in checked(*placed)}
    mixed = {told(each)[0]: told(each)[1] for each in checked(*shuffled)}
    sound = [each.source for each in checked(*placed) if "demand_twice" in codes(each)]
    assert len(sound) == sum("demand_twice" in codes(each) for each in checked(*shuffled))
    if not sound:
        assert plain == mixed


@given(ROWS)
def test_a_total_is_the_sum_however_it_is_cut(rows: list[dict[str, Any]]) -> None:
    whole = totals(rows)
    for name in ("commune", "beneficiaries", "purpose"):
        assert sum(totals_by(name, rows).values(), Totals()) == whole


def test_those_who_owe_an_answer() -> None:
    assert still_owing(CODES, DAY) == ()
    assert still_owing(CODES[1:], DAY) == (CODES[0],)
    assert len(still_owing([], DAY)) == 126
    assert still_owing([], DAY, [CODES[5]]) == (CODES[5],)


# --- job results


def report(since: date, through: date) -> JobReport:
    return JobReport("00004", since, through, 9, 4, 1)


def window(
    *rows: dict[str, Any], standing: Iterable[JobReport] = (), since: date = date(2026, 1, 1)
) -> list[list[str]]:
    found = check_reports(rows, standing, since=since, through=date(2026, 6, 15), within=lambda _: None)
    return [codes(row) for row in found]


def test_job_results_are_checked_row_by_row() -> None:
    good = {"commune": "00004", "jobs": 9, "by_loans": 4, "abroad": 5}
    assert window(good, good | {"commune": "00001"}, good, good | {"commune": "00008", "abroad": 6}) == [
        [],
        ["old_area_code"],
        ["job_report_twice"],
        ["job_parts_above_whole"],
    ]
    assert window(good | {"jobs": -1}) == [["number_refused"]]


def test_windows_of_one_commune_share_no_day_unless_they_are_the_same() -> None:
    good = {"commune": "00004", "jobs": 9, "by_loans": 4, "abroad": 1}
    same, other = report(date(2026, 1, 1), date(2026, 6, 15)), report(date(2026, 6, 1), date(2026, 7, 1))
    assert window(good, standing=[same]) == [[]]
    assert window(good, standing=[same, other]) == [["job_report_overlaps"]]
    assert window(good | {"commune": "00008"}, standing=[other]) == [[]]


def test_a_window_before_the_reform_has_no_communes() -> None:
    good = {"commune": "00004", "jobs": 9, "by_loans": 4, "abroad": 1}
    assert window(good, since=date(2025, 6, 30)) == [["no_communes_yet"]]


def test_a_window_is_covered_when_no_day_is_left_out() -> None:
    first, second = report(date(2026, 1, 1), date(2026, 1, 31)), report(date(2026, 2, 1), date(2026, 2, 28))
    assert covered([second, first], date(2026, 1, 1), date(2026, 2, 28))
    assert not covered([second], date(2026, 1, 1), date(2026, 2, 28))
    assert not covered([first], date(2026, 1, 1), date(2026, 2, 28))
    assert not covered([], date(2026, 1, 1), date(2026, 2, 28))
