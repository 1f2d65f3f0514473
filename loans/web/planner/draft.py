"""A round drafted, and revised: out of a saved scenario, or of lines pasted from a sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, request

from loans.domain.plan import Measure, Origin
from loans.domain.refusal import Refusal
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.allocation import draft_round, revise_round, seen_by
from loans.service.unit_of_work import Scenario, UnitOfWork
from loans.web.form import Form, blank, whole_number
from loans.web.page import page, render, sent_to, writes
from loans.web.planner import blueprint, words
from loans.web.planner.ahead import pool_ahead
from loans.web.planner.asked import asked
from loans.web.planner.lines import PARTS, lines_pasted, pool_typed
from loans.web.show import short

_COMPUTED = {
    Origin.RECOVERED: "Dự báo thu hồi trong năm (trang Thu hồi)",
    Origin.IDLE: "Vốn tồn theo sổ nguồn vốn (trang Nguồn vốn)",
}


@page(blueprint, "/rounds/new", action=Action.ROUND_DRAFT)
def new_round(uow: UnitOfWork, _actor: Actor, today: date, form: Form | None = None) -> Response:
    """The form of a draft; the pool that the books let expect stands in it to begin with."""
    choice = asked(uow, today)
    form = form or _begun(uow, choice.year, choice.source.id if choice.source else None, today)
    year, source_id = whole_number(form.value("year")), whole_number(form.value("source_id"))
    scenarios = uow.scenarios.all(year or choice.year, source_id) if choice.source else ()
    return render(
        "planner/draft.html",
        choice=choice,
        present=None,
        scenario_options=_options(scenarios),
        form=form,
        parts_of_pool=PARTS,
        words=words,
        measures=[(each.value, words.word(words.MEASURES, each)) for each in Measure],
    )


@writes(blueprint, "/rounds/new", action=Action.ROUND_DRAFT, again=new_round)
def draft(uow: UnitOfWork, _actor: Actor, today: date, form: Form) -> str:
    """Draft a round whose lines equal its pool exactly."""
    year = form.amount("year", least=2015, most=2100)
    source_id = form.amount("source_id", least=1, most=10**12)
    measure = form.choice("measure", [each.value for each in Measure])
    given = _version(form)
    form.check()
    made = draft_round(
        uow, today=today, year=year or today.year, source_id=source_id or 0, measure=Measure(measure), **given
    )
    return sent_to("planner.round_page", said="planner.drafted", round_id=made.id)


@page(blueprint, "/rounds/<int:round_id>/revision", action=Action.ROUND_DRAFT)
def revision(uow: UnitOfWork, actor: Actor, _today: date, round_id: int, form: Form | None = None) -> Response:
    """The form of the next version, filled with the one that stands."""
    present = seen_by(actor, uow.rounds.get(round_id))
    return render(
        "planner/draft.html",
        choice=None,
        present=present,
        scenario_options=_options(uow.scenarios.all(present.year, present.source_id)),
        form=form or _of_version(present),
        parts_of_pool=PARTS,
        words=words,
        measures=[],
    )


@writes(blueprint, "/rounds/<int:round_id>/revision", action=Action.ROUND_DRAFT, again=revision)
def revise(uow: UnitOfWork, _actor: Actor, today: date, form: Form, round_id: int) -> str:
    """Write the next version; opinions and checks were about the old one."""
    given = _version(form)
    reason = form.text("reason", most=1_000)
    form.check()
    revise_round(uow, today=today, round_id=round_id, expected=form.sequence, reason=reason, **given)
    return sent_to("planner.round_page", said="planner.drafted", round_id=round_id)


def _options(scenarios: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Scenarios to choose from, each with what it shares."""
    return [(str(each.id), f"{each.name} ({short(each.made['allocated'])})") for each in scenarios]


def _version(form: Form) -> dict[str, Any]:
    """Pool and lines of a version: a scenario's, or those that were pasted."""
    scenario_id = form.amount("scenario_id", required=False, least=1, most=10**12)
    pool, lines = pool_typed(form), lines_pasted(form, "lines")
    if (scenario_id is None) == (not lines) and not form.faults:
        raise Refusal(
            "lines_or_method",
            field="scenario_id",
            vi="Chọn một phương án đã lưu, hoặc dán số của từng xã vào ô bên dưới; đúng một trong hai.",
            en="Choose a saved scenario, or paste a sum per commune into the box below; exactly one of the two.",
        )
    return {"pool": pool, "lines": lines, "scenario_id": scenario_id}


def _begun(uow: UnitOfWork, year: int, source_id: int | None, today: date) -> Form:
    """A blank form with the chosen scenario and, where there is a source, the pool as the books give it."""
    chosen = Form(request.args).amount("scenario", required=False, least=1, most=10**12)
    values: dict[str, Any] = {
        "year": str(year),
        "source_id": source_id and str(source_id),
        "measure": Measure.LENDING.value,
    }
    if chosen is not None:
        scenario = uow.scenarios.get(chosen)
        values |= {"scenario_id": str(chosen), "year": str(scenario.year), "source_id": str(scenario.source_id)}
        source_id, year = scenario.source_id, scenario.year
        values |= {"of_pool": scenario.made["pool"]}
    if source_id is not None:
        pool = pool_ahead(source_id, year, today).pool
        for origin in PARTS:
            amount = getattr(pool, origin.value)
            values[f"pool_{origin.value}"] = amount or None
            values[f"decision_{origin.value}"] = _COMPUTED.get(origin) if amount else None
    return blank(**values)


def _of_version(present: Any) -> Form:
    """The form of a version that stands."""
    chosen = present.method.get("scenario_id")
    values: dict[str, Any] = {"scenario_id": chosen and str(chosen)}
    for part in present.pool:
        values |= {f"pool_{part.origin}": part.amount, f"decision_{part.origin}": part.decision}
    if not present.method:
        values["lines"] = "\n".join(f"{line.commune}\t{line.amount}\t{line.reason}" for line in present.lines)
    return blank(**values)
