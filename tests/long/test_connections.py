"""A lost connection: before every single statement of a unit of work, at its commit, and between two of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.exc import OperationalError

from loans.store.tables import loan_entry
from loans.store.unit_of_work import Store
from tests.api.service import Service, furnish, made, serving
from tests.long.conftest import Tell
from tests.long.invariants import hold
from tests.postgres_server import libpq
from tests.programme import MILLION, Clock, Programme
from tests.store.tools import row_counts

pytestmark = pytest.mark.long

ON = date(2026, 8, 6)
MOST = 400
TIMES = 60


@pytest.fixture
def database_url(copied_postgres_url: str) -> str:
    """PostgreSQL alone: SQLite has no connection to lose."""
    return copied_postgres_url


class Cut:
    """Ends the backend under the engine's next transaction, from another connection as an administrator would."""

    def __init__(self, engine: Engine) -> None:
        self.statements = self.at = 0
        self.at_commit = False
        self._admin = psycopg.connect(libpq(engine.url), autocommit=True)
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "commit", self._before_commit)

    def close(self) -> None:
        self._admin.close()

    def before(self, statement: int) -> None:
        """Cut before the statement of this number from now on; 0 never."""
        self.statements, self.at, self.at_commit = 0, statement, False

    def everywhere(self) -> int:
        """Cut every connection but this one, as a restart of the server does; how many there were."""
        ended = self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return len(ended.fetchall())

    def _before_statement(self, connection: Connection, *_given: Any) -> None:
        self.statements += 1
        if self.statements == self.at:
            self._end(connection)

    def _before_commit(self, connection: Connection) -> None:
        if self.at_commit:
            self.at_commit = False
            self._end(connection)

    def _end(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        self._admin.execute("SELECT pg_terminate_backend(%s, 5000)", [driver.info.backend_pid])


@contextmanager
def cutting(engine: Engine) -> Iterator[Cut]:
    cut = Cut(engine)
    try:
        yield cut
    finally:
        cut.close()


def vouchers(engine: Engine, number: str) -> int:
    with engine.connect() as connection, connection.begin():
        counted = connection.scalar(select(func.count()).where(loan_entry.c.voucher_no == number))
    return counted or 0


def test_a_connection_lost_anywhere_in_a_unit_of_work_leaves_nothing_half_written(
    programme: Programme, store: Store, tell: Tell
) -> None:
    """The whole way of a loan, cut before its first statement, its second, … and at each commit."""
    source_id, point = programme.funded(100_000 * MILLION), programme.point()
    steps: dict[str, Callable[[], Any]] = {}
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    steps["repay"] = lambda: programme.repay(loan.id, on=ON, principal=1_000, interest=1)
    steps["approve"] = lambda: programme.approve(programme.applied(source_id, MILLION))
    steps["lend"] = lambda: programme.lent(source_id, MILLION, point=point)
    steps["seal"] = store.seal
    cuts = 0
    with cutting(store.engine) as cut:
        for name, step in steps.items():
            for statement in range(1, MOST):
                before = row_counts(store.engine) if name in ("repay", "seal") else {}
                cut.before(statement)
                try:
                    step()
                except OperationalError:
                    cuts += 1
                    cut.before(0)
                    assert name not in ("repay", "seal") or row_counts(store.engine) == before
                    continue
                assert cut.statements < statement, f"{name} did not notice that statement {statement} was lost"
                break
            else:
                raise AssertionError(f"{name} has more than {MOST} statements")
            cut.before(0)
            hold(store.engine)
            before = row_counts(store.engine)
            cut.at_commit = True
            with pytest.raises(OperationalError):
                step()
            cuts += 1
            if name in ("repay", "seal"):
                assert row_counts(store.engine) == before
        step()
        store.seal()
        counts = hold(store.engine)
    tell(f"{cuts} cuts in {', '.join(steps)}; {counts}")


@pytest.fixture
def service(database_url: str, clock: Clock, tmp_path: Path) -> Iterator[Service]:
    with serving(database_url, tmp_path, furnish(database_url), clock) as running:
        yield running


def test_a_request_that_lost_its_connection_is_answered_cleanly_and_done_once_when_sent_again(
    service: Service, tell: Tell
) -> None:
    """Cut before each statement of a POST, sign-in and stored reply included; then the same request again."""
    engine = service.store.engine
    programme = Programme(service.store, service.clock)
    loan_id = programme.lent(programme.funded(1_000 * MILLION), 100 * MILLION, point=programme.point()).id
    path, cuts = f"/loans/{loan_id}", 0
    with cutting(engine) as cut:
        for statement in [*range(1, MOST), -1]:
            number = f"PT-{statement}"
            body = {"on": ON.isoformat(), "voucher_no": number, "principal": 1_000, "interest": 0}
            given: dict[str, Any] = {"key": f"k{statement}", "etag": service.get("officer", path).headers["ETag"]}
            cut.before(max(statement, 0))
            cut.at_commit = statement < 0
            answer = service.send("officer", f"{path}/repayments", body, **given)
            cut.before(0)
            if answer.status_code == 200:
                break
            problem = answer.get_json()
            assert (answer.status_code, problem["code"]) == (503, "database_unavailable"), answer.text
            assert "Idempotency-Key" in problem["detail"]
            assert "psycopg" not in answer.text
            assert vouchers(engine, number) == 0
            made(service.send("officer", f"{path}/repayments", body, **given))
            assert vouchers(engine, number) == 1
            cuts += 1
    counts = hold(engine)
    assert counts["reply"] == cuts + 1
    tell(f"{cuts} requests cut before their statement and sent again; {counts}")


def test_after_every_connection_was_lost_the_next_request_works(service: Service, draw: Random, tell: Tell) -> None:
    """Idle connections of the pool die as at a restart of the server: nobody notices."""
    programme = Programme(service.store, service.clock)
    loan_id = programme.lent(programme.funded(1_000 * MILLION), 100 * MILLION, point=programme.point()).id
    path, ended = f"/loans/{loan_id}", 0
    with cutting(service.store.engine) as cut:
        for number in range(TIMES):
            etag = made_etag(service, path)
            ended += cut.everywhere()
            if draw.random() < 0.5:
                assert service.get("officer", path).status_code == 200
            body = {"on": ON.isoformat(), "voucher_no": f"PT-{number}", "principal": 1_000, "interest": 0}
            made(service.send("officer", f"{path}/repayments", body, etag=etag))
    counts = hold(service.store.engine)
    assert counts["reply"] == TIMES
    tell(f"{ended} idle connections ended in {TIMES} rounds; {counts}")


def test_after_a_lost_reply_the_same_request_is_given_the_stored_one(service: Service, tell: Tell) -> None:
    """The commit is kept and the answer gets lost, the connection with it."""
    programme = Programme(service.store, service.clock)
    loan_id = programme.lent(programme.funded(1_000 * MILLION), 100 * MILLION, point=programme.point()).id
    path = f"/loans/{loan_id}"
    with cutting(service.store.engine) as cut:
        for number in range(TIMES):
            given: dict[str, Any] = {"key": f"k{number}", "etag": made_etag(service, path)}
            body = {"on": ON.isoformat(), "voucher_no": f"PT-{number}", "principal": 1_000, "interest": 0}
            lost = service.send("officer", f"{path}/repayments", body, **given)
            cut.everywhere()
            again = service.send("officer", f"{path}/repayments", body, **given)
            assert "Idempotent-Replayed" not in lost.headers
            assert again.headers["Idempotent-Replayed"] == "true"
            assert (again.status_code, again.text, again.headers["ETag"]) == (200, lost.text, lost.headers["ETag"])
    counts = hold(service.store.engine)
    assert counts["loan_entry"] == TIMES + 1
    tell(f"{TIMES} lost replies given again; {counts}")


def made_etag(service: Service, path: str) -> str:
    return str(service.get("officer", path).headers["ETag"])
