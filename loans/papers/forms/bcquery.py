"""The bank's own export layout (BCQUERY): title in B2, headings in row 5 from column B, whole đồng (FORMS §1)."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from loans.papers.form import DIGEST_SHOWN, clean
from loans.papers.forms.shown import foot
from loans.papers.workbook.formats import FONT, Formats
from loans.papers.workbook.records import Kind
from loans.papers.workbook.table import FORMULA_SIGNS, held, whole
from loans.service.reports.forms import records
from loans.service.reports.forms.canonical import digest
from loans.service.reports.forms.records import Cell, Column, FormTable

SHEET = "BCQUERY"
TITLE_ROW, PROOF_ROW, HEADINGS, FIRST, LEFT = 1, 2, 4, 5, 1
"""Counted from 0: row 2, row 3, row 5, row 6, column B."""

_KINDS = {
    records.Kind.TEXT: Kind.TEXT,
    records.Kind.CODE: Kind.CODE,
    records.Kind.MONEY: Kind.MONEY,
    records.Kind.COUNT: Kind.COUNT,
    records.Kind.DAY: Kind.DAY,
}
_WIDTHS = {Kind.TEXT: 24, Kind.CODE: 12, Kind.MONEY: 16, Kind.COUNT: 9, Kind.DAY: 12}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13},
    "strong": {"bold": True, "font_size": 11},
    "small": {"italic": True, "font_size": 9},
}
"""What stands across cells: never wrapped, or its row would grow to the height of a column of single words."""

_OPTIONS = {
    "in_memory": True,  # the parts get a fixed day inside the file instead of the moment of writing
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def bcquery_workbook(table: FormTable, *, demo: bool = False) -> bytes:
    """A list as the bank's export has it; identifiers are text, totals are formulas that carry their value."""
    room, proof = io.BytesIO(), digest(table)
    book = Workbook(room, _OPTIONS)
    made = datetime(table.as_of.year, table.as_of.month, table.as_of.day, tzinfo=UTC)
    comments = f"Mã kiểm chứng {proof[:DIGEST_SHOWN]}"
    book.set_properties({"title": table.form.title, "created": made, "comments": comments})
    book.formats[0].set_font_name(FONT)
    looks = {name: book.add_format({"font_name": FONT, **look}) for name, look in _LOOKS.items()}
    _Drawing(table, book.add_worksheet(SHEET), Formats(book), looks).draw(demo=demo)
    book.close()
    return room.getvalue()


class _Drawing:
    """Draws the one sheet from the top down."""

    def __init__(self, table: FormTable, paper: Worksheet, formats: Formats, looks: Mapping[str, Format]) -> None:
        self.table, self.paper, self.formats, self.looks = table, paper, formats, looks
        self.columns = table.form.columns
        self.last = FIRST + len(table.rows) - 1

    def draw(self, *, demo: bool) -> None:
        """Write it all."""
        self.paper.set_column(0, 0, 2)
        self._word(TITLE_ROW, LEFT, self.table.form.title, self.looks["title"])
        said = (f"Ngày báo cáo {self.table.as_of:%d/%m/%Y}", *foot(self.table, demo=demo))
        self._word(PROOF_ROW, LEFT, " · ".join(said), self.looks["small"])
        for place, column in enumerate(self.columns, LEFT):
            kind = _KINDS[column.kind]
            self.paper.set_column(place, place, _WIDTHS[kind])
            self._word(HEADINGS, place, column.title, self.formats.role("heading"))
        for number, row in enumerate(self.table.rows, FIRST):
            for place, column in enumerate(self.columns, LEFT):
                self._cell(number, place, column, row)
        self._total(self.last + 1)
        self._end(self.last + 3)
        self._print()

    def _cell(self, row: int, place: int, column: Column, values: records.Row) -> None:
        kind, value = _KINDS[column.kind], values[column.field]
        look = self.formats.cell(kind)
        if value is None:
            held(self.paper.write_blank(row, place, None, look))
        elif isinstance(value, date):
            held(self.paper.write_datetime(row, place, value, look))
        elif isinstance(value, int) and column.plus:
            held(self.paper.write_formula(row, place, self._plus(row, column.plus), look, whole(value)))
        elif isinstance(value, int):
            held(self.paper.write_number(row, place, whole(value), look))
        else:
            quoted = clean(value).lstrip().startswith(FORMULA_SIGNS)
            self._word(row, place, value, self.formats.cell(kind, quoted=quoted))

    def _plus(self, row: int, fields: Sequence[str]) -> str:
        places = {column.field: place for place, column in enumerate(self.columns, LEFT)}
        return "=" + "+".join(str(xl_rowcol_to_cell(row, places[field])) for field in fields)

    def _total(self, row: int) -> None:
        self._word(row, LEFT, "Tổng cộng", self.formats.total(Kind.TEXT))
        for place, column in enumerate(self.columns[1:], LEFT + 1):
            value: Cell = self.table.total[column.field]
            look = self.formats.total(_KINDS[column.kind])
            if isinstance(value, int) and column.summed:
                letter = xl_col_to_name(place)
                formula = f"=SUM({letter}{FIRST + 1}:{letter}{self.last + 1})" if self.table.rows else "=SUM(0)"
                held(self.paper.write_formula(row, place, formula, look, whole(value)))
            else:
                held(self.paper.write_blank(row, place, None, look))

    def _end(self, row: int) -> None:
        """The signatures, then the notes, beyond what an importer reads."""
        plain = self.looks["strong"]
        self._word(row, LEFT, "Người lập biểu", plain)
        self._word(row, LEFT + max(len(self.columns) - 4, 2), "Kiểm soát", plain)
        for place, note in enumerate(self.table.notes):
            self._word(row + 5 + place, LEFT, note, self.looks["small"])

    def _print(self) -> None:
        self.paper.set_landscape()
        self.paper.set_paper(8)  # A3: so many columns are not read on A4
        self.paper.fit_to_pages(1, 0)
        self.paper.repeat_rows(HEADINGS)
        self.paper.freeze_panes(FIRST, 0)

    def _word(self, row: int, place: int, text: str, look: Format) -> None:
        held(self.paper.write_string(row, place, clean(text), look))
