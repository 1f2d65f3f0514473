"""The decision by a second person: what was asked, what the appraisal found, what stands today, side by side."""

from datetime import date
from typing import Any

from flask import Response
from markupsafe import Markup

from loans.domain import plan
from loans.domain.application import State
from loans.http.roles import Action
from loans.service import application as service
from loans.service.actor import Actor
from loans.service.application import Preview, deadline_of, previewed
from loans.service.unit_of_work import Entry, UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.draw import draw, own_application
from loans.web.page import page, sent_to, writes
from loans.web.show import money
from loans.web.texts import say


@page(blueprint, "/ho-so/<int:application_id>/quyet-dinh", action=Action.LOAN_DECIDE)
def decision(uow: UnitOfWork, actor: Actor, today: date, application_id: int, form: Form | None = None) -> Response:
    """What the decision rests on, what it would do to plan and capital, and the two answers."""
    present = own_application(uow, actor, application_id)
    seen = previewed(uow, present, on=today)
    history = uow.entries.history([present.id])
    at_appraisal = next((each for each in reversed(history) if each.kind == "application_appraised"), None)
    return draw(
        "decision",
        application=present,
        who=uow.borrowers.get(present.borrower_id),
        seen=seen,
        deadline=deadline_of(present) if present.complete_on else None,
        appraised=at_appraisal,
        changes=_since_appraisal(at_appraisal, seen),
        effects=_effects(present.amount, seen, present.commune, today),
        reasons="\n".join(finding.vi for finding in seen.assessment.findings),
        articles="\n".join(dict.fromkeys(cite for finding in seen.assessment.findings for cite in finding.cites)),
        form=form or blank(on=today, amount=present.amount),
        same=actor.username in (present.filed_by, present.appraised_by),
        open=present.state is State.APPRAISED,
    )


def _since_appraisal(appraised: Entry | None, seen: Preview) -> list[tuple[str, Any, Any]]:
    """What the law said at the appraisal and says today; what differs is marked."""
    if appraised is None:
        return []
    then, now = appraised.body, seen.assessment
    none = say("không có", "none")
    codes = {finding.code: say(finding.vi, finding.en) for finding in now.findings}
    return [
        (say("Chế độ", "Regime"), then["regime"], now.regime),
        (
            say("Nhóm lãi suất", "Rate group"),
            words.word(words.GROUPS, then["rate_group"]),
            words.word(words.GROUPS, now.rate_group),
        ),
        (say("Mức vay tối đa", "Largest loan"), money(then["largest_loan"]), money(now.largest_loan)),
        (
            say("Mức ràng buộc", "Binding limit"),
            words.word(words.BINDING, then["binding"]),
            words.word(words.BINDING, now.binding),
        ),
        (
            say("Điểm chưa đạt", "Not met"),
            ", ".join(sorted(codes.get(code, code) for code in then["findings"])) or none,
            ", ".join(sorted(codes.values())) or none,
        ),
    ]


def _effects(amount: int, seen: Preview, commune: str, today: date) -> list[tuple[str, Markup, Markup]]:
    """What an approval of the amount asked would do to the commune's plan and the source."""
    named, year = words.commune(commune), plan.plan_year(today)
    left, free = seen.use.remaining, seen.available
    return [
        (say(f"Chỉ tiêu {year} còn lại, {named}", f"Plan of {year} left, {named}"), money(left), money(left - amount)),
        (say("Vốn khả dụng của nguồn", "Available capital of the source"), money(free), money(free - amount)),
        (
            say("Khách hàng đang nợ và được cam kết", "Owed by and promised to the borrower"),
            money(seen.owed),
            money(seen.owed + amount),
        ),
    ]


def _articles(form: Form, name: str, *, required: bool) -> list[str]:
    """Articles typed one a line."""
    return [line.strip() for line in form.text(name, required=required).splitlines() if line.strip()]


@writes(blueprint, "/ho-so/<int:application_id>/phe-duyet", action=Action.LOAN_DECIDE, again=decision)
def approve(uow: UnitOfWork, actor: Actor, today: date, form: Form, application_id: int) -> str:
    """Approve: plan and capital are committed."""
    on, amount = form.day("on"), form.amount("amount", least=1)
    reason, cites = form.text("reason"), _articles(form, "cites", required=False)
    form.check()
    assert on is not None  # noqa: S101 - every fault has been raised
    assert amount is not None  # noqa: S101
    service.approve(
        uow,
        actor,
        today=today,
        application_id=application_id,
        expected=form.sequence,
        on=on,
        amount=amount,
        reason=reason,
        cites=cites,
    )
    return sent_to("officer.application", application_id=application_id, said="officer.approved")


@writes(blueprint, "/ho-so/<int:application_id>/tu-choi", action=Action.LOAN_DECIDE, again=decision)
def refuse(uow: UnitOfWork, actor: Actor, today: date, form: Form, application_id: int) -> str:
    """Refuse in writing, with the reason and its articles."""
    on = form.day("refused_on")
    reason, cites = form.text("refused_why", required=True), _articles(form, "refused_cites", required=True)
    form.check()
    assert on is not None  # noqa: S101
    service.refuse(
        uow,
        actor,
        today=today,
        application_id=application_id,
        expected=form.sequence,
        on=on,
        reason=reason,
        cites=cites,
    )
    return sent_to("officer.application", application_id=application_id, said="officer.refused")
