"""Eight officers at once: on loans of one source, on one loan, and against the closing of a period.

A repayment waits for no other loan of its source. On one loan the first to append wins; the others are told that the
record has moved on. A period is not closed over the head of somebody who is booking in it.
"""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from loans.domain.refusal import Conflict, Refusal
from loans.service import debt, loan
from loans.store.books.ports import SqlBooks
from loans.store.unit_of_work import Store
from tests.programme import MILLION, OFFICER, Clock, Programme
from tests.store.tools import PATIENCE_S, refusals, together

WRITERS = 8
PAID = date(2026, 11, 2)


@pytest.fixture
def writers(database_url: str, open_store: Callable[[str], Store], clock: Clock) -> list[Programme]:
    own = [Programme(open_store(database_url), clock) for _ in range(WRITERS)]
    for number, each in enumerate(own):
        each.number = lambda prefix, number=number: f"{prefix}-W{number}"  # type: ignore[method-assign, misc]
    return own


def repaying(writer: Programme, loan_id: int) -> Callable[[], object]:
    return lambda: writer.repay(loan_id, on=PAID, principal=1_000, interest=0)


def test_repayments_of_one_source_do_not_wait_for_each_other(programme: Programme, writers: list[Programme]) -> None:
    """Somebody holds the source's lock all the while, as a long disbursement would."""
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loans = [programme.lent(source_id, 20 * MILLION, point=point).id for _ in range(WRITERS)]
    works = [repaying(writer, loan_id) for writer, loan_id in zip(writers, loans, strict=True)]
    if programme.store.one_writer:
        assert refusals(together(works)) == []
    else:
        with programme.by(OFFICER) as uow:
            uow.lock(source=source_id)
            assert refusals(together(works)) == []
    stands = programme.statement(source_id)
    assert (stands.outstanding, stands.preserved) == (WRITERS * (20 * MILLION - 1_000), True)


def test_of_eight_repayments_of_one_loan_one_wins_and_the_others_read_stale(
    programme: Programme, writers: list[Programme], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL all of them have decided before any appends: the entry's own constraint tells them apart."""
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan_id = programme.lent(source_id, 20 * MILLION, point=point).id
    with programme.store.reading() as uow:
        at = uow.loans.get(loan_id).sequence

    def repay(writer: Programme, number: int) -> None:
        given = {"today": writer.today, "loan_id": loan_id, "expected": at, "on": PAID, "amount": 1_000}
        with writer.by(OFFICER) as uow:
            loan.repay(uow, OFFICER, voucher_no=f"PT-W{number}", **given)  # type: ignore[arg-type]

    line, append = Barrier(WRITERS), SqlBooks.append

    def wait_then_append(books: SqlBooks, *given: Any) -> Any:
        line.wait(PATIENCE_S)
        return append(books, *given)

    if not programme.store.one_writer:
        monkeypatch.setattr(SqlBooks, "append", wait_then_append)
    results = together([lambda w=writer, n=n: repay(w, n) for n, writer in enumerate(writers)])  # type: ignore[misc]
    lost = refusals(results)
    assert [refused.code for refused in lost] == ["stale"] * (WRITERS - 1)
    assert all(isinstance(refused, Conflict) for refused in lost)
    assert len(programme.history(loan_id)) == at + 1


def test_a_period_is_closed_only_after_who_is_booking_in_it(programme: Programme, writers: list[Programme]) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    loan_id = programme.lent(source_id, 20 * MILLION, point=point).id
    closed = Event()

    def close() -> None:
        with writers[0].by(OFFICER) as uow:
            debt.close_period(uow, today=programme.today, through=PAID, reason="Khóa sổ (giả định)")
        closed.set()

    closing = Thread(target=close)
    with programme.by(OFFICER) as uow:
        present = uow.books.one(loan_id)
        closing.start()
        assert not closed.wait(0.3), "the books were closed while somebody was booking"
        given = {"today": programme.today, "loan_id": loan_id, "expected": present.loan.sequence, "on": PAID}
        loan.repay(uow, OFFICER, voucher_no="PT-ĐANG-GHI", amount=1_000, **given)  # type: ignore[arg-type]
        assert not closed.is_set()
    closing.join(PATIENCE_S)
    assert closed.is_set()
    with pytest.raises(Refusal) as refused:
        programme.repay(loan_id, on=PAID, principal=1_000, interest=0)
    assert refused.value.code == "period_closed"
