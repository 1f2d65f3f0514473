"""A list of the auditor as a workbook (XLSX): headings in Vietnamese, đồng whole, identifiers text."""

from collections.abc import Sequence
from datetime import date, datetime

from loans.papers.numbers import day
from loans.papers.workbook import SUM, Cell, Column, Kind, Sheet, workbook

_C, _T, _M, _N, _D = Kind.CODE, Kind.TEXT, Kind.MONEY, Kind.COUNT, Kind.DAY

HEADINGS: dict[str, tuple[str, Kind, int]] = {
    "commune": ("Mã xã", _C, 9),
    "noun": ("Đối tượng", _C, 12),
    "stream_id": ("Số hồ sơ điện tử", _C, 10),
    "contract_no": ("Số khế ước", _C, 20),
    "customer_no": ("Mã khách hàng", _C, 14),
    "customer_name": ("Tên khách hàng", _T, 26),
    "source_code": ("Nguồn vốn", _C, 14),
    "entry_id": ("Bút toán", _C, 10),
    "entry_on": ("Ngày", _D, 12),
    "fault": ("Mã phát hiện", _C, 26),
    "limit": ("Mức", _M, 16),
    "actual": ("Thực tế", _M, 16),
    "difference": ("Chênh lệch", _M, 16),
    "unit": ("Đơn vị", _C, 12),
    "amount": ("Số tiền liên quan (đồng)", _M, 21),
    "says_vi": ("Phát hiện", _T, 60),
    "cites": ("Căn cứ", _T, 40),
    "actor": ("Người ghi", _C, 18),
    "reason": ("Lý do", _T, 30),
    "kind": ("Loại bút toán", _C, 20),
    "booked_on": ("Ngày ghi", _D, 12),
    "closed_through": ("Khóa sổ đến", _D, 12),
    "reversed_id": ("Bút toán bị hủy", _C, 10),
    "original_term": ("Thời hạn gốc (tháng)", _N, 10),
    "extended_due_on": ("Hạn gia hạn", _D, 12),
    "cause": ("Nguyên nhân", _C, 14),
    "last_on": ("Khoanh đến", _D, 12),
    "binding": ("Mức ràng buộc", _C, 26),
    "owed": ("Đang nợ và cam kết", _M, 18),
    "decided_by": ("Người quyết định", _C, 18),
    "complete_on": ("Ngày hồ sơ đầy đủ", _D, 12),
    "due_on": ("Hạn cuối", _D, 12),
    "year": ("Năm kế hoạch", _C, 9),
    "planned": ("Chỉ tiêu", _M, 18),
    "used": ("Đã dùng", _M, 18),
    "oldest_due": ("Đến hạn", _D, 12),
    "session_on": ("Phiên chuyển", _D, 12),
    "last_check_on": ("Kiểm tra gần nhất", _D, 12),
    "last_transaction_on": ("Giao dịch cuối", _D, 12),
    "contracts": ("Các khế ước", _T, 40),
    "loans": ("Số hồ sơ", _N, 10),
    "others": ("Khế ước khác", _T, 40),
    "group_no": ("Mã tổ", _C, 12),
    "identity_no": ("Số định danh", _C, 16),
    "old_unit": ("Đơn vị cũ", _T, 30),
    "successors": ("Xã/phường kế thừa", _T, 40),
    "available": ("Vốn khả dụng", _M, 21),
    "first_on": ("Âm từ ngày", _D, 12),
    "other_support": ("Hỗ trợ khác", _T, 30),
    "regime": ("Chế độ", _C, 18),
    "rate_group": ("Nhóm lãi suất", _C, 12),
    "contract_due_on": ("Hạn hợp đồng", _D, 12),
    "entries": ("Đường dẫn bút toán", _T, 50),
}
"""Heading, kind and width of every column of every list; those not named here stay out of the workbook."""


def list_workbook(
    code: str,
    *,
    title: str,
    notes: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    as_of: date,
    known_at: datetime,
    position: int,
) -> bytes:
    """One list as XLSX: its findings, what it looks for, and what is needed to have the same list again."""
    shown = [name for name in HEADINGS if name in columns]
    place = {name: columns.index(name) for name in shown}
    body = tuple(tuple(_cell(HEADINGS[name][1], row[place[name]]) for name in shown) for row in rows)
    dated = f"Số liệu đến hết ngày {day(as_of)}, ghi nhận đến {known_at.isoformat()}, vị trí {position}"
    sheet = Sheet(
        name=code[:31],
        title=title.upper(),
        subtitle=(dated,),
        columns=tuple(Column(*HEADINGS[name]) for name in shown),
        rows=body,
        totals=tuple(SUM if name == "amount" else ("Cộng" if name == shown[0] else None) for name in shown),
        notes=tuple(note for note in notes if note),
        footer=(code, dated),
    )
    return workbook([sheet], day=as_of)


def _cell(kind: Kind, value: object) -> Cell:
    """A value as its column holds it; "" and a day that is not there stay blank."""
    if value in ("", None):
        return None
    if kind in (Kind.CODE, Kind.TEXT):
        return str(value)
    if isinstance(value, date):
        return value
    return int(str(value))
