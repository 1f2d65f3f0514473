"""Words of the auditor's pages for what the books hold as codes."""

from loans.domain.books.doubt import WORDS
from loans.web.texts import say

WAYS: dict[str, tuple[str, str]] = {
    "commune": ("Xã, phường", "Commune"),
    "old_unit": ("Đơn vị trước 01/7/2025", "Unit before 1 July 2025"),
    "group": ("Tổ TK&VV", "Savings and credit group"),
    "organisation": ("Tổ chức nhận ủy thác", "Entrusted organisation"),
    "source": ("Nguồn vốn", "Capital source"),
    "investor": ("Chủ đầu tư", "Investor"),
    "beneficiary": ("Đối tượng thụ hưởng", "Beneficiary"),
    "regime": ("Chế độ pháp lý", "Legal regime"),
    "officer": ("Cán bộ giải ngân", "Disbursing officer"),
    "point": ("Điểm giao dịch", "Transaction point"),
    "office": ("Phòng giao dịch", "Office"),
    "programme": ("Chương trình", "Programme"),
    "term_class": ("Loại thời hạn", "Term class"),
}
"""By what a statement is drawn."""

CERTAINTY: dict[str, tuple[str, str]] = {
    "law": ("đã đọc trong văn bản", "read in the act"),
    "secondary": ("theo nguồn thứ cấp", "from a secondary source"),
    "recollected": ("theo trí nhớ, cần kiểm tra", "recollected, to be checked"),
}
"""How well a value of the law is known."""

GOVERNS: dict[str, tuple[str, str]] = {
    "approval": ("ngày phê duyệt", "the day of approval"),
    "signing": ("ngày ký hợp đồng", "the day of signing"),
    "due": ("ngày đến hạn", "the due day"),
    "as_of": ("ngày số liệu", "the day looked at"),
}
"""Which day picks the version of a value."""

STEPS: dict[str, tuple[str, str]] = {
    "open": ("Đang nhận tệp", "Taking files"),
    "checking": ("Đang kiểm tra", "Checking"),
    "checked": ("Đã kiểm tra, chờ ghi sổ", "Checked, waits for posting"),
    "posted": ("Đã ghi sổ", "Posted"),
    "dropped": ("Đã bỏ", "Given up"),
}
RESULTS: dict[str, tuple[str, str]] = {
    "accepted": ("Nhận", "Accepted"),
    "repaired": ("Nhận, đã sửa hình thức", "Accepted, repaired"),
    "doubtful": ("Nghi vấn", "Doubtful"),
    "refused": ("Từ chối", "Refused"),
    "unchanged": ("Không đổi", "Unchanged"),
    "corrects": ("Sửa số dư đầu", "Corrects"),
    "outside": ("Ngoài phạm vi", "Outside"),
}
"""What becomes of a row of a load."""

ACCOUNTS: dict[str, tuple[str, str]] = {
    "entrusted": ("Vốn nhận ủy thác", "Entrusted"),
    "available": ("Vốn khả dụng", "Available"),
    "committed": ("Đã cam kết", "Committed"),
    "outstanding": ("Dư nợ", "Outstanding"),
    "loss": ("Tổn thất chưa bù đắp", "Uncovered loss"),
    "interest_undistributed": ("Lãi chưa phân bổ", "Undistributed interest"),
    "provision": ("Quỹ dự phòng", "Provision"),
}


def named(words: dict[str, tuple[str, str]], code: str) -> str:
    """The words of a code in the reader's language; a code without words as it is."""
    return say(*words[code]) if code in words else code


def doubt_words(code: str) -> str:
    """Why a loan is in doubt, and what to do."""
    return say(*WORDS[code])
