"""The decision of UBND Thành phố: read off the signed paper, looked at beside what was submitted, then recorded."""

from dataclasses import replace
from datetime import date

from flask import Response, request

from loans.domain.plan import Line, PoolPart, Round
from loans.http.roles import Action
from loans.service import allocation
from loans.service.actor import Actor
from loans.service.allocation import seen_by
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import MOST_DONG, Form, blank
from loans.web.page import asks, page, render, sent_to, writes
from loans.web.planner import blueprint, words
from loans.web.planner.asked import names
from loans.web.planner.scans import FIELD, kept_scans

_RULE = "/rounds/<int:round_id>/decision"


@page(blueprint, _RULE, action=Action.ROUND_DECIDE)
def decision(uow: UnitOfWork, actor: Actor, today: date, round_id: int, form: Form | None = None) -> Response:
    """The form of the decision; decided sums may differ from submitted ones, and both are kept."""
    present = seen_by(actor, uow.rounds.get(round_id))
    return render(
        "planner/decision.html",
        present=present,
        called=names(today),
        form=form or blank(signed_on=today, effective_on=today),
        words=words,
        own=actor.username in present.authors,
    )


@asks(blueprint, _RULE + "/check", action=Action.ROUND_DECIDE, again=decision)
def check_decision(uow: UnitOfWork, actor: Actor, today: date, form: Form, round_id: int) -> Response:
    """What will be recorded: proposed beside decided, what differs marked; nothing is written yet."""
    present = seen_by(actor, uow.rounds.get(round_id))
    lines, pool = _decided(form, present)
    given = (form.text("decision", required=True), form.day("signed_on"), form.day("effective_on"))
    form.check()
    before = {line.commune: line.amount for line in present.submitted_lines}
    after = before if lines is None else {line.commune: line.amount for line in lines}
    called = names(today)
    codes = sorted(before.keys() | after.keys())
    return render(
        "planner/decision_check.html",
        present=present,
        form=form,
        given=given,
        rows=[(called.get(code, code), before.get(code, 0), after.get(code, 0)) for code in codes],
        pool=list(zip(present.submitted_pool, pool or present.submitted_pool, strict=True)),
        words=words,
        scan=FIELD,
    )


@writes(blueprint, _RULE, action=Action.ROUND_DECIDE, again=decision)
def record_decision(uow: UnitOfWork, actor: Actor, today: date, form: Form, round_id: int) -> str:
    """Record the decision; its lines become the plan."""
    present = seen_by(actor, uow.rounds.get(round_id))
    lines, pool = _decided(form, present)
    number = form.text("decision", required=True)
    signed_on, effective_on = form.day("signed_on"), form.day("effective_on")
    form.check()
    allocation.decide_round(
        uow,
        actor,
        today=today,
        round_id=round_id,
        expected=form.sequence,
        decision=number,
        signed_on=signed_on or today,
        effective_on=effective_on or today,
        lines=lines,
        pool=pool,
        papers=kept_scans(uow, form, today) if request.files else (),
    )
    return sent_to("planner.round_page", said="planner.step_recorded", round_id=round_id)


def _decided(form: Form, present: Round) -> tuple[list[Line] | None, list[PoolPart] | None]:
    """Lines and pool where some decided sum differs from the submitted one; None where all are as submitted."""
    if not form.flag("differs"):
        return None, None
    lines = []
    for line in present.submitted_lines:
        amount = form.amount(f"line_{line.commune}", required=True, least=-MOST_DONG)
        lines.append(line if amount in (None, line.amount) else replace(line, amount=amount, why=(), reason=""))
    pool = []
    for place, part in enumerate(present.submitted_pool):
        amount = form.amount(f"part_{place}", required=True, least=-MOST_DONG)
        pool.append(part if amount is None else replace(part, amount=amount))
    return lines, pool
