"""The statement by any group, and the loans behind each total, page by page, at one day and one moment."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from loans.api.known import as_asked, report
from loans.api.overdue.files import csv
from loans.api.overdue.place import Place
from loans.api.overdue.schemas import LoanRowsSchema, LoansQuery, OverdueQuery, OverdueSchema
from loans.api.resource import PREFIX, noun, reads
from loans.http.context import context
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.reports.book import buckets
from loans.service.reports.overdue import LOAN_COLUMNS, OverdueStatement, loans_behind, overdue_statement
from loans.service.unit_of_work import Known, UnitOfWork

blueprint = noun("overdue", "Nợ quá hạn · Overdue debt")


def book_as_asked(known: Known, as_of: date, actor: Actor) -> pd.DataFrame:
    """The loan book of a day as far as this person may see it, kept for the next page; its details are left out."""
    own = context()
    return own.books.loan_book(own.store, known, as_of=as_of, communes=actor.limit, details=False)


@reads(blueprint, "/reports/overdue", action=Action.OVERDUE_READ, reply=OverdueSchema, query=OverdueQuery)
def statement(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The overdue statement by group; customers and ratios are recounted for the total, never summed."""
    known, as_of = as_asked(query)
    found = _statement(known, as_of, actor, query)
    if query["format"] == "csv":
        return csv(found.rows, known, as_of, "no-qua-han")
    return _shown(found) | {"doubtful": _doubtful(found, named=Action.LOAN_READ in MAY[Role(actor.role)])}


def _statement(known: Known, as_of: date, actor: Actor, query: dict[str, Any]) -> OverdueStatement:
    """Out of the kept tables."""
    own, by, since = context(), query["by"], query["since"]
    if since is None:
        return own.books.statement(own.store, known, as_of=as_of, communes=actor.limit, by=by)
    shelf = own.books.at(own.store, known)
    with own.store.reading(known) as then:
        return overdue_statement(then, known, as_of=as_of, communes=actor.limit, by=by, since=since, shelf=shelf)


@reads(blueprint, "/reports/overdue/loans", action=Action.LOAN_READ, reply=LoanRowsSchema, query=LoansQuery)
def loans_of(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The loans behind a figure, each with a link to its entries; a cursor stays with its day and its moment."""
    place = Place.of(query)
    known, as_of = as_asked({"known_at": place.known_at, "as_of": place.as_of})
    if place.commune:
        actor.within(place.commune)
    by, key = ("commune", place.commune) if place.commune else (place.by or "commune", place.key)
    frame = loans_behind(book_as_asked(known, as_of, actor), by, key)
    if query["format"] == "csv":
        return csv(frame[LOAN_COLUMNS], known, as_of, "sao-ke")
    left = frame[_after(frame, place.after)]
    shown = left[: query["limit"]]
    rows = [row | {"entries": _entries(row["loan_id"], known)} for row in shown.to_dict("records")]
    last = (rows[-1]["commune"], rows[-1]["contract_no"]) if len(left) > len(shown) else None
    following = replace(place, as_of=as_of, known_at=known.moment, after=last).text() if last else None
    return report(known, as_of) | {"rows": rows, "next": following}


def _after(frame: pd.DataFrame, seen: tuple[str, str]) -> "pd.Series[bool]":
    """The loans that follow the last one shown, in the order of commune and contract number."""
    return (frame["commune"] > seen[0]) | ((frame["commune"] == seen[0]) & (frame["contract_no"] > seen[1]))


def _shown(found: OverdueStatement) -> dict[str, Any]:
    when = {"as_of": found.as_of.isoformat(), "known_at": found.known.moment.isoformat()}
    rows = [
        _figures(row, found.as_of)
        | {"key": row[found.by]}
        | {"detail": f"{PREFIX}/reports/overdue/loans?" + urlencode({"by": found.by, "key": row[found.by], **when})}
        for row in found.rows.to_dict("records")
    ]
    return report(found.known, found.as_of) | {
        "by": found.by,
        "since": found.since,
        "law_digests": found.law_digests,
        "total": _figures(found.total, found.as_of) | {"detail": f"{PREFIX}/reports/overdue/loans?" + urlencode(when)},
        "rows": rows,
    }


def _doubtful(found: OverdueStatement, *, named: bool) -> dict[str, Any]:
    return {"count": found.doubtful.count, "loans": found.doubtful.loans if named else ()}


def _figures(row: dict[Any, Any], as_of: date) -> dict[str, Any]:
    """The figures with their ageing classes as a list."""
    ageing = [
        {"label": each.label, "principal": row[each.column], "loans": row[f"{each.column}_loans"]}
        for each in buckets(as_of)
    ]
    return {str(name): value for name, value in row.items()} | {"ageing": ageing}


def _entries(loan_id: int, known: Known) -> str:
    return f"{PREFIX}/loans/{loan_id}/entries?" + urlencode({"known_at": known.moment.isoformat()})
