"""The forecast of recovery by commune and month, and the pool of a year with the origin of each part."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Given, Moment, Planned, Strict
from loans.api.known import as_asked
from loans.api.resource import noun, reads
from loans.domain.area import areas
from loans.domain.calendar import today_in_hanoi
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.recovery import YearPool, forecast, pool_of
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("recovery", "Dự báo thu hồi và nguồn vốn của năm · Forecast of recovery and the year's pool")

EARLY_VI = "Không dự báo phần trả trước hạn; nợ khoanh và gốc đến hạn chưa trả không tính vào tháng nào."
EARLY_EN = "Repayment before the due day is not forecast; frozen and late principal stand in no month."
OVERLAP_VI = (
    "Vốn khả dụng ngày {day:%d/%m/%Y} ({available} đồng) đã gồm gốc thu hồi trong năm chưa cho vay lại; phần đó "
    "chỉ tính ở «vốn thu hồi». Số đã dùng theo chỉ tiêu năm ({used} đồng) được cộng lại, vì nguồn là của cả năm."
)
OVERLAP_EN = (
    "The {available} đồng available on {day} hold principal collected this year and not lent again; it counts as "
    "recovered alone. What the year's plan has used ({used} đồng) is added back: the pool is that of the whole year."
)


class YearQuery(Strict):
    """Which source and year, as of a day, as known at a moment."""

    source_id = Given(required=True)
    year = Given(least=2015, most=2100, required=True)
    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)


class ForecastQuery(YearQuery):
    """The day may still be to come: a forecast says that it is one."""

    as_of = Planned(load_default=None)


class HistorySchema(Strict):
    """Principal that fell due in the last twelve full months, in đồng, and when it was collected."""

    instalments = fields.Integer()
    due = fields.Integer()
    in_month = fields.Integer(metadata={"description": "by the end of the due month, early repayment too"})
    later = fields.Integer(metadata={"description": "one to three months after the due month"})
    waiting = fields.Integer(metadata={"description": "not collected; the three months are not over"})
    never = fields.Integer(metadata={"description": "not collected within the three months"})
    permille = fields.Integer(allow_none=True, metadata={"description": "collected within three months, floored"})


class ForecastMonthSchema(Strict):
    """A month, given by its first day: principal scheduled, and the part that the history lets expect; đồng."""

    month = fields.Date()
    scheduled = fields.Integer()
    expected = fields.Integer()


class ForecastRowSchema(ForecastMonthSchema):
    """A commune's month; months without principal due are left out."""

    commune = fields.String()


class ForecastCommuneSchema(Strict):
    """Outstanding = scheduled + late + before + beyond + frozen, in đồng; and whose history was used."""

    commune = fields.String()
    name = fields.String()
    scheduled = fields.Integer()
    expected = fields.Integer()
    late = fields.Integer(metadata={"description": "due before the day and unpaid"})
    before = fields.Integer(metadata={"description": "due from the day to the first month shown"})
    beyond = fields.Integer(metadata={"description": "due after the last month shown"})
    frozen = fields.Integer(metadata={"description": "frozen principal, expected in no month"})
    outstanding = fields.Integer()
    method = fields.String(allow_none=True, metadata={"description": "commune, source (too few of its own) or none"})
    history = fields.Nested(HistorySchema)


class ForecastSchema(Strict):
    """A forecast, which says that it is one."""

    forecast = fields.Boolean()
    source_id = fields.Integer()
    year = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    rows = fields.List(fields.Nested(ForecastRowSchema))
    by_month = fields.List(fields.Nested(ForecastMonthSchema))
    by_commune = fields.List(fields.Nested(ForecastCommuneSchema))
    total = fields.Nested(ForecastCommuneSchema)
    note_vi = fields.String()
    note_en = fields.String()


class PoolDecisionSchema(Strict):
    """Capital that a decision brought, in đồng."""

    entry_id = fields.Integer()
    on = fields.Date()
    decision = fields.String()
    amount = fields.Integer()


class YearPoolPartSchema(Strict):
    """A part of the pool in đồng: where it comes from, and the decisions or the computation behind it."""

    origin = fields.String()
    amount = fields.Integer()
    name_vi = fields.String()
    name_en = fields.String()
    computed_vi = fields.String()
    computed_en = fields.String()
    decisions = fields.List(fields.Nested(PoolDecisionSchema))


class YearPoolSchema(Strict):
    """The pool of a source and year; the parts add up to what can be lent under the year's plan."""

    forecast = fields.Boolean()
    source_id = fields.Integer()
    year = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    parts = fields.List(fields.Nested(YearPoolPartSchema))
    total = fields.Integer()
    new = fields.Integer()
    collected = fields.Integer()
    to_come = fields.Integer()
    available = fields.Integer()
    used = fields.Integer()
    cut = fields.Integer()
    warning_vi = fields.String()
    warning_en = fields.String()


@reads(blueprint, "/recovery-forecast", action=Action.ROUND_READ, reply=ForecastSchema, query=ForecastQuery)
def recovery_forecast(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Principal expected back in a year by commune and month: as scheduled, and as the history lets expect."""
    known = context().store.known_at(query["known_at"])
    on = today_in_hanoi(known.moment)
    first, last = date(query["year"], 1, 1), date(query["year"], 12, 31)
    with context().store.reading(known) as then:
        found = forecast(
            then,
            source_id=query["source_id"],
            as_of=query["as_of"] or on,
            since=first,
            until=last,
            communes=actor.limit,
        )
    named = [_shown(row) | {"name": areas().named(row.commune)} for row in found.by_commune]
    return {
        "forecast": True,
        "source_id": found.source_id,
        "year": query["year"],
        "as_of": found.as_of,
        "known_at": known.moment,
        "position": known.position,
        "rows": found.rows,
        "by_month": found.by_month,
        "by_commune": named,
        "total": {name: value for name, value in _shown(found.total).items() if name != "commune"},
        "note_vi": EARLY_VI,
        "note_en": EARLY_EN,
    }


@reads(blueprint, "/pool", action=Action.CAPITAL_READ, reply=YearPoolSchema, query=YearQuery)
def year_pool(_uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """What a year's plan may share out: new city budget, recovered capital, idle capital, no đồng twice."""
    known, as_of = as_asked(query)
    with context().store.reading(known) as then:
        found = pool_of(then, source_id=query["source_id"], year=query["year"], as_of=as_of)
    figures = {"day": found.as_of, "available": found.available, "used": found.used}
    return {
        "forecast": True,
        "source_id": found.source_id,
        "year": found.year,
        "as_of": found.as_of,
        "known_at": known.moment,
        "position": known.position,
        "parts": _parts(found),
        "total": found.pool.total,
        "new": found.new,
        "collected": found.collected,
        "to_come": found.to_come,
        "available": found.available,
        "used": found.used,
        "cut": found.cut,
        "warning_vi": OVERLAP_VI.format(**figures),
        "warning_en": OVERLAP_EN.format(**figures),
    }


def _shown(row: Any) -> dict[str, Any]:
    history = asdict(row.history) | {"never": row.history.never, "permille": row.history.permille}
    return asdict(row) | {"history": history}


def _parts(found: YearPool) -> list[dict[str, Any]]:
    year, day = found.year, found.as_of
    return [
        {
            "origin": "new",
            "amount": found.pool.new,
            "name_vi": "Ngân sách Thành phố cấp mới",
            "name_en": "New city budget",
            "computed_vi": f"Vốn ủy thác và bổ sung theo quyết định có hiệu lực trong năm {year}, đến {day:%d/%m/%Y}.",
            "computed_en": f"Capital entrusted and supplemented by decisions effective in {year}, up to {day}.",
            "decisions": found.decisions,
        },
        {
            "origin": "recovered",
            "amount": found.pool.recovered,
            "name_vi": "Vốn thu hồi để cho vay lại",
            "name_en": "Recovered capital to be lent again",
            "computed_vi": f"Gốc đã thu trong năm {found.collected} đồng + dự báo thu đến 31/12/{year} "
            f"{found.to_come} đồng − phần đã rút hoặc thiếu hụt.",
            "computed_en": f"Principal collected in the year, {found.collected} đồng, + expected up to 31/12/{year}, "
            f"{found.to_come} − what was withdrawn or is short.",
            "decisions": [],
        },
        {
            "origin": "idle",
            "amount": found.pool.idle,
            "name_vi": "Vốn tồn chưa sử dụng",
            "name_en": "Idle capital",
            "computed_vi": f"Khả dụng {found.available} đồng + đã dùng theo chỉ tiêu năm {found.used} đồng "
            f"− vốn cấp mới {found.new} đồng − gốc đã thu trong năm {found.collected} đồng, không dưới 0.",
            "computed_en": f"Available {found.available} đồng + used under the year's plan {found.used} "
            f"− new {found.new} − collected in the year {found.collected}, at least 0.",
            "decisions": [],
        },
    ]
