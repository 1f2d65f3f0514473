"""The credit plan: rounds that close, steps in order, and no plan below what was used."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.plan import (
    LEADS_TO,
    Bridge,
    Line,
    Measure,
    PoolPart,
    Round,
    RoundState,
    Step,
    StepKind,
    Use,
    advance,
    bridge_of,
    check_bridge,
    closes,
    explains_adjustments,
    fits,
    fits_measure,
    hears_finance,
    in_force,
    in_turn,
    one_measure,
    part_of,
    plan_year,
    second_person,
    takes_back,
)
from loans.domain.refusal import Refusal

LENDING = Measure.LENDING
POOL = (PoolPart("new", 200, "QĐ 1"), PoolPart("recovered", 300, ""), PoolPart("idle", 20, ""))


def test_lines_that_add_up_to_the_pool_close() -> None:
    lines = (Line("00004", 500), Line("00008", 40), Line("00010", -20))
    closes(lines, POOL)
    closes((), ())
    drawn = replace(a_round(RoundState.DRAFT), lines=lines)
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
    pool = [PoolPart("new", sum(amounts) + apart, "QĐ 1")]
    if apart:
        with pytest.raises(Refusal):
            closes(lines, pool)
    else:
        closes(lines, pool)


def a_round(state: RoundState, *, pool: tuple[PoolPart, ...] = POOL, by: str = "lan", number: int = 1) -> Round:
    """A round that one person drafted."""
    drafted = Step("round_drafted", date(2026, 1, 5), by, datetime(2026, 1, 5, tzinfo=UTC), {})
    return Round(1, 2026, 7, number, Measure.LENDING, state, 1, pool, (), pool, (), by, 1, (drafted,))


ALLOWED = {
    StepKind.REVISED: {"draft", "branch_heard", "finance_heard", "checked", "returned"},
    StepKind.BRANCH_OPINION: {"draft"},
    StepKind.FINANCE_OPINION: {"branch_heard"},
    StepKind.CHECKED: {"finance_heard"},
    StepKind.SENT_BACK: {"branch_heard", "finance_heard", "checked"},
    StepKind.SUBMITTED: {"checked"},
    StepKind.DECIDED: {"submitted"},
    StepKind.RETURNED: {"submitted"},
    StepKind.WITHDRAWN: {"draft", "branch_heard", "finance_heard", "checked", "returned"},
}


@pytest.mark.parametrize(("kind", "state"), list(product(ALLOWED, RoundState)))
def test_each_step_follows_only_where_the_chain_lets_it(kind: StepKind, state: RoundState) -> None:
    if state.value in ALLOWED[kind]:
        assert advance(a_round(state), kind) == LEADS_TO[kind]
        return
    with pytest.raises(Refusal) as refused:
        advance(a_round(state), kind)
    assert (refused.value.code, refused.value.field) == ("round_step_out_of_order", "state")
    assert refused.value.value == state.value
    assert "submission → decision" in refused.value.en
    assert "trình → quyết định" in refused.value.vi
    assert refused.value.cites


def test_without_new_budget_the_department_of_finance_need_not_be_heard() -> None:
    recovered = (PoolPart("recovered", 300, ""), PoolPart("new", 0, ""))
    assert not hears_finance(recovered)
    assert hears_finance((PoolPart("new", 1, "QĐ 1"),))
    assert advance(a_round(RoundState.BRANCH_HEARD, pool=recovered), StepKind.CHECKED) is RoundState.CHECKED
    with pytest.raises(Refusal):
        advance(a_round(RoundState.BRANCH_HEARD, pool=(PoolPart("new", 1, "QĐ 1"),)), StepKind.CHECKED)


def test_a_second_person_is_anybody_but_the_author_of_the_version_that_stands() -> None:
    second_person("mai", a_round(RoundState.DRAFT), "checked_by")
    with pytest.raises(Refusal) as refused:
        second_person("lan", a_round(RoundState.DRAFT), "checked_by")
    assert (refused.value.code, refused.value.value) == ("same_person", "lan")


def test_rounds_are_decided_in_turn() -> None:
    second = a_round(RoundState.SUBMITTED, number=2)
    for state in (RoundState.DECIDED, RoundState.WITHDRAWN):
        in_turn(second, [a_round(state), second])
    with pytest.raises(Refusal) as refused:
        in_turn(second, [a_round(RoundState.CHECKED), second])
    assert refused.value.code == "round_out_of_turn"


def test_the_two_measures_never_mix_in_a_year() -> None:
    one_measure([a_round(RoundState.WITHDRAWN)], Measure.OUTSTANDING)
    one_measure([a_round(RoundState.DECIDED)], Measure.LENDING)
    with pytest.raises(Refusal) as refused:
        one_measure([a_round(RoundState.DECIDED)], Measure.OUTSTANDING)
    assert refused.value.code == "measures_mixed"


def test_recovered_capital_is_no_growth() -> None:
    fits_measure((PoolPart("new", 200, ""), PoolPart("recovered", 300, "")), Measure.LENDING)
    fits_measure((PoolPart("new", 200, ""), PoolPart("idle", 20, "")), Measure.OUTSTANDING)
    with pytest.raises(Refusal) as refused:
        fits_measure((PoolPart("recovered", 300, ""),), Measure.OUTSTANDING)
    assert (refused.value.code, refused.value.value) == ("recovered_is_no_growth", 300)


def test_the_bridge_of_the_ruling() -> None:
    """§6.12: 1.000 owed, idle 20, new 200, recovery 300 → lending pool 520, growth 220, target 1.220."""
    by_lending = bridge_of(Measure.LENDING, base=1_000, recovery=300, shared=520)
    by_outstanding = bridge_of(Measure.OUTSTANDING, base=1_000, recovery=300, shared=220)
    assert by_lending == by_outstanding == Bridge(base=1_000, recovery=300, lending=520, target=1_220)
    assert by_lending.gap == 0
    assert Bridge(1_000, 300, 520, 1_219).gap == 1


def test_recoveries_that_are_not_the_recovered_part_of_the_pool_do_not_close() -> None:
    lines = [Line("00004", 400, recovery=200), Line("00008", 120, recovery=99)]
    check_bridge(Measure.LENDING, lines, 299)
    check_bridge(Measure.OUTSTANDING, lines, 0)
    check_bridge(Measure.LENDING, [Line("00004", 400)], 300)
    with pytest.raises(Refusal) as refused:
        check_bridge(Measure.LENDING, lines, 300)
    assert (refused.value.code, refused.value.value) == ("bridge_does_not_close", -1)


def test_an_adjustment_says_why() -> None:
    explains_adjustments([Line("00004", 5)], first=True)
    explains_adjustments([Line("00004", 5, reason="Nhu cầu tăng"), Line("00008", 0)], first=False)
    for lines, first in (([Line("00004", 5)], False), ([Line("00004", -5)], True)):
        with pytest.raises(Refusal) as refused:
            explains_adjustments(lines, first=first)
        assert refused.value.findings[0].code == "reason_missing"


JAN, JUL = date(2026, 1, 15), date(2026, 7, 1)


def test_the_plan_in_force_counts_what_is_taken_back_later_and_not_what_is_given_later() -> None:
    assert in_force([(JAN, 100), (JUL, 50)], date(2026, 3, 1), begun=True, interim=7) == 100
    assert in_force([(JAN, 100), (JUL, -40)], date(2026, 3, 1), begun=True, interim=7) == 60
    assert in_force([(JAN, 100), (JUL, 50)], JUL, begun=True, interim=7) == 150
    assert in_force([(JAN, 100)], date(2026, 1, 14), begun=False, interim=7) == 7
    assert in_force([(JAN, 5)], date(2026, 1, 14), begun=False, interim=7) == 5
    assert in_force([], JAN, begun=True, interim=7) == 0
    assert in_force([], JAN, begun=False, interim=7) == 7


@given(st.lists(st.tuples(st.dates(JAN, JUL), st.integers(-100, 100)), max_size=6), st.dates(JAN, JUL))
def test_what_may_be_counted_on_is_there_on_every_later_day(rounds: list[tuple[date, int]], on: date) -> None:
    least = in_force(rounds, on, begun=True, interim=0)
    days = [on, *(day for day, _ in rounds if day > on)]
    reached = [sum(amount for since, amount in rounds if since <= day) for day in days]
    assert least <= min(reached)


def test_part_of_last_years_plan_is_rounded_down() -> None:
    assert (part_of(999, 50), part_of(0, 50), part_of(1_000, 0)) == (499, 0, 0)


def test_by_the_outstanding_measure_what_is_owed_counts() -> None:
    use = Use(planned=1_220, disbursed=500, committed=100, outstanding=900)
    assert (use.used, use.remaining) == (1_000, 220)
    with pytest.raises(Refusal) as refused:
        fits(221, use, commune="00004", year=2026)
    assert "outstanding 900" in refused.value.en


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
    takes_back((Line("00004", -450), Line("00008", 5)), uses, first=False, measure=LENDING)
    with pytest.raises(Refusal) as refused:
        takes_back((Line("00004", -451), Line("00008", -1), Line("00010", 1)), uses, first=False, measure=LENDING)
    found = [(f.code, f.source, f.field, f.value) for f in refused.value.findings]
    assert found == [("plan_below_use", "00004", "amount", -451), ("plan_below_use", "00008", "amount", -1)]
    assert refused.value.findings[0].en.endswith("Enter at least -450.")
    assert refused.value.findings[0].vi.endswith("Ghi ít nhất -450 đồng.")


def test_a_plan_lent_beyond_before_its_round_must_be_raised_to_what_was_lent() -> None:
    uses = {"00004": Use(planned=30, disbursed=100, committed=0, interim=True)}
    takes_back((Line("00004", 100),), uses, first=True, measure=LENDING)
    with pytest.raises(Refusal) as refused:
        takes_back((Line("00004", 99),), uses, first=True, measure=LENDING)
    assert refused.value.findings[0].en.endswith("Enter at least +100.")


def test_the_first_round_may_not_forget_a_commune_that_has_lent_before_it() -> None:
    uses = {"00004": Use(planned=30, disbursed=1, committed=0, interim=True)}
    with pytest.raises(Refusal) as refused:
        takes_back((Line("00008", 5),), uses, first=True, measure=LENDING)
    assert refused.value.findings[0].source == "00004"


def test_by_the_outstanding_measure_the_first_round_brings_the_base() -> None:
    uses = {"00004": Use(planned=0, disbursed=0, committed=10, outstanding=100)}
    takes_back((Line("00004", 10, base=100, recovery=0),), uses, first=True, measure=Measure.OUTSTANDING)
    with pytest.raises(Refusal):
        takes_back((Line("00004", 9, base=100, recovery=0),), uses, first=True, measure=Measure.OUTSTANDING)


def test_a_day_belongs_to_the_plan_of_its_year() -> None:
    assert (plan_year(date(2025, 12, 31)), plan_year(date(2026, 1, 1))) == (2025, 2026)
