"""The demand review on both databases: answers, versions, what was known, last year, figures, job results."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest

from loans.domain.demand import Totals
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.demand import Recorded, Review, check_demand, demand_review, record_demand
from loans.service.figure import record_figures
from loans.service.job_report import job_reports, record_job_reports
from loans.service.unit_of_work import Known
from tests.programme import COMMUNES, MILLION, PLANNER, Programme
from tests.store.tools import refusals, row_counts, together

FIRST, SECOND, THIRD = COMMUNES[:3]
COMMUNE = Actor("xa-gia-dinh", "commune", (FIRST,))
WINDOW = {"since": date(2026, 1, 1), "through": date(2026, 6, 15)}


def answer(commune: str = FIRST, amount: int = 90 * MILLION, **more: Any) -> dict[str, Any]:
    row = {"beneficiaries": "all", "purpose": "create", "workers": 3, "jobs": 3}
    return {"commune": commune, "amount": amount, **row, **more}


def tell(programme: Programme, *answers: dict[str, Any], year: int = 2027, by: Actor = PLANNER, **how: Any) -> Recorded:
    with programme.by(by) as uow:
        return record_demand(uow, by, today=programme.today, year=year, answers=answers, **how)


def review(programme: Programme, *, year: int = 2027, by: Actor = PLANNER, known: Known | None = None) -> Review:
    with programme.store.reading(known) as uow:
        return demand_review(uow, by, on=programme.today, year=year)


def codes(refused: Refusal) -> list[str]:
    return [fault.code for fault in refused.findings]


def test_an_empty_answer_is_an_answer_and_replaces_the_lines(programme: Programme) -> None:
    tell(programme, answer(), answer(SECOND))
    tell(programme, communes_without_demand=[FIRST])
    with programme.store.reading() as uow:
        assert [line["commune"] for line in uow.demands.of_year(2027)] == [SECOND]
        versions = uow.demands.versions(2027, FIRST)
    assert [len(version.lines) for version in versions] == [1, 0]
    found = {row.commune: row for row in review(programme).rows}
    assert (found[FIRST].answered, found[FIRST].versions, found[FIRST].asked) == (True, 2, Totals())
    assert FIRST not in {row.commune for row in review(programme).owing}


def test_a_commune_whose_rows_are_all_zero_asks_for_nothing(programme: Programme) -> None:
    told = tell(
        programme,
        answer(amount=0, workers=0, jobs=0),
        answer(SECOND),
        answer(SECOND, 0, purpose="expand", workers=0, jobs=0),
    )
    assert told.communes == (FIRST, SECOND)
    assert row_counts(programme.store.engine)["demand_line"] == 1
    assert row_counts(programme.store.engine)["demand_answer"] == 2


def test_versions_say_when_and_by_whom_and_keep_their_lines(programme: Programme) -> None:
    tell(programme, answer(amount=90 * MILLION))
    later = programme.clock.advance(hours=3)
    tell(programme, answer(amount=70 * MILLION), answer(beneficiaries="poor", amount=MILLION), by=COMMUNE)
    with programme.store.reading() as uow:
        first, second = uow.demands.versions(2027, FIRST)
        assert uow.demands.versions(2027, SECOND) == uow.demands.versions(2026, FIRST) == []
    assert (first.actor, second.actor, second.booked_at) == (PLANNER.username, COMMUNE.username, later)
    assert [line["amount"] for line in first.lines] == [90 * MILLION]
    assert [line["amount"] for line in second.lines] == [70 * MILLION, MILLION]


def test_nothing_is_written_unless_every_row_is_good(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        tell(programme, answer(), answer("00001"), answer(SECOND, -1), communes_without_demand=["99999"])
    assert (refused.value.code, codes(refused.value)) == (
        "demand_refused",
        ["old_area_code", "number_refused", "unknown_area_code"],
    )
    assert [fault.source for fault in refused.value.findings] == ["row 2", "row 3", "without 1"]
    assert row_counts(programme.store.engine)["demand_answer"] == 0


def test_good_communes_are_kept_and_a_faulty_one_keeps_the_answer_that_it_had(programme: Programme) -> None:
    tell(programme, answer(SECOND, 50 * MILLION))
    told = tell(programme, answer(), answer(SECOND), answer(SECOND, -1, purpose="expand"), keep_good=True)
    assert (told.written, told.communes, told.counts) == (True, (FIRST,), {"ok": 2, "warning": 0, "error": 1})
    with programme.store.reading() as uow:
        assert {line["commune"]: line["amount"] for line in uow.demands.of_year(2027)} == {
            FIRST: 90 * MILLION,
            SECOND: 50 * MILLION,
        }


def test_a_check_writes_nothing_and_says_who_would_still_owe(programme: Programme) -> None:
    tell(programme, answer(THIRD))
    with programme.by(PLANNER) as uow:
        told = check_demand(uow, PLANNER, today=programme.today, year=2027, answers=[answer()])
    assert not told.written
    assert len(told.owing) == 124
    assert row_counts(programme.store.engine)["demand_answer"] == 1


def test_a_commune_writes_and_sees_its_own_alone(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        tell(programme, answer(SECOND), by=COMMUNE)
    assert codes(refused.value) == ["commune_not_yours"]
    tell(programme, answer(SECOND))
    told = tell(programme, answer(), by=COMMUNE)
    assert told.owing == ()
    seen = review(programme, by=COMMUNE)
    assert [row.commune for row in seen.rows] == [FIRST]
    assert seen.total.amount == seen.by_group["all"].amount == 90 * MILLION


def test_a_batch_that_says_nothing_is_refused(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        tell(programme)
    assert refused.value.code == "batch_empty"


def test_the_review_lists_every_commune_and_its_totals_are_sums(programme: Programme) -> None:
    tell(programme, answer(), answer(beneficiaries="poor", amount=7 * MILLION), answer(SECOND, beneficiaries="poor"))
    found = review(programme)
    assert len(found.rows) == 126
    assert len(found.owing) == 124
    sums = [row.asked for row in found.rows]
    assert sum(sums, Totals()) == found.total == sum(found.by_group.values(), Totals())
    assert found.total == sum(found.by_purpose.values(), Totals()) == Totals(9, 187 * MILLION, 9)
    first = next(row for row in found.rows if row.commune == FIRST)
    assert {warning.code for warning in first.warnings} == {"demand_all_beside_groups", "demand_per_job_unusual"}


def test_the_review_can_be_had_as_it_was_known(programme: Programme) -> None:
    tell(programme, answer())
    programme.clock.advance(hours=1)
    then = programme.store.seal()
    programme.clock.advance(hours=1)
    tell(programme, communes_without_demand=[FIRST])
    tell(programme, answer(SECOND))
    programme.store.seal()
    assert (review(programme, known=then).total.amount, review(programme).total.amount) == (90 * MILLION, 90 * MILLION)
    assert len(review(programme, known=then).owing) == 125
    assert len(review(programme).owing) == 124


def test_last_year_stands_beside_where_it_is_exact(programme: Programme) -> None:
    tell(programme, answer(amount=90 * MILLION), year=2026)
    told = tell(programme, answer(amount=181 * MILLION), answer(SECOND))
    assert [warning.code for warning in told.warnings] == ["demand_far_from_last_year"]
    found = {row.commune: row for row in review(programme).rows}
    last = found[FIRST].last_year
    assert (last.demand, last.reason) == (Totals(3, 90 * MILLION, 3), None)
    assert "demand_far_from_last_year" in {warning.code for warning in found[FIRST].warnings}
    assert (found[SECOND].last_year.demand, found[SECOND].last_year.reason) == (None, "no_answer_that_year")


def test_2025_has_no_communes_so_last_year_is_blank_with_its_reason(programme: Programme) -> None:
    tell(programme, answer(amount=MILLION * 15), year=2025)
    told = tell(programme, answer(), year=2026)
    assert told.warnings == ()
    for row in review(programme, year=2026).rows:
        assert (row.last_year.demand, row.last_year.reason) == (None, "no_communes_that_year")
        assert row.last_year.lending is None


def test_last_year_s_lending_and_plan_stand_beside(programme: Programme) -> None:
    source_id = programme.funded(1_000 * MILLION, {FIRST: 600 * MILLION, SECOND: 400 * MILLION})
    programme.lent(source_id, 100 * MILLION, point=programme.point())
    found = {row.commune: row.last_year.lending for row in review(programme).rows}
    first, second, third = found[FIRST], found[SECOND], found[THIRD]
    assert first is not None
    assert (first.lent, first.planned) == (100 * MILLION, 600 * MILLION)
    assert second is not None
    assert (second.lent, second.planned) == (0, 400 * MILLION)
    assert third is not None
    assert (third.lent, third.planned) == (0, 0)


def test_two_first_answers_at_once_are_two_versions_or_one_conflict(programme: Programme) -> None:
    results = together([lambda: tell(programme, answer()) for _ in range(3)])
    taken = [result for result in results if not isinstance(result, Refusal)]
    assert taken
    assert all(refused.code in ("already_recorded", "stale", "key_taken") for refused in refusals(results))
    with programme.store.reading() as uow:
        assert len(uow.demands.versions(2027, FIRST)) == len(taken)


# --- figures


def figures(programme: Programme, *values: tuple[str, int], by: Actor = PLANNER, **how: Any) -> Recorded:
    rows = [{"commune": commune, "amount": amount} for commune, amount in values]
    given = {"name": "job_target", "year": 2026, **how}
    with programme.by(by) as uow:
        return record_figures(uow, by, today=programme.today, values=rows, **given)


def standing(programme: Programme, name: str = "job_target", known: Known | None = None) -> dict[str, int]:
    with programme.store.reading(known) as uow:
        return {row["commune"]: row["amount"] for row in uow.figures.of_year(name, 2026)}


def test_the_newest_value_of_each_commune_stands_and_all_are_kept(programme: Programme) -> None:
    assert len(figures(programme, (FIRST, 100), (SECOND, 200)).owing) == 124
    then = programme.store.seal()
    programme.clock.advance()
    figures(programme, (SECOND, 250), (THIRD, 0))
    figures(programme, (FIRST, 9), name="population")
    programme.store.seal()
    assert standing(programme) == {FIRST: 100, SECOND: 250, THIRD: 0}
    assert standing(programme, known=then) == {FIRST: 100, SECOND: 200}
    with programme.store.reading() as uow:
        assert list(uow.figures.names(2026)) == ["job_target", "population"]
        assert list(uow.figures.names(2027)) == []
    assert row_counts(programme.store.engine)["figure"] == 5


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([("00001", 1)], ["old_area_code"]),
        ([(FIRST, 1), (FIRST, 1)], ["figure_twice"]),
        ([(FIRST, -1)], ["number_refused"]),
    ],
)
def test_faulty_figures_are_refused_with_every_row(
    programme: Programme, values: Sequence[tuple[str, int]], found: list[str]
) -> None:
    with pytest.raises(Refusal) as refused:
        figures(programme, (SECOND, 5), *values)
    assert (refused.value.code, codes(refused.value)) == ("figures_refused", found)
    assert standing(programme) == {}
    assert figures(programme, (SECOND, 5), *values, keep_good=True).communes == (SECOND,)
    assert standing(programme) == {SECOND: 5}


@pytest.mark.parametrize("name", ["", "Job", "a1", "x" * 41, "ă"])
def test_a_figure_has_a_plain_name(programme: Programme, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        figures(programme, (FIRST, 1), name=name)
    assert refused.value.code == "figure_name_refused"


# --- job results


def results(programme: Programme, *rows: tuple[str, int], by: Actor = PLANNER, **how: Any) -> Recorded:
    given = [{"commune": commune, "jobs": jobs, "by_loans": 1, "abroad": 0} for commune, jobs in rows]
    window: dict[str, Any] = WINDOW | how
    with programme.by(by) as uow:
        return record_job_reports(uow, by, today=programme.today, reports=given, **window)


def test_the_newest_report_of_a_window_stands(programme: Programme) -> None:
    results(programme, (FIRST, 10), (SECOND, 20))
    results(programme, (FIRST, 12), by=COMMUNE)
    with programme.store.reading() as uow:
        found = job_reports(uow, PLANNER, **WINDOW)
        own = job_reports(uow, COMMUNE, **WINDOW)
    assert [(report.commune, report.jobs, report.actor) for report in found.reports] == [
        (FIRST, 12, COMMUNE.username),
        (SECOND, 20, PLANNER.username),
    ]
    assert (len(found.missing), found.uncovered) == (124, ())
    assert (len(own.reports), own.missing) == (1, ())
    assert row_counts(programme.store.engine)["job_report"] == 3


def test_windows_of_a_commune_do_not_overlap_and_a_gap_is_said(programme: Programme) -> None:
    results(programme, (FIRST, 10))
    with pytest.raises(Refusal) as refused:
        results(programme, (FIRST, 10), since=date(2026, 6, 15), through=date(2026, 7, 15))
    assert codes(refused.value) == ["job_report_overlaps"]
    results(programme, (FIRST, 10), since=date(2026, 6, 17), through=date(2026, 7, 15))
    with programme.store.reading() as uow:
        found = job_reports(uow, PLANNER, since=date(2026, 1, 1), through=date(2026, 7, 15))
        inner = job_reports(uow, PLANNER, since=date(2026, 2, 1), through=date(2026, 7, 15))
    assert (len(found.reports), found.uncovered, FIRST in found.missing) == (2, (FIRST,), False)
    assert [report.since for report in inner.reports] == [date(2026, 6, 17)]


@pytest.mark.parametrize(
    ("window", "code"),
    [
        ({"through": date(2026, 11, 21)}, "day_in_future"),
        ({"through": date(2025, 12, 31)}, "window_reversed"),
        ({"since": date(2025, 6, 30)}, "no_communes_yet"),
    ],
)
def test_a_window_is_over_and_has_communes(programme: Programme, window: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        results(programme, (FIRST, 10), **window)
    assert refused.value.code == code


def test_overlapping_windows_sent_at_once_do_not_both_stand(programme: Programme) -> None:
    results(programme, (FIRST, 1), since=date(2025, 7, 1), through=date(2025, 7, 2))
    lasts = [date(2026, 1, day) for day in (5, 6, 7)]
    answers = together([partial(results, programme, (FIRST, 10), through=last) for last in lasts])
    assert len(refusals(answers)) == 2
    with programme.store.reading() as uow:
        assert len(uow.job_reports.touching(date(2026, 1, 1), date(2026, 1, 31))) == 1
