"""For whom a round waits, and with which step (§6.20)."""

from datetime import date

from loans.domain.plan import Round, RoundState, StepKind, hears_finance
from loans.service.unit_of_work import UnitOfWork

PLANNER, FINANCE, BRANCH = "planner", "finance", "approver"
"""The roles that take the steps: Sở Nội vụ, Sở Tài chính, the branch of NHCSXH."""


def next_step(present: Round) -> tuple[str, StepKind] | None:
    """The role that a round waits for and its step; None where it is decided or withdrawn."""
    if present.state is RoundState.BRANCH_HEARD:
        asks_finance = hears_finance(present.pool)
        return (FINANCE, StepKind.FINANCE_OPINION) if asks_finance else (PLANNER, StepKind.CHECKED)
    return {
        RoundState.DRAFT: (BRANCH, StepKind.BRANCH_OPINION),
        RoundState.FINANCE_HEARD: (PLANNER, StepKind.CHECKED),
        RoundState.CHECKED: (PLANNER, StepKind.SUBMITTED),
        RoundState.SUBMITTED: (PLANNER, StepKind.DECIDED),
        RoundState.RETURNED: (PLANNER, StepKind.REVISED),
    }.get(present.state)


def rounds_waiting(uow: UnitOfWork, *, role: str, username: str, today: date) -> list[tuple[Round, StepKind]]:
    """The rounds of this year and the next that wait for somebody of a role; not for the second person's step where
    this person wrote the draft."""
    found = []
    for present in (*uow.rounds.all(today.year), *uow.rounds.all(today.year + 1)):
        step = next_step(present)
        second = step is not None and step[1] in (StepKind.CHECKED, StepKind.DECIDED)
        if step is not None and step[0] == role and not (second and username in present.authors):
            found.append((present, step[1]))
    return found
