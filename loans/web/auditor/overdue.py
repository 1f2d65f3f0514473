"""The overdue desk: the statement of any day as known at any moment, by any group; its chart, its map, its files."""

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
from flask import Response, url_for

from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.book import BY, buckets, with_plain_days
from loans.service.reports.overdue import OverdueStatement, loans_behind, overdue_statement
from loans.service.unit_of_work import UnitOfWork
from loans.web import map as city
from loans.web.auditor import blueprint
from loans.web.auditor.chart import stacks
from loans.web.auditor.when import ROWS, When, may, page_number, shown
from loans.web.auditor.words import WAYS, named
from loans.web.page import page
from loans.web.show import percent, short
from loans.web.texts import say

MOST_STACKS = 15
"""Groups that the chart of ages shows: those with the most overdue principal."""
BOUNDS = (5, 10, 20, 50)
"""Where the map's colours change: overdue principal in thousandths of the outstanding."""


@page(blueprint, "/kiem-tra/no-qua-han", action=Action.OVERDUE_READ)
def overdue(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """What is overdue, by any group, at a day and a moment."""
    when = When.asked()
    by = when.form.choice("by", BY, required=False) or "commune"
    since = when.form.day("since", required=False)
    ways = [(each, say(*WAYS[each])) for each in BY]
    return shown("auditor/overdue.html", when, lambda: _statement(actor, when, by, since), by=by, ways=ways)


@page(blueprint, "/kiem-tra/no-qua-han/khoan-vay", action=Action.LOAN_READ)
def overdue_loans(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """The loans behind one figure, or behind all."""
    when = When.asked()
    by = when.form.choice("by", BY, required=False) or "commune"
    key = when.form.values.get("key")
    which = when.form.choice("which", ("overdue", "frozen"), required=False)
    return shown("auditor/overdue_loans.html", when, lambda: _loans(actor, when, by, key, which), by=by, key=key)


def statement_of(actor: Actor, when: When, by: str, since: date | None) -> OverdueStatement:
    """The statement as the API has it, out of the same kept tables."""
    known, as_of = when.settle()
    own = context()
    if since is None:
        return own.books.statement(own.store, known, as_of=as_of, communes=actor.limit, by=by)
    with own.store.reading(known) as then:
        shelf = own.books.at(own.store, known)
        return overdue_statement(then, known, as_of=as_of, communes=actor.limit, by=by, since=since, shelf=shelf)


def _statement(actor: Actor, when: When, by: str, since: date | None) -> dict[str, Any]:
    number = page_number(when.form)
    found = statement_of(actor, when, by, since)
    first, many = (number - 1) * ROWS, len(found.rows)
    if first and first >= many:
        raise _no_such_page(number)
    classes, drills = buckets(found.as_of), may(Action.LOAN_READ)
    largest = found.rows.sort_values("overdue", ascending=False, kind="stable").head(MOST_STACKS)

    def drawn(frame: pd.DataFrame) -> list[dict[str, Any]]:
        return [
            {str(name): value for name, value in row.items()}
            | {
                "key": row[by],
                "label": row["name"] or row[by] or say("(chưa ghi)", "(none recorded)"),
                "address": url_for("auditor.overdue_loans", by=by, key=row[by], **when.carried) if drills else "",
            }
            for row in frame.to_dict("records")
        ]

    rows, charted = drawn(found.rows[first : first + ROWS]), drawn(largest[largest["overdue"] > 0])
    query: dict[str, Any] = {"by": by, "since": since.isoformat() if since else None, **when.carried}
    labels = [_class(each.label) for each in classes]
    columns = [each.column for each in classes]
    return {
        "rows": rows,
        "total": found.total,
        "since": since,
        "classes": [{"label": label, "column": column} for label, column in zip(labels, columns, strict=True)],
        "charted": charted,
        "stacks": stacks(charted, labels, columns, most=MOST_STACKS),
        "first": first,
        "many": many,
        "older": url_for("auditor.overdue", **query, page=number + 1) if first + ROWS < many else "",
        "newer": url_for("auditor.overdue", **query, page=number - 1) if number > 1 else "",
        "map": city.drawn(map(_bubble, rows), _legend()) if by == "commune" and rows else None,
        "law": found.law_digests,
        "doubtful": found.doubtful,
    }


def _class(label: str) -> str:
    return say(f"{label} ngày", f"{label} days")


def _bubble(row: dict[Any, Any]) -> city.Bubble:
    outstanding, late = row["outstanding"], row["overdue"]
    band = city.band_of(late * 1_000 // outstanding if outstanding else None, BOUNDS)
    words = say("quá hạn", "overdue")
    text = f"{row['label']}: {words} {short(late)}, {percent(late, outstanding)}"
    return city.Bubble(row["key"], late, band, text, row["address"])


def _legend() -> list[str]:
    ends = [percent(bound, 1_000) for bound in BOUNDS]
    under, over = say("dưới", "under"), say("từ", "from")
    between = [f"{first}–{last}" for first, last in pairwise(ends)]
    return [f"{under} {ends[0]}", *between, f"{over} {ends[-1]}"]


def _loans(actor: Actor, when: When, by: str, key: str | None, which: str) -> dict[str, Any]:
    number = page_number(when.form)
    known, as_of = when.settle()
    own = context()
    book = own.books.loan_book(own.store, known, as_of=as_of, communes=actor.limit, details=False)
    frame = loans_behind(book, by, key)
    chosen = frame[frame[which] > 0] if which else frame
    first = (number - 1) * ROWS
    if first and first >= len(chosen):
        raise _no_such_page(number)
    names = ("outstanding", "in_term", "overdue", "frozen")
    query: dict[str, Any] = {"by": by, "key": key, "which": which or None, **when.carried}
    return {
        "rows": with_plain_days(chosen[first : first + ROWS]).to_dict("records"),
        "total": {name: int(chosen[name].sum()) for name in names},
        "count": len(chosen),
        "first": first,
        "title": _title(frame, by, key),
        "which": which,
        "query": query,
        "older": url_for("auditor.overdue_loans", **query, page=number + 1) if first + ROWS < len(chosen) else "",
        "newer": url_for("auditor.overdue_loans", **query, page=number - 1) if number > 1 else "",
    }


def _title(frame: Any, by: str, key: str | None) -> str:
    """Whose loans these are."""
    if key is None:
        return say("Tất cả khoản vay còn dư nợ", "Every loan that owes")
    name = BY[by][1]
    first = str(frame[name].iloc[0]) if name and len(frame) else ""
    return f"{named(WAYS, by)}: {first or key or say('(chưa ghi)', '(none recorded)')}"


def _no_such_page(number: int) -> Refusal:
    return Refusal(
        "no_such_page",
        field="page",
        value=number,
        vi=f"Danh sách không có trang {number}. Quay lại trang đầu.",
        en=f"The list has no page {number}. Go back to the first.",
    )
