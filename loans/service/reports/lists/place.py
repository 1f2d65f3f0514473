"""Loans of divided or former communes that nobody has confirmed yet (§6.19)."""

from collections.abc import Iterator
from datetime import date

from loans.domain.area import OldUnit, areas
from loans.domain.area.units import REFORM, RESOLUTION
from loans.domain.refusal import Refusal
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import PIECES, AuditList, Found


def unconfirmed(desk: Desk) -> Iterator[Found]:
    """Loans on a code that names no commune of the day, or from before 1 July 2025 on a code of a divided unit."""
    for loan_id, signed in desk.contracts.items():
        if signed["signed_on"] > desk.as_of:
            continue
        fault, unit = _fault(signed["commune"], signed["approved_on"], desk.as_of)
        if not fault:
            continue
        places = _successors(unit)
        into = f" ({unit.full_name} → {', '.join(places)})" if unit else ""
        vi = "không còn là xã/phường của ngày số liệu" if fault == "old_code" else "cũng là mã của đơn vị cũ bị chia"
        en = "names no commune of the day" if fault == "old_code" else "was also that of a divided unit"
        yield Found(
            **desk.of_loan(loan_id),
            fault=fault,
            vi=f"Mã {signed['commune']} {vi}{into}; chưa có xác nhận khoản vay thuộc xã/phường nào.",
            en=f"The code {signed['commune']} {en}{into}; nobody has confirmed to which commune the loan belongs.",
            cites=(),
            entry_on=signed["approved_on"],
            limit=1,
            actual=len(places),
            unit=PIECES,
            amount=desk.loans.get(loan_id, {}).get("outstanding", 0),
            own={"old_unit": unit.full_name if unit else "", "successors": ", ".join(places)},
        )


def _fault(code: str, approved_on: date, as_of: date) -> tuple[str, OldUnit | None]:
    """Why a code does not say where a loan belongs today ("": it does), and the old unit of that code."""
    try:
        meanings = areas().meanings(code)
    except Refusal:
        return "old_code", None
    old = next((unit for unit in meanings if isinstance(unit, OldUnit)), None)
    if as_of >= REFORM and old is not None and len(meanings) == 1:
        return "old_code", old
    divided = old is not None and len(_successors(old)) > 1
    return ("divided_unit", old) if divided and approved_on < REFORM else ("", None)


def _successors(unit: OldUnit | None) -> list[str]:
    return [f"{part.new_code} {part.new_name}" for part in areas().successors(unit.code)] if unit else []


LISTS = (
    AuditList(
        "split-commune-unconfirmed",
        "Xã bị chia tách chưa xác nhận",
        "Split communes not yet confirmed",
        "Khoản vay ghi mã xã không còn hiệu lực, hoặc khoản vay trước 01/07/2025 mang mã của đơn vị bị chia cho nhiều "
        "xã/phường, chưa được xác nhận thuộc nơi nào.",
        "Loans on a code no longer in force, or from before 2025-07-01 on the code of a unit divided among several "
        "communes, not confirmed to belong to any.",
        (RESOLUTION, "Cách hiểu của sản phẩm, mục 6.19"),
        "law",
        unconfirmed,
        columns={"old_unit": "text", "successors": "text"},
        note_vi="Chưa có trường ghi xác nhận địa bàn; khi có chức năng nhập dữ liệu cũ, xác nhận sẽ bỏ dòng khỏi đây.",
        note_en="No confirmation can be recorded yet; once loans are imported, a confirmed one leaves this list.",
    ),
)
