"""The overdue statement as of any day, known at any moment: JSON and CSV, by commune and by loan."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from flask import Response
from marshmallow import fields

from loans.api.fields import Code, Moment, Strict, one_of
from loans.api.resource import PREFIX, noun, reads
from loans.domain.calendar import today_in_hanoi
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.overdue import OverdueStatement, check_days, overdue_by_loan, overdue_statement
from loans.service.unit_of_work import Known, UnitOfWork

blueprint = noun("overdue", "Nợ quá hạn · Overdue debt")


class OverdueQuery(Strict):
    """As of a day, as known at a moment; JSON or CSV."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)
    format = one_of(("json", "csv"), load_default="json")


class LoansQuery(OverdueQuery):
    """The loans of one commune, or of all that one may see."""

    commune = Code(5, load_default=None)


class FiguresSchema(Strict):
    """Figures of a commune or of the total; đồng, counts, and the ratio in per cent as text."""

    commune = fields.String()
    name = fields.String()
    outstanding = fields.Integer()
    in_term = fields.Integer()
    overdue = fields.Integer()
    frozen = fields.Integer()
    loans = fields.Integer()
    customers = fields.Integer()
    overdue_loans = fields.Integer()
    overdue_customers = fields.Integer()
    overdue_ratio = fields.String()
    most_days_overdue = fields.Integer()
    detail = fields.String(metadata={"description": "the loans behind this row, at the same as_of and known_at"})


class OverdueSchema(Strict):
    """The statement, with what is needed to have it again."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    law_digests = fields.Dict()
    total = fields.Nested(FiguresSchema)
    rows = fields.List(fields.Nested(FiguresSchema))


class LoanRowSchema(Strict):
    """One loan of the statement."""

    commune = fields.String()
    loan_id = fields.Integer()
    contract_no = fields.String()
    borrower_id = fields.Integer()
    outstanding = fields.Integer()
    in_term = fields.Integer()
    overdue = fields.Integer()
    frozen = fields.Integer()
    days_overdue = fields.Integer()
    days_late = fields.Integer()
    overdue_since = fields.Date(allow_none=True)
    oldest_due = fields.Date(allow_none=True)
    entries = fields.String(metadata={"description": "the entries behind this row, as known at the same moment"})


class LoanRowsSchema(Strict):
    """The loans behind a figure."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    rows = fields.List(fields.Nested(LoanRowSchema))


@reads(blueprint, "/reports/overdue", action=Action.OVERDUE_READ, reply=OverdueSchema, query=OverdueQuery)
def statement(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The overdue statement by commune; customers and ratios are recounted for the total, never summed."""
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today_in_hanoi(known.moment)
    with context().store.reading(known) as then:
        found = overdue_statement(then, known, as_of=as_of, communes=actor.limit)
    if query["format"] == "csv":
        return _csv(found.by_commune, known, as_of, "no-qua-han")
    return _shown(found)


@reads(blueprint, "/reports/overdue/loans", action=Action.LOAN_READ, reply=LoanRowsSchema, query=LoansQuery)
def loans_behind(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The loans behind a figure of the statement, each with a link to its entries."""
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today_in_hanoi(known.moment)
    check_days(as_of, known)
    communes = actor.limit
    if query["commune"]:
        actor.within(query["commune"])
        communes = (query["commune"],)
    with context().store.reading(known) as then:
        frame = overdue_by_loan(then, as_of=as_of, communes=communes)
    if query["format"] == "csv":
        return _csv(frame, known, as_of, "sao-ke")
    rows = [row | {"entries": _entries(row["loan_id"], known)} for row in frame.to_dict("records")]
    return {"as_of": as_of, "known_at": known.moment, "position": known.position, "rows": rows}


def _shown(found: OverdueStatement) -> dict[str, Any]:
    when = {"as_of": found.as_of.isoformat(), "known_at": found.known.moment.isoformat()}
    rows = [
        row | {"detail": f"{PREFIX}/reports/overdue/loans?" + urlencode({"commune": row["commune"], **when})}
        for row in found.by_commune.to_dict("records")
    ]
    return {
        "as_of": found.as_of,
        "known_at": found.known.moment,
        "position": found.known.position,
        "law_digests": found.law_digests,
        "total": found.total,
        "rows": rows,
    }


def _entries(loan_id: int, known: Known) -> str:
    return f"{PREFIX}/loans/{loan_id}/entries?" + urlencode({"known_at": known.moment.isoformat()})


def _csv(frame: pd.DataFrame, known: Known, as_of: date, name: str) -> Response:
    """CSV in UTF-8 with its mark, so that spreadsheets read Vietnamese; day and moment stand on every row."""
    dated = frame.assign(as_of=as_of.isoformat(), known_at=known.moment.isoformat(), position=known.position)
    text = "\ufeff" + dated.to_csv(index=False, lineterminator="\r\n")
    headers = {"Content-Disposition": f'attachment; filename="{name}-{as_of.isoformat()}.csv"'}
    return Response(text, 200, headers, mimetype="text/csv; charset=utf-8")
