"""The words of the pages in two languages: Vietnamese first, English by a switch that a cookie keeps.

``say("Nhu cầu", "Demand")`` in a template or a view gives the one that was chosen; ``t("sign_out")`` looks up a word
that many pages share. What people recorded, and the law's own words, are shown as they stand.
"""

import re
from typing import Literal, cast

from flask import g, request

LANGUAGE_COOKIE = "loans_language"
Language = Literal["vi", "en"]
_AMOUNT = re.compile(r"(?<![0-9.,])[0-9]{4,15}(?= đồng)")

TEXTS: dict[str, tuple[str, str]] = {
    "product": ("Cho vay hỗ trợ tạo việc làm", "Job-creation lending"),
    "skip": ("Đến nội dung chính", "Skip to the main content"),
    "navigation": ("Điều hướng chính", "Main navigation"),
    "here": ("đang xem", "you are here"),
    "home": ("Việc hôm nay", "Today"),
    "sign_in": ("Đăng nhập", "Sign in"),
    "sign_out": ("Đăng xuất", "Sign out"),
    "username": ("Tên đăng nhập", "User name"),
    "password": ("Mật khẩu", "Password"),
    "documentation": ("Tài liệu API", "API documentation"),
    "as_of": ("Tính đến ngày", "As of"),
    "today": ("Hôm nay", "Today"),
    "exact": ("Đồng chính xác", "Exact đồng"),
    "total": ("Tổng cộng", "Total"),
    "none": ("Không có", "None"),
    "back": ("Quay lại", "Back"),
    "continue": ("Tiếp tục", "Continue"),
    "save": ("Ghi sổ", "Record"),
    "check_first": ("Kiểm tra trước khi ghi", "Check before recording"),
    "change": ("Sửa lại", "Change"),
    "print": ("In trang này", "Print this page"),
    "older": ("Trang sau", "Next page"),
    "newer": ("Trang trước", "Previous page"),
    "required": ("bắt buộc", "required"),
    "optional": ("không bắt buộc", "optional"),
    "article": ("Căn cứ", "Article"),
    "unkept": (
        "Đĩa không nhận ảnh chụp sổ: báo cáo vẫn đúng nhưng chậm hơn. Báo người quản trị chạy `loans doctor`.",
        "The disk does not take the snapshot: reports are right but slower. Tell the administrator: `loans doctor`.",
    ),
    "problem": ("Chưa thực hiện được", "This was not done"),
    "correct_these": ("Sửa các chỗ sau rồi gửi lại", "Correct the following, then send again"),
    "before": ("Trước", "Before"),
    "after": ("Sau", "After"),
    "what": ("Nội dung", "What"),
    "unchanged": ("không đổi", "unchanged"),
    "working": ("Đang xử lý…", "Working…"),
    "leave": ("Có thể rời trang này; việc vẫn chạy tiếp.", "You may leave this page; the work goes on."),
    "data_of_chart": ("Số liệu của biểu đồ", "The figures of this chart"),
    "late": ("Quá hạn xử lý", "Late"),
    "due": ("Đến hạn", "Due"),
    "soon": ("Sắp đến hạn", "Due soon"),
    "in_term": ("Trong hạn", "In term"),
    "overdue": ("Quá hạn", "Overdue"),
    "frozen": ("Khoanh", "Frozen"),
    "closed": ("Đã tất toán", "Closed"),
    "demo": (
        "Bản trình diễn: mọi người, số tiền và nhu cầu ở đây là dữ liệu giả.",
        "A demonstration: every person, sum and demand here is made up.",
    ),
    "recorded": ("Đã ghi sổ.", "Recorded."),
    "signed_out": ("Đã đăng xuất.", "Signed out."),
    "request_id": ("Mã yêu cầu", "Request id"),
    "send_again": ("Gửi lại đúng yêu cầu này", "Send the same request again"),
    "role.planner": ("Sở Nội vụ, lập kế hoạch", "Home Affairs, planner"),
    "role.finance": ("Sở Tài chính", "Department of Finance"),
    "role.commune": ("UBND xã, phường", "Commune"),
    "role.officer": ("Cán bộ tín dụng", "Credit officer"),
    "role.approver": ("Người phê duyệt", "Approver"),
    "role.auditor": ("Kiểm tra, kiểm toán", "Auditor"),
    "role.admin": ("Quản trị hệ thống", "Administrator"),
}
"""Key: (Vietnamese, English). A page group adds its own by ``add_texts``."""


def add_texts(texts: dict[str, tuple[str, str]]) -> None:
    """Add the words of a page group; a key that already says something else is refused."""
    clashing = [key for key, said in texts.items() if TEXTS.get(key, said) != said]
    if clashing:
        raise ValueError(f"these keys are taken: {', '.join(clashing)}")
    TEXTS.update(texts)


def language() -> Language:
    """The language of this request: the one chosen before, else Vietnamese."""
    if "language" not in g:
        g.language = "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "vi"
    return cast(Language, g.language)


def say(vi: str, en: str) -> str:
    """The one of two texts that is in the reader's language; what has no English stands in Vietnamese.

    Refusals name amounts in bare digits, as machines read them: here their thousands are grouped.
    """
    english = bool(language() == "en" and en)
    text = en if english else vi
    if type(text) is not str or " đồng" not in text:
        return text
    return _AMOUNT.sub(lambda found: f"{int(found[0]):,}".replace(",", "," if english else "."), text)


def t(key: str) -> str:
    """A shared word by its key."""
    return say(*TEXTS[key])
