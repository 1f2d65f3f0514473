"""What the officer's views share: their templates with the words of codes, and records that are one's own to see."""

from typing import Any

from flask import Response

from loans.domain.application import Application
from loans.domain.borrower import Borrower
from loans.domain.loan import Loan
from loans.http.roles import MAY, Action, Role
from loans.papers.numbers import rate
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web.desks import working_days_left
from loans.web.officer import words
from loans.web.page import render


def draw(template: str, status: int = 200, **given: Any) -> Response:
    """A page of templates/officer/ with the words of codes (``w``), rates and working days."""
    return render(f"officer/{template}.html", status, w=words, rate=rate, working_days_left=working_days_left, **given)


def may(actor: Actor, action: Action) -> bool:
    """Whether a person's role has an action: what they may not do is not offered."""
    return action in MAY[Role(actor.role)]


def own_application(uow: UnitOfWork, actor: Actor, application_id: int) -> Application:
    """An application of one's communes."""
    found = uow.applications.get(application_id)
    actor.within(found.commune)
    return found


def own_loan(uow: UnitOfWork, actor: Actor, loan_id: int) -> Loan:
    """A loan of one's communes."""
    found = uow.loans.get(loan_id)
    actor.within(found.commune)
    return found


def own_borrower(uow: UnitOfWork, actor: Actor, borrower_id: int) -> Borrower:
    """A borrower of one's communes."""
    found = uow.borrowers.get(borrower_id)
    actor.within(found.commune)
    return found
