"""Borrowers: found by name (accents may be left out) or number, registered, looked at."""

import re
from datetime import date

from flask import Response, request

from loans.domain.area import areas
from loans.domain.borrower import Borrower, BorrowerClass
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.borrower import find_borrowers, register_borrower
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.draw import draw, may, own_borrower
from loans.web.page import page, sent_to, writes

_DIGITS = re.compile(r"[0-9]+")


def found(uow: UnitOfWork, actor: Actor, text: str) -> list[Borrower]:
    """Those that a search finds; nobody for an empty one."""
    return find_borrowers(uow, actor, text) if text.strip() else []


@page(blueprint, "/khach-hang", action=Action.LOAN_READ)
def borrowers(uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """The search; as one types, its rows alone are asked for."""
    text = Form(request.args).text("q", most=100)
    people = found(uow, actor, text)
    part = "_borrowers" if request.headers.get("HX-Request") else "borrowers"
    return draw(part, people=people, q=text, may_file=may(actor, Action.LOAN_WRITE))


@page(blueprint, "/khach-hang/moi", action=Action.LOAN_WRITE)
def new_borrower(_uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """The registration of a customer."""
    return draw("new_borrower", form=form or blank(borrower_class="worker"), communes=own_communes(actor, today), q="")


def own_communes(actor: Actor, today: date) -> list[tuple[str, str]]:
    """The communes of one's charge as choices; all in force for who is bound to none."""
    codes = actor.limit if actor.limit is not None else [each.code for each in areas().in_force(today)]
    return sorted(((code, words.commune(code)) for code in codes), key=lambda pair: pair[1])


@writes(blueprint, "/khach-hang/moi", action=Action.LOAN_WRITE, again=new_borrower)
def register(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """Register a customer under the bank's number."""
    customer_no = form.text("customer_no", required=True)
    if customer_no and not re.fullmatch(r"[0-9]{10}", customer_no):
        form.fault("customer_no", "not_a_code", "Mã khách hàng gồm đúng 10 chữ số.", "Exactly 10 digits.")
    borrower_class = form.choice("borrower_class", list(BorrowerClass))
    name, identity_no = form.text("name", required=True, most=200), form.text("identity_no", required=True, most=20)
    commune = form.choice("commune", [code for code, _ in own_communes(actor, today)])
    form.check()
    made = register_borrower(
        uow,
        actor,
        today=today,
        customer_no=customer_no,
        borrower_class=BorrowerClass(borrower_class),
        name=name,
        identity_no=identity_no,
        commune=commune,
    )
    return sent_to("officer.borrower", borrower_id=made.id, said="officer.registered")


@page(blueprint, "/khach-hang/<int:borrower_id>", action=Action.LOAN_READ)
def borrower(uow: UnitOfWork, actor: Actor, today: date, borrower_id: int) -> Response:
    """One customer: who, what counts to the maximum, their loans."""
    who = own_borrower(uow, actor, borrower_id)
    return draw(
        "borrower",
        who=who,
        owed=uow.borrowers.owed(who.id, today),
        loans=uow.loans.of_borrowers([who.id], actor.limit),
        may_file=may(actor, Action.LOAN_WRITE),
    )
