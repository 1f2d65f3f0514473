"""The planner's pages: demand, scenarios, rounds on their chain of papers, and how the year's plan is absorbed.

Sở Nội vụ plans; Sở Tài chính and the branch of NHCSXH give their opinions here; a commune sees and sends its own.
"""

from loans.http.roles import Action, Role
from loans.web.navigation import Entry
from loans.web.page import pages

blueprint = pages("planner", "/plan")

_PLANNING = frozenset({Role.PLANNER, Role.FINANCE, Role.APPROVER, Role.AUDITOR})

NAV = (
    Entry("Kế hoạch năm", "Year's plan", "planner.year", Action.ROUND_READ, order=10),
    Entry("Nhu cầu", "Demand", "planner.demand", Action.DEMAND_READ, order=11),
    Entry("Phương án", "Scenarios", "planner.scenarios", Action.SCENARIO_READ, order=12),
    Entry("Thực hiện chỉ tiêu", "Absorption", "planner.absorption", Action.ROUND_READ, order=13),
    Entry("Dự báo thu hồi", "Recovery", "planner.recovery", Action.ROUND_READ, _PLANNING, order=14),
    Entry("Kết quả việc làm", "Job results", "planner.job_results", Action.JOB_REPORT_READ, order=16),
    Entry("Vốn để phân bổ", "Capital to share", "planner.capital", Action.CAPITAL_READ, _PLANNING, order=15),
)
TEXTS = {
    "planner.step_recorded": (
        "Đã ghi bước này vào chuỗi văn bản của đợt. Trang này là biên nhận: in hoặc lưu nếu cần.",
        "This step is recorded in the round's chain of papers. This page is the receipt: print or keep it.",
    ),
    "planner.drafted": (
        "Đã ghi dự thảo. Bước sau: ý kiến của chi nhánh NHCSXH.",
        "The draft is recorded. Next: the opinion of the NHCSXH branch.",
    ),
    "planner.scenario_saved": ("Đã lưu phương án.", "The scenario is saved."),
    "planner.demand_recorded": (
        "Đã ghi nhu cầu; bản cũ vẫn được giữ. Trang này là biên nhận.",
        "The demand is recorded; the earlier answer is kept. This page is the receipt.",
    ),
}

from loans.web.planner import (  # noqa: E402  # noqa: E402
    capital,
    chain,
    compare,
    decision,
    demand,
    draft,
    grid,
    monitoring,
    reported,
    rounds,
    scenario,
    upload,
    year,
)

__all__ = [
    "NAV",
    "TEXTS",
    "blueprint",
    "capital",
    "chain",
    "compare",
    "decision",
    "demand",
    "draft",
    "grid",
    "monitoring",
    "reported",
    "rounds",
    "scenario",
    "upload",
    "year",
]
