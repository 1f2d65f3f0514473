"""What the home page shows of each part of the work: dossiers, checks, rounds, demand, reports, and where we stand.

Each desk reads one use case. A page group may lay more (``DESKS``).
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from loans.domain.calendar import calendar
from loans.domain.demand import still_owing
from loans.domain.plan import Round, StepKind
from loans.http.context import context
from loans.http.roles import Role
from loans.service.actor import Actor
from loans.service.allocation import rounds_waiting
from loans.service.application import APPROVERS, OFFICERS, Waiting, waiting
from loans.service.check import Due, checks_due
from loans.service.plan import uses
from loans.service.reports.calendar import report_calendar
from loans.service.unit_of_work import UnitOfWork
from loans.web.home import Desk, Headline, Lays, Task
from loans.web.recent import recent_total
from loans.web.show import days_left, money, percent, short, whole
from loans.web.texts import say

SHOWN = 10
"""So many single tasks of a kind; the rest are one line with their number."""
REPORT_AHEAD, REPORT_BEHIND = timedelta(days=20), timedelta(days=10)
"""The books do not record which report was sent: one is shown from so long before its last day until so long after."""

_STATE = {
    "submitted": ("Kiểm tra giấy tờ", "Check the papers"),
    "complete": ("Thẩm định", "Appraise"),
    "appraised": ("Phê duyệt hoặc từ chối", "Approve or refuse"),
    "approved": ("Ký hợp đồng", "Sign the contract"),
}
_STEP = {
    StepKind.BRANCH_OPINION: ("Chi nhánh cho ý kiến", "Opinion of the branch"),
    StepKind.FINANCE_OPINION: ("Sở Tài chính cho ý kiến", "Opinion of the Department of Finance"),
    StepKind.CHECKED: ("Kiểm tra", "Check"),
    StepKind.SUBMITTED: ("Trình UBND Thành phố", "Submit to the city"),
    StepKind.DECIDED: ("Ghi quyết định của UBND Thành phố", "Record the city's decision"),
    StepKind.REVISED: ("Sửa và trình lại", "Revise and submit again"),
}
_CHECK = {
    "new_disbursement": ("Kiểm tra sử dụng vốn sau giải ngân", "Check the use after disbursement"),
    "inactive": ("Kiểm tra món không giao dịch", "Check a loan without transactions"),
}


def way(endpoint: str, **path: Any) -> str:
    """The address of a page where there is one; "" otherwise."""
    return url_for(endpoint, **path) if endpoint in current_app.view_functions else ""


def dossiers(uow: UnitOfWork, actor: Actor, today: date) -> Desk:
    """Dossiers that wait for the officer's or the approver's step, with the last day of the decision."""
    states = APPROVERS if actor.role == Role.APPROVER else OFFICERS
    found = waiting(uow, actor, states=states)
    tasks = [_of_dossier(each, today) for each in found[:SHOWN]]
    rest = Counter(each.application.state for each in found[SHOWN:])
    for state, count in sorted(rest.items()):
        words = say(*_STATE[state])
        address = way("officer.applications", state=state.value)
        tasks.append(Task(say(f"{words}: {count} hồ sơ nữa", f"{words}: {count} more dossiers"), address, count=count))
    return Desk(tasks)


def _of_dossier(each: Waiting, today: date) -> Task:
    asked = each.application
    where = way("officer.application", application_id=asked.id)
    article = "Nghị định 338/2025/NĐ-CP, Điều 11" if each.due_on else ""
    amount = asked.approved_amount or asked.amount
    words = f"{say(*_STATE[asked.state])}: {say('hồ sơ', 'dossier')} {asked.id}, {short(amount)}"
    return Task(words, where, each.due_on, article, left=working_days_left(today, each.due_on) if each.due_on else "")


def working_days_left(today: date, due: date) -> str:
    """How far off a decision's last day is, in working days (§6.16)."""
    ahead = due >= today
    days = calendar().working_days_between(*((today, due) if ahead else (due, today)))
    if not days:  # today, or nothing but days off between
        return days_left(due, today)
    if ahead:
        return say(f"còn {days} ngày làm việc", f"{days} working day{'s' if days > 1 else ''} left")
    return say(f"trễ {days} ngày làm việc", f"{days} working day{'s' if days > 1 else ''} late")


def checks_now(actor: Actor, today: date) -> list[Due]:
    """Loan-use checks that are due or late, worked out once for each moment."""
    own, whose = context(), None if actor.limit is None else tuple(actor.limit)
    return own.books.told(
        own.store,
        own.store.known_at(None),
        ("checks", today, whose),
        lambda then: checks_due(then, actor, as_of=today),
    )


def checks(_uow: UnitOfWork, actor: Actor, today: date) -> Desk:
    """Loan-use checks that are due or late."""
    found = checks_now(actor, today)
    tasks = [_of_check(each) for each in found[:SHOWN]]
    if len(found) > SHOWN:
        more, late = len(found) - SHOWN, sum(each.late for each in found[SHOWN:])
        words = say(
            f"Kiểm tra sử dụng vốn: {more} món nữa, {late} món trễ", f"Loan-use checks: {more} more, {late} late"
        )
        tasks.append(Task(words, way("officer.checks"), found[SHOWN].due_on, "727/HD-NHCS", more))
    return Desk(tasks)


def _of_check(due: Due) -> Task:
    words = f"{say(*_CHECK[due.reason])}: {due.contract_no}"
    return Task(words, way("officer.loan", loan_id=due.loan_id), due.due_on, "727/HD-NHCS")


def rounds(uow: UnitOfWork, actor: Actor, today: date) -> Desk:
    """Rounds that wait for this role's step."""
    found = rounds_waiting(uow, role=actor.role, username=actor.username, today=today)
    return Desk([_of_round(present, step) for present, step in found])


def _of_round(present: Round, step: StepKind) -> Task:
    named = say(
        f"đợt {present.number} năm {present.year}, {short(present.total)}",
        f"round {present.number} of {present.year}, {short(present.total)}",
    )
    return Task(f"{say(*_STEP[step])}: {named}", way("planner.round_page", round_id=present.id))


def demand(uow: UnitOfWork, actor: Actor, today: date) -> Desk:
    """Communes that still owe their demand for the year to come, from the middle of this one."""
    if today.month < 7:
        return Desk()
    year = today.year + 1
    answered = {line["commune"] for line in uow.demands.of_year(year)}
    owing = still_owing(answered, today, actor.limit)
    if not owing:
        return Desk()
    if actor.role == Role.COMMUNE:
        words = say(f"Gửi nhu cầu vay vốn năm {year}", f"Send the loan demand of {year}")
    else:
        words = say(
            f"Nhu cầu năm {year}: {len(owing)} xã, phường chưa gửi",
            f"Demand of {year}: {len(owing)} communes have not answered",
        )
    return Desk([Task(words, way("planner.demand", year=year), article="Kế hoạch năm của UBND Thành phố, mục V.1")])


def reports(_uow: UnitOfWork, _actor: Actor, today: date) -> Desk:
    """Reports whose last day is near; which were sent is not recorded."""
    near = [
        each
        for year in sorted({today.year, (today + REPORT_AHEAD).year})
        for each in report_calendar(year, today)
        if today - REPORT_BEHIND <= each.last_working_day <= today + REPORT_AHEAD
    ]
    note = say(" (nếu chưa gửi)", " (unless sent)")
    return Desk(
        [Task(each.title + note, way("auditor.forms"), each.last_working_day, "; ".join(each.cites)) for each in near]
    )


def standing(_uow: UnitOfWork, actor: Actor, today: date) -> Desk:
    """Outstanding, overdue and frozen principal as of today."""
    total = recent_total(today, actor.limit)
    there = way("auditor.overdue", as_of=today.isoformat())
    outstanding, overdue, frozen = total["outstanding"], total["overdue"], total["frozen"]
    ratio = percent(overdue, outstanding)
    return Desk(
        headlines=[
            Headline(say("Dư nợ", "Outstanding"), money(outstanding), "", today, there, "", "dư nợ"),
            Headline(say("Khách hàng còn dư nợ", "Customers who owe"), whole(total["customers"]), "", today, there),
            Headline(say("Nợ quá hạn", "Overdue"), money(overdue), ratio, today, there, "overdue", "nợ quá hạn"),
            Headline(
                say("Nợ khoanh", "Frozen"),
                money(frozen),
                percent(frozen, outstanding),
                today,
                there,
                "frozen",
                "khoanh nợ",
            ),
        ]
    )


def capital(uow: UnitOfWork, _actor: Actor, today: date) -> Desk:
    """What is held and free of all sources, and how much of the year's plan is lent."""
    free, planned, lent = 0, 0, 0
    for source in uow.funds.all():
        free += uow.funds.balances(source.id, today).get("available", 0)
        plan = uses(uow, source_id=source.id, year=today.year, on=today).values()
        planned += sum(use.planned for use in plan)
        lent += sum(use.disbursed for use in plan)
    year = today.year
    there = way("planner.capital")
    return Desk(
        headlines=[
            Headline(say("Vốn khả dụng", "Available capital"), money(free), "", today, there, "", "vốn khả dụng"),
            Headline(
                say(f"Giải ngân so với chỉ tiêu {year}", f"Disbursed of the plan of {year}"),
                percent(lent, planned),
                Markup("/ {}").format(money(planned)),
                today,
                way("planner.absorption"),
                "",
                "chỉ tiêu kế hoạch tín dụng",
            ),
        ]
    )


def people(uow: UnitOfWork, _actor: Actor, today: date) -> Desk:
    """Who may sign in."""
    active = sum(user.active for user in uow.accounts.all())
    words = say("Tài khoản đang hoạt động", "Active accounts")
    return Desk(headlines=[Headline(words, whole(active), "", today)])


def _roles(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


R = Role
DESKS: Collection[tuple[frozenset[Role], Lays]] = (
    (_roles(R.PLANNER, R.FINANCE, R.COMMUNE, R.OFFICER, R.APPROVER, R.AUDITOR), standing),
    (_roles(R.PLANNER, R.FINANCE, R.APPROVER, R.AUDITOR), capital),
    (_roles(R.OFFICER, R.APPROVER), dossiers),
    (_roles(R.OFFICER), checks),
    (_roles(R.PLANNER, R.FINANCE, R.APPROVER), rounds),
    (_roles(R.PLANNER, R.COMMUNE), demand),
    (_roles(R.PLANNER, R.APPROVER), reports),
    (_roles(R.ADMIN), people),
)
