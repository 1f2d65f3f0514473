"""What every decision on a loan asks first: its day, the state it rests on, an open period, a fresh voucher."""

from datetime import date

from loans.domain.books.doubt import Doubt
from loans.domain.books.history import History
from loans.domain.calendar import FIRST_DAY
from loans.domain.refusal import Conflict, Refusal


def happened(day: date, today: date, field: str) -> None:
    """Refuse a day that has not come, or one before the books: what is recorded has happened in their time."""
    not_before(day, FIRST_DAY, field, "ngày đầu tiên mà sổ sách nhận", "the first day that the books take")
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


def begun(history: History, *, today: date, expected: int, on: date) -> None:
    """Refuse an act that rests on an earlier state, or whose day is to come, before the signing, or in an opening."""
    unmoved(history.loan.sequence, expected)
    happened(on, today, "on")
    not_before(on, history.loan.signed_on, "on", "ngày ký hợp đồng", "the signing day")
    after_opening(history, on)


def unmoved(present: int, expected: int) -> None:
    """Refuse a decision that rests on an earlier state than the present one."""
    if present != expected:
        raise Conflict(
            "stale",
            field="sequence",
            value=expected,
            vi=f"Bản ghi đã thay đổi (bản {present}, yêu cầu dựa trên bản {expected}). Tải lại rồi thử lại.",
            en=f"The record has moved on (now {present}; the request rests on {expected}). Reload and try again.",
            present={"sequence": present},
        )


def after_opening(history: History, on: date) -> None:
    """Refuse an entry of a day that a loan's opening has closed: what happened by its end is in its figures."""
    opening = history.opening
    if opening is not None and on <= opening.effective_on:
        raise Refusal(
            "before_opening",
            field="on",
            value=on.isoformat(),
            vi=f"Số dư ban đầu của khế ước đã gồm mọi việc đến hết {opening.effective_on:%d/%m/%Y}. Ghi với ngày sau "
            "đó, hoặc sửa số dư ban đầu.",
            en=f"The loan's opening holds all that happened by the end of {opening.effective_on}. Use a later day, or "
            "correct the opening.",
        )


def period_open(closed: date | None, on: date, *, approver: bool = False, reason: str = "") -> None:
    """Refuse an entry of a closed period, unless an approver gives a reason: it then shows as a correction."""
    if closed is None or on > closed or (approver and reason):
        return
    raise Refusal(
        "period_closed",
        field="on",
        value=on.isoformat(),
        vi=f"Sổ đã khóa đến hết {closed:%d/%m/%Y}. Ghi với ngày sau đó; hủy hoặc ghi lại bút toán cũ phải do "
        "người phê duyệt làm, kèm lý do.",
        en=f"The books are closed through {closed}. Use a later day; an old entry is reversed or rebooked by an "
        "approver, with a reason.",
    )


def voucher_fresh(history: History, voucher_no: str) -> None:
    """Refuse a voucher number that has been used, so that nothing is booked twice by mistake."""
    if voucher_no in history.taken:
        raise Conflict(
            "voucher_taken",
            field="voucher_no",
            value=voucher_no,
            vi=f"Số chứng từ «{voucher_no}» đã dùng. Kiểm tra xem khoản này đã ghi chưa, hoặc dùng số khác.",
            en=f"Voucher {voucher_no} is taken. See whether this was recorded already, or use another number.",
        )


def sessions_known(history: History, on: date) -> None:
    """Refuse to decide on a loan whose point has no monthly day: nobody can say when its principal moves."""
    if history.doubt == Doubt.NO_SESSION:
        for meeting in history.meetings.values():
            meeting.after(on)
