"""A process that books a stream of writes and says of each that it is kept, only after its commit; made to be killed.

Write number n is one unit of work under the idempotency key n, so whoever resumes asks for n again and gets the stored
reply if it was kept. Four kinds take turns, from one row to the whole way of a loan in one transaction.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError

from loans.domain.area import areas
from loans.domain.borrower import BorrowerClass, Purpose
from loans.domain.calendar import calendar
from loans.domain.law import law
from loans.domain.loan import InstalmentRule, Method
from loans.domain.refusal import Conflict
from loans.service import application, borrower, fund, loan
from loans.service.application import Filing
from loans.service.contract import Contract, sign
from loans.service.unit_of_work import Reply, UnitOfWork
from loans.store.unit_of_work import Store
from tests.programme import COMMUNES, DAYS, DIRECTOR, MILLION, OFFICER, Clock

WRITER, ROUTE = "ghi-so-gia-dinh", "stream"
TODAY = date(2026, 11, 20)
PATIENCE_S = 60.0
SEAL_EVERY = 7
ON_ITS_WAY_S = 0.002  # a reply takes its time, and is lost when the writer dies meanwhile

Result = TypeVar("Result")

law(), areas(), calendar()  # read once, in the process from which the writers are forked


@dataclass(frozen=True)
class Ground:
    """What the stream stands on: a source with capital and a plan, a point, and loans to repay."""

    source_id: int
    point_id: int
    loans: tuple[int, ...]


def run(url: str, ground: Ground, first: int, acknowledged: Connection) -> None:
    """Book from ``first`` on for ever; a connection that was lost is opened again and the same write asked again."""
    store = Store.at(url, Clock())
    acknowledged.send(("ready", 0))
    number = first
    while True:
        kept, again = patiently(lambda number=number: book(store, ground, number))  # type: ignore[misc]
        time.sleep(ON_ITS_WAY_S)
        acknowledged.send(("again" if again else "kept", kept))
        if number % SEAL_EVERY == 0:
            patiently(store.seal)
        number += 1


def patiently(work: Callable[[], Result]) -> Result:
    """Again while the server is away, or while it still ends what a killed writer had begun."""
    last = time.monotonic() + PATIENCE_S
    while True:
        try:
            return work()
        except OperationalError:
            if time.monotonic() > last:
                raise
        except Conflict as busy:
            if busy.code != "request_running" or time.monotonic() > last:
                raise
        time.sleep(0.02)


def book(store: Store, ground: Ground, number: int) -> tuple[int, bool]:
    """Write ``number``, unless it is there already; its number, and whether it was."""
    with store.writing(WRITER) as uow:
        stored = uow.replies.claim(WRITER, ROUTE, str(number))
        if stored is not None:
            return int(stored.body), True
        KINDS[number % len(KINDS)](uow, ground, number)
        uow.replies.keep(WRITER, ROUTE, str(number), Reply(b"\0" * 32, 200, {}, str(number)))
    return number, False


def entrust(uow: UnitOfWork, ground: Ground, number: int) -> None:
    at = uow.funds.get(ground.source_id).sequence
    fund.entrust(
        uow,
        today=TODAY,
        source_id=ground.source_id,
        expected=at,
        amount=MILLION + number,
        on=DAYS["entrusted"],
        decision=f"QD-{number}",
    )


def repay(uow: UnitOfWork, ground: Ground, number: int) -> None:
    loan_id = ground.loans[number // len(KINDS) % len(ground.loans)]
    loan.repay(
        uow,
        OFFICER,
        today=TODAY,
        loan_id=loan_id,
        expected=uow.loans.get(loan_id).sequence,
        on=date(2026, 3, 9),
        voucher_no=f"PT-{number}",
        principal=1_000 + number,
        interest=1,
    )


def register(uow: UnitOfWork, ground: Ground, number: int) -> int:
    return borrower.register_borrower(
        uow,
        OFFICER,
        today=TODAY,
        customer_no=f"KH-{number}",
        borrower_class=BorrowerClass.WORKER,
        name="Người Vay Giả Định",
        identity_no=f"0{number:011d}",
        commune=COMMUNES[0],
    ).id


def lend(uow: UnitOfWork, ground: Ground, number: int) -> None:
    """Borrower, application, appraisal, approval, contract and disbursement, all in the one transaction."""
    filing = Filing(register(uow, ground, number), ground.source_id, Purpose.CREATE, MILLION + number, 24)
    filed = application.file_application(uow, OFFICER, today=TODAY, filed_on=DAYS["filed"], filing=filing)
    on: Any = {"today": TODAY, "application_id": filed.id}
    application.complete(uow, OFFICER, **on, expected=1, on=DAYS["complete"], papers=["loan_use_plan"])
    application.appraise(uow, OFFICER, **on, expected=2, on=DAYS["appraised"], opinion="Đạt (giả định)")
    application.approve(uow, DIRECTOR, **on, expected=3, on=DAYS["approved"], amount=filing.amount)
    signed_on = DAYS["signed"]
    contract = Contract(
        f"HD-{number}", signed_on, signed_on, Method.EQUAL_PRINCIPAL, 6, ground.point_id, InstalmentRule.MOVES
    )
    signed = sign(uow, OFFICER, **on, expected=4, contract=contract)
    loan.disburse(
        uow,
        OFFICER,
        today=TODAY,
        loan_id=signed.id,
        expected=signed.sequence,
        on=signed_on,
        amount=filing.amount,
        voucher_no=f"PC-{number}",
    )


KINDS = (entrust, repay, lend, repay)
