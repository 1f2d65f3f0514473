"""What was known at a moment stays what was known, whoever commits late, whatever the clock does."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from loans.domain.refusal import Refusal
from loans.service import network
from loans.service.reports.overdue import OverdueStatement
from loans.service.unit_of_work import Known
from loans.store.tables import entry, seal, unsealed
from loans.store.unit_of_work import Store
from tests.programme import COMMUNES, MILLION, OFFICER, Clock, Programme
from tests.store.tools import PATIENCE_S, together

SECOND = timedelta(seconds=1)


def plain(statement: OverdueStatement) -> tuple[Any, ...]:
    """A statement as values that compare."""
    table = statement.by_commune
    return statement.as_of, statement.known, statement.total, table.to_dict("records"), list(table.dtypes)


def sealed(store: Store) -> list[tuple[int, int]]:
    """(position, entry) in the order of positions."""
    with store.engine.connect() as connection, connection.begin():
        return [
            tuple(row) for row in connection.execute(select(seal.c.position, seal.c.entry_id).order_by(seal.c.position))
        ]


def test_a_report_as_known_at_a_moment_is_the_same_after_later_bookings(programme: Programme, clock: Clock) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    known = programme.store.known_at(None)
    before = (
        plain(programme.overdue(known)),
        programme.statement(source_id, known=known),
        programme.use(source_id, known=known),
    )
    clock.advance()
    programme.repay(loan.id, on=date(2026, 8, 6), principal=25 * MILLION, interest=MILLION)
    programme.lent(source_id, 50 * MILLION, point=point)
    programme.entrust(source_id, 7 * MILLION)
    programme.plan(source_id, {COMMUNES[0]: MILLION, COMMUNES[1]: MILLION})
    again = programme.store.known_at(known.moment)
    assert again == known
    assert (
        plain(programme.overdue(again)),
        programme.statement(source_id, known=again),
        programme.use(source_id, known=again),
    ) == before
    now = programme.store.known_at(None)
    assert plain(programme.overdue(now)) != before[0]
    assert programme.statement(source_id, known=now).outstanding == 125 * MILLION


def test_a_session_recorded_later_changes_no_report_known_before(programme: Programme, clock: Clock) -> None:
    point = programme.point(monthly_day=7)
    programme.lent(programme.funded(1_000 * MILLION), 100 * MILLION, point=point)
    known = programme.store.known_at(None)
    before = programme.overdue(known, as_of=date(2026, 8, 10))
    assert before.total["overdue"] == 25 * MILLION
    clock.advance()
    with programme.by(OFFICER) as uow:
        network.record_session(
            uow, OFFICER, point_id=point.id, expected=1, month=date(2026, 8, 1), held_on=date(2026, 8, 17)
        )
        network.change_day(uow, point_id=point.id, expected=2, since=date(2026, 1, 1), monthly_day=25)
    after = programme.overdue(programme.store.known_at(None), as_of=date(2026, 8, 10))
    assert after.total["overdue"] == 0
    assert plain(programme.overdue(programme.store.known_at(known.moment), as_of=date(2026, 8, 10))) == plain(before)


def test_a_transaction_held_open_while_a_report_is_asked_twice_adds_nothing_to_it(
    programme: Programme, clock: Clock
) -> None:
    """It was booked before the report and committed after it; the report asked again must not show it."""
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    held = programme.lent(source_id, 100 * MILLION, point=point)
    other = programme.lent(source_id, 80 * MILLION, point=point)
    postgresql = programme.store.engine.dialect.name == "postgresql"
    booked, release = Event(), Event()

    def hold() -> None:
        with programme.by(OFFICER) as uow:
            happened = uow.entries.append(held.id, 2, "loan_repaid", programme.today, {"principal": 1})
            uow.entries.append(held.id, happened.sequence, "loan_repaid", programme.today, {"principal": 2})
            booked.set()
            release.wait(PATIENCE_S)

    known = programme.store.known_at(None)
    thread = Thread(target=hold)
    thread.start()
    try:
        assert booked.wait(PATIENCE_S)
        clock.advance(seconds=5)
        if postgresql:  # SQLite has one writer: nobody else commits, and the report needs no writer
            programme.repay(other.id, on=programme.today, principal=30 * MILLION, interest=0)
            known = programme.store.known_at(None)
        first, history = plain(programme.overdue(known)), entries_known(programme.store, known, held.id)
    finally:
        release.set()
        thread.join(PATIENCE_S)
    clock.advance(seconds=5)
    again = programme.store.known_at(known.moment)
    assert again == known
    assert plain(programme.overdue(again)) == first
    assert entries_known(programme.store, again, held.id) == history == 2
    assert entries_known(programme.store, programme.store.known_at(None), held.id) == 4


def entries_known(store: Store, known: Known, stream_id: int) -> int:
    with store.reading(known) as uow:
        return len(uow.entries.history([stream_id]))


def test_an_entry_has_no_position_before_its_commit_and_none_when_it_is_rolled_back(
    store: Store, programme: Programme
) -> None:
    source_id = programme.source()
    before = store.seal().position
    with suppress(ZeroDivisionError), programme.by(OFFICER) as uow:
        uow.entries.append(source_id, 1, "noted", programme.today, {})
        if store.engine.dialect.name == "postgresql":  # SQLite has one writer, and sealing writes
            assert store.seal().position == before
        raise ZeroDivisionError
    assert store.seal().position == before
    with programme.by(OFFICER) as uow:
        kept = uow.entries.append(source_id, 1, "noted", programme.today, {})
    assert store.seal().position == before + 1
    assert sealed(store)[-1] == (before + 1, kept.entry_id)


def test_positions_are_gapless_and_follow_the_order_of_booking(
    store: Store, programme: Programme, clock: Clock
) -> None:
    source_id = programme.source()
    late = clock.advance(hours=2)
    with programme.by(OFFICER) as uow:
        newest = uow.entries.append(source_id, 1, "noted", programme.today, {}).entry_id
    clock.now = late - timedelta(hours=1)
    with programme.by(OFFICER) as uow:
        older = uow.entries.append(source_id, 2, "noted", programme.today, {}).entry_id
    clock.now = late
    store.seal()
    found = sealed(store)
    assert [position for position, _ in found] == list(range(1, len(found) + 1))
    assert [entry_id for _, entry_id in found][-2:] == [older, newest]
    with store.engine.connect() as connection, connection.begin():
        assert connection.execute(select(unsealed)).all() == []


def test_seals_of_many_threads_give_each_entry_one_position_without_a_gap(
    database_url: str, open_store: Callable[[str], Store], programme: Programme
) -> None:
    streams = [programme.source() for _ in range(6)]
    answers: list[Known] = []

    def book(stream_id: int) -> None:
        own = open_store(database_url)
        for at in range(1, 6):
            with own.writing(OFFICER.username) as uow:
                uow.entries.append(stream_id, at, "noted", programme.today, {})
            answers.append(own.seal())

    together([lambda stream_id=stream_id: book(stream_id) for stream_id in streams])  # type: ignore[misc]
    found = sealed(programme.store)
    assert [position for position, _ in found] == list(range(1, len(found) + 1))
    with programme.store.engine.connect() as connection, connection.begin():
        assert {entry_id for _, entry_id in found} == set(connection.scalars(select(entry.c.id)))
    assert len({answer.moment for answer in answers}) == len(answers)
    for answer in answers:
        assert programme.store.known_at(answer.moment) == answer


def test_a_clock_that_moves_back_changes_no_answer_already_given(programme: Programme, clock: Clock) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    known = programme.store.known_at(None)
    before = plain(programme.overdue(known))
    for hours in (-1, -3, 5, -2):
        clock.advance(hours=hours)
        programme.repay(loan.id, on=date(2026, 8, 6), principal=MILLION, interest=0)
        now = programme.store.known_at(None)
        assert now.moment > known.moment
        assert now.position > known.position
        assert programme.store.known_at(known.moment) == known
        assert plain(programme.overdue(known)) == before


def test_a_past_moment_knows_what_was_booked_by_then_though_nobody_asked_in_between(
    programme: Programme, clock: Clock
) -> None:
    source_id = programme.source(100 * MILLION)
    between = clock.advance(seconds=10)
    clock.advance(seconds=10)
    programme.entrust(source_id, 7 * MILLION)
    clock.advance(seconds=10)
    known = programme.store.known_at(between)
    assert programme.statement(source_id, known=known).entrusted == 100 * MILLION
    assert programme.statement(source_id, known=programme.store.known_at(None)).entrusted == 107 * MILLION
    assert programme.store.known_at(between) == known


def test_what_commits_after_a_moment_was_answered_is_known_only_later(programme: Programme, clock: Clock) -> None:
    """Booked at 09:00 by a machine whose clock lags, committed after a report of 10:00."""
    source_id = programme.source(100 * MILLION)
    told = programme.store.known_at(clock.advance(hours=1) - SECOND)
    clock.advance(hours=-1)
    programme.entrust(source_id, 7 * MILLION)
    clock.advance(hours=2)
    assert programme.store.known_at(told.moment) == told
    assert programme.statement(source_id, known=told).entrusted == 100 * MILLION


def test_a_moment_still_to_come_is_refused(programme: Programme, clock: Clock) -> None:
    with pytest.raises(Refusal) as refused:
        programme.store.known_at(clock() + SECOND)
    assert refused.value.code == "known_at_in_future"
