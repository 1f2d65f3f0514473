"""Two days side by side, or one day as known at two moments: how much changed, and by which entries."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from loans.api.known import as_asked, report
from loans.api.overdue.files import csv
from loans.api.overdue.schemas import ComparisonQuery, OverdueComparisonSchema
from loans.api.overdue.statement import blueprint
from loans.api.resource import reads
from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.identity import require
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.compare import compare_days, compare_known
from loans.service.unit_of_work import UnitOfWork


@reads(
    blueprint,
    "/reports/overdue/comparison",
    action=Action.OVERDUE_READ,
    reply=OverdueComparisonSchema,
    query=ComparisonQuery,
)
def comparison(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """``from`` and ``to``: two days, with what explains the difference. ``known_before``: the same day as known at two
    moments, with the loans that changed and the entries booked in between (for those who may see loans)."""
    days, moments = (query["first"], query["second"]), query["known_before"]
    if moments is not None and days == (None, None):
        require(Action.LOAN_READ)
        return _of_moments(actor, query)
    if moments is None and None not in days and query["as_of"] is None:
        return _of_days(actor, query)
    raise Refusal(
        "comparison_unclear",
        field="from",
        vi="Cho hai ngày (from, to), hoặc một ngày as_of với hai thời điểm (known_before, known_at).",
        en="Give two days (from, to), or one day as_of with two moments (known_before, known_at).",
    )


def _of_days(actor: Actor, query: dict[str, Any]) -> Any:
    known, second = as_asked({"known_at": query["known_at"], "as_of": query["second"]})
    own, days = context(), {"first": query["first"], "second": second}
    with own.store.reading(known) as then:
        shelf = own.books.at(own.store, known)
        frame = compare_days(then, **days, by=query["by"], communes=actor.limit, shelf=shelf)
    if query["format"] == "csv":
        return csv(frame, known, second, "so-sanh")
    return report(known, second) | {
        "by": query["by"],
        "first": query["first"],
        "second": second,
        "rows": _records(frame),
    }


def _of_moments(actor: Actor, query: dict[str, Any]) -> Any:
    store, books = context().store, context().books
    known, as_of = as_asked(query)
    before, _ = as_asked({"known_at": query["known_before"], "as_of": as_of})
    with store.reading(before) as one, store.reading(known) as other:
        found = compare_known(
            one,
            other,
            as_of=as_of,
            known=(before, known),
            by=query["by"],
            communes=actor.limit,
            shelves=(books.at(store, before), books.at(store, known)),
        )
    if query["format"] == "csv":
        return csv(found.groups, known, as_of, "so-sanh")
    entries = [
        asdict(each) | {"loan_id": loan_id, "contract_no": contract} for loan_id, contract, each in found.entries
    ]
    return report(known, as_of) | {
        "by": query["by"],
        "known_before": before.moment,
        "rows": _records(found.groups),
        "loans": _records(found.loans),
        "entries": entries,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
