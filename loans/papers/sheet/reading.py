"""Sheets that people hand in, XLSX or CSV, as rows with their places: "hàng 7" is row 7 as a spreadsheet numbers it.

The heading row is found by its words, wherever it stands; blank rows, repeated headings, rows of totals and signatures
are left out. A cell is read exactly or refused with its place; nothing is guessed.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import python_calamine

from loans.domain.refusal import Finding
from loans.papers.sheet.cells import Column, blank_fault, folded, is_blank, read_cell
from loans.papers.sheet.container import COLUMNS_MAX, ROWS_MAX, check_xlsx
from loans.papers.sheet.fault import encoding, heading_twice, no_heading, other_form, readable, too_large, unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
MEDIA_TYPES = (XLSX, CSV)

FORM_MARK = "Mã biểu"
"""What stands before the name of a form in a template: a sheet of one year is not taken for another."""

HEADING_WITHIN = 60
"""How many rows may stand above the headings."""

_TOTALS = ("tổng cộng", "tổng số", "cộng", "tổng", "total")
_SIGNATURES = ("người lập biểu", "người lập", "kiểm soát", "thủ trưởng", "chủ tịch", "nơi nhận", "ghi chú")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as read: its place, the fields that could be read, and the faults of those that could not."""

    place: str
    values: Mapping[str, Any]
    faults: tuple[Finding, ...] = ()

    def given(self) -> dict[str, Any]:
        """The row as a use case takes it."""
        return {**self.values, "place": self.place, "faults": self.faults}


def read_sheet(content: bytes, media_type: str, columns: Sequence[Column], *, form: str = "") -> tuple[SheetRow, ...]:
    """The rows of the first sheet that has all the headings; raises ``Refusal`` where there is no such table.

    A file that names above its headings the form it is (``Mã biểu: nhu-cau/2026``) must be the ``form`` asked for.
    """
    sheets = _workbook(content) if media_type == XLSX else [_csv(content)]
    near = ""
    for sheet in sheets:
        found, nearest = _heading(sheet, columns)
        if found is not None:
            _check_form(sheet[: found[0]], form)
            return _rows(sheet, found, columns)
        near = max(near, nearest, key=len)
    raise no_heading(", ".join(f"«{column.headings[0]}»" for column in columns), near or "—")


def _workbook(content: bytes) -> list[list[list[Any]]]:
    check_xlsx(content)
    with readable():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        return [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible]


def _csv(content: bytes) -> list[list[Any]]:
    if content.startswith(_UTF16):
        raise encoding("UTF-16 («Unicode Text»)")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise encoding("khác UTF-8 (có thể Windows-1258, TCVN3 / another one)") from fault
    if "\0" in text:
        raise unreadable("ký tự NUL / a NUL character")
    marked = text[:5].casefold() if text[:4].casefold() == "sep=" else ""
    lines = [line for line in text.splitlines() if line.strip(" ,;\t")][:HEADING_WITHIN]
    separator = marked[4:] or max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines))
    found: list[list[Any]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            found.append(cells)
            if len(found) > ROWS_MAX or len(cells) > COLUMNS_MAX:
                raise too_large(f"hàng / row {len(found)}, {len(cells)} ô / cells", f"{ROWS_MAX} × {COLUMNS_MAX}")
    except (csv.Error, TypeError) as fault:
        raise unreadable(f"hàng / row {len(found) + 1}: {fault}") from fault
    return found


def _heading(
    sheet: Sequence[Sequence[Any]], columns: Sequence[Column]
) -> tuple[tuple[int, dict[str, int]] | None, str]:
    """(row, column name → position) of the first row with every heading; else the nearest row, as text."""
    most, near = 0, ""
    for number, cells in enumerate(sheet[:HEADING_WITHIN]):
        places = _places(cells, columns)
        if len(places) == len(columns):
            return (number, places), ""
        if len(places) > most:
            most, near = len(places), ", ".join(f"«{str(cell).strip()}»" for cell in cells if not is_blank(cell))
    return None, near


def _check_form(above: Sequence[Sequence[Any]], form: str) -> None:
    for cells in above:
        for cell in cells:
            mark, _, named = folded(cell).partition(": ")
            if form and mark == folded(FORM_MARK) and named != folded(form):
                raise other_form(named, form)


def _places(cells: Sequence[Any], columns: Sequence[Column]) -> dict[str, int]:
    words = [folded(cell) for cell in cells]
    found = {}
    for column in columns:
        known = _headings(column)
        hits = [position for position, word in enumerate(words) if word in known]
        if len(hits) > 1:
            raise heading_twice(column.headings[0])
        if hits:
            found[column.name] = hits[0]
    return found


def _headings(column: Column) -> set[str]:
    return {folded(heading) for heading in (*column.headings, column.name)}


def _rows(
    sheet: Sequence[Sequence[Any]], heading: tuple[int, dict[str, int]], columns: Sequence[Column]
) -> tuple[SheetRow, ...]:
    start, places = heading
    found = []
    for number, cells in enumerate(sheet[start + 1 :], start + 2):
        row = {name: cells[at] if at < len(cells) else None for name, at in places.items()}
        if not _is_left_out(cells, row, columns):
            found.append(_row(row, f"hàng {number}", columns))
    return tuple(found)


def _is_left_out(cells: Sequence[Any], row: Mapping[str, Any], columns: Sequence[Column]) -> bool:
    """Blank rows, rows in which nothing is entered, repeated headings, totals and signatures."""
    if all(is_blank(row[column.name]) for column in columns if column.entry):
        return True
    if all(folded(row[column.name]) in _headings(column) for column in columns):
        return True
    codes = [row[column.name] for column in columns if column.kind == "code"]
    first = next((folded(cell).rstrip(" :") for cell in cells if not is_blank(cell)), "")
    without_code = all(is_blank(code) or folded(code).rstrip(" :") in _TOTALS for code in codes)
    return without_code and (first in _TOTALS or first.startswith(_SIGNATURES))


def _row(row: Mapping[str, Any], place: str, columns: Sequence[Column]) -> SheetRow:
    values: dict[str, Any] = {}
    faults = []
    for column in columns:
        cell = row[column.name]
        read, fault = (None, blank_fault(column, place)) if is_blank(cell) else read_cell(cell, column, place)
        if fault is None:
            values[column.name] = read
        else:
            faults.append(fault)
    return SheetRow(place, values, tuple(faults))
