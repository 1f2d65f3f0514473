"""What a report does before it reads anything (seal, link, find its position) costs no more in a long history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text

from loans.store.sealing import FEW
from loans.store.tables import entry, seal, unsealed
from loans.store.unit_of_work import Store
from tests.programme import OFFICER, Clock, Programme

LENGTHENED = 4_000
_STREAMS = """
INSERT INTO stream (noun, key)
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
SELECT 'note', 'dài ' || n FROM number
"""
_ENTRIES = """
INSERT INTO entry (stream_id, sequence, kind, effective_on, booked_at, actor, reason, body, origin)
SELECT s.id, 1, e.kind, e.effective_on, e.booked_at, e.actor, '', '{}', ''
FROM stream s CROSS JOIN (SELECT * FROM entry WHERE id = (SELECT max(id) FROM entry)) e WHERE s.noun = 'note'
"""
_WAITING = "INSERT INTO unsealed SELECT e.id FROM entry e JOIN stream s ON s.id = e.stream_id WHERE s.noun = 'note'"


class Work:
    """Counts what a database does: rows that PostgreSQL reads, steps that SQLite takes."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._steps = engine, 0
        if engine.dialect.name == "sqlite":
            engine.dispose()
            event.listen(engine, "connect", self._count_steps)
        else:  # what a transaction has read is told when it ends, not a second later
            event.listen(engine, "begin", lambda c: c.exec_driver_sql("SELECT pg_stat_force_next_flush()") and None)

    def _count_steps(self, connection: Any, _record: Any) -> None:
        connection.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self._steps += 1
        return 0

    def done(self) -> int:
        if self._engine.dialect.name == "sqlite":
            return self._steps
        tables = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables"
        indexes = "SELECT sum(idx_tup_read) FROM pg_stat_user_indexes"
        with self._engine.connect() as connection:
            return int(connection.scalar(text(f"SELECT ({tables}) + ({indexes})")) or 0)

    def of(self, asked: Callable[[], object]) -> int:
        before = self.done()
        asked()
        return self.done() - before


def lengthen(store: Store, many: int = LENGTHENED) -> None:
    """A history so many entries longer, sealed and linked, and the database told what it holds."""
    with store.engine.begin() as connection:
        connection.execute(text(_STREAMS), {"many": many})
        connection.execute(text(_ENTRIES))
        connection.execute(text(_WAITING))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
    store.seal()
    store.link()
    if store.engine.dialect.name == "postgresql":  # else what waited and is sealed still lies about
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))


def note(programme: Programme, stream_id: int) -> None:
    with programme.by(OFFICER) as uow:
        uow.entries.append(stream_id, uow.entries.sequence(stream_id), "noted", programme.today, {})


def test_a_report_begins_with_as_much_work_after_four_thousand_entries_more(
    store: Store, programme: Programme, clock: Clock
) -> None:
    source_id = programme.source()
    past = store.known_at(None).moment
    work = Work(store.engine)

    def unseen() -> None:
        with store.reading(store.known_at(None)) as uow:
            assert uow._reporting._unseen.size == 0

    def measured() -> tuple[int, int, int, int]:
        unseen()
        quiet = work.of(lambda: store.known_at(None))
        note(programme, source_id)
        booked = work.of(lambda: store.known_at(None))
        clock.advance()
        return quiet, booked, work.of(lambda: store.known_at(past)), work.of(unseen)

    short = measured()
    lengthen(store)
    long = measured()
    more = [ours - before for ours, before in zip(long, short, strict=True)]
    assert min(short) > 0
    assert max(more) < LENGTHENED / 5, (short, long)  # to read the entries, or their seals, takes one each at least


def test_a_report_of_a_moment_that_was_told_waits_for_no_writer_and_writes_nothing(
    store: Store, programme: Programme, clock: Clock
) -> None:
    source_id = programme.source()
    told = store.known_at(None)
    clock.advance()
    note(programme, source_id)
    with writes_of(store.engine) as said:
        assert store.known_at(told.moment) == told
    assert said == []


@contextmanager
def writes_of(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(maxsplit=1)[0] in ("INSERT", "UPDATE", "DELETE") or "BEGIN IMMEDIATE" in statement:
            said.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    yield said
    event.remove(engine, "before_cursor_execute", heard)


def test_the_position_of_a_moment_is_that_of_the_last_entry_sealed_by_then(
    store: Store, programme: Programme, clock: Clock
) -> None:
    source_id = programme.source()
    for turn in range(9):
        for _ in range(turn % 4):
            note(programme, source_id)
        store.known_at(None)
        clock.advance(seconds=2)
    with store.engine.connect() as connection, connection.begin():
        moments = sorted(set(connection.scalars(select(seal.c.sealed_at))))
    for moment in [moments[0] - (moments[1] - moments[0]), *moments]:
        for asked in (moment, moment + (moments[-1] - moments[0]) / 1_000):
            with store.engine.connect() as connection, connection.begin():
                last = select(func.max(seal.c.position)).where(seal.c.sealed_at <= asked)
                assert store.known_at(asked).position == (connection.scalar(last) or 0)


@pytest.mark.parametrize("many", [1, FEW - 1, FEW + 1])
def test_a_seal_takes_exactly_what_waits(store: Store, programme: Programme, many: int) -> None:
    source_id = programme.source()
    before = store.seal().position
    with programme.by(OFFICER) as uow:
        for sequence in range(1, many + 1):
            uow.entries.append(source_id, sequence, "noted", programme.today, {})
    assert store.seal().position == before + many == store.seal().position
    with store.engine.connect() as connection, connection.begin():
        assert connection.scalar(select(func.count()).select_from(unsealed)) == 0
        assert connection.scalar(select(func.count()).select_from(entry)) == before + many
