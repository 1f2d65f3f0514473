"""The city plan's monthly, six-month, annual and ad-hoc reports filled: done, estimate and plan stand apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from loans.domain.area import REFORM
from loans.domain.borrower import JOB_CREATION
from loans.domain.calendar import add_months
from loans.domain.demand import still_owing
from loans.service.reports.forms import plan_windows
from loans.service.reports.forms.books import Books, Parts, begun, communes_shown
from loans.service.reports.forms.plan_estimate import COMPUTED, ENTERED, estimated
from loans.service.reports.forms.plan_facts import (
    FLOWS,
    INDICATORS,
    of_capital,
    of_loans,
    of_reports,
    planned,
    sources_of,
    summed_reports,
    workers_of,
)
from loans.service.reports.forms.plan_layout import AD_HOC, ANNUAL, HALF_YEAR, JOBS, MONTHLY
from loans.service.reports.forms.plan_windows import Window
from loans.service.reports.forms.records import Asked, Cell, Form, FormTable, Make, Row, total_of
from loans.service.reports.overdue import ratio_percent
from loans.service.unit_of_work import UnitOfWork

Facts = dict[str, int | None]
NO_BOOKS = "Sổ chưa có số liệu"
NO_COMMUNES = "Chưa có xã, phường này"


def report(form: Form, window_of: Callable[[Asked], Window]) -> Make:
    """A report of the plan by its form and window."""

    def make(uow: UnitOfWork, asked: Asked) -> FormTable:
        """The indicators, and the communes' own results behind them."""
        local = replace(asked, source_level=asked.source_level or "local")
        return _made(uow, local, form, window_of(local))

    return make


MAKES = {
    MONTHLY.code: (MONTHLY, report(MONTHLY, plan_windows.monthly)),
    HALF_YEAR.code: (HALF_YEAR, report(HALF_YEAR, plan_windows.half_year)),
    ANNUAL.code: (ANNUAL, report(ANNUAL, plan_windows.annual)),
    AD_HOC.code: (AD_HOC, report(AD_HOC, plan_windows.ad_hoc)),
}


def _made(uow: UnitOfWork, asked: Asked, form: Form, window: Window) -> FormTable:
    year_first, upto = asked.as_of.replace(month=1, day=1), min(asked.as_of, window.until)
    cut = replace(asked, as_of=upto)
    done = _facts(uow, cut, min(year_first, upto.replace(month=1, day=1)))
    columns: dict[str, Facts] = {
        "planned": planned(uow, sources_of(uow, asked.source_level), upto.year, asked.communes),
        "window": _flows(_facts(uow, cut, window.since)) if "window" in _fields(form) else {},
        "done": done,
    }
    estimates, basis = estimated(done, asked.estimates or {}, window.since, upto, window.until)
    last, reason = _last_year(uow, cut)
    rows = [
        _row(form, name, {field: facts.get(name) for field, facts in columns.items()}, estimates, basis, last, reason)
        for name in INDICATORS
    ]
    jobs = _jobs(uow, cut, window.since, min(window.until, asked.as_of))
    provisional = asked.as_of < window.until
    return FormTable(
        form=form,
        rows=tuple(rows),
        total={column.field: None for column in form.columns},
        as_of=asked.as_of,
        since=window.since,
        until=window.until,
        heading=window.heading,
        source_level=asked.source_level or "",
        provisional=provisional,
        notes=_notes(window, asked.as_of, provisional=provisional, estimated="estimate" in _fields(form)),
        missing=jobs.missing,
        annexes=(jobs,),
    )


def _fields(form: Form) -> set[str]:
    return {column.field for column in form.columns}


def _flows(facts: Facts) -> Facts:
    """What a window can have; a balance stands on a day and is left blank."""
    return {name: facts.get(name) for name in FLOWS}


def _facts(uow: UnitOfWork, asked: Asked, since: date) -> Facts:
    """Every indicator over ``[since, as_of]``; capital is of the whole city, blank where some communes are shown."""
    facts = of_loans(Books.asked(uow, asked), since)
    if asked.communes is None:
        facts |= of_capital(uow, sources_of(uow, asked.source_level), since, asked.as_of)
    return facts | summed_reports(of_reports(uow, max(since, REFORM), asked.as_of, asked.communes))


def _last_year(uow: UnitOfWork, asked: Asked) -> tuple[Facts, str]:
    """The same day last year, or nothing and the reason why."""
    day = add_months(asked.as_of, -12)
    if asked.communes is not None and day < REFORM:
        return {}, NO_COMMUNES
    then = replace(asked, as_of=day)
    books = Books.asked(uow, then)
    if not len(books.loans):
        return {}, NO_BOOKS
    facts = of_loans(books, day.replace(month=1, day=1))
    if asked.communes is None:
        facts |= of_capital(uow, sources_of(uow, asked.source_level), day.replace(month=1, day=1), day)
    return facts, "Không có báo cáo"


def _row(
    form: Form, name: str, figures: Facts, estimates: Facts, basis: dict[str, str], last: Facts, reason: str
) -> Row:
    title, unit = INDICATORS[name]
    plan, done = figures["planned"], figures["done"]
    cells: dict[str, Cell] = {
        **figures,
        "indicator": title,
        "unit": unit,
        "estimate": estimates.get(name),
        "estimate_basis": basis.get(name),
        "percent": ratio_percent(done, plan) if plan and done is not None else None,
        "last_year": last.get(name),
        "reason": reason if last.get(name) is None else None,
    }
    return {column.field: cells[column.field] for column in form.columns}


def _notes(window: Window, as_of: date, *, provisional: bool, estimated: bool) -> tuple[str, ...]:
    notes = [f"Kỳ báo cáo {window.since:%d/%m/%Y}–{window.until:%d/%m/%Y}; ngày số liệu {as_of:%d/%m/%Y}."]
    if provisional:
        notes.append("Số liệu tạm tính: lập trước khi kỳ báo cáo kết thúc.")
    if estimated:
        notes.append(f"Ước thực hiện đứng riêng, không phải số thực hiện: «{ENTERED}» hoặc «{COMPUTED}».")
    last = add_months(min(as_of, window.until), -12)
    notes.append(
        f"Cùng kỳ năm trước đến ngày {last:%d/%m/%Y}; để trống kèm lý do nơi sổ không có số liệu chính xác (§6.19; xã, "
        "phường hiện nay có từ 01/07/2025)."
    )
    notes.append("Số lao động theo hợp đồng đếm một người mỗi khoản vay; số xã, phường báo cáo đứng riêng.")
    return tuple(notes)


def _jobs(uow: UnitOfWork, asked: Asked, since: date, until: date) -> FormTable:
    """The communes' own results beside what the loan book says; who has not reported is named, never counted as 0."""
    books = Books.asked(uow, asked)
    moved = books.moved(since, until)
    new = begun(moved[moved["programme"] == JOB_CREATION], since, until)
    own, parts = of_reports(uow, max(since, REFORM), until, asked.communes), Parts(new, "commune")
    rows: list[dict[str, Cell]] = []
    for code, name in communes_shown(asked.communes, until, moved["commune"].unique().tolist()):
        said: dict[str, int | None] = dict(own.get(code, {})) or {"jobs": None, "by_loans": None, "abroad": None}
        lent = parts.of(code)
        rows.append(
            {
                "commune": code,
                "name": name,
                **said,
                "loans": len(lent),
                "planned_jobs": workers_of(lent),
                "reported": "Đã báo cáo" if code in own else "Chưa báo cáo",
            }
        )
    missing = still_owing(own, max(until, REFORM), asked.communes)
    return FormTable(
        form=JOBS,
        rows=tuple(rows),
        total=total_of(JOBS, rows, {}),
        as_of=asked.as_of,
        since=since,
        until=until,
        missing=missing,
        notes=(f"Còn {len(missing)} xã, phường chưa báo cáo kỳ này; để trống, không tính là 0.",) if missing else (),
    )
