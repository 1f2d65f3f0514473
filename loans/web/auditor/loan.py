"""One loan as the auditor sees it: what it owes at a day and a moment, its vouchers, and every entry behind them."""

from datetime import date
from typing import Any

from flask import Response

from loans.domain.area import areas
from loans.http.context import context
from loans.http.roles import Action
from loans.service import loan as service
from loans.service.actor import Actor
from loans.service.audit import Asked
from loans.service.opening import opening_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import When, shown
from loans.web.page import page

MOST = 1_000
"""Entries of one loan that are shown; further ones are in the trail."""


@page(blueprint, "/kiem-tra/khoan-vay/<int:loan_id>", action=Action.LOAN_READ)
def loan(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> Response:
    """What a loan owes, and why."""
    actor.within(uow.loans.get(loan_id).commune)
    when = When.asked()
    return shown("auditor/loan.html", when, lambda: _loan(when, loan_id), loan_id=loan_id)


def _loan(when: When, loan_id: int) -> dict[str, Any]:
    known, as_of = when.settle()
    with context().store.reading(known) as then:
        one = then.loans.get(loan_id)
        owed, late = service.standing(then, loan_id, as_of)
        borrower = then.borrowers.get(one.borrower_id)
        vouchers = sorted(then.loans.entries([loan_id]), key=lambda each: (each.effective_on, each.entry_id))
        traces = then.proof.trail(Asked(stream_id=loan_id), after=0, limit=MOST)
        places = {each.entry_id: each.position for each in traces}
        return {
            "loan": one,
            "borrower": borrower,
            "commune": areas().named(one.commune),
            "source": then.funds.get(one.source_id),
            "opening": opening_of(then, loan_id),
            "owed": owed,
            "days_overdue": late.days_overdue,
            "days_late": late.days_late,
            "instalments": then.loans.instalments([loan_id]),
            "vouchers": [(each, places.get(each.entry_id)) for each in vouchers],
            "traces": traces,
        }
