"""Workbooks (XLSX): sheets described by plain records, written once, the same bytes for the same records.

Text is written as text whatever it begins with; identifiers are text; sums of money are formulas that carry their
value, so a reader without a calculator and one with it see the same figure.
"""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from loans.papers.form import DIGEST_SHOWN
from loans.papers.workbook.draw import Drawing
from loans.papers.workbook.formats import FONT, Formats
from loans.papers.workbook.records import SUM, Across, Apart, Cell, Column, Kind, Sheet, Total

__all__ = ["SUM", "Across", "Apart", "Cell", "Column", "Kind", "Sheet", "Total", "workbook"]

_OPTIONS = {
    "in_memory": True,  # the parts get a fixed day inside the file instead of the moment of writing
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def workbook(sheets: Sequence[Sheet], *, day: date, digest: str = "") -> bytes:
    """The sheets as one XLSX. ``day`` is the paper's own day, which the file bears as its day of creation."""
    room = io.BytesIO()
    book = Workbook(room, _OPTIONS)
    book.set_properties(
        {
            "title": sheets[0].title,
            "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
            "comments": f"Mã kiểm chứng {digest[:DIGEST_SHOWN]}" if digest else "",
        }
    )
    book.formats[0].set_font_name(FONT)
    formats = Formats(book)
    for sheet in sheets:
        Drawing(sheet, book.add_worksheet(sheet.name), formats).draw()
    book.close()
    return room.getvalue()
