"""Papers for the field filled: what falls due in a month, what a session collects, who owes what, whom to visit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.books.pieces import unpaid
from loans.domain.calendar import add_months, calendar
from loans.domain.law import law
from loans.domain.network import Point
from loans.domain.refusal import Refusal, Unknown
from loans.domain.session import first_session_after
from loans.service.actor import Actor
from loans.service.books.columns import with_plain_days
from loans.service.check import checks_due
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
    days = int(law().reading("instalment_notice_days", asked.as_of).value or 0)
    rows = []
    for own, history in _histories(uow, _facts(uow, asked)):
        for piece in unpaid(history, asked.as_of):
            if month <= piece.due <= last:
                notice_by = piece.due - timedelta(days=days)
                state = IN_TIME if asked.as_of <= notice_by else LATE
                due = {"due_on": piece.due, "principal_due": piece.amount}
                rows.append(own | due | {"notice_by": notice_by, "notice_state": state})
    notes = (
        f"Thông báo cho tổ trưởng trước ngày đến hạn ít nhất {days} ngày. Không gồm gốc đã quá hạn và gốc khoanh.",
    )
    return _table(INSTALMENTS, asked, rows, notes, since=month, until=last, heading=f"Tháng {month:%m/%Y}")


def collection(uow: UnitOfWork, asked: Asked) -> FormTable:
    """What the loans of a point owe on its session: principal due and overdue, interest to the day (§6.3–6.4)."""
    point = _point(uow, asked.point)
    equal_day = str(law().reading("equal_day", asked.as_of).value).removesuffix("_session")
    on = asked.on or first_session_after(asked.as_of, point.days, point.sessions, calendar(), equal_day=equal_day).day
    rows = []
    for row, history in _histories(uow, _facts(uow, asked)):
        own = _payable(_seen_by(history, asked.as_of), on)
        rows.append(row | own | {"payable": sum(own.values())})
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


def _payable(history: History, on: date) -> dict[str, int]:
    """Principal overdue before the session, principal due by its day, interest up to it."""
    overdue, owed = owed_on(history, on - ONE_DAY).overdue, owed_on(history, on)
    due = sum(piece.amount for piece in unpaid(history, on) if piece.due <= on)
    return {
        "principal_overdue": overdue,
        "principal_due": max(due - overdue, 0),
        "interest_due": owed.interest,
    }


def _facts(uow: UnitOfWork, asked: Asked) -> pd.DataFrame:
    """The loans with a balance that a paper concerns."""
    loans = Books.asked(uow, asked).loans
    loans = loans[loans["outstanding"] > 0]
    for column, wanted in (("point_code", asked.point), ("group_no", asked.group), ("customer_no", asked.customer_no)):
        loans = loans[loans[column] == wanted] if wanted else loans
    return with_plain_days(loans.reset_index(drop=True))


def _histories(uow: UnitOfWork, facts: pd.DataFrame) -> Iterator[tuple[dict[Any, Any], History]]:
    """Each loan that a paper concerns with its history, in the order of their numbers."""
    rows = sorted(facts.to_dict("records"), key=lambda row: int(row["loan_id"]))
    for first in range(0, len(rows), MOST_NAMED):
        some = rows[first : first + MOST_NAMED]
        histories = uow.books.of([row["loan_id"] for row in some])
        yield from ((row, histories[row["loan_id"]]) for row in some)


def _seen_by(history: History, as_of: date) -> History:
    """The history without vouchers of later days; what was decided for later days stands."""
    return history.without({each.entry_id for each in history.vouchers if each.effective_on > as_of})


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
