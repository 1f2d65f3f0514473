"""Two days side by side, or one day as known at two moments, with what explains the difference."""

from datetime import date
from typing import Any

import pandas as pd
from flask import Response, url_for

from loans.http.context import context
from loans.http.identity import require
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.book import BY
from loans.service.reports.compare import compare_days, compare_known
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import When, moment_in, shown
from loans.web.auditor.words import WAYS
from loans.web.page import page
from loans.web.texts import say

MOST = 500
"""Loans and entries that are shown of a difference of knowledge; the rest are in the API's answer."""


@page(blueprint, "/kiem-tra/so-sanh", action=Action.OVERDUE_READ)
def comparison(_uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """What changed, and why."""
    when = When.asked()
    form = when.form
    by = form.choice("by", BY, required=False) or "commune"
    first, second = form.day("from", required=False), form.day("to", required=False)
    before = moment_in(form, "known_before")

    def made() -> dict[str, Any]:
        form.check()
        if before is not None:
            require(Action.LOAN_READ)
            return _of_moments(actor, when, before, by)
        return _of_days(actor, when, first, second, by) if first else {"kind": ""}

    ways = [(each, say(*WAYS[each])) for each in BY]
    return shown("auditor/comparison.html", when, made, by=by, ways=ways)


def _of_days(actor: Actor, when: When, first: date, second: date | None, by: str) -> dict[str, Any]:
    when.on = second
    known, as_of = when.settle()
    check_days(first, known)
    own = context()
    ends: dict[str, Any] = {"from": first.isoformat(), "to": as_of.isoformat()}
    with own.store.reading(known) as then:
        shelf = own.books.at(own.store, known)
        frame = compare_days(then, first=first, second=as_of, by=by, communes=actor.limit, shelf=shelf)
    return {
        "kind": "days",
        "first": first,
        "second": as_of,
        "rows": _rows(frame, by),
        "total": _total(frame),
        "csv": url_for(
            "overdue.comparison",
            **ends,
            by=by,
            known_at=when.carried["known_at"],
            format="csv",
        ),
        "sides": [
            url_for("auditor.overdue", by=by, as_of=day.isoformat(), known_at=when.carried["known_at"])
            for day in (first, as_of)
        ],
    }


def _of_moments(actor: Actor, when: When, before: Any, by: str) -> dict[str, Any]:
    known, as_of = when.settle()
    own = context()
    earlier = own.store.known_at(before)
    check_days(as_of, earlier)
    with own.store.reading(earlier) as one, own.store.reading(known) as other:
        found = compare_known(
            one,
            other,
            as_of=as_of,
            known=(earlier, known),
            by=by,
            communes=actor.limit,
            shelves=(own.books.at(own.store, earlier), own.books.at(own.store, known)),
        )
    return {
        "kind": "moments",
        "before": earlier,
        "rows": _rows(found.groups.loc[_differs(found.groups)], by),
        "total": _total(found.groups),
        "loans": found.loans[:MOST].to_dict("records"),
        "loan_count": len(found.loans),
        "entries": found.entries[:MOST],
        "entry_count": len(found.entries),
    }


def _differs(frame: pd.DataFrame) -> Any:
    changes = [name for name in frame.columns if name.endswith("_change")]
    return (frame[changes] != 0).any(axis=1)


def _rows(frame: pd.DataFrame, by: str) -> list[dict[str, Any]]:
    none = say("(chưa ghi)", "(none recorded)")
    return [{**row, "key": row[by], "label": row["name"] or row[by] or none} for row in _plain(frame)]


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _total(frame: pd.DataFrame) -> dict[str, int]:
    """Sums of the money: customers are recounted for each group and add up to nothing."""
    return {str(name): int(frame[name].sum()) for name in frame.columns if frame[name].dtype.kind == "i"}
