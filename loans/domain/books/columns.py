"""TEMPORARY"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from loans.domain.books.event import *
from loans.domain.books.fold import WIDTH, Figures, fold
from loans.domain.columns import Column

EVER = -(2**31) + 1


@dataclass(frozen=True)
class Events:
    off: Column
    day: Column
    kind: Column
    a: Column
    b: Column


def events_of(off, day, kind, a, b):
    assert (kind[off[:-1]] == RATE).all() if off.size > 1 else True
    return Events(off, day.astype(np.int32), kind.astype(np.uint8), a, b)


@dataclass(frozen=True)
class Eras:
    off: Column
    since: Column
    settled: Column
    first: Column
    due: Column
    moves: Column
    amount: Column

    def of(self, as_of):
        n = self.off.size - 1
        seen = self.since <= as_of
        c = np.concatenate(([0], np.cumsum(seen)))
        return self.off[:-1] + (c[self.off[1:]] - c[self.off[:-1]]) - 1


def eras_of(*, off, since, settled, first, due, moves, amount):
    return Eras(off, since, settled, first, due, moves, amount)


def figures_of(events, as_of):
    n = events.off.size - 1
    out = [[0] * WIDTH for _ in range(n)]
    d, k, a, b, off = (x.tolist() for x in (events.day, events.kind, events.a, events.b, events.off))
    for i in range(n):
        fold(d, k, a, b, off[i], off[i + 1], (as_of,), out, i)
    arr = np.array(out, np.int64).reshape(n, WIDTH)
    return Figures(*(arr[:, j].copy() for j in range(WIDTH)))


class Delays(NamedTuple):
    days_overdue: Any
    days_late: Any
    overdue_since: Any
    oldest_due: Any


def delays_of(eras, figures, as_of):
    n = eras.off.size - 1
    own = eras.of(as_of)
    days_overdue, days_late = np.zeros(n, np.int64), np.zeros(n, np.int64)
    NO = np.datetime64("NaT", "D")
    since, oldest = np.full(n, NO), np.full(n, NO)
    for i in range(n):
        e = own[i]
        left = figures.covered[i] - eras.settled[e]
        total = 0
        if figures.in_term[i] + figures.overdue[i] <= 0:
            continue
        low = None
        mv = None
        for r in range(eras.first[e], eras.first[e + 1]):
            total += eras.amount[r]
            if total > left:
                low = eras.due[r] if low is None else min(low, eras.due[r])
                if eras.moves[r] <= as_of and figures.overdue[i] > 0:
                    mv = eras.moves[r] if mv is None else min(mv, eras.moves[r])
        if low is not None:
            oldest[i] = np.datetime64(int(low), "D")
            days_late[i] = max(as_of - low, 0)
        if mv is not None:
            since[i] = np.datetime64(int(mv), "D")
            days_overdue[i] = max(as_of - mv, 0)
    return Delays(days_overdue, days_late, since, oldest)


class Run(NamedTuple):
    overdue: Any
    frozen: Any


def evenings_of(events):
    o = np.zeros(events.day.size, np.int64)
    f = o.copy()
    off = events.off.tolist()
    for i in range(len(off) - 1):
        D = M = F = S = R = 0
        for r in range(off[i], off[i + 1]):
            k, a, b = int(events.kind[r]), int(events.a[r]), int(events.b[r])
            if k in (DISBURSED, BROUGHT):
                D += a
            elif k == MOVED:
                M += a
                F += b
            elif k in (PAID, WRITTEN_OFF):
                R += a
            elif k in (PAID_FROZEN, WRITTEN_OFF_FROZEN):
                S += a
            o[r] = max(min(M, D - F - S) - R, 0)
            f[r] = F
    return Run(o, f)
