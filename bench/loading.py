"""Loading a portfolio: on PostgreSQL the posting of checked rows beside COPY of the same rows into the same tables; on
SQLite the operator's command from the files to the last link."""

import inspect
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from bench.targets import Found
from loans.service.loading import post_load
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.loading import DOUBTS, POSTER, TODAY, branch, checked, opened, staged
from tests.portfolio import DAY, Shape, Written, world, write
from tests.postgres import database
from tests.postgres_server import libpq

HISTORY = 1_000  # per mille: ten entries a loan
COMMUNES = 126
WHY = "đo thời gian"
BLOCK = 2**20
TABLES = (
    "stream",
    "entry",
    "unsealed",
    "borrower",
    "application",
    "loan",
    "opening",
    "instalment",
    "past_voucher",
    "debt_freeze",
    "posting",
    "credit_group",
    "group_fact",
)
"""What a load fills."""


def copied(server: str, loans: int) -> Iterator[Found]:
    """Rows a second of posting in parts of a hundred of those of COPY."""
    with database(server) as url, tempfile.TemporaryDirectory() as folder:
        written = _written(Path(folder), loans)
        store = Store.at(url)
        upgrade(store.engine)
        branch(store, world(COMMUNES))
        load = opened(store, accept=DOUBTS)
        staged(store, load.id, written.files)
        checked(store, load.id)
        posting = _posted(store, load.id)
        store.engine.dispose()
        copying, rows = _copied(libpq(url), Path(folder))
    told = f"{rows:,} rows of {loans:,} loans: {rows / posting:,.0f} beside {rows / copying:,.0f} a second"
    yield Found("copy", 100 * copying / posting, told)


def whole(loans: int) -> Iterator[Found]:
    """`loans load` from exports to the last link, in a process of its own: seconds and largest memory."""
    with tempfile.TemporaryDirectory() as folder:
        written = _written(Path(folder), loans)
        url = f"sqlite:///{folder}/loans.db"
        store = Store.at(url)
        upgrade(store.engine)
        branch(store, world(COMMUNES))
        store.engine.dispose()
        seconds, memory = _commanded(url, Path(folder), written.files)
    told = f"{_rows(written):,} rows of {loans:,} loans, {HISTORY // 100} entries each"
    yield Found("million", seconds, told)
    yield Found("million_memory", memory, "peak of the process")


def _written(folder: Path, loans: int) -> Written:
    return write(folder, Shape(loans, layout="10", history_permille=HISTORY))


def _rows(written: Written) -> int:
    return written.shape.loans + written.entries + written.instalments


def _posted(store: Store, load_id: int) -> float:
    """Seconds of posting, in the operator's transaction, whose foreign keys are checked in sets where that is known."""
    first = {"first": True} if "first" in inspect.signature(store.writing).parameters else {}
    given = {"today": TODAY, "load_id": load_id, "keep_good": True, "without_control": WHY}
    began = time.perf_counter()
    with store.writing(POSTER.username, **first) as uow:  # type: ignore[arg-type]
        post_load(uow, POSTER, **given)  # type: ignore[arg-type]
    return time.perf_counter() - began


def _copied(url: str, folder: Path) -> tuple[float, int]:
    """Seconds of COPY into empty twins of the tables, with their keys, checks and indexes but no foreign key."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bare")
        for name in TABLES:
            cursor.execute(f"CREATE TABLE bare.{name} (LIKE public.{name} INCLUDING ALL)".encode())
            with (folder / name).open("wb") as out, cursor.copy(f"COPY public.{name} TO STDOUT".encode()) as copy:
                out.writelines(copy)
        connection.commit()
        began, rows = time.perf_counter(), 0
        for name in TABLES:
            with (folder / name).open("rb") as held, cursor.copy(f"COPY bare.{name} FROM STDIN".encode()) as copy:
                while block := held.read(BLOCK):
                    copy.write(block)
            rows += cursor.rowcount
        connection.commit()
        return time.perf_counter() - began, rows


def _commanded(url: str, folder: Path, files: Mapping[str, Path]) -> tuple[float, float]:
    """Seconds and peak memory in MB of the command."""
    accepted = [word for code in DOUBTS for word in ("--accept", code)]
    options = [*accepted, "--keep-good", "--without-control", WHY, "--yes"]
    command = [sys.executable, "-c", "from loans.cli import main; main()", "load", str(DAY), *map(str, files.values())]
    began = time.perf_counter()
    with (folder / "load.log").open("wb") as log:
        running = subprocess.Popen(  # noqa: S603
            [*command, *options], env={**os.environ, "LOANS_DATABASE_URL": url}, stdout=log, stderr=log
        )
        _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"loans load failed: {(folder / 'load.log').read_text(errors='replace')[-2000:]}")
    return time.perf_counter() - began, used.ru_maxrss / 1024
