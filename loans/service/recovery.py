"""The forecast of recovery of a source, and the pool of its year: read from the schedules and the collection history.

Both are as known by the unit of work and as of the end of a day. A day still to come is answered too: nothing more is
booked until then, so what falls due before it stands as late (DOMAIN §6.17: a forecast says that it is one).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from loans.domain import recovery
from loans.domain.area import unplaced_last
from loans.domain.columns import Column
from loans.domain.fund import Account, Movement
from loans.domain.loan import Instalment, Loan
from loans.domain.opening import past_and_unpaid
from loans.domain.recovery import Amounts, History, Method, Pool, Scheduled
from loans.domain.refusal import Refusal
from loans.service.portfolio import Portfolio, portfolio
from loans.service.unit_of_work import UnitOfWork

_LONG_AGO = date(1900, 1, 1)


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
    loans = [loan for loan in uow.loans.all() if loan.source_id == source_id]
    codes = sorted({loan.commune for loan in loans}, key=unplaced_last)
    numbered = {code: place for place, code in enumerate(codes)}
    of = np.array([numbered[loan.commune] for loan in loans], np.int64)
    held = portfolio(uow, loans, as_of)
    due = recovery.scheduled(
        held.instalments, held.settled, held.balances, of, len(codes), as_of=as_of, since=since, until=until
    )
    past = _histories(uow, loans, held, of, len(codes))
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


def _histories(uow: UnitOfWork, loans: Sequence[Loan], held: Portfolio, of: Column, communes: int) -> list[History]:
    """The collection history of each commune, out of contracts and vouchers.

    Of a loan that came from another system the schedule before its opening is not known: what was due by then only
    takes its turn, due in no month that counts, and what was paid by then counts for nothing.
    """
    index = {loan.id: place for place, loan in enumerate(loans)}
    openings = {opening.loan_id: opening for opening in uow.loans.openings()}
    opened_on = {loan_id: opening.effective_on for loan_id, opening in openings.items()}
    contracts: dict[int, list[Instalment]] = {loan.id: [] for loan in loans}
    for part in uow.loans.instalments():
        contracts.get(part.loan_id, []).append(part)
    parts = [
        (loan_id, _LONG_AGO if part.due_on <= opened_on.get(loan_id, _LONG_AGO) else part.due_on, part.principal)
        for loan_id, contract in contracts.items()
        for part in (past_and_unpaid(contract, openings[loan_id])[1] if loan_id in openings else contract)
    ]
    paid = [
        entry
        for entry in uow.loans.entries()
        if entry.loan_id in index and entry.principal and entry.effective_on <= held.as_of
        if entry.effective_on > opened_on.get(entry.loan_id, _LONG_AGO)
    ]
    return recovery.histories(
        _amounts(index, parts),
        held.balances.disbursed,
        _amounts(index, [(entry.loan_id, entry.effective_on, entry.principal) for entry in paid]),
        of,
        communes,
        as_of=held.as_of,
    )


def _amounts(index: Mapping[int, int], rows: Sequence[tuple[int, date, int]]) -> Amounts:
    return Amounts(
        np.array([index[loan_id] for loan_id, _, _ in rows], np.int64),
        np.array([day for _, day, _ in rows], "datetime64[D]"),
        np.array([amount for _, _, amount in rows], np.int64),
    )


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
