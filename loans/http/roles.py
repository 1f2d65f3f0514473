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
    ROUND_READ = "round.read"
    ROUND_DRAFT = "round.draft"
    ROUND_DECIDE = "round.decide"
    NETWORK_READ = "network.read"
    NETWORK_WRITE = "network.write"
    LOAN_READ = "loan.read"
    LOAN_WRITE = "loan.write"
    LOAN_DECIDE = "loan.decide"
    LOAN_CORRECT = "loan.correct"
    OVERDUE_READ = "overdue.read"
    ACCOUNT_READ = "account.read"
    ACCOUNT_WRITE = "account.write"


A = Action
_EVERYBODY = frozenset({A.LAW_READ})

MAY: dict[Role, frozenset[Action]] = {
    Role.PLANNER: _EVERYBODY
    | {A.CAPITAL_READ, A.CAPITAL_WRITE, A.DEMAND_READ, A.DEMAND_WRITE, A.ROUND_READ, A.ROUND_DRAFT, A.OVERDUE_READ},
    Role.FINANCE: _EVERYBODY | {A.CAPITAL_READ, A.CAPITAL_WRITE, A.ROUND_READ, A.OVERDUE_READ},
    Role.COMMUNE: _EVERYBODY | {A.DEMAND_READ, A.DEMAND_WRITE, A.ROUND_READ, A.OVERDUE_READ},
    Role.OFFICER: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.ROUND_READ,
        A.NETWORK_READ,
        A.NETWORK_WRITE,
        A.LOAN_READ,
        A.LOAN_WRITE,
        A.LOAN_CORRECT,
        A.OVERDUE_READ,
    },
    Role.APPROVER: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.ROUND_READ,
        A.ROUND_DECIDE,
        A.NETWORK_READ,
        A.LOAN_READ,
        A.LOAN_DECIDE,
        A.LOAN_CORRECT,
        A.OVERDUE_READ,
    },
    Role.AUDITOR: _EVERYBODY
    | {
        A.CAPITAL_READ,
        A.DEMAND_READ,
        A.ROUND_READ,
        A.NETWORK_READ,
        A.LOAN_READ,
        A.OVERDUE_READ,
        A.ACCOUNT_READ,
    },
    Role.ADMIN: _EVERYBODY
    | {A.NETWORK_READ, A.NETWORK_WRITE, A.OVERLAY_WRITE, A.CAPITAL_READ, A.ACCOUNT_READ, A.ACCOUNT_WRITE},
}
