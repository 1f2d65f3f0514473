"""Loan-use checks (06/TD): those that are due, and the recording of one."""

from datetime import date

from flask import Response, request

from loans.domain.law import law
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.check import Outcome, check_use
from loans.service.loan import position_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.desks import checks_now
from loans.web.form import Form, blank
from loans.web.officer import blueprint
from loans.web.officer.draw import draw, may, own_loan
from loans.web.page import page, sent_to, writes

SHOWN = 200
JOBS = (
    ("created", "Tạo mới", "Created"),
    ("maintained", "Duy trì", "Maintained"),
    ("expanded", "Mở rộng", "Expanded"),
    ("women", "trong đó nữ", "of them women"),
)
"""Names under which workers are counted at a check; they overlap."""


@page(blueprint, "/kiem-tra", action=Action.LOAN_READ)
def checks(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """Checks that are due in one's communes, late ones first."""
    found = checks_now(actor, today)
    late_only = bool(request.args.get("late"))
    shown = [each for each in found if each.late or not late_only][:SHOWN]
    loans = uow.loans.some({each.loan_id for each in shown})
    who = uow.borrowers.some({each.borrower_id for each in loans.values()})
    people = [(each, who[loans[each.loan_id].borrower_id]) for each in shown]
    return draw(
        "checks",
        found=people,
        every=len(found),
        late=sum(each.late for each in found),
        late_only=late_only,
        cites=law().at("loan_use_check_days", today).cites,
        may_write=may(actor, Action.LOAN_WRITE),
    )


@page(blueprint, "/khoan-vay/<int:loan_id>/kiem-tra", action=Action.LOAN_WRITE)
def check_form(uow: UnitOfWork, actor: Actor, today: date, loan_id: int, form: Form | None = None) -> Response:
    """The form of one check, with what was found before."""
    present = own_loan(uow, actor, loan_id)
    return draw(
        "check_form",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        owed=position_of(uow, present, today),
        before=uow.debts.checks([loan_id]),
        jobs=JOBS,
        form=form or blank(on=today),
        cites=law().at("loan_use_check_days", today).cites,
    )


@writes(blueprint, "/khoan-vay/<int:loan_id>/kiem-tra", action=Action.LOAN_WRITE, again=check_form)
def record_check(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int) -> str:
    """Record what a check found, and the workers counted."""
    on, outcome, note = form.day("on"), form.choice("outcome", list(Outcome)), form.text("note")
    counted = {name: form.amount(f"jobs-{name}", required=False, most=1_000_000) for name, _, _ in JOBS}
    form.check()
    assert on is not None  # noqa: S101 - a missing day has been raised
    check_use(
        uow,
        actor,
        today=today,
        loan_id=loan_id,
        expected=form.sequence,
        on=on,
        outcome=Outcome(outcome),
        jobs={name: count for name, count in counted.items() if count is not None},
        note=note,
    )
    return sent_to("officer.entry", loan_id=loan_id, entry_id=uow.entries.history([loan_id])[-1].id)
