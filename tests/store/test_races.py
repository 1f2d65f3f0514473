"""Different loans race for the last đồng of a source, of a commune's plan, of a borrower's maximum.

On PostgreSQL every racer has read what it decides on before any of them takes a lock (``at_the_lock``); on SQLite
each has an engine of its own, as another process would, and the database has one writer.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from loans.domain.fund import Account, lowest_from
from loans.domain.refusal import Refusal
from loans.service.plan import uses
from loans.store.unit_of_work import SqlUnitOfWork, Store
from tests.programme import COMMUNES, MILLION, Clock, Programme, codes
from tests.store.tools import PATIENCE_S, refusals, together

AtTheLock = Callable[[int], Any]


@pytest.fixture
def at_the_lock(store: Store, monkeypatch: pytest.MonkeyPatch) -> AtTheLock:
    """Makes so many threads wait for each other just before their first lock, where the database lets them."""

    @contextmanager
    def waiting(racers: int) -> Iterator[None]:
        line, lock = Barrier(racers), SqlUnitOfWork.lock

        def wait_then_lock(uow: SqlUnitOfWork, **keys: Any) -> None:
            line.wait(PATIENCE_S)
            lock(uow, **keys)

        with monkeypatch.context() as patched:
            if store.engine.dialect.name == "postgresql":
                patched.setattr(SqlUnitOfWork, "lock", wait_then_lock)
            yield

    return waiting


@pytest.fixture
def racers(database_url: str, open_store: Callable[[str], Store], clock: Clock) -> Callable[[int], list[Programme]]:
    return lambda number: [Programme(open_store(database_url), clock) for _ in range(number)]


def approve_together(racers: list[Programme], applications: list[int], at_the_lock: AtTheLock) -> list[Any]:
    works = [
        lambda own=own, application_id=application_id: own.approve(application_id)
        for own, application_id in zip(racers, applications, strict=True)
    ]
    with at_the_lock(len(works)):
        return together(works)


def test_the_last_dong_of_a_source_is_lent_once(
    programme: Programme, racers: Callable[[int], list[Programme]], at_the_lock: AtTheLock
) -> None:
    source_id = programme.source(100 * MILLION)
    programme.plan(source_id, dict.fromkeys(COMMUNES, 1_000 * MILLION))
    applications = [programme.applied(source_id, 30 * MILLION, commune=COMMUNES[n % 4]) for n in range(6)]
    results = approve_together(racers(6), applications, at_the_lock)
    assert [refused.code for refused in refusals(results)] == ["source_short"] * 3
    stands = programme.statement(source_id)
    assert (stands.available, stands.committed, stands.preserved) == (10 * MILLION, 90 * MILLION, True)


def test_the_last_dong_of_a_communes_plan_is_lent_once(
    programme: Programme, racers: Callable[[int], list[Programme]], at_the_lock: AtTheLock
) -> None:
    source_id = programme.source(10_000 * MILLION)
    programme.plan(source_id, {COMMUNES[0]: 100 * MILLION, COMMUNES[1]: 1_000 * MILLION})
    applications = [programme.applied(source_id, 40 * MILLION) for _ in range(5)]
    applications.append(programme.applied(source_id, 40 * MILLION, commune=COMMUNES[1]))
    results = approve_together(racers(6), applications, at_the_lock)
    assert [refused.code for refused in refusals(results)] == ["beyond_plan"] * 3
    use = programme.use(source_id)
    assert (use.committed, use.remaining) == (80 * MILLION, 20 * MILLION)
    assert programme.use(source_id, COMMUNES[1]).committed == 40 * MILLION


def test_the_last_dong_of_a_borrowers_maximum_is_lent_once(
    programme: Programme, racers: Callable[[int], list[Programme]], at_the_lock: AtTheLock
) -> None:
    """Six loans of one worker out of six sources: only the borrower joins them."""
    borrower_id = programme.worker()
    sources = [programme.funded(1_000 * MILLION) for _ in range(6)]
    applications = [programme.appraised(programme.filing(borrower_id, each, 60 * MILLION)) for each in sources]
    results = approve_together(racers(6), applications, at_the_lock)
    assert [codes(refused) for refused in refusals(results)] == [["not_eligible", "above_largest_loan"]] * 3
    assert programme.owed(borrower_id, programme.today) == 180 * MILLION
    assert sum(programme.statement(each).committed for each in sources) == 180 * MILLION


def test_one_application_is_approved_once_and_the_others_learn_that_it_moved_on(
    programme: Programme, racers: Callable[[int], list[Programme]], at_the_lock: AtTheLock
) -> None:
    source_id = programme.funded(1_000 * MILLION)
    application_id = programme.applied(source_id, 30 * MILLION)
    results = approve_together(racers(4), [application_id] * 4, at_the_lock)
    lost = {refused.code for refused in refusals(results)}
    assert len(refusals(results)) == 3
    assert lost <= {"stale", "application_step_out_of_order"}
    assert programme.statement(source_id).committed == 30 * MILLION


def test_one_commitment_is_disbursed_once(
    programme: Programme, racers: Callable[[int], list[Programme]], at_the_lock: AtTheLock
) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan = programme.sign(programme.approve(programme.applied(source_id, 50 * MILLION)).id, point=point)
    own = racers(4)
    for number, each in enumerate(own):
        each.number = lambda prefix, number=number: f"{prefix}-{number}"  # type: ignore[method-assign, misc]
    with at_the_lock(4):
        results = together([lambda each=each: each.disburse(loan.id, 50 * MILLION) for each in own])  # type: ignore[misc]
    assert len(refusals(results)) == 3
    stands = programme.statement(source_id)
    assert (stands.committed, stands.outstanding, stands.preserved) == (0, 50 * MILLION, True)


def test_a_decision_that_takes_plan_back_and_an_approval_that_uses_it_never_both_win(
    programme: Programme, racers: Callable[[int], list[Programme]], at_the_lock: AtTheLock
) -> None:
    source_id = programme.source(1_000 * MILLION)
    programme.plan(source_id, {COMMUNES[0]: 100 * MILLION, COMMUNES[1]: 100 * MILLION})
    application_id = programme.applied(source_id, 80 * MILLION)
    drafted = programme.draft(source_id, {COMMUNES[0]: -60 * MILLION, COMMUNES[1]: 60 * MILLION})
    one, two = racers(2)
    results = together([lambda: one.decide(drafted), lambda: two.approve(application_id)])
    assert len(refusals(results)) == 1
    assert programme.use(source_id).remaining >= 0


def test_mixed_work_in_any_order_neither_deadlocks_nor_breaks_the_books(
    programme: Programme, racers: Callable[[int], list[Programme]], draw: random.Random
) -> None:
    sources = [programme.funded(400 * MILLION, dict.fromkeys(COMMUNES[:2], 150 * MILLION)) for _ in range(2)]
    borrowers = [programme.worker(commune) for commune in COMMUNES[:2]]
    point = programme.point()
    loans = [programme.lent(source_id, 40 * MILLION, point=point).id for source_id in sources]
    applications = [
        programme.appraised(programme.filing(draw.choice(borrowers), draw.choice(sources), 60 * MILLION))
        for _ in range(8)
    ]
    rounds = [programme.draft(each, {COMMUNES[0]: -MILLION, COMMUNES[1]: MILLION}) for each in sources]

    def work(own: Programme, name: str, steps: list[str]) -> list[str]:
        own.number = lambda prefix: f"{prefix}-{name}-{draw.randrange(2**40)}"  # type: ignore[method-assign]
        told = []
        for step in steps:
            try:
                act(own, step)
            except Refusal as refused:
                told.append(refused.code)
        return told

    def act(own: Programme, step: str) -> None:
        if step == "approve":
            own.approve(draw.choice(applications))
        elif step == "withdraw":
            own.withdraw(draw.choice(applications))
        elif step == "repay":
            own.repay(draw.choice(loans), on=own.today, principal=MILLION, interest=0)
        elif step == "decide":
            own.decide(draw.choice(rounds))
        else:
            own.store.seal()

    kinds = ["approve", "approve", "withdraw", "repay", "decide", "seal"]
    plans = [(own, str(place), draw.choices(kinds, k=8)) for place, own in enumerate(racers(5))]
    works = [lambda each=each: work(*each) for each in plans]
    together(works)  # a deadlock would be raised here
    for source_id in sources:
        assert programme.statement(source_id).preserved
        with programme.store.reading() as uow:
            assert lowest_from(date(2026, 1, 5), uow.funds.changes(source_id, Account.AVAILABLE)) >= 0
            assert all(use.remaining >= 0 for use in uses(uow, source_id=source_id, year=2026).values())
    for borrower_id in borrowers:
        assert programme.owed(borrower_id, date(2026, 1, 1)) <= 200 * MILLION
