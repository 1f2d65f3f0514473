"""The fold of a city's worth of loans, by columns and compiled, beside only reading the columns, and beside one loan."""

from collections.abc import Iterator

import numpy as np

from bench.clock import Measured, best
from loans.domain.books.columns import EVER, Eras, Events, delays_of, eras_of, events_of, figures_of
from loans.domain.books.event import DISBURSED, MOVED, PAID, RATE
from loans.domain.books.fold import Figures, figures
from loans.domain.columns import Column

LOANS = 300_000
INSTALMENTS = 8
PAYMENTS = 9  # with a rate, a disbursement and eight instalments: nineteen events
PRINCIPAL = 80_000_000
RATE_E7, OVERDUE_E7 = 792_480, 1_030_224
FIRST = 19_727  # 05/01/2024
AS_OF = 20_757  # 31/10/2026
SAMPLE = 2_000
SEED = 338_2025


def synthetic(loans: int) -> tuple[Events, Eras]:
    """Loans disbursed over two years; each pays most of its instalments, some late, some not at all."""
    draw = np.random.default_rng(SEED)
    number = np.arange(loans)
    out = FIRST + draw.integers(0, 730, loans)
    due = out[:, None] + np.arange(1, INSTALMENTS + 1) * 91
    moves = np.maximum.accumulate(due + draw.integers(1, 31, due.shape), axis=1)
    paid_on = out[:, None] + draw.integers(30, 1_000, (loans, PAYMENTS))
    principal = draw.integers(0, PRINCIPAL // PAYMENTS, paid_on.shape)
    interest = draw.integers(0, 500_000, paid_on.shape)
    part = PRINCIPAL // INSTALMENTS
    blocks = (
        _block(number, out, RATE, RATE_E7, OVERDUE_E7),
        _block(number, out, DISBURSED, PRINCIPAL, 0),
        _block(np.repeat(number, PAYMENTS), paid_on, PAID, principal, interest),
        _block(np.repeat(number, INSTALMENTS), moves, MOVED, part, 0),
    )
    loan, day, kind, a, b = (np.concatenate(columns) for columns in zip(*blocks, strict=True))
    order = np.lexsort((kind != RATE, day, loan))
    events = events_of(np.searchsorted(loan[order], np.arange(loans + 1)), *(each[order] for each in (day, kind, a, b)))
    eras = eras_of(
        off=np.arange(loans + 1),
        since=np.full(loans, EVER),
        settled=np.zeros(loans, np.int64),
        first=np.arange(loans + 1) * INSTALMENTS,
        due=due.ravel(),
        moves=moves.ravel(),
        amount=np.full(due.size, part),
    )
    return events, eras


def _block(loan: Column, day: Column, kind: int, a: Column | int, b: Column | int) -> tuple[Column, ...]:
    filled = (np.broadcast_to(np.ravel(value), loan.shape) for value in (kind, a, b))
    return (loan, np.ravel(day), *filled)


def read(events: Events, eras: Eras) -> list[object]:
    """Every compact column once: 21 bytes an event, 16 a piece."""
    columns = (events.off, events.day, events.kind, events.a, events.b, eras.due, eras.moves, eras.amount)
    return [column.max() for column in columns]
