"""Money out and in on one loan: what a sum will do is shown first, then it is booked once, then its receipt."""

import re
from datetime import date

from flask import Response

from loans.domain.books.laid import owed_on
from loans.domain.lending.outlook import payment
from loans.http.roles import Action
from loans.service import loan as service
from loans.service.actor import Actor
from loans.service.commitment.reading import of_loan
from loans.service.loan import position_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint
from loans.web.officer.draw import draw, own_loan
from loans.web.page import asks, page, sent_to, writes

_VOUCHER = re.compile(r"[0-9A-Za-zĐđ._/-]{1,40}")


def voucher_of(form: Form, name: str = "voucher_no") -> str:
    """A voucher's number as typed; what is none is noted in the form."""
    given = form.text(name, required=True, most=40)
    if given and not _VOUCHER.fullmatch(given):
        form.fault(name, "not_a_voucher_no", "Chỉ gồm chữ, số và . _ / -", "Letters, digits and . _ / - only.")
    return given


def _voucher(form: Form) -> tuple[date, int, str]:
    """Day, amount and number of one voucher; every fault of the form is raised."""
    on, amount, voucher_no = form.day("on"), form.amount("amount", least=1), voucher_of(form)
    form.check()
    assert on is not None  # noqa: S101 - every fault has been raised
    assert amount is not None  # noqa: S101
    return on, amount, voucher_no


@page(blueprint, "/khoan-vay/<int:loan_id>/giai-ngan", action=Action.LOAN_WRITE)
def disbursement(uow: UnitOfWork, actor: Actor, today: date, loan_id: int, form: Form | None = None) -> Response:
    """What is still committed, and the form that pays it out."""
    present = own_loan(uow, actor, loan_id)
    held = of_loan(uow, loan_id)
    return draw(
        "disbursement",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        held=held,
        available=uow.funds.balances(present.source_id, today).get("available", 0),
        form=form or blank(on=today, amount=held.left),
    )


@writes(blueprint, "/khoan-vay/<int:loan_id>/giai-ngan", action=Action.LOAN_WRITE, again=disbursement)
def disburse(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int) -> str:
    """Pay out within the commitment."""
    on, amount, voucher_no = _voucher(form)
    service.disburse(
        uow,
        actor,
        today=today,
        loan_id=loan_id,
        expected=form.sequence,
        on=on,
        amount=amount,
        voucher_no=voucher_no,
    )
    return _receipt(uow, loan_id)


@page(blueprint, "/khoan-vay/<int:loan_id>/thu-no", action=Action.LOAN_WRITE)
def repayment(uow: UnitOfWork, actor: Actor, today: date, loan_id: int, form: Form | None = None) -> Response:
    """What is owed today, and the form of one repayment."""
    present = own_loan(uow, actor, loan_id)
    return draw(
        "repayment",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        owed=position_of(uow, present, today),
        form=form or blank(on=today),
        paid=None,
    )


@asks(blueprint, "/khoan-vay/<int:loan_id>/thu-no/kiem-tra", action=Action.LOAN_WRITE, again=repayment)
def split(uow: UnitOfWork, actor: Actor, _today: date, form: Form, loan_id: int) -> Response:
    """How the rule splits the sum, before it is booked."""
    present = own_loan(uow, actor, loan_id)
    on, amount, _voucher_no = _voucher(form)
    history = uow.books.one(loan_id)
    return draw(
        "repayment",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        owed=owed_on(history, on),
        form=form,
        paid=payment(history, on=on, amount=amount),
    )


@writes(blueprint, "/khoan-vay/<int:loan_id>/thu-no", action=Action.LOAN_WRITE, again=repayment)
def repay(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int) -> str:
    """Book the repayment in the parts of the rule."""
    on, amount, voucher_no = _voucher(form)
    service.repay(
        uow,
        actor,
        today=today,
        loan_id=loan_id,
        expected=form.sequence,
        on=on,
        voucher_no=voucher_no,
        amount=amount,
    )
    return _receipt(uow, loan_id)


def _receipt(uow: UnitOfWork, loan_id: int) -> str:
    """The page of the entry that was just booked."""
    return sent_to("officer.entry", loan_id=loan_id, entry_id=uow.entries.last(loan_id))
