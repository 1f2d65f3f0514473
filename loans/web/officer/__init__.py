"""The pages of the credit officer and of who approves: from the application to the last đồng of a loan."""

from loans.http.roles import Action, Role
from loans.web.navigation import Entry
from loans.web.page import pages

blueprint = pages("officer", "/tin-dung")

_LENDERS = frozenset({Role.OFFICER, Role.APPROVER})
NAV = (
    Entry("Hồ sơ vay", "Applications", "officer.applications", Action.LOAN_READ, _LENDERS, order=20),
    Entry("Khách hàng", "Borrowers", "officer.borrowers", Action.LOAN_READ, _LENDERS, order=21),
    Entry("Danh sách tổ", "Group lists", "officer.group_lists", Action.LOAN_WRITE, order=22),
    Entry("Khoản vay", "Loans", "officer.loans", Action.LOAN_READ, order=23),
    Entry("Thu nợ phiên", "Collection", "officer.points", Action.LOAN_WRITE, order=24),
    Entry("Kiểm tra sử dụng vốn", "Use checks", "officer.checks", Action.LOAN_READ, _LENDERS, order=25),
)
TEXTS = {
    "officer.registered": ("Đã đăng ký khách hàng.", "The borrower is registered."),
    "officer.filed": ("Đã tiếp nhận hồ sơ.", "The application is filed."),
    "officer.complete": (
        "Hồ sơ đã đầy đủ; thời hạn giải quyết bắt đầu.",
        "The dossier is full; its clock has started.",
    ),
    "officer.appraised": ("Đã ghi kết quả thẩm định.", "The appraisal is recorded."),
    "officer.approved": ("Đã phê duyệt. In thông báo phê duyệt.", "Approved. Print the notice."),
    "officer.refused": ("Đã từ chối bằng văn bản. In văn bản.", "Refused in writing. Print the paper."),
    "officer.withdrawn": ("Đã ghi rút hồ sơ.", "The withdrawal is recorded."),
    "officer.signed": ("Đã ghi hợp đồng.", "The contract is recorded."),
    "officer.collected": ("Bảng thu đã được ghi sổ.", "The collection sheet is recorded."),
    "officer.list_filed": (
        "Đã tiếp nhận danh sách. Trang này là biên nhận.",
        "The list is filed. This is its receipt.",
    ),
}

from loans.web.officer import (  # noqa: E402, F401 - the views belong to the blueprint above
    application,
    borrower,
    check,
    collection,
    contract,
    debt,
    decision,
    desk,
    filing,
    group_list,
    loan,
    money,
    papers,
    queue,
)

DESKS = desk.DESKS
