"""An export read: its layout found, its rows as records with their places, its totals checked, its day.

``open_export`` streams: a CSV of any size in bounded memory. ``read_export`` reads all rows of one table,
``read_exports`` every table of a workbook.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from typing import Any, BinaryIO

from loans.domain.refusal import Finding
from loans.papers.exports.book import Sheet, sheets
from loans.papers.exports.duplicates import Duplicates
from loans.papers.exports.fault import finding, no_such_layout, unknown_layout
from loans.papers.exports.heading import HEADING_WITHIN, Heading, Nearest, find_heading
from loans.papers.exports.layout import MEASURES, Declared, Layout, layouts
from loans.papers.exports.table import ControlTotal, ExportRow, Findings, Table, split_findings

REPEATING = ("loans", "overdue", "frozen", "inactive")
"""Subjects whose rows are one a contract."""


@dataclass(frozen=True, slots=True)
class ExportRead:
    """One table of a file. ``rows`` has each contract once; ``dropped`` is what repeated lines would have added.

    ``repairs`` counts what was put right by (field, code); ``skipped`` what was no record, by kind; ``counts`` the
    findings by code, of which ``findings`` keeps the first in words.
    """

    layout: Layout
    sheet: str
    title: str
    day: date | None
    rows: tuple[ExportRow, ...]
    totals: tuple[ControlTotal, ...]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    repairs: Mapping[tuple[str, str], int]
    skipped: Mapping[str, int]
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def control(self) -> ControlTotal | None:
        """The grand total, where the file has one: the last of those that speak of all rows."""
        grand = [total for total in self.totals if total.grand]
        return grand[-1] if grand else None


class ExportStream:
    """One table, its records one by one; what is said of the whole is known when the last one has been given."""

    def __init__(self, heading: Heading, sheet: str, rows: Iterator[list[Any]]) -> None:
        self.heading, self.sheet = heading, sheet
        self.findings = Findings()
        self.findings.add(*heading.found)
        self.table = Table(heading, sheet, rows, self.findings)
        self.duplicates = Duplicates(self.findings)
        self._days: Counter[date] = Counter()

    def __iter__(self) -> Iterator[ExportRow]:
        rows = self._checked()
        yield from self.duplicates.without(rows) if self.heading.layout.subject in REPEATING else rows
        self._say_of_days()

    def _checked(self) -> Iterator[ExportRow]:
        for row in self.table:
            self.findings.add(*split_findings(row.place, row.values))
            if row.values.get("report_day"):
                self._days[row.values["report_day"]] += 1
            yield row

    @property
    def day(self) -> date | None:
        """The day of which the export speaks: that of its rows where they name one, else that of its title."""
        if self._days:
            return next(iter(self._days)) if len(self._days) == 1 else None
        return self.heading.day

    def _say_of_days(self) -> None:
        days = set(self._days) | ({self.heading.day} if self.heading.day else set())
        if len(days) > 1:
            self.findings.add(days_differ(self.sheet or "tệp", days))


def days_differ(place: str, days: Iterable[date | None]) -> Finding:
    """What is said of tables that name several days."""
    listed = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(day for day in days if day))
    return finding(
        place,
        "report_days_differ",
        f"Tệp nêu nhiều ngày số liệu: {listed}. Chọn ngày số liệu khi đối chiếu, hoặc xuất lại một ngày.",
        f"The file names several days: {listed}. Give the day when reconciling, or export one day.",
        "report_day",
        listed,
    )


def open_export(
    source: bytes | BinaryIO, *, layout: str | None = None, mapping: Declared | None = None
) -> ExportStream:
    """The first table of a file that has a known layout, the one named, or the one declared; raises ``Refusal``."""
    return next(_streams(source, layout, mapping))


def read_export(source: bytes | BinaryIO, *, layout: str | None = None, mapping: Declared | None = None) -> ExportRead:
    """All of the first table; what a file is, its first bytes say, not its name or type."""
    return _all_of(open_export(source, layout=layout, mapping=mapping))


def read_exports(
    source: bytes | BinaryIO, *, layout: str | None = None, mapping: Declared | None = None
) -> tuple[ExportRead, ...]:
    """Every table of a workbook, a sheet each; sheets without one are passed over."""
    return tuple(_all_of(stream) for stream in _streams(source, layout, mapping))


def merged(reads: Sequence[ExportRead]) -> ExportRead:
    """Tables of one layout as one: a contract of several sheets is a repeated line, their days must be one."""
    if len(reads) == 1:
        return reads[0]
    findings, days = Findings(), {read.day for read in reads}
    duplicates = Duplicates(findings)
    rows = chain.from_iterable(read.rows for read in reads)
    kept = tuple(duplicates.without(rows) if reads[0].layout.subject in REPEATING else rows)
    if len(days) > 1:
        findings.add(days_differ(", ".join(read.sheet for read in reads), days - {None}))
    return replace(
        reads[0],
        sheet=", ".join(read.sheet for read in reads),
        day=days.pop() if len(days) == 1 else None,
        rows=kept,
        totals=tuple(total for read in reads for total in read.totals),
        findings=(*(each for read in reads for each in read.findings), *findings.kept),
        counts=sum((Counter(read.counts) for read in reads), findings.counts),
        repairs=sum((Counter(read.repairs) for read in reads), Counter()),
        skipped=sum((Counter(read.skipped) for read in reads), Counter()),
        dropped=sum((Counter(read.dropped) for read in reads), Counter(duplicates.dropped)),
    )


def preview(source: bytes | BinaryIO, *, mapping: Declared, rows: int = 20) -> tuple[ExportRow, ...]:
    """The first records that a declared mapping gives, to be looked at before it is used."""
    return tuple(islice(open_export(source, mapping=mapping), rows))


def _streams(source: bytes | BinaryIO, layout: str | None, mapping: Declared | None) -> Iterator[ExportStream]:
    wanted, nearest, some = wanted_layouts(mapping or layout), Nearest(), False
    for sheet in sheets(source):
        stream = _stream(sheet, wanted, nearest)
        if stream is not None:
            some = True
            yield stream
    if not some:
        raise unknown_layout(nearest.name, nearest.missing, nearest.headings)


def _stream(sheet: Sheet, wanted: tuple[Layout, ...], nearest: Nearest) -> ExportStream | None:
    rows = iter(sheet.rows)
    head = list(islice(rows, HEADING_WITHIN))
    heading = find_heading(head, wanted, nearest)
    return ExportStream(heading, sheet.name, chain(head[heading.row + 1 :], rows)) if heading else None


def wanted_layouts(layout: str | Declared | None) -> tuple[Layout, ...]:
    """The layouts that a file may have: all that are known, the one named, or the one declared."""
    if isinstance(layout, Declared):
        return (layout.layout(),)
    known = layouts()
    if layout is None:
        return tuple(known.values())
    if layout not in known:
        raise no_such_layout(layout, known)
    return (known[layout],)


def _all_of(stream: ExportStream) -> ExportRead:
    rows = tuple(stream)
    table = stream.table
    return ExportRead(
        layout=stream.heading.layout,
        sheet=stream.sheet,
        title=stream.heading.title,
        day=stream.day,
        rows=rows,
        totals=tuple(table.totals),
        findings=tuple(stream.findings.kept),
        counts=dict(stream.findings.counts),
        repairs=dict(table.repairs),
        skipped=dict(table.skipped),
        dropped={name: stream.duplicates.dropped.get(name, 0) for name in MEASURES},
    )
