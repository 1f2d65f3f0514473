"""Balances, interest and days late of loans with every kind of decision, against a simulation day by day.

The simulation walks each day of a loan's life over plain pieces of principal and knows no column: in the morning a
freeze that is over gives its pieces back, then vouchers act one by one (money that goes out makes pieces of earliest
parts of the contract, money that comes in takes pieces in their turn), then what is due and unpaid moves at a
session, then decisions of the day act as they were entered; each night bears interest on the balances of the evening
(DOMAIN §6.3–6.8, §7.2.22–23). Some loans come from another system at the end of the first day, with its portions of
overdue and frozen principal and interest owed. Lives begin in years far apart: loans of any age are in the books.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.domain.books.history import History, Meeting
from loans.domain.books.laid import late_on, owed_on
from loans.domain.debt import Debts, Freeze, FrozenPart, Refund, Relief, ReliefKind, WriteOff
from loans.domain.lending.outlook import State, schedule_of
from loans.domain.loan import Instalment, InstalmentRule, LoanEntry
from loans.domain.opening import Opening
from loans.domain.session import PointDay, RecordedSession

BEGINNINGS = (date(2027, 1, 4), date(1995, 1, 4), date(2003, 1, 4), date(2014, 1, 4), date(2025, 1, 4))
DAYS = 420
UNIT = 365 * 10**7
RATE, OVERDUE_RATE = 792_480, 1_030_224
ONE_DAY = timedelta(days=1)


@dataclass(eq=False)
class Bit:
    """Unpaid principal in one state."""

    due: date
    number: int
    left: int
    moves: date
    overdue: bool = False


@dataclass(frozen=True)
class Standing:
    """What the loan owes at the end of a day."""

    in_term: int
    overdue: int
    frozen: int
    interest_in_term: int
    interest_overdue: int
    credit: int
    days_overdue: int
    days_late: int


def number_of(entry_id: int) -> str:
    """Voucher numbers in the order of entry."""
    return f"CT-{entry_id:07d}"


def half_up(parts: int) -> int:
    return (2 * parts + UNIT) // (2 * UNIT)


@dataclass
class Simulated:
    """A loan on its way through the days; what happens to it is also kept as the facts that the store would give."""

    loan_id: int
    sessions: Sequence[date] = field(repr=False)
    final_only: bool
    contract: list[Instalment]
    ids: Iterator[int]
    begin: date
    today: date = field(init=False)
    bits: list[Bit] = field(default_factory=list)
    unlent: list[Bit] = field(default_factory=list)
    frozen: list[Bit] = field(default_factory=list)
    freeze: Freeze | None = None
    owed: int = 0
    bore: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    collected: int = 0
    waived: int = 0
    paid_on_overdue: int = 0
    opening: Opening | None = None
    evenings: dict[date, Standing] = field(default_factory=dict, repr=False)
    payables: dict[date, Counter[int]] = field(default_factory=dict, repr=False)
    unpaid_out: dict[date, int] = field(default_factory=dict, repr=False)
    entries: list[LoanEntry] = field(default_factory=list)
    reliefs: list[Relief] = field(default_factory=list)
    freezes: list[Freeze] = field(default_factory=list)
    frozen_parts: list[FrozenPart] = field(default_factory=list)
    write_offs: list[WriteOff] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = self.begin
        last = self.contract[-1].due_on
        for part in self.contract:
            moves = self.session_after(last if self.final_only else part.due_on)
            self.unlent.append(Bit(part.due_on, part.number, part.principal, moves))

    def session_after(self, day: date) -> date:
        return next(held for held in self.sessions if held > day)

    # --- what stands

    @property
    def overdue(self) -> int:
        return sum(bit.left for bit in self.bits if bit.overdue)

    @property
    def held(self) -> int:
        return sum(bit.left for bit in self.frozen)

    @property
    def promised(self) -> int:
        """What the contract promised and nobody has disbursed yet."""
        return sum(bit.left for bit in self.unlent)

    @property
    def payable(self) -> int:
        return self.owed - self.held

    def queue(self) -> list[Bit]:
        """Who is paid first: overdue before in-term; of each what moves earlier, then what is due earlier."""
        waiting = sorted((b for b in self.bits if not b.overdue), key=lambda bit: (bit.moves, bit.due, bit.number))
        late = sorted((bit for bit in self.bits if bit.overdue), key=lambda bit: (bit.moves, bit.due, bit.number))
        return late + waiting

    @property
    def late_interest(self) -> int:
        """Interest on overdue principal, with what was brought."""
        return half_up(self.bore[True]) + (self.opening.interest_overdue if self.opening else 0)

    def interest(self) -> tuple[int, int, int]:
        """In-term, overdue, credit."""
        total, late = half_up(self.bore[False] + self.bore[True]), self.late_interest
        total += self.opening.interest_in_term + self.opening.interest_overdue if self.opening else 0
        left = max(total - self.collected - self.waived, 0)
        on_overdue = min(max(late - self.paid_on_overdue, 0), left)
        return left - on_overdue, on_overdue, max(self.collected - total, 0)

    # --- a day

    def morning(self) -> None:
        if self.freeze and self.freeze.last_on < self.today:
            for bit in self.frozen:
                bit.moves, bit.overdue = max(bit.moves, self.session_after(self.freeze.last_on)), False
                self.bits.append(bit)
            self.frozen, self.freeze = [], None

    def moving(self) -> None:
        """What is unpaid at the end of its session is overdue."""
        for bit in self.bits:
            bit.overdue = bit.overdue or bit.moves <= self.today

    def evening(self) -> None:
        in_term, on_overdue, credit = self.interest()
        payable, overdue = self.payable, self.overdue
        assert payable == sum(bit.left for bit in self.bits)
        late = self.bits
        self.payables[self.today] = sum((Counter({bit.number: bit.left}) for bit in self.bits), Counter())
        self.unpaid_out[self.today] = self.promised
        moved = [(self.today - bit.moves).days for bit in late if bit.overdue]
        due = [max((self.today - bit.due).days, 0) for bit in late]
        self.evenings[self.today] = Standing(
            payable - overdue,
            overdue,
            self.held,
            in_term,
            on_overdue,
            credit,
            max(moved, default=0) if overdue else 0,
            max(due, default=0),
        )
        self.bore[False] += (payable - overdue) * RATE
        self.bore[True] += overdue * OVERDUE_RATE
        self.today += ONE_DAY

    # --- what happens

    def take(self, bits: Sequence[Bit], amount: int, out_of: list[Bit]) -> list[Bit]:
        """Take an amount out of bits, the first one first; what was taken."""
        taken = []
        for bit in bits:
            part = min(amount, bit.left)
            if part:
                taken.append(Bit(bit.due, bit.number, part, bit.moves, bit.overdue))
                bit.left -= part
                amount -= part
                if not bit.left:
                    out_of.remove(bit)
        assert not amount
        return taken

    def pay_interest(self, amount: int) -> None:
        self.paid_on_overdue = min(self.late_interest, self.paid_on_overdue + amount)

    def pay(self, principal: int, interest: int, frozen: int) -> None:
        entry_id = next(self.ids)
        self.take(self.queue(), principal, self.bits)
        self.pay_frozen(frozen, entry_id)
        self.pay_interest(interest)
        self.collected += interest
        self.owed -= principal + frozen
        self.entries.append(
            LoanEntry(self.loan_id, self.today, number_of(entry_id), 0, principal + frozen, interest, entry_id)
        )

    def write_off(self, principal: int, interest: int, frozen: int) -> None:
        entry_id = next(self.ids)
        self.take(self.queue(), principal, self.bits)
        self.pay_frozen(frozen, entry_id)
        self.pay_interest(interest)
        self.waived += interest
        self.owed -= principal + frozen
        self.write_offs.append(WriteOff(self.loan_id, self.today, principal + frozen, interest, entry_id))

    def pay_frozen(self, amount: int, entry_id: int) -> None:
        if amount and self.freeze:
            self.take(sorted(self.frozen, key=lambda bit: (bit.moves, bit.due, bit.number)), amount, self.frozen)
            part = FrozenPart(self.freeze.entry_id, self.loan_id, self.today, amount, entry_id)
            self.frozen_parts.append(part)

    def refund(self, amount: int) -> None:
        self.collected -= amount
        self.refunds.append(Refund(self.loan_id, self.today, amount, next(self.ids)))

    def disburse(self, amount: int) -> None:
        """The first money out covers the earliest parts; a part whose session was before is overdue at once."""
        entry_id = next(self.ids)
        self.owed += amount
        for bit in self.take(list(self.unlent), amount, self.unlent):
            bit.overdue = bit.moves < self.today
            self.bits.append(bit)
        self.entries.append(LoanEntry(self.loan_id, self.today, number_of(entry_id), amount, 0, 0, entry_id))

    def come_in(self, opening: Opening, frozen_until: date) -> None:
        """Begin with what another system says at the end of the day: nobody has paid anything here yet."""
        self.opening = opening = replace(opening, entry_id=next(self.ids))
        self.owed, first, brought = opening.outstanding, self.session_after(self.today), opening.entry_id
        entry = LoanEntry(self.loan_id, self.today, "MS", opening.outstanding, entry_id=brought, opening=True)
        self.entries.append(entry)
        self.bits, self.unlent = self.unlent, []  # all that it lists was lent there
        turns = sorted(self.bits, key=lambda bit: (bit.due, bit.number))
        for bit in self.bits:
            bit.moves = max(bit.moves, first)
        for bit in self.take(turns, opening.overdue, self.bits):
            self.bits.append(Bit(bit.due, bit.number, bit.left, opening.overdue_since or self.today, overdue=True))
        if opening.frozen:
            self.begin_freeze(opening.frozen, 0, frozen_until, brought)

    def postpone(self, kind: ReliefKind, bits: Sequence[Bit], amount: int, due: date) -> None:
        """Another due day for the first of some bits of one instalment."""
        entry_id, number = next(self.ids), bits[0].number
        for bit in self.take(bits, amount, self.bits):
            waits = kind is ReliefKind.RESCHEDULED and self.final_only
            moves = bit.moves if waits else self.session_after(due)
            new_due = min(bit.due, due) if kind is ReliefKind.RECALLED else due
            self.bits.append(Bit(new_due, number, bit.left, moves))
        self.reliefs.append(Relief(self.loan_id, kind, self.today, number, amount, due, entry_id))

    def begin_freeze(self, in_term: int, overdue: int, last_on: date, entry_id: int = 0) -> None:
        late = [bit for bit in self.queue() if bit.overdue]
        waiting = [bit for bit in self.queue() if not bit.overdue]
        self.frozen = self.take(late, overdue, self.bits) + self.take(waiting, in_term, self.bits)
        entry_id = entry_id or next(self.ids)
        self.freeze = Freeze(self.loan_id, self.today, last_on, in_term, overdue, "damage", False, entry_id)
        self.freezes.append(self.freeze)


# --- histories drawn by chance

SHARE = st.integers(0, 10)
PAYMENTS = ("pay", "pay", "pay", "write_off", "refund", "disburse")
DECISIONS = ("reschedule", "reschedule", "extend", "recall", "freeze", "freeze")
OF_FROZEN = ("pay_frozen",)


def part_of(draw: st.DrawFn, whole: int) -> int:
    """Nothing, all, or a part."""
    return whole * draw(SHARE) // 10


def opening_of(draw: st.DrawFn, loan: Simulated) -> Opening:
    """Portions of all that the contract promises."""
    owed = sum(part.principal for part in loan.contract)
    overdue = part_of(draw, owed)
    frozen = part_of(draw, owed - overdue)
    since = loan.begin - timedelta(days=draw(st.integers(0, 400)))
    interest = draw(SHARE) * 1_000, draw(SHARE) * 100
    return Opening(loan.loan_id, 1, loan.begin, owed - overdue - frozen, overdue, frozen, owed, since, True, *interest)


def paid(draw: st.DrawFn, loan: Simulated, what: str) -> None:
    owed = sum(loan.interest()[:2])
    if what == "disburse":
        loan.disburse(part_of(draw, loan.promised))
    elif what == "refund":
        amount = part_of(draw, loan.interest()[2])
        if amount:
            loan.refund(amount)
    elif what == "write_off":
        loan.write_off(part_of(draw, loan.payable) // 2, part_of(draw, owed), part_of(draw, loan.held))
    else:
        loan.pay(part_of(draw, loan.payable), part_of(draw, owed + draw(SHARE) * 50), part_of(draw, loan.held))


def decided(draw: st.DrawFn, loan: Simulated, what: str) -> None:
    waiting = [bit for bit in loan.queue() if not bit.overdue]
    last = loan.contract[-1].number
    later = loan.today + timedelta(days=draw(st.integers(1, 90)))
    if what == "reschedule":
        number = draw(st.integers(1, last))
        own = [bit for bit in waiting if bit.number == number and bit.due < later]
        amount = part_of(draw, sum(bit.left for bit in own))
        if amount:
            loan.postpone(ReliefKind.RESCHEDULED, own, amount, later)
    elif what == "extend":
        due = max(max((bit.due for bit in loan.bits), default=loan.today), later) + ONE_DAY
        for number in range(1 if loan.final_only else last, last + 1):
            own = [bit for bit in loan.queue() if bit.number == number]
            if own:
                loan.postpone(ReliefKind.EXTENDED, own, sum(bit.left for bit in own), due)
    elif what == "recall":
        for number in range(1, last + 1):
            session = loan.session_after(later)
            own = [bit for bit in waiting if bit.number == number and (bit.due > later or bit.moves > session)]
            if own:
                loan.postpone(ReliefKind.RECALLED, own, sum(bit.left for bit in own), later)
    elif loan.freeze is None:
        in_term, overdue = part_of(draw, loan.payable - loan.overdue), part_of(draw, loan.overdue)
        if in_term + overdue:
            loan.begin_freeze(in_term, overdue, loan.today + timedelta(days=draw(st.integers(0, 120))))


def months_from(begin: date) -> list[date]:
    return [date(begin.year + n // 12, n % 12 + 1, 1) for n in range(48)]


@st.composite
def sessions_held(draw: st.DrawFn, begin: date) -> list[date]:
    """A session a month on any day, some months none; beyond the histories one each month."""
    months = months_from(begin)
    days = [draw(st.none() | st.integers(1, 28)) if n < 18 else 15 for n, _ in enumerate(months)]
    return [month.replace(day=day) for month, day in zip(months, days, strict=True) if day]


@st.composite
def lives(draw: st.DrawFn, loan_id: int, begin: date, sessions: Sequence[date], ids: Iterator[int]) -> Simulated:
    """One loan, simulated to its last day with whatever chance lets happen to it."""
    opened = draw(st.booleans())
    dues = sorted(draw(st.sets(st.integers(-90 if opened else 20, 330), min_size=1, max_size=4)))
    amount = draw(st.sampled_from([10, 1_000, 30_000_000]))
    contract = [
        Instalment(loan_id, number, begin + timedelta(days=due), amount * draw(st.integers(1, 3)))
        for number, due in enumerate(dues, 1)
    ]
    loan = Simulated(loan_id, sessions, draw(st.booleans()), contract, ids, begin)
    around = [due + step for due in dues for step in (0, 1, 20) if due > 0]
    moments = st.integers(1, DAYS - 1) | st.integers(1, 60) | st.sampled_from([1, *around])
    what = st.sampled_from(PAYMENTS + DECISIONS + OF_FROZEN)
    events = draw(st.lists(st.tuples(moments, what), min_size=2, max_size=16))
    if opened:
        loan.come_in(opening_of(draw, loan), begin + timedelta(days=draw(st.integers(0, 120))))
    else:
        loan.disburse(loan.promised if draw(st.booleans()) else part_of(draw, loan.promised))
    for day in range(DAYS):
        happens = [event for on, event in events if on == day]
        loan.morning()
        for event in happens:
            if event in PAYMENTS:
                paid(draw, loan, event)
        loan.moving()
        for event in happens:
            if event in DECISIONS:
                decided(draw, loan, event)
        loan.moving()
        for event in happens:
            if event in OF_FROZEN and loan.freeze:
                loan.pay(0, 0, part_of(draw, loan.held))
        loan.evening()
    return loan


def store_of(loans: Sequence[Simulated], sessions: Sequence[date]) -> Any:
    """As much of a unit of work as a portfolio reads."""
    held = {day.replace(day=1): day for day in sessions}
    months = months_from(loans[0].begin)
    recorded = [RecordedSession(month, held.get(month)) for month in months]
    point = SimpleNamespace(id=1, days=[PointDay(date(1990, 1, 1), 15)], sessions=recorded)
    debts = Debts(
        tuple(each for loan in loans for each in loan.reliefs),
        tuple(each for loan in loans for each in loan.freezes),
        tuple(each for loan in loans for each in loan.frozen_parts),
        tuple(each for loan in loans for each in loan.write_offs),
        tuple(each for loan in loans for each in loan.refunds),
    )
    return SimpleNamespace(
        loans=SimpleNamespace(
            entries=lambda _only: [entry for loan in loans for entry in loan.entries],
            instalments=lambda _only: [part for loan in loans for part in loan.contract],
            openings=lambda _only: [loan.opening for loan in loans if loan.opening],
        ),
        debts=SimpleNamespace(of=lambda _only: debts),
        network=SimpleNamespace(points=lambda: [point], moved_groups=dict),
    )


def papers_of(loan: Simulated) -> Any:
    """As much of a loan as a portfolio reads."""
    return SimpleNamespace(
        id=loan.loan_id,
        group_id=None,
        point_id=1,
        signed_on=loan.begin,
        approved_on=loan.begin - timedelta(days=400),
        rate_fixed=True,
        rate_e7=RATE,
        overdue_rate_e7=OVERDUE_RATE,
        instalment_rule=InstalmentRule.FINAL_MATURITY_ONLY if loan.final_only else InstalmentRule.MOVES,
    )


def history_of(loan: Simulated, sessions: Sequence[date]) -> History:
    """The same life as a history."""
    point = store_of([loan], sessions).network.points()[0]
    vouchers = sorted(loan.entries, key=lambda each: (each.effective_on, each.voucher_no, each.entry_id))
    return History(
        loan=papers_of(loan),
        contract=tuple(loan.contract),
        vouchers=tuple(vouchers),
        opening=loan.opening,
        debts=store_of([loan], sessions).debts.of(None),
        meetings={1: Meeting(tuple(point.days), tuple(point.sessions))},
    )


def scheduled(history: History, day: date) -> list[Any]:
    """What its schedule says is due, late or overdue by instalment; what is frozen; what was not paid out."""
    lines = schedule_of(history, day)
    owed = Counter({each.number: 0 for each in lines})
    for each in lines:
        owed[each.number] += each.left if each.state in (State.DUE, State.LATE, State.OVERDUE) else 0
    sums = [sum(each.left for each in lines if each.state is state) for state in (State.FROZEN, State.NOT_PAID_OUT)]
    return [+owed, *sums]


def _until(loan: Simulated, day: date) -> Any:
    """What of a life was effective by the end of a day."""
    names = ("entries", "reliefs", "freezes", "frozen_parts", "write_offs", "refunds")
    facts = {name: [each for each in getattr(loan, name) if each.effective_on <= day] for name in names}
    return SimpleNamespace(**vars(loan) | facts)


@st.composite
def several(draw: st.DrawFn) -> tuple[list[Simulated], list[date]]:
    begin = draw(st.sampled_from(BEGINNINGS))
    sessions, ids = draw(sessions_held(begin)), iter(range(1, 10**6))
    return [draw(lives(loan_id, begin, sessions, ids)) for loan_id in range(1, draw(st.integers(1, 3)) + 1)], sessions


@given(histories=several(), days=st.lists(st.integers(0, DAYS - 1), max_size=8))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_columns_say_of_every_loan_what_the_simulation_says(
    histories: tuple[list[Simulated], list[date]], days: list[int]
) -> None:
    loans, sessions = histories
    held = [history_of(loan, sessions) for loan in loans]
    events = {entry.effective_on for loan in loans for entry in loan.entries}
    events |= {relief.effective_on for loan in loans for relief in loan.reliefs}
    events |= {freeze.effective_on for loan in loans for freeze in loan.freezes}
    ends = {each.last_on for loan in loans for each in loan.freezes}
    begin = loans[0].begin
    wanted = {begin + timedelta(days=day) for day in days} | {begin + timedelta(days=DAYS - 1)}
    wanted |= {day + step * ONE_DAY for day in events | ends for step in (-1, 0, 1, 25)}
    end = begin + timedelta(days=DAYS - 1)
    for day in sorted(day for day in wanted if begin <= day <= end):
        for history, loan in zip(held, loans, strict=True):
            position, late = owed_on(history, day), late_on(history, day)
            stands = Standing(
                position.in_term,
                position.overdue,
                position.frozen,
                position.interest_in_term,
                position.interest_overdue,
                position.credit,
                late.days_overdue,
                late.days_late,
            )
            assert stands == loan.evenings[day], (day, loan)
            assert scheduled(history, day) == [loan.payables[day], position.frozen, loan.unpaid_out[day]], (day, loan)
            cut = history_of(_until(loan, day), sessions)  # what is booked for later days changes nothing of this one
            assert (owed_on(cut, day), late_on(cut, day)) == (position, late), (day, loan)


@pytest.mark.long
@given(histories=several(), days=st.lists(st.integers(0, DAYS - 1), max_size=8))
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_of_many_more_loans_too(histories: tuple[list[Simulated], list[date]], days: list[int]) -> None:
    test_the_columns_say_of_every_loan_what_the_simulation_says.hypothesis.inner_test(histories, days)  # type: ignore[attr-defined]
