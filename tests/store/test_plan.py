"""The plan over the books: the outstanding measure, its base and bridge, and what a plan binds from which day."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from loans.domain.law import Overlay
from loans.domain.plan import Bridge, Line, Measure, PoolPart, Round, Use
from loans.domain.refusal import Refusal
from loans.service import allocation
from loans.service.overlay import record_overlay
from loans.service.plan import bridge, use_of, uses
from tests.programme import COMMUNES, MILLION, PLANNER, SECOND, Programme, codes

FIRST, SECOND_COMMUNE = COMMUNES[:2]
IN_2027 = date(2027, 1, 20)


def refusal(work: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value


@pytest.fixture
def owing(programme: Programme) -> int:
    """A source that is owed 100 million by one commune at 31/12/2026, the first instalments falling due in 2027."""
    source_id = programme.source(500 * MILLION)
    programme.plan(source_id, {FIRST: 300 * MILLION})
    programme.lent(source_id, 100 * MILLION, point=programme.point())
    programme.clock.now = datetime(2027, 1, 20, 2, tzinfo=UTC)
    return source_id


def test_a_target_is_the_base_and_its_growth_and_the_bridge_closes(programme: Programme, owing: int) -> None:
    drafted = programme.draft(owing, {SECOND_COMMUNE: 22 * MILLION}, year=2027, measure=Measure.OUTSTANDING)
    lines = {line.commune: line for line in drafted.lines}
    assert {code: line.amount for code, line in lines.items()} == {FIRST: 0, SECOND_COMMUNE: 22 * MILLION}
    assert (lines[FIRST].base, lines[SECOND_COMMUNE].base) == (100 * MILLION, 0)
    recovery = lines[FIRST].recovery
    assert recovery == 50 * MILLION  # 24 months from 06/02/2026, every 6 months: two of four instalments fall in 2027
    programme.decide(drafted, on=IN_2027)
    with programme.store.reading() as uow:
        found = uses(uow, source_id=owing, year=2027, on=IN_2027)
        measure, made = bridge(uow, source_id=owing, year=2027)
    assert measure is Measure.OUTSTANDING
    assert made == Bridge(base=100 * MILLION, recovery=recovery, lending=72 * MILLION, target=122 * MILLION)
    assert made.gap == 0
    assert found[FIRST] == Use(100 * MILLION, 0, 0, outstanding=100 * MILLION)
    assert found[SECOND_COMMUNE] == Use(22 * MILLION, 0, 0, outstanding=0)


def test_by_the_outstanding_measure_what_is_repaid_may_be_lent_again(programme: Programme, owing: int) -> None:
    programme.decide(programme.draft(owing, {SECOND_COMMUNE: 0}, year=2027, measure=Measure.OUTSTANDING), on=IN_2027)
    with programme.store.reading() as uow:
        [loan] = uow.loans.all()
        assert use_of(uow, source_id=owing, commune=FIRST, year=2027, on=IN_2027).remaining == 0
    programme.repay(loan.id, on=IN_2027, principal=30 * MILLION, interest=0)
    with programme.store.reading() as uow:
        assert use_of(uow, source_id=owing, commune=FIRST, year=2027, on=IN_2027).remaining == 30 * MILLION


def test_a_base_that_the_books_do_not_hold_is_refused(programme: Programme, owing: int) -> None:
    def draft() -> None:
        with programme.by(PLANNER) as uow:
            allocation.draft_round(
                uow,
                today=programme.today,
                year=2027,
                source_id=owing,
                pool=[PoolPart("new", 5, "QĐ-GIA")],
                lines=[Line(FIRST, 5, base=99 * MILLION)],
                measure=Measure.OUTSTANDING,
            )

    refused = refusal(draft)
    assert "bridge_does_not_close" in codes(refused)
    assert "chênh -1000000 đồng" in refused.findings[0].vi


def test_the_base_of_a_year_to_come_is_not_decided_before_its_day(programme: Programme) -> None:
    source_id = programme.source(500 * MILLION)
    drafted = programme.draft(source_id, {FIRST: MILLION}, year=2027, measure=Measure.OUTSTANDING)
    assert refusal(lambda: programme.decide(drafted, on=programme.today)).code == "base_to_come"


def test_recoveries_of_the_lines_must_be_the_recovered_part_of_the_pool(programme: Programme, owing: int) -> None:
    def draft(recovered: int) -> None:
        with programme.by(PLANNER) as uow:
            allocation.draft_round(
                uow,
                today=programme.today,
                year=2027,
                source_id=owing,
                pool=[PoolPart("new", 20 * MILLION, "QĐ-GIA"), PoolPart("recovered", recovered, "Dự kiến")],
                lines=[Line(FIRST, 20 * MILLION + recovered, recovery=30 * MILLION)],
            )

    assert refusal(lambda: draft(29 * MILLION)).code == "bridge_does_not_close"
    draft(30 * MILLION)


def test_the_bridge_of_a_plan_of_lending(programme: Programme, owing: int) -> None:
    with programme.store.reading() as uow:
        measure, made = bridge(uow, source_id=owing, year=2026)
    assert (measure, made) == (Measure.LENDING, Bridge(0, 0, 300 * MILLION, 300 * MILLION))


def test_a_plan_binds_from_its_effective_day_and_what_is_taken_back_later_binds_at_once(programme: Programme) -> None:
    source_id = programme.source(500 * MILLION)
    programme.plan(source_id, {FIRST: 100 * MILLION, SECOND_COMMUNE: 0})
    later = programme.draft(source_id, {FIRST: -40 * MILLION, SECOND_COMMUNE: 40 * MILLION})
    checked = programme.submitted(later)
    with programme.by(SECOND) as uow:
        allocation.decide_round(
            uow,
            SECOND,
            today=programme.today,
            round_id=later.id,
            expected=checked.sequence,
            decision="QĐ-GIA-2",
            signed_on=date(2026, 2, 1),
            effective_on=date(2026, 12, 1),
        )
    with programme.store.reading() as uow:

        def remaining(commune: str, on: date) -> int:
            return use_of(uow, source_id=source_id, commune=commune, year=2026, on=on).remaining

        assert [remaining(FIRST, on) for on in (date(2026, 1, 14), date(2026, 3, 1), date(2026, 12, 1))] == [
            0,
            60 * MILLION,
            60 * MILLION,
        ]
        assert [remaining(SECOND_COMMUNE, on) for on in (date(2026, 3, 1), date(2026, 12, 1))] == [0, 40 * MILLION]


def test_every_version_of_a_round_is_kept(programme: Programme) -> None:
    source_id = programme.source(500 * MILLION)
    drafted = programme.draft(source_id, {FIRST: 100 * MILLION})
    with programme.by(PLANNER) as uow:
        revised = allocation.revise_round(
            uow,
            today=programme.today,
            round_id=drafted.id,
            expected=drafted.sequence,
            pool=[PoolPart("new", 90 * MILLION, "QĐ-GIA")],
            lines=[Line(FIRST, 90 * MILLION)],
            reason="Giảm nguồn (giả định)",
        )
    assert (revised.version, revised.total, revised.submitted_lines) == (2, 90 * MILLION, revised.lines)
    with programme.store.reading() as uow:
        written = [entry.body["lines"][0]["amount"] for entry in uow.entries.history([drafted.id])]
    assert written == [100 * MILLION, 90 * MILLION]


def test_by_the_outstanding_measure_a_commitment_counts_whatever_its_plan_year(programme: Programme) -> None:
    """60 owed, 80 approved in 2026 and not yet paid out, growth 50: of the target of 110 nothing is left."""
    source_id = programme.source(500 * MILLION)
    programme.plan(source_id, {FIRST: 300 * MILLION})
    programme.lent(source_id, 60 * MILLION, point=programme.point())
    programme.approve(programme.applied(source_id, 80 * MILLION))
    programme.clock.now = datetime(2027, 1, 20, 2, tzinfo=UTC)
    low = programme.draft(source_id, {FIRST: 50 * MILLION}, year=2027, measure=Measure.OUTSTANDING)
    assert "plan_below_use" in codes(refusal(lambda: programme.decide(low, on=IN_2027)))


def test_a_first_round_to_come_binds_the_interim_of_communes_that_it_leaves_out(programme: Programme) -> None:
    source_id = programme.source(500 * MILLION)
    submitted = programme.submitted(programme.draft(source_id, {FIRST: 10 * MILLION}))
    with programme.by(PLANNER) as uow:
        at = uow.funds.get(source_id).sequence
        law = Overlay("interim_plan", date(2026, 1, 1), "recovered_only", ("QĐ-GIA",), "law", True, True, "")
        record_overlay(uow, today=programme.today, source_id=source_id, expected=at, overlay=law)
    decide(programme, submitted, signed_on=date(2026, 1, 20), effective_on=date(2026, 3, 1))
    with programme.store.reading() as uow:
        on = date(2026, 2, 1)
        assert use_of(uow, source_id=source_id, commune=SECOND_COMMUNE, year=2026, on=on).remaining <= 0


def decide(programme: Programme, submitted: Round, **how: Any) -> Round:
    with programme.by(SECOND) as uow:
        given = {"decision": "QĐ-GIA-2", "signed_on": date(2026, 2, 1), "effective_on": date(2026, 2, 1), **how}
        return allocation.decide_round(
            uow, SECOND, today=programme.today, round_id=submitted.id, expected=submitted.sequence, **given
        )


def test_no_day_may_fall_below_what_was_used_even_if_more_is_to_come(programme: Programme) -> None:
    source_id = programme.source(500 * MILLION)
    programme.plan(source_id, {FIRST: 60 * MILLION})
    programme.lent(source_id, 60 * MILLION, point=programme.point())
    more = programme.submitted(programme.draft(source_id, {FIRST: 40 * MILLION}))
    decide(programme, more, effective_on=date(2026, 12, 1))
    less = programme.submitted(programme.draft(source_id, {FIRST: -40 * MILLION, SECOND_COMMUNE: 40 * MILLION}))
    assert "plan_below_use" in codes(refusal(lambda: decide(programme, less, effective_on=date(2026, 11, 1))))
    decide(programme, less, effective_on=date(2026, 12, 1))


def test_last_years_debt_is_not_lent_again_by_a_backdated_approval(programme: Programme, owing: int) -> None:
    programme.decide(programme.draft(owing, {SECOND_COMMUNE: 0}, year=2027, measure=Measure.OUTSTANDING), on=IN_2027)
    with programme.store.reading() as uow:
        [loan] = uow.loans.all()
    programme.clock.now = datetime(2028, 1, 20, 2, tzinfo=UTC)
    programme.repay(loan.id, on=date(2028, 1, 10), principal=40 * MILLION, interest=0)
    with programme.store.reading() as uow:
        for on in (date(2027, 12, 30), date(2027, 12, 31), None):
            assert uses(uow, source_id=owing, year=2027, on=on)[FIRST].remaining == 0


def test_a_decision_for_a_year_that_is_over_by_then_is_refused(programme: Programme) -> None:
    submitted = programme.submitted(programme.draft(programme.source(), {FIRST: MILLION}))
    refused = refusal(lambda: decide(programme, submitted, effective_on=date(2027, 1, 1)))
    assert refused.code == "effective_after_plan_year"


def test_new_budget_is_not_decided_unheard(programme: Programme) -> None:
    source_id = programme.source()
    with programme.by(PLANNER) as uow:
        drafted = allocation.draft_round(
            uow,
            today=programme.today,
            year=2026,
            source_id=source_id,
            pool=[PoolPart("recovered", MILLION, "Dự kiến")],
            lines=[Line(FIRST, MILLION)],
        )
    submitted = programme.submitted(drafted)
    new = [PoolPart("new", MILLION, "NQ-GIA")]
    assert refusal(lambda: decide(programme, submitted, pool=new)).code == "finance_not_heard"
    decide(programme, submitted)


def test_who_wrote_any_version_checks_none(programme: Programme) -> None:
    drafted = programme.draft(programme.source(), {FIRST: MILLION})
    with programme.by(SECOND) as uow:
        revised = allocation.revise_round(
            uow,
            today=programme.today,
            round_id=drafted.id,
            expected=drafted.sequence,
            pool=drafted.pool,
            lines=[Line(FIRST, MILLION)],
            reason="Không đổi (giả định)",
        )
    assert revised.authors == {PLANNER.username, SECOND.username}


def test_a_line_decided_otherwise_does_not_keep_the_explanation_of_the_proposal(programme: Programme) -> None:
    submitted = programme.submitted(programme.draft(programme.source(), {FIRST: 2, SECOND_COMMUNE: 3}))
    decided = decide(programme, submitted, lines=[Line(FIRST, 1), Line(SECOND_COMMUNE, 4)])
    assert {line.reason for line in decided.lines} == {"Theo quyết định của UBND Thành phố, khác số trình."}
