"""What the bank answers to an application on paper (PDF): approval notice (thông báo phê duyệt), written refusal.

The form is that of an official paper (Decree 30/2020/NĐ-CP); number and signature are given by hand. A refusal states
its reasons and articles (Decree 338/2025/NĐ-CP, Article 11).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from loans.papers.form import DEMO, STATE, Letterhead, Sign
from loans.papers.numbers import day, dong, in_words, long_day, rate
from loans.papers.typeset import pdf

BANK = ("NGÂN HÀNG", "CHÍNH SÁCH XÃ HỘI")
BRANCH = ("CHI NHÁNH", "THÀNH PHỐ HÀ NỘI")
AUTHOR = "Ngân hàng Chính sách xã hội – Chi nhánh thành phố Hà Nội"
MANAGER = Sign(("GIÁM ĐỐC",))
COPIES = ("- Như trên;", "- UBND xã, phường nơi cư trú;", "- Lưu: hồ sơ vay vốn.")

_LABEL = {"title": "Nội dung", "mark": "", "width": "1fr", "align": "left"}
_VALUE = {"title": "Được phê duyệt", "mark": "", "width": "1.2fr", "align": "left"}


@dataclass(frozen=True, slots=True)
class Applicant:
    """To whom the bank answers, on which application, under which programme and articles."""

    application_id: int
    name: str
    customer_no: str
    commune: str
    filed_on: date
    asked: int
    programme: str
    articles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Approval:
    """What was approved, in đồng, months and ten-millionths a year; a lower sum than asked has its reason."""

    decided_on: date
    amount: int
    term_months: int
    rate_e7: int
    overdue_rate_e7: int
    priority: bool
    source: str
    reason: str = ""
    cites: Sequence[str] = ()


def approval_pdf(applicant: Applicant, approval: Approval, *, demo: bool = False) -> bytes:
    """The approval notice; where less than asked was approved it says why and by which article."""
    cut = approval.amount < applicant.asked
    data = {
        **_frame(applicant, "THÔNG BÁO", "Về việc phê duyệt cho vay", approval.decided_on, demo),
        "table": {"columns": [_LABEL, _VALUE], "rows": _granted(approval)},
        "opening": [
            _heard(applicant),
            f"Ngân hàng phê duyệt cho vay theo quyết định {long_day(approval.decided_on)} với nội dung sau:",
        ],
        "reasons_title": "Mức phê duyệt thấp hơn mức đề nghị vì:" if cut else "",
        "reasons": [approval.reason, *(f"Căn cứ: {cite}" for cite in approval.cites)] if cut else [],
        "ending": [
            "Lãi suất nợ quá hạn áp dụng với phần gốc chuyển quá hạn. Đề nghị người vay đến ký hợp đồng tín dụng và "
            "nhận tiền vay theo lịch hẹn của ngân hàng./.",
        ],
    }
    return pdf("decision", data, day=approval.decided_on)


def refusal_pdf(
    applicant: Applicant, *, decided_on: date, reason: str, cites: Sequence[str], demo: bool = False
) -> bytes:
    """The refusal in writing, with its reasons and the articles on which they rest."""
    data = {
        **_frame(applicant, "THÔNG BÁO", "Về việc từ chối cho vay", decided_on, demo),
        "table": {"columns": [], "rows": []},
        "opening": [_heard(applicant), "Ngân hàng chưa thể cho vay theo đề nghị trên."],
        "reasons_title": "Lý do và căn cứ:",
        "reasons": [*(line for line in reason.splitlines() if line.strip()), *(f"Căn cứ: {cite}" for cite in cites)],
        "ending": ["Khi đáp ứng các điều kiện nêu trên, người vay có thể nộp hồ sơ mới./."],
    }
    return pdf("decision", data, day=decided_on)


def _frame(applicant: Applicant, kind: str, about: str, on: date, demo: bool) -> dict[str, Any]:
    head = Letterhead(BANK, "\n".join(BRANCH), "Số: ……/TB-NHCS", f"Hà Nội, {long_day(on)}")
    return {
        "state": STATE,
        "letterhead": {**asdict(head), "issuer": list(BRANCH)},
        "sign": {"title": MANAGER.title, "name": MANAGER.name},
        "imprint": [*([DEMO] if demo else []), f"Hồ sơ số {applicant.application_id}"],
        "draft": False,
        "author": AUTHOR,
        "title": f"{about} – hồ sơ {applicant.application_id}",
        "kind": kind,
        "about": about,
        "to": f"Kính gửi: {applicant.name}",
        "grounds": [f"Căn cứ {article};" for article in applicant.articles],
        "copies": COPIES,
    }


def _heard(applicant: Applicant) -> str:
    return (
        f"Xét hồ sơ vay vốn số {applicant.application_id} nộp ngày {day(applicant.filed_on)} của {applicant.name}, "
        f"mã khách hàng {applicant.customer_no}, {applicant.commune}, đề nghị vay {dong(applicant.asked)} đồng theo "
        f"chương trình {applicant.programme}."
    )


def _granted(approval: Approval) -> list[list[str]]:
    group = "đối tượng ưu đãi" if approval.priority else "mức thông thường"
    return [
        ["Số tiền cho vay", f"{dong(approval.amount)} đồng ({in_words(approval.amount)})"],
        ["Thời hạn vay", f"{approval.term_months} tháng"],
        ["Lãi suất cho vay", f"{rate(approval.rate_e7)}/năm ({group})"],
        ["Lãi suất nợ quá hạn", f"{rate(approval.overdue_rate_e7)}/năm"],
        ["Nguồn vốn", approval.source],
    ]
