"""A filled-in demand template handed in: checked row by row first, then recorded, all of it or the sound communes."""

from datetime import date
from typing import Any

from flask import Response, request

from loans.domain.demand import PURPOSE_TITLES, planning_groups
from loans.http.roles import Action
from loans.papers.sheet import CSV, XLSX, read_sheet
from loans.papers.template import demand_columns, demand_form
from loans.service.actor import Actor
from loans.service.demand import check_demand, record_demand
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.page import asks, page, render, sent_to, writes
from loans.web.planner import blueprint
from loans.web.planner.asked import names

FIELD = "sheet"
_KINDS = {".xlsx": XLSX, ".csv": CSV}


@page(blueprint, "/demand/<int:year>/upload", action=Action.DEMAND_WRITE)
def upload(_uow: UnitOfWork, _actor: Actor, today: date, year: int, form: Form | None = None) -> Response:
    """Where a template is fetched and handed in."""
    return render("planner/upload.html", year=year, form=form or blank(), checked=None, called=names(today))


@asks(blueprint, "/demand/<int:year>/upload/check", action=Action.DEMAND_WRITE, again=upload)
def check_upload(uow: UnitOfWork, actor: Actor, today: date, form: Form, year: int) -> Response:
    """The result of every row; nothing is written."""
    rows = _rows(form, year)
    checked = check_demand(uow, actor, today=today, year=year, answers=rows)
    return render("planner/upload.html", year=year, form=form, checked=checked, called=names(today))


@writes(blueprint, "/demand/<int:year>/upload", action=Action.DEMAND_WRITE, again=upload)
def record_upload(uow: UnitOfWork, actor: Actor, today: date, form: Form, year: int) -> str:
    """Record the file; a commune's newer answer replaces its older one, and both are kept."""
    rows = _rows(form, year)
    record_demand(uow, actor, today=today, year=year, answers=rows, keep_good=form.flag("keep_good"))
    return sent_to("planner.demand", said="planner.demand_recorded", year=year)


def _rows(form: Form, year: int) -> list[dict[str, Any]]:
    """The rows of the file that was sent; none, or of another kind, is told at its field."""
    file = request.files.get(FIELD)
    kind = next((kind for end, kind in _KINDS.items() if file and (file.filename or "").lower().endswith(end)), None)
    if file is None or kind is None:
        form.fault(
            FIELD,
            "file_missing",
            "Chọn biểu đã điền: tệp .xlsx hoặc .csv.",
            "Choose the filled-in template: an .xlsx or .csv file.",
        )
        form.check()
        return []
    columns = demand_columns(list(planning_groups().values()), PURPOSE_TITLES)
    return [row.given() for row in read_sheet(file.stream.read(), kind, columns, form=demand_form(year))]
