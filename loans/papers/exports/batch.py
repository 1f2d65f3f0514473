"""One table of an export in batches of columns; see ``batches`` for the file and what is said of the whole."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from loans.domain.refusal import Finding
from loans.papers.exports.cells import Repair
from loans.papers.exports.column import NUMBERS, ColumnRead, Columns
from loans.papers.exports.heading import Heading
from loans.papers.exports.layout import MEASURES, Field, Layout
from loans.papers.exports.read import REPEATING
from loans.papers.exports.repeats import Repeats
from loans.papers.exports.table import BLANK, Findings, Place, Table, refusal_of, split_findings

Column = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]

_EXACT = 2**62
_TOGETHER = 1_024
"""Rows read by column at a time: their cells lie in the processor's cache, those of a batch would not."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that stand together in a file, by column; ``len`` is how many.

    ``rows`` are their numbers as a spreadsheet counts them. ``columns`` holds for each of our fields that the file has:
    words and codes as ``str`` objects ("" for none), amounts, counts and rates as int64 (``missing`` says where there
    is none), days as datetime64[D] (NaT for none). ``whole`` are the rows of which all that is required was read;
    ``repeated`` are those that only say a contract again. ``repairs`` and ``faults`` bear the index of their row.
    """

    layout: Layout
    sheet: str
    rows: npt.NDArray[np.int64]
    columns: Mapping[str, Column]
    missing: Mapping[str, Flags]
    whole: Flags
    repeated: Flags
    repairs: Sequence[tuple[int, str, Repair]]
    faults: Sequence[tuple[int, Finding]]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def kept(self) -> Flags:
        """The rows that are records: what the reader by rows gives."""
        return self.whole & ~self.repeated


@dataclass(slots=True)
class _Part:
    """Rows read by column and not yet judged; of each row of totals, how many records stood before it."""

    numbers: npt.NDArray[np.int64]
    whole: Flags
    totals: list[tuple[int, int, list[Any]]] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    missing: dict[str, Flags] = field(default_factory=dict)
    repairs: list[tuple[int, str, Repair]] = field(default_factory=list)
    faults: list[tuple[int, Finding]] = field(default_factory=list)


def _joined(parts: Sequence[_Part]) -> _Part:
    """Parts that follow each other as one."""
    starts = np.cumsum([0, *(len(part.numbers) for part in parts)]).tolist()
    placed = list(zip(starts, parts, strict=False))
    return _Part(
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.whole for part in parts]),
        [(start + before, number, cells) for start, part in placed for before, number, cells in part.totals],
        {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns},
        {name: np.concatenate([part.missing[name] for part in parts]) for name in parts[0].missing},
        [(start + place, name, repair) for start, part in placed for place, name, repair in part.repairs],
        [(start + place, fault) for start, part in placed for place, fault in part.faults],
    )


class TableBatches:
    """The records of one sheet below its heading, ``size`` rows at a time; iterate once."""

    def __init__(
        self, heading: Heading, sheet: str, rows: Iterator[list[Any]], findings: Findings, *, texts: bool
    ) -> None:
        self.heading, self.sheet = heading, sheet
        self.table = Table(heading, sheet, iter(()), findings)
        self.days: Counter[date] = Counter()
        self._findings, self._rows, self._texts = findings, rows, texts
        self._columns = Columns(texts=texts)

    def batches(self, size: int, repeats: Repeats) -> Iterator[Batch]:
        """Its batches; contracts that ``repeats`` has seen are lines said again."""
        number = self.heading.row + 2
        while True:
            parts: list[_Part] = []
            begun = number
            while taken := list(islice(self._rows, min(_TOGETHER, begun + size - number))):
                parts.append(self._part(taken, number))
                number += len(taken)
            if not parts:
                return
            batch = self._batch(_joined(parts), repeats)
            if len(batch):
                yield batch

    @property
    def day(self) -> date | None:
        """The day of which the table speaks: that of its rows where they name one, else that of its title."""
        if self.days:
            return next(iter(self.days)) if len(self.days) == 1 else None
        return self.heading.day

    def _part(self, taken: list[list[Any]], first: int) -> _Part:
        """The records among some rows, by column. Digits alone in the column of the required code leave no doubt."""
        key, numbers = self.table.key, np.arange(first, first + len(taken))
        sure = np.zeros(len(taken), np.bool_)
        if self._texts and key >= 0:
            keys = [row[key] if key < len(row) else "" for row in taken]
            sure = np.fromiter(map(str.isdigit, keys), np.bool_, len(keys))
        totals: list[tuple[int, int, list[Any]]] = []
        if not sure.all():
            totals = self._told_apart(taken, first, sure)
            taken = [row for row, its in zip(taken, sure.tolist(), strict=True) if its]
        part = _Part(numbers[sure], np.ones(len(taken), np.bool_), totals)
        for each, cells in zip(self.heading.fields, self._cells(taken), strict=True):
            self._read(each, cells, part)
        return part

    def _told_apart(self, taken: list[list[Any]], first: int, sure: Flags) -> list[tuple[int, int, list[Any]]]:
        """Look at the rows that are not surely records; those that are become so. The rows of totals."""
        totals, before, more = [], np.cumsum(sure), 0
        for place in np.flatnonzero(~sure).tolist():
            kind = self.table.kind_of(taken[place])
            if kind == "data":
                sure[place] = True
                more += 1
                continue
            self.table.skipped[kind] += 1
            if kind == "total":
                totals.append((int(before[place]) + more, first + place, taken[place]))
        return totals

    def _read(self, each: Field, cells: Sequence[Any], part: _Part) -> None:
        found = self._columns.read(cells, each)
        part.columns[each.name] = found.values
        if each.kind in NUMBERS:
            part.missing[each.name] = found.missing
        part.repairs += [(place, each.name, repair) for place, repair in found.repairs]
        for place, why in found.refused:
            where = Place(self.sheet, int(part.numbers[place]))
            part.faults.append((place, refusal_of(where, each, cells[place], why)))
        if each.required:
            self._blanks(each, found, part)
            part.whole &= ~found.missing

    def _batch(self, part: _Part, repeats: Repeats) -> Batch:
        self._note_days(part)
        self._splits(part)
        repeated = np.zeros(len(part.whole), np.bool_)
        if self.heading.layout.subject in REPEATING:
            repeated, told = repeats.found(self.sheet, part.numbers, part.columns, part.missing, part.whole)
            part.faults += told
        part.repairs.sort(key=lambda repair: repair[0])
        part.faults.sort(key=lambda fault: fault[0])
        self._take_in(part)
        return Batch(
            self.heading.layout,
            self.sheet,
            part.numbers,
            part.columns,
            part.missing,
            part.whole,
            repeated,
            part.repairs,
            part.faults,
        )

    def _cells(self, records: list[list[Any]]) -> Iterator[Sequence[Any]]:
        places = [self.heading.places[each.name] for each in self.heading.fields]
        width, none = max(places) + 1, "" if self._texts else None
        if records and min(map(len, records)) < width:
            records = [row + [none] * (width - len(row)) for row in records]
        columns = list(zip(*records, strict=False)) or [()] * width
        return iter([columns[place] for place in places])

    def _blanks(self, each: Field, found: ColumnRead, part: _Part) -> None:
        """A required cell that is blank; one that was refused has been said."""
        if not found.missing.any():
            return
        refused = {place for place, _why in found.refused}
        for place in np.flatnonzero(found.missing).tolist():
            if place not in refused:
                where = Place(self.sheet, int(part.numbers[place]))
                part.faults.append((place, refusal_of(where, each, "", BLANK)))

    def _note_days(self, part: _Part) -> None:
        if "report_day" in part.columns:
            days = part.columns["report_day"][part.whole]
            found, counts = np.unique(days[~np.isnat(days)], return_counts=True)
            self.days.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))

    def _splits(self, part: _Part) -> None:
        """Rows that state all four balances, of which the first is not the sum of the rest."""
        if not all(name in part.columns for name in MEASURES):
            return
        stated = part.whole.copy()
        for name in MEASURES:
            stated &= ~part.missing[name]
        total, *parts = (part.columns[name] for name in MEASURES)
        for place in np.flatnonzero(stated & (total != sum(parts))).tolist():
            where = Place(self.sheet, int(part.numbers[place]))
            values = {name: int(part.columns[name][place]) for name in MEASURES}
            part.faults += [(place, each) for each in split_findings(where, values)]

    def _take_in(self, part: _Part) -> None:
        """The rows into the totals and findings of the table, up to each row of totals in its turn."""
        table, start, said, whole = self.table, 0, 0, part.whole
        if not whole.all():
            table.skipped["refused"] += len(whole) - int(whole.sum())
        table.repairs.update((name, each.code) for place, name, each in part.repairs if whole[place])
        money = [each.name for each in self.heading.fields if each.kind == "money"]
        for end, number, cells in (*part.totals, (len(whole), 0, None)):
            its = whole[start:end]
            table.count({name: _sum(part.columns[name][start:end][its]) for name in money}, int(its.sum()))
            while said < len(part.faults) and part.faults[said][0] < end:
                self._findings.add(part.faults[said][1])
                said += 1
            if cells is not None:
                table.total(number, cells)
            start = end


def _sum(amounts: Column) -> int:
    """The exact sum: an amount can be 10^15, a batch of them more than an int64 holds."""
    if not len(amounts) or int(np.abs(amounts).max()) * len(amounts) < _EXACT:
        return int(amounts.sum())
    return sum(amounts.tolist())
