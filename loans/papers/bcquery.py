"""The bank's own export layout ("BCQUERY"): what its staff hand over and auditors know how to read (XLSX).

One sheet named BCQUERY, column A empty; the title in B2, headings in row 5 from column B, data from row 6, a row
``Tổng cộng`` whose sums are formulas with their value, then who drew it up and who checked it.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from loans.papers.form import clean
from loans.papers.workbook import Cell, Column, Kind
from loans.papers.workbook.formats import FONT, WIDTHS, Formats
from loans.papers.workbook.table import FORMULA_SIGNS, held, whole

SHEET = "BCQUERY"
TOTAL = "Tổng cộng"
SIGNATURES = ("Người lập biểu", "Kiểm soát")

_LEFT, _TITLE, _HEADINGS = 1, 1, 4
_OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def bcquery(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, day: date, notes: Sequence[str] = ()
) -> bytes:
    """The export as one XLSX; columns of kind ``MONEY`` are whole đồng and are summed, all others are not.

    ``day`` is the day of the report, which the file bears as its day of creation; ``notes`` stand in row 3, what the
    figures rest on. A value that its column's kind does not hold raises ``TypeError``, a float too.
    """
    room = io.BytesIO()
    book = Workbook(room, _OPTIONS)
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    book.formats[0].set_font_name(FONT)
    _Drawing(book.add_worksheet(SHEET), Formats(book), columns).draw(title, rows, notes)
    book.close()
    return room.getvalue()


class _Drawing:
    """Draws the sheet from the top down."""

    def __init__(self, paper: Worksheet, formats: Formats, columns: Sequence[Column]) -> None:
        self.paper, self.formats, self.columns = paper, formats, columns
        self.kinds = [Kind(column.kind) for column in columns]
        self.sums = [0] * len(columns)

    def draw(self, title: str, rows: Iterable[Sequence[Cell]], notes: Sequence[str]) -> None:
        """Write the sheet."""
        self.paper.set_column(0, 0, 2)
        for place, column in enumerate(self.columns, _LEFT):
            self.paper.set_column(place, place, column.width or WIDTHS[Kind(column.kind)])
            held(self.paper.write_string(_HEADINGS, place, clean(column.title), self.formats.role("heading")))
        held(self.paper.write_string(_TITLE, _LEFT, clean(title), self.formats.cell(Kind.TEXT)))
        for place, note in enumerate(notes[:2]):
            held(self.paper.write_string(_TITLE + 1 + place, _LEFT, clean(note)))
        row = _HEADINGS
        for row, values in enumerate(rows, _HEADINGS + 1):
            for place, value in enumerate(values):
                self._cell(row, place, value)
        self._totals(row + 1)
        self._signatures(row + 3)
        self.paper.repeat_rows(_HEADINGS)
        self.paper.freeze_panes(_HEADINGS + 1, _LEFT)
        self.paper.set_landscape()

    def _cell(self, row: int, place: int, value: Cell) -> None:
        kind = self.kinds[place]
        look = self.formats.cell(kind)
        at = place + _LEFT
        if value is None or value == "":
            held(self.paper.write_blank(row, at, None, look))
        elif kind in (Kind.MONEY, Kind.COUNT):
            self.sums[place] += whole(value)
            held(self.paper.write_number(row, at, whole(value), look))
        elif kind is Kind.DAY and isinstance(value, date):
            held(self.paper.write_datetime(row, at, value, look))
        elif kind in (Kind.TEXT, Kind.CODE) and isinstance(value, str):
            text = clean(value)
            look = self.formats.cell(kind, quoted=text.lstrip().startswith(FORMULA_SIGNS))
            held(self.paper.write_string(row, at, text, look))
        else:
            raise TypeError(f"{value!r} does not belong into a column of kind {kind}")

    def _totals(self, row: int) -> None:
        held(self.paper.write_string(row, _LEFT, TOTAL, self.formats.total(Kind.TEXT)))
        for place, kind in enumerate(self.kinds):
            if kind is Kind.MONEY:
                letter = xl_col_to_name(place + _LEFT)
                inside = f"{letter}{_HEADINGS + 2}:{letter}{row}" if row > _HEADINGS + 1 else "0"
                look = self.formats.total(kind)
                held(self.paper.write_formula(row, place + _LEFT, f"=SUM({inside})", look, whole(self.sums[place])))

    def _signatures(self, row: int) -> None:
        right = max(_LEFT + 1, len(self.columns) - 1)
        for place, text in zip((_LEFT, right), SIGNATURES, strict=True):
            held(self.paper.write_string(row, place, text, self.formats.role("strong")))
