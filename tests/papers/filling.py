"""Templates filled in as a person would with a spreadsheet: cells set in the workbook, or the sheet saved as CSV."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import python_calamine

SHEET = "xl/worksheets/sheet1.xml"


def filled(workbook: bytes, cells: Mapping[str, int | str]) -> bytes:
    """The workbook with cells of its first sheet set; the rest of it untouched."""
    return replaced(workbook, {SHEET: _set(part(workbook, SHEET).decode(), cells).encode()})


def part(workbook: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(name)


def replaced(workbook: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced, or added."""
    room = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive, zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as made:
        for name in dict.fromkeys([*archive.namelist(), *parts]):
            made.writestr(name, parts[name] if name in parts else archive.read(name))
    return room.getvalue()


def rows_of(workbook: bytes) -> list[list[Any]]:
    """The first sheet as a spreadsheet shows it."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def as_csv(rows: Sequence[Sequence[Any]], separator: str = ",", *, marked: bool = True) -> bytes:
    """Rows saved as CSV in UTF-8, with the mark that Excel writes or without it."""
    room = io.StringIO(newline="")
    csv.writer(room, delimiter=separator).writerows([[_shown(cell) for cell in row] for row in rows])
    return room.getvalue().encode("utf-8-sig" if marked else "utf-8")


def _shown(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _set(sheet: str, cells: Mapping[str, int | str]) -> str:
    for place, value in cells.items():
        cell = re.compile(rf'<c r="{place}"( s="[0-9]+")?[^>]*?(/>|>.*?</c>)')
        found = cell.search(sheet)
        assert found, place
        style = found[1] or ""
        if isinstance(value, int):
            new = f'<c r="{place}"{style}><v>{value}</v></c>'
        else:
            new = f'<c r="{place}"{style} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        sheet = sheet[: found.start()] + new + sheet[found.end() :]
    return sheet
