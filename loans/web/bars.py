"""How the navigation of each role is laid out: daily work stands in the bar, the rest in few sections that open.

A bar fits one line of a tablet (820 px) in both languages; a test in a browser measures it. Which entries exist and
who may open them is said by the page groups (``NAV``); here they are only placed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from loans.http.roles import Role


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one heading, by the endpoints of their pages; one that holds a single entry is drawn as that."""

    vi: str
    en: str
    endpoints: tuple[str, ...]


HOME, OVERDUE = "home.home", "auditor.overdue"
_PLANS = ("planner.year", "planner.demand", "planner.scenarios")
_RESULTS = ("planner.absorption", "planner.recovery", "planner.job_results")
_CAPITAL = ("planner.capital", "auditor.capital")
_BOOKS = ("auditor.loads", "auditor.reconciliation", "auditor.places")

_PLAN = Section("Kế hoạch", "Plan", (*_PLANS, *_RESULTS))
_RESULT = Section("Kết quả", "Results", _RESULTS)
_MONEY = Section("Nguồn vốn", "Capital", _CAPITAL)
_LOOK_UP = Section("Tra cứu", "Reference", ("auditor.forms", "auditor.law_page"))

BARS: Mapping[Role, tuple[str | Section, ...]] = {
    Role.PLANNER: (HOME, *_PLANS, "planner.capital", _RESULT, OVERDUE, _LOOK_UP),
    Role.FINANCE: (HOME, "planner.year", "planner.scenarios", "planner.capital", _RESULT, OVERDUE, _LOOK_UP),
    Role.COMMUNE: (HOME, "planner.demand", "planner.job_results", _PLAN, OVERDUE, _LOOK_UP),
    Role.OFFICER: (
        HOME,
        "officer.applications",
        "officer.group_lists",
        "officer.points",
        "officer.loans",
        "officer.borrowers",
        Section("Theo dõi", "Follow-up", ("officer.checks", OVERDUE, "planner.year", "planner.absorption")),
        Section("Số liệu", "Data", ("auditor.forms", "auditor.loads", "auditor.places", "auditor.law_page")),
    ),
    Role.APPROVER: (
        HOME,
        "officer.applications",
        "officer.loans",
        "officer.borrowers",
        Section("Nợ", "Debts", (OVERDUE, "auditor.comparison", "officer.checks", "auditor.lists")),
        _PLAN,
        _MONEY,
        Section("Số liệu", "Data", ("auditor.forms", *_BOOKS, "auditor.law_page")),
    ),
    Role.AUDITOR: (
        HOME,
        OVERDUE,
        "auditor.lists",
        "officer.loans",
        _PLAN,
        _MONEY,
        Section("Đối chiếu", "Compare", ("auditor.comparison", *_BOOKS)),
        Section("Tra cứu", "Reference", ("auditor.trail", "auditor.chain", *_LOOK_UP.endpoints)),
    ),
    Role.ADMIN: (HOME, "auditor.chain", "auditor.law_page"),
}
"""Per role, from left to right."""
