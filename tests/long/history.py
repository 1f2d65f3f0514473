"""A seeded random history of a programme: a step is one function, drawn by its weight.

A new kind of step is one function under ``@step(weight)``: it draws what it does, asks the use case, and tells
``history.books`` what was accepted. ``Refusal`` may leave it: a refusal is counted by its code, and the check after
the step finds out whether anything was written nevertheless.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from loans.domain.calendar import add_months, calendar
from loans.domain.law import law
from loans.domain.law.rates import job_loan_rate_history
from loans.domain.loan import InstalmentRule, Method
from loans.domain.network import Group, Point
from loans.domain.refusal import Refusal
from loans.domain.session import first_session_after
from loans.service import application, network
from loans.service.contract import Contract
from loans.service.contract import sign as sign_contract
from loans.service.unit_of_work import Known
from tests.long.books import Books, Debt
from tests.programme import COMMUNES, DIRECTOR, MILLION, OFFICER, Clock, Programme

BEGIN = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)
YEAR = 2026
LAST_DAY = date(2026, 12, 31)

Step = Callable[["History"], object]
STEPS: dict[Step, int] = {}
STEPS_BY_NAME: dict[str, Step] = {}


def step(weight: int) -> Callable[[Step], Step]:
    """Register a step, drawn ``weight`` times as often as one of weight 1."""

    def register(taken: Step) -> Step:
        STEPS[taken] = weight
        STEPS_BY_NAME[taken.__name__] = taken
        return taken

    return register


@dataclass
class Case:
    """An application on its way: its id, where it belongs, and the day of its last step."""

    id: int
    source_id: int
    commune: str
    borrower_id: int
    group: Group | None
    amount: int
    last: date
    approved: int = 0


@dataclass
class Memory:
    """What a report said at a position; it must say so for ever."""

    known: Known
    as_of: date
    figures: object


@dataclass
class History:
    """One history: the programme under test, the books kept beside it, the cases by state, what was remembered."""

    programme: Programme
    draw: Random
    books: Books = field(default_factory=Books)
    cases: dict[str, list[Case]] = field(default_factory=dict)
    sources: list[int] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    pace: timedelta = timedelta(hours=2)
    kinds: dict[Step, int] = field(default_factory=lambda: STEPS)
    last_day: date = LAST_DAY

    def __post_init__(self) -> None:
        self.cases = {state: [] for state in ("filed", "complete", "appraised", "approved")}
        self.points = [self.programme.point(commune, monthly_day=3 + 7 * n) for n, commune in enumerate(COMMUNES[:3])]
        self.groups = [self.programme.group(point) for point in self.points]
        for _ in range(2):
            source_id = self.programme.source()
            self.sources.append(source_id)
            entrust(self)
            for commune in COMMUNES[:3]:
                self.plan(source_id, {commune: 20_000 * MILLION})

    @property
    def clock(self) -> Clock:
        return self.programme.clock

    @property
    def today(self) -> date:
        return self.programme.today

    def go(self, steps: int) -> None:
        """So many steps, each drawn, each after some time has passed."""
        kinds, weights = list(self.kinds), list(self.kinds.values())
        for _ in range(steps):
            if self.today < self.last_day - timedelta(days=1):
                self.clock.now += self.pace * (2 * self.draw.random())
            taken = self.draw.choices(kinds, weights)[0]
            name = taken.__name__
            try:
                taken(self)
                self.counted[name] += 1
            except Refusal as refused:
                self.counted[f"{name}: {refused.code}"] += 1
                self.after_refusal(name, refused)
            except IndexError:  # nothing to draw from yet
                self.counted[f"{name}: nothing to do"] += 1
            self.after_step()

    def after_step(self) -> None:
        """A hook for the test; nothing unless it is set."""

    def after_refusal(self, name: str, refused: Refusal) -> None:
        """Another hook."""

    # --- what steps draw from

    def day(self, since: date, *, late: float = 0.3) -> date:
        """A day from ``since`` to today: mostly today, else entered late."""
        if self.draw.random() >= late or since >= self.today:
            return self.today
        return since + timedelta(days=self.draw.randint(0, (self.today - since).days))

    def take(self, state: str) -> Case:
        """Any case in a state; it stays there until ``move`` says that the step was accepted."""
        return self.draw.choice(self.cases[state])

    def move(self, case: Case, state: str, on: date, to: str = "") -> None:
        self.cases[state].remove(case)
        case.last = max(case.last, on)
        if to:
            self.cases[to].append(case)

    def debt(self) -> Debt:
        return self.draw.choice(list(self.books.debts.values()))

    def plan(self, source_id: int, shares: dict[str, int]) -> None:
        self.programme.decide(self.programme.draft(source_id, shares, year=YEAR), on=self.today)
        for commune, amount in shares.items():
            self.books.planned[source_id, commune] += amount

    def commit(self, case: Case, amount: int, on: date) -> None:
        self.books.funds[case.source_id].committed.append((on, amount))
        self.books.committed[case.source_id, case.commune] += amount

    def promised(self, case: Case) -> int:
        """What a contract of this case is for."""
        return case.approved

    def transfers(self, debt: Debt) -> dict[date, date]:
        """The session on which each due day moves, by the point's sessions as recorded now."""
        with self.programme.store.reading() as uow:
            point = uow.network.point(debt.point_id)
        return {
            due: first_session_after(due, point.days, point.sessions, calendar(), equal_day=self._equal_day(due)).day
            for due, _ in debt.due
        }

    @staticmethod
    def _equal_day(due: date) -> str:
        return law().text("equal_day", due).removesuffix("_session")


# --- capital and plan


@step(3)
def entrust(history: History) -> None:
    source_id = history.draw.choice(history.sources)
    amount, on = history.draw.randint(1, 2_000) * MILLION, history.day(date(2026, 1, 5))
    history.programme.entrust(source_id, amount, on=on)
    history.books.funds[source_id].entrusted.append((on, amount))


@step(2)
def plan(history: History) -> None:
    """A round that gives to one commune and, now and then, takes from another, perhaps more than it has."""
    to, other = history.draw.sample(COMMUNES[:3], 2)
    taken = history.draw.choice((0, 0, 1_000, 20_000)) * MILLION
    history.plan(
        history.draw.choice(history.sources), {to: 100 * MILLION + taken, other: -taken} if taken else {to: 50}
    )


# --- applications


@step(14)
def file(history: History) -> None:
    """Of a new borrower or a known one, through a group or directly, at times for more than the law allows."""
    point = history.draw.choice(history.points)
    group = next(each for each in history.groups if each.point_id == point.id)
    known = [debt.borrower_id for debt in history.books.debts.values() if debt.point_id == point.id]
    again = known and history.draw.random() < 0.2
    borrower_id = history.draw.choice(known) if again else history.programme.worker(point.commune)
    amount = history.draw.randint(1, history.draw.choice((50, 200, 210))) * MILLION + history.draw.randint(0, 999)
    in_group = group if history.draw.random() < 0.7 else None
    on = history.day(history.today - timedelta(days=20))
    source_id = history.draw.choice(history.sources)
    filing = history.programme.filing(
        borrower_id, source_id, amount, group=in_group, term_months=history.draw.choice((3, 6, 12, 24, 60))
    )
    with history.programme.by(OFFICER) as uow:
        filed = application.file_application(uow, OFFICER, today=history.today, filed_on=on, filing=filing)
    history.cases["filed"].append(Case(filed.id, source_id, point.commune, borrower_id, in_group, amount, on))


@step(13)
def complete(history: History) -> None:
    case = history.take("filed")
    on = history.day(case.last)
    papers = history.draw.choice((["loan_use_plan"], ["loan_use_plan"], ["loan_use_plan"], []))
    with history.programme.by(OFFICER) as uow:
        at = uow.entries.sequence(case.id)
        application.complete(
            uow, OFFICER, today=history.today, application_id=case.id, expected=at, on=on, papers=papers
        )
    history.move(case, "filed", on, "complete")


@step(13)
def appraise(history: History) -> None:
    case = history.take("complete")
    on = history.day(case.last)
    with history.programme.by(OFFICER) as uow:
        at = uow.entries.sequence(case.id)
        application.appraise(
            uow, OFFICER, today=history.today, application_id=case.id, expected=at, on=on, opinion="Đạt (giả định)"
        )
    history.move(case, "complete", on, "appraised")


@step(12)
def approve(history: History) -> None:
    """What was asked, or a cut of it, or by mistake more."""
    case = history.take("appraised")
    on = history.day(case.last)
    amount = case.amount + history.draw.choice((0, 0, 0, 0, -case.amount // 3, MILLION))
    history.programme.approve(case.id, on=on, amount=amount, reason="Giảm (giả định)" if amount < case.amount else "")
    case.approved = amount
    history.move(case, "appraised", on, "approved")
    history.commit(case, amount, on)


@step(2)
def refuse(history: History) -> None:
    case = history.take("appraised")
    on, cites = history.day(case.last), history.draw.choice((["Điều giả định"], []))
    with history.programme.by(DIRECTOR) as uow:
        at = uow.entries.sequence(case.id)
        application.refuse(
            uow,
            DIRECTOR,
            today=history.today,
            application_id=case.id,
            expected=at,
            on=on,
            reason="Không đạt (giả định)",
            cites=cites,
        )
    history.move(case, "appraised", on)


@step(2)
def withdraw(history: History) -> None:
    state = history.draw.choice(list(history.cases))
    case = history.take(state)
    on = history.day(case.last)
    history.programme.withdraw(case.id, on=on)
    history.move(case, state, on)
    if case.approved:
        history.commit(case, -case.approved, on)


# --- loans


@step(11)
def sign(history: History) -> None:
    case = history.take("approved")
    on = history.day(case.last)
    point = next(each for each in history.points if each.commune == case.commune)
    rule = history.draw.choice(list(InstalmentRule)) if case.group is None else None
    contract = Contract(
        history.programme.number("HD"),
        on,
        on,
        history.draw.choice(list(Method)),
        history.draw.choice((1, 3, 6, 12)),
        None if case.group else point.id,
        rule,
    )
    with history.programme.by(OFFICER) as uow:
        at = uow.entries.sequence(case.id)
        signed = sign_contract(
            uow, OFFICER, today=history.today, application_id=case.id, expected=at, contract=contract
        )
        parts = [(part.due_on, part.principal) for part in uow.loans.instalments([signed.id])]
    promised = history.promised(case)
    assert sum(amount for _, amount in parts) == signed.amount == promised
    if signed.instalment_rule is InstalmentRule.FINAL_MATURITY_ONLY:
        last = max(due for due, _ in parts)
        parts = [(last, amount) for _, amount in parts]
    rates = job_loan_rate_history(law(), signed.approved_on, signed.rate_group, add_months(history.last_day, 1))
    history.books.debts[signed.id] = Debt(
        signed.id, case.source_id, case.borrower_id, signed.point_id, on, promised, parts, rates
    )
    history.move(case, "approved", on)


@step(14)
def disburse(history: History) -> None:
    """All that is left of the promise, or a part, or by mistake more than it."""
    debt = history.draw.choice([each for each in history.books.debts.values() if _left(each) > 0])
    amount = history.draw.choice((_left(debt), _left(debt), max(_left(debt) // 2, 1), _left(debt) + 1))
    on = history.day(max([debt.signed_on, *(day for day, _ in debt.disbursed)]))
    paid = history.programme.disburse(debt.loan_id, amount, on=on)
    debt.disbursed.append((on, amount))
    history.books.funds[debt.source_id].committed.append((on, -amount))
    history.books.committed[debt.source_id, paid.commune] -= amount
    history.books.disbursed[debt.source_id, paid.commune] += amount


@step(14)
def repay_given_parts(history: History) -> None:
    """Principal and interest as the voucher says, at times on a day long past, at times too much."""
    debt = history.debt()
    owed = debt.outstanding(history.today)
    principal = history.draw.choice((0, min(owed, MILLION), owed // 4, owed // 2, owed, owed + 1))
    interest = history.draw.choice((0, 0, 1, 1_000, 20_000))
    on = history.day(debt.signed_on)
    history.programme.repay(debt.loan_id, on=on, principal=principal, interest=interest)
    debt.repaid.append((on, principal))
    debt.interest.append((on, interest))


@step(10)
def repay_one_sum(history: History) -> None:
    """One sum: the rule proposes its parts, and the books keep what the voucher says."""
    debt = history.debt()
    amount = history.draw.choice((5_000, 300_000, 2 * MILLION, debt.outstanding(history.today) // 3 + 1))
    on = history.day(debt.signed_on, late=0.1)
    parts = history.programme.repay(debt.loan_id, on=on, amount=amount)
    assert parts.principal + parts.interest == amount
    debt.repaid.append((on, parts.principal))
    debt.interest.append((on, parts.interest))


# --- the network, and what is known


@step(2)
def record_session(history: History) -> None:
    """A session held on another day than planned, or not at all: transfer days move, also past ones."""
    point = history.draw.choice(history.points)
    month = history.day(date(2026, 2, 1), late=1).replace(day=1)
    held_on = history.draw.choice((None, month + timedelta(days=history.draw.randint(0, 27))))
    with history.programme.by(OFFICER) as uow:
        at = uow.entries.sequence(point.id)
        network.record_session(uow, OFFICER, point_id=point.id, expected=at, month=month, held_on=held_on)


@step(1)
def seal(history: History) -> None:
    history.programme.store.seal()


@step(1)
def remember(history: History) -> None:
    """What the reports say now, to be asked again at the end."""
    known = history.programme.store.seal()
    as_of = history.day(date(2026, 2, 1), late=0.5)
    history.memories.append(Memory(known, as_of, figures(history, known, as_of)))


def figures(history: History, known: Known, as_of: date) -> object:
    """The overdue statement, each source's balances and each commune's plan, as of a day and as known at a position."""
    reported = history.programme.overdue(known, as_of=as_of)
    return (
        reported.total,
        reported.by_commune.to_csv(),
        [history.programme.statement(each, as_of=as_of, known=known) for each in history.sources],
        [history.programme.use(each, commune, known=known) for each in history.sources for commune in COMMUNES[:3]],
    )


def _left(debt: Debt) -> int:
    return debt.promised - sum(amount for _, amount in debt.disbursed)
