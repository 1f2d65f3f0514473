"""The same write asked twice is done once and answered the same; its twin that still runs is told to wait."""

from contextlib import suppress
from threading import Event, Thread

import pytest

from loans.domain.refusal import Conflict
from loans.service.unit_of_work import Reply
from loans.store.reply import Running
from loans.store.unit_of_work import Store
from tests.programme import OFFICER, Programme
from tests.store.tools import PATIENCE_S, row_counts

KEPT = Reply(b"\x01" * 32, 201, {"ETag": '"1"', "Location": "/loans/1"}, '{"id": 1, "tên": "Giả"}')
REQUEST = (OFFICER.username, "POST /loans", "khoa-gia-dinh")


def keep(store: Store) -> None:
    with store.writing(OFFICER.username) as uow:
        uow.replies.keep(*REQUEST, KEPT)


def test_a_reply_is_stored_with_its_write_and_given_again(store: Store) -> None:
    with store.writing(OFFICER.username) as uow:
        assert uow.replies.claim(*REQUEST) is None
        uow.replies.keep(*REQUEST, KEPT)
    with store.writing(OFFICER.username) as uow:
        assert uow.replies.claim(*REQUEST) == KEPT


def test_a_key_belongs_to_its_person_and_its_route(store: Store) -> None:
    keep(store)
    with store.writing(OFFICER.username) as uow:
        assert uow.replies.claim("nguoi-khac", *REQUEST[1:]) is None
        assert uow.replies.claim(REQUEST[0], "POST /sources", REQUEST[2]) is None


def test_a_write_that_fails_keeps_no_reply_and_frees_its_key(programme: Programme) -> None:
    source_id = programme.source()
    before = row_counts(programme.store.engine)
    with suppress(ZeroDivisionError), programme.by(OFFICER) as uow:
        uow.replies.claim(*REQUEST)
        uow.replies.keep(*REQUEST, KEPT)
        uow.entries.append(source_id, 1, "noted", programme.today, {})
        raise ZeroDivisionError
    assert row_counts(programme.store.engine) == before
    with programme.by(OFFICER) as uow:
        assert uow.replies.claim(*REQUEST) is None


def test_a_twin_of_a_running_request_never_does_the_work_twice(store: Store) -> None:
    """PostgreSQL tells the twin at once; on SQLite it waits for the one writer and gets the stored reply."""
    claimed, release = Event(), Event()

    def first() -> None:
        with store.writing(OFFICER.username) as uow:
            uow.replies.claim(*REQUEST)
            claimed.set()
            release.wait(PATIENCE_S)
            uow.replies.keep(*REQUEST, KEPT)

    thread = Thread(target=first)
    thread.start()
    try:
        assert claimed.wait(PATIENCE_S)
        if store.engine.dialect.name == "postgresql":
            with pytest.raises(Conflict) as running, store.writing(OFFICER.username) as uow:
                uow.replies.claim(*REQUEST)
            assert running.value.code == "request_running"
        else:
            release.set()
        with store.writing(OFFICER.username) as uow:
            other = uow.replies.claim(REQUEST[0], REQUEST[1], "khoa-khac")
        assert other is None
    finally:
        release.set()
        thread.join(PATIENCE_S)
    with store.writing(OFFICER.username) as uow:
        assert uow.replies.claim(*REQUEST) == KEPT


def test_two_replies_under_one_key_are_a_conflict(store: Store) -> None:
    keep(store)
    with pytest.raises(Conflict) as twice:
        keep(store)
    assert twice.value.code == "already_recorded"


def test_one_process_knows_the_keys_that_run_in_it() -> None:
    running = Running()
    running.enter(*REQUEST)
    with pytest.raises(Conflict) as twin:
        running.enter(*REQUEST)
    assert twin.value.code == "request_running"
    running.enter(REQUEST[0], REQUEST[1], "khoa-khac")
    running.leave(*REQUEST)
    running.enter(*REQUEST)
