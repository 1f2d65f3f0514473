"""Forms and the report calendar: what is due when, each form filled at a day and a moment, its files."""

from datetime import date
from typing import Any

from flask import Response, request, url_for

from loans.domain.refusal import Unknown
from loans.http.context import context
from loans.http.identity import require
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.calendar import report_calendar
from loans.service.reports.forms import (
    FIELD_PAPERS,
    REPORTS,
    Asked,
    FormTable,
    Kind,
    Layout,
    digest,
    form_table,
    stamped,
)
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import When, may, shown
from loans.web.form import Form
from loans.web.page import page, render
from loans.web.texts import say

FIRST_YEAR, LAST_YEAR = 2023, 2099
SHOWN = 200
"""Rows of a form that its page shows; its files hold all."""

ASKS: dict[str, tuple[str, ...]] = {
    "KHD": ("months",),
    "KH-THANG": ("month", "estimates"),
    "KH-6THANG": ("estimates",),
    "KH-NAM": ("estimates",),
    "KH-DOTXUAT": ("since", "until", "heading", "estimates"),
    **dict.fromkeys(("01.1-BCTD", "01.2-BCTD", "NO-KHOANH", "GQVL"), ("source_level",)),
}
"""What a form may be asked beside its day and moment."""


@page(blueprint, "/kiem-tra/bieu-mau", action=Action.FORM_READ)
def forms(_uow: UnitOfWork, _actor: Actor, today: date) -> Response:
    """The reports of a year by their last day, and every form."""
    form = Form(request.args)
    asked = form.amount("year", required=False, least=FIRST_YEAR, most=LAST_YEAR)
    year = asked or today.year
    return render(
        "auditor/forms.html",
        422 if form.faults else 200,
        form=form,
        year=year,
        due=report_calendar(year, today),
        reports=[made for made, _ in REPORTS.values() if _may_open(made)],
        papers=[made for made, _ in FIELD_PAPERS.values()] if may(Action.LOAN_READ) else [],
        codes=set(REPORTS),
    )


@page(blueprint, "/kiem-tra/bieu-mau/<string:code>", action=Action.FORM_READ)
def one_form(_uow: UnitOfWork, actor: Actor, _today: date, code: str) -> Response:
    """A form filled: its rows, what it rests on, its digest, its files."""
    if code not in REPORTS:
        raise Unknown(
            "unknown_form",
            field="code",
            value=code,
            vi=f"Không có biểu mẫu «{code}». Chọn trong danh sách biểu mẫu.",
            en=f"There is no form {code}. Choose one of the list.",
        )
    layout = REPORTS[code][0]
    if not _may_open(layout):
        require(Action.LOAN_READ)  # names customers: refused here
    when = When.asked()
    return shown(
        "auditor/form.html",
        when,
        lambda: _filled(actor, when, code),
        layout=layout,
        asks=ASKS.get(code, ()),
        levels=[
            ("", say("mọi nguồn", "all")),
            ("central", say("trung ương", "central")),
            ("local", say("ủy thác", "entrusted")),
        ],
    )


def _may_open(layout: Any) -> bool:
    """Whether who is signed in may see it: a list that names customers is for those who may see loans."""
    return layout.layout is Layout.OFFICIAL or may(Action.LOAN_READ)


def _filled(actor: Actor, when: When, code: str) -> dict[str, Any]:
    given = _given(when, ASKS.get(code, ()))
    known, as_of = when.settle()
    own = context()
    estimates = _estimates(when)
    whose = None if actor.limit is None else tuple(actor.limit)
    asked = Asked(as_of=as_of, communes=whose, shelf=own.books.at(own.store, known), estimates=estimates, **given)
    key = ("form", code, as_of, whose, tuple(sorted(estimates.items())), tuple(sorted(given.items(), key=str)))
    if REPORTS[code][0].layout is Layout.OFFICIAL:  # a row a commune or so; lists of customers are not kept
        kept = own.books.told(own.store, known, key, lambda then: form_table(then, known, code, asked))
        table = stamped(kept, known)
    else:
        with own.store.reading(known) as then:
            table = form_table(then, known, code, asked)
    query: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in given.items() if value
    }
    if estimates:
        query["estimates"] = ",".join(f"{name}:{figure}" for name, figure in estimates.items())
    return {
        "table": table,
        "digest": digest(table),
        "rows": table.rows[:SHOWN],
        "files": [
            (kind.upper(), url_for("form.filled", code=code, format=kind, **query, **when.carried))
            for kind in ("xlsx", "pdf", "csv", "json")
        ],
        "heading": _heading(table),
        "money": Kind.MONEY,
        "counts": (Kind.COUNT, Kind.FIGURE),
        "day": Kind.DAY,
        "percent": Kind.PERCENT,
    }


def _heading(table: FormTable) -> str:
    return table.heading or table.form.title


def _given(when: When, names: tuple[str, ...]) -> dict[str, Any]:
    form, found = when.form, dict[str, Any]()
    if "months" in names:
        found["months"] = form.amount("months", required=False, least=1, most=120)
    for name in ("month", "since", "until"):
        if name in names:
            found[name] = form.day(name, required=False)
    if "heading" in names:
        found["heading"] = form.text("heading", most=300)
    if "source_level" in names:
        found["source_level"] = form.choice("source_level", ("central", "local"), required=False) or None
    return found


def _estimates(when: When) -> dict[str, int]:
    """Figures that a person enters, as indicator:number, one after another."""
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in when.form.text("estimates", most=500).split(","))):
        name, _, figure = part.partition(":")
        if not (figure.isascii() and figure.isdigit() and len(figure) <= 16):
            when.form.fault(
                "estimates",
                "estimate_unreadable",
                f"Không đọc được số ước «{part}». Ghi chỉ_tiêu:số, ví dụ lent:900000000.",
                f"The estimate {part} cannot be read. Write indicator:number, such as lent:900000000.",
            )
            continue
        found[name.strip()] = int(figure)
    when.form.check()
    return found
