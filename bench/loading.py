"""Loading a portfolio: read and staged, checked, posted and sealed, beside putting the same rows in without asking.

``python -m bench.loading LOANS [URL]`` loads a portfolio of any size once and says minutes and the largest memory.
"""

import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.clock import Measured
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.loading import DOUBTS, branch, checked, opened, posted, staged
from tests.portfolio import Shape, Written, world, write

LOANS = 20_000
HISTORY = 1_000  # per mille: ten entries a loan
POSTGRES = "LOANS_BENCH_POSTGRESQL"
"""Where an empty database may be filled; without it PostgreSQL is left out."""


def measured() -> Iterator[Measured]:
    """Each step of a load, per row of the files, beside a bare executemany (SQLite) or COPY of the vouchers' rows."""
    with tempfile.TemporaryDirectory() as folder:
        written = write(Path(folder), Shape(LOANS, layout="10", history_permille=HISTORY))
        url = os.environ.get(POSTGRES)
        for name, place in (("SQLite", f"sqlite:///{folder}/loans.db"), ("PostgreSQL", url)):
            if place:
                yield from _steps(name, Store.at(place), written.files, _rows(written), Path(folder))


def _steps(name: str, store: Store, files: Mapping[str, Path], rows: int, folder: Path) -> Iterator[Measured]:
    upgrade(store.engine)
    branch(store, world(126))
    load = opened(store, accept=DOUBTS)
    times = [
        ("read and staged", _time(lambda: staged(store, load.id, files))),
        ("checked", _time(lambda: checked(store, load.id))),
        ("posted", _time(lambda: posted(store, load.id, keep_good=True, without_control="đo thời gian"))),
        ("sealed", _time(store.seal)),
    ]
    bare = _bare(folder, rows) if name.lower().startswith("sqlite") else _copied(store, rows)
    what = "executemany of as many rows" if name.lower().startswith("sqlite") else "COPY of as many rows"
    for step, seconds in times:
        yield Measured(f"{step}: {rows:,} rows on {name} ({rows / seconds:,.0f} a second)", seconds, what, bare)


def _rows(written: Written) -> int:
    return written.shape.loans + written.entries + written.instalments


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _lines(rows: int) -> Iterator[tuple[int, int, int, str, str, int, int, int]]:
    return ((1, 99 * 10**14 + row // 10, row, "2026-01-01", f"GD{row}", 0, 1_000_000, 5_000) for row in range(rows))


def _bare(folder: Path, rows: int) -> float:
    connection = sqlite3.connect(folder / "bare.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (a INT, b INT, c INT, d TEXT, e TEXT, f INT, g INT, h INT)")

    def work() -> None:
        connection.executemany("INSERT INTO bare VALUES (?,?,?,?,?,?,?,?)", _lines(rows))
        connection.commit()

    seconds = _time(work)
    connection.close()
    return seconds


def _copied(store: Store, rows: int) -> float:
    def work() -> None:
        with store.engine.begin() as connection:
            columns = "a INT, b BIGINT, c INT, d DATE, e TEXT, f INT, g INT, h INT"
            connection.exec_driver_sql(f"CREATE TEMP TABLE bare ({columns})")
            with connection.connection.cursor().copy("COPY bare FROM STDIN") as copy:
                for line in _lines(rows):
                    copy.write_row(line)

    return _time(work)


def main() -> None:
    """One portfolio of the size asked for, loaded once."""
    loans = int(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/loans.db"
        written = write(Path(folder), Shape(loans, layout="10", history_permille=HISTORY))
        rows = _rows(written)
        sys.stdout.write(f"{rows:,} rows of {loans:,} loans written; largest memory so far {_memory()} MB\n")
        for found in _steps(url.partition(":")[0], Store.at(url), written.files, rows, Path(folder)):
            sys.stdout.write(f"{found.line()}\n")
    sys.stdout.write(f"largest memory {_memory()} MB\n")


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
