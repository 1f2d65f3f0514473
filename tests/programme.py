"""A small lending programme, built through the use cases alone; every name, number and sum in it is invented.

Each step is one use case in one transaction. Days may be given; those that are not follow ``DAYS``, all of them past.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from loans.domain.application import Application
from loans.domain.borrower import BorrowerClass, Purpose
from loans.domain.calendar import today_in_hanoi
from loans.domain.fund import Statement
from loans.domain.loan import InstalmentRule, Loan, LoanEntry, Method, Position
from loans.domain.network import Group, Point
from loans.domain.opening import Opening
from loans.domain.plan import Line, Measure, PoolPart, Round, StepKind, Use, hears_finance
from loans.service import allocation, application, borrower, debt, fund, loan, network, opening
from loans.service.actor import Actor
from loans.service.application import Filing
from loans.service.contract import Contract, sign
from loans.service.opening import Brought
from loans.service.plan import uses
from loans.service.reports.overdue import OverdueStatement, overdue_statement
from loans.service.unit_of_work import Entry, Known, UnitOfWork
from loans.store.unit_of_work import Store

MILLION = 1_000_000
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 09:00 in Hà Nội
COMMUNES = ("00004", "00008", "00025", "00070")
OFFICER = Actor("can-bo-gia-dinh", "officer")
DIRECTOR = Actor("giam-doc-gia-dinh", "director")
CHIEF = Actor("truong-phong-gia-dinh", "director")
PLANNER = Actor("lap-ke-hoach-gia-dinh", "planner")
SECOND = Actor("kiem-tra-gia-dinh", "planner")
DAYS = {
    "entrusted": date(2026, 1, 5),
    "decided": date(2026, 1, 15),
    "filed": date(2026, 2, 2),
    "complete": date(2026, 2, 3),
    "appraised": date(2026, 2, 4),
    "approved": date(2026, 2, 5),
    "signed": date(2026, 2, 6),
    "disbursed": date(2026, 2, 6),
}


class Clock:
    """A clock that stands still until it is told to move, either way."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, *, days: int = 0, hours: int = 0, seconds: int = 1) -> datetime:
        """Move by what is given (a second, where nothing is); negative parts move it back."""
        self.now += timedelta(days=days, hours=hours, seconds=seconds)
        return self.now


class Programme:
    """One invented programme on one store; ids come back, numbers and codes number themselves."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self._numbers = count(1)

    @property
    def today(self) -> date:
        return today_in_hanoi(self.clock())

    def number(self, prefix: str) -> str:
        """The next number that nobody has used."""
        return f"{prefix}-{next(self._numbers):05d}"

    @contextmanager
    def by(self, actor: Actor) -> Iterator[UnitOfWork]:
        """One transaction of somebody's."""
        with self.store.writing(actor.username) as uow:
            yield uow

    # --- capital and plan

    def source(self, capital: int = 0, *, on: date = DAYS["entrusted"]) -> int:
        """A source of local capital, with what was entrusted to it on a day."""
        with self.by(PLANNER) as uow:
            code = self.number("NV-GIA")
            opened = fund.open_source(
                uow, today=self.today, code=code, name="Nguồn giả định", level="local", investor_code="99-GIA"
            )
        if capital:
            self.entrust(opened.id, capital, on=on)
        return opened.id

    def entrust(self, source_id: int, amount: int, *, on: date = DAYS["entrusted"]) -> None:
        with self.by(PLANNER) as uow:
            at = uow.funds.get(source_id).sequence
            fund.entrust(
                uow, today=self.today, source_id=source_id, expected=at, amount=amount, on=on, decision="QĐ-GIA/2026"
            )

    def draft(
        self, source_id: int, shares: Mapping[str, int], *, year: int = 2026, measure: Measure = Measure.LENDING
    ) -> Round:
        """A drafted round that gives each commune its share of new money."""
        lines = [Line(commune, amount, reason="Lý do giả định") for commune, amount in shares.items()]
        pool = [PoolPart("new", sum(shares.values()), "QĐ-GIA/2026")]
        with self.by(PLANNER) as uow:
            return allocation.draft_round(
                uow, today=self.today, year=year, source_id=source_id, pool=pool, lines=lines, measure=measure
            )

    def submitted(self, drafted: Round, *, on: date = DAYS["decided"]) -> Round:
        """The draft heard, checked by a second person, and submitted."""
        heard = drafted
        with self.by(DIRECTOR) as uow:
            for kind in (StepKind.BRANCH_OPINION, StepKind.FINANCE_OPINION)[: 1 + hears_finance(drafted.pool)]:
                heard = allocation.record_opinion(
                    uow,
                    today=self.today,
                    round_id=drafted.id,
                    expected=heard.sequence,
                    kind=kind,
                    on=on,
                    agrees=True,
                )
        with self.by(SECOND) as uow:
            checked = allocation.check_round(
                uow, SECOND, today=self.today, round_id=drafted.id, expected=heard.sequence, on=on
            )
        with self.by(PLANNER) as uow:
            return allocation.submit_round(
                uow, today=self.today, round_id=drafted.id, expected=checked.sequence, on=on, paper="TTr-GIA/2026"
            )

    def decide(self, drafted: Round, *, on: date = DAYS["decided"]) -> Round:
        """The draft submitted, and decided by a second person."""
        submitted = self.submitted(drafted, on=on)
        with self.by(SECOND) as uow:
            return allocation.decide_round(
                uow,
                SECOND,
                today=self.today,
                round_id=drafted.id,
                expected=submitted.sequence,
                decision="QĐ-GIA/2026",
                signed_on=on,
                effective_on=on,
            )

    def plan(self, source_id: int, shares: Mapping[str, int], *, year: int = 2026) -> Round:
        """A decided round: the plan of some communes."""
        return self.decide(self.draft(source_id, shares, year=year))

    def funded(self, capital: int, shares: Mapping[str, int] | None = None) -> int:
        """A source with capital and a decided plan: all of the capital for the first commune unless shared."""
        source_id = self.source(capital)
        self.plan(source_id, shares or {COMMUNES[0]: capital})
        return source_id

    # --- the network and the borrowers

    def point(self, commune: str = COMMUNES[0], *, monthly_day: int = 7) -> Point:
        with self.by(OFFICER) as uow:
            return network.open_point(
                uow,
                today=self.today,
                code=self.number("DGD"),
                name="Điểm giao dịch giả định",
                commune=commune,
                since=date(2020, 1, 1),
                monthly_day=monthly_day,
            )

    def group(self, point: Point) -> Group:
        new = Group(0, self.number("TO"), point.commune, point.id, "12", "Tổ trưởng Giả Định")
        with self.by(OFFICER) as uow:
            return network.register_group(uow, OFFICER, today=self.today, group=new)

    def worker(self, commune: str = COMMUNES[0]) -> int:
        """A borrower of the class of workers."""
        return self.customer(BorrowerClass.WORKER, commune)

    def customer(self, borrower_class: BorrowerClass, commune: str = COMMUNES[0]) -> int:
        number = self.number("KH")
        with self.by(OFFICER) as uow:
            return borrower.register_borrower(
                uow,
                OFFICER,
                today=self.today,
                customer_no=number,
                borrower_class=borrower_class,
                name=f"Người Vay Giả {number}",
                identity_no=self.number("000000"),
                commune=commune,
            ).id

    # --- applications

    def filing(
        self,
        borrower_id: int,
        source_id: int,
        amount: int,
        *,
        group: Group | None = None,
        term_months: int = 24,
        workers: int = 0,
    ) -> Filing:
        return Filing(
            borrower_id,
            source_id,
            Purpose.CREATE,
            amount,
            term_months,
            group.id if group else None,
            new_workers=workers,
            total_workers=workers,
            collateral="Tài sản giả định" if workers else "",
        )

    def appraised(self, filing: Filing, *, days: Mapping[str, date] = DAYS) -> int:
        """An application filed, made complete and appraised by the officer."""
        papers = ["loan_use_plan", *(["collateral_papers"] if filing.collateral else [])]
        with self.by(OFFICER) as uow:
            filed = application.file_application(uow, OFFICER, today=self.today, filed_on=days["filed"], filing=filing)
            application.complete(
                uow,
                OFFICER,
                today=self.today,
                application_id=filed.id,
                expected=1,
                on=days["complete"],
                papers=papers,
            )
            application.appraise(
                uow,
                OFFICER,
                today=self.today,
                application_id=filed.id,
                expected=2,
                on=days["appraised"],
                opinion="Đạt (giả định)",
            )
        return filed.id

    def applied(self, source_id: int, amount: int, *, commune: str = COMMUNES[0]) -> int:
        """An appraised application of a new worker."""
        return self.appraised(self.filing(self.worker(commune), source_id, amount))

    def approve(
        self, application_id: int, *, on: date = DAYS["approved"], amount: int | None = None, reason: str = ""
    ) -> Application:
        """The director approves what was asked, or less with a reason."""
        with self.by(DIRECTOR) as uow:
            present = uow.applications.get(application_id)
            return application.approve(
                uow,
                DIRECTOR,
                today=self.today,
                application_id=application_id,
                expected=present.sequence,
                on=on,
                amount=present.amount if amount is None else amount,
                reason=reason,
                cites=["Điều giả định"] if reason else [],
            )

    def withdraw(self, application_id: int, *, on: date = DAYS["approved"]) -> Application:
        with self.by(OFFICER) as uow:
            at = uow.applications.get(application_id).sequence
            return application.withdraw(
                uow,
                OFFICER,
                today=self.today,
                application_id=application_id,
                expected=at,
                on=on,
                reason="Không còn nhu cầu (giả định)",
            )

    # --- loans

    def sign(
        self,
        application_id: int,
        *,
        point: Point | None = None,
        on: date = DAYS["signed"],
        every_months: int = 6,
        rule: InstalmentRule = InstalmentRule.MOVES,
    ) -> Loan:
        """The contract of an approved application; a direct one names its point and its instalment rule."""
        contract = Contract(
            self.number("HD"), on, on, Method.EQUAL_PRINCIPAL, every_months, point.id if point else None, rule
        )
        with self.by(OFFICER) as uow:
            at = uow.applications.get(application_id).sequence
            return sign(uow, OFFICER, today=self.today, application_id=application_id, expected=at, contract=contract)

    def disburse(self, loan_id: int, amount: int, *, on: date = DAYS["disbursed"]) -> Loan:
        with self.by(OFFICER) as uow:
            at = uow.loans.get(loan_id).sequence
            paid, _warnings = loan.disburse(
                uow,
                OFFICER,
                today=self.today,
                loan_id=loan_id,
                expected=at,
                on=on,
                amount=amount,
                voucher_no=self.number("PC"),
            )
        return paid

    def repay(
        self,
        loan_id: int,
        *,
        on: date,
        amount: int | None = None,
        principal: int | None = None,
        interest: int | None = None,
        voucher_no: str = "",
        frozen: int = 0,
    ) -> LoanEntry:
        with self.by(OFFICER) as uow:
            at = uow.loans.get(loan_id).sequence
            _loan, parts = loan.repay(
                uow,
                OFFICER,
                today=self.today,
                loan_id=loan_id,
                expected=at,
                on=on,
                voucher_no=voucher_no or self.number("PT"),
                amount=amount,
                principal=principal,
                interest=interest,
                frozen=frozen,
            )
        return parts

    def lent(
        self, source_id: int, amount: int, *, point: Point, borrower_id: int | None = None, group: Group | None = None
    ) -> Loan:
        """A loan all the way from the application to its full disbursement."""
        who = self.worker(point.commune) if borrower_id is None else borrower_id
        approved = self.approve(self.appraised(self.filing(who, source_id, amount, group=group)))
        return self.disburse(self.sign(approved.id, point=point).id, amount)

    def lent_on(
        self, source_id: int, amount: int, *, on: date, point: Point, group: Group | None = None, term_months: int = 24
    ) -> Loan:
        """A loan of a new worker, from its application to its full disbursement on one day."""
        filing = self.filing(self.worker(point.commune), source_id, amount, group=group, term_months=term_months)
        application_id = self.appraised(filing, days=dict.fromkeys(DAYS, on))
        self.approve(application_id, on=on)
        return self.disburse(self.sign(application_id, point=point, on=on).id, amount, on=on)

    def brought(
        self,
        source_id: int,
        point: Point,
        *,
        on: date,
        in_term: int = 0,
        overdue: int = 0,
        frozen: int = 0,
        unpaid: Sequence[tuple[date, int]],
        vouchers: Sequence[LoanEntry] = (),
        loan_facts: Mapping[str, Any] | None = None,
        opening_facts: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> Brought:
        """What another system says of a loan of a new worker on a day; rates fixed at 7,9248 % and 10,30224 %."""
        owed = in_term + overdue + frozen
        facts: dict[str, Any] = {
            "id": 0,
            "contract_no": self.number("KU"),
            "application_id": 0,
            "borrower_id": self.worker(point.commune),
            "source_id": source_id,
            "commune": point.commune,
            "group_id": None,
            "point_id": point.id,
            "approved_on": date(2024, 2, 1),
            "signed_on": date(2024, 2, 1),
            "regime": "61/2015/NĐ-CP",
            "rate_group": "standard",
            "rate_e7": 792_480,
            "overdue_rate_e7": 1_030_224,
            "rate_fixed": True,
            "method": Method.EQUAL_PRINCIPAL,
            "instalment_rule": InstalmentRule.MOVES,
            "workers": 0,
            "amount": max(owed, sum(each.disbursed for each in vouchers)),
        }
        said: dict[str, Any] = {
            "brought": 0 if vouchers else owed,
            "marks": () if vouchers else ("no_history",),
            **(opening_facts or {}),
        }
        with self.by(OFFICER) as uow:
            found = uow.entries.find("load", f"L-{on}")
            load = found or uow.entries.open("load", f"L-{on}", "load_opened", on, {}).stream_id
        return Brought(
            Loan(**facts | dict(loan_facts or {})),
            Opening(0, load, on, in_term, overdue, frozen, **said),
            given.pop("term_months", 36),
            tuple(unpaid),
            tuple(vouchers),
            **given,
        )

    def carry_in(self, brought: Brought) -> Loan:
        with self.by(OFFICER) as uow:
            return opening.carry_in(uow, OFFICER, today=self.today, brought=brought)

    def debt(self, step: Callable[..., Loan], loan_id: int, *, by: Actor = DIRECTOR, **given: Any) -> Loan:
        """One step of what happens to a debt, resting on the loan as it stands."""
        with self.by(by) as uow:
            at = uow.entries.sequence(loan_id)
            return step(uow, by, today=self.today, loan_id=loan_id, expected=at, **given)

    def reverse(
        self,
        loan_id: int,
        entry_id: int = 0,
        *,
        by: Actor = OFFICER,
        approver: bool = False,
        reason: str = "Ghi nhầm (giả định)",
    ) -> Loan:
        """Reverse an entry of a loan, the last one unless another is named; ``CHIEF`` is always an approver."""
        with self.by(by) as uow:
            return debt.reverse(
                uow,
                by,
                loan_id=loan_id,
                expected=uow.entries.sequence(loan_id),
                entry_id=entry_id or uow.entries.history([loan_id])[-1].id,
                reason=reason,
                approver=approver or by is CHIEF,
            )

    def history(self, loan_id: int, known: Known | None = None) -> Sequence[Entry]:
        with self.store.reading(known) as uow:
            return uow.entries.history([loan_id])

    def standing(self, loan_id: int, on: date, known: Known | None = None) -> Position:
        """What a loan owes at the end of a day."""
        with self.store.reading(known) as uow:
            return loan.position_of(uow, uow.loans.get(loan_id), on)

    # --- what stands

    def statement(self, source_id: int, *, as_of: date | None = None, known: Known | None = None) -> Statement:
        with self.store.reading(known) as uow:
            return fund.statement_of(uow, source_id=source_id, as_of=as_of or self.today)

    def use(self, source_id: int, commune: str = COMMUNES[0], *, known: Known | None = None) -> Use:
        with self.store.reading(known) as uow:
            return uses(uow, source_id=source_id, year=2026).get(commune, Use(0, 0, 0))

    def overdue(self, known: Known, *, as_of: date | None = None) -> OverdueStatement:
        with self.store.reading(known) as uow:
            return overdue_statement(uow, known, as_of=as_of or self.today)

    def owed(self, borrower_id: int, on: date) -> int:
        with self.store.reading() as uow:
            return uow.borrowers.owed(borrower_id, on)


def codes(refused: Exception) -> Sequence[str]:
    """The code of a refusal and those of its findings."""
    return [getattr(refused, "code", ""), *(finding.code for finding in getattr(refused, "findings", ()))]
