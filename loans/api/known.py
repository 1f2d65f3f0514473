"""What a report rests on: the end of a day, as known at a moment; asked with both, it answers the same (§6.17)."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.audit import HeadSchema
from loans.api.fields import Moment, Strict
from loans.api.paging import resume
from loans.domain.calendar import today_in_hanoi
from loans.http.context import context
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import Known


class MomentQuery(Strict):
    """As known at a moment; now where none is given."""

    known_at = Moment(load_default=None)


class DayMomentQuery(MomentQuery):
    """As of a day, today where none is given, as known at a moment."""

    as_of = fields.Date(load_default=None)


class MomentSchema(Strict):
    """The moment, its position, and the link of that position once there is one."""

    known_at = fields.DateTime()
    position = fields.Integer()
    head = fields.Nested(HeadSchema, allow_none=True)


class DayMomentSchema(MomentSchema):
    """The day, and the moment at which it is known."""

    as_of = fields.Date()


def as_asked(query: dict[str, Any]) -> tuple[Known, date]:
    """The moment and the day that were asked for, of the first page too; a day after that moment's is refused."""
    known = moment_asked(query)
    as_of = query["as_of"] = query["as_of"] or today_in_hanoi(known.moment)
    check_days(as_of, known)
    return known, as_of


def moment_asked(query: dict[str, Any]) -> Known:
    """The moment that was asked for; a following page has the first one's (the query then holds it)."""
    resume(query)
    known = context().store.known_at(query["known_at"])
    query["known_at"] = known.moment
    return known


def stamp(known: Known) -> dict[str, Any]:
    """The moment at which an answer is known."""
    return {"known_at": known.moment, "position": known.position, "head": known.head}


def report(known: Known, as_of: date) -> dict[str, Any]:
    """What is needed to have a report again."""
    return {"as_of": as_of, **stamp(known)}
