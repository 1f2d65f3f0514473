"""What several tests of the store need: rows counted, threads that start together, a programme in every table."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

from sqlalchemy import Engine, func, select

from loans.domain.area import UNPLACED
from loans.domain.law import Overlay
from loans.domain.loan import LoanEntry
from loans.domain.network import Point
from loans.domain.refusal import Refusal
from loans.service import account, area_confirmation, debt, demand, figure, job_report, network, overlay
from loans.service.check import Outcome, check_use
from loans.store.tables import metadata
from tests.programme import COMMUNES, MILLION, OFFICER, PLANNER, Programme

PATIENCE_S = 30.0
HISTORY_ASIDE = ("guard", "unsealed", "watermark")  # locks and the sealing step come and go beside the history


def row_counts(engine: Engine) -> dict[str, int]:
    """How many rows each table holds, but for those that are no history."""
    with engine.connect() as connection, connection.begin():
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if table.name not in HISTORY_ASIDE
        }


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all works at the same time, a thread each; what each returned, or how it was refused.

    Anything raised that is no refusal, a deadlock among them, is raised here.
    """
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait(PATIENCE_S)
        try:
            return work()
        except Refusal as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as threads:
        running = [threads.submit(run, work) for work in works]
        return [each.result(PATIENCE_S) for each in running]


def refusals(results: Sequence[Any]) -> list[Refusal]:
    return [result for result in results if isinstance(result, Refusal)]


def fill(programme: Programme) -> int:
    """A programme that writes into every table of history; returns its loan."""
    today, point = programme.today, programme.point()
    source_id = programme.funded(1_000 * MILLION)
    loan = programme.lent(source_id, 100 * MILLION, point=point, group=programme.group(point))
    programme.repay(loan.id, on=date(2026, 8, 6), principal=MILLION, interest=MILLION)
    answer = {"beneficiaries": "worker", "purpose": "create", "workers": 3, "amount": 90 * MILLION, "jobs": 3}
    local = Overlay(
        parameter="job_loan_formula_of_old_loans",
        since=date(2026, 1, 1),
        value="adopt",
        cites=("QĐ-GIA/2026",),
        certainty="law",
        active=True,
        confirmed=True,
        note="",
    )
    with programme.by(PLANNER) as uow:
        demand.record_demand(uow, OFFICER, today=today, year=2027, answers=[{"commune": COMMUNES[0], **answer}])
        figure.record_figures(
            uow, PLANNER, today=today, name="job_target", year=2027, values=[{"commune": COMMUNES[0], "amount": 900}]
        )
        jobs = {"commune": COMMUNES[0], "jobs": 90, "by_loans": 40, "abroad": 3}
        job_report.record_job_reports(
            uow, PLANNER, today=today, since=date(2026, 1, 1), through=date(2026, 6, 15), reports=[jobs]
        )
        at = uow.funds.get(source_id).sequence
        overlay.record_overlay(uow, today=today, source_id=source_id, expected=at, overlay=local)
        network.record_session(
            uow, OFFICER, point_id=point.id, expected=1, month=date(2026, 9, 1), held_on=date(2026, 9, 9)
        )
        account.open_account(
            uow, today=today, username="gia-dinh", role="officer", communes=[], password="mat-khau-gia-dinh"
        )
    _fill_debt(programme, programme.lent(source_id, 100 * MILLION, point=point, group=programme.group(point)).id)
    _fill_opened(programme, source_id, point)
    programme.store.seal()
    return loan.id


def _fill_opened(programme: Programme, source_id: int, point: Point) -> None:
    """A loan that came from another system, of a divided unit, and the person who says where it belongs."""
    closed, due = date(2026, 8, 31), date(2026, 3, 2)
    told = programme.brought(
        source_id,
        point,
        on=closed,
        overdue=MILLION,
        unpaid=[(due, MILLION)],
        vouchers=[LoanEntry(0, date(2024, 2, 5), "GN-GIA", disbursed=MILLION)],
        loan_facts={"commune": UNPLACED},
        opening_facts={"old_code": "00016", "overdue_since": date(2026, 4, 7)},
    )
    loan = programme.carry_in(told)
    with programme.by(OFFICER) as uow:
        made = area_confirmation.confirm(
            uow, OFFICER, today=programme.today, commune=COMMUNES[0], reason="Giả định", loans=[loan.id]
        )
        area_confirmation.withdraw(uow, OFFICER, confirmation_id=made.id, expected=1, reason="Giả định")


def _fill_debt(programme: Programme, loan_id: int) -> None:
    """Every kind of thing that happens to a debt."""
    autumn = date(2026, 9, 10)
    damage: dict[str, Any] = {"cause": "damage", "damage_percent": "80", "decision": "QĐ-GIA"}
    lost: dict[str, Any] = {
        "principal": 3 * MILLION,
        "frozen": 2 * MILLION,
        "interest": 1_000,
        "decision": "QĐ-GIA",
        "cites": ["Điều"],
    }
    paid_on = date(2026, 8, 20)
    interest = programme.standing(loan_id, paid_on).interest
    programme.repay(loan_id, on=paid_on, principal=0, interest=interest)
    programme.repay(loan_id, on=date(2026, 3, 10), principal=20 * MILLION, interest=0)
    credit = programme.standing(loan_id, paid_on).credit
    programme.debt(debt.refund, loan_id, on=paid_on, amount=credit, voucher_no=programme.number("HT"))
    programme.debt(debt.extend, loan_id, on=date(2026, 9, 1), months=3)
    programme.debt(debt.freeze, loan_id, on=autumn, last_on=date(2027, 9, 1), in_term=9 * MILLION, overdue=0, **damage)
    programme.debt(debt.write_off, loan_id, on=date(2026, 9, 20), **lost)
    programme.debt(debt.recover, loan_id, on=date(2026, 9, 21), amount=MILLION, voucher_no=programme.number("TH"))
    programme.debt(check_use, loan_id, by=OFFICER, on=autumn, outcome=Outcome.PROPER, jobs={"created": 1})
    programme.reverse(loan_id)
    with programme.by(PLANNER) as uow:
        debt.close_period(uow, today=programme.today, through=date(2026, 1, 31), reason="Khóa sổ (giả định)")
