"""Histories out of the database: the same facts as the ports give one by one, at any moment of knowledge; and what the
store keeps of points and sources never crosses from one database, transaction or moment to another."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from loans.domain.books.laid import owed_on
from loans.domain.law import Overlay
from loans.domain.refusal import Unknown
from loans.service import debt, network
from loans.service.overlay import record_overlay
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.programme import CHIEF, MILLION, OFFICER, Clock, Programme

DUE = date(2026, 8, 6)
LATE = date(2026, 8, 20)


class _UndoneError(Exception):
    """Ends a transaction without a trace."""


def moves(programme: Programme, loan_id: int) -> date:
    """The session on which what is due on 06/08 moves."""
    with programme.store.reading() as uow:
        return uow.books.one(loan_id).transfer(DUE)


def record_day(programme: Programme, uow: Any, point_id: int, day: int) -> None:
    network.record_session(
        uow, OFFICER, point_id=point_id, expected=uow.entries.sequence(point_id), month=date(2026, 8, 1),
        held_on=date(2026, 8, day),
    )  # fmt: skip


def test_a_history_holds_what_the_ports_say_of_a_loan(programme: Programme) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point, group=programme.group(point))
    programme.repay(loan.id, on=DUE, principal=MILLION, interest=0)
    programme.clock.advance()
    before = programme.store.seal()
    programme.clock.advance()
    programme.repay(loan.id, on=LATE, principal=MILLION, interest=0)
    programme.reverse(loan.id, by=CHIEF)
    freeze: dict[str, Any] = {"last_on": date(2026, 12, 1), "in_term": 10 * MILLION, "overdue": 0, "cause": "damage"}
    programme.debt(debt.freeze, loan.id, on=date(2026, 9, 1), damage_percent="50", decision="QĐ", **freeze)
    for known in (None, before):
        with programme.store.reading(known) as uow:
            history = uow.books.one(loan.id)
            assert history.loan == uow.loans.get(loan.id)
            assert list(history.contract) == list(uow.loans.instalments([loan.id]))
            assert list(history.vouchers) == list(uow.loans.entries([loan.id]))
            assert history.debts == uow.debts.of([loan.id])
            said = [(each.id, each.sequence, each.kind) for each in uow.entries.history([loan.id])]
            assert [(each.id, each.sequence, each.kind) for each in history.entries] == said
            undone = [each.id for each in history.entries if uow.debts.is_reversed(each.id)]
            assert [each.id for each in history.entries if each.undone] == (undone if known is None else [])
    assert len(history.vouchers) == 2
    assert not history.debts.freezes


def test_a_loan_that_is_not_there_has_no_history(programme: Programme) -> None:
    with programme.store.reading() as uow, pytest.raises(Unknown) as refused:
        uow.books.one(4_711)
    assert refused.value.code == "unknown_loan"


def test_two_databases_of_one_process_keep_their_own_points_under_the_same_numbers(
    tmp_path: Path, open_store: Callable[[str], Store], clock: Clock
) -> None:
    found = []
    for name, monthly_day in (("one", 7), ("two", 20)):
        store = open_store(f"sqlite:///{tmp_path / name}.db")
        upgrade(store.engine)
        programme = Programme(store, clock)
        source_id, point = programme.funded(1_000 * MILLION), programme.point(monthly_day=monthly_day)
        loan = programme.lent(source_id, 100 * MILLION, point=point)
        found.append((point.id, loan.id, moves(programme, loan.id)))
    (one, first, seventh), (two, second, twentieth) = found
    assert (one, first) == (two, second), "the same numbers in both"
    assert (seventh, twentieth) == (date(2026, 8, 7), date(2026, 8, 20))


def test_a_session_that_another_process_records_is_seen_at_once(
    programme: Programme, database_url: str, open_store: Callable[[str], Store], clock: Clock
) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    assert moves(programme, loan.id) == date(2026, 8, 7)
    elsewhere = Programme(open_store(database_url), clock)
    with elsewhere.by(OFFICER) as uow:
        record_day(elsewhere, uow, point.id, 10)
    assert moves(programme, loan.id) == date(2026, 8, 10)


def test_what_a_transaction_wrote_and_undid_is_not_kept(programme: Programme) -> None:
    """SQLite gives the numbers of what was undone again: the session recorded afterwards has the same one."""
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    with suppress(_UndoneError), programme.by(OFFICER) as uow:
        record_day(programme, uow, point.id, 10)
        assert uow.books.one(loan.id).transfer(DUE) == date(2026, 8, 10)
        raise _UndoneError
    with programme.by(OFFICER) as uow:
        record_day(programme, uow, point.id, 14)
    assert moves(programme, loan.id) == date(2026, 8, 14)


def test_a_past_moment_knows_its_own_sessions_and_leaves_the_present_ones_alone(programme: Programme) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    programme.clock.advance()
    before = programme.store.seal()
    programme.clock.advance()
    with programme.by(OFFICER) as uow:
        record_day(programme, uow, point.id, 10)
    for _ in range(2):
        with programme.store.reading(before) as uow:
            assert uow.books.one(loan.id).transfer(DUE) == date(2026, 8, 7)
        assert moves(programme, loan.id) == date(2026, 8, 10)


def test_what_a_source_sets_for_itself_is_read_anew_when_it_changes(programme: Programme) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point)

    def overlays() -> list[Any]:
        with programme.store.reading() as uow:
            return [each.value for each in uow.books.one(loan.id).overlays]

    assert overlays() == []
    for value in ("adopt", "keep"):
        since = date(2026, 9, 1) if value == "adopt" else date(2026, 10, 1)
        new = Overlay("job_loan_formula_of_old_loans", since, value, ("Điều giả định",), active=True)
        with programme.by(OFFICER) as uow:
            at = uow.entries.sequence(source_id)
            record_overlay(uow, today=programme.today, source_id=source_id, expected=at, overlay=new)
    assert overlays() == ["adopt", "keep"]


def test_many_loans_are_read_in_as_many_statements_as_one(programme: Programme) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loans = [programme.lent(source_id, 10 * MILLION, point=point).id for _ in range(5)]
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(programme.store.engine, "before_cursor_execute", note)
    with programme.store.reading() as uow:
        one = len(sent), uow.books.of(loans[:1]), len(sent)
        many = len(sent), uow.books.of(loans), len(sent)
    event.remove(programme.store.engine, "before_cursor_execute", note)
    assert many[2] - many[0] == 2 <= one[2] - one[0]
    owed = {loan_id: owed_on(history, LATE) for loan_id, history in many[1].items()}
    assert owed == {loan_id: programme.standing(loan_id, LATE) for loan_id in loans}
