"""Signing the contract of an approved application: first the schedule that follows, then the signing."""

import re
from datetime import date

from flask import Response

from loans.domain.application import Application, State
from loans.domain.borrower import Borrower
from loans.domain.law import law
from loans.domain.loan import Instalment, InstalmentRule, Method
from loans.domain.refusal import Refusal
from loans.domain.schedule import DayCount
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.contract import Contract, sign
from loans.service.schedule import contract_schedule
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint
from loans.web.officer.draw import draw, own_application
from loans.web.page import LARGEST_ID, asks, page, sent_to, writes

DEFAULT_EVERY = 12


@page(blueprint, "/ho-so/<int:application_id>/hop-dong", action=Action.LOAN_WRITE)
def contract(uow: UnitOfWork, actor: Actor, today: date, application_id: int, form: Form | None = None) -> Response:
    """The contract's terms; the plan of repayment is shown before it is signed."""
    present = own_application(uow, actor, application_id)
    first = blank(signed_on=today, disburse_on=today, method=Method.EQUAL_PRINCIPAL.value, every_months=DEFAULT_EVERY)
    return _drawn(uow, actor, present, form or first, [])


def _drawn(uow: UnitOfWork, actor: Actor, present: Application, form: Form, schedule: list[Instalment]) -> Response:
    who: Borrower = uow.borrowers.get(present.borrower_id)
    points = [
        (str(each.id), f"{each.code} · {each.name}")
        for each in uow.network.points()
        if actor.limit is None or each.commune in actor.limit
    ]
    rule = (
        law().at("instalment_rule_entrusted", form.day("signed_on") or present.filed_on) if present.group_id else None
    )
    form.faults = []
    return draw(
        "contract",
        application=present,
        who=who,
        form=form,
        points=points,
        schedule=schedule,
        entrusted_rule=rule,
        open=present.state is State.APPROVED,
    )


@asks(blueprint, "/ho-so/<int:application_id>/hop-dong/lich", action=Action.LOAN_WRITE, again=contract)
def planned(uow: UnitOfWork, actor: Actor, _today: date, form: Form, application_id: int) -> Response:
    """The schedule that the terms would give."""
    present = own_application(uow, actor, application_id)
    agreed = read_contract(form, present)
    form.check()
    return _drawn(uow, actor, present, form, _schedule(present, agreed))


def _schedule(present: Application, agreed: Contract | None) -> list[Instalment]:
    if agreed is None:
        return []
    return contract_schedule(
        present.approved_amount,
        term_months=present.term_months,
        disburse_on=agreed.disburse_on,
        signed_on=agreed.signed_on,
        method=agreed.method,
        every_months=agreed.every_months,
        first_months=agreed.first_months,
    )


@writes(blueprint, "/ho-so/<int:application_id>/hop-dong", action=Action.LOAN_WRITE, again=contract)
def sign_contract(uow: UnitOfWork, actor: Actor, today: date, form: Form, application_id: int) -> str:
    """Sign: the loan exists, its schedule is fixed, nothing is paid out yet."""
    agreed = read_contract(form, own_application(uow, actor, application_id))
    form.check()
    assert agreed is not None  # noqa: S101 - every fault has been raised
    made = sign(uow, actor, today=today, application_id=application_id, expected=form.sequence, contract=agreed)
    return sent_to("officer.loan", loan_id=made.id, said="officer.signed")


def read_contract(form: Form, present: Application) -> Contract | None:
    """The terms typed; None where something is missing or wrong, noted in the form."""
    number = form.text("contract_no", required=True)
    if number and not re.fullmatch(r"[0-9]{16}", number):
        form.fault("contract_no", "not_a_code", "Số khế ước gồm đúng 16 chữ số.", "Exactly 16 digits.")
    signed_on, disburse_on = form.day("signed_on"), form.day("disburse_on")
    method = form.choice("method", list(Method))
    every = form.amount("every_months", least=1, most=120)
    first = form.amount("first_months", required=False, least=1, most=120)
    direct = present.group_id is None
    point = form.amount("point_id", required=direct, least=1, most=LARGEST_ID)
    rule = form.choice("instalment_rule", list(InstalmentRule), required=direct)
    if form.faults or signed_on is None or disburse_on is None or every is None:
        return None
    if disburse_on.year > 2199:
        raise Refusal("day_out_of_range", field="disburse_on", vi="Ngày quá xa. Sửa lại.", en="Too far. Correct it.")
    return Contract(
        contract_no=number,
        signed_on=signed_on,
        disburse_on=disburse_on,
        method=Method(method),
        every_months=every,
        point_id=point if direct else None,
        instalment_rule=InstalmentRule(rule) if direct and rule else None,
        day_count=DayCount.ACTUAL_365,
        first_months=first,
    )
