"""Loans whose commune is not certain: those that wait for a person (§6.19), and those that moved by rule."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from loans.domain.area import RESOLUTION, UNPLACED, OldUnit, areas
from loans.domain.area.match import LAST_OLD_DAY
from loans.domain.area.units import REFORM
from loans.domain.opening import Opening
from loans.domain.refusal import Refusal
from loans.service.books.apart import CHUNK
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import PIECES, AuditList, Found

MOVED = {
    "commune_by_succession": ("theo quy định", "by that rule"),
    "commune_by_hamlet": ("theo thôn đã ghi nhận", "by its recorded hamlet"),
}
"""Marks of openings whose commune followed from a certain succession, or from the hamlet in a divided unit."""

_WORDS = {
    "unplaced": ("là của đơn vị cũ bị chia", "is of a divided unit"),
    "old_code": ("không còn là xã/phường của ngày số liệu", "names no commune of the day"),
    "divided_unit": ("cũng là mã của đơn vị cũ bị chia", "was also that of a divided unit"),
}


def unconfirmed(desk: Desk) -> Iterator[Found]:
    """Loans that stand nowhere yet; and loans that began here on a code that does not say where they belong."""
    openings = _openings(desk)
    for loan_id, signed in desk.contracts.items():
        if signed["signed_on"] > desk.as_of:
            continue
        opening = openings.get(loan_id)
        if signed["commune"] == UNPLACED:
            code = (opening.old_code if opening else None) or ""
            fault, unit = "unplaced", _old_unit(code)
        elif opening is None:
            code = signed["commune"]
            fault, unit = _fault(code, signed["approved_on"], desk.as_of)
        else:  # its load matched it, or a person placed it
            continue
        if not fault:
            continue
        places = _successors(unit)
        into = f" ({unit.full_name} → {', '.join(places)})" if unit else ""
        vi, en = _WORDS[fault]
        yield Found(
            **desk.of_loan(loan_id),
            fault=fault,
            vi=f"Mã {code or 'cũ chưa ghi'} {vi}{into}; chưa có xác nhận khoản vay thuộc xã/phường nào.",
            en=f"The code {code or '(none)'} {en}{into}; nobody has confirmed to which commune the loan belongs.",
            cites=(RESOLUTION,) if unit else (),
            entry_on=signed["approved_on"],
            limit=1,
            actual=len(places),
            unit=PIECES,
            amount=desk.loans.get(loan_id, {}).get("outstanding", 0),
            own={"old_unit": unit.full_name if unit else "", "successors": ", ".join(places)},
        )


def moved_by_rule(desk: Desk) -> Iterator[Found]:
    """Opened loans that a rule placed, and that no person has placed since."""
    marked = {
        opening.loan_id: (opening, mark)
        for opening in _openings(desk).values()
        for mark in MOVED
        if mark in opening.marks and opening.loan_id in desk.contracts and opening.effective_on <= desk.as_of
    }
    for loan_id in _unmoved_since(desk, list(marked)):
        opening, mark = marked[loan_id]
        unit = _old_unit(opening.old_code or "")
        if unit is None:
            continue
        into = areas().named(desk.contracts[loan_id]["commune"])
        vi, en = MOVED[mark]
        yield Found(
            **desk.of_loan(loan_id),
            fault=mark,
            vi=f"{unit.full_name} (mã {unit.code}) nay thuộc {into}; khoản vay được chuyển {vi}, chưa ai xác nhận lại.",
            en=f"{unit.full_name} (code {unit.code}), today {into}; the loan moved {en}, no person placed it since.",
            cites=(RESOLUTION,),
            entry_id=opening.entry_id,
            entry_on=opening.effective_on,
            amount=desk.loans.get(loan_id, {}).get("outstanding", 0),
            own={"old_code": unit.code, "old_unit": unit.full_name, "moved_to": into},
        )


def _openings(desk: Desk) -> dict[int, Opening]:
    """The opening of each loan that stands."""
    return {opening.loan_id: opening for opening in desk.uow.loans.openings()}


def _old_unit(code: str) -> OldUnit | None:
    if not code:
        return None
    unit: Any = areas().unit(code, LAST_OLD_DAY)
    return unit if isinstance(unit, OldUnit) else None


def _unmoved_since(desk: Desk, loan_ids: list[int]) -> Iterator[int]:
    """Those of some loans that stand where they were recorded."""
    for first in range(0, len(loan_ids), CHUNK):
        for place in desk.uow.confirmations.places(loan_ids[first : first + CHUNK]):
            if place.commune == place.recorded:
                yield place.loan_id


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
        "Khoản vay của đơn vị cũ bị chia cho nhiều xã/phường, ghi mã xã không còn hiệu lực, hoặc ký trước 01/07/2025 "
        "trên mã của đơn vị bị chia, chưa được xác nhận thuộc nơi nào.",
        "Loans of a unit divided among several communes, on a code no longer in force, or from before 2025-07-01 on "
        "the code of a divided unit, not confirmed to belong to any.",
        (RESOLUTION, "Cách hiểu của sản phẩm, mục 6.19"),
        "law",
        unconfirmed,
        columns={"old_unit": "text", "successors": "text"},
        note_vi="Xác nhận địa bàn từng khoản, từng tổ hoặc từng thôn bỏ dòng khỏi đây.",
        note_en="Confirming the place of a loan, a group or a hamlet takes its rows from here.",
    ),
    AuditList(
        "commune-moved-by-rule",
        "Khoản vay chuyển địa bàn theo quy định",
        "Loans moved to a commune by rule",
        "Khoản vay nạp từ hệ thống khác theo đơn vị cũ, được chuyển sang xã/phường kế thừa chắc chắn theo Nghị quyết.",
        "Loans loaded under an old unit that moved to the commune that certainly took it over by the resolution.",
        (RESOLUTION,),
        "law",
        moved_by_rule,
        columns={"old_code": "text", "old_unit": "text", "moved_to": "text"},
        note_vi="Không phải sai sót: danh sách để biết khoản nào đã chuyển theo quy định nào.",
        note_en="No fault: it says which loans moved, and by which rule.",
    ),
)
