"""The work list of divided units: old unit → hamlet → loans, confirmed one by one or a hamlet at a time (1656/NQ)."""

from datetime import date
from typing import Any

import pandas as pd
from flask import Response, request

from loans.domain.area import REFORM, areas
from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.roles import Action, Role
from loans.service.actor import Actor
from loans.service.area_confirmation import confirm, withdraw
from loans.service.reports.area_work import PLACES, candidates_of, waiting_book, waiting_loans, worklist
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import may
from loans.web.form import Form, blank
from loans.web.page import LARGEST_ID, page, render, sent_to, writes

SHOWN = 300
"""Loans of one hamlet that are shown to be ticked one by one; all of it can be confirmed at once."""


@page(blueprint, "/dia-ban", action=Action.LOAN_READ)
def places(_uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """Old units with loans that wait for a person to say where they belong."""
    units = worklist(_book(today), actor)
    return render(
        "auditor/places.html",
        units=units,
        loans=sum(unit.loans for unit in units),
        outstanding=sum(unit.outstanding for unit in units),
    )


@page(blueprint, "/dia-ban/khoan-vay", action=Action.LOAN_READ)
def place_loans(_uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """The loans of one old unit, or of one hamlet, that wait; and where they may belong."""
    given = form.values if form else request.args
    old_code, hamlet = given.get("old_code", ""), given.get("hamlet_code")
    rows = list(waiting_loans(_book(today), actor, old_code, hamlet))
    ticked = set(form.values.getlist("loan")) if form else {str(row["loan_id"]) for row in rows if hamlet is not None}
    options = [(each.code, f"{each.code} {each.name}") for each in candidates_of(old_code)]
    if actor.role == Role.APPROVER or not options:
        options = [(each.code, f"{each.code} {each.full_name}") for each in areas().in_force(max(today, REFORM))]
    return render(
        "auditor/place_loans.html",
        rows=rows[:SHOWN],
        count=len(rows),
        outstanding=sum(int(row["outstanding"]) for row in rows),
        old_code=old_code,
        hamlet=hamlet,
        unit=_unit(old_code),
        candidates=candidates_of(old_code),
        options=[each for each in options if actor.limit is None or each[0] in actor.limit],
        ticked=ticked,
        form=form or blank(),
        may=may,
    )


@page(blueprint, "/dia-ban/xac-nhan/<int:confirmation_id>", action=Action.LOAN_READ)
def confirmation(
    uow: UnitOfWork, actor: Actor, _today: date, confirmation_id: int, form: Form | None = None
) -> Response:
    """The receipt of a confirmation: which loans, where, by whom, why; and its withdrawal."""
    found = uow.confirmations.get(confirmation_id)
    actor.within(found.commune)
    loans = {each.loan_id: each.contract_no for each in uow.confirmations.places(found.loans)}
    name = areas().named(found.commune)
    return render("auditor/confirmation.html", made=found, loans=loans, name=name, form=form or blank(), may=may)


@writes(blueprint, "/dia-ban/xac-nhan", action=Action.AREA_CONFIRM, again=place_loans)
def confirm_places(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """Say to which commune the ticked loans belong, or all that wait of the hamlet shown."""
    commune, reason = form.text("commune", required=True), form.text("reason", required=True, most=500)
    form.check()
    loans = _chosen(uow, form, actor, today)
    made = confirm(
        uow,
        actor,
        today=today,
        commune=commune,
        reason=reason,
        loans=loans,
        approver=actor.role == Role.APPROVER,
    )
    return sent_to("auditor.confirmation", said="auditor.confirmed", confirmation_id=made.id)


@writes(
    blueprint,
    "/dia-ban/xac-nhan/<int:confirmation_id>/rut-lai",
    action=Action.AREA_CONFIRM,
    again=confirmation,
)
def withdraw_places(uow: UnitOfWork, actor: Actor, _today: date, form: Form, confirmation_id: int) -> str:
    """Take a confirmation back: its loans wait again."""
    reason = form.text("reason", required=True, most=500)
    form.check()
    approver = actor.role == Role.APPROVER
    withdraw(uow, actor, confirmation_id=confirmation_id, expected=form.sequence, reason=reason, approver=approver)
    return sent_to("auditor.confirmation", said="auditor.withdrawn", confirmation_id=confirmation_id)


def _chosen(uow: UnitOfWork, form: Form, actor: Actor, today: date) -> list[int]:
    """The loans meant: those ticked, or all that wait in the part shown."""
    if form.flag("every"):
        book = waiting_book(uow, today)  # a kept book needs a seal, which waits for this very transaction
        rows = waiting_loans(book, actor, form.value("old_code"), form.values.get("hamlet_code"))
        return [int(row["loan_id"]) for row in rows]
    given = [each for each in form.values.getlist("loan") if each.isascii() and each.isdigit()]
    ticked = [
        int(each) if len(each) <= len(str(LARGEST_ID)) else 0 for each in given
    ]  # 0 is no loan, and refused as such
    if not ticked:
        raise Refusal(
            "loans_unclear",
            field="loan",
            vi="Chưa chọn khoản vay nào. Đánh dấu các khoản cần xác nhận.",
            en="No loan was chosen. Tick those to confirm.",
        )
    return ticked


def _book(today: date) -> pd.DataFrame:
    """The book of the loans that wait."""
    own = context()
    return own.books.loan_book(own.store, own.store.known_at(None), as_of=today, communes=PLACES, details=False)


def _unit(old_code: str) -> str:
    """The name of an old unit; "" where none is recorded."""
    found: Any = next(iter(areas().meanings(old_code)), None) if old_code else None
    return found.full_name if found else ""
