"""One dossier: its facts, its list of tasks, what the law says of it now, and the officer's steps."""

from dataclasses import dataclass
from datetime import date

from flask import Response

from loans.domain.application import PAPERS, Application, State
from loans.http.roles import Action, Role
from loans.service import application as service
from loans.service.actor import Actor
from loans.service.application import Preview, deadline_of, previewed
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.draw import draw, may, own_application
from loans.web.page import page, sent_to, writes
from loans.web.texts import say

_ORDER = (State.SUBMITTED, State.COMPLETE, State.APPRAISED, State.APPROVED, State.SIGNED)


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the task list: ``kind`` is done, missing (looked at), unseen (nobody has looked),
    later, or ended with the dossier.
    """

    title: str
    kind: str
    says: str
    term: str = ""


@page(blueprint, "/ho-so/<int:application_id>", action=Action.LOAN_READ)
def application(uow: UnitOfWork, actor: Actor, today: date, application_id: int, form: Form | None = None) -> Response:
    """A dossier with its next step."""
    present = own_application(uow, actor, application_id)
    seen = previewed(uow, present, on=today)
    loan = uow.loans.of_application(present.id)
    return draw(
        "application",
        application=present,
        who=uow.borrowers.get(present.borrower_id),
        source=uow.funds.get(present.source_id),
        group=uow.network.group(present.group_id) if present.group_id is not None else None,
        seen=seen,
        todos=todos(present, seen),
        deadline=deadline_of(present) if present.complete_on else None,
        history=uow.entries.history([present.id]),
        loan=loan,
        form=form or blank(on=today),
        papers=sorted(PAPERS, key=lambda code: code not in seen.papers),
        may_write=may(actor, Action.LOAN_WRITE),
        may_decide=may(actor, Action.LOAN_DECIDE) and actor.username not in (present.filed_by, present.appraised_by),
        decides=actor.role == Role.APPROVER,
    )


def todos(present: Application, seen: Preview) -> list[Todo]:
    """The tasks of a dossier, each apart by whether nobody has looked or something is missing."""
    needed = ", ".join(words.paper(code).lower() for code in seen.papers)
    return [
        _todo(say("Giấy tờ", "Papers"), present, State.COMPLETE, say(f"Cần: {needed}", f"Needed: {needed}")),
        _conditions(present, seen),
        _todo(say("Thẩm định", "Appraisal"), present, State.APPRAISED, present.appraised_by),
        _todo(say("Quyết định", "Decision"), present, State.APPROVED, say("Người thứ hai", "A second person")),
        _todo(say("Hợp đồng", "Contract"), present, State.SIGNED, ""),
    ]


def _conditions(present: Application, seen: Preview) -> Todo:
    """Until the decision the conditions are those of today, from then on those of its day."""
    title, found, decided = say("Điều kiện vay", "Conditions"), seen.assessment.findings, present.decided_on
    if decided:
        on = f"{decided:%d/%m/%Y}"
        return Todo(title, "done", say(f"Xét theo quy định ngày {on}", f"Tested by the law of {on}"))
    if found:
        return Todo(title, "missing", say(f"{len(found)} điểm chưa đạt", f"{len(found)} not met"))
    return Todo(title, "done", say("Đạt theo quy định hôm nay", "Met by today's law"))


def _todo(title: str, present: Application, wanted: State, says: str) -> Todo:
    done = {
        State.COMPLETE: present.complete_on is not None,
        State.APPRAISED: bool(present.appraised_by),
        State.APPROVED: present.decided_on is not None,
        State.SIGNED: present.state is State.SIGNED,
    }
    if done[wanted]:
        return Todo(title, "done", says)
    if present.state not in _ORDER:  # refused, withdrawn, lapsed
        return Todo(title, "ended", says)
    return Todo(title, "unseen" if _ORDER.index(present.state) == _ORDER.index(wanted) - 1 else "later", says)


@writes(blueprint, "/ho-so/<int:application_id>/du-giay-to", action=Action.LOAN_WRITE, again=application)
def complete(uow: UnitOfWork, actor: Actor, today: date, form: Form, application_id: int) -> str:
    """Record the dossier as full: the clock starts."""
    on, papers = form.day("on"), [code for code in form.values.getlist("papers") if code in PAPERS]
    form.check()
    assert on is not None  # noqa: S101 - a missing day has been raised
    service.complete(
        uow, actor, today=today, application_id=application_id, expected=form.sequence, on=on, papers=papers
    )
    return sent_to("officer.application", application_id=application_id, said="officer.complete")


@writes(blueprint, "/ho-so/<int:application_id>/tham-dinh", action=Action.LOAN_WRITE, again=application)
def appraise(uow: UnitOfWork, actor: Actor, today: date, form: Form, application_id: int) -> str:
    """Record the officer's opinion."""
    on, opinion = form.day("on"), form.text("opinion", required=True)
    form.check()
    assert on is not None  # noqa: S101
    service.appraise(
        uow, actor, today=today, application_id=application_id, expected=form.sequence, on=on, opinion=opinion
    )
    return sent_to("officer.application", application_id=application_id, said="officer.appraised")


@writes(blueprint, "/ho-so/<int:application_id>/rut", action=Action.LOAN_WRITE, again=application)
def withdraw(uow: UnitOfWork, actor: Actor, today: date, form: Form, application_id: int) -> str:
    """Record the applicant's withdrawal."""
    on, reason = form.day("withdrawn_on"), form.text("withdrawn_why", required=True)
    form.check()
    assert on is not None  # noqa: S101
    service.withdraw(
        uow, actor, today=today, application_id=application_id, expected=form.sequence, on=on, reason=reason
    )
    return sent_to("officer.application", application_id=application_id, said="officer.withdrawn")
