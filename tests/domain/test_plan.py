"""The credit plan: rounds that close, steps in order, and no plan below what was used."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.plan import (
    Line,
    PoolPart,
    Round,
    RoundState,
    Use,
    advance,
    closes,
    fits,
    plan_year,
    takes_back,
)
from loans.domain.refusal import Refusal

POOL = (PoolPart("new_budget", 200, "QĐ 1"), PoolPart("recovered", 300, ""), PoolPart("idle", 20, ""))


def test_lines_that_add_up_to_the_pool_close() -> None:
    lines = (Line("00004", 500), Line("00008", 40), Line("00010", -20))
    closes(lines, POOL)
    closes((), ())
    drawn = Round(1, 2026, 7, 1, RoundState.DRAFT, POOL, lines, "lan", 1)
    assert drawn.total == sum(part.amount for part in POOL) == 520


def test_a_round_that_does_not_close_says_how_far_apart_it_is() -> None:
    with pytest.raises(Refusal) as refused:
        closes((Line("00004", 521),), POOL)
    [finding] = refused.value.findings
    assert (refused.value.code, finding.code) == ("round_refused", "round_does_not_close")
    assert (finding.source, finding.field, finding.value) == ("pool", "lines", 521)
    assert "1 apart. Correct the lines so that they equal the pool exactly." in finding.en
    assert "chênh 1 đồng" in finding.vi


def test_a_round_reports_every_fault_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        closes((Line("00004", 1), Line("00004", 2), Line("00008", 3), Line("00008", 4)), POOL)
    found = [(finding.code, finding.source, finding.field, finding.value) for finding in refused.value.findings]
    assert found == [
        ("commune_twice", "00004", "commune", "00004"),
        ("commune_twice", "00008", "commune", "00008"),
        ("round_does_not_close", "pool", "lines", 10),
    ]
    assert "Merge them into one." in refused.value.findings[0].en
    assert "Gộp lại" in refused.value.findings[0].vi


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20), st.integers(-5, 5))
def test_a_round_closes_exactly_or_not_at_all(amounts: list[int], apart: int) -> None:
    lines = [Line(f"{code:05}", amount) for code, amount in enumerate(amounts)]
    pool = [PoolPart("new_budget", sum(amounts) + apart, "QĐ 1")]
    if apart:
        with pytest.raises(Refusal):
            closes(lines, pool)
    else:
        closes(lines, pool)


@pytest.mark.parametrize(("state", "wanted"), list(product(RoundState, RoundState)))
def test_a_round_goes_from_draft_to_submitted_to_decided(state: RoundState, wanted: RoundState) -> None:
    if (state, wanted) in {(RoundState.DRAFT, RoundState.SUBMITTED), (RoundState.SUBMITTED, RoundState.DECIDED)}:
        advance(state, wanted)
        return
    with pytest.raises(Refusal) as refused:
        advance(state, wanted)
    assert (refused.value.code, refused.value.field) == ("round_step_out_of_order", "state")
    assert refused.value.value == state.value
    assert "draft → submitted → decided" in refused.value.en
    assert "dự thảo → trình → quyết định" in refused.value.vi


def test_what_remains_is_the_plan_less_disbursed_and_committed() -> None:
    assert Use(planned=1_000, disbursed=300, committed=250).remaining == 450


def test_a_commitment_fits_up_to_the_last_dong() -> None:
    use = Use(planned=1_000, disbursed=300, committed=250)
    fits(450, use, commune="00004", year=2026)
    with pytest.raises(Refusal) as refused:
        fits(451, use, commune="00004", year=2026)
    found = refused.value
    assert (found.code, found.field, found.value) == ("beyond_plan", "amount", 451)
    assert found.cites
    for text in (found.vi, found.en):
        assert all(word in text for word in ("2026", "00004", "450", "1000", "300", "250", "451"))
    assert found.en.endswith("Lower the amount or ask for an adjustment round.")


def test_a_commune_without_a_plan_fits_nothing() -> None:
    fits(0, Use(0, 0, 0), commune="00004", year=2026)
    with pytest.raises(Refusal):
        fits(1, Use(0, 0, 0), commune="00004", year=2026)


def test_what_is_unused_may_be_taken_back_and_no_more() -> None:
    uses = {"00004": Use(planned=1_000, disbursed=300, committed=250)}
    takes_back((Line("00004", -450), Line("00008", 5)), uses)
    with pytest.raises(Refusal) as refused:
        takes_back((Line("00004", -451), Line("00008", -1), Line("00010", 1)), uses)
    found = [(f.code, f.source, f.field, f.value) for f in refused.value.findings]
    assert found == [("plan_below_use", "00004", "amount", -451), ("plan_below_use", "00008", "amount", -1)]
    assert refused.value.findings[0].en.endswith("Enter at least -450.")
    assert refused.value.findings[0].vi.endswith("Ghi ít nhất -450 đồng.")


def test_a_plan_lent_beyond_before_its_round_must_be_raised_to_what_was_lent() -> None:
    uses = {"00004": Use(planned=0, disbursed=100, committed=0)}
    takes_back((Line("00004", 100),), uses)
    with pytest.raises(Refusal) as refused:
        takes_back((Line("00004", 99),), uses)
    assert refused.value.findings[0].en.endswith("Enter at least +100.")


def test_a_day_belongs_to_the_plan_of_its_year() -> None:
    assert (plan_year(date(2025, 12, 31)), plan_year(date(2026, 1, 1))) == (2025, 2026)
