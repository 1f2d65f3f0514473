"""How states, steps, origins, criteria and bounds of the plan read in both languages."""

from collections.abc import Mapping
from typing import Any

from loans.domain.plan import Measure, Origin, RoundState, StepKind
from loans.web.texts import say

Words = tuple[str, str]

STATES: Mapping[RoundState, Words] = {
    RoundState.DRAFT: ("Dự thảo", "Draft"),
    RoundState.BRANCH_HEARD: ("Đã có ý kiến chi nhánh", "Heard by the branch"),
    RoundState.FINANCE_HEARD: ("Đã có ý kiến Sở Tài chính", "Heard by Finance"),
    RoundState.CHECKED: ("Đã kiểm tra", "Checked"),
    RoundState.SUBMITTED: ("Đã trình UBND Thành phố", "Submitted"),
    RoundState.RETURNED: ("Bị trả lại", "Returned"),
    RoundState.DECIDED: ("Đã quyết định", "Decided"),
    RoundState.WITHDRAWN: ("Đã rút", "Withdrawn"),
}
STEPS: Mapping[str, Words] = {
    StepKind.DRAFTED: ("Lập dự thảo", "Draft written"),
    StepKind.REVISED: ("Sửa dự thảo", "Draft revised"),
    StepKind.BRANCH_OPINION: ("Ý kiến chi nhánh NHCSXH", "Opinion of the NHCSXH branch"),
    StepKind.FINANCE_OPINION: ("Ý kiến Sở Tài chính", "Opinion of the Department of Finance"),
    StepKind.CHECKED: ("Người thứ hai kiểm tra", "Second person's check"),
    StepKind.SENT_BACK: ("Trả lại người lập", "Sent back to the author"),
    StepKind.SUBMITTED: ("Trình UBND Thành phố", "Submitted to the city"),
    StepKind.DECIDED: ("UBND Thành phố quyết định", "Decision of the city"),
    StepKind.RETURNED: ("UBND Thành phố trả lại", "Returned by the city"),
    StepKind.WITHDRAWN: ("Rút dự thảo", "Draft withdrawn"),
}
MEASURES: Mapping[Measure, Words] = {
    Measure.LENDING: ("Doanh số cho vay trong năm", "Lending in the year"),
    Measure.OUTSTANDING: ("Dư nợ", "Outstanding balance"),
}
ORIGINS: Mapping[str, Words] = {
    Origin.NEW: ("Ngân sách Thành phố cấp mới", "New city budget"),
    Origin.RECOVERED: ("Vốn thu hồi để cho vay lại", "Recovered capital to be lent again"),
    Origin.IDLE: ("Vốn tồn chưa sử dụng", "Idle capital"),
}
CRITERIA: Mapping[str, Words] = {
    "demand": ("Nhu cầu vay vốn", "Demand for loans"),
    "workers": ("Số lao động cần vay", "Workers"),
    "jobs": ("Việc làm dự kiến", "Expected jobs"),
    "job_target": ("Chỉ tiêu việc làm", "Job target"),
    "last": ("Số giao lần trước", "Last plan"),
    "absorption": ("Tỷ lệ giải ngân năm trước", "Last year's disbursement rate"),
    "population": ("Dân số", "Population"),
    "poor_households": ("Số hộ nghèo", "Poor households"),
    "-overdue": ("Nợ quá hạn (ít thì được nhiều)", "Overdue debt (less is better)"),
}
BOUNDS: Mapping[str, Words] = {
    "floor": ("mức tối thiểu", "the minimum"),
    "cap": ("mức trần (nhu cầu hoặc mức ấn định)", "the cap (its demand or a set cap)"),
    "fixed": ("mức ấn định", "a fixed sum"),
    "excluded": ("không tham gia phân bổ", "left out"),
    "overdue_threshold": ("nợ quá hạn vượt ngưỡng", "overdue debt above the threshold"),
    "tier": ("mức của nhóm", "the amount of its tier"),
}
METHODS: Mapping[str, Words] = {
    "proportional": ("Theo tiêu chí có trọng số", "By weighted criteria"),
    "change": ("Lần trước cộng trừ trong biên độ", "Last plan, moved within bounds"),
    "tiers": ("Theo nhóm xã", "By tiers of communes"),
    "optimum": ("Nhiều việc làm nhất", "The most jobs"),
}
SIGNALS: Mapping[str, Words] = {
    "short": ("Thiếu chỉ tiêu", "Short"),
    "slow": ("Chậm", "Slow"),
    "unused": ("Chưa dùng", "Unused"),
    "over": ("Vượt chỉ tiêu", "Over"),
}


def word(table: Mapping[Any, Words], key: str) -> str:
    """A word of one of these tables in the reader's language; what is not in it stands as it is."""
    return say(*table[key]) if key in table else key
