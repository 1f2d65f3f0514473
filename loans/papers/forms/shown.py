"""A filled form as papers show it: triệu đồng with rows that add up, Vietnamese numbers, headings in two lines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from loans.domain.millions import in_millions
from loans.papers.form import Letterhead, Sign, imprint
from loans.papers.numbers import DASH, day, dong, long_day, moment
from loans.service.reports.forms.canonical import digest
from loans.service.reports.forms.records import Cell, Column, FormTable, Kind, Layout, Row

DONG, MILLIONS, BY_ROW = "đồng", "triệu đồng", "theo từng dòng"
LEVELS = {"central": "vốn trung ương", "local": "vốn địa phương", "mobilised": "vốn NHCSXH huy động"}
NO_CLOSING = {"copies": [], "sign": {"title": [""], "name": ""}}
"""The closing of ``form.typ`` asks for these; the forms have signatures of their own."""

SIGNS = (Sign(("NGƯỜI LẬP BIỂU",)), Sign(("KIỂM SOÁT",)), Sign(("GIÁM ĐỐC",)))
"""Who signs a form of the bank's branch."""

ROUNDED = (
    "Triệu đồng làm tròn từng cột để các dòng cộng đúng bằng tổng; giữa các cột có thể lệch một, hai triệu đồng. "
    "Số chính xác đến đồng ở dữ liệu kèm mã kiểm chứng."
)


def in_dong(table: FormTable) -> bool:
    """Whether the form shows whole đồng, or has no money at all."""
    return not table.form.unit.startswith((MILLIONS, BY_ROW))


def in_millions_of(table: FormTable) -> FormTable:
    """The form in triệu đồng: each column adds up to its rounded total; a derived column follows from what is shown.

    A figure whose row names its unit is rounded by itself, as no total stands below it.
    """
    rows: list[dict[str, Cell]] = [dict(row) for row in table.rows]
    total = dict(table.total)
    for column in table.form.columns:
        if column.kind is Kind.MONEY and not column.plus:
            _round(rows, total, column.field)
    for column in table.form.columns:
        if column.kind is Kind.MONEY and column.plus:
            for row in (*rows, total):
                row[column.field] = _plus(row, column)
    for row in rows:
        if row.get("unit") == DONG:
            row.update({column.field: _nearest(row[column.field]) for column in _figures(table)}, unit=MILLIONS)
    return replace(table, rows=tuple(rows), total=total)


def _figures(table: FormTable) -> Iterator[Column]:
    return (column for column in table.form.columns if column.kind is Kind.FIGURE)


def _round(rows: list[dict[str, Cell]], total: dict[str, Cell], field: str) -> None:
    known = [row for row in rows if isinstance(row[field], int)]
    shown, whole = in_millions([value for row in known if isinstance(value := row[field], int)])
    for row, value in zip(known, shown, strict=True):
        row[field] = value
    if total[field] is not None:
        total[field] = whole


def _plus(row: Row, column: Column) -> int | None:
    parts = [row[field] for field in column.plus]
    known = [part for part in parts if isinstance(part, int)]
    return sum(known) if len(known) == len(parts) else None


def _nearest(value: Cell) -> Cell:
    return in_millions([value])[1] if isinstance(value, int) else value


def unit_line(table: FormTable) -> str:
    """The unit above the table."""
    unit = table.form.unit
    return "" if unit == BY_ROW else f"Đơn vị tính: {unit}"


def below(table: FormTable) -> tuple[str, ...]:
    """The lines under the title: heading, period, day, capital, and that it is provisional."""
    period = []
    if table.since and table.until and table.form.layout is not Layout.FIELD:
        period.append(f"Kỳ số liệu từ ngày {day(table.since)} đến ngày {day(table.until)}")
    standing = [f"Số liệu đến hết ngày {day(table.as_of)}"]
    standing += [f"Nguồn vốn: {LEVELS[table.source_level]}"] if table.source_level else []
    lines = [". ".join([*([table.heading] if table.heading else []), *period]), ". ".join(standing)]
    if table.provisional:
        lines.append("SỐ LIỆU TẠM TÍNH: kỳ báo cáo chưa kết thúc vào ngày số liệu")
    return tuple(line for line in lines if line)


def head_of(table: FormTable) -> Letterhead:
    """The branch of the bank; its day is left open for writing in."""
    issuer, above = "CHI NHÁNH THÀNH PHỐ HÀ NỘI", ("NGÂN HÀNG CHÍNH SÁCH XÃ HỘI",)
    return Letterhead(above, issuer, number_of(table), f"Hà Nội, {long_day(None, year=table.as_of.year)}")


def number_of(table: FormTable) -> str:
    """The form's number as printed: "Mẫu số 04", "Biểu 01.1/BCTD"."""
    number = table.form.number
    return number if number[0].isalpha() else f"Biểu {number}"


def foot(table: FormTable, *, demo: bool) -> tuple[str, ...]:
    """What the figures rest on, with the digest of the canonical data."""
    known = moment(datetime.fromisoformat(table.known_at)) if table.known_at else ""
    parts = imprint(known_at=known, digest=digest(table), provisional=table.provisional, demo=demo)
    return (*parts, f"Đầu chuỗi {table.head}") if table.head else parts


def title_of(table: FormTable) -> str:
    """The title in capitals."""
    return table.form.title.upper()


def notes_of(table: FormTable, *, rounded: bool) -> tuple[str, ...]:
    """The form's notes, that of rounding, and its sources with how surely they are known."""
    sure = {
        "law": "theo văn bản",
        "secondary": "theo nguồn thứ cấp",
        "recollected": "theo trí nhớ, cần đối chiếu văn bản",
    }
    source = f"Căn cứ biểu mẫu: {'; '.join(table.form.cites)} ({sure[table.form.certainty]})."
    return (*table.notes, *((ROUNDED,) if rounded else ()), source)


def text_of(column: Column, value: Cell) -> str:
    """A value as text: dots for thousands, decimal comma, "—" for zero, nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return dong(value, zero=DASH)
    if column.kind is Kind.PERCENT:
        return f"{value.replace('.', ',')} %"
    return f"{value[0].upper()}{value[1:]}" if column.field in ("name", "commune_name") and value else value


def fraction_of(percent: str) -> Fraction:
    """A share out of per cent as text: "12.34" → 617/5000."""
    return Fraction(percent) / 100
