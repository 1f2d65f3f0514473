"""The law page: what was in force on a day, by which article, how surely known; what a source sets for itself."""

import unicodedata
from datetime import date
from typing import Any

from flask import Response, request

from loans.domain.law import Law, Parameter, Value, Version, law, shipped_overlays
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import may
from loans.web.auditor.words import GOVERNS, named
from loans.web.form import Form, blank
from loans.web.page import page, render
from loans.web.show import exact
from loans.web.texts import say


@page(blueprint, "/luat", action=Action.LAW_READ)
def law_page(uow: UnitOfWork, _actor: Actor, today: date) -> Response:
    """Every value in force on a day; still to come; without a national value; what sources set."""
    form = Form(request.args)
    words, asked = form.text("q", most=100), form.day("on", required=False)
    on = asked or today
    sources = list(uow.funds.all()) if may(Action.CAPITAL_READ) else []
    source = next((each for each in sources if str(each.id) == form.value("source")), None)
    own = law().under(uow.overlays.of_source(source.id)) if source else law()
    return render(
        "auditor/law.html",
        422 if form.faults else 200,
        on=on,
        form=form if form.faults else blank(on=on, q=words),
        faults=form.faults,
        values=_found([_value(*pair) for pair in own.in_force(on)], words),
        pending=_found([_value(*pair) for pair in own.pending(on)], words),
        unset=_unset(own, words),
        days=[(day, day == _latest(own, on)) for day in own.change_days()],
        sources=sources,
        options=[("", say("toàn quốc", "national")), *((each.id, each.name) for each in sources)],
        source=source,
        overlays=[(each, law().parameter(each.parameter)) for each in _overlays(uow, source)],
        shipped=shipped_overlays(),
        query={"q": words or None, "source": source.id if source else None},
        title_of=lambda name: _title(law().parameter(name)),
        read=_said,
        parameter_of=law().parameter,
    )


@page(blueprint, "/luat/<string:name>", action=Action.LAW_READ)
def law_of_name(_uow: UnitOfWork, _actor: Actor, _today: date, name: str) -> Response:
    """One value through its versions."""
    parameter = law().parameter(name)
    rows = [_value(parameter, version) for version in parameter.versions]
    return render("auditor/law_value.html", parameter=parameter, title=_title(parameter), rows=rows, governs=_governs)


def _value(parameter: Parameter, version: Version) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "title": _title(parameter),
        "value": _said(parameter, version.value),
        "unit": "" if parameter.unit == "text" else parameter.unit,
        "governs": _governs(parameter),
        "derived": parameter.derived,
        "version": version,
    }


def _said(parameter: Parameter, value: Value | None) -> str:
    """A value as people read it: coded ones by their words, whole numbers with groups, rates with a comma."""
    if value is None:
        return say("bãi bỏ", "repealed")
    if parameter.reads:
        words = [parameter.reads.get(part.strip()) for part in str(value).split(",")]
        if all(words):
            return ", ".join(say(*each) for each in words if each)
    if isinstance(value, int):
        return exact(value)
    decimal = value.replace(".", "", 1).isdigit()
    return value.replace(".", ",") if decimal and say("vi", "en") == "vi" else value


def _title(parameter: Parameter) -> str:
    return say(parameter.title_vi, parameter.title_en)


def _governs(parameter: Parameter) -> str:
    return named(GOVERNS, parameter.governs)


def _found(rows: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    """The rows that hold every word asked for, in either language, name or article, with or without accents."""
    words = plain(asked).split()
    return [row for row in rows if all(word in _searched(row) for word in words)]


def _searched(row: dict[str, Any]) -> str:
    parameter = law().parameter(row["name"])
    parts = (parameter.title_vi, parameter.title_en, parameter.name, *row["version"].cites)
    return plain(" ".join(parts))


def plain(text: str) -> str:
    """A text without accents and in small letters: "Lãi suất" and "lai suat" are the same."""
    flat = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in flat if not unicodedata.combining(sign)).replace("đ", "d")


def _unset(own: Law, asked: str) -> list[Parameter]:
    words = plain(asked).split()
    return [
        each
        for each in own.unset()
        if all(word in plain(f"{each.title_vi} {each.title_en} {each.name}") for word in words)
    ]


def _latest(own: Law, on: date) -> date | None:
    """The last day on which anything changed until a day."""
    return max((day for day in own.change_days() if day <= on), default=None)


def _overlays(uow: UnitOfWork, source: Any) -> list[Any]:
    return list(uow.overlays.of_source(source.id)) if source else []
