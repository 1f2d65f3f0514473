"""An export in batches of columns: what ``open_export`` reads row by row, for files of a million loans.

Both roads give the same values, repairs, findings, totals and skipped rows (a property of the tests). A batch differs
in one thing: rows that give no record stay in it, marked, so that every row of a file can be answered.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Self

from loans.papers.exports.batch import Batch, TableBatches
from loans.papers.exports.book import Sheet, sheets
from loans.papers.exports.fault import passed_over, unknown_layout
from loans.papers.exports.heading import HEADING_WITHIN, Nearest, find_heading
from loans.papers.exports.layout import MEASURES, Declared
from loans.papers.exports.read import days_differ, wanted_layouts
from loans.papers.exports.repeats import Repeats
from loans.papers.exports.table import ControlTotal, Findings

SIZE = 50_000
"""Rows of a batch: enough that a column costs little beside its cells, few enough to hold."""


class BatchStream:
    """The tables of a file that have one layout, in batches; iterate once, then see what is said of the whole.

    Known at the start: ``layout``, ``title``, ``mapping`` (our field → the heading over its column). Whole at the end:
    ``control_totals``, ``skipped``, ``repairs``, ``findings``, ``dropped``, ``read``, ``report_day``.
    """

    def __init__(self, stream: bytes | BinaryIO, name: str, layout: str | Declared | None, size: int) -> None:
        self.name, self.size = name, size
        self.findings, self.repeats = Findings(), Repeats()
        self._stream = stream
        self._nearest = Nearest()
        self._wanted = wanted_layouts(layout)
        self._sheets = sheets(stream)
        self._tables: list[TableBatches] = []
        self.mapping: dict[str, str] = {}
        while not self._tables:
            sheet = next(self._sheets, None)
            if sheet is None:
                raise unknown_layout(self._nearest.name, self._nearest.missing, self._nearest.headings)
            self._open(sheet)
        heading = self._tables[0].heading
        self.layout, self.title = heading.layout, heading.title

    def __iter__(self) -> Iterator[Batch]:
        yield from self._of(self._tables[0])
        for sheet in self._sheets:
            if self._open(sheet):
                yield from self._of(self._tables[-1])
        days = {table.day for table in self._tables}
        if len(days) > 1:
            self.findings.add(days_differ(", ".join(table.sheet for table in self._tables), days - {None}))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        if not isinstance(self._stream, bytes):
            self._stream.close()

    @property
    def report_day(self) -> date | None:
        """The day of which the file speaks: that of its rows where they name one, else that of its titles."""
        days = {table.day for table in self._tables}
        return days.pop() if len(days) == 1 else None

    @property
    def control_totals(self) -> tuple[ControlTotal, ...]:
        """The file's own rows of totals, with what the rows before them come to."""
        return tuple(total for each in self._tables for total in each.table.totals)

    @property
    def control(self) -> ControlTotal | None:
        """The grand total, where the file has one: the last of those that speak of all rows."""
        return next((total for total in reversed(self.control_totals) if total.grand), None)

    @property
    def skipped(self) -> Counter[str]:
        """Rows that are no record, by kind: blank, heading, total, signature, note; refused for want of a cell."""
        return sum((each.table.skipped for each in self._tables), Counter())

    @property
    def repairs(self) -> Counter[tuple[str, str]]:
        """How many cells of records were put right, by (field, code)."""
        return sum((each.table.repairs for each in self._tables), Counter())

    @property
    def read(self) -> int:
        """How many rows were read whole, those that repeat a contract too."""
        return sum(each.table.read for each in self._tables)

    @property
    def dropped(self) -> dict[str, int]:
        """What repeated lines would have counted twice, by balance."""
        return {name: self.repeats.dropped[name] for name in MEASURES}

    def _open(self, sheet: Sheet) -> bool:
        """Find the heading of a sheet; False where it has no table of this layout."""
        rows = iter(sheet.rows)
        head = list(islice(rows, HEADING_WITHIN))
        heading = find_heading(head, self._wanted, self._nearest)
        if heading is None:
            return False
        if self._tables and heading.layout.code != self.layout.code:
            self.findings.add(passed_over(sheet.name, heading.layout.name, self.layout.name))
            return False
        self.findings.add(*heading.found)
        below = chain(head[heading.row + 1 :], rows)
        self._tables.append(TableBatches(heading, sheet.name, below, self.findings, texts=sheet.texts))
        over = head[heading.row]
        for name, place in heading.places.items():
            self.mapping.setdefault(name, " ".join(str(over[place] or "").split()))
        return True

    def _of(self, table: TableBatches) -> Iterator[Batch]:
        yield from table.batches(self.size, self.repeats)
        days = set(table.days) | ({table.heading.day} if table.heading.day else set())
        if len(days) > 1:
            self.findings.add(days_differ(table.sheet or "tệp", days))


def read_batches(
    source: bytes | BinaryIO | Path, *, name: str = "", layout: str | Declared | None = None, size: int = SIZE
) -> BatchStream:
    """The tables of a file of one layout: the first that is known, the one named, or the one declared.

    A CSV streams, at any size, in memory of a batch (and seventy bytes a contract, to know it again); a workbook is
    read whole up to the stated size. Raises ``Refusal`` where the file cannot be read. As a context manager it closes
    the file. ``name`` is what people call it.
    """
    stream = source.open("rb") if isinstance(source, Path) else source
    try:
        return BatchStream(stream, name or (source.name if isinstance(source, Path) else ""), layout, size)
    except BaseException:
        if isinstance(source, Path) and not isinstance(stream, bytes):
            stream.close()
        raise
