"""How cells look. Numbers use Excel's own grouping, so they follow the reader's region: dots on a Vietnamese computer.

A prefix such as ``[$-42A]`` does not change the separators in Excel, and dots written into the format literally
(``0\\.000\\.000``) go wrong as soon as a figure gains or loses a digit; the PDF has the dots in any case.
"""

from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]

from loans.papers.workbook.records import Kind

FONT = "Times New Roman"
GROUPED = '#,##0;-#,##0;"—"'
STARRED = '#,##0"*";-#,##0"*";"—*"'

_RIGHT = {"align": "right"}
_CENTRE = {"align": "center"}
_KINDS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"align": "left", "text_wrap": True},
    Kind.CODE: {"num_format": "@", **_CENTRE},
    Kind.MONEY: {"num_format": GROUPED, **_RIGHT},
    Kind.MILLION: {"num_format": GROUPED, **_RIGHT},
    Kind.COUNT: {"num_format": GROUPED, **_RIGHT},
    Kind.RATIO: {"num_format": "0.00%", **_RIGHT},
    Kind.DAY: {"num_format": r"dd\/mm\/yyyy", **_CENTRE},
}

WIDTHS = {
    Kind.TEXT: 30,
    Kind.CODE: 9,
    Kind.MONEY: 21,
    Kind.MILLION: 14,
    Kind.COUNT: 10,
    Kind.RATIO: 10,
    Kind.DAY: 12,
}

_MIDDLE = {"valign": "vcenter", "text_wrap": True, **_CENTRE}
_ROLES: dict[str, dict[str, Any]] = {
    "heading": {"bold": True, "border": 1, "bg_color": "#E7EBF0", **_MIDDLE},
    "mark": {"italic": True, "border": 1, "font_size": 9, **_MIDDLE},
    "title": {"bold": True, "font_size": 14, **_MIDDLE},
    "subtitle": {"italic": True, "font_size": 12, **_MIDDLE},
    "strong": {"bold": True, "font_size": 12, **_MIDDLE},
    "underlined": {"bold": True, "font_size": 12, "underline": 1, **_MIDDLE},
    "plain": {"font_size": 12, **_MIDDLE},
    "place": {"italic": True, "font_size": 12, **_MIDDLE},
    "draft": {"bold": True, "font_size": 14, "font_color": "#B3261E", **_MIDDLE},
    "note": {"italic": True, "font_size": 10, "align": "left", "valign": "top", "text_wrap": True},
    "copies": {"bold": True, "italic": True, "font_size": 11, "align": "left", "valign": "top"},
    "copy": {"font_size": 10, "align": "left", "valign": "top", "text_wrap": True},
}


class Formats:
    """The formats of one book, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Format] = {}

    def role(self, name: str) -> Format:
        """The format of a heading, title, note or line of a signature."""
        return self._format((name, "", False), _ROLES[name])

    def cell(self, kind: Kind, *, quoted: bool = False) -> Format:
        """The format of a value; ``quoted`` keeps text that looks like a formula text even after it is edited."""
        wanted = {"border": 1, "valign": "vcenter", "quote_prefix": quoted, **_KINDS[kind]}
        return self._format(("cell", kind, quoted), wanted)

    def total(self, kind: Kind, *, apart: bool = False) -> Format:
        """The format of a total; one that is no sum has a star."""
        wanted = {"bold": True, "border": 1, "top": 2, "valign": "vcenter", **_KINDS[kind]}
        if apart:
            wanted["num_format"] = '0.00%"*"' if kind is Kind.RATIO else STARRED
            wanted["italic"] = True
        return self._format(("total", kind, apart), wanted)

    def _format(self, key: tuple[str, str, bool], wanted: dict[str, Any]) -> Format:
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_size": 11, **wanted})
        return self._made[key]
