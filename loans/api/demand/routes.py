"""Routes of loan demand."""

from datetime import date
from typing import Any

from flask import Response

from loans.api.demand.schemas import (
    AnswersSchema,
    DemandLineSchema,
    DemandQuery,
    DemandReviewSchema,
    DemandSchema,
    DemandUploadQuery,
    PlanningGroupsSchema,
    RecordedSchema,
    ReviewQuery,
    YearQuery,
)
from loans.api.files import attachment, uploads
from loans.api.paging import cut, paged
from loans.api.resource import noun, reads, writes
from loans.api.rows import MEDIA_TYPES, WorkbookSchema, mine, shown_batch, shown_finding, uploaded
from loans.domain.area import areas
from loans.domain.calendar import today_in_hanoi
from loans.domain.demand import PURPOSE_TITLES, Totals, planning_groups
from loans.http.context import context
from loans.http.roles import Action
from loans.papers.sheet import XLSX
from loans.papers.template import demand_columns, demand_form, demand_template
from loans.service.actor import Actor
from loans.service.demand import Answered, Review, check_demand, demand_review, record_demand
from loans.service.demand.last_year import REASONS
from loans.service.unit_of_work import Known, UnitOfWork

blueprint = noun("demand", "Nhu cầu vay vốn · Loan demand")


@reads(blueprint, "/planning-groups", action=Action.LAW_READ, reply=PlanningGroupsSchema)
def groups(_uow: UnitOfWork, _actor: Actor, _today: date) -> Any:
    """The groups of beneficiaries by which demand may be broken down: planning alone, no rate follows (§6.14)."""
    return {"items": list(planning_groups().values())}


@reads(blueprint, "/demands", action=Action.DEMAND_READ, reply=paged(DemandLineSchema), query=DemandQuery)
def demands(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The latest answer of each commune for a year, line by line."""
    lines = uow.demands.of_year(query["year"])
    own = [line for line in lines if actor.limit is None or line["commune"] in actor.limit]
    return cut(own, query, lambda line: "/".join((line["commune"], line["beneficiaries"], line["purpose"])))


@writes(blueprint, "/demands", action=Action.DEMAND_WRITE, body=DemandSchema, reply=RecordedSchema)
def add_demand(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Record answers; a commune's newer answer replaces its older one, and both are kept."""
    recorded = record_demand(
        uow,
        actor,
        today=today,
        year=given["year"],
        answers=given["lines"],
        keep_good=given["keep_good"],
        communes_without_demand=given["without"],
    )
    return {"year": given["year"], **shown_batch(recorded)}


@reads(blueprint, "/demands/<int:year>/<string:commune>/versions", action=Action.DEMAND_READ, reply=AnswersSchema)
def versions(uow: UnitOfWork, actor: Actor, today: date, year: int, commune: str) -> Any:
    """Every answer of a commune for a year: when it was booked, by whom, its lines."""
    areas().commune(commune, today)
    actor.within(commune)
    found = uow.demands.versions(year, commune) if year <= 9999 else ()
    shown = [
        {
            "version": number,
            "entry_id": answer.entry_id,
            "booked_at": answer.booked_at,
            "actor": answer.actor,
            "lines": answer.lines,
        }
        for number, answer in enumerate(found, 1)
    ]
    return {"year": year, "commune": commune, "versions": shown}


@reads(blueprint, "/demand-review", action=Action.DEMAND_READ, reply=DemandReviewSchema, query=ReviewQuery)
def review(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Every commune with its answer, what to look at, last year where it is exact, and who still owes an answer."""
    known = context().store.known_at(query["known_at"])
    with context().store.reading(known) as then:
        found = demand_review(then, actor, on=today_in_hanoi(known.moment), year=query["year"])
    return _shown(found, known)


@reads(blueprint, "/demand-template", action=Action.DEMAND_WRITE, reply=WorkbookSchema, query=YearQuery)
def template(_uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Response:
    """A workbook to fill in: every commune that one may speak for, with drop-downs and protected codes."""
    content = demand_template(
        query["year"],
        mine(actor, areas().in_force(today)),
        list(planning_groups().values()),
        PURPOSE_TITLES,
    )
    return attachment(content, media_type=XLSX, name=f"nhu-cau-{query['year']}.xlsx")


@uploads(
    blueprint,
    "/demand-uploads",
    action=Action.DEMAND_WRITE,
    query=DemandUploadQuery,
    reply=RecordedSchema,
    media_types=MEDIA_TYPES,
)
def upload(
    uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], content: bytes, media_type: str
) -> dict[str, Any]:
    """A filled-in template, XLSX or CSV: the result of each row with its place; all or nothing unless ``keep_good``."""
    year: int = query["year"]
    shown = uploaded(
        content,
        media_type,
        demand_columns(list(planning_groups().values()), PURPOSE_TITLES),
        demand_form(year),
        query,
        check=lambda rows: check_demand(uow, actor, today=today, year=year, answers=rows),
        record=lambda rows: record_demand(
            uow, actor, today=today, year=year, answers=rows, keep_good=query["keep_good"]
        ),
    )
    return {"year": year, **shown}


def _shown(found: Review, known: Known) -> dict[str, Any]:
    return {
        "year": found.year,
        "known_at": known.moment,
        "position": known.position,
        "rows": [_shown_row(row) for row in found.rows],
        "total": found.total,
        "by_group": [{"code": code, **_sums(each)} for code, each in found.by_group.items()],
        "by_purpose": [{"code": code, **_sums(each)} for code, each in found.by_purpose.items()],
        "owing": [{"code": row.commune, "name": row.name} for row in found.owing],
    }


def _shown_row(row: Answered) -> dict[str, Any]:
    reason = row.last_year.reason
    return {
        "commune": row.commune,
        "name": row.name,
        "answered": row.answered,
        "answered_at": row.answered_at,
        "answered_by": row.answered_by,
        "versions": row.versions,
        **_sums(row.asked),
        "warnings": [shown_finding(warning, "warning") for warning in row.warnings],
        "last_year": row.last_year.demand,
        "last_year_reason": reason and {"code": reason, "detail": REASONS[reason][0], "detail_en": REASONS[reason][1]},
        "last_year_lending": row.last_year.lending,
    }


def _sums(asked: Totals) -> dict[str, Any]:
    return {
        "workers": asked.workers,
        "amount": asked.amount,
        "jobs": asked.jobs,
        "amount_per_job": asked.amount_per_job,
    }
