"""Checks that many use cases share: days, communes, expected sequences."""

from datetime import date

from loans.domain.area import areas
from loans.domain.calendar import FIRST_DAY
from loans.domain.refusal import Conflict, Refusal
from loans.service.unit_of_work import UnitOfWork

FIRST_DAY_SAID = ("ngày đầu tiên mà sổ sách nhận", "the first day that the books take")


def happened(day: date, today: date, field: str) -> None:
    """Refuse a day that has not come, or one before the books: what is recorded has happened in their time."""
    not_before(day, FIRST_DAY, field, *FIRST_DAY_SAID)
    if day > today:
        raise Refusal(
            "day_in_future",
            field=field,
            value=day.isoformat(),
            vi=f"Ngày {day:%d/%m/%Y} chưa đến (hôm nay {today:%d/%m/%Y}). Ghi nhận khi việc đã xảy ra.",
            en=f"{day} has not come yet (today is {today}). Record it when it has happened.",
        )


def not_before(day: date, earliest: date, field: str, vi: str, en: str) -> None:
    """Refuse a day earlier than the one that it must follow."""
    if day < earliest:
        raise Refusal(
            "day_too_early",
            field=field,
            value=day.isoformat(),
            vi=f"Ngày {day:%d/%m/%Y} trước {vi} ({earliest:%d/%m/%Y}). Sửa lại ngày.",
            en=f"{day} is before {en} ({earliest}). Correct the day.",
        )


def commune_in_force(code: str, on: date) -> None:
    """Refuse a code that is no commune on the day."""
    areas().commune(code, on)


def unmoved(uow: UnitOfWork, stream_id: int, expected: int) -> None:
    """Refuse a decision that rests on an earlier state than the present one."""
    present = uow.entries.sequence(stream_id)
    if present != expected:
        raise Conflict(
            "stale",
            field="sequence",
            value=expected,
            vi=f"Bản ghi đã thay đổi (bản {present}, yêu cầu dựa trên bản {expected}). Tải lại rồi thử lại.",
            en=f"The record has moved on (now {present}; the request rests on {expected}). Reload and try again.",
            present={"sequence": present},
        )


def fresh_voucher(uow: UnitOfWork, voucher_no: str) -> None:
    """Refuse a voucher number that has been used, so that nothing is booked twice by mistake."""
    if uow.loans.has_voucher(voucher_no):
        raise Conflict(
            "voucher_taken",
            field="voucher_no",
            value=voucher_no,
            vi=f"Số chứng từ «{voucher_no}» đã dùng. Kiểm tra xem khoản này đã ghi chưa, hoặc dùng số khác.",
            en=f"Voucher {voucher_no} is taken. See whether this was recorded already, or use another number.",
        )
