"""Papers for the field as files: a page per group, borrower or loan, and the whole list as a workbook."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from loans.papers.form import STATE, Sign
from loans.papers.forms.field_wording import PAPERS, Paper, facts_of, lines_of
from loans.papers.forms.fitting import fitted
from loans.papers.forms.pages import contents
from loans.papers.forms.shown import NO_CLOSING, below, foot, head_of, notes_of, text_of, title_of
from loans.papers.typeset import pdf
from loans.papers.workbook import SUM, Across, Cell, Kind, Sheet, Total, workbook
from loans.papers.workbook import Column as SheetColumn
from loans.service.reports.forms import records
from loans.service.reports.forms.canonical import digest
from loans.service.reports.forms.records import Column, FormTable, Row

_KINDS = {
    records.Kind.TEXT: Kind.TEXT,
    records.Kind.CODE: Kind.CODE,
    records.Kind.MONEY: Kind.MONEY,
    records.Kind.COUNT: Kind.COUNT,
    records.Kind.DAY: Kind.DAY,
}
_SHEET_WIDTHS = {records.Kind.CODE: 18, records.Kind.MONEY: 16, records.Kind.TEXT: 24}
_ALIGN = {records.Kind.TEXT: "left", records.Kind.CODE: "center", records.Kind.DAY: "center"}
WIDE_ROOM, NARROW_ROOM, BLANK, MOST_UPRIGHT = 262.0, 175.0, 22, 7
"""Millimetres between the margins, of a column to be filled in by hand; columns that an upright page has at most."""

NOBODY = "Không có khoản vay nào thuộc diện này."


def field_workbook(table: FormTable, *, demo: bool = False) -> bytes:
    """The whole list on one sheet, with columns to be filled in by hand."""
    paper, columns = PAPERS[table.form.code], table.form.columns
    places = {column.field: place for place, column in enumerate(columns, 1)}
    blanks = (None,) * len(paper.blanks)
    sheet = Sheet(
        name=table.form.number.replace("/", "-")[:31],
        title=title_of(table),
        subtitle=(*below(table), "Đơn vị tính: đồng"),
        columns=(
            SheetColumn("STT", Kind.COUNT, 6),
            *(SheetColumn(c.title, _KINDS[c.kind], _SHEET_WIDTHS.get(c.kind, 0)) for c in columns),
            *(SheetColumn(title, Kind.TEXT, 16) for title in paper.blanks),
        ),
        rows=tuple(
            (number, *(_cell(column, row, places) for column in columns), *blanks)
            for number, row in enumerate(table.rows, 1)
        ),
        totals=(None, *(_total(column) for column in columns), *blanks),
        notes=notes_of(table, rounded=False),
        signatures=tuple(Sign((title,)) for title in paper.signs),
        letterhead=head_of(table),
        footer=foot(table, demo=demo),
    )
    return workbook([sheet], day=table.as_of, digest=digest(table))


def field_pdf(table: FormTable, *, demo: bool = False) -> bytes:
    """A page for each group, borrower or loan, each counting its own pages and kept together."""
    paper = PAPERS[table.form.code]
    pages = [_page(table, paper, list(own)) for _, own in groupby(table.rows, key=lambda row: _key(paper, row))]
    head = head_of(table)
    data = {
        "state": STATE,
        "letterhead": {
            "above": head.above,
            "issuer": head.issuer.split("\n"),
            "number": head.number,
            "place_day": head.place_day,
        },
        "author": "Chi nhánh NHCSXH thành phố Hà Nội",
        "title": table.form.title,
        "kind": title_of(table),
        "below": below(table),
        "imprint": foot(table, demo=demo),
        "draft": False,
        **NO_CLOSING,
        "flipped": _turned(paper),
        "notes": table.notes,
        "pages": pages or [{"facts": [], "table": {}, "lines": [NOBODY], "signs": []}],
    }
    return pdf("field_sheet", data, day=table.as_of)


def _key(paper: Paper, row: Row) -> tuple[str, ...]:
    return tuple(str(row[field] or "") for field in paper.by)


def _page(table: FormTable, paper: Paper, rows: Sequence[Row]) -> dict[str, Any]:
    form = table.form
    columns = [form.column(field) for field in paper.columns]
    money = [column.field for column in form.columns if column.summed]
    sums = {field: sum(value for row in rows if isinstance(value := row[field], int)) for field in money}
    return {
        "facts": facts_of(form, paper, rows[0]),
        "table": _table(columns, paper, rows, sums) if columns else {},
        "lines": lines_of(form, sums),
        "signs": list(paper.signs),
    }


def _table(columns: Sequence[Column], paper: Paper, rows: Sequence[Row], sums: dict[str, int]) -> dict[str, Any]:
    label = next(i for i, column in enumerate(columns) if column.kind in (records.Kind.TEXT, records.Kind.CODE))
    total = [text_of(column, sums.get(column.field)) for column in columns]
    total[label] = "Cộng"
    blanks = [""] * len(paper.blanks)
    shown = [
        [str(number), *(text_of(column, row[column.field]) for column in columns)] for number, row in enumerate(rows, 1)
    ]
    room = (WIDE_ROOM if _turned(paper) else NARROW_ROOM) - BLANK * len(blanks)
    widths, size = fitted(contents(columns, shown, ["", *total]), room=room, size=9.5)
    aligns = ["center", *(_ALIGN.get(column.kind, "right") for column in columns)]
    titles = ["STT", *(column.title for column in columns)]
    printed = [
        {"title": title, "mark": "", "width": width, "align": align}
        for title, width, align in zip(titles, widths, aligns, strict=True)
    ]
    printed += [{"title": title, "mark": "", "width": f"{BLANK}mm", "align": "left"} for title in paper.blanks]
    return {
        "size": f"{size:.1f}",
        "columns": printed,
        "rows": [[*row, *blanks] for row in shown],
        "total": ["", *total, *blanks],
    }


def _turned(paper: Paper) -> bool:
    """Whether the page lies on its side."""
    return len(paper.columns) + len(paper.blanks) > MOST_UPRIGHT


def _cell(column: Column, row: Row, places: dict[str, int]) -> Cell:
    value = row[column.field]
    if isinstance(value, int) and column.plus:
        return Across(value, tuple(places[field] for field in column.plus))
    return text_of(column, value) if isinstance(value, str) else value


def _total(column: Column) -> Total | str | None:
    if column.field == "customer_name":
        return "Tổng cộng"
    return SUM if column.summed else None
