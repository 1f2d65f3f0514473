"""Every kind of entry that a loan's life has, drawn at random beside lending (``tests.long.history``).

Amounts, days and people are drawn around what the rules allow, so that a good part is refused: a refusal is a step too.
What a step does goes through ``Life.ask``, which keeps it while a twin history is told (``tests.long.twin``).
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from loans.domain.books.pieces import unpaid
from loans.domain.due import Piece
from loans.domain.law import Overlay
from loans.domain.loan import Loan
from loans.service import debt, overlay
from loans.service.actor import Actor
from loans.service.interest_share import set_interest_shares
from loans.service.opening import Brought
from loans.service.unit_of_work import Confirmation
from tests.long import history as lending
from tests.long.history import Case, History, Step
from tests.programme import COMMUNES, DIRECTOR, MILLION, PLANNER
from tests.store.waiting import ONE

WHY = "Lý do giả định"
LAST_DAY = date(2027, 3, 26)
LIFE: dict[Step, int] = {
    lending.STEPS_BY_NAME[name]: weight
    for name, weight in {
        "entrust": 2,
        "plan": 2,
        "file": 12,
        "complete": 12,
        "appraise": 12,
        "approve": 11,
        "refuse": 1,
        "withdraw": 2,
        "sign": 11,
        "record_session": 2,
        "seal": 1,
    }.items()
}


@dataclass(frozen=True)
class Call:
    """A use case that was accepted: what was asked, by whom, when."""

    use_case: Callable[..., Any]
    by: Actor
    loan_id: int
    given: dict[str, Any]
    now: datetime


@dataclass
class Life(History):
    """A history that begins with a stock of loans; openings, confirmations, and the calls while a twin is told."""

    kinds: dict[Step, int] = field(default_factory=lambda: LIFE)
    last_day: date = LAST_DAY
    brought: dict[int, Brought] = field(default_factory=dict)
    confirmations: list[Confirmation] = field(default_factory=list)
    stock: list[int] = field(default_factory=list)
    window: list[Call] | None = None
    focus: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.old_point = self.programme.point(ONE)
        for source_id in self.sources:
            self.programme.entrust(source_id, 2_000 * MILLION, on=self.today)
            self.programme.plan(source_id, dict.fromkeys(COMMUNES[:3], 15_000 * MILLION), year=2027)
            with self.programme.by(PLANNER) as uow:
                shares = {"capital": "40", "provision": "50", "management_fee": "10", "management_expense": "0"}
                set_interest_shares(
                    uow,
                    today=self.today,
                    source_id=source_id,
                    expected=uow.funds.get(source_id).sequence,
                    since=date(2026, 1, 1),
                    shares=shares,
                    cites=["QĐ-GIA/2026"],
                )
        self._expires(self.sources[0], 45)
        for number in range(16):
            place = number % len(self.points)
            point, group = self.points[place], self.groups[place] if number % 4 else None
            term, amount = (6, 12, 24, 12)[number % 4], (20 + 5 * number) * MILLION + number
            lent = self.programme.lent_on(
                self.sources[number % 2], amount, on=self.today, point=point, group=group, term_months=term
            )
            self.stock.append(lent.id)

    def _expires(self, source_id: int, days: int) -> None:
        told = Overlay(
            parameter="commitment_expiry_days",
            since=date(2026, 1, 1),
            value=days,
            cites=("QĐ-GIA/2026",),
            certainty="law",
            active=True,
            confirmed=True,
            note="",
        )
        with self.programme.by(PLANNER) as uow:
            at = uow.funds.get(source_id).sequence
            overlay.record_overlay(uow, today=self.today, source_id=source_id, expected=at, overlay=told)

    def promised(self, case: Case) -> int:
        """What was approved, less what was cut of it before the contract."""
        with self.programme.store.reading() as uow:
            cuts = [each for each in uow.entries.history([case.id]) if each.kind == "commitment_cut"]
        return case.approved - sum(int(each.body["amount"]) for each in cuts)

    @property
    def loans(self) -> list[int]:
        return [*self.stock, *self.books.debts, *self.brought]

    def any_loan(self) -> Loan:
        """Any loan; while a twin is told, every second time the one that it is about."""
        chosen = self.focus if self.focus and self.draw.random() < 0.5 else self.draw.choice(self.loans)
        with self.programme.store.reading() as uow:
            return uow.loans.get(chosen)

    def on_loan(self, *, owing: bool = False) -> tuple[Loan, date]:
        """A loan, and a day of its life here; of some, the first that owes anything today."""
        found = self.any_loan()
        for _ in range(5 * owing):
            if self.programme.standing(found.id, self.today).payable:
                break
            found = self.any_loan()
        held = self.brought.get(found.id)
        since = held.opening.effective_on if held else found.signed_on
        return found, self.same_day(found) if self.draw.random() < 0.2 else self.day(since)

    def same_day(self, own: Loan) -> date:
        """The day of the last entry of a loan: what happens on one day acts in an order (§6.18, §7.2.23)."""
        with self.programme.store.reading() as uow:
            return min(uow.entries.history([own.id])[-1].effective_on, self.today)

    def ask(self, use_case: Callable[..., Any], loan_id: int, *, by: Actor = DIRECTOR, **given: Any) -> Any:
        """One use case on a loan as it stands."""
        call = Call(use_case, by, loan_id, given, self.clock.now)
        found = perform(self.programme, call)
        if self.window is not None:
            self.window.append(call)
        return found

    def pieces(self, own: Loan, on: date) -> Sequence[Piece]:
        with self.programme.store.reading() as uow:
            return unpaid(uow.books.one(own.id), on)

    def some(self, whole: int, *, beyond: bool = True) -> int:
        """All of an amount, a part, nothing, or by mistake a đồng more."""
        return self.draw.choice((whole, whole, whole // 2, whole // 3, min(whole, MILLION), 0, whole + beyond))


def perform(programme: Any, call: Call) -> Any:
    """Ask a use case at the programme's present moment, resting on the loan as it stands."""
    with programme.by(call.by) as uow:
        given = dict(call.given)
        takes = inspect.signature(call.use_case).parameters
        if "today" in takes or ("asked" in takes and call.use_case is not debt.reverse):
            given["today"] = programme.today
        at = uow.entries.sequence(call.loan_id or given.get("application_id", 0))
        if call.loan_id:
            given["loan_id"] = call.loan_id
        return call.use_case(uow, call.by, expected=at, **given)


def step(weight: int) -> Callable[[Callable[[Life], object]], Callable[[Life], object]]:
    """Register a step of a life."""

    def register(taken: Callable[[Life], object]) -> Callable[[Life], object]:
        LIFE[cast(Step, taken)] = weight  # only lives draw it
        return taken

    return register
