"""The application (hồ sơ vay vốn) from filing to decision: its steps and its clock (DOMAIN §3, §6.16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from loans.domain.borrower import JOB_CREATION, Evidence, Purpose
from loans.domain.calendar import Calendar, Deadline
from loans.domain.refusal import Finding, Refusal


class State(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    COMPLETE = "complete"
    APPRAISED = "appraised"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SIGNED = "signed"
    LAPSED = "lapsed"  # cam kết kết thúc trước khi ký


STEPS: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.COMPLETE, State.WITHDRAWN}),
    State.COMPLETE: frozenset({State.APPRAISED, State.WITHDRAWN}),
    State.APPRAISED: frozenset({State.APPROVED, State.REFUSED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.SIGNED, State.WITHDRAWN, State.LAPSED}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.SIGNED: frozenset(),
    State.LAPSED: frozenset(),
}

PAPERS = {
    "loan_use_plan": ("phương án sử dụng vốn vay", "the loan-use plan"),
    "priority_proof": ("giấy tờ chứng minh đối tượng ưu tiên", "proof of the priority group"),
    "collateral_papers": ("hồ sơ bảo đảm tiền vay", "the loan-security papers"),
    "loan_request": ("giấy đề nghị vay vốn", "the loan request"),
    "labour_contract": ("hợp đồng đưa người lao động đi làm việc ở nước ngoài", "the contract for work abroad"),
    "passport": ("hộ chiếu còn thời hạn", "a valid passport"),
}


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it stands; money in đồng, ``term_months`` in months.

    ``pre_departure_cost`` (less the part that the State supports) and ``labour_contract_months`` (without extensions)
    are of loans for work abroad. ``approved_amount`` is what may be signed: the decision's, less what was cut since.
    """

    id: int
    borrower_id: int
    source_id: int
    commune: str
    group_id: int | None
    purpose: Purpose
    amount: int
    term_months: int
    new_workers: int
    total_workers: int
    evidence: tuple[Evidence, ...]
    full_capacity: bool
    collateral: str
    filed_on: date
    filed_by: str
    state: State
    sequence: int
    complete_on: date | None = None
    appraised_by: str = ""
    decided_on: date | None = None
    approved_amount: int = 0
    facts: dict[str, Any] | None = None
    programme: str = JOB_CREATION
    pre_departure_cost: int = 0
    labour_contract_months: int = 0


def advance(state: State, wanted: State) -> None:
    """Refuse a step that does not follow from where the application stands."""
    if wanted not in STEPS[state]:
        allowed = ", ".join(sorted(STEPS[state])) or "—"
        raise Refusal(
            "application_step_out_of_order",
            field="state",
            value=state.value,
            vi=f"Hồ sơ đang ở bước «{state.value}», không thể chuyển sang «{wanted.value}». Bước được phép: {allowed}.",
            en=f"The application is {state.value} and cannot become {wanted.value}. Allowed next: {allowed}.",
        )


def second_person(decider: str, *earlier: str) -> None:
    """Refuse a decision by somebody who entered or appraised the same application."""
    if decider in earlier:
        raise Refusal(
            "same_person",
            field="decided_by",
            value=decider,
            vi=f"«{decider}» đã nhập hoặc thẩm định hồ sơ này. Người thứ hai phải quyết định.",
            en=f"{decider} entered or appraised this application. A second person must decide.",
        )


def missing_papers(
    received: set[str],
    *,
    needs_priority: bool,
    needs_collateral: bool,
    always: Iterable[str] = ("loan_use_plan",),
    cites: tuple[str, ...] = ("338/2025/NĐ-CP Đ.9", "338/2025/NĐ-CP Đ.10"),
) -> tuple[Finding, ...]:
    """The papers that keep a dossier from being full; ``always`` are those that its programme asks of everybody."""
    needed = set(always)
    needed |= {"priority_proof"} if needs_priority else set()
    needed |= {"collateral_papers"} if needs_collateral else set()
    return tuple(
        Finding(
            paper,
            "paper_missing",
            f"Thiếu {PAPERS[paper][0]}. Bổ sung rồi ghi nhận hồ sơ đầy đủ.",
            f"Missing: {PAPERS[paper][1]}. Add it, then record the dossier as full.",
            "papers",
            paper,
            cites,
        )
        for paper in sorted(needed - received)
    )


def decision_due(complete_on: date, working_days: int, calendar: Calendar) -> Deadline:
    """Last day for the decision: working days counted from the day after the full dossier (§6.16)."""
    return calendar.working_day_after(complete_on, working_days)
