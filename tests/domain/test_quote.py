"""What holds for every quote, and how a request is refused."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.quote import quote
from loans.domain.refusal import Finding, Refusal

GOOD: dict[str, Any] = {
    "principal": 90_000_000,
    "annual_rate": "0.0624",
    "disbursed_on": "2026-03-31",
    "term_months": 36,
    "every_months": 6,
    "method": "equal_principal",
}

METHODS = st.sampled_from(["equal_principal", "bullet", "interest_only_balloon"])


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    term = draw(st.integers(1, 120))
    return {
        "principal": draw(st.integers(1, 10**15)),
        "annual_rate": "0." + draw(st.text("0123456789", min_size=1, max_size=20)),
        "disbursed_on": draw(st.dates(date(2000, 1, 1), date(2100, 1, 1))).isoformat(),
        "term_months": term,
        "every_months": draw(st.integers(1, 130)),
        "grace_months": draw(st.integers(0, term - 1)),
        "method": draw(METHODS),
        "day_count": draw(st.sampled_from(["actual/365", "30/360"])),
        "rounding_grain": draw(st.sampled_from([1, 1000, 100_000, 10**9])),
        "rounding": draw(st.sampled_from(["nearest", "down"])),
    }


@given(requests())
def test_principal_adds_up_the_balance_ends_at_0_and_every_figure_is_a_whole_number(request: dict[str, Any]) -> None:
    answer = quote(request)
    rows = answer["rows"]
    assert sum(row["principal"] for row in rows) == request["principal"]
    assert rows[-1]["balance_after"] == 0
    assert all(row["principal"] >= 0 and row["interest"] >= 0 and row["balance_after"] >= 0 for row in rows)
    assert all(row["total"] == row["principal"] + row["interest"] for row in rows)
    assert answer["total_interest"] == sum(row["interest"] for row in rows)
    figures = [value for row in rows for value in row.values() if not isinstance(value, str)]
    assert all(type(value) is int for value in figures)


@given(requests())
def test_periods_follow_each_other_without_a_gap(request: dict[str, Any]) -> None:
    rows = quote(request)["rows"]
    starts = [request["disbursed_on"], *(row["due"] for row in rows)]
    assert [row["start"] for row in rows] == starts[:-1]
    assert starts == sorted(set(starts))
    assert [row["no"] for row in rows] == list(range(1, len(rows) + 1))


@given(requests(), st.lists(st.integers(0, 400), max_size=4), st.integers(1, 30))
def test_whatever_is_repaid_principal_still_adds_up(request: dict[str, Any], gaps: list[int], share: int) -> None:
    start = date.fromisoformat(request["disbursed_on"])
    days = [date.fromordinal(start.toordinal() + sum(gaps[: n + 1])) for n in range(len(gaps))]
    amount = max(request["principal"] // (10 * share), 1)
    paid = [{"on_day": day.isoformat(), "amount": amount} for day in days]
    try:
        answer = quote(request | {"repayments": paid})
    except Refusal:  # over-payment, or a balance with no due date left: worked cases hold these
        return
    entries, rows = answer["entries"], answer["rows"]
    assert sum(part["principal"] for part in entries + rows) == request["principal"]
    assert answer["total_interest"] == sum(part["interest"] for part in entries + rows)
    assert all(entry["interest"] + entry["principal"] == amount for entry in entries)
    assert all(row["due"] > entry["on_day"] for entry in entries for row in rows)


def test_due_dates_given_one_by_one_say_the_same_as_a_term() -> None:
    by_term = quote(GOOD)
    listed = {name: GOOD[name] for name in GOOD if name not in {"term_months", "every_months"}}
    assert quote(listed | {"due_dates": [row["due"] for row in by_term["rows"]]}) == by_term


def test_a_rate_of_0_bears_nothing() -> None:
    assert quote(GOOD | {"annual_rate": "0"})["total_interest"] == 0


def findings(**changes: Any) -> list[Finding]:
    with pytest.raises(Refusal) as refused:
        quote({name: value for name, value in (GOOD | changes).items() if value is not ...})
    return list(refused.value.findings)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("principal", 0),
        ("principal", -5),
        ("principal", 1.0),
        ("principal", "90000000"),
        ("principal", True),
        ("principal", 10**15 + 1),
        ("principal", None),
        ("annual_rate", 0.0624),
        ("annual_rate", 0),
        ("annual_rate", "-0.01"),
        ("annual_rate", "6,24"),
        ("annual_rate", "6.24%"),
        ("annual_rate", ".5"),
        ("annual_rate", "1e-2"),
        ("annual_rate", "0.000000000000000000001"),
        ("annual_rate", "٠.٥"),
        ("annual_rate", "0.1\n"),
        ("disbursed_on", "31/03/2026"),
        ("disbursed_on", "20260331"),
        ("disbursed_on", "2026-W13-2"),
        ("disbursed_on", "2026-02-30"),
        ("disbursed_on", 20260331),
        ("term_months", 0),
        ("term_months", 1201),
        ("every_months", 0),
        ("grace_months", -1),
        ("grace_months", 36),
        ("grace_months", 37),
        ("method", "annuity"),
        ("method", ["bullet"]),
        ("day_count", "actual/360"),
        ("rounding_grain", 0),
        ("rounding", "up"),
        ("repayments", {"on_day": "2026-04-01"}),
        ("principle", 5),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(field: str, value: Any) -> None:
    (finding,) = findings(**{field: value})
    assert finding.field == field
    assert field in finding.vi
    assert field in finding.en


@pytest.mark.parametrize("field", ["principal", "annual_rate", "disbursed_on", "method", "term_months", "every_months"])
def test_a_missing_field_is_named(field: str) -> None:
    assert field in {finding.field for finding in findings(**{field: ...})}


def test_every_months_may_be_left_out_for_a_bullet_loan_alone() -> None:
    request = {name: value for name, value in GOOD.items() if name != "every_months"}
    assert len(quote(request | {"method": "bullet"})["rows"]) == 1
    assert [finding.field for finding in findings(every_months=..., method="interest_only_balloon")] == ["every_months"]


@pytest.mark.parametrize(
    "changes",
    [
        {"due_dates": ["2026-04-30"]},
        {"term_months": ..., "every_months": ...},
        {"due_dates": ["2026-04-30"], "every_months": ...},
    ],
)
def test_due_dates_are_given_in_exactly_one_way(changes: dict[str, Any]) -> None:
    assert "due_dates_or_term" in {finding.code for finding in findings(**changes)}


@pytest.mark.parametrize(
    "dates",
    [
        [],
        "2026-04-30",
        ["2026-03-31"],
        ["2026-03-01"],
        ["2026-05-01", "2026-04-01"],
        ["2026-05-01", "2026-05-01"],
        ["2026-05-32"],
        [5],
    ],
)
def test_due_dates_that_do_not_ascend_after_disbursement_are_refused(dates: Any) -> None:
    (finding,) = findings(due_dates=dates, term_months=..., every_months=...)
    assert finding.field == "due_dates"


def test_grace_that_leaves_no_due_date_for_principal_is_refused_for_listed_dates_too() -> None:
    dates = {"due_dates": ["2026-04-30", "2026-05-31"], "term_months": ..., "every_months": ...}
    (finding,) = findings(grace_months=2, **dates)
    assert finding.code == "grace_not_within_term"


def test_dates_beyond_the_calendar_are_refused() -> None:
    assert [finding.code for finding in findings(disbursed_on="9998-01-01")] == ["beyond_calendar"]


@pytest.mark.parametrize(
    ("repayment", "code", "named"),
    [
        ({"on_day": "2026-03-30", "amount": 1}, "repayment_out_of_order", "2026-03-30"),
        ({"on_day": "2026-03-31", "amount": 90_000_001}, "over_payment", "90000001"),
        ({"on_day": "2026-04-01", "amount": 0}, "not_an_integer_in_range", "0"),
        ({"on_day": "2026-04-01", "amount": 5.5}, "not_an_integer_in_range", "5.5"),
        ({"on_day": "2026-04-01"}, "field_missing", "amount"),
        ({"on_day": "2026-04-01", "amount": 5, "fee": 1}, "field_unknown", "fee"),
        ({"on_day": "2029-03-31", "amount": 50_000_000}, "no_due_date_left", "2029-03-31"),
        ("2026-04-01", "repayment_not_an_object", "2026-04-01"),
    ],
)
def test_a_wrong_repayment_is_refused_by_its_place(repayment: Any, code: str, named: str) -> None:
    (finding,) = findings(repayments=[repayment])
    assert (finding.source, finding.code) == ("repayments[0]", code)
    assert named in finding.vi
    assert named in finding.en


def test_repayments_out_of_order_are_refused_naming_the_day() -> None:
    paid = [{"on_day": "2026-06-01", "amount": 5}, {"on_day": "2026-05-31", "amount": 5}]
    (finding,) = findings(repayments=paid)
    assert (finding.source, finding.value) == ("repayments[1]", "2026-05-31")


def test_what_is_left_without_a_due_date_is_named_as_an_amount() -> None:
    # 1096 days to 31/3/2029: 90,000,000 × 0.0624 × 1096 / 365 = 16,863,386.30 (1,096 days: 2028 is a leap year)
    paid = [{"on_day": "2029-03-31", "amount": 16_863_386 + 89_999_999}]
    (finding,) = findings(repayments=paid)
    assert finding.value == 1


def test_all_faults_are_reported_in_one_run() -> None:
    found = findings(principal=0, annual_rate=1, disbursed_on="x", method="y", rounding="z", term_months=-1, extra=0)
    assert {finding.field for finding in found} == {
        "principal",
        "annual_rate",
        "disbursed_on",
        "method",
        "rounding",
        "term_months",
        "extra",
    }


def test_a_request_that_is_no_object_is_refused() -> None:
    wrong: list[Any] = [None, [], "x", 5]
    for value in wrong:
        with pytest.raises(Refusal) as refused:
            quote(value)
        assert refused.value.code == "quote_not_an_object"
