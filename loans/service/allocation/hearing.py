"""Between draft and decision: opinions, the second person's check, the submission; each with its paper (§6.20)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from loans.domain import plan
from loans.domain.plan import Round, StepKind
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.checks import happened, not_before, unmoved
from loans.service.unit_of_work import UnitOfWork


def record_opinion(
    uow: UnitOfWork,
    *,
    today: date,
    round_id: int,
    expected: int,
    kind: StepKind,
    on: date,
    agrees: bool,
    opinion: str = "",
    paper: str = "",
    papers: Sequence[int] = (),
) -> Round:
    """Record what the branch (or Sở Tài chính, on the budget part) says of a draft: it agrees, or comments in words."""
    if not (agrees or opinion):
        raise Refusal(
            "opinion_missing",
            field="opinion",
            vi="Không thống nhất thì phải ghi rõ ý kiến.",
            en="Who does not agree says why: write the opinion.",
        )
    says = {"agrees": agrees, "opinion": opinion, "paper": paper}
    return _step(uow, kind, today=today, round_id=round_id, expected=expected, on=on, says=says, papers=papers)


def check_round(
    uow: UnitOfWork, actor: Actor, *, today: date, round_id: int, expected: int, on: date, note: str = ""
) -> Round:
    """A second person of Sở Nội vụ has checked the draft and its opinions; the author of the version may not."""
    plan.second_person(actor.username, uow.rounds.get(round_id), "checked_by")
    says = {"note": note}
    return _step(uow, StepKind.CHECKED, today=today, round_id=round_id, expected=expected, on=on, says=says)


def send_back(
    uow: UnitOfWork, actor: Actor, *, today: date, round_id: int, expected: int, on: date, reason: str
) -> Round:
    """The second person sends the draft back to its author with the reason; opinions will be asked for again."""
    plan.second_person(actor.username, uow.rounds.get(round_id), "checked_by")
    return _step(
        uow, StepKind.SENT_BACK, today=today, round_id=round_id, expected=expected, on=on, says={}, reason=reason
    )


def submit_round(
    uow: UnitOfWork,
    *,
    today: date,
    round_id: int,
    expected: int,
    on: date,
    paper: str,
    papers: Sequence[int] = (),
) -> Round:
    """Submit a checked round to UBND Thành phố under a tờ trình number."""
    says = {"paper": paper}
    return _step(
        uow, StepKind.SUBMITTED, today=today, round_id=round_id, expected=expected, on=on, says=says, papers=papers
    )


def _step(
    uow: UnitOfWork,
    kind: StepKind,
    *,
    today: date,
    round_id: int,
    expected: int,
    on: date,
    says: dict[str, Any],
    papers: Sequence[int] = (),
    reason: str = "",
) -> Round:
    """Append one step that follows, on a day that has come and is not before the step it follows."""
    present = uow.rounds.get(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present, kind)
    in_order(present, on, today)
    uow.entries.append(round_id, expected, kind, on, says | kept_papers(uow, papers), reason)
    return uow.rounds.get(round_id)


def in_order(present: Round, on: date, today: date, field: str = "on") -> None:
    """Refuse a day to come, and one before the last step of the same version that has a paper's day."""
    happened(on, today, field)
    dated = [step for step in present.steps if step.kind not in (StepKind.DRAFTED, StepKind.REVISED)]
    if dated:
        last = max(step.on for step in dated)
        not_before(on, last, field, "bước trước của đợt phân bổ", "the step before")


def kept_papers(uow: UnitOfWork, papers: Sequence[int]) -> dict[str, Any]:
    """The scanned papers of a step; one that is not kept here is refused."""
    return {"papers": [uow.papers.get(paper_id).id for paper_id in papers]} if papers else {}
