"""The pages of the auditor: the overdue desk down to the entry, the lists, the proof, the law, reports, loads.

Every figure stands at a day and at a moment of knowledge (``when``), which its links carry on; downloads are those of
the API at the same day and moment. Who may open what is said by the table of roles.
"""

from loans.http.roles import Action, Role
from loans.web.navigation import Entry
from loans.web.page import pages

blueprint = pages("auditor")

_DESK = frozenset({Role.AUDITOR, Role.PLANNER, Role.FINANCE, Role.APPROVER, Role.COMMUNE, Role.OFFICER})
_AUDIT = frozenset({Role.AUDITOR, Role.APPROVER})
NAV = (
    Entry("Nợ quá hạn", "Overdue", "auditor.overdue", Action.OVERDUE_READ, _DESK, order=60),
    Entry("So sánh hai ngày", "Compare two days", "auditor.comparison", Action.OVERDUE_READ, _AUDIT, order=61),
    Entry("Danh sách kiểm toán", "Audit lists", "auditor.lists", Action.LOAN_READ, _AUDIT, order=62),
    Entry("Sao kê nguồn vốn", "Capital statement", "auditor.capital", Action.CAPITAL_READ, _AUDIT, order=63),
    Entry("Đối chiếu với ngân hàng", "Reconciliation", "auditor.reconciliation", Action.LOAN_READ, _AUDIT, order=64),
    Entry("Nhật ký", "Trail", "auditor.trail", Action.AUDIT_TRAIL_READ, order=65),
    Entry("Chuỗi bằng chứng", "Chain of proof", "auditor.chain", Action.AUDIT_READ, order=66),
    Entry("Biểu mẫu", "Forms", "auditor.forms", Action.FORM_READ, order=70),
    Entry("Nạp dữ liệu", "Loads", "auditor.loads", Action.LOAD_READ, order=75),
    Entry("Xác nhận địa bàn", "Confirmed places", "auditor.places", Action.LOAN_READ, order=76),
    Entry("Luật", "Law", "auditor.law_page", Action.LAW_READ, order=90),
)
TEXTS = {
    "auditor.opened": ("Đã mở đợt nạp. Nộp các tệp.", "The load is open. Hand in its files."),
    "auditor.handed_in": ("Đã nhận tệp. Chạy đọc và kiểm tra.", "The file was taken in. Read and check it."),
    "auditor.file_withdrawn": ("Đã rút tệp. Kiểm tra lại đợt nạp.", "The file was taken out. Check the load anew."),
    "auditor.posted": ("Đã ghi sổ đợt nạp.", "The load is posted."),
    "auditor.dropped": ("Đã bỏ đợt nạp.", "The load was given up."),
    "auditor.confirmed": ("Đã xác nhận địa bàn.", "The place is confirmed."),
    "auditor.withdrawn": ("Đã rút lại xác nhận.", "The confirmation is withdrawn."),
}

from loans.web.auditor import (  # noqa: E402, F401 - the views belong to the blueprint above
    capital,
    chain,
    comparison,
    entry,
    forms,
    law,
    lists,
    load,
    load_work,
    loan,
    overdue,
    places,
    reconciliation,
    trail,
)
