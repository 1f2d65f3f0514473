"""The rows below the headings: which are data, which are repeats, totals, signatures; one record a row, with its place.

Nothing is guessed: a cell that cannot be read for certain is refused with its place, and a row whose required cells
are refused gives no record.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loans.domain.refusal import Finding
from loans.papers.exports.cells import CellRefused, Repair, read_cell
from loans.papers.exports.fault import finding
from loans.papers.exports.heading import Heading
from loans.papers.exports.layout import MEASURES, Field
from loans.papers.exports.words import begins, is_blank, may_be

FINDINGS_KEPT = 1_000
"""Findings kept in words; beyond them they are counted by their codes."""

_GRAND = ("tong cong", "tong so", "tong")
_TOTALS = (*_GRAND, "cong", "total")
_FEW = 3
"""A row of so few cells, none of them one that every row must have, is a remark."""
_SIGNATURES = ("nguoi lap", "kiem soat", "thu truong", "giam doc", "chu tich", "noi nhan", "ke toan", "truong phong")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the sheet ("" for a CSV) and the row as a spreadsheet numbers it."""

    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.sheet}, hàng {self.row}" if self.sheet else f"hàng {self.row}"


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One record: its place, its values by field (None for a blank cell), and what had to be repaired."""

    place: Place
    values: Mapping[str, Any]
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A row of totals: what it states, and what the rows above it come to, by field; refused rows count in neither."""

    place: Place
    stated: Mapping[str, int]
    computed: Mapping[str, int]
    rows: int
    grand: bool

    @property
    def agrees(self) -> bool:
        """Whether every stated figure is what its rows come to."""
        return all(self.computed[name] == value for name, value in self.stated.items())


@dataclass(slots=True)
class Findings:
    """What is said of rows: the first in words, all of them counted by code."""

    kept: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, *found: Finding) -> None:
        """Note findings."""
        for each in found:
            self.counts[each.code] += 1
            if len(self.kept) < FINDINGS_KEPT:
                self.kept.append(each)


class Table:
    """The rows of one sheet below its heading; iterate once, then see ``totals``, ``findings``, ``skipped``."""

    def __init__(self, heading: Heading, sheet: str, rows: Iterator[list[Any]], findings: Findings) -> None:
        self.heading, self.findings = heading, findings
        self.totals: list[ControlTotal] = []
        self.skipped: Counter[str] = Counter()
        self.repairs: Counter[tuple[str, str]] = Counter()
        self.read = 0
        self._sheet, self._rows = sheet, rows
        self._fields = heading.fields
        self._placed = [(each.name, heading.places[each.name]) for each in self._fields]
        self._required = heading.layout.required
        self._key = next((each for each in self._required if each.kind == "code"), None)
        self._money = [each for each in self._fields if each.kind == "money"]
        self._marks = [each for each in self._fields if each.kind not in ("text", "point")]
        self._sums, self._since = self._none(), self._none()

    def __iter__(self) -> Iterator[ExportRow]:
        for number, cells in enumerate(self._rows, self.heading.row + 2):
            kind = self.kind_of(cells)
            if kind == "data":
                yield from self._record(Place(self._sheet, number), self._at(cells))
                continue
            self.skipped[kind] += 1
            if kind == "total":
                self.total(number, cells)

    @property
    def key(self) -> int:
        """The column of a code that every record must have: a row with digits alone there is a record; -1 for none."""
        return self.heading.places[self._key.name] if self._key else -1

    def _at(self, cells: Sequence[Any]) -> dict[str, Any]:
        return {name: cells[place] if place < len(cells) else None for name, place in self._placed}

    def _none(self) -> dict[str, int]:
        return {each.name: 0 for each in self._money}

    def kind_of(self, cells: Sequence[Any]) -> str:
        """data, blank, heading, total, signature or note (words alone, as the names of those who signed)."""
        if all(is_blank(cell) for cell in cells):
            return "blank"
        at, required = self._at(cells), self._required
        if all(any(may_be(at[each.name], name) for name in each.headings if name) for each in required):
            return "heading"
        coded = any(_has_digit(at[each.name]) for each in required if each.kind == "code")
        if not coded:
            words = [cell for cell in cells if isinstance(cell, str) and not is_blank(cell)]
            if any(begins(cell, _TOTALS) for cell in words):
                return "total"
            if any(begins(cell, _SIGNATURES) for cell in words):
                return "signature"
        return "data" if self._says_something(cells, at) else "note"

    def _says_something(self, cells: Sequence[Any], at: Mapping[str, Any]) -> bool:
        """Whether a row is more than words: a title repeated at a page break, a page number, the names of signers."""
        shown = [cell for cell in cells if not is_blank(cell)]
        if len(shown) == 1 and isinstance(shown[0], str) and any(sign.isalpha() for sign in shown[0]):
            return False
        if len(shown) <= _FEW and not any(_has_digit(at[each.name]) for each in self._required):
            return False
        return any(_has_digit(at[each.name]) for each in self._marks)

    def _record(self, place: Place, at: Mapping[str, Any]) -> Iterator[ExportRow]:
        values, repairs, whole = {}, [], True
        for each in self._fields:
            try:
                values[each.name], repair = read_cell(at[each.name], each)
            except CellRefused as refused:
                self._refuse(place, each, at[each.name], refused)
                whole = whole and not each.required
                continue
            if repair:
                repairs.append(repair)
            if values[each.name] is None and each.required:
                self._refuse(place, each, "", BLANK)
                whole = False
        if not whole:
            self.skipped["refused"] += 1
            return
        self._add(values, repairs)
        yield ExportRow(place, values, tuple(repairs))

    def _refuse(self, place: Place, each: Field, cell: Any, why: CellRefused) -> None:
        self.findings.add(refusal_of(place, each, cell, why))

    def _add(self, values: Mapping[str, Any], repairs: Sequence[Repair]) -> None:
        self.repairs.update((each.field, each.code) for each in repairs)
        self.count({each.name: values.get(each.name) or 0 for each in self._money}, 1)

    def count(self, sums: Mapping[str, int], rows: int) -> None:
        """Take records into the totals: what their money comes to by field, how many they are."""
        self.read += rows
        for each in self._money:
            self._sums[each.name] += sums[each.name]
            self._since[each.name] += sums[each.name]

    def total(self, number: int, cells: Sequence[Any]) -> None:
        """Keep a row of totals beside what the records before it come to; say where they differ."""
        place, at, stated = Place(self._sheet, number), self._at(cells), {}
        for each in self._money:
            try:
                value, _repair = read_cell(at[each.name], each)
            except CellRefused as refused:
                if not begins(at[each.name], _TOTALS):
                    self._refuse(place, each, at[each.name], refused)
                continue
            if value is not None:
                stated[each.name] = value
        if not stated:  # a title that is repeated at a page break begins with the same word
            return
        grand = any(begins(cell, _GRAND) for cell in cells if isinstance(cell, str))
        whole = ControlTotal(place, stated, dict(self._sums), self.read, grand)
        part = ControlTotal(place, stated, dict(self._since), self.read, grand)
        self.totals.append(part if part.agrees and not whole.agrees else whole)
        self._since = self._none()
        self._check(self.totals[-1])

    def _check(self, total: ControlTotal) -> None:
        for name, stated in total.stated.items():
            computed = total.computed[name]
            if stated != computed:
                self.findings.add(
                    finding(
                        total.place,
                        "control_total_differs",
                        f"Tổng cộng ghi {stated}, các dòng đọc được cộng lại {computed}, lệch {stated - computed}. "
                        "Xem các dòng bị từ chối, hoặc xuất lại.",
                        f"The total states {stated}, the rows read come to {computed}: {stated - computed} apart. "
                        "See the refused rows, or export again.",
                        name,
                        stated,
                    )
                )
        if not {name for name in MEASURES if name in total.stated} - {"outstanding"}:
            return
        self.findings.add(*split_findings(total.place, total.stated))


BLANK = CellRefused("cell_blank", "ô trống. Xuất lại đủ số liệu (ghi 0 nếu không có).", "is blank. Write 0 for none.")
"""A cell that every record must have is blank."""


def refusal_of(place: Place, each: Field, cell: Any, why: CellRefused) -> Finding:
    """Why a cell cannot be read, with its place and its heading."""
    vi, en = f"{each.heading}: «{cell}» {why.vi}", f"{each.heading}: “{cell}” {why.en}"
    return finding(place, why.code, vi, en, each.name, cell)


def split_findings(place: Any, values: Mapping[str, Any]) -> list[Finding]:
    """Whether total = in-term + overdue + frozen, where all four are stated (FORMS.md §2.2)."""
    stated = [values.get(name) for name in MEASURES]
    if any(value is None for value in stated):
        return []
    whole, *parts = (int(value or 0) for value in stated)
    if whole == sum(parts):
        return []
    return [
        finding(
            place,
            "split_broken",
            f"Tổng dư nợ {whole} khác trong hạn + quá hạn + khoanh = {sum(parts)}. Kiểm tra tại ngân hàng.",
            f"The total {whole} is not in-term + overdue + frozen = {sum(parts)}. Check it at the bank.",
            "outstanding",
            whole,
        )
    ]


def _has_digit(cell: Any) -> bool:
    return any(sign.isdigit() for sign in cell) if isinstance(cell, str) else not is_blank(cell)
