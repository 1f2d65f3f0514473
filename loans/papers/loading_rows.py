"""The lines of a load that were refused or doubted, as the bank's own layout with the reason beside: mend, hand in."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain.loading import CODES
from loans.papers.bcquery import bcquery
from loans.papers.exports import Declared, Field, Layout, layouts
from loans.papers.workbook import Cell, Column, Kind
from loans.service.loading import explained_lines
from loans.service.unit_of_work import UnitOfWork

MOST = 50_000
BAD = ("refused", "doubtful")
REASON, CODE = "Lý do", "Mã lỗi"
_KINDS = {"code": Kind.CODE, "identity": Kind.CODE, "point": Kind.CODE, "money": Kind.MONEY, "count": Kind.COUNT}
_STAGED = {"limit": "amount"}
"""Fields that are staged under another name; all others keep theirs."""


def layout_of(code: str, mapping: Mapping[str, Any]) -> Layout:
    """The layout of a file by its code, or as it was declared."""
    if mapping:
        return Declared(mapping["name"], mapping["subject"], mapping["headings"]).layout()
    return layouts()[code]


def bad_rows_of(uow: UnitOfWork, load_id: int) -> bytes:
    """The workbook of a load's refused and doubtful lines, in the layout of the first of them."""
    lines = uow.loads.bad_lines(load_id, BAD, MOST)
    files = {file.layout: file for file in uow.loads.files(load_id) if file.subject in ("loans", "inactive")}
    file = files[lines[0]["layout"]] if lines else next(iter(files.values()), None)
    layout = layout_of(file.layout, file.mapping) if file else layout_of("GQVL", {})
    same = [line for line in lines if line["layout"] == layout.code]
    load = uow.loads.get(load_id)
    return bad_rows(explained_lines(uow, load, same), layout, load.day)


def bad_rows(lines: Sequence[Mapping[str, Any]], layout: Layout, day: date) -> bytes:
    """A workbook of the lines in the columns of their layout that a load reads, each with its reasons and codes.

    Cells that could not be read stand as they were. Mended and handed in again, a line replaces the one before it.
    """
    fields = [
        each for each in layout.fields if each.name == "contract_no" or _staged(each) in (lines[0] if lines else {})
    ]
    faults = [json.loads(line["faults"] or "[]") for line in lines]
    odd = {fault["field"] for of_line in faults for fault in of_line}
    columns = [Column(each.headings[0], _kind(each, odd)) for each in fields]
    columns += [Column(REASON, Kind.TEXT, 80), Column(CODE, Kind.TEXT, 30)]
    told = zip(lines, faults, strict=True)
    rows = [(*(_cell(each, line, of_line, odd) for each in fields), *_why(line, of_line)) for line, of_line in told]
    return bcquery(f"{layout.name} ngày {day:%d/%m/%Y}", columns, rows, day=day, notes=[_NOTE])


_NOTE = f"Các dòng cần sửa: xem cột «{REASON}» ở cuối, sửa tại chỗ rồi nộp lại tệp này vào đợt nạp."


def _staged(field: Field) -> str:
    return _STAGED.get(field.name, field.name)


def _kind(field: Field, odd: set[str]) -> Kind:
    if field.name in odd or field.kind == "rate":
        return Kind.TEXT
    return Kind.DAY if field.kind == "day" else _KINDS.get(field.kind, Kind.TEXT)


def _cell(field: Field, line: Mapping[str, Any], faults: Sequence[Mapping[str, Any]], odd: set[str]) -> Cell:
    for fault in faults:
        if fault["field"] == field.name:
            return str(fault["cell"] or "")
    if field.name == "contract_no":
        return f"{line['contract']:016d}" if line["contract"] > 0 else ""
    value: Cell = line[_staged(field)]
    if field.kind == "rate":
        return "" if value is None else _percent(int(str(value)))
    if field.name in odd and value is not None:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    return value


def _percent(rate_e7: int) -> str:
    """Ten-millionths as per cent with a comma: 792480 → 7,9248."""
    return f"{rate_e7 // 100_000},{rate_e7 % 100_000:05d}".rstrip("0").rstrip(",")


def _why(line: Mapping[str, Any], faults: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    codes = [code for code in line["codes"].split(",") if code]
    reasons = [f"{fault['field']}: {fault['vi']}" for fault in faults]
    reasons += [CODES[code].vi for code in codes if code != "row_unreadable"]
    return "\n".join(reasons), ", ".join(dict.fromkeys([*(fault["code"] for fault in faults), *codes]))
