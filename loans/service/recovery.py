"""The forecast of recovery of a source, and the pool of its year: read from the schedules and the collection history.

Both are as known by the unit of work and as of the end of a day. A day still to come is answered too: nothing more is
booked until then, so what falls due before it stands as late (DOMAIN §6.17: a forecast says that it is one).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from loans.domain import recovery
from loans.domain.area import unplaced_last
from loans.domain.books.event import PAID, PAID_FROZEN
from loans.domain.fund import Account, Movement
from loans.domain.recovery import Amounts, History, Method, Pool, Scheduled
from loans.domain.refusal import Refusal
from loans.service.books.evening import Evening, evening
from loans.service.unit_of_work import UnitOfWork

_LONG_AGO = np.datetime64("1900-01-01", "D")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """Principal of a commune (or of all: ``commune`` empty) expected in a month, in đồng."""

    commune: str
    month: date
    scheduled: int
    expected: int


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One commune, or the total: outstanding = scheduled + late + before + beyond + frozen, in đồng.

    ``expected`` is what ``method`` lets expect of ``scheduled``; ``history`` is what that method rests on.
    """

    commune: str
    scheduled: int
    expected: int
    late: int
    before: int
    beyond: int
    frozen: int
    outstanding: int
    method: Method | None
    history: History


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast as of a day over months ``since`` to ``until``: rows above 0, their totals, and every month's."""

    source_id: int
    as_of: date
    since: date
    until: date
    rows: tuple[MonthRow, ...]
    by_commune: tuple[CommuneRow, ...]
    by_month: tuple[MonthRow, ...]
    total: CommuneRow


def forecast(
    uow: UnitOfWork,
    *,
    source_id: int,
    as_of: date,
    since: date,
    until: date,
    communes: Sequence[str] | None = None,
    least_instalments: int = recovery.LEAST_INSTALMENTS,
) -> Forecast:
    """Principal expected back by commune and month, from the month of ``since`` to that of ``until``, both included.

    ``communes`` limits what is shown, never the source's history behind it. Early repayments are not forecast.
    Raises ``Refusal`` ``period_reversed``, ``Unknown`` ``unknown_source``.
    """
    _in_order(since, until)
    uow.funds.get(source_id)
    every = evening(uow, as_of)
    mine = _Own(every.some(np.flatnonzero(every.view.column("source_id") == source_id)))
    commune = mine.held.view.coded("commune")
    codes = sorted({commune.texts[code] for code in set(commune.own.tolist())}, key=unplaced_last)
    numbered = {code: place for place, code in enumerate(codes)}
    of = np.array([numbered.get(text, -1) for text in [*commune.texts, ""]], np.int64)[commune.own]
    held = mine.held.figures
    due = recovery.scheduled(
        mine.held.instalments, mine.held.settled, held, of, len(codes), as_of=as_of, since=since, until=until
    )
    past = recovery.histories(mine.contracted, held.disbursed, mine.collected, of, len(codes), as_of=as_of)
    whole = recovery.total(past)
    months = recovery.months_between(since, until)
    rows: list[MonthRow] = []
    by_commune: list[CommuneRow] = []
    for place, code in enumerate(codes):
        if communes is not None and code not in communes:
            continue
        method, history = recovery.method(past[place], whole, least_instalments=least_instalments)
        amounts = zip(months, due.months[place].tolist(), strict=True)
        own = [MonthRow(code, month, amount, recovery.expected(amount, history)) for month, amount in amounts if amount]
        rows += own
        by_commune.append(_commune_row(code, own, due, place, method, history))
    return Forecast(
        source_id=source_id,
        as_of=as_of,
        since=months[0],
        until=months[-1],
        rows=tuple(rows),
        by_commune=tuple(by_commune),
        by_month=tuple(MonthRow("", month, *_sums([row for row in rows if row.month == month])) for month in months),
        total=_total(by_commune, whole),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """Capital that a decision brought: its day, number and đồng, and the entry that recorded it."""

    entry_id: int
    on: date
    decision: str
    amount: int


@dataclass(frozen=True, slots=True)
class YearPool:
    """The pool of a source and year as of a day (at most the year's last), and the figures it follows from, in đồng.

    ``available`` is the source's balance; ``used`` what the year's plan has disbursed and committed; ``collected``
    principal collected in the year, ``to_come`` what is expected from the day to the year's end.
    """

    source_id: int
    year: int
    as_of: date
    pool: Pool
    decisions: tuple[Decision, ...]
    new: int
    collected: int
    to_come: int
    available: int
    used: int

    @property
    def cut(self) -> int:
        """What withdrawals or a shortage took out of new and recovered capital."""
        return self.new + self.collected + self.to_come - self.pool.new - self.pool.recovered


def pool_of(uow: UnitOfWork, *, source_id: int, year: int, as_of: date) -> YearPool:
    """The three parts of a year's pool, no đồng twice (§6.12): see ``loans.domain.recovery.pool``.

    Before the year begins, new and collected are 0, all that stands available is idle, and what is expected before
    1 January is left out: this year's plan may still lend it. After the year nothing is to come.
    """
    day, first = min(as_of, date(year, 12, 31)), date(year, 1, 1)
    ahead = forecast(uow, source_id=source_id, as_of=day, since=first, until=date(year, 12, 31))
    to_come = ahead.total.expected if as_of == day else 0
    decisions = _decisions(uow, source_id, first, day)
    new = sum(decision.amount for decision in decisions)
    collected = sum(uow.turnovers.collected(source_id, first, day).values())
    available = uow.funds.balances(source_id, day).get(Account.AVAILABLE, 0)
    disbursed = uow.turnovers.disbursed(source_id, year, day)
    used = sum(uow.turnovers.committed(source_id, year, day).values()) + sum(
        amount for months in disbursed.values() for amount in months.values()
    )
    return YearPool(
        source_id=source_id,
        year=year,
        as_of=day,
        pool=recovery.pool(new=new, collected=collected, to_come=to_come, available=available, used=used),
        decisions=decisions,
        new=new,
        collected=collected,
        to_come=to_come,
        available=available,
        used=used,
    )


def _in_order(since: date, until: date) -> None:
    if (since.year, since.month) > (until.year, until.month):
        raise Refusal(
            "period_reversed",
            field="since",
            value=since.isoformat(),
            vi=f"Tháng đầu {since:%m/%Y} sau tháng cuối {until:%m/%Y}. Chọn lại hai tháng.",
            en=f"The span begins in {since:%Y-%m}, after its last month {until:%Y-%m}. Choose the two months again.",
        )


@dataclass(frozen=True)
class _Own:
    """The loans of one source on an evening."""

    held: Evening

    @property
    def contracted(self) -> Amounts:
        """The instalments as the contracts have them. Of a loan that came from another system the schedule before its
        opening is not known: what was due by then only takes its turn, due in no month that counts."""
        parts, opened = self.held.view.facts("contract"), self.held.view.column("opened_on")
        place, due = parts["place"], parts["due"]
        return Amounts(place, np.where(due <= opened[place], _LONG_AGO, due), parts["principal"])

    @property
    def collected(self) -> Amounts:
        """Principal paid in money; what was paid by an opening counts for nothing."""
        place, day, amount = self.held.money((PAID, PAID_FROZEN))
        own = (amount != 0) & ~(day <= self.held.view.column("opened_on")[place])
        return Amounts(place[own], day[own], amount[own])


def _commune_row(
    code: str, months: Sequence[MonthRow], due: Scheduled, place: int, method: Method, history: History
) -> CommuneRow:
    return CommuneRow(
        commune=code,
        scheduled=sum(row.scheduled for row in months),
        expected=sum(row.expected for row in months),
        late=int(due.late[place]),
        before=int(due.before[place]),
        beyond=int(due.beyond[place]),
        frozen=int(due.frozen[place]),
        outstanding=int(due.outstanding[place]),
        method=method,
        history=history,
    )


def _sums(rows: Sequence[MonthRow]) -> tuple[int, int]:
    return sum(row.scheduled for row in rows), sum(row.expected for row in rows)


def _total(rows: Sequence[CommuneRow], whole: History) -> CommuneRow:
    names = ("scheduled", "expected", "late", "before", "beyond", "frozen", "outstanding")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return CommuneRow(commune="", method=None, history=whole, **sums)


def _decisions(uow: UnitOfWork, source_id: int, since: date, as_of: date) -> tuple[Decision, ...]:
    """Capital entrusted and supplemented in a period, each with its decision."""
    return tuple(
        Decision(entry.id, entry.effective_on, entry.body["decision"], entry.body["amount"])
        for entry in uow.entries.history([source_id])
        if entry.kind in (Movement.ENTRUSTED, Movement.SUPPLEMENTED) and since <= entry.effective_on <= as_of
    )
