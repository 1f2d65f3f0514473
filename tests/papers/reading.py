"""Reads back what the papers room writes: text of a PDF, cells and formulas of a workbook."""

import io
import re
import zipfile
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook


def pages(file: bytes) -> list[str]:
    """The text of each page, every run of blanks a single space."""
    document = pypdfium2.PdfDocument(file)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def fonts(file: bytes) -> set[str]:
    """The names of the fonts in use, without the prefix of the embedded subset."""
    document = pypdfium2.PdfDocument(file)
    found = {item.get_font().get_base_name() for page in document for item in page.get_objects() if item.type == 1}
    return {name.rpartition("+")[2] for name in found}


def cells(file: bytes, sheet: str) -> list[list[Any]]:
    """The values of a sheet as calamine reads them, from its first row on."""
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def part(file: bytes, name: str) -> str:
    """A part of the package as text."""
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return package.read(name).decode()


def formulas(file: bytes, number: int = 1) -> dict[str, tuple[str, str]]:
    """Cell → (formula, value beside it) of the sheet with that number."""
    text = part(file, f"xl/worksheets/sheet{number}.xml")
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v></c>', text)
    return {cell: (formula, value) for cell, formula, value in found}
