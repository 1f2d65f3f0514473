"""What communes report beside their demand: figures of a year (job targets, population …) and job results by window."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Response, request

from loans.domain.area import REFORM, areas
from loans.domain.job_report import NUMBERS
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.figure import JOB_TARGET, record_figures, times_recorded
from loans.service.job_report import job_reports as reports_within
from loans.service.job_report import record_job_reports
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank, day_of, in_years, whole_number
from loans.web.page import page, render, sent_to, writes
from loans.web.planner import blueprint, words
from loans.web.planner.asked import FIRST, LAST, Asked, asked, named, names
from loans.web.planner.lines import code_of, rows_pasted

LONGEST_NAME = 40
_NAME = re.compile(r"[a-z_]{1,40}")
_IDS = re.compile(r"[0-9]{1,18}")


@page(blueprint, "/figures", action=Action.FIGURE_READ)
def figures(uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """The values of one figure of a year (``?name=``, else job targets), and which figures are recorded."""
    choice = asked(uow, today, ahead=True)
    known = list(uow.figures.names(choice.year))
    query = Form(request.args)
    name = query.text("name", most=LONGEST_NAME) or (known[0] if known and JOB_TARGET not in known else JOB_TARGET)
    query.check()
    if form is not None:
        choice, name = _sent(form, choice, name)
    shown, times = f"{choice.year}/{name}", times_recorded(uow, name, choice.year)
    if form is not None and not form.stale:  # what its sender saw, not what came since
        shown, times = form.text("shown"), form.sequence
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
        shown=shown,
        times=times,
        form=form or blank(name=name),
        words=words,
        may={each.name for each in MAY[Role(actor.role)]},
    )


@writes(blueprint, "/figures", action=Action.FIGURE_WRITE, again=figures)
def record_figure(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """Record one figure for some communes; the newer value replaces the older one, and both are kept."""
    year = form.amount("year", least=FIRST, most=LAST) or today.year
    name = form.text("name", required=True, most=LONGEST_NAME)
    values = _pasted(form, "values", ("amount",))
    form.check()
    seen = form.sequence if form.text("shown") == f"{year}/{name}" else 0  # another figure than the page showed
    record_figures(uow, actor, today=today, name=name, year=year, values=values, seen=seen)
    return sent_to("planner.figures", year=year, name=name)


def _sent(form: Form, choice: Asked, name: str) -> tuple[Asked, str]:
    """Year and name of the figure that was sent, where they are any: what stands of it is shown beside."""
    year, own = whole_number(form.value("year")), form.value("name").strip()
    if year is not None and FIRST <= year <= LAST:
        choice = replace(choice, year=year, years=sorted({*choice.years, year}, reverse=True))
    return choice, own if _NAME.fullmatch(own) else name


@page(blueprint, "/job-results", action=Action.JOB_REPORT_READ)
def job_results(uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """Job results inside ``?since=&through=`` (else this year up to last month), and whose are missing."""
    query = Form(request.args)
    through = query.day("through", required=False) or max(today.replace(day=1) - timedelta(days=1), REFORM)
    since = query.day("since", required=False) or max(date(through.year, 1, 1), REFORM)
    query.check()
    if form is not None:  # what stands of the window that was sent
        sent = [day_of(form.value(each).strip()) for each in ("since", "through")]
        if sent[0] and sent[1] and REFORM <= sent[0] <= sent[1] and in_years(sent[1]):
            since, through = sent[0], sent[1]
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
        seen=form.value("seen") if form and not form.stale else ",".join(str(each.entry_id) for each in found.reports),
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
    seen = frozenset(int(each) for each in _IDS.findall(form.value("seen")))
    record_job_reports(uow, actor, today=today, since=since, through=through, reports=rows, seen=seen)
    return sent_to("planner.job_results", since=since.isoformat(), through=through.isoformat())


def _pasted(form: Form, field: str, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Rows pasted from a sheet: code, then one whole number for each name; a row that cannot be read is told."""
    found = []
    for number, cells in rows_pasted(form, field):
        read = [whole_number(cell) for cell in cells[1 : 1 + len(numbers)]]
        if len(read) < len(numbers) or None in read:
            form.fault(
                field,
                "row_not_readable",
                f"Hàng {number}: cần mã xã rồi {len(numbers)} số nguyên, cách nhau bằng Tab hoặc dấu chấm phẩy.",
                f"Row {number}: write the code, then {len(numbers)} whole numbers, parted by tabs or semicolons.",
            )
            continue
        found.append({"commune": code_of(cells[0]), "place": f"row {number}", **dict(zip(numbers, read, strict=True))})
    return found
