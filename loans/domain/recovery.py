"""The forecast of recovery (dự báo thu hồi gốc) by commune and month, and the pool of a year (DOMAIN §6.12).

Two readings side by side, both whole đồng. *Scheduled*: unpaid principal by its effective due month, after every
rescheduling, extension and recall; frozen principal is expected in no month, and what is late already stands apart
without a month. *Expected*: the scheduled part that the collection history says will come. Repayments before they are
due are not forecast.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

import numpy as np

from loans.domain.books.fold import Figures
from loans.domain.columns import Column, least, most

PERMILLE = 1000
HISTORY_MONTHS = 12
LATEST_MONTHS = 3
"""An instalment not collected by the end of the third month after its own counts as never collected."""

LEAST_INSTALMENTS = 12
"""Below so many instalments behind it, a commune's own history says too little: the whole source's is taken."""

_MONTH, _DAY = "datetime64[M]", "datetime64[D]"
_ONE_DAY = np.timedelta64(1, "D")
_DAYS, _EPOCH = 2**23, 2**20  # room for the days of every calendar year within one loan's keys


@dataclass(frozen=True, slots=True)
class Instalments:
    """Pieces of principal loan by loan, each loan's in their turn, with the day on which each would move to overdue."""

    loan: Column
    due: Column
    transfer: Column
    principal: Column


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts in đồng of some loans, each on a day; ``loan`` counts from 0."""

    loan: Column
    day: Column
    amount: Column


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Outstanding principal by commune, in đồng: ``months`` is communes × months of the span.

    ``late`` was due before the day; ``before`` and ``beyond`` fall due outside the span, ``beyond`` also where no
    instalment says when; ``frozen`` is expected in no month.
    """

    months: Column
    late: Column
    before: Column
    beyond: Column
    frozen: Column

    @property
    def outstanding(self) -> Column:
        """All principal owed: the parts add up to it exactly."""
        total: Column = self.months.sum(axis=1) + self.late + self.before + self.beyond + self.frozen
        return total


def unpaid(owed: Instalments, settled: Column, held: Figures) -> Column:
    """What is left of each piece: payments took the earliest, and what was never disbursed is not owed (§6.18).

    ``owed`` lists each loan's pieces in their turn; ``settled`` is what was repaid of pieces that it no longer lists.
    """
    paid, free = held.covered - settled, held.in_term + held.overdue
    through = _through(owed.loan, owed.principal)
    ends = least(most(through - paid[owed.loan], 0), free[owed.loan])
    begins = least(most(through - owed.principal - paid[owed.loan], 0), free[owed.loan])
    left: Column = ends - begins
    return left


def scheduled(
    owed: Instalments,
    settled: Column,
    held: Figures,
    commune: Column,
    communes: int,
    *,
    as_of: date,
    since: date,
    until: date,
) -> Scheduled:
    """Outstanding principal at the end of ``as_of`` by commune and effective due month, ``since`` to ``until``.

    ``commune`` numbers each loan's commune from 0. What was due before ``as_of`` is late (§6.5), even where its month
    lies within the span.
    """
    left, of = unpaid(owed, settled, held), commune[owed.loan]
    month, first, last = owed.due.astype(_MONTH), np.datetime64(since, "M"), np.datetime64(until, "M")
    late = owed.due < np.datetime64(as_of, "D")
    within = ~late & (month >= first) & (month <= last)
    months = np.zeros((communes, int((last - first).astype(np.int64)) + 1), np.int64)
    np.add.at(months, (of[within], (month[within] - first).astype(np.int64)), left[within])
    unscheduled = held.in_term + held.overdue - _summed(owed.loan, left, held.covered.size)

    def apart(chosen: Column) -> Column:
        return _summed(of[chosen], left[chosen], communes)

    return Scheduled(
        months=months,
        late=apart(late),
        before=apart(~late & (month < first)),
        beyond=apart(~late & (month > last)) + _summed(commune, unscheduled, communes),
        frozen=_summed(commune, held.frozen, communes),
    )


@dataclass(frozen=True, slots=True)
class History:
    """Principal that fell due in a year of full months, in đồng, and when it was collected.

    ``in_month``: by the end of its due month (early repayment too); ``later``: one to three months after;
    ``waiting``: not collected, and the three months are not over.
    """

    instalments: int = 0
    due: int = 0
    in_month: int = 0
    later: int = 0
    waiting: int = 0

    def __add__(self, other: "History") -> "History":
        return History(
            self.instalments + other.instalments,
            self.due + other.due,
            self.in_month + other.in_month,
            self.later + other.later,
            self.waiting + other.waiting,
        )

    @property
    def never(self) -> int:
        """Not collected within three months of the due month."""
        return self.due - self.in_month - self.later - self.waiting

    @property
    def permille(self) -> int | None:
        """The share collected within three months, floored; what still waits counts as not collected.

        None where nothing fell due.
        """
        return (self.in_month + self.later) * PERMILLE // self.due if self.due else None


def histories(
    contracted: Amounts, disbursed: Column, collected: Amounts, commune: Column, communes: int, *, as_of: date
) -> list[History]:
    """The history of each commune: principal due in the last twelve full months, and what came in by ``as_of``.

    ``contracted`` are the instalments as the contracts have them: what was postponed, frozen or written off later
    was due and not collected. ``collected`` is principal paid in money, oldest instalment first. ``disbursed`` per
    loan limits its instalments: what was not paid out does not fall due.
    """
    dues = _sorted(contracted)
    through = _through(dues.loan, dues.amount)
    ends, begins = (least(part, disbursed[dues.loan]) for part in (through, through - dues.amount))
    month = dues.day.astype(_MONTH)
    last = (np.datetime64(as_of, "D") + _ONE_DAY).astype(_MONTH) - 1
    counted = (ends > begins) & (month > last - HISTORY_MONTHS) & (month <= last)
    loan, month, begins, due = dues.loan[counted], month[counted], begins[counted], (ends - begins)[counted]
    paid, of = _sorted(collected), commune[loan]
    known = np.datetime64(as_of, "D")
    latest = (month + (LATEST_MONTHS + 1)).astype(_DAY) - _ONE_DAY
    in_month = least(most(_by(paid, loan, (month + 1).astype(_DAY) - _ONE_DAY) - begins, 0), due)
    within = least(most(_by(paid, loan, np.minimum(latest, known)) - begins, 0), due)
    waiting = np.where(latest > known, due - within, 0)
    parts = (np.ones_like(due), due, in_month, within - in_month, waiting)
    columns = [_summed(of, part, communes).tolist() for part in parts]
    return [History(*row) for row in zip(*columns, strict=True)]


class Method(StrEnum):
    """Whose collection history the expected part of a commune rests on."""

    COMMUNE = "commune"
    SOURCE = "source"  # the commune has too few instalments behind it
    NONE = "none"  # nothing has fallen due yet: the schedules alone speak


def method(own: History, whole: History, *, least_instalments: int = LEAST_INSTALMENTS) -> tuple[Method, History]:
    """The history to go by: the commune's own, else the whole source's, else none."""
    if own.due and own.instalments >= least_instalments:
        return Method.COMMUNE, own
    return (Method.SOURCE, whole) if whole.due else (Method.NONE, History())


def expected(amount: int, history: History) -> int:
    """The part of a scheduled amount that the history lets expect, floored to the đồng; all of it without one."""
    permille = history.permille
    return amount if permille is None else amount * permille // PERMILLE


def total(found: Iterable[History]) -> History:
    """Several communes' histories as one."""
    return reduce(History.__add__, found, History())


def months_between(since: date, until: date) -> Sequence[date]:
    """The first day of every month from that of ``since`` to that of ``until``, both included."""
    first, last = (day.year * 12 + day.month - 1 for day in (since, until))
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool of a year and source, in đồng: ``new`` + ``recovered`` + ``idle`` = what can be lent in the year."""

    new: int
    recovered: int
    idle: int

    @property
    def total(self) -> int:
        """What the plan of the year may share out by the lending measure (§6.12)."""
        return self.new + self.recovered + self.idle


def pool(*, new: int, collected: int, to_come: int, available: int, used: int) -> Pool:
    """The three parts without counting any đồng twice; all in đồng.

    What can be lent under a year's plan is what stands available now, what the plan has used already (disbursed or
    committed), and what is still to come. New money and principal collected this year stand in the first two: idle is
    what is left of them, the money that the year brought neither in nor back. Where withdrawals or a shortage took
    more than that, idle is 0 and recovered, then new, are cut: the parts never exceed what can be lent.
    """
    lendable = max(0, available + used + to_come)
    idle = max(0, available + used - new - collected)
    fresh = min(new, lendable - idle)
    return Pool(fresh, lendable - idle - fresh, idle)


def _through(loan: Column, amount: Column) -> Column:
    """A running sum that starts anew with each loan; the rows stand loan by loan."""
    sums = np.cumsum(amount)
    before = np.concatenate((np.zeros(1, np.int64), sums))[np.searchsorted(loan, loan, side="left")]
    running: Column = sums - before
    return running


def _summed(place: Column, amount: Column, places: int) -> Column:
    sums = np.zeros(places, np.int64)
    np.add.at(sums, place, amount)
    return sums


def _sorted(amounts: Amounts) -> Amounts:
    order = np.lexsort((amounts.day, amounts.loan))
    return Amounts(amounts.loan[order], amounts.day[order].astype(_DAY), amounts.amount[order])


def _by(paid: Amounts, loan: Column, day: Column) -> Column:
    """How much of ``paid`` (sorted) each loan had by the end of each day."""
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(paid.amount)))
    booked = paid.loan * _DAYS + paid.day.astype(np.int64) + _EPOCH
    upto = np.searchsorted(booked, loan * _DAYS + day.astype(np.int64) + _EPOCH, side="right")
    found: Column = sums[upto] - sums[np.searchsorted(booked, loan * _DAYS, side="left")]
    return found
