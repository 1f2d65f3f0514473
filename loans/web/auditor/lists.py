"""The lists that auditors ask for: an index whose counts come after it, and each list down to its entries."""

from datetime import date
from typing import Any

from flask import Response, url_for

from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.book import with_plain_days
from loans.service.reports.lists import COLUMNS, LISTS, Desk, desk_of, index, list_of, rows_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import ROWS, When, may, page_number, shown
from loans.web.page import page

_COUNTED = ("rows", "loans", "amount")


@page(blueprint, "/kiem-tra/danh-sach", action=Action.LOAN_READ)
def lists(_uow: UnitOfWork, _actor: Actor, _today: date) -> Response:
    """Every list with what it looks for; what each found is worked out aside and shown when it is there."""
    when = When.asked()

    def made() -> dict[str, Any]:
        days = _late_days(when)
        when.settle()
        return {"lists": LISTS, "counts": {}, "query": {**when.carried, "late_days": days}}

    return shown("auditor/lists.html", when, made)


@page(blueprint, "/kiem-tra/danh-sach/so-lieu", action=Action.LOAN_READ)
def list_counts(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """The table of the index with its counts; a page of its own where no script runs."""
    when = When.asked()
    return shown("auditor/lists_counted.html", when, lambda: _counted(actor, when))


@page(blueprint, "/kiem-tra/danh-sach/<string:code>", action=Action.LOAN_READ)
def audit_list(_uow: UnitOfWork, actor: Actor, _today: date, code: str) -> Response:
    """What one list found."""
    asked, when = list_of(code), When.asked()
    return shown("auditor/list.html", when, lambda: _found(actor, when, code), asked=asked)


def _counted(actor: Actor, when: When) -> dict[str, Any]:
    days = _late_days(when)
    known, as_of = when.settle()
    own = context()
    shelf = own.books.at(own.store, known)
    with own.store.reading(known) as then:
        frame = index(desk_of(then, known, as_of=as_of, communes=actor.limit, late_days=days or 0, shelf=shelf))
    counts = {row["list"]: {name: row[name] for name in _COUNTED} for row in frame.to_dict("records")}
    return {
        "lists": [list_of(code) for code in counts],
        "counts": counts,
        "query": {**when.carried, "late_days": days},
    }


def _found(actor: Actor, when: When, code: str) -> dict[str, Any]:
    number, days = page_number(when.form), _late_days(when)
    known, as_of = when.settle()
    own = context()
    shelf = own.books.at(own.store, known)
    with own.store.reading(known) as then:
        desk: Desk = desk_of(then, known, as_of=as_of, communes=actor.limit, late_days=days or 0, shelf=shelf)
        frame = rows_of(desk, code)
    first = (number - 1) * ROWS
    query: dict[str, Any] = {"code": code, **when.carried, "late_days": days}
    rows = with_plain_days(frame[first : first + ROWS]).to_dict("records")
    return {
        "rows": [row | {"address": _address(row, when)} for row in rows],
        "own": [name for name in frame.columns if name not in COLUMNS],
        "total": len(frame),
        "amount": int(frame["amount"].sum()),
        "first": first,
        "query": query,
        "older": url_for("auditor.audit_list", **query, page=number + 1) if first + ROWS < len(frame) else "",
        "newer": url_for("auditor.audit_list", **query, page=number - 1) if number > 1 else "",
    }


def _address(row: dict[Any, Any], when: When) -> str:
    """The way down from a finding: its loan, its source, else its record in the trail."""
    if row["loan_id"]:
        return url_for("auditor.loan", loan_id=row["loan_id"], **when.carried)
    if row["noun"] == "source":
        return url_for("auditor.capital_source", source_id=row["stream_id"], **when.carried)
    return url_for("auditor.trail", stream_id=row["stream_id"]) if may(Action.AUDIT_TRAIL_READ) else ""


def _late_days(when: When) -> int | None:
    return when.form.amount("late_days", required=False, most=3_650)
