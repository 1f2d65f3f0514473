"""The steps of a round between draft and decision: each on a page with the rule, what will happen, and its papers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response

from loans.domain.plan import Round, StepKind
from loans.http.roles import Action
from loans.http.round_papers import rows_as_known
from loans.service import allocation
from loans.service.actor import Actor
from loans.service.allocation import seen_by
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.page import page, render, sent_to, writes
from loans.web.planner import blueprint, words
from loans.web.planner.scans import kept_scans

LONG = 4_000
_PLAN = "Kế hoạch năm của UBND Thành phố, mục V.1 và V.9"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its address, its kind, who may take it, what its form asks, what it says of itself, what it does."""

    name: str
    kind: StepKind
    action: Action
    asks: tuple[str, ...]
    rule: tuple[str, str]
    happens: tuple[str, str]
    take: Callable[[UnitOfWork, Actor, date, Form, int], None]
    button: tuple[str, str]
    compares: bool = False
    danger: bool = False


def _given(form: Form, *texts: str) -> dict[str, Any]:
    return {"expected": form.sequence, "on": form.day("on")} | {name: form.text(name, most=LONG) for name in texts}


def _opinion(kind: StepKind) -> Callable[[UnitOfWork, Actor, date, Form, int], None]:
    def take(uow: UnitOfWork, _actor: Actor, today: date, form: Form, round_id: int) -> None:
        agrees = form.choice("agrees", ("yes", "no"))
        given = _given(form, "opinion", "paper")
        form.check()
        scans = kept_scans(uow, form, today)
        allocation.record_opinion(
            uow, today=today, round_id=round_id, kind=kind, agrees=agrees == "yes", papers=scans, **given
        )

    return take


def _check(uow: UnitOfWork, actor: Actor, today: date, form: Form, round_id: int) -> None:
    given = _given(form, "note")
    form.check()
    allocation.check_round(uow, actor, today=today, round_id=round_id, **given)


def _send_back(uow: UnitOfWork, actor: Actor, today: date, form: Form, round_id: int) -> None:
    given = _given(form) | {"reason": form.text("reason", required=True)}
    form.check()
    allocation.send_back(uow, actor, today=today, round_id=round_id, **given)


def _submit(uow: UnitOfWork, _actor: Actor, today: date, form: Form, round_id: int) -> None:
    given = _given(form) | {"paper": form.text("paper", required=True)}
    form.check()
    scans = kept_scans(uow, form, today)
    allocation.submit_round(uow, today=today, round_id=round_id, papers=scans, **given)


def _return(uow: UnitOfWork, actor: Actor, today: date, form: Form, round_id: int) -> None:
    given = _given(form, "paper") | {"reason": form.text("reason", required=True)}
    form.check()
    scans = kept_scans(uow, form, today)
    allocation.return_round(uow, actor, today=today, round_id=round_id, papers=scans, **given)


def _withdraw(uow: UnitOfWork, _actor: Actor, today: date, form: Form, round_id: int) -> None:
    reason = form.text("reason", required=True, most=1_000)
    form.check()
    allocation.withdraw_round(uow, today=today, round_id=round_id, expected=form.sequence, reason=reason)


STEPS = (
    Step(
        "branch_opinion",
        StepKind.BRANCH_OPINION,
        Action.ROUND_BRANCH_OPINION,
        ("agrees", "opinion", "on", "paper", "scan"),
        (
            "Chi nhánh NHCSXH thống nhất hoặc có ý kiến về dự thảo trước khi Sở Nội vụ kiểm tra và trình.",
            "The NHCSXH branch agrees with the draft or comments before Home Affairs checks and submits it.",
        ),
        (
            "Ý kiến được ghi vào chuỗi văn bản. Có ngân sách mới thì đợt chuyển sang Sở Tài chính, không thì sang "
            "người thứ hai của Sở Nội vụ. Sửa dự thảo sau đó sẽ phải lấy ý kiến lại.",
            "The opinion joins the chain. With new budget the round goes to Finance, else to the second person of Home "
            "Affairs. A later revision asks for the opinions again.",
        ),
        _opinion(StepKind.BRANCH_OPINION),
        ("Ghi ý kiến", "Record the opinion"),
    ),
    Step(
        "finance_opinion",
        StepKind.FINANCE_OPINION,
        Action.ROUND_FINANCE_OPINION,
        ("agrees", "opinion", "on", "paper", "scan"),
        (
            "Sở Tài chính có ý kiến về phần ngân sách Thành phố cấp mới của đợt.",
            "The Department of Finance gives its opinion on the round's new city budget.",
        ),
        (
            "Ý kiến được ghi vào chuỗi văn bản; đợt chuyển sang người thứ hai của Sở Nội vụ kiểm tra.",
            "The opinion joins the chain; the round goes to the second person of Home Affairs.",
        ),
        _opinion(StepKind.FINANCE_OPINION),
        ("Ghi ý kiến", "Record the opinion"),
    ),
    Step(
        "check",
        StepKind.CHECKED,
        Action.ROUND_CHECK,
        ("on", "note"),
        (
            "Người thứ hai của Sở Nội vụ kiểm tra dự thảo và các ý kiến; người lập dự thảo không được tự kiểm tra.",
            "A second person of Home Affairs checks the draft and its opinions; its author may not.",
        ),
        (
            "Đợt được ghi là đã kiểm tra và có thể trình UBND Thành phố.",
            "The round is recorded as checked and may be submitted to the city.",
        ),
        _check,
        ("Ghi đã kiểm tra", "Record the check"),
        compares=True,
    ),
    Step(
        "send_back",
        StepKind.SENT_BACK,
        Action.ROUND_CHECK,
        ("on", "reason"),
        (
            "Người kiểm tra trả dự thảo lại người lập kèm lý do.",
            "The second person sends the draft back to its author with the reason.",
        ),
        ("Đợt trở lại dự thảo; các ý kiến phải lấy lại.", "The round is a draft again; opinions are asked for anew."),
        _send_back,
        ("Trả lại người lập", "Send back"),
        compares=True,
        danger=True,
    ),
    Step(
        "submission",
        StepKind.SUBMITTED,
        Action.ROUND_DRAFT,
        ("on", "paper", "scan"),
        (
            "Sở Nội vụ trình UBND Thành phố bằng tờ trình có số, sau khi đã kiểm tra.",
            "Home Affairs submits the checked round to the city under a numbered tờ trình.",
        ),
        (
            "Đợt chuyển sang chờ quyết định. Tờ trình và phụ lục tải về từ trang của đợt.",
            "The round then waits for the decision. Proposal and annex are downloads of the round's page.",
        ),
        _submit,
        ("Ghi đã trình", "Record the submission"),
    ),
    Step(
        "returned",
        StepKind.RETURNED,
        Action.ROUND_DECIDE,
        ("on", "paper", "reason", "scan"),
        (
            "UBND Thành phố trả lại đợt kèm lý do; người ghi không phải người lập dự thảo.",
            "The city returned the round with its reason; who records it is not the draft's author.",
        ),
        (
            "Đợt trở về Sở Nội vụ để sửa và trình lại.",
            "The round goes back to Home Affairs to be revised and submitted again.",
        ),
        _return,
        ("Ghi bị trả lại", "Record the return"),
        danger=True,
    ),
    Step(
        "withdrawal",
        StepKind.WITHDRAWN,
        Action.ROUND_DRAFT,
        ("reason",),
        ("Rút một dự thảo sẽ không trình.", "Withdraw a draft that will not be submitted."),
        (
            "Đợt kết thúc tại đây và vẫn được lưu; số đợt không dùng lại.",
            "The round ends here and stays on record; its number is not used again.",
        ),
        _withdraw,
        ("Rút dự thảo", "Withdraw"),
        danger=True,
    ),
)


def _add(step: Step) -> None:
    """The page of a step, and its write."""
    rule = f"/rounds/<int:round_id>/{step.name.replace('_', '-')}"

    def shown(uow: UnitOfWork, actor: Actor, today: date, round_id: int, form: Form | None = None) -> Response:
        present = seen_by(actor, uow.rounds.get(round_id))
        return render(
            "planner/step.html",
            step=step,
            present=present,
            form=form or blank(on=today),
            before_after=_before_after(uow, present, today) if step.compares else [],
            words=words,
            cites=_PLAN,
            own=actor.username in present.authors,
        )

    def taken(uow: UnitOfWork, actor: Actor, today: date, form: Form, round_id: int) -> str:
        step.take(uow, actor, today, form, round_id)
        return sent_to("planner.round_page", said="planner.step_recorded", round_id=round_id)

    shown.__name__, taken.__name__ = step.name, f"record_{step.name}"
    shown.__doc__, taken.__doc__ = step.rule[1], step.happens[1]
    page(blueprint, rule, action=step.action)(shown)
    writes(blueprint, rule, action=step.action, again=shown)(taken)


def _before_after(uow: UnitOfWork, present: Round, today: date) -> list[tuple[str, int, int]]:
    """(commune, before, after): this version beside the one before; for a first one the plan before the round."""
    rows = rows_as_known(uow, present, today)
    versions = uow.rounds.versions(present.id)
    if len(versions) > 1:
        earlier = {line.commune: line.amount for line in versions[-2].lines}
        return [(row.name, earlier.get(row.code, 0), row.stands) for row in rows]
    return [(row.name, row.before, row.before + row.stands) for row in rows]


for _step in STEPS:
    _add(_step)
