"""Forms 02 to 10 of Decree 338/2025/NĐ-CP filled: cumulative from 1 January to the end of the last whole quarter."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from loans.domain.appraisal import PRIORITY, many
from loans.domain.borrower import JOB_CREATION, BorrowerClass
from loans.domain.calendar import add_months
from loans.domain.law import law
from loans.service.reports.forms.books import LEVELS, Books, Parts, begun, communes_shown, total_in
from loans.service.reports.forms.decree_layout import ABROAD, MANY_GROUPS, TURNOVER, WOMEN_MANY, WORKER_GROUPS, WORKERS
from loans.service.reports.forms.evidence import Members, members_of
from loans.service.reports.forms.records import Asked, Cell, Form, FormTable, Make, total_of
from loans.service.unit_of_work import UnitOfWork

ABROAD_PROGRAMME = "overseas_work"
MANY_WOMEN = "job_loan_many_women_share"
QUARTER = 3

OVERLAP = (
    "Các cột «trong đó» chồng lên nhau (một người, một dự án có thể thuộc nhiều nhóm) nên không cộng lại bằng tổng."
)
TWO = "«Ít nhất hai trong năm nhóm» đếm năm nhóm ưu đãi của cơ sở; lao động nữ không tính vào."
WOMEN = "Lao động nữ: sổ không ghi giới tính của người vay và của lao động, để trống."
MANY = "Nhiều lao động nữ: nghị định không quy định tỷ lệ; tham số job_loan_many_women_share chưa đặt, để trống."
MANY_SET = "Nhiều lao động nữ: tham số job_loan_many_women_share đã đặt nhưng sổ không ghi số lao động nữ, để trống."
OF_LOAN = "Lao động được hỗ trợ: mỗi khoản vay của người lao động tính ít nhất người vay; cơ sở tính theo hợp đồng."


def quarter_end(as_of: date) -> date:
    """The last day of the latest quarter that is over at the end of ``as_of``."""
    first = date(as_of.year, (as_of.month - 1) // QUARTER * QUARTER + 1, 1)
    last = add_months(first, QUARTER) - timedelta(days=1)
    return last if last == as_of else first - timedelta(days=1)


def turnover(level: str) -> Make:
    """Form 02, 04 or 06 by the kind of capital."""

    def make(uow: UnitOfWork, asked: Asked) -> FormTable:
        """Lending turnover and projects."""
        return _made(uow, asked, TURNOVER[level], level, JOB_CREATION)

    return make


def workers(level: str) -> Make:
    """Form 03, 05 or 07 by the kind of capital."""

    def make(uow: UnitOfWork, asked: Asked) -> FormTable:
        """Workers supported."""
        return _made(uow, asked, WORKERS[level], level, JOB_CREATION)

    return make


def abroad(level: str) -> Make:
    """Form 08, 09 or 10 by the kind of capital."""

    def make(uow: UnitOfWork, asked: Asked) -> FormTable:
        """Loans for contract work abroad."""
        return _made(uow, asked, ABROAD[level], level, ABROAD_PROGRAMME)

    return make


def _made(uow: UnitOfWork, asked: Asked, form: Form, level: str, programme: str) -> FormTable:
    until = quarter_end(asked.as_of)
    since = until.replace(month=1, day=1)
    books = Books.asked(uow, replace(asked, as_of=until, source_level=level))
    moved = books.moved(since)
    moved = moved[moved["programme"] == programme]
    new = begun(moved, since, until)
    shown = communes_shown(asked.communes, until, moved["commune"].unique().tolist())
    held = books.has_level(level)
    money, projects, members = Parts(moved, "commune"), Parts(new, "commune"), members_of(uow, _priority(new))
    rows = [
        {
            "commune": code,
            "name": name,
            **(_figures(form, money.of(code), projects.of(code), members) if held else _blank(form)),
        }
        for code, name in shown
    ]
    return FormTable(
        form=form,
        rows=tuple(rows),
        total=total_of(form, rows, {} if held else _blank(form)),
        as_of=asked.as_of,
        since=since,
        until=until,
        source_level=level,
        notes=_notes(form, level, asked.as_of, held=held),
    )


def _notes(form: Form, level: str, as_of: date, *, held: bool) -> tuple[str, ...]:
    if not held:
        return (f"Sổ không có nguồn thuộc {LEVELS[level]}: không có số liệu, để trống.",)
    notes = [OVERLAP, WOMEN]
    if any(column.field == WOMEN_MANY for column in form.columns):
        notes += [MANY if law().parameter(MANY_WOMEN).in_force(as_of) is None else MANY_SET, TWO]
    return (*notes, OF_LOAN) if any(column.field == "workers" for column in form.columns) else tuple(notes)


def _blank(form: Form) -> dict[str, Cell]:
    return {column.field: None for column in form.columns if column.field not in ("commune", "name")}


def _figures(form: Form, moved: pd.DataFrame, new: pd.DataFrame, members: Mapping[int, Members]) -> dict[str, Cell]:
    """One commune: projects, or the workers that they support, by the kind of borrower and its groups."""
    counts_workers = any(column.field == "workers" for column in form.columns)
    found: dict[str, Cell] = _blank(form)
    counted = {name: 0 for name in found if name.startswith(("worker_", "establishment_"))}
    for row in new.to_dict("records"):
        one = BorrowerClass(row["borrower_class"])
        weight = (row["workers"] if one.is_establishment else max(row["workers"], 1)) if counts_workers else 1
        kind = "establishment" if one.is_establishment else "worker"
        for name in _columns(kind, members.get(row["application_id"])):
            if name in counted:
                counted[name] += int(weight)
    found |= counted | {"worker_women": None}
    found |= {WOMEN_MANY: None} if WOMEN_MANY in found else {}
    whole = counted["worker_total"] + counted.get("establishment_total", 0)
    found |= {name: whole for name in ("projects", "workers") if name in found}
    return found | ({"turnover": total_in(moved, "lent")} if "turnover" in found else {})


def _columns(kind: str, held: Members | None) -> list[str]:
    """The columns in which one project counts: its kind, and each group that its evidence shows."""
    names = [f"{kind}_total"]
    if held is None:
        return names
    if kind == "worker":
        return names + [f"worker_{group}" for group in WORKER_GROUPS if held.groups.get(group)]
    share = law().whole("job_loan_priority_share", held.on)
    used = [group for group in MANY_GROUPS if many(held.groups.get(group, 0), held.workers, share)]
    return names + [f"establishment_{group}" for group in used] + (["establishment_two"] if len(used) > 1 else [])


def _priority(new: pd.DataFrame) -> list[tuple[int, date]]:
    """Applications whose evidence gave a group, with the day of the decision: the others have none to look at."""
    own = new[(new["rate_group"] == PRIORITY) & (new["application_id"] != new["loan_id"])]  # an opened loan has none
    return [
        (int(application), day.date())
        for application, day in zip(own["application_id"], own["approved_on"], strict=True)
    ]
