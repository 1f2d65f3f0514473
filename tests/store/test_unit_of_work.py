"""One transaction a use case: all of it or nothing; a write that rests on an earlier state is told so."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from loans.domain.law import Overlay
from loans.domain.refusal import Conflict, Refusal
from loans.service import application, demand, fund, overlay
from loans.service.application import RowResult
from loans.store.books.ports import SqlBooks
from loans.store.fund import SqlFunds
from loans.store.loan import SqlLoans
from loans.store.unit_of_work import Store
from tests.programme import COMMUNES, DAYS, MILLION, OFFICER, PLANNER, Programme, codes
from tests.store.tools import row_counts


class Broken(Exception):  # noqa: N818 - the cable, not the program
    """Something breaks in the middle of a use case."""


def breaking(written: Callable[..., Any]) -> Callable[..., None]:
    """What writes, and then the cable breaks."""

    def breaks(*args: Any, **named: Any) -> None:
        written(*args, **named)
        raise Broken

    return breaks


def test_a_write_that_rests_on_an_earlier_state_is_told_the_present_one(programme: Programme) -> None:
    source_id = programme.source(MILLION)
    before = row_counts(programme.store.engine)
    with pytest.raises(Conflict) as stale, programme.by(PLANNER) as uow:
        fund.entrust(
            uow, today=programme.today, source_id=source_id, expected=1, amount=1, on=DAYS["entrusted"], decision="QĐ"
        )
    assert (stale.value.code, stale.value.present) == ("stale", {"sequence": 2})
    assert row_counts(programme.store.engine) == before


def test_two_entries_of_one_number_in_one_stream_are_a_conflict(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both had read number 1 as the last; the primary key of the second one speaks."""
    source_id = programme.source(MILLION)
    monkeypatch.setattr("loans.store.entry.sequence_of", lambda *_: 1)
    before = row_counts(programme.store.engine)
    with pytest.raises(Conflict) as twice, programme.by(PLANNER) as uow:
        uow.entries.append(source_id, 1, "noted", programme.today, {})
    assert twice.value.code == "stale"  # whoever lost the race reads the state anew
    assert row_counts(programme.store.engine) == before


def test_a_number_that_is_taken_is_a_conflict(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    programme.source()
    taken = lambda _prefix: "NV-GIA-00001"  # noqa: E731
    monkeypatch.setattr(programme, "number", taken)
    with pytest.raises(Conflict) as asked:
        programme.source()
    assert asked.value.code == "key_taken"
    monkeypatch.setattr("loans.store.entry.SqlEntries.find", lambda *_: None)  # the other one has not committed yet
    with pytest.raises(Conflict) as raced:
        programme.source()
    assert raced.value.code == "already_recorded"


def test_a_voucher_number_is_used_once_over_all_loans(programme: Programme) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    one, two = (programme.lent(source_id, 50 * MILLION, point=point) for _ in range(2))
    programme.repay(one.id, on=programme.today, principal=1, interest=0, voucher_no="PT-GIA")
    before = row_counts(programme.store.engine)
    with pytest.raises(Conflict):
        programme.repay(two.id, on=programme.today, principal=1, interest=0, voucher_no="PT-GIA")
    assert row_counts(programme.store.engine) == before


def test_a_broken_constraint_that_is_no_duplicate_is_not_called_a_conflict(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing("x") as uow:
        uow.entries.append(987_654, 0, "noted", date(2026, 1, 1), {})


BREAKS: list[tuple[str, type, str, Callable[[Programme, int, int], Any]]] = [
    ("entrust", SqlFunds, "post", lambda own, source_id, _: own.entrust(source_id, MILLION)),
    ("approve", SqlFunds, "post", lambda own, *_: own.approve(waiting_of(own))),
    ("sign", SqlLoans, "add_instalments", lambda own, *_: own.sign(approved_of(own), point=own.point())),
    ("repay", SqlBooks, "append", lambda own, _, loan_id: own.repay(loan_id, on=own.today, principal=1, interest=1)),
]


def waiting_of(own: Programme) -> int:
    """The last application, left appraised."""
    with own.store.reading() as uow:
        return uow.applications.page(0, 100, None)[-1].id


def approved_of(own: Programme) -> int:
    """The last but one, left approved."""
    with own.store.reading() as uow:
        return uow.applications.page(0, 100, None)[-2].id


@pytest.mark.parametrize(("port", "method", "work"), [each[1:] for each in BREAKS], ids=[each[0] for each in BREAKS])
def test_nothing_is_half_written_when_a_use_case_breaks_midway(
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
    port: type,
    method: str,
    work: Callable[[Programme, int, int], Any],
) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 50 * MILLION, point=point)
    programme.approve(programme.applied(source_id, 50 * MILLION))
    programme.applied(source_id, 50 * MILLION)
    monkeypatch.setattr(programme, "point", lambda: point)
    before = row_counts(programme.store.engine), programme.statement(source_id), programme.use(source_id)
    with monkeypatch.context() as broken:
        broken.setattr(port, method, breaking(getattr(port, method)))
        with pytest.raises(Broken):
            work(programme, source_id, loan.id)
    assert (row_counts(programme.store.engine), programme.statement(source_id), programme.use(source_id)) == before
    work(programme, source_id, loan.id)
    assert row_counts(programme.store.engine) != before[0]


def test_a_reading_unit_of_work_leaves_nothing_behind(programme: Programme) -> None:
    source_id = programme.source()
    before = row_counts(programme.store.engine)
    with programme.store.reading() as uow:
        uow.entries.append(source_id, 1, "noted", programme.today, {})
    assert row_counts(programme.store.engine) == before


def test_what_a_savepoint_wrote_is_undone_alone(programme: Programme) -> None:
    source_id = programme.source()
    with programme.by(PLANNER) as uow:
        uow.entries.append(source_id, 1, "kept", programme.today, {})
        with suppress(Broken), uow.savepoint():
            uow.entries.append(source_id, 2, "undone", programme.today, {})
            raise Broken
        uow.entries.append(source_id, 2, "kept too", programme.today, {})
    with programme.store.reading() as uow:
        assert [each.kind for each in uow.entries.history([source_id])] == ["source_opened", "kept", "kept too"]
    assert programme.store.seal().position == 3


def file_list(programme: Programme, *, keep_good: bool) -> list[RowResult]:
    source_id = programme.source()
    good = programme.filing(programme.worker(), source_id, 10 * MILLION)
    elsewhere = programme.group(programme.point(COMMUNES[1]))
    rows = [good, replace(good, borrower_id=987_654), replace(good, group_id=elsewhere.id), good]
    with programme.by(OFFICER) as uow:
        return application.file_list(
            uow, OFFICER, today=programme.today, filed_on=DAYS["filed"], rows=rows, keep_good=keep_good
        )


def test_the_good_rows_of_a_list_are_kept_where_that_is_asked(programme: Programme) -> None:
    results = file_list(programme, keep_good=True)
    assert [bool(result.application) for result in results] == [True, False, False, True]
    assert [result.findings[0].code for result in results if result.findings] == [
        "unknown_borrower",
        "group_of_other_commune",
    ]
    assert row_counts(programme.store.engine)["application"] == 2


def test_a_bad_row_refuses_the_whole_list_and_every_bad_row_is_named(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        file_list(programme, keep_good=False)
    assert codes(refused.value) == ["list_refused", "unknown_borrower", "group_of_other_commune"]
    assert [finding.source for finding in refused.value.findings] == ["row 2", "row 3"]
    assert row_counts(programme.store.engine)["application"] == 0


def test_a_newer_answer_replaces_a_communes_demand_and_both_are_kept(programme: Programme) -> None:
    answer = {"commune": COMMUNES[0], "beneficiaries": "worker", "purpose": "create", "workers": 3, "jobs": 3}
    for amount in (90 * MILLION, 70 * MILLION):
        with programme.by(OFFICER) as uow:
            demand.record_demand(uow, OFFICER, today=programme.today, year=2027, answers=[{**answer, "amount": amount}])
    with programme.store.reading() as uow:
        assert [line["amount"] for line in uow.demands.of_year(2027)] == [70 * MILLION]
    assert row_counts(programme.store.engine)["demand_line"] == 2


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("job_loan_max_worker", 300 * MILLION), ("job_loan_priority_share", "25"), ("job_loan_local_groups", None)],
)
def test_an_overlay_comes_back_as_it_was_recorded(
    programme: Programme, parameter: str, value: int | str | None
) -> None:
    source_id = programme.source()
    given = Overlay(parameter, date(2026, 3, 1), value, ("QĐ-GIA/2026",), "law", confirmed=True)
    with programme.by(PLANNER) as uow:
        overlay.record_overlay(uow, today=programme.today, source_id=source_id, expected=1, overlay=given)
    with programme.store.reading() as uow:
        (found,) = uow.overlays.of_source(source_id)
    assert (found.parameter, found.since, found.value, found.cites) == (parameter, given.since, value, given.cites)
    programme.plan(source_id, {COMMUNES[0]: MILLION})
    assert programme.applied(source_id, MILLION)  # the law under the overlay can be read
