"""The overdue statement as the bank's export 2 (SAO KÊ DANH SÁCH NỢ QUÁ HẠN) in the BCQUERY layout."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from loans.papers.bcquery import bcquery
from loans.papers.numbers import day
from loans.papers.workbook import Cell, Column, Kind

TITLE = "SAO KÊ DANH SÁCH NỢ QUÁ HẠN"

COLUMNS = (
    Column("Mã PGD", Kind.CODE),
    Column("Mã xã", Kind.CODE),
    Column("Tên xã", Kind.TEXT),
    Column("Thôn", Kind.TEXT),
    Column("Mã điểm GD", Kind.CODE, 14),
    Column("Tên điểm GD", Kind.TEXT),
    Column("Mã tổ", Kind.CODE),
    Column("Tên tổ trưởng", Kind.TEXT),
    Column("ĐVUT", Kind.CODE),
    Column("Tên ĐVUT", Kind.TEXT),
    Column("Mã khách hàng", Kind.CODE, 14),
    Column("Tên khách hàng", Kind.TEXT),
    Column("Số khế ước", Kind.CODE, 20),
    Column("Dư nợ quá hạn", Kind.MONEY),
    Column("Chuyển QH trong tháng", Kind.MONEY),
    Column("Ngày chuyển quá hạn", Kind.DAY),
    Column("Nguồn vốn", Kind.CODE),
    Column("Chương trình", Kind.CODE),
    Column("Chương trình VT", Kind.CODE),
    Column("Tên Chương trình", Kind.TEXT),
    Column("Số dư 105", Kind.MONEY),
    Column("Ngày báo cáo", Kind.DAY),
)


def overdue_workbook(rows: Iterable[Sequence[Cell]], *, as_of: date, known_at: datetime, position: int = 0) -> bytes:
    """The statement as XLSX; đồng whole, identifiers text, what is not held blank."""
    note = f"Số liệu đến hết ngày {day(as_of)}, ghi nhận đến {known_at.isoformat()}, vị trí {position} (đồng)"
    return bcquery(TITLE, COLUMNS, rows, day=as_of, notes=(note,))
