"""The sheet around its table: letterhead and title above, notes and signatures below, and how it prints."""

from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from loans.papers.form import DRAFT, NOT_ADDITIVE, STATE, Letterhead, Sign, clean
from loans.papers.workbook.formats import FONT, WIDTHS, Formats
from loans.papers.workbook.records import Apart, Kind, Sheet
from loans.papers.workbook.table import Table, held

A4 = 9
_LINE = 17
_FOOTER_MOST = 255
_SIGNING_ROWS = 4
_BREADTH = {"note": 9, "copy": 9, "title": 13}
"""About how broad a letter is, in tenths of a column's unit of width."""

_KEPT = {Kind.TEXT, Kind.CODE, Kind.COUNT}


class Drawing:
    """Draws one sheet from the top down; ``row`` is the next free row."""

    def __init__(self, sheet: Sheet, paper: Worksheet, formats: Formats) -> None:
        self.sheet, self.paper, self.formats, self.row = sheet, paper, formats, 0
        self.widths = [column.width or WIDTHS[Kind(column.kind)] for column in sheet.columns]

    def draw(self) -> None:
        """Write the sheet."""
        for place, width in enumerate(self.widths):
            self.paper.set_column(place, place, width)
        self._top()
        table = Table(self.sheet, self.paper, self.formats, self.row)
        self.row = table.draw()
        self._notes()
        self._signatures()
        self._print(table)

    def _top(self) -> None:
        if self.sheet.letterhead:
            self._letterhead(self.sheet.letterhead)
        if self.sheet.draft:
            self._across(DRAFT, "draft")
        self._across(self.sheet.title, "title")
        for line in self.sheet.subtitle:
            self._across(line, "subtitle")
        self.row += 1

    def _letterhead(self, head: Letterhead) -> None:
        *first, last = head.issuer.split("\n")
        left = [(line, "plain") for line in head.above] + [(line, "strong") for line in first]
        left += [(last, "underlined"), (head.number, "plain")]
        right = [(STATE[0], "strong"), (STATE[1], "underlined"), (head.place_day, "place")]
        spans = self._spans(2)
        for offset in range(max(len(left), len(right))):
            for span, lines in zip(spans, (left, right), strict=False):
                if offset < len(lines):
                    self._band(self.row + offset, *span, *lines[offset])
        self.row += max(len(left), len(right)) + 1

    def _notes(self) -> None:
        notes = list(self.sheet.notes)
        if any(isinstance(total, Apart) for total in self.sheet.totals):
            notes.append(
                f"* {NOT_ADDITIVE[0].upper()}{NOT_ADDITIVE[1:]}: tính lại trên toàn bộ, không phải tổng các dòng."
            )
        for note in notes:
            self._across(note, "note")

    def _signatures(self) -> None:
        if not self.sheet.signatures and not self.sheet.copies:
            return
        self.row += 1
        spans = self._spans(max(2, len(self.sheet.signatures) + bool(self.sheet.copies)))
        ends = [self.row]
        if self.sheet.copies:
            ends.append(self._copies(spans[0]))
        for span, sign in zip(spans[len(spans) - len(self.sheet.signatures) :], self.sheet.signatures, strict=False):
            ends.append(self._sign(span, sign))
        self.row = max(ends)

    def _copies(self, span: tuple[int, int]) -> int:
        self._band(self.row, *span, "Nơi nhận:", "copies")
        for offset, line in enumerate(self.sheet.copies, start=1):
            self._band(self.row + offset, *span, line, "copy")
        return self.row + len(self.sheet.copies) + 1

    def _sign(self, span: tuple[int, int], sign: Sign) -> int:
        for offset, line in enumerate(sign.title):
            self._band(self.row + offset, *span, line, "strong")
        name = self.row + len(sign.title) + _SIGNING_ROWS
        self._band(name, *span, sign.name, "strong")
        return name + 1

    def _spans(self, parts: int) -> list[tuple[int, int]]:
        """The columns in ``parts`` bands of about equal width; never more bands than columns."""
        parts, whole = min(parts, len(self.widths)), sum(self.widths)
        spans: list[tuple[int, int]] = []
        first = reached = 0
        for place, width in enumerate(self.widths):
            reached += width
            left, wanted = len(self.widths) - place - 1, parts - len(spans) - 1
            if wanted and (left == wanted or reached * parts >= whole * (len(spans) + 1)):
                spans.append((first, place))
                first = place + 1
        return [*spans, (first, len(self.widths) - 1)]

    def _across(self, text: str, role: str) -> None:
        self._band(self.row, 0, len(self.widths) - 1, text, role)
        self.row += 1

    def _band(self, row: int, first: int, last: int, text: str, role: str) -> None:
        """Text over several columns; merged cells do not grow by themselves, so long text gets its height here."""
        text, look = clean(text), self.formats.role(role)
        if first < last:
            held(self.paper.merge_range(row, first, row, last, "", look))
        held(self.paper.write_string(row, first, text, look))
        room = max(sum(self.widths[first : last + 1]), 1)
        lines = sum(-(-max(len(part), 1) * _BREADTH.get(role, 11) // (room * 10)) for part in text.split("\n"))
        if lines > 1:
            self.paper.set_row(row, lines * _LINE)

    def _print(self, table: Table) -> None:
        paper = self.paper
        paper.set_landscape() if self.sheet.landscape else paper.set_portrait()
        paper.set_paper(A4)
        paper.fit_to_pages(1, 0)
        paper.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        paper.center_horizontally()
        paper.repeat_rows(table.top, table.first - 1)
        paper.print_area(0, 0, max(self.row - 1, table.first), len(self.widths) - 1)
        paper.freeze_panes(table.first, self._named())
        paper.set_footer(_footer(self.sheet.footer))
        if self.sheet.draft:
            paper.set_header(f'&C&"{FONT},Bold"&20 {DRAFT}')
        if table.last >= table.first:
            area = xl_range(table.first, 0, table.last, len(self.widths) - 1)
            paper.ignore_errors({"number_stored_as_text": area})

    def _named(self) -> int:
        """How many leading columns stay in sight: those before the first figure, three at most."""
        for place, column in enumerate(self.sheet.columns[:3]):
            if Kind(column.kind) not in _KEPT:
                return place
        return min(3, len(self.widths) - 1)


def _footer(parts: tuple[str, ...]) -> str:
    """Small type left and the page right. An ampersand is doubled: it would begin a command of the footer."""
    frame = '&L&"{font},Italic"&8 {text}&R&"{font},Regular"&9 Trang &P/&N'
    room = _FOOTER_MOST - len(frame.format(font=FONT, text=""))
    text = " · ".join(clean(part).replace("\n", " ") for part in parts)
    while len(escaped := text.replace("&", "&&")) > room:
        text = text[:-1]
    return frame.format(font=FONT, text=escaped)
