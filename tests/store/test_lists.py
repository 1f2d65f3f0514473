"""The lists of the auditor: a lending story without a fault, on which each list must find nothing at all.

``Story`` moves the clock with every step, so nothing is booked late; ``imported`` writes through the store's ports past
every check, as a bad import would. The faults themselves are planted in ``test_lists_planted``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import pandas as pd
import pytest

from loans.domain.application import Application, State
from loans.domain.borrower import BorrowerClass, Purpose
from loans.domain.fund import Movement, postings
from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Method
from loans.domain.network import Group, Point
from loans.service.check import Outcome, check_use
from loans.service.reports import audit_list, audit_lists
from loans.service.reports.lists import COLUMNS, LISTS
from loans.service.unit_of_work import UnitOfWork
from tests.programme import COMMUNES, DAYS, MILLION, OFFICER, Programme

AS_OF = date(2026, 6, 20)
FILED, COMPLETE, DECIDED, SIGNED = date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6)
CHECKED = date(2026, 4, 20)
BY = ("can-bo-nhap", "can-bo-tham-dinh", "nguoi-quyet-dinh")


@dataclass
class Story:
    """One programme without a fault: a source, a plan, a group, a loan that was checked and pays."""

    programme: Programme
    source: int = 0
    point: Point = field(init=False)
    group: Group = field(init=False)
    loan: Loan = field(init=False)

    def on(self, day: date) -> None:
        """It is nine in the morning of a day in Hà Nội."""
        self.programme.clock.now = datetime.combine(day, time(2), UTC)

    def told(self) -> "Story":
        made, days = self.programme, DAYS
        self.on(days["entrusted"])
        self.source = made.source(20_000 * MILLION)
        self.on(days["decided"])
        self.round = made.plan(self.source, {COMMUNES[0]: 15_000 * MILLION})
        self.point = made.point()
        self.group = made.group(self.point)
        self.on(days["filed"])
        filing = made.filing(made.worker(), self.source, 60 * MILLION, group=self.group)
        with made.by(OFFICER) as uow:
            filed = _filed(uow, made, filing)
        for step, day in (("complete", days["complete"]), ("appraise", days["appraised"])):
            self.on(day)
            _step(made, step, filed, day)
        self.on(days["approved"])
        made.approve(filed)
        self.on(days["signed"])
        self.loan = made.disburse(made.sign(filed).id, 60 * MILLION)
        self.on(date(2026, 2, 24))
        made.debt(
            check_use, self.loan.id, by=OFFICER, on=date(2026, 2, 24), outcome=Outcome.PROPER, jobs={"created": 1}
        )
        self.on(date(2026, 6, 5))
        made.repay(self.loan.id, on=date(2026, 6, 5), interest=MILLION)
        self.on(AS_OF)
        return self

    def imported(
        self,
        amount: int,
        *,
        borrower_id: int | None = None,
        group: Group | None = None,
        asked: int | None = None,
        days: Sequence[date] = (FILED, COMPLETE, DECIDED, SIGNED),
        due: Sequence[date] = (date(2028, 4, 6),),
        by: Sequence[str] = BY,
        rates: tuple[int, int] = (792_480, 1_030_224),
        workers: int = 1,
        checked_on: date | None = CHECKED,
        says: Mapping[str, Any] | None = None,
        reason: str = "",
        commune: str = COMMUNES[0],
        approved_on: date | None = None,
    ) -> int:
        """A loan of the old books written past every check; each step is booked on its own day."""
        who = self.programme.worker() if borrower_id is None else borrower_id
        filed = Application(
            id=0,
            borrower_id=who,
            source_id=self.source,
            commune=commune,
            group_id=group.id if group else None,
            purpose=Purpose.CREATE,
            amount=asked or amount,
            term_months=24,
            new_workers=workers,
            total_workers=workers,
            evidence=(),
            full_capacity=True,
            collateral="",
            filed_on=days[0],
            filed_by=by[0],
            state=State.SUBMITTED,
            sequence=1,
        )
        application_id = self._decided(filed, amount, days, by, dict(says or {}), reason)
        loan = Loan(
            id=0,
            contract_no=self.programme.number("HD"),
            application_id=application_id,
            borrower_id=who,
            source_id=self.source,
            commune=commune,
            group_id=filed.group_id,
            point_id=self.point.id,
            approved_on=approved_on or days[2],
            signed_on=days[3],
            regime="338/2025/NĐ-CP",
            rate_group="standard",
            rate_e7=rates[0],
            overdue_rate_e7=rates[1],
            rate_fixed=False,
            method=Method.EQUAL_PRINCIPAL,
            instalment_rule=InstalmentRule.MOVES,
            workers=workers,
            amount=amount,
        )
        loan_id = self._lent(loan, due)
        if checked_on:
            self.written(loan_id, "loan_use_checked", checked_on, _check(loan_id, checked_on))
        self.on(AS_OF)
        return loan_id

    def _decided(
        self, filed: Application, amount: int, days: Sequence[date], by: Sequence[str], says: Any, reason: str
    ) -> int:
        evidence = {"evidence": [], "full_capacity": True, "collateral": "", **says}
        body = {"amount": amount, "asked": filed.amount, "plan_year": 2026, "reason": reason, "cites": []}
        self.on(days[0])
        with self.programme.store.writing(by[0]) as uow:
            booked = uow.entries.open("application", None, "application_submitted", days[0], evidence)
            uow.applications.add(booked, filed)
        stream = booked.stream_id
        self.on(days[1])
        with self.programme.store.writing(by[0]) as uow:
            uow.entries.append(stream, 1, "application_complete", days[1], {"papers": []})
        with self.programme.store.writing(by[1]) as uow:
            uow.entries.append(stream, 2, "application_appraised", days[1], {"opinion": "Đạt (giả định)"})
        self.on(days[2])
        with self.programme.store.writing(by[2]) as uow:
            done = uow.entries.append(stream, 3, "application_approved", days[2], body, reason)
            uow.plans.take(done, uow.applications.get(stream), 2026, committed=amount)
            uow.funds.post(done, days[2], postings(Movement.COMMITTED, self.source, amount))
        return stream

    def _lent(self, loan: Loan, due: Sequence[date]) -> int:
        day, amount, voucher = loan.signed_on, loan.amount, self.programme.number("PC")
        self.on(day)
        with self.programme.store.writing(BY[0]) as uow:
            uow.entries.append(loan.application_id, 4, "application_signed", day, {})
            booked = uow.entries.open("loan", loan.contract_no, "loan_signed", day, {})
            loan_id = booked.stream_id
            uow.loans.add(booked, loan)
            share, rest = divmod(amount, len(due))
            parts = [share] * (len(due) - 1) + [share + rest]
            agreed = enumerate(zip(due, parts, strict=True), 1)
            uow.loans.add_instalments(booked, [Instalment(loan_id, at, on, part) for at, (on, part) in agreed])
            paid = uow.entries.append(loan_id, 1, Movement.DISBURSED, day, {"amount": amount, "voucher_no": voucher})
            uow.loans.add_entry(paid, LoanEntry(loan_id, day, voucher, disbursed=amount))
            lent = uow.applications.get(loan.application_id)
            uow.plans.take(paid, lent, 2026, committed=-amount, disbursed=amount)
            uow.funds.post(paid, day, postings(Movement.DISBURSED, loan.source_id, amount))
        return loan_id

    def written(
        self, stream_id: int, kind: str, on: date, fact: Any, *, body: Any = None, reason: str = "", by: str = BY[0]
    ) -> int:
        """One entry and its fact, unchecked, booked on its own day; answers the entry."""
        self.on(on)
        with self.programme.store.writing(by) as uow:
            booked = uow.entries.append(stream_id, uow.entries.sequence(stream_id), kind, on, body or {}, reason)
            fact(uow, booked)
        self.on(AS_OF)
        return booked.entry_id

    def customer(self, borrower_class: BorrowerClass = BorrowerClass.WORKER) -> int:
        return self.programme.customer(borrower_class)

    def rows(self, code: str, **how: Any) -> pd.DataFrame:
        return audit_list(self.programme.store, code, **{"as_of": AS_OF, **how})

    def faults(self, code: str, **how: Any) -> list[str]:
        return list(self.rows(code, **how)["fault"])

    def found(self, **how: Any) -> dict[str, int]:
        """The lists that find anything, with how much."""
        index = audit_lists(self.programme.store, **{"as_of": AS_OF, **how})
        return {row["list"]: row["rows"] for row in index.to_dict("records") if row["rows"]}


def _filed(uow: UnitOfWork, made: Programme, filing: Any) -> int:
    from loans.service import application

    filed = application.file_application(uow, OFFICER, today=made.today, filed_on=DAYS["filed"], filing=filing)
    return filed.id


def _step(made: Programme, step: str, filed: int, day: date) -> None:
    from loans.service import application

    more: dict[str, Any] = {"papers": ["loan_use_plan"]} if step == "complete" else {"opinion": "Đạt (giả định)"}
    with made.by(OFFICER) as uow:
        at = uow.entries.sequence(filed)
        getattr(application, step)(uow, OFFICER, today=made.today, application_id=filed, expected=at, on=day, **more)


def _check(loan_id: int, day: date) -> Any:
    return lambda uow, booked: uow.debts.add_check(booked, loan_id, day, "proper", {"created": 1})


@pytest.fixture
def story(programme: Programme) -> Story:
    return Story(programme).told()


def test_a_programme_without_a_fault_is_on_no_list(story: Story) -> None:
    assert story.found() == {}


def test_neither_is_an_import_that_keeps_the_rules(story: Story) -> None:
    story.imported(50 * MILLION)
    assert story.found() == {}


def test_the_index_names_every_list_with_its_articles_and_a_clean_list_of_sources_last(story: Story) -> None:
    index = audit_lists(story.programme.store, as_of=AS_OF)
    assert set(index["list"]) == {each.code for each in LISTS}
    assert index["list"].iloc[-1] == "source-below-zero"
    assert (index["cites"] != "").all()
    assert (index["asks_vi"] != "").all()
    assert set(index["certainty"]) <= {"law", "secondary", "recollected"}


def test_a_row_has_every_column_whole_money_and_links_at_its_day_and_moment(story: Story) -> None:
    story.imported(50 * MILLION, checked_on=None)
    rows = story.rows("use-check-missing")
    row = rows.iloc[0]
    assert list(rows.columns) == [*COLUMNS, "due_on", "last_check_on"]
    assert {str(rows[name].dtype) for name in ("limit", "actual", "difference", "amount")} == {"int64"}
    assert (row["limit"], row["actual"], row["difference"], row["unit"]) == (30, 75, 45, "ngày")
    assert row["amount"] == 50 * MILLION
    assert row["cites"] == "Hướng dẫn 727/HD-NHCS ngày 11/02/2026"
    assert row["entries"].startswith(f"/loans/{row['loan_id']}/entries?known_at=2026-06-20T02")
    assert f"as_of={AS_OF}" in row["standing"]
    assert "06/04/2026" in row["says_vi"]
    assert rows.attrs["as_of"] == AS_OF


def test_who_is_bound_to_communes_sees_those_alone(story: Story) -> None:
    story.imported(50 * MILLION, checked_on=None)
    assert story.faults("use-check-missing", communes=[COMMUNES[1]]) == []
    assert story.found(communes=[COMMUNES[0]]) == {"use-check-missing": 1}
