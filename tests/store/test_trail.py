"""The audit trail: who, when, from where, what before and after, why; pages that never shift."""

from datetime import timedelta

from sqlalchemy import select

from loans.service.audit import Asked, Trace
from loans.store.tables import link
from loans.store.unit_of_work import Store
from tests.programme import MILLION, PLANNER, Clock, Programme
from tests.store.tools import fill


def hashes(store: Store) -> list[str]:
    with store.engine.connect() as connection, connection.begin():
        return list(connection.scalars(select(link.c.hash).order_by(link.c.position)))


def trail(store: Store, asked: Asked = Asked(), *, after: int = 0, limit: int = 1_000) -> list[Trace]:  # noqa: B008
    with store.reading() as uow:
        return list(uow.proof.trail(asked, after=after, limit=limit))


def test_the_trail_says_who_when_from_where_what_before_and_after_and_why(
    store: Store, programme: Programme, clock: Clock
) -> None:
    source_id = programme.source()
    with store.writing("an", origin="10.0.0.7 api abc") as uow:
        uow.entries.append(source_id, 1, "noted", programme.today, {"a": 2}, "vì sao")
        uow.act_as("binh")
        uow.entries.append(source_id, 2, "noted", programme.today, {"a": 3})
    store.known_at(None)
    first, second, third = trail(store)
    assert (first.before, second.before, third.before) == (None, first.after, {"a": 2})
    assert (second.actor, second.origin, second.reason) == ("an", "10.0.0.7 api abc", "vì sao")
    assert (third.actor, third.origin, third.booked_at) == ("binh", "10.0.0.7 api abc", clock())
    assert [each.position for each in (first, second, third)] == [1, 2, 3]
    assert [each.hash for each in (first, second, third)] == hashes(store)


def test_the_trail_is_asked_by_noun_key_stream_person_and_time(
    store: Store, programme: Programme, clock: Clock
) -> None:
    loan_id = fill(programme)
    later = clock.advance(hours=1)
    programme.source()
    store.seal()
    every = trail(store)
    loans = trail(store, Asked(noun="loan"))
    assert {each.noun for each in loans} == {"loan"}
    assert [each.stream_id for each in trail(store, Asked(key=loans[0].key, noun="loan"))] == [
        each.stream_id for each in every if each.stream_id == loans[0].stream_id
    ]
    assert [each.sequence for each in trail(store, Asked(stream_id=loan_id))] == [1, 2, 3]
    assert {each.actor for each in trail(store, Asked(actor=PLANNER.username))} == {PLANNER.username}
    assert [each.position for each in trail(store, Asked(since=later))] == [len(every)]
    assert len(trail(store, Asked(until=later))) == len(every) - 1
    assert trail(store, Asked(until=later - timedelta(days=1))) == []


def test_pages_of_the_trail_stay_as_they_are_while_others_write(store: Store, programme: Programme) -> None:
    fill(programme)
    store.seal()
    every = [each.position for each in trail(store)]
    first = [each.position for each in trail(store, limit=7)]
    programme.source()
    store.seal()
    rest = [each.position for each in trail(store, after=first[-1])]
    assert first + rest == [*every, every[-1] + 1]


def test_what_was_refused_or_withdrawn_stays_in_the_trail(store: Store, programme: Programme) -> None:
    source_id = programme.funded(1_000 * MILLION)
    programme.withdraw(programme.applied(source_id, 50 * MILLION))
    store.seal()
    kinds = [each.kind for each in trail(store, Asked(noun="application"))]
    assert kinds[-1] == "application_withdrawn"
    assert kinds[0] == "application_submitted"
