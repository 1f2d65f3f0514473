"""Overdue and frozen principal after every event of many loans: what moved in a period follows from it."""

from typing import NamedTuple

import numpy as np

from loans.domain.books.columns import Events
from loans.domain.books.event import (
    BROUGHT,
    BROUGHT_INTEREST,
    DISBURSED,
    MOVED,
    PAID,
    PAID_FROZEN,
    WRITTEN_OFF,
    WRITTEN_OFF_FROZEN,
)
from loans.domain.columns import Column


class Running(NamedTuple):
    """Principal after each event, in đồng."""

    overdue: Column
    frozen: Column


def running(events: Events) -> Running:
    """Overdue and frozen principal of its loan after each event, as ``fold`` has them."""
    start = events.off[:-1]
    held = _since(np.where(events.kind == MOVED, events.b, 0), start, events.off)
    free = _since(events.a * _FREE[events.kind], start, events.off) - held
    moved = _since(np.where(events.kind == MOVED, events.a, 0), start, events.off)
    covered = _since(events.a * _COVERED[events.kind], start, events.off)
    return Running(np.maximum(np.minimum(moved, free) - covered, 0), held)


def _since(amounts: Column, start: Column, off: Column) -> Column:
    """A running sum that starts anew with each loan; what wraps around at 64 bits falls away again."""
    sums = np.cumsum(amounts)
    before = sums[start] - amounts[start]
    result: Column = sums - np.repeat(before, np.diff(off))
    return result


def _signs(plus: tuple[int, ...], minus: tuple[int, ...] = ()) -> Column:
    found = np.zeros(BROUGHT_INTEREST + 1, np.int64)
    found[list(plus)] = 1
    found[list(minus)] = -1
    return found


_FREE = _signs((DISBURSED, BROUGHT), (PAID_FROZEN, WRITTEN_OFF_FROZEN))
_COVERED = _signs((PAID, WRITTEN_OFF))
