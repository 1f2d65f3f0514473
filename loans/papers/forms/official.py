"""Forms for people as workbooks: the official table in triệu đồng, the exact đồng beside it, annexes after them."""

from dataclasses import replace

from loans.papers.forms.shown import (
    DONG,
    MILLIONS,
    SIGNS,
    below,
    foot,
    fraction_of,
    head_of,
    in_dong,
    in_millions_of,
    notes_of,
    text_of,
    title_of,
    unit_line,
)
from loans.papers.workbook import SUM, Across, Apart, Cell, Column, Kind, Sheet, Total, workbook
from loans.service.reports.forms import records
from loans.service.reports.forms.canonical import digest
from loans.service.reports.forms.records import FormTable

EXACT_SHEET = "Số liệu đồng"
_KINDS = {
    records.Kind.TEXT: Kind.TEXT,
    records.Kind.CODE: Kind.CODE,
    records.Kind.COUNT: Kind.COUNT,
    records.Kind.FIGURE: Kind.MONEY,
    records.Kind.PERCENT: Kind.RATIO,
    records.Kind.DAY: Kind.DAY,
}
_WIDTHS = {records.Kind.CODE: 12, records.Kind.TEXT: 26, records.Kind.COUNT: 12}
_NUMBERS = (records.Kind.MONEY, records.Kind.COUNT, records.Kind.FIGURE)


def official_workbook(table: FormTable, *, demo: bool = False) -> bytes:
    """A form as an XLSX: totals are formulas that carry their value; the digest stands at the foot."""
    whole = in_dong(table)
    first = table if whole else in_millions_of(table)
    sheets = [_sheet(first, table, sheet_name(table), official=True, demo=demo)]
    if not whole:
        unit = table.form.unit.replace(MILLIONS, DONG)
        exact = replace(table, form=replace(table.form, unit=unit))
        sheets.append(_sheet(exact, table, EXACT_SHEET, official=False, demo=demo))
    sheets += [_sheet(annex, table, sheet_name(annex), official=True, demo=demo) for annex in table.annexes]
    return workbook(sheets, day=table.as_of, digest=digest(table))


def sheet_name(table: FormTable) -> str:
    """The form's number as a sheet may be called."""
    return table.form.number.replace("/", "-")[:31]


def _sheet(table: FormTable, source: FormTable, name: str, *, official: bool, demo: bool) -> Sheet:
    rounded = official and not in_dong(source)
    money = Kind.MILLION if rounded else Kind.MONEY
    has_total = any(value is not None for value in table.total.values())
    return Sheet(
        name=name,
        title=title_of(table) if official else f"Số liệu chính xác đến đồng: {table.form.title}",
        subtitle=tuple(line for line in (*below(table), unit_line(table)) if line),
        columns=_columns(table, money),
        rows=tuple((number, *_cells(table, row)) for number, row in enumerate(table.rows, 1)),
        totals=_totals(table) if has_total or not table.rows else (),
        notes=notes_of(table, rounded=rounded) if official else (),
        signatures=SIGNS if official else (),
        letterhead=head_of(table) if official else None,
        footer=foot(source, demo=demo),
    )


def _columns(table: FormTable, money: Kind) -> tuple[Column, ...]:
    marked = any(column.mark for column in table.form.columns)
    found = [Column("STT", Kind.COUNT, 6, "(1)" if marked else "")]
    for column in table.form.columns:
        kind = money if column.kind is records.Kind.MONEY else _KINDS[column.kind]
        found.append(Column(column.heading or " ", kind, _WIDTHS.get(column.kind, 0), column.mark))
    return tuple(found)


def _cells(table: FormTable, row: records.Row) -> tuple[Cell, ...]:
    places = {column.field: place for place, column in enumerate(table.form.columns, 1)}
    return tuple(_cell(column, row, places) for column in table.form.columns)


def _cell(column: records.Column, row: records.Row, places: dict[str, int]) -> Cell:
    value = row[column.field]
    if isinstance(value, int) and column.plus:
        return Across(value, tuple(places[field] for field in column.plus))
    if isinstance(value, str):
        return fraction_of(value) if column.kind is records.Kind.PERCENT else text_of(column, value)
    return value


def _totals(table: FormTable) -> tuple[Total | Apart | str | None, ...]:
    label = next(column.field for column in table.form.columns if column.kind is records.Kind.TEXT)
    return (None, *(_total(table, column, label) for column in table.form.columns))


def _total(table: FormTable, column: records.Column, label: str) -> Total | Apart | str | None:
    value = table.total[column.field]
    if column.field == label:
        return "Tổng cộng"
    if not isinstance(value, int) or column.kind not in _NUMBERS:
        return None
    return SUM if column.summed else Apart(value)
