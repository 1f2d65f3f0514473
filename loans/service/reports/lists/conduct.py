"""Use-check missing after its days, and loans that fell silent (§1.6; 727/HD-NHCS)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from loans.domain.calendar import add_months, whole_months_between
from loans.service.reports.lists.desk import Desk, cited, limit_on
from loans.service.reports.lists.record import DAYS, MONTHS, AuditList, Found


def unchecked(desk: Desk) -> Iterator[Found]:
    """Loans that owe principal with a disbursement that no check followed, older than the law allows."""
    allowed = limit_on("loan_use_check_days", desk.as_of)
    if allowed is None:
        return
    paid_out = _disbursements(desk)
    for held in desk.live:
        checked = held["last_check_on"]
        since = min((day for day in paid_out[held["loan_id"]] if checked is None or day > checked), default=None)
        if since is None or since + timedelta(days=allowed) >= desk.as_of:
            continue
        days, due = (desk.as_of - since).days, since + timedelta(days=allowed)
        yield Found(
            **desk.of_loan(held["loan_id"]),
            fault="use_check_missing",
            vi=f"Giải ngân {since:%d/%m/%Y}, {days} ngày chưa kiểm tra sử dụng vốn; hạn {due:%d/%m/%Y}.",
            en=f"Disbursed on {since} and not checked for {days} days; the last day was {due}.",
            cites=cited("loan_use_check_days", desk.as_of),
            entry_on=since,
            limit=allowed,
            actual=days,
            unit=DAYS,
            amount=held["outstanding"],
            own={"due_on": due, "last_check_on": checked},
        )


def _disbursements(desk: Desk) -> dict[int, list[date]]:
    made = desk.uow.reporting.disbursers(desk.communes)
    found: dict[int, list[date]] = defaultdict(list)
    for loan_id, day in zip(made["loan_id"], made["effective_on"], strict=True):
        if day <= desk.as_of:
            found[loan_id].append(day)
    return found


def inactive(desk: Desk) -> Iterator[Found]:
    """Loans that owe principal, none of it frozen, without a voucher since the same day three months ago."""
    months = limit_on("inactive_months", desk.as_of)
    if months is None:
        return
    before = add_months(desk.as_of, -months)
    for held in desk.live:
        last, checked = held["last_transaction_on"], held["last_check_on"]
        if held["frozen"] or last >= before:
            continue
        looked_at = checked is not None and checked >= add_months(last, months)
        yield Found(
            **desk.of_loan(held["loan_id"]),
            fault="inactive_checked" if looked_at else "inactive_unchecked",
            vi=f"Giao dịch cuối {last:%d/%m/%Y}, quá {months} tháng; "
            + (f"đã kiểm tra {checked:%d/%m/%Y}." if looked_at else "chưa kiểm tra từ khi không hoạt động."),
            en=f"The last transaction was on {last}, more than {months} months ago; "
            + (f"checked on {checked}." if looked_at else "not checked since it fell silent."),
            cites=(*cited("inactive_months", desk.as_of), *cited("loan_use_check_inactive_share", desk.as_of)),
            entry_on=last,
            limit=months,
            actual=whole_months_between(last, desk.as_of),
            unit=MONTHS,
            amount=held["outstanding"],
            own={"last_transaction_on": last, "last_check_on": checked},
        )


LISTS = (
    AuditList(
        "use-check-missing",
        "Chưa kiểm tra sử dụng vốn sau 30 ngày",
        "Use-check missing after 30 days",
        "Khoản vay còn dư nợ có lần giải ngân quá 30 ngày mà chưa có lần kiểm tra nào sau đó.",
        "Loans that owe principal with a disbursement of more than 30 days ago that no check followed.",
        ("Hướng dẫn 727/HD-NHCS ngày 11/02/2026",),
        "secondary",
        unchecked,
        columns={"due_on": "day", "last_check_on": "day"},
    ),
    AuditList(
        "inactive",
        "Khoản vay không hoạt động 3 tháng",
        "Inactive for 3 months",
        "Khoản vay còn dư nợ, không khoanh, giao dịch cuối trước cùng ngày 3 tháng trước.",
        "Loans that owe principal, not frozen, whose last transaction lies before the same day 3 months ago.",
        ("Thực hành tại phòng giao dịch NHCSXH, năm 2026", "Hướng dẫn 727/HD-NHCS ngày 11/02/2026"),
        "secondary",
        inactive,
        columns={"last_transaction_on": "day", "last_check_on": "day"},
    ),
)
