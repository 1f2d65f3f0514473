"""Invented loans by column: drawn by a seed and their number alone, each of them possible, until faults are planted."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.portfolio.places import GROUPS, sessions_after, world
from tests.portfolio.shape import Shape

Column = npt.NDArray[Any]

NORMAL, LATE, FROZEN, EXTENDED = range(4)
TERMS = np.array([12, 24, 36, 48, 60, 96, 120])
_SINCE_74, _SINCE_338 = np.datetime64("2019-11-08"), np.datetime64("2026-01-01")
_REFORM = np.datetime64("2025-07-01")


@dataclass(slots=True)
class Loans:
    """A stretch of loans: ``at`` are their numbers; ``fault`` is the place of the planted code in the shape, or -1."""

    at: Column
    fault: Column
    state: Column
    commune: Column
    group: Column
    lent: Column
    term: Column
    due: Column
    extended: Column
    disbursed: Column
    pieces: Column
    paid: Column
    since: Column
    rate: Column
    unit: list[Any] = field(default_factory=list)
    history: Column = field(default_factory=lambda: np.zeros(0, np.bool_))
    more: dict[str, Column] = field(default_factory=dict)
    """Balances and what faults change, by our fields."""

    def __len__(self) -> int:
        return len(self.at)

    @property
    def piece(self) -> Column:
        """What each instalment but the last comes to."""
        found: Column = self.disbursed // self.pieces // 1_000 * 1_000
        return found

    @property
    def repaid(self) -> Column:
        """What has been repaid: the first instalments whole."""
        found: Column = self.piece * self.paid
        return found

    def due_on(self, number: Column, of: Column) -> Column:
        """The due day of instalment ``number`` (from 1) of the loans at ``of``; the last at the last day of all."""
        regular = later(self.lent[of], number * (self.term[of] // self.pieces[of]))
        last = np.where(np.isnat(self.extended[of]), self.due[of], self.extended[of])
        found: Column = np.where(number == self.pieces[of], last, regular)
        return found


def later(days: Column, months: Column) -> Column:
    """So many months later, the same day of the month; days are never after the 28th."""
    begun = days.astype("datetime64[M]")
    found: Column = (begun + months).astype("datetime64[D]") + (days - begun.astype("datetime64[D]"))
    return found


def loans(shape: Shape, start: int, count: int, fault: Column) -> Loans:
    """The loans from number ``start`` on; of those that will bear a fault the rest is possible."""
    draw = np.random.default_rng((shape.seed, start))
    day = np.datetime64(shape.day)
    state = draw.choice(4, count, p=[0.945, 0.025, 0.01, 0.02])
    state[fault >= 0] = NORMAL
    term = draw.choice(TERMS, count)
    term[(state == EXTENDED) & (term > 60)] = 36
    age = 40 + draw.integers(0, 10**9, count) % np.minimum(term * 30 - 80, 2_440)
    age = np.where(state == LATE, term * 30 + 100 + draw.integers(0, 300, count), age)
    term[(state == LATE) & (age > 2_500)] = 24
    age = np.where(state == LATE, term * 31 + 60 + draw.integers(0, 300, count), age)
    age = np.where(state == EXTENDED, term * 30 + 60, age)
    lent = (day - age).astype("datetime64[M]").astype("datetime64[D]") + draw.integers(0, 28, count)
    due = later(lent, term)
    extended = np.where(state == EXTENDED, later(due, np.full(count, 6)), np.datetime64("NaT"))
    most = np.where(lent >= _SINCE_338, 200, 100)
    pieces = term // 6
    commune = draw.integers(0, shape.communes, count)
    found = Loans(
        at=np.arange(start, start + count),
        fault=fault,
        state=state,
        commune=commune,
        group=draw.integers(0, GROUPS, count),
        lent=lent,
        term=term,
        due=due,
        extended=extended.astype("datetime64[D]"),
        disbursed=(10 + draw.integers(0, 10**9, count) % (most - 9)) * 1_000_000,
        pieces=pieces,
        paid=np.zeros(count, np.int64),
        since=np.full(count, np.datetime64("NaT"), "datetime64[D]"),
        rate=np.zeros(count, np.int64),
    )
    found.paid = _paid(found, day, draw)
    priority = draw.random(count) < 0.2
    standard, lower = np.where(lent >= _SINCE_338, 792_480, 748_800), np.where(lent >= _SINCE_338, 624_000, 374_400)
    found.rate = np.where(priority, lower, standard)
    found.history = (draw.integers(0, 1_000, count) < shape.history_permille) & (fault < 0)
    _place(shape, found, draw)
    return found


def balance(shape: Shape, each: Loans) -> None:
    """The balances as the state of each loan has them, and the day on which what is overdue moved."""
    rest = each.disbursed - each.repaid
    none = np.zeros(len(each), np.int64)
    late, frozen = each.state == LATE, each.state == FROZEN
    each.more |= {
        "in_term": np.where(late | frozen, none, rest),
        "overdue": np.where(late, rest, none),
        "frozen": np.where(frozen, rest, none),
        "outstanding": rest.copy(),
    }
    days = np.array(world(shape.communes).session_days())[each.commune]
    moved = sessions_after(each.due, days)
    each.since = np.where(late, moved, np.datetime64("NaT")).astype("datetime64[D]")


def _paid(each: Loans, day: np.datetime64, draw: np.random.Generator) -> Column:
    """How many instalments were paid: those that fell due; of late and frozen loans fewer, of extended all but one."""
    passed = np.zeros(len(each), np.int64)
    everyone = np.arange(len(each))
    for number in range(1, int(each.pieces.max()) + 1):
        has = everyone[each.pieces >= number]
        passed[has] += each.due_on(np.full(len(has), number), has) <= day
    some = draw.integers(0, 10**6, len(each)) % np.maximum(np.minimum(passed, each.pieces - 1), 1)
    paid = np.where((each.state == LATE) | (each.state == FROZEN), some, passed)
    found: Column = np.where(each.state == EXTENDED, each.pieces - 1, np.minimum(paid, each.pieces - 1))
    return found


def _place(shape: Shape, each: Loans, draw: np.random.Generator) -> None:
    """The unit that the bank has on file: of a share of the older loans that of the time."""
    here = world(shape.communes)
    old = (each.lent < _REFORM) & (draw.integers(0, 1_000, len(each)) < shape.old_permille) & (each.fault < 0)
    each.unit = [
        here.certain[place] or here.new[place] if its else here.new[place]
        for place, its in zip(each.commune.tolist(), old.tolist(), strict=True)
    ]
