"""A group's list (03/TD) as a grid: typed or pasted, every row checked, filed by one submit, a result per row."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from flask import Response, request

from loans.domain.borrower import JOB_CREATION, JOB_PURPOSES
from loans.domain.law import law
from loans.domain.network import ORGANISATIONS, Group
from loans.domain.refusal import Finding, Unknown
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.application import file_list
from loans.service.application.filing import list_refused
from loans.service.checks import happened
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.draw import draw, own_application
from loans.web.officer.group_rows import MOST, Checked, Given, Row, checked, placed, read_rows, typed_rows
from loans.web.page import LARGEST_ID, asks, page, sent_to, writes

_RULE = "/danh-sach-to/<int:group_id>"
_RULES = ("job_loan_max_worker", "job_loan_max_term_months")
"""What of the law every row is held against."""
_LEFT = re.compile(r"([0-9]{1,3}):([a-z_]{1,60})")
_FILED = re.compile(r"([0-9]{1,3}):([0-9]{1,12})")


@page(blueprint, "/danh-sach-to", action=Action.LOAN_WRITE)
def group_lists(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """The groups of one's communes; each leads to its list."""
    return draw(
        "group_lists",
        groups=[(each, each.at(today)) for each in uow.network.groups(actor.limit)],
        organisations=ORGANISATIONS,
    )


@page(blueprint, _RULE, action=Action.LOAN_WRITE)
def group_list(uow: UnitOfWork, actor: Actor, today: date, group_id: int, form: Form | None = None) -> Response:
    """The empty grid; or the one that was refused, each row with what stands against it."""
    results = _of_refusal(form.refusal.findings) if form and form.refusal else {}
    return _grid(uow, actor, today, group_id, form, results)


def own_group(uow: UnitOfWork, actor: Actor, group_id: int) -> Group:
    """A group of one's communes."""
    found = uow.network.group(group_id)
    actor.within(found.commune)
    return found


def _grid(
    uow: UnitOfWork, actor: Actor, today: date, group_id: int, form: Form | None, results: Mapping[int, Checked]
) -> Response:
    group, sources = own_group(uow, actor, group_id), uow.funds.all()
    first = blank(filed_on=today, source_id=str(sources[0].id) if len(sources) == 1 else None)
    return draw(
        "group_list",
        group=group,
        fact=group.at(today),
        form=form or first,
        rows=typed_rows(form),
        results=results,
        counts={kind: sum(each.kind == kind for each in results.values()) for kind in ("ok", "warning", "error")},
        sources=[(str(each.id), f"{each.name} ({each.code})") for each in sources],
        purposes=[(code, words.word(words.PURPOSES, code)) for code in JOB_PURPOSES],
        priority=words.priority_groups(JOB_CREATION, today),
        most=MOST,
        articles=[cite for name in _RULES for cite in law().at(name, today).cites],
    )


def _of_refusal(findings: Sequence[Finding]) -> dict[int, Checked]:
    by_row: dict[int, list[Finding]] = {}
    for each in findings:
        if each.source.isdigit():
            by_row.setdefault(int(each.source) - 1, []).append(each)
    return {place: Checked("error", "", tuple(found)) for place, found in by_row.items()}


@asks(blueprint, _RULE + "/kiem-tra", action=Action.LOAN_WRITE, again=group_list)
def check_group_list(uow: UnitOfWork, actor: Actor, today: date, form: Form, group_id: int) -> Response:
    """The same grid with a result per row: what would be filed, what today's law says of it; nothing is recorded."""
    rows, _ = _read(uow, actor, today, form, group_id)
    return _grid(uow, actor, today, group_id, form, checked(uow, actor, rows, today))


def _read(uow: UnitOfWork, actor: Actor, today: date, form: Form, group_id: int) -> tuple[list[Row], date]:
    """The rows and the day of the list; what is wrong with the list as a whole is refused."""
    own_group(uow, actor, group_id)
    filed_on, source = form.day("filed_on"), form.choice("source_id", [str(each.id) for each in uow.funds.all()])
    rows = read_rows(uow, actor, form, Given(group_id, int(source or 0)))
    if not rows:
        form.fault("customer_no_0", "list_empty", "Danh sách trống. Điền ít nhất một dòng.", "No row holds anything.")
    form.check()
    assert filed_on is not None  # noqa: S101 - a missing day has been raised
    happened(filed_on, today, "filed_on")
    return rows, filed_on


@writes(blueprint, _RULE, action=Action.LOAN_WRITE, again=group_list)
def file_group_list(uow: UnitOfWork, actor: Actor, today: date, form: Form, group_id: int) -> str:
    """File the list: all rows or none, unless the good ones are asked to be kept."""
    rows, filed_on = _read(uow, actor, today, form, group_id)
    ready = [(row, row.filing) for row in rows if row.filing is not None]
    results = file_list(
        uow, actor, today=today, filed_on=filed_on, rows=[filing for _, filing in ready], keep_good=True
    )
    bad = [finding for row in rows for finding in row.faults]
    filed = []
    for (row, _), result in zip(ready, results, strict=True):
        bad += placed(row.place, result.findings)
        if result.application is not None:
            filed.append(f"{row.number}:{result.application.id}")
    if bad and not (form.flag("keep_good") and filed):
        raise list_refused(bad)
    left = {finding.source: finding.code for finding in reversed(bad)}
    return sent_to(
        "officer.group_list_filed",
        said="officer.list_filed",
        group_id=group_id,
        filed=",".join(filed),
        left=",".join(f"{number}:{code}" for number, code in sorted(left.items(), key=lambda pair: int(pair[0]))),
    )


@page(blueprint, _RULE + "/bien-nhan", action=Action.LOAN_WRITE)
def group_list_filed(uow: UnitOfWork, actor: Actor, today: date, group_id: int) -> Response:
    """The receipt of a list: the applications that it made, and the rows that were left out."""
    group = own_group(uow, actor, group_id)
    numbers = [(int(row), int(given)) for row, given in _FILED.findall(request.args.get("filed", ""))[:MOST]]
    filed = [(row, own_application(uow, actor, each)) for row, each in numbers if 0 < each <= LARGEST_ID]
    if not filed or any(each.group_id != group_id for _, each in filed):
        raise Unknown(
            "list_unknown",
            field="filed",
            vi="Không có danh sách này của tổ. Mở hồ sơ từ danh sách hồ sơ đang chờ.",
            en="The group has no such list. Open its applications from the queue.",
        )
    return draw(
        "group_list_filed",
        group=group,
        fact=group.at(today),
        filed=[(row, each, uow.borrowers.get(each.borrower_id)) for row, each in filed],
        left=[(int(row), code) for row, code in _LEFT.findall(request.args.get("left", ""))[:MOST]],
    )
