"""A full database: the write that no longer fits fails whole and says so, and with room again the service goes on."""

import pwd
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url

from tests.api.service import Service, furnish, serving
from tests.long.conftest import Tell
from tests.long.invariants import hold
from tests.needs import needs
from tests.postgres import launch
from tests.postgres_server import Programs, Server, UnavailableError, libpq
from tests.programme import MILLION, Clock, Programme
from tests.store.tools import row_counts

pytestmark = pytest.mark.long

ON = "2026-08-06"
PAGES = 24
SMALL, LARGE = "24m", "96m"
MOST = 20_000
INSIDE = ("Traceback", "sqlite", "psycopg", "sqlalchemy", "INSERT", "SELECT", "disk is full", "No space", "loans.db")


def repayment(service: Service, loan_id: int, number: int) -> Any:
    """One repayment as a person sends it; the key is its number, so that sending again is the same request."""
    path = f"/loans/{loan_id}"
    etag = service.get("officer", path).headers["ETag"]
    body = {"on": ON, "voucher_no": f"PT-{number}", "principal": 1_000, "interest": 0}
    return service.send("officer", f"{path}/repayments", body, key=f"k-{number}", etag=etag)


def fill(service: Service, loans: list[int]) -> int:
    """Repay until the database takes no more; how many fitted. The first that does not is refused cleanly."""
    for number in range(MOST):
        before = row_counts(service.store.engine)
        answer = repayment(service, loans[number % len(loans)], number)
        if answer.status_code != 200:
            refused_cleanly(answer)
            assert row_counts(service.store.engine) == before
            return number
    raise AssertionError(f"{MOST} repayments and still room")


def refused_cleanly(answer: Any) -> None:
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (503, "storage_full"), answer.text
    assert answer.mimetype == "application/problem+json"
    assert problem["detail"]
    assert problem["request_id"]
    assert [word for word in INSIDE if word.lower() in answer.text.lower()] == []


def lent(service: Service) -> tuple[int, list[int]]:
    programme = Programme(service.store, service.clock)
    source_id, point = programme.funded(10_000 * MILLION), programme.point()
    return source_id, [programme.lent(source_id, 100 * MILLION, point=point).id for _ in range(20)]


def goes_on(service: Service, source_id: int, loans: list[int], kept: int) -> dict[str, int]:
    """With room again: the refused request sent again succeeds, more follow, and all that was kept is there once."""
    more = 10
    for number in range(kept, kept + more):
        answer = repayment(service, loans[number % len(loans)], number)
        assert answer.status_code == 200, answer.text
    service.store.seal()
    stands = Programme(service.store, service.clock).statement(source_id)
    assert stands.outstanding == len(loans) * 100 * MILLION - (kept + more) * 1_000
    counts = hold(service.store.engine)
    assert (counts["reply"], counts["unsealed"]) == (kept + more, 0)
    return counts


def test_a_full_sqlite_file_refuses_whole_and_goes_on_with_room(tmp_path: Path, clock: Clock, tell: Tell) -> None:
    url = f"sqlite:///{tmp_path / 'loans.db'}"
    tokens = furnish(url)
    with serving(url, tmp_path, tokens, clock) as service:
        source_id, loans = lent(service)
    with sqlite3.connect(tmp_path / "loans.db") as file:
        pages = file.execute("PRAGMA page_count").fetchone()[0]
    room = {"pages": pages + PAGES}

    def bound(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={room['pages']}")

    with serving(url, tmp_path, tokens, clock) as service:
        event.listen(service.store.engine, "connect", bound)
        kept = fill(service, loans)
        for again in range(5):  # it stays full, stays readable, and stays whole
            refused_cleanly(repayment(service, loans[again], 100_000 + again))
        hold(service.store.engine)
        room["pages"] = 2**30
        service.store.engine.dispose()
        counts = goes_on(service, source_id, loans, kept)
    tell(f"{kept} repayments fitted into {PAGES} more pages, 6 were refused whole, 10 more with room; {counts}")
    assert kept > 0


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of our own: its account must own the folder of the small disk."""
    faults = []
    for provider in ("system", "wheel"):
        try:
            running = launch(provider)
        except UnavailableError as fault:
            faults.append(str(fault))
            continue
        yield running
        running.stop()
        return
    pytest.fail("; ".join(faults), pytrace=False)


def mount(*words: str | Path) -> None:
    program = needs("mount", "mount")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"not tested: PostgreSQL on a full disk, as no tmpfs may be mounted here ({done.stderr.strip()})")


@contextmanager
def small_disk(folder: Path, programs: Programs) -> Iterator[Path]:
    """A tmpfs of ``SMALL`` that belongs to the server's account."""
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={SMALL},mode=0700", "tmpfs", folder)
    try:
        if programs.account:
            shutil.chown(folder, programs.account, pwd.getpwnam(programs.account).pw_gid)
        yield folder
    finally:
        subprocess.run([needs("umount", "mount"), "-l", folder], check=True)


def test_a_full_disk_under_postgresql_refuses_whole_and_goes_on_with_room(
    server: Server, tmp_path: Path, clock: Clock, tell: Tell
) -> None:
    """The database's own files lie on the small disk; the disk of the write-ahead log has room."""
    with small_disk(server.folder / "small", server.programs) as disk:
        with psycopg.connect(libpq(server.url), autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
            connection.execute("CREATE DATABASE small TABLESPACE small TEMPLATE template0")
        url = make_url(server.url).set(database="small").render_as_string(hide_password=False)
        tokens = furnish(url)
        with serving(url, tmp_path, tokens, clock) as service:
            source_id, loans = lent(service)
            ballast(disk)
            kept = fill(service, loans)
            hold(service.store.engine)
            mount("-o", f"remount,size={LARGE}", disk)
            counts = goes_on(service, source_id, loans, kept)
        tell(f"{kept} repayments fitted onto the small disk, one was refused whole, 10 more with room; {counts}")
        with psycopg.connect(libpq(server.url), autocommit=True) as connection:
            connection.execute("DROP DATABASE small WITH (FORCE)")


def ballast(disk: Path) -> None:
    """Fill the disk but for some pages, so that not thousands of repayments are needed."""
    usage = shutil.disk_usage(disk)
    (disk / "ballast").write_bytes(b"\0" * max(usage.free - PAGES * 8192, 0))
