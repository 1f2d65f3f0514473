"""The lists that auditors ask for: an index with counts, and each list page by page, at one day and one moment."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from flask import Response
from itsdangerous import BadSignature, URLSafeSerializer
from marshmallow import fields

from loans.api.audit import HeadSchema
from loans.api.fields import Given, Moment, Strict, one_of
from loans.api.files import attachment
from loans.api.known import as_asked, report
from loans.api.overdue.files import csv
from loans.api.paging import PageQuery
from loans.api.resource import PREFIX, noun, reads
from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.roles import Action
from loans.papers.lists import list_workbook
from loans.service.actor import Actor
from loans.service.reports.book import with_plain_days
from loans.service.reports.lists import COLUMNS, AuditList, desk_of, index, list_of, rows_of
from loans.service.unit_of_work import Known, UnitOfWork

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOUND = ("as_of", "known_at", "late_days")
blueprint = noun("audit_list", "Danh sách kiểm toán · Lists that auditors ask for")


class ListsQuery(Strict):
    """As of a day, as known at a moment; ``late_days``: so many days between its day and its booking are no delay."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)
    late_days = Given(most=3_650, load_default=None, allow_none=True)
    format = one_of(("json", "csv"), load_default="json")


class ListQuery(PageQuery):
    """The same for one list; a cursor holds day and moment: give nothing else with it, or the same."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)
    late_days = Given(most=3_650, load_default=None, allow_none=True)
    format = one_of(("json", "csv", "xlsx"), load_default="json")


class DescribedSchema(Strict):
    """What a list looks for, by which articles, how surely known."""

    list = fields.String()
    title_vi = fields.String()
    title_en = fields.String()
    asks_vi = fields.String()
    asks_en = fields.String()
    note_vi = fields.String()
    note_en = fields.String()
    certainty = fields.String(metadata={"description": "law, secondary, recollected"})
    cites = fields.List(fields.String())


class CountedListSchema(DescribedSchema):
    """A list with what it found."""

    rows = fields.Integer()
    loans = fields.Integer(metadata={"description": "distinct; a loan may stand on several lists"})
    amount = fields.Integer(metadata={"description": "the money concerned, in đồng"})
    detail = fields.String(metadata={"description": "the list itself, at the same day and moment"})


class AuditIndexSchema(Strict):
    """Every list; one of sources below zero, where there are any, comes first."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    head = fields.Nested(HeadSchema, allow_none=True)
    lists = fields.List(fields.Nested(CountedListSchema))


class AuditFindingSchema(Strict):
    """One finding: the figures that make it one, its articles, its entries; ``own`` are columns of this list alone."""

    key = fields.String()
    commune = fields.String()
    noun = fields.String(metadata={"description": "loan, application, source, round, group"})
    stream_id = fields.Integer()
    loan_id = fields.Integer(metadata={"description": "0: no loan"})
    application_id = fields.Integer()
    contract_no = fields.String()
    customer_no = fields.String()
    customer_name = fields.String()
    source_code = fields.String()
    entry_id = fields.Integer()
    entry_on = fields.Date(allow_none=True)
    fault = fields.String()
    limit = fields.Integer()
    actual = fields.Integer()
    difference = fields.Integer()
    unit = fields.String()
    amount = fields.Integer()
    cites = fields.List(fields.String())
    says_vi = fields.String()
    says_en = fields.String()
    entries = fields.String()
    standing = fields.String()
    doubt = fields.String(metadata={"description": "what cannot be known of the loan; empty: nothing"})
    own = fields.Dict(keys=fields.String(), values=fields.Raw())


class AuditFindingsSchema(DescribedSchema):
    """A page of one list."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    head = fields.Nested(HeadSchema, allow_none=True)
    total = fields.Integer()
    amount = fields.Integer()
    rows = fields.List(fields.Nested(AuditFindingSchema))
    next = fields.String(allow_none=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk through a list stands: which list, day, moment, after which row."""

    code: str
    as_of: date | None
    known_at: datetime | None
    late_days: int | None
    after: str = ""

    def text(self) -> str:
        when = [self.as_of and self.as_of.isoformat(), self.known_at and self.known_at.isoformat()]
        return str(_cursors().dumps([self.code, *when, self.late_days, self.after]))


@reads(blueprint, "/audit-lists", action=Action.LOAN_READ, reply=AuditIndexSchema, query=ListsQuery)
def lists(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Every list with its rows and the money they concern; each list is worked out anew for the day and moment."""
    known, as_of = as_asked(query)
    days = query["late_days"] or 0
    own = context()
    shelf = own.books.at(own.store, known)
    with own.store.reading(known) as then:
        found = index(desk_of(then, known, as_of=as_of, communes=actor.limit, late_days=days, shelf=shelf))
    if query["format"] == "csv":
        return csv(found, known, as_of, "danh-sach-kiem-toan")
    when = {"as_of": as_of.isoformat(), "known_at": known.moment.isoformat(), **({"late_days": days} if days else {})}
    rows = [
        row
        | {"cites": list(list_of(row["list"]).cites), "detail": f"{PREFIX}/audit-lists/{row['list']}?{urlencode(when)}"}
        for row in found.to_dict("records")
    ]
    return report(known, as_of) | {"lists": rows}


@reads(blueprint, "/audit-lists/<string:code>", action=Action.LOAN_READ, reply=AuditFindingsSchema, query=ListQuery)
def one_list(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], code: str) -> Any:
    """The findings of one list, each with its articles and a link to its entries as known at the same moment."""
    asked, place = list_of(code), _place(code, query)
    known, as_of = as_asked({"as_of": place.as_of, "known_at": place.known_at})
    own, days = context(), place.late_days or 0
    shelf = own.books.at(own.store, known)
    with own.store.reading(known) as then:
        desk = desk_of(then, known, as_of=as_of, communes=actor.limit, late_days=days, shelf=shelf)
        frame = rows_of(desk, code)
    if query["format"] != "json":
        return _file(asked, frame, known, as_of, query["format"])
    left = frame[frame["key"] > place.after]
    shown = left[: query["limit"]]
    more = len(left) > len(shown)
    following = replace(place, as_of=as_of, known_at=known.moment, after=shown["key"].iloc[-1]) if more else None
    return (
        report(known, as_of)
        | _described(asked)
        | {
            "total": len(frame),
            "amount": int(frame["amount"].sum()),
            "rows": [_shown(row) for row in with_plain_days(shown).to_dict("records")],
            "next": following.text() if following else None,
        }
    )


def _file(asked: AuditList, frame: pd.DataFrame, known: Known, as_of: date, form: str) -> Response:
    linked = frame.assign(
        **{name: [PREFIX + path if path else "" for path in frame[name]] for name in ("entries", "standing")}
    )
    if form == "csv":
        return csv(linked, known, as_of, asked.code)
    rows = with_plain_days(linked)
    content = list_workbook(
        asked.code,
        title=asked.title_vi,
        notes=(asked.asks_vi, asked.note_vi),
        columns=tuple(rows.columns),
        rows=list(rows.itertuples(index=False, name=None)),
        as_of=as_of,
        known_at=known.moment,
        position=known.position,
    )
    return attachment(content, media_type=XLSX, name=f"{asked.code}-{as_of.isoformat()}.xlsx")


def _shown(row: dict[Any, Any]) -> dict[str, Any]:
    own = {str(name): value for name, value in row.items() if name not in COLUMNS}
    links = {name: PREFIX + row[name] if row[name] else "" for name in ("entries", "standing")}
    common = {name: row[name] for name in COLUMNS if name != "list"}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in own.items()}
    return {**common, **links, "cites": row["cites"].split("; "), "own": plain}


def _described(asked: AuditList) -> dict[str, Any]:
    names = ("title_vi", "title_en", "asks_vi", "asks_en", "note_vi", "note_en", "certainty")
    return {"list": asked.code, "cites": list(asked.cites), **{name: getattr(asked, name) for name in names}}


def _place(code: str, query: dict[str, Any]) -> _Place:
    """The place of a query: its cursor's, where it has one; what is given beside it must say the same."""
    given = {name: query[name] for name in _BOUND}
    if not query["cursor"]:
        return _Place(code, **given)
    try:
        of, as_of, known_at, late_days, after = _cursors().loads(query["cursor"])
        place = _Place(of, date.fromisoformat(as_of), datetime.fromisoformat(known_at), late_days, after)
    except (BadSignature, ValueError, TypeError) as fault:
        raise _unknown(query["cursor"]) from fault
    if of != code or any(value is not None and value != getattr(place, name) for name, value in given.items()):
        raise _unknown(query["cursor"])
    return place


def _unknown(cursor: str) -> Refusal:
    return Refusal(
        "cursor_unknown",
        field="cursor",
        value=cursor,
        vi="Con trỏ trang không hợp lệ hoặc thuộc danh sách khác. Bắt đầu lại từ trang đầu.",
        en="The cursor is not one of this list. Begin again with the first page.",
    )


def _cursors() -> URLSafeSerializer:
    return URLSafeSerializer(context().settings.signing_key, salt="audit-lists")
