"""The scenario builder: a pool shared while one looks on, saved by name, saved again as the next version."""

from datetime import date
from typing import Any

from flask import Response, g, request

from loans.domain.allocation.compare import Candidate
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.scenario import amounts_of, compared_now, save_again, save_scenario, share_now
from loans.service.unit_of_work import Scenario, UnitOfWork
from loans.web.form import Form, whole_number
from loans.web.page import asks, page, render, sent_to, writes
from loans.web.planner import blueprint, words
from loans.web.planner.ahead import pool_ahead
from loans.web.planner.asked import asked, names
from loans.web.planner.spec import (
    BOUNDS,
    GRAINS,
    TIERS,
    begun,
    criteria_offered,
    criteria_typed,
    form_of,
    in_words,
    spec_of,
    with_what_is_not_shown,
)
from loans.web.show import exact

TOP = 5


@page(blueprint, "/scenarios", action=Action.SCENARIO_READ)
def scenarios(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """The scenarios of a year, each as its newest version, to open or to lay side by side."""
    choice = asked(uow, today, ahead=True)
    found = uow.scenarios.all(choice.year, choice.source.id if choice.source else None)
    may = {each.name for each in MAY[Role(actor.role)]}
    return render("planner/scenarios.html", choice=choice, found=found, may=may, words=words)


@page(blueprint, "/scenarios/new", action=Action.SCENARIO_WRITE)
def builder(uow: UnitOfWork, _actor: Actor, today: date, form: Form | None = None) -> Response:
    """A new scenario: the year's pool, or a round sum to begin with, shared by demand."""
    if form is not None:  # refused: the year and source that were sent, not those of the address
        year, source_id = whole_number(form.value("year")), whole_number(form.value("source_id"))
        return _built(uow, today, form, year or today.year, source_id, None)
    choice = asked(uow, today, ahead=True)
    pool = pool_ahead(choice.source.id, choice.year, today).pool if choice.source else None
    form = begun(pool.total if pool else 0)
    return _built(uow, today, form, choice.year, choice.source.id if choice.source else None, None)


@page(blueprint, "/scenarios/<int:scenario_id>", action=Action.SCENARIO_READ)
def scenario(uow: UnitOfWork, _actor: Actor, today: date, scenario_id: int, form: Form | None = None) -> Response:
    """A saved scenario as it was made; who may write changes it further and saves the next version."""
    version = Form(request.args).amount("version", required=False, least=1, most=1_000_000)
    kept = uow.scenarios.get(scenario_id, version)
    shown = form or form_of(kept.made["pool"], kept.spec)
    return _built(uow, today, shown, kept.year, kept.source_id, kept)


def _refused(_uow: UnitOfWork, _actor: Actor, _today: date, form: Form) -> Response:
    """Why a trial cannot be shared, in place of its result."""
    return render("planner/_trial_refused.html", form=in_words(form))


@asks(blueprint, "/scenarios/trial", action=Action.SCENARIO_WRITE, again=_refused)
def trial(uow: UnitOfWork, _actor: Actor, today: date, form: Form) -> Response:
    """What comes out, as a part of the page; nothing is saved."""
    year, source_id, pool, spec = _read(uow, form, today)
    made = share_now(uow, today=today, year=year, source_id=source_id, pool=pool, spec=spec)
    return render("planner/_trial.html", words=words, **told(uow, made, year, source_id, today))


@writes(blueprint, "/scenarios/new", action=Action.SCENARIO_WRITE, again=builder)
def save(uow: UnitOfWork, _actor: Actor, today: date, form: Form) -> str:
    """Share and save under a new name."""
    year, source_id, pool, spec = _read(uow, form, today)
    name, note = form.text("name", required=True, most=80), form.text("note", most=1_000)
    form.check()
    kept = save_scenario(uow, today=today, year=year, source_id=source_id, name=name, pool=pool, spec=spec, note=note)
    return sent_to("planner.scenario", said="planner.scenario_saved", scenario_id=kept.id)


@writes(blueprint, "/scenarios/<int:scenario_id>", action=Action.SCENARIO_WRITE, again=scenario)
def save_version(uow: UnitOfWork, _actor: Actor, today: date, form: Form, scenario_id: int) -> str:
    """Share anew and save as the next version; earlier ones stay."""
    _, _, pool, spec = _read(uow, form, today)
    note = form.text("note", most=1_000)
    form.check()
    save_again(uow, today=today, scenario_id=scenario_id, expected=form.sequence, pool=pool, spec=spec, note=note)
    return sent_to("planner.scenario", said="planner.scenario_saved", scenario_id=scenario_id)


def told(uow: UnitOfWork, made: dict[str, Any], year: int, source_id: int, today: date) -> dict[str, Any]:
    """What a sharing came to, for its table: totals, movement, the largest gains and losses."""
    called = names(today)
    rows = [{**row, "name": called.get(row["code"], row["code"])} for row in made["rows"]]
    demand = {code: values.get("demand", 0) for code, values in made["criteria"].items()}
    moved = sorted((row for row in rows if row["difference"]), key=lambda row: -row["difference"])
    summary = compared_now(uow, [Candidate("", amounts_of(made))], year=year, source_id=source_id).summaries[0]
    return {
        "made": made,
        "rows": rows,
        "demand": demand,
        "summary": summary,
        "gains": [row for row in moved if row["difference"] > 0][:TOP],
        "losses": [row for row in reversed(moved) if row["difference"] < 0][:TOP],
    }


def _read(uow: UnitOfWork, form: Form, today: date) -> tuple[int, int, int, dict[str, Any]]:
    """Year, source, pool and specification of the builder; every fault is linked to its field."""
    year = form.amount("year", least=2015, most=2100)
    source_id = form.amount("source_id", least=1, most=10**12)
    kept_id = form.amount("of", required=False, least=1, most=10**12)
    pool, spec = spec_of(form, criteria_typed(form), list(names(today)))
    form.check()
    if kept_id is not None:
        spec = with_what_is_not_shown(spec, uow.scenarios.get(kept_id).spec)
    return year or today.year, source_id or 0, pool or 0, spec


def _built(
    uow: UnitOfWork, today: date, form: Form, year: int, source_id: int | None, kept: Scenario | None
) -> Response:
    """The builder, with what was made where the scenario is saved."""
    found = told(uow, dict(kept.made), kept.year, kept.source_id, today) if kept else {}
    return render(
        "planner/scenario.html",
        form=in_words(form),
        year=year,
        source=uow.funds.get(source_id) if source_id else None,
        kept=kept,
        newest=uow.scenarios.get(kept.id) if kept else None,
        criteria=list(dict.fromkeys([*criteria_offered(uow, year), *criteria_typed(form)])),
        communes=names(today),
        bounds=BOUNDS,
        grain_options=[(str(each), exact(each)) for each in sorted({*GRAINS, whole_number(form.value("grain")) or 1})],
        method_options=[(name, words.word(words.METHODS, name)) for name in words.METHODS],
        tiers=range(TIERS),
        words=words,
        may_write=Action.SCENARIO_WRITE in MAY[Role(g.actor.role)],
        **found,
    )
