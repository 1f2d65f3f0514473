"""Job results that communes report themselves, window by window (Phụ lục 01 of the city's plan)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.domain.area import areas
from loans.domain.demand import Given, still_owing
from loans.domain.job_report import NUMBERS, JobReport, check_reports, covered
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.checks import happened
from loans.service.demand.batch import Recorded, book, look, refuse_empty, refuse_unseen, settle, sound
from loans.service.unit_of_work import UnitOfWork

NOUN = "job_report"


@dataclass(frozen=True, slots=True)
class JobReports:
    """Reports inside a window; ``missing`` communes have none, those of ``uncovered`` leave days of it uncovered."""

    reports: tuple[JobReport, ...]
    missing: tuple[str, ...]
    uncovered: tuple[str, ...]


def check_job_reports(
    uow: UnitOfWork, actor: Actor, *, today: date, since: date, through: date, reports: Sequence[Given]
) -> Recorded:
    """What the checks say of reports of one window (``commune``, ``jobs``, ``by_loans``, ``abroad``); nothing is
    written. Raises where the window is not over yet, or ends before it begins."""
    check_window(since, through)
    happened(through, today, "through")
    refuse_empty(reports)
    standing = uow.job_reports.touching(since, through)
    rows = check_reports(reports, standing, since=since, through=through, within=actor.within)
    communes = sound(rows)
    same = {each.commune for each in standing if (each.since, each.through) == (since, through)}
    return Recorded(tuple(rows), communes, still_owing(same | set(communes), through, actor.limit))


def record_job_reports(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    since: date,
    through: date,
    reports: Sequence[Given],
    keep_good: bool = False,
    seen: Collection[int] | None = None,
) -> Recorded:
    """Record what communes report of ``[since, through]``; the same window again corrects it, and both are kept.

    Windows of one commune never share a day, so that their sums count nobody twice. Raises ``job_reports_refused``
    with every faulty row, unless the good communes are to be kept, and ``stale`` where one replaces a report
    whose entry is not among those ``seen`` by its sender.
    """
    # one stream a commune, looked at before the check: two windows sent at once cannot both miss that they overlap
    standing = {code: look(uow, NOUN, code) for code in {str(row.get("commune")) for row in reports}}
    checked = check_job_reports(uow, actor, today=today, since=since, through=through, reports=reports)
    settle(
        checked,
        "job_reports_refused",
        keep_good=keep_good,
        vi="Báo cáo có dòng sai. Sửa các dòng nêu dưới đây rồi gửi lại.",
        en="Some rows of the report are faulty. Correct those named below and send them again.",
    )
    if seen is not None:
        _all_seen(uow, seen, checked.communes, since, through)
    for row in reports:
        if row.get("commune") not in checked.communes:
            continue
        report = JobReport(row["commune"], since, through, **{name: row[name] for name in NUMBERS})
        body = {"commune": report.commune, "since": since, "through": through, **{name: row[name] for name in NUMBERS}}
        booked = book(uow, NOUN, report.commune, "jobs_reported", today, body, standing[report.commune])
        uow.job_reports.add(booked, report)
    return replace(checked, written=bool(checked.communes))


def _all_seen(uow: UnitOfWork, seen: Collection[int], communes: Sequence[str], since: date, through: date) -> None:
    for report in uow.job_reports.touching(since, through, communes):
        if (report.since, report.through) == (since, through) and report.entry_id not in seen:
            name = areas().named(report.commune)
            refuse_unseen(report.commune, vi=f"báo cáo kỳ này của {name}", en=f"this window's report of {name}")


def job_reports(uow: UnitOfWork, actor: Actor, *, since: date, through: date) -> JobReports:
    """The reports that stand inside ``[since, through]``, and the communes whose figures lack for some of its days."""
    check_window(since, through)
    found = [
        report
        for report in uow.job_reports.touching(since, through, actor.limit)
        if since <= report.since and report.through <= through
    ]
    by_commune: dict[str, list[JobReport]] = {}
    for report in found:
        by_commune.setdefault(report.commune, []).append(report)
    missing = still_owing(by_commune, through, actor.limit)
    uncovered = [code for code, own in by_commune.items() if not covered(own, since, through)]
    return JobReports(tuple(found), missing, tuple(sorted(uncovered)))


def check_window(since: date, through: date) -> None:
    """Refuse a window that begins before there were communes (01/07/2025), or ends before it begins."""
    areas().in_force(since)
    if through < since:
        raise Refusal(
            "window_reversed",
            field="through",
            value=through.isoformat(),
            vi=f"Kỳ báo cáo kết thúc {through:%d/%m/%Y} trước khi bắt đầu {since:%d/%m/%Y}. Đổi lại hai ngày.",
            en=f"The window ends on {through}, before it begins on {since}. Correct the days.",
        )
