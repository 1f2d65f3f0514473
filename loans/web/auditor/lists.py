"""The lists that auditors ask for: an index that works nothing out by itself, and each list down to its entries."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, url_for

from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.book import with_plain_days
from loans.service.reports.lists import COLUMNS, LISTS, AuditList, desk_of, distinct_loans, key_of, list_of, rows_of
from loans.service.unit_of_work import Known, UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import ROWS, When, may, page_number, shown
from loans.web.page import page


@dataclass(frozen=True, slots=True)
class Count:
    """What a list found: rows, loans, the money that they concern in đồng."""

    rows: int
    loans: int
    amount: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the index; ``count`` is None where the list has not been worked out; ``refused``: why not now."""

    list: AuditList
    count: Count | None
    refused: Refusal | None = None


@page(blueprint, "/kiem-tra/danh-sach", action=Action.LOAN_READ)
def lists(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """Every list with what it looks for, and what those found that were worked out before at this day and moment."""
    when = When.asked()

    def made() -> dict[str, Any]:
        days = _late_days(when)
        known, as_of = when.settle()
        own = context()
        kept = {each.code: own.books.listed(own.store, known, _key(actor, each.code, as_of, days)) for each in LISTS}
        lines = [Line(each, None if kept[each.code] is None else _count(kept[each.code])) for each in LISTS]
        return {"lines": lines, "query": {**when.carried, "late_days": days}}

    return shown("auditor/lists.html", when, made)


@page(blueprint, "/kiem-tra/danh-sach/so-lieu", action=Action.LOAN_READ)
def list_counts(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """Every list worked out: the page is sent line by line, each as soon as its list is done."""
    when = When.asked()

    def made() -> dict[str, Any]:
        days = _late_days(when)
        context().budget.serve()  # a page that is being sent can no longer say that there is no place
        known, as_of = when.settle()
        return {
            "lines": _counted(actor, known, as_of, days),
            "many": len(LISTS),
            "query": {**when.carried, "late_days": days},
        }

    return shown("auditor/lists_counted.html", when, made, streamed=True)


@page(blueprint, "/kiem-tra/danh-sach/<string:code>", action=Action.LOAN_READ)
def audit_list(_uow: UnitOfWork, actor: Actor, _today: date, code: str) -> Response:
    """What one list found."""
    asked, when = list_of(code), When.asked()
    return shown("auditor/list.html", when, lambda: _found(actor, when, code), asked=asked)


def _counted(actor: Actor, known: Known, as_of: date, days: int | None) -> Iterator[Line]:
    own = context()
    shelf = own.books.at(own.store, known)
    with own.store.reading(known) as then:
        desk = desk_of(then, known, as_of=as_of, communes=actor.limit, late_days=days or 0, shelf=shelf)
        for each in LISTS:
            try:
                yield Line(each, _count(rows_of(desk, each.code)))
            except Refusal as refused:  # no room for this one: the others are shown
                yield Line(each, None, refused)


def _count(rows: Any) -> Count:
    return Count(len(rows), distinct_loans(rows), int(rows["amount"].sum()))


def _key(actor: Actor, code: str, as_of: date, days: int | None) -> Hashable:
    return key_of(code, as_of, actor.limit, days or 0)


def _found(actor: Actor, when: When, code: str) -> dict[str, Any]:
    number, days = page_number(when.form), _late_days(when)
    known, as_of = when.settle()
    own = context()
    shelf = own.books.at(own.store, known)
    kept = own.books.listed(own.store, known, _key(actor, code, as_of, days))
    if kept is None:
        with own.store.reading(known) as then:
            desk = desk_of(then, known, as_of=as_of, communes=actor.limit, late_days=days or 0, shelf=shelf)
            kept = rows_of(desk, code)
    frame = kept
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
