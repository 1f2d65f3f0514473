"""What communes report beside their demand: figures of a year (job targets, population …) and job results by window."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Response, request

from loans.domain.area import REFORM, areas
from loans.domain.job_report import NUMBERS
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.figure import JOB_TARGET, record_figures
from loans.service.job_report import job_reports as reports_within
from loans.service.job_report import record_job_reports
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank, whole_number
from loans.web.page import page, render, sent_to, writes
from loans.web.planner import blueprint, words
from loans.web.planner.asked import asked, named, names

LONGEST_NAME = 40
_MOST = 500


@page(blueprint, "/figures", action=Action.FIGURE_READ)
def figures(uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """The values of one figure of a year (``?name=``, else job targets), and which figures are recorded."""
    choice = asked(uow, today, ahead=True)
    known = list(uow.figures.names(choice.year))
    query = Form(request.args)
    name = query.text("name", most=LONGEST_NAME) or (known[0] if known and JOB_TARGET not in known else JOB_TARGET)
    query.check()
    rows = [
        row for row in uow.figures.of_year(name, choice.year) if actor.limit is None or row["commune"] in actor.limit
    ]
    return render(
        "planner/figures.html",
        choice=choice,
        name=name,
        known=known,
        rows=rows,
        called=names(today),
        form=form or blank(name=name),
        words=words,
        may={each.name for each in MAY[Role(actor.role)]},
    )


@writes(blueprint, "/figures", action=Action.FIGURE_WRITE, again=figures)
def record_figure(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """Record one figure for some communes; the newer value replaces the older one, and both are kept."""
    year = form.amount("year", least=2015, most=2100) or today.year
    name = form.text("name", required=True, most=LONGEST_NAME)
    values = _pasted(form, "values", ("amount",))
    form.check()
    record_figures(uow, actor, today=today, name=name, year=year, values=values)
    return sent_to("planner.figures", year=year, name=name)


@page(blueprint, "/job-results", action=Action.JOB_REPORT_READ)
def job_results(uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """Job results inside ``?since=&through=`` (else this year up to last month), and whose are missing."""
    query = Form(request.args)
    through = query.day("through", required=False) or max(today.replace(day=1) - timedelta(days=1), REFORM)
    since = query.day("since", required=False) or max(date(through.year, 1, 1), REFORM)
    query.check()
    found = reports_within(uow, actor, since=since, through=through)
    sums = {each: sum(getattr(report, each) for report in found.reports) for each in NUMBERS}
    return render(
        "planner/job_results.html",
        since=since,
        through=through,
        found=found,
        sums=sums,
        named=named,
        whole=actor.limit is None,
        mine=[each.code for each in areas().in_force(today) if actor.limit and each.code in actor.limit],
        form=form or blank(since=since, through=through),
        may={each.name for each in MAY[Role(actor.role)]},
    )


@writes(blueprint, "/job-results", action=Action.JOB_REPORT_WRITE, again=job_results)
def record_job_results(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """Record job results of a window; the same window again corrects it."""
    since, through = form.day("since"), form.day("through")
    rows = _pasted(form, "rows", NUMBERS)
    form.check()
    since, through = since or today, through or today
    record_job_reports(uow, actor, today=today, since=since, through=through, reports=rows)
    return sent_to("planner.job_results", since=since.isoformat(), through=through.isoformat())


def _pasted(form: Form, field: str, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Rows pasted from a sheet: code, then one whole number for each name; a row that cannot be read is told."""
    found = []
    for number, row in enumerate(form.value(field).splitlines()[:_MOST], 1):
        cells = [cell.strip() for cell in row.split("\t" if "\t" in row else ";")]
        if not any(cells):
            continue
        read = [whole_number(cell) for cell in cells[1 : 1 + len(numbers)]]
        if len(read) < len(numbers) or None in read:
            form.fault(
                field,
                "row_not_readable",
                f"Hàng {number}: cần mã xã rồi {len(numbers)} số nguyên, cách nhau bằng Tab hoặc dấu chấm phẩy.",
                f"Row {number}: write the code, then {len(numbers)} whole numbers, parted by tabs or semicolons.",
            )
            continue
        code = cells[0].zfill(5) if cells[0].isdigit() else cells[0]
        found.append({"commune": code, "place": f"row {number}", **dict(zip(numbers, read, strict=True))})
    return found
