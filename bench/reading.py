"""Reading the bank's exports by column, beside the csv module that only takes the same file apart."""

import csv
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.clock import Measured, best
from loans.papers.exports import read_batches
from tests.portfolio import Shape, write

LOANS = 50_000
TURNS = 3
KINDS = (
    ("loans", "loans of the layout GQVL, 27 columns"),
    ("instalments", "instalments due, 4 columns"),
    ("entries", "entries, 6 columns"),
)


def measured() -> Iterator[Measured]:
    """Each kind of file of an invented portfolio: every cell read, repaired or refused, totals and repeats checked."""
    with tempfile.TemporaryDirectory() as folder:
        written = write(Path(folder), Shape(LOANS, faults=50))
        detailed = Path(folder) / "10"
        detailed.mkdir()
        more = write(detailed, Shape(LOANS // 5, layout="10", faults=10, history_permille=0))
        files = [(written.files[name], what) for name, what in KINDS]
        for file, what in [*files, (more.files["loans"], "loans of the layout 10, 57 columns")]:
            rows = _rows(file)
            read = best(partial(_batches, file), turns=TURNS)
            plain = best(partial(_rows, file), turns=TURNS)
            yield Measured(
                f"read {rows:,} {what} ({rows / read:,.0f} rows a second)", read, "csv.reader, text alone", plain
            )


def _batches(file: Path) -> int:
    with read_batches(file) as stream:
        return sum(len(batch) for batch in stream)


def _rows(file: Path) -> int:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return sum(1 for _row in csv.reader(lines, delimiter=";"))
