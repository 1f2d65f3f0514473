"""Crowds: two officers on one loan, a hundred threads on one source; nobody's write is lost, none counts twice."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from loans.domain.refusal import Conflict, Refusal
from loans.store.tables import loan_entry
from loans.store.unit_of_work import Store
from tests.api.service import Service, furnish, serving
from tests.long.conftest import Tell
from tests.long.invariants import hold
from tests.programme import COMMUNES, MILLION, Clock, Programme

pytestmark = pytest.mark.long

ROUNDS = 200
CROWD = 100
TRIES = 300
PATIENCE_S = 120.0
ON = "2026-08-06"


@pytest.fixture
def service(database_url: str, clock: Clock, tmp_path: Path) -> Iterator[Service]:
    """The API on a database of each kind."""
    with serving(database_url, tmp_path, furnish(database_url), clock) as running:
        yield running


def test_of_two_officers_on_one_loan_one_wins_and_the_other_is_told_and_reloads(
    service: Service, draw: random.Random, tell: Tell
) -> None:
    programme = Programme(service.store, service.clock)
    source_id, point = programme.funded(10_000 * MILLION), programme.point()
    loans = [programme.lent(source_id, 100 * MILLION, point=point).id for _ in range(10)]
    told: Counter[str] = Counter()
    start = threading.Barrier(2)

    def officer(loan_id: int, name: str, principal: int, wait: float) -> str:
        """Read, wait for the other to have read, and post; after a 409 read again and post again."""
        path = f"/loans/{loan_id}"
        body = {"on": ON, "voucher_no": f"PT-{name}", "principal": principal, "interest": 0}
        etag = service.get("officer", path).headers["ETag"]
        start.wait(PATIENCE_S)
        time.sleep(wait)
        first = service.send("officer", f"{path}/repayments", body, key=f"k-{name}", etag=etag)
        if first.status_code == 200:
            return "won"
        refusal = first.get_json()
        assert first.status_code == 409, first.text
        assert refusal["code"] in ("stale", "already_recorded"), first.text
        assert refusal["present"]["sequence"] > int(etag.strip('"'))
        etag = service.get("officer", path).headers["ETag"]
        again = service.send("officer", f"{path}/repayments", body, key=f"k-{name}", etag=etag)
        assert again.status_code == 200, again.text
        return str(refusal["code"])

    with ThreadPoolExecutor(2) as officers:
        for number in range(ROUNDS):
            loan_id = loans[number % len(loans)]
            both = [
                officers.submit(officer, loan_id, f"{number}-{who}", 1_000 + who, draw.choice((0, 0, 0.001)))
                for who in (1, 2)
            ]
            results = sorted(each.result(PATIENCE_S) for each in both)
            assert results.count("won") == 1, (number, results)
            told.update(results)
    stands = programme.statement(source_id)
    assert stands.outstanding == 1_000 * MILLION - ROUNDS * (1_001 + 1_002)
    counts = hold(service.store.engine)
    tell(f"{ROUNDS} rounds, {dict(told)}; {counts}")


def crowd(works: list[Callable[[], Any]]) -> list[Any]:
    """A thread each, started together; what each returned or how it was refused. A deadlock is raised here."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait(PATIENCE_S)
        try:
            return work()
        except Refusal as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as threads:
        return [each.result(PATIENCE_S) for each in [threads.submit(run, work) for work in works]]


def until_done(work: Callable[[], Any], tries: Counter[str]) -> Any:
    """Again after a conflict, as a person who reloads would; not for ever."""
    for _ in range(TRIES):
        tries["asked"] += 1
        try:
            return work()
        except Conflict as conflict:
            tries[conflict.code] += 1
    raise TimeoutError(f"{TRIES} tries and still a conflict")


def test_a_hundred_threads_entrust_to_one_source_and_every_dong_arrives(
    programme: Programme, store: Store, tell: Tell
) -> None:
    """Each rests on the source as it read it: a conflict is normal, and whoever reloads gets through."""
    source_id, tries = programme.source(MILLION), Counter[str]()
    amounts = [MILLION + number for number in range(CROWD)]
    done = crowd(
        [
            lambda amount=amount: until_done(lambda: programme.entrust(source_id, amount), tries)  # type: ignore[misc]
            for amount in amounts
        ]
    )
    assert [refused for refused in done if refused is not None] == []
    stands = programme.statement(source_id)
    assert stands.entrusted == stands.available == MILLION + sum(amounts)
    with store.reading() as uow:
        assert uow.funds.get(source_id).sequence == 2 + CROWD
    counts = hold(store.engine)
    tell(f"{CROWD} threads on one source, {dict(tries)}; {counts}")


def test_of_a_hundred_threads_that_commit_one_source_as_many_win_as_it_can_pay(
    programme: Programme, store: Store, tell: Tell
) -> None:
    source_id = programme.source(60 * 50 * MILLION)
    programme.plan(source_id, dict.fromkeys(COMMUNES, 10_000 * MILLION))
    applications = [programme.applied(source_id, 50 * MILLION, commune=COMMUNES[number % 4]) for number in range(CROWD)]
    done = crowd([lambda one=one: programme.approve(one) for one in applications])  # type: ignore[misc]
    refused = Counter(each.code for each in done if isinstance(each, Refusal))
    assert refused == {"source_short": CROWD - 60}
    stands = programme.statement(source_id)
    assert (stands.available, stands.committed) == (0, 60 * 50 * MILLION)
    counts = hold(store.engine)
    tell(f"{CROWD} approvals together, 60 won, {dict(refused)}; {counts}")


def test_a_hundred_threads_of_every_kind_of_work_on_one_source_neither_deadlock_nor_lose_anything(
    programme: Programme, store: Store, draw: random.Random, tell: Tell
) -> None:
    """Capital comes in, loans are approved, withdrawn, paid out and repaid, entries sealed: all at the same time."""
    source_id = programme.source(20_000 * MILLION)
    programme.plan(source_id, dict.fromkeys(COMMUNES, 10_000 * MILLION))
    point, tries = programme.point(), Counter[str]()
    each = CROWD // 5
    fresh = [programme.applied(source_id, 30 * MILLION) for _ in range(each)]
    leaving = [programme.approve(programme.applied(source_id, 20 * MILLION)).id for _ in range(each)]
    signed = [
        programme.sign(programme.approve(programme.applied(source_id, 10 * MILLION)).id, point=point).id
        for _ in range(each)
    ]
    repaid = programme.lent(source_id, 100 * MILLION, point=point).id
    numbers = [f"PT-DONG-{number}" for number in range(each)]
    works: list[Callable[[], Any]] = [
        *(lambda one=one: programme.approve(one) for one in fresh),
        *(lambda one=one: programme.withdraw(one) for one in leaving),
        *(lambda one=one: programme.disburse(one, 10 * MILLION) for one in signed),
        *(
            lambda number=number: programme.repay(repaid, on=date(2026, 8, 6), principal=MILLION, voucher_no=number)
            for number in numbers
        ),
        *([lambda: programme.entrust(source_id, MILLION)] * (each // 2)),
        *([store.seal] * (each - each // 2)),
    ]
    draw.shuffle(works)
    done = crowd([lambda work=work: until_done(work, tries) for work in works])  # type: ignore[misc]
    assert [refused for refused in done if isinstance(refused, Refusal)] == []
    stands = programme.statement(source_id)
    assert stands.entrusted == (20_000 + each // 2) * MILLION
    assert stands.committed == each * 30 * MILLION
    assert stands.outstanding == (each * 10 + 100 - each) * MILLION
    assert stands.preserved
    with store.engine.connect() as connection, connection.begin():
        vouchers = select(func.count()).where(loan_entry.c.voucher_no.in_(numbers))
        assert connection.scalar(vouchers) == each
    known = store.seal()
    counts = hold(store.engine)
    assert known.position == counts["entry"] == counts["seal"]
    tell(f"{len(works)} threads, {dict(tries)}; {counts}")
