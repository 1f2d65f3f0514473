"""Who may do what: roles × actions in one table. A route names its action; a test finds routes that name none."""

from enum import StrEnum


class Role(StrEnum):
    """Roles of people who sign in."""

    PLANNER = "planner"  # Sở Nội vụ
    FINANCE = "finance"  # Sở Tài chính
    COMMUNE = "commune"  # UBND xã/phường
    OFFICER = "officer"  # cán bộ tín dụng NHCSXH
    APPROVER = "approver"  # người phê duyệt
    AUDITOR = "auditor"  # kiểm toán, kiểm tra
    ADMIN = "admin"  # quản trị hệ thống


BOUND_ROLES = frozenset({Role.COMMUNE, Role.OFFICER})
"""Roles limited to the communes of their account."""


class Action(StrEnum):
    """What can be done or seen."""

    LAW_READ = "law.read"
    CAPITAL_READ = "capital.read"
    CAPITAL_WRITE = "capital.write"
    OVERLAY_WRITE = "overlay.write"
    DEMAND_READ = "demand.read"
    DEMAND_WRITE = "demand.write"
    FIGURE_READ = "figure.read"
    FIGURE_WRITE = "figure.write"
    JOB_REPORT_READ = "job_report.read"
    JOB_REPORT_WRITE = "job_report.write"
    ROUND_READ = "round.read"
    ROUND_DRAFT = "round.draft"
    ROUND_BRANCH_OPINION = "round.branch_opinion"
    ROUND_FINANCE_OPINION = "round.finance_opinion"
    ROUND_CHECK = "round.check"
    ROUND_DECIDE = "round.decide"
    SCENARIO_READ = "scenario.read"
    SCENARIO_WRITE = "scenario.write"
    PAPER_READ = "paper.read"
    PAPER_WRITE = "paper.write"
    NETWORK_READ = "network.read"
    NETWORK_WRITE = "network.write"
    LOAD_READ = "load.read"
    LOAD_WRITE = "load.write"
    LOAD_POST = "load.post"
    LOAN_READ = "loan.read"
    LOAN_WRITE = "loan.write"
    LOAN_DECIDE = "loan.decide"
    LOAN_CORRECT = "loan.correct"
    COMMITMENT_WRITE = "commitment.write"
    AREA_CONFIRM = "area.confirm"
    OVERDUE_READ = "overdue.read"
    FORM_READ = "form.read"
    AUDIT_READ = "audit.read"
    AUDIT_TRAIL_READ = "audit.trail_read"
    ACCOUNT_READ = "account.read"
    ACCOUNT_WRITE = "account.write"


A = Action
_EVERYBODY = frozenset({A.LAW_READ})

MAY: dict[Role, frozenset[Action]] = {
    Role.PLANNER: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.CAPITAL_WRITE,
        A.DEMAND_READ,
        A.DEMAND_WRITE,
        A.FIGURE_READ,
        A.FIGURE_WRITE,
        A.JOB_REPORT_READ,
        A.JOB_REPORT_WRITE,
        A.ROUND_READ,
        A.ROUND_DRAFT,
        A.ROUND_CHECK,
        A.ROUND_DECIDE,  # records what UBND Thành phố decided, never one's own draft
        A.SCENARIO_READ,
        A.SCENARIO_WRITE,
        A.PAPER_READ,
        A.PAPER_WRITE,
        A.OVERDUE_READ,
        A.FORM_READ,
    },
    Role.FINANCE: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.CAPITAL_WRITE,
        A.ROUND_READ,
        A.ROUND_FINANCE_OPINION,
        A.SCENARIO_READ,
        A.PAPER_READ,
        A.PAPER_WRITE,
        A.OVERDUE_READ,
        A.FORM_READ,
    },
    Role.COMMUNE: _EVERYBODY
    | {
        A.DEMAND_READ,
        A.DEMAND_WRITE,
        A.FIGURE_READ,
        A.JOB_REPORT_READ,
        A.JOB_REPORT_WRITE,
        A.ROUND_READ,
        A.OVERDUE_READ,
        A.FORM_READ,
    },
    Role.OFFICER: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.ROUND_READ,
        A.NETWORK_READ,
        A.NETWORK_WRITE,
        A.LOAD_READ,
        A.LOAD_WRITE,  # of the communes in their charge; another one posts
        A.LOAN_READ,
        A.LOAN_WRITE,
        A.LOAN_CORRECT,
        A.AREA_CONFIRM,
        A.OVERDUE_READ,
        A.FORM_READ,
    },
    Role.APPROVER: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.ROUND_READ,
        A.ROUND_BRANCH_OPINION,
        A.SCENARIO_READ,
        A.PAPER_READ,
        A.PAPER_WRITE,
        A.NETWORK_READ,
        A.LOAD_READ,
        A.LOAD_WRITE,  # a branch's whole portfolio is handed in by who is bound to no commune
        A.LOAD_POST,  # never who opened the load or handed in a file of it
        A.LOAN_READ,
        A.LOAN_DECIDE,
        A.LOAN_CORRECT,
        A.COMMITMENT_WRITE,  # gives plan and capital back, or carries them: never who filed or appraised it
        A.AREA_CONFIRM,
        A.OVERDUE_READ,
        A.FORM_READ,
    },
    Role.AUDITOR: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.DEMAND_READ,
        A.FIGURE_READ,
        A.JOB_REPORT_READ,
        A.ROUND_READ,
        A.SCENARIO_READ,
        A.PAPER_READ,
        A.NETWORK_READ,
        A.LOAD_READ,
        A.LOAN_READ,
        A.OVERDUE_READ,
        A.FORM_READ,
        A.AUDIT_READ,
        A.AUDIT_TRAIL_READ,  # shows what people entered: for who may see loans
        A.ACCOUNT_READ,
    },
    Role.ADMIN: _EVERYBODY
    | {
        A.NETWORK_READ,
        A.NETWORK_WRITE,
        A.OVERLAY_WRITE,
        A.CAPITAL_READ,
        A.AUDIT_READ,  # head and verification, which say nothing of a loan; the trail does
        A.ACCOUNT_READ,
        A.ACCOUNT_WRITE,
    },
}
