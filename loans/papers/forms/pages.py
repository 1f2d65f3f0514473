"""Forms as pages (PDF): headings that repeat, totals that never stand alone, who signs, what proves them."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from loans.papers.form import STATE
from loans.papers.forms.fitting import Content, fitted
from loans.papers.forms.shown import (
    NO_CLOSING,
    SIGNS,
    below,
    foot,
    head_of,
    in_dong,
    in_millions_of,
    notes_of,
    text_of,
    title_of,
    unit_line,
)
from loans.papers.typeset import pdf
from loans.service.reports.forms.records import Column, FormTable, Kind

WIDE, WIDEST = 12, 20
"""From so many columns on smaller type, and A3."""

_ALIGN = {Kind.TEXT: "left", Kind.CODE: "center", Kind.DAY: "center"}
_ROOM = {"a4": 270.0, "a3": 393.0}
"""Millimetres between the margins of a sheet on its side."""


def form_pdf(table: FormTable, *, demo: bool = False) -> bytes:
    """A report or list as pages, its annexes after it."""
    paper = "a3" if len(table.form.columns) > WIDEST else "a4"
    data = {
        "state": STATE,
        "letterhead": {**asdict(head_of(table)), "issuer": head_of(table).issuer.split("\n")},
        "author": "Chi nhánh NHCSXH thành phố Hà Nội",
        "title": table.form.title,
        "imprint": foot(table, demo=demo),
        "draft": False,
        **NO_CLOSING,
        "paper": paper,
        "parts": [part(each, room=_ROOM[paper]) for each in (table, *table.annexes)],
        "signs": [list(sign.title) for sign in SIGNS],
    }
    return pdf("form_table", data, day=table.as_of)


def part(table: FormTable, *, room: float) -> dict[str, Any]:
    """One table for a template: headings with their spans, rows and total as text, columns as wide as they need."""
    whole = in_dong(table)
    shown = table if whole else in_millions_of(table)
    columns = shown.form.columns
    label = next(column.field for column in columns if column.kind is Kind.TEXT)
    marked = any(column.mark for column in columns)
    has_total = any(value is not None for value in shown.total.values())
    total = ["Tổng cộng" if c.field == label else text_of(c, shown.total[c.field]) for c in columns]
    rows = [
        [str(number), *(text_of(column, row[column.field]) for column in columns)]
        for number, row in enumerate(shown.rows, 1)
    ]
    widths, size = fitted(contents(columns, rows, ["", *total]), room=room, size=_size(len(columns)))
    aligns = ["center", *(_ALIGN.get(column.kind, "right") for column in columns)]
    return {
        "title": title_of(table),
        "below": below(table),
        "unit": unit_line(table),
        "size": f"{size:.1f}",
        "columns": [{"width": width, "align": align} for width, align in zip(widths, aligns, strict=True)],
        "heads": heads(columns),
        "marks": ["(1)", *(column.mark for column in columns)] if marked else [],
        "rows": rows,
        "total": ["", *total] if has_total else [],
        "notes": notes_of(table, rounded=not whole),
    }


def contents(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: Sequence[str]) -> list[Content]:
    """What stands in each column, the running number first."""
    cells = list(zip(*rows, total, strict=True))
    kinds = [(("STT",), False), *((tuple(column.title.split()), column.kind is Kind.TEXT) for column in columns)]
    return [Content(words, own, wraps) for (words, wraps), own in zip(kinds, cells, strict=True)]


def heads(columns: Sequence[Column]) -> list[list[dict[str, Any]]]:
    """Two lines of headings: a group spans its columns, a column without one spans both lines."""
    grouped = any(column.group for column in columns)
    first: list[dict[str, Any]] = [_head("STT", rows=1 + grouped)]
    second: list[dict[str, Any]] = []
    for group, own in groupby(columns, key=lambda column: column.group or column):
        if isinstance(group, str):
            parts = list(own)
            first.append(_head(group, columns=len(parts)))
            second += [_head(column.title) for column in parts]
        else:
            first += [_head(column.title, rows=1 + grouped) for column in own]
    return [first, second] if grouped else [first]


def _head(text: str, *, rows: int = 1, columns: int = 1) -> dict[str, Any]:
    return {"text": text, "rows": rows, "columns": columns}


def _size(columns: int) -> float:
    return 7.0 if columns > WIDEST else 8.0 if columns > WIDE else 10.0
