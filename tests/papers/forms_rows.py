"""Filled forms out of invented figures, as large as a city's, without a database."""

from datetime import date
from typing import Any

from loans.service.reports.forms import FIELD_PAPERS, REPORTS, FormTable, Kind
from loans.service.reports.forms.records import Cell, Column, Form, total_of
from tests.papers import city

AS_OF = date(2026, 11, 14)
EVIL = "=1+1"


def value(column: Column, place: int, row: int) -> Cell:
    """An invented value: sums with odd đồng, counts, days, codes of the lengths in use."""
    if column.kind is Kind.MONEY:
        return (row * 7_919 + place * 104_729) % 9_973 * 123_456_789 + row
    if column.kind is Kind.CODE:
        return f"{row:0{16 if column.field == 'contract_no' else 10 if column.field == 'customer_no' else 6}d}"
    others: dict[Kind, Cell] = {
        Kind.COUNT: (row * 31 + place * 17) % 4_000,
        Kind.FIGURE: 1_234_567_890 + row,
        Kind.PERCENT: "12.34",
        Kind.DAY: date(2026, 1 + row % 12, 1 + row % 28),
    }
    return others.get(column.kind, EVIL if row == 1 else f"Người Vay Giả Định {row}")


def rows_of(form: Form, count: int) -> list[dict[str, Cell]]:
    found = []
    for row in range(count):
        cells = {column.field: value(column, place, row) for place, column in enumerate(form.columns)}
        for column in form.columns:
            if column.plus:
                cells[column.field] = sum(int(str(cells[part])) for part in column.plus)
        found.append(cells)
    return found


def filled(code: str, count: int = 126) -> FormTable:
    """A form with invented rows; those of a commune bear its code and name."""
    form, _ = {**REPORTS, **FIELD_PAPERS}[code]
    rows = rows_of(form, count)
    if form.columns[0].field == "commune":
        for cells, (commune, name) in zip(rows, city.communes(), strict=False):
            cells |= {"commune": commune, "name": name}
    recounted: dict[str, Any] = {c.field: 77 for c in form.columns if c.kind is Kind.COUNT and not c.additive}
    return FormTable(
        form=form,
        rows=tuple(rows),
        total=total_of(form, rows, recounted),
        as_of=AS_OF,
        since=date(2026, 1, 1),
        until=AS_OF,
        notes=("Ghi chú giả định.",),
        known_at="2026-11-14T10:30:00+00:00",
        position=45,
        head="45:" + "ab" * 32,
        law_digests={"report.toml": "00" * 32},
    )
