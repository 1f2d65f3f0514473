"""A commune's demand as a grid: groups × purposes, pasted from a sheet, checked row by row before it is recorded."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response

from loans.domain.area import areas
from loans.domain.demand import PURPOSE_TITLES, PURPOSES, planning_groups
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.demand import Recorded, check_demand, record_demand
from loans.service.unit_of_work import Answer, UnitOfWork
from loans.web.form import Form
from loans.web.page import asks, page, render, sent_to, writes
from loans.web.planner import blueprint
from loans.web.texts import say

SPARE, MOST = 6, 100
NUMBERS = ("workers", "amount", "jobs")
_RULE = "/demand/<int:year>/<string:commune>"


@page(blueprint, _RULE, action=Action.DEMAND_READ)
def grid(uow: UnitOfWork, actor: Actor, today: date, year: int, commune: str, form: Form | None = None) -> Response:
    """The lines that stand, some empty ones below, and every earlier answer."""
    found = areas().commune(commune, today)
    actor.within(commune)
    versions = uow.demands.versions(year, commune)
    return render(
        "planner/grid.html",
        year=year,
        commune=found,
        form=form,
        rows=_typed(form) if form else _standing(versions),
        without=form.flag("without") if form else bool(versions) and not versions[-1].lines,
        versions=versions,
        groups=[(each.code, say(each.title_vi, each.title_en)) for each in planning_groups().values()],
        purposes=[(each.value, say(*PURPOSE_TITLES[each.value])) for each in PURPOSES],
        may_write=Action.DEMAND_WRITE in MAY[Role(actor.role)],
        sequence=form.sequence if form and not form.stale else len(versions),
    )


def _refused(_uow: UnitOfWork, _actor: Actor, _today: date, form: Form, **_path: Any) -> Response:
    """Why the rows cannot be checked, in place of their results."""
    return render("planner/_trial_refused.html", form=form)


@asks(blueprint, _RULE + "/check", action=Action.DEMAND_WRITE, again=_refused)
def check_grid(uow: UnitOfWork, actor: Actor, today: date, form: Form, year: int, commune: str) -> Response:
    """What the checks say of each row, as a part of the page; nothing is written."""
    answers, none = _answers(form, commune)
    form.check()
    checked = check_demand(uow, actor, today=today, year=year, answers=answers, communes_without_demand=none)
    return render("planner/_checked.html", checked=checked, places=_places(checked))


@writes(blueprint, _RULE, action=Action.DEMAND_WRITE, again=grid)
def record_grid(uow: UnitOfWork, actor: Actor, today: date, form: Form, year: int, commune: str) -> str:
    """Record the commune's answer; the one before is kept, and is the one that its sender saw."""
    answers, none = _answers(form, commune)
    form.check()
    seen = {commune: form.sequence}
    record_demand(uow, actor, today=today, year=year, answers=answers, communes_without_demand=none, seen=seen)
    return sent_to("planner.grid", said="planner.demand_recorded", year=year, commune=commune)


def _answers(form: Form, commune: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows that hold something, each with its place; or that the commune asks for nothing."""
    if form.flag("without"):
        return [], [commune]
    answers = []
    for place in range(MOST):
        given = {name: form.value(f"{name}_{place}").strip() for name in NUMBERS}
        if not any(given.values()):
            continue
        answers.append(
            {
                "commune": commune,
                "beneficiaries": form.text(f"beneficiaries_{place}"),
                "purpose": form.text(f"purpose_{place}"),
                "place": say(f"dòng {place + 1}", f"row {place + 1}"),
                **{name: form.amount(f"{name}_{place}", required=False) or 0 for name in NUMBERS},
            }
        )
    return answers, []


def _places(checked: Recorded) -> Mapping[str, str]:
    """The row of the grid (its number) of each result."""
    return {row.source: row.source.rpartition(" ")[2] for row in checked.rows}


def _standing(versions: Sequence[Answer]) -> list[dict[str, Any]]:
    """The newest answer's lines, and empty ones below."""
    lines = [dict(line) for line in versions[-1].lines] if versions else []
    return [*lines, *({} for _ in range(SPARE))]


def _typed(form: Form) -> list[dict[str, Any]]:
    """What was typed, as it was typed."""
    names = ("beneficiaries", "purpose", *NUMBERS)
    rows = [{name: form.value(f"{name}_{place}") for name in names} for place in range(MOST)]
    last = max((place for place, row in enumerate(rows) if any(row[name] for name in NUMBERS)), default=-1)
    return rows[: last + 1 + SPARE]
