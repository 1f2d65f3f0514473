"""The queue: dossiers by state with the last day of their decision, late ones first."""

from collections import Counter
from datetime import date

from flask import Response, request

from loans.domain.application import State
from loans.http.roles import Action, Role
from loans.service.actor import Actor
from loans.service.application import APPROVERS, OFFICERS, waiting
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form
from loans.web.officer import blueprint
from loans.web.officer.draw import draw, may
from loans.web.page import page

SHOWN = 200
LATE = "late"
PER_PAGE = 50


@page(blueprint, "/ho-so", action=Action.LOAN_READ)
def applications(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """Dossiers that wait for somebody, by state and commune, the most urgent first."""
    asked = Form(request.args)
    every = waiting(uow, actor, states=OFFICERS | APPROVERS, for_others=True)
    own = State.APPRAISED.value if actor.role == Role.APPROVER else ""
    state = asked.value("state", own if "state" not in request.args else "")
    commune = asked.value("commune")
    found = [
        each for each in every if state in ("", each.application.state.value) or _is_late(state, each.due_on, today)
    ]
    found = [each for each in found if commune in ("", each.application.commune)]
    people = uow.borrowers.some({each.application.borrower_id for each in found[:SHOWN]})
    return draw(
        "queue",
        found=[(each, people[each.application.borrower_id]) for each in found[:SHOWN]],
        more=max(len(found) - SHOWN, 0),
        counts=Counter(each.application.state.value for each in every),
        every=len(every),
        late=sum(_is_late(LATE, each.due_on, today) for each in every),
        communes=sorted({each.application.commune for each in every}),
        state=state,
        commune=commune,
        may_file=may(actor, Action.LOAN_WRITE),
    )


def _is_late(state: str, due_on: date | None, today: date) -> bool:
    return state == LATE and due_on is not None and due_on < today


@page(blueprint, "/ho-so/tat-ca", action=Action.LOAN_READ)
def every_application(uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """All dossiers by their number, the decided ones too."""
    after = Form(request.args).amount("after", required=False) or 0
    found = uow.applications.page(after, PER_PAGE, actor.limit)
    return draw(
        "every_application",
        found=[(each, uow.borrowers.get(each.borrower_id)) for each in found],
        after=after,
        older=found[-1].id if len(found) == PER_PAGE else None,
    )
