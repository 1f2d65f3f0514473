"""Reconciliation: the five rules on our own books, and an export of the bank against them. Nothing is kept."""

from datetime import date
from typing import Any

from flask import Response

from loans.domain.reconcile import TITLES
from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.roles import Action
from loans.papers.exports import read_exports
from loans.papers.exports.claims import compared, statement
from loans.papers.exports.result import VI, document
from loans.service.actor import Actor
from loans.service.reconcile import OwnCheck, check_own, reconcile
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.entry import headings
from loans.web.auditor.when import When, shown
from loans.web.form import Form, blank
from loans.web.page import asks, page, render
from loans.web.texts import say

MOST = 300
"""Differing loans that the page lists."""


@page(blueprint, "/kiem-tra/doi-chieu", action=Action.LOAN_READ)
def reconciliation(_uow: UnitOfWork, _actor: Actor, _today: date, form: Form | None = None) -> Response:
    """Where a file of the bank is handed in, and the way to our own rules."""
    return render("auditor/reconciliation.html", form=form or blank())


@page(blueprint, "/kiem-tra/doi-chieu/so-ta", action=Action.LOAN_READ)
def own_rules(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """The five rules on our own books."""
    when = When.asked()
    return shown("auditor/own_rules.html", when, lambda: _own(actor, when), titles=TITLES, headings=headings)


@asks(blueprint, "/kiem-tra/doi-chieu/tep", action=Action.LOAN_READ, again=reconciliation)
def reconcile_file(_uow: UnitOfWork, actor: Actor, _today: date, form: Form) -> Response:
    """What a file of the bank says beside our books of its own day, with likely causes."""
    as_of = form.day("as_of", required=False)
    form.check()
    file = form.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Refusal(
            "file_empty",
            field="file",
            vi="Chưa chọn tệp hoặc tệp rỗng. Chọn tệp XLSX, XLS hoặc CSV của ngân hàng.",
            en="No file was chosen, or it is empty. Choose an XLSX, XLS or CSV of the bank.",
        )
    first, *others = compared(read_exports(content))
    own = context()
    known = own.store.known_at(None)
    with own.store.reading(known) as then:
        found = reconcile(
            then,
            actor,
            known,
            statement=statement(first),
            others=[statement(other) for other in others],
            as_of=as_of,
        )
    name = file.filename if file else ""
    shown_of: dict[str, Any] = document(found, first, others, limit=MOST)
    return render("auditor/reconciled.html", found=shown_of, file=name, known=known, words=_measure)


def _own(actor: Actor, when: When) -> dict[str, Any]:
    known, as_of = when.settle()
    own = context()

    def made(then: UnitOfWork) -> OwnCheck:
        return check_own(then, actor, known, as_of=as_of)

    whose = None if actor.limit is None else tuple(actor.limit)
    return {"rules": own.books.told(own.store, known, ("own rules", as_of, whose), made).rules}


def _measure(name: str) -> str:
    return say(VI.get(name, name), name.replace("_", " "))
