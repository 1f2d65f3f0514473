"""The collection sheet of a transaction day: a grid to type, the cash counted, one submit, a receipt with every row.

Voucher numbers are fixed when the sheet is drawn (point, day, contract), so that a sheet typed again, on another
device or after a lost answer, can never book a row twice: a voucher's number is taken once.
"""

from datetime import date

from flask import Response, request

from loans.domain.calendar import calendar
from loans.domain.law import law
from loans.domain.session import sessions_until
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.collection import Collection, collect
from loans.service.collection_sheet import Sheet, SheetRow, sheet_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint
from loans.web.officer.draw import draw
from loans.web.officer.money import voucher_of
from loans.web.page import page, sent_to, writes
from loans.web.texts import say

NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
"""The notes that cash is counted by, in đồng."""


@page(blueprint, "/thu-no", action=Action.LOAN_WRITE)
def points(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """The points of one's communes with this month's sessions."""
    own = [each for each in uow.network.points() if actor.limit is None or each.commune in actor.limit]
    first = today.replace(day=1)
    last = date(today.year + today.month // 12, today.month % 12 + 1, 28)
    return draw(
        "points",
        found=[(each, sessions_until(first, last, each.days, each.sessions, calendar())) for each in own if each.days],
    )


@page(blueprint, "/thu-no/<int:point_id>", action=Action.LOAN_WRITE)
def sheet(uow: UnitOfWork, actor: Actor, today: date, point_id: int, form: Form | None = None) -> Response:
    """The sheet of a point: every loan that owes, with what is due."""
    actor.within(uow.network.point(point_id).commune)
    asked = form or Form(request.args)
    on = asked.day("on", required=False) or today
    drawn = sheet_of(uow, actor, point_id=point_id, on=on)
    return draw(
        "sheet",
        sheet=drawn,
        on=on,
        form=form or blank(on=on),
        vouchers=[voucher_no(drawn, row) for row in drawn.rows],
        faults=_faults_by_contract(form),
        notes=NOTES,
        booked=sum(row.collected for row in drawn.rows),
        open=on <= today,
        cites=law().at("collection_order", on).cites,
    )


def voucher_no(drawn: Sheet, row: SheetRow) -> str:
    """The number of the next voucher of a loan on this sheet: point, day, contract, and its turn after the first."""
    turn = len(row.vouchers)
    tail = f"-{turn + 1}" if turn else ""
    return f"{drawn.point.code}-{drawn.on:%y%m%d}-{row.loan.contract_no[-10:]}{tail}"[:40]


def _rows(form: Form) -> list[Collection]:
    """The rows on which something was collected; fields are named by their contract, faults noted in the form."""
    read = []
    for contract_no in form.values.getlist("contract_no"):
        parts = [
            form.amount(f"row-{contract_no}-{name}", required=False) for name in ("principal", "interest", "frozen")
        ]
        if not any(parts):
            continue
        principal, interest, frozen = (part or 0 for part in parts)
        voucher = voucher_of(form, f"row-{contract_no}-voucher")
        read.append(Collection(contract_no, voucher, None, principal, interest, frozen))
    return read


def _faults_by_contract(form: Form | None) -> dict[str, list[str]]:
    """Why rows of the sheet were refused, by the contract of each."""
    if form is None or form.refusal is None:
        return {}
    rows = _rows(Form(form.values))
    found: dict[str, list[str]] = {}
    for each in form.refusal.findings:
        turn = each.source.removeprefix("row ")
        if turn.isdigit() and 0 < int(turn) <= len(rows):
            found.setdefault(rows[int(turn) - 1].contract_no, []).append(say(each.vi, each.en))
    return found


@writes(blueprint, "/thu-no/<int:point_id>", action=Action.LOAN_WRITE, again=sheet)
def book_sheet(uow: UnitOfWork, actor: Actor, today: date, form: Form, point_id: int) -> str:
    """Book the whole sheet: all rows or none, unless the good ones are to be kept; the sum is the cash counted."""
    actor.within(uow.network.point(point_id).commune)
    on, cash, rows = form.day("on"), form.amount("cash"), _rows(form)
    if not rows:
        form.fault("cash", "nothing_collected", "Chưa dòng nào có số thu.", "No row has a sum.")
    form.check()
    assert on is not None  # noqa: S101 - every fault has been raised
    assert cash is not None  # noqa: S101
    results = collect(
        uow,
        actor,
        today=today,
        on=on,
        rows=rows,
        cash=cash,
        keep_good=form.flag("keep_good"),
    )
    bad = ",".join(f"{each.contract_no}:{each.findings[0].code}" for each in results if each.findings)
    good = {"bad": bad} if bad else {}
    return sent_to("officer.sheet_receipt", point_id=point_id, on=f"{on:%d/%m/%Y}", said="officer.collected", **good)


@page(blueprint, "/thu-no/<int:point_id>/bien-nhan", action=Action.LOAN_WRITE)
def sheet_receipt(uow: UnitOfWork, actor: Actor, today: date, point_id: int) -> Response:
    """All that was collected at a point on a day, voucher by voucher, to print and sign."""
    actor.within(uow.network.point(point_id).commune)
    asked = Form(request.args)
    on = asked.day("on", required=False) or today
    drawn = sheet_of(uow, actor, point_id=point_id, on=on)
    vouchers = [(row, each) for row in drawn.rows for each in row.vouchers]
    refused = [pair.partition(":")[::2] for pair in asked.value("bad").split(",") if ":" in pair][:500]
    return draw(
        "sheet_receipt",
        sheet=drawn,
        on=on,
        vouchers=vouchers,
        principal=sum(each.principal for _, each in vouchers),
        interest=sum(each.interest for _, each in vouchers),
        refused=refused,
    )
