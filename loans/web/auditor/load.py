"""Loads as one looks at them: the list, one load with its files and counts, its rows by result and code."""

import re
from datetime import date
from typing import Any

from flask import Response, request, url_for

from loans.domain.loading import CODES, DOUBTFUL, RESULTS, Step
from loans.domain.programme import programme_of
from loans.http.roles import Action
from loans.papers.loading import known_layouts
from loans.service.actor import Actor
from loans.service.loading import control_differences, explained, may_see, progress_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint, words
from loans.web.auditor.when import may
from loans.web.form import Form, blank
from loans.web.page import page, render
from loans.web.texts import say

ROWS = 100
LOADS = 50
_BEFORE_ALL = -(2**62)
_CONTRACT = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"[0-9]{1,18}")


@page(blueprint, "/nap-du-lieu", action=Action.LOAD_READ)
def loads(uow: UnitOfWork, actor: Actor, _today: date, form: Form | None = None) -> Response:
    """The loads, newest first; who is bound to communes sees their own. And the way to a new one."""
    given = request.args.get("before", "")
    before = int(given) if _NUMBER.fullmatch(given) else None
    found = uow.loads.newest(before, LOADS + 1, None if actor.limit is None else actor.username)
    more = len(found) > LOADS
    return render(
        "auditor/loads.html",
        loads=found[:LOADS],
        older=url_for("auditor.loads", before=found[LOADS - 1].id) if more else "",
        newer=url_for("auditor.loads") if before else "",
        form=form or blank(),
        may=may,
        **_words(),
    )


@page(blueprint, "/nap-du-lieu/<int:load_id>", action=Action.LOAD_READ)
def load(uow: UnitOfWork, actor: Actor, _today: date, load_id: int, form: Form | None = None) -> Response:
    """One load: its files, its counts, the bank's totals beside its own, and what comes next."""
    one = may_see(uow, actor, load_id)
    found = progress_of(uow, load_id)
    controls = control_differences(uow, one) if one.step in (Step.CHECKED, Step.POSTED) else None
    counted = sorted(found.codes.items(), key=lambda pair: -pair[1])
    return render(
        "auditor/load.html",
        load=one,
        found=found,
        reading=[file for file in found.files if not file.is_whole],
        file_choices=[(file.id, f"{file.name} ({file.layout}, {file.done})") for file in found.files],
        controls=sorted(controls or [], key=lambda each: (each.agrees, each.commune)),
        controlled=controls is not None,
        codes=[(CODES[code], count) for code, count in counted if code in CODES],
        doubtful=DOUBTFUL,
        mine=actor.username in uow.loads.people(load_id),
        sources=[("", "—"), *((each.id, each.name) for each in uow.funds.all())],
        layouts=[("", say("nhận theo tiêu đề cột", "found by its headings")), *known_layouts().items()],
        mappings=[("", "—"), *((each.id, each.name) for each in uow.mappings.all())],
        programme=programme_of(one.programme),
        going=request.args.get("go") == "1" and one.step in (Step.OPEN, Step.CHECKING),
        form=form or blank(),
        may=may,
        **_words(),
    )


@page(blueprint, "/nap-du-lieu/<int:load_id>/dong", action=Action.LOAD_READ)
def load_rows(uow: UnitOfWork, actor: Actor, _today: date, load_id: int) -> Response:
    """Results contract by contract, of one kind or with one code."""
    one, form = may_see(uow, actor, load_id), Form(request.args)
    result = form.choice("result", RESULTS, required=False)
    code = form.choice("code", CODES, required=False)
    after = form.value("after")
    begins = int(after) if _CONTRACT.fullmatch(after) else _BEFORE_ALL
    rows = uow.loads.rows(load_id, results=[result] if result else [], code=code, after=begins, limit=ROWS + 1)
    query: dict[str, Any] = {"load_id": load_id, "result": result or None, "code": code or None}
    more = len(rows) > ROWS
    return render(
        "auditor/load_rows.html",
        load=one,
        rows=[(each, [CODES[name] for name in each.codes]) for each in explained(uow, one, rows[:ROWS])],
        older=url_for("auditor.load_rows", **query, after=rows[ROWS - 1].contract) if more else "",
        newer=url_for("auditor.load_rows", **query) if after else "",
        result=result,
        code=code,
        codes=[(each.code, say(each.vi, each.en)) for each in CODES.values()],
        form=form,
        **_words(),
    )


def _words() -> dict[str, Any]:
    """The words of steps and results, for the templates."""
    return {
        "step_of": lambda code: words.named(words.STEPS, code),
        "result_of": lambda code: words.named(words.RESULTS, code),
        "results": [(each, words.named(words.RESULTS, each)) for each in RESULTS],
    }
