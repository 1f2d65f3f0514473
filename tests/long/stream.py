"""The stream of ``tests.long.writer`` from outside: started, listened to, killed, and counted afterwards."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from random import Random
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select

from loans.store.tables import borrower, entry, loan, loan_entry, reply
from loans.store.unit_of_work import Store
from tests.long import writer
from tests.long.invariants import hold
from tests.long.writer import KINDS, WRITER, Ground
from tests.programme import COMMUNES, MILLION, Clock, Programme

PATIENCE_S = 60.0
CAPITAL = 1_000_000 * MILLION
LOANS = 20


def ground_at(url: str) -> Ground:
    """Something to stand on, booked before anything is killed."""
    with opened(url) as store:
        programme = Programme(store, Clock())
        source_id, point = programme.funded(CAPITAL), programme.point()
        loans = [programme.lent(source_id, 100 * MILLION, point=point).id for _ in range(LOANS)]
    return Ground(source_id, point.id, tuple(loans))


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """A store without a connection left over: the next to open the file must find its own way after a kill."""
    store = Store.at(url, lambda: datetime.now(UTC))
    try:
        yield store
    finally:
        store.engine.dispose()


class Stream:
    """Writers, one after another, on one database; ``kept`` is the last write that was acknowledged."""

    def __init__(self, url: str, ground: Ground) -> None:
        self.url, self.ground = url, ground
        self.kept = self.replayed = self.kills = self.early = 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.long.writer"])
        self._heard, self._process = self._start()

    def listen(self, *, until: int) -> None:
        """Hear acknowledgements until so many more writes are kept, each number in its turn."""
        wanted = self.kept + until
        while self.kept < wanted:
            if not self._heard.poll(PATIENCE_S):
                raise TimeoutError(f"no write within {PATIENCE_S} s after {self.kept}")
            self._hear()

    def kill(self) -> None:
        """kill -9, then hear what it had said before."""
        self._process.kill()
        self._process.join()
        self._heard_out()
        self.kills += 1
        self.early += not self._wrote

    def heard(self) -> int:
        """The last acknowledged write, all said so far heard; the writer goes on."""
        while self._heard.poll(0):
            self._hear()
        return self.kept

    def restart(self) -> None:
        self._heard, self._process = self._start()

    def killed_at_random(self, draw: Random) -> None:
        """Some writes, some milliseconds, then the kill: before, in and after a write, or while it starts."""
        self.listen(until=draw.randint(0, 8))
        time.sleep(draw.uniform(0, 0.02))
        self.kill()

    def _start(self) -> tuple[Connection, ForkServerProcess]:
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=writer.run, args=(self.url, self.ground, self.kept + 1, theirs), daemon=True
        )
        process.start()
        theirs.close()
        self._wrote = False
        return ours, process

    def _hear(self) -> None:
        word, number = self._heard.recv()
        if word != "ready":
            assert number == self.kept + 1
            self.kept, self._wrote = number, True
            self.replayed += word == "again"

    def _heard_out(self) -> None:
        try:
            while True:
                self._hear()
        except EOFError:
            self._heard.close()


def written(store: Store) -> int:
    """The last write that is in the database; none before it is missing or there twice."""
    with store.engine.connect() as connection, connection.begin():
        numbers = cast(reply.c.key, Integer)
        count, least, most = connection.execute(
            select(func.count(), func.min(numbers), func.max(numbers)).where(reply.c.actor == WRITER)
        ).one()
    assert count == 0 or (least, most) == (1, count)
    return int(count)


def every_write_once(store: Store, ground: Ground, last: int) -> dict[str, int]:
    """Each write from 1 to the last stands once, whole and with its own figures, and every invariant holds."""
    of_kind: dict[str, list[int]] = {kind.__name__: [] for kind in KINDS}
    for number in range(1, last + 1):
        of_kind[KINDS[number % len(KINDS)].__name__].append(number)
    entrusted, repaid, lent = of_kind["entrust"], of_kind["repay"], of_kind["lend"]
    assert written(store) == last
    with store.engine.connect() as connection, connection.begin():

        def listed(query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
            return sorted(tuple(row) for row in connection.execute(query))

        bodies = connection.scalars(
            select(entry.c.body).where(entry.c.actor == WRITER, entry.c.kind == "capital_entrusted")
        )
        assert sorted(int(body["decision"].removeprefix("QD-")) for body in bodies) == entrusted
        vouchers = (
            select(loan_entry.c.voucher_no, loan_entry.c.principal)
            .join(entry)
            .where(entry.c.actor == WRITER, entry.c.kind == "loan_repaid")
        )
        assert listed(vouchers) == sorted((f"PT-{number}", 1_000 + number) for number in repaid)
        new = (
            select(loan.c.contract_no, loan.c.amount)
            .join(entry, entry.c.id == loan.c.entry_id)
            .where(entry.c.actor == WRITER)
        )
        assert listed(new) == sorted((f"HD-{number}", MILLION + number) for number in lent)
        customers = (
            select(borrower.c.customer_no).join(entry, entry.c.id == borrower.c.entry_id).where(entry.c.actor == WRITER)
        )
        assert listed(customers) == sorted((f"KH-{number}",) for number in lent)
    programme = Programme(store, Clock())
    stands, use = programme.statement(ground.source_id), programme.use(ground.source_id, COMMUNES[0])
    assert stands.entrusted == CAPITAL + sum(MILLION + number for number in entrusted)
    assert stands.interest_undistributed == len(repaid)
    assert stands.outstanding == LOANS * 100 * MILLION + sum(MILLION + n for n in lent) - sum(1_000 + n for n in repaid)
    assert (stands.committed, stands.preserved) == (0, True)
    assert use.disbursed == LOANS * 100 * MILLION + sum(MILLION + n for n in lent)
    known = store.seal()
    counts = hold(store.engine)
    assert (counts["unsealed"], counts["seal"]) == (0, known.position)
    return counts
