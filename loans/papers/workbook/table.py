"""The table of a sheet: headings, rows, totals. What is text stays text, what is a sum is a formula."""

from datetime import date
from fractions import Fraction

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from loans.papers.form import clean
from loans.papers.workbook.formats import Formats
from loans.papers.workbook.records import Across, Apart, Cell, Kind, Sheet, Total

LARGEST = 10**15
"""A cell holds fifteen digits exactly; no amount of the programme is larger."""

FORMULA_SIGNS = ("=", "+", "-", "@")
_WORDS = {Kind.TEXT, Kind.CODE}
_WHOLE = {Kind.MONEY, Kind.MILLION, Kind.COUNT}


def held(result: int) -> None:
    """Refuse what the library left out (a text beyond 32.767 characters, a row beyond the sheet): it only says so."""
    if result:
        raise ValueError("a cell does not fit into the sheet")


def whole(value: object) -> int:
    """A whole number that a cell can hold exactly; refuses floats and what is beyond fifteen digits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    if abs(value) > LARGEST:
        raise OverflowError(f"{value} has more digits than a cell holds exactly")
    return value


class Table:
    """Draws the table of ``sheet`` from row ``top`` on; ``first`` and ``last`` are its data rows."""

    def __init__(self, sheet: Sheet, paper: Worksheet, formats: Formats, top: int) -> None:
        self.sheet, self.paper, self.formats, self.top = sheet, paper, formats, top
        self.kinds = [Kind(column.kind) for column in sheet.columns]
        self.first = top + (2 if any(column.mark for column in sheet.columns) else 1)
        self.last = self.first + len(sheet.rows) - 1

    def draw(self) -> int:
        """Write it all; gives the first free row."""
        self._headings()
        for offset, row in enumerate(self.sheet.rows):
            for place, value in enumerate(row):
                self._cell(self.first + offset, place, value)
        if not self.sheet.totals:
            return self.last + 1
        for place, total in enumerate(self.sheet.totals):
            self._total(self.last + 1, place, total)
        return self.last + 2

    def _headings(self) -> None:
        for place, column in enumerate(self.sheet.columns):
            held(self.paper.write_string(self.top, place, clean(column.title), self.formats.role("heading")))
            if self.first == self.top + 2:
                held(self.paper.write_string(self.top + 1, place, clean(column.mark), self.formats.role("mark")))

    def _cell(self, row: int, place: int, value: Cell) -> None:
        kind = self.kinds[place]
        look = self.formats.cell(kind)
        if value is None:
            held(self.paper.write_blank(row, place, None, look))
        elif isinstance(value, Across):
            held(self.paper.write_formula(row, place, self._across(row, value), look, whole(value.value)))
        elif kind in _WHOLE:
            held(self.paper.write_number(row, place, whole(value), look))
        elif kind is Kind.RATIO and isinstance(value, Fraction):
            held(self.paper.write_number(row, place, float(value), look))
        elif kind is Kind.DAY and isinstance(value, date):
            held(self.paper.write_datetime(row, place, value, look))
        elif kind in _WORDS and isinstance(value, str):
            self._text(row, place, value)
        else:
            raise TypeError(f"{value!r} does not belong into a column of kind {kind}")

    def _text(self, row: int, place: int, value: str) -> None:
        """As text whatever it begins with: a formula from outside never runs, not even after an edit."""
        text = clean(value)
        look = self.formats.cell(self.kinds[place], quoted=text.lstrip().startswith(FORMULA_SIGNS))
        held(self.paper.write_string(row, place, text, look))

    def _across(self, row: int, value: Across) -> str:
        cells = [xl_rowcol_to_cell(row, place) for place in value.plus]
        less = [xl_rowcol_to_cell(row, place) for place in value.minus]
        return "=" + "+".join(cells) + "".join(f"-{cell}" for cell in less)

    def _total(self, row: int, place: int, total: Total | Apart | str | None) -> None:
        kind = self.kinds[place]
        if isinstance(total, Total):
            letter = xl_col_to_name(place)
            formula = f"=SUM({letter}{self.first + 1}:{letter}{self.last + 1})" if self.sheet.rows else "=SUM(0)"
            held(self.paper.write_formula(row, place, formula, self.formats.total(kind), whole(self._sum(place))))
        elif isinstance(total, Apart):
            value = float(total.value) if isinstance(total.value, Fraction) else whole(total.value)
            held(self.paper.write_number(row, place, value, self.formats.total(kind, apart=True)))
        else:
            held(self.paper.write_string(row, place, clean(total or ""), self.formats.total(Kind.TEXT)))

    def _sum(self, place: int) -> int:
        values = (row[place] for row in self.sheet.rows)
        return sum(whole(v.value if isinstance(v, Across) else v) for v in values if v is not None)
