"""Papers for the field filled: what falls due in a month, what a session collects, who owes what, whom to visit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.arrears import balances, interest_owed
from loans.domain.calendar import add_months, calendar
from loans.domain.law import law
from loans.domain.network import Point
from loans.domain.recovery import unpaid
from loans.domain.refusal import Refusal, Unknown
from loans.domain.session import first_session_after
from loans.service.actor import Actor
from loans.service.books.columns import with_plain_days
from loans.service.check import checks_due
from loans.service.portfolio import Portfolio, portfolio
from loans.service.reports.forms.books import Books
from loans.service.reports.forms.field_layout import COLLECTION, CONFIRMATION, INSTALMENTS, USE_CHECK
from loans.service.reports.forms.records import Asked, Cell, Form, FormTable, Kind, total_of
from loans.service.unit_of_work import UnitOfWork

PURPOSES = {
    "create": "Tạo việc làm",
    "maintain": "Duy trì việc làm",
    "expand": "Mở rộng việc làm",
    "work_abroad": "Đi làm việc ở nước ngoài",
}
IN_TIME, LATE = "Trong hạn", "Đã quá hạn"
ONE_DAY = timedelta(days=1)
MOST_NAMED = 5_000
"""Loans that are read by their numbers: databases limit how many a question may name."""


def instalments(uow: UnitOfWork, asked: Asked) -> FormTable:
    """Principal due in a month (the next one where none is named) by group, with the last day to send the notice."""
    month = (asked.month or add_months(asked.as_of, 1)).replace(day=1)
    last = add_months(month, 1) - ONE_DAY
    days = law().whole("instalment_notice_days", asked.as_of)
    facts = _facts(uow, asked)
    held = _held(uow, facts, asked.communes, asked.as_of)
    left, due = unpaid(held.instalments, held.settled, held.balances), held.instalments.due
    seen = (left > 0) & (due >= np.datetime64(month, "D")) & (due <= np.datetime64(last, "D"))
    by_loan = {row["loan_id"]: row for row in facts.to_dict("records")}
    rows = []
    for place, day, amount in zip(held.instalments.loan[seen], due[seen], left[seen], strict=True):
        own, due_on = by_loan[held.loans[int(place)].id], day.item()
        notice_by = due_on - timedelta(days=days)
        state = IN_TIME if asked.as_of <= notice_by else LATE
        rows.append(
            own | {"due_on": due_on, "principal_due": int(amount), "notice_by": notice_by, "notice_state": state}
        )
    notes = (
        f"Thông báo cho tổ trưởng trước ngày đến hạn ít nhất {days} ngày. Không gồm gốc đã quá hạn và gốc khoanh.",
    )
    return _table(INSTALMENTS, asked, rows, notes, since=month, until=last, heading=f"Tháng {month:%m/%Y}")


def collection(uow: UnitOfWork, asked: Asked) -> FormTable:
    """What the loans of a point owe on its session: principal due and overdue, interest to the day (§6.3–6.4)."""
    point = _point(uow, asked.point)
    equal_day = str(law().reading("equal_day", asked.as_of).value).removesuffix("_session")
    on = asked.on or first_session_after(asked.as_of, point.days, point.sessions, calendar(), equal_day=equal_day).day
    facts = _facts(uow, asked)
    held = _held(uow, facts, asked.communes, asked.as_of, on)
    amounts = _payable(held, on)
    by_loan = {row["loan_id"]: row for row in facts.to_dict("records")}
    rows = []
    for place, loan in enumerate(held.loans):
        own = {name: int(values[place]) for name, values in amounts.items()}
        rows.append(by_loan[loan.id] | own | {"payable": sum(own.values())})
    ahead = f"Dự kiến cho phiên ngày {on:%d/%m/%Y} theo chứng từ đến hết ngày {asked.as_of:%d/%m/%Y}."
    notes = (*((ahead,) if on > asked.as_of else ()), "Gốc khoanh không thu tại phiên trừ khi khách hàng tự nguyện.")
    heading = f"{point.name} ({point.code}), phiên ngày {on:%d/%m/%Y}"
    return _table(COLLECTION, asked, rows, notes, since=on, until=on, heading=heading)


def confirmation(uow: UnitOfWork, asked: Asked) -> FormTable:
    """Form 15/TD: what each borrower owes at the end of the day, to be confirmed by both sides."""
    facts = _facts(uow, asked)
    due = facts["extended_due_on"].where(facts["extended_due_on"].notna(), facts["contract_due_on"])
    facts = facts.assign(interest_owed=facts["interest_in_term"] + facts["interest_overdue"], due_on=due)
    rows = facts.sort_values(["commune", "group_no", "customer_no", "contract_no"]).to_dict("records")
    return _table(CONFIRMATION, asked, rows, ("Tiền bằng đồng; lãi tính đến hết ngày số liệu.",))


def use_check(uow: UnitOfWork, asked: Asked) -> FormTable:
    """Form 06/TD: new disbursements still to be checked, each with the last day for it (30 days, 727/HD-NHCS)."""
    actor = Actor("", "", None if asked.communes is None else tuple(asked.communes))
    wanted = {due.loan_id: due for due in checks_due(uow, actor, as_of=asked.as_of) if due.reason == "new_disbursement"}
    facts = _facts(uow, asked)
    rows = []
    for row in facts.to_dict("records"):
        if row["loan_id"] in wanted:
            due = wanted[row["loan_id"]]
            state = LATE if due.late else IN_TIME
            purpose = PURPOSES.get(row["purpose"], row["purpose"])
            rows.append(row | {"check_by": due.due_on, "check_state": state, "purpose": purpose})
    days = law().whole("loan_use_check_days", asked.as_of)
    return _table(USE_CHECK, asked, rows, (f"Kiểm tra 100 % khoản vay mới trong {days} ngày kể từ ngày giải ngân.",))


def _payable(held: Portfolio, on: date) -> dict[str, Any]:
    """Principal overdue before the session, principal due by its day, interest up to it, per loan."""
    day = np.datetime64(on, "D")
    overdue = balances(held.lines, day - 1).overdue
    left, late = unpaid(held.instalments, held.settled, held.balances), held.instalments.due <= day
    due = np.zeros(len(held.loans), np.int64)
    np.add.at(due, held.instalments.loan[late], left[late])
    interest = interest_owed(held.lines, day)
    return {
        "principal_overdue": overdue,
        "principal_due": np.maximum(due - overdue, 0),
        "interest_due": interest.in_term + interest.overdue,
    }


def _facts(uow: UnitOfWork, asked: Asked) -> pd.DataFrame:
    """The loans with a balance that a paper concerns."""
    loans = Books.asked(uow, asked).loans
    loans = loans[loans["outstanding"] > 0]
    for column, wanted in (("point_code", asked.point), ("group_no", asked.group), ("customer_no", asked.customer_no)):
        loans = loans[loans[column] == wanted] if wanted else loans
    return with_plain_days(loans.reset_index(drop=True))


def _held(
    uow: UnitOfWork, facts: pd.DataFrame, communes: Sequence[str] | None, as_of: date, on: date | None = None
) -> Portfolio:
    """The portfolio on a session's day, from what was effective by ``as_of``."""
    wanted = sorted(facts["loan_id"].tolist())
    only = wanted if len(wanted) <= MOST_NAMED else None
    seen = set(wanted)
    loans = [loan for loan in uow.loans.all(communes) if loan.id in seen]
    later = [entry.entry_id for entry in uow.loans.entries(only) if entry.effective_on > as_of]
    return portfolio(uow, loans, on or as_of, only=only, without=later)


def _point(uow: UnitOfWork, code: str) -> Point:
    if not code:
        raise Refusal(
            "point_missing",
            field="point",
            value=code,
            vi="Bảng kê phiên cần mã điểm giao dịch. Ghi point=mã điểm.",
            en="A session's sheet needs a transaction point. Give point=code.",
        )
    for point in uow.network.points():
        if point.code == code:
            return point
    raise Unknown(
        "unknown_point",
        field="point",
        value=code,
        vi=f"Không có điểm giao dịch «{code}». Kiểm tra lại mã điểm.",
        en=f"There is no transaction point {code}. Check the code.",
    )


def _table(form: Form, asked: Asked, rows: Sequence[dict[Any, Any]], notes: tuple[str, ...], **more: Any) -> FormTable:
    order = ("commune_name", "point_code", "group_no", "customer_no", "contract_no")
    ordered = sorted(rows, key=lambda row: [str(row.get(name, "")) for name in (*order, "due_on")])
    cells = [{column.field: _cell(column.kind, row[column.field]) for column in form.columns} for row in ordered]
    total = total_of(form, cells, {})
    return replace(FormTable(form, tuple(cells), total, asked.as_of, notes=notes), **more)


def _cell(kind: Kind, value: Any) -> Cell:
    if kind in (Kind.TEXT, Kind.CODE):
        return str(value) or None
    if kind is Kind.DAY:
        return value if isinstance(value, date) else None
    return int(value)
