"""The fold of a city's worth of loans, by columns and compiled, beside only reading the columns; and of one loan."""

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np

from bench.clock import Measured, best
from loans.domain.books.columns import EVER, NUMPY, Eras, Events, Kernel, eras_of, events_of
from loans.domain.books.delay import Delays
from loans.domain.books.event import DISBURSED, MOVED, PAID, RATE
from loans.domain.books.fold import Figures, figures
from loans.domain.columns import Column
from loans.service.books.compiled import Compiled

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
    return [column.sum() for column in columns]


def asked(kernel: Kernel, events: Events, eras: Eras) -> tuple[Figures, Delays]:
    """Every figure of every loan and how late it is."""
    held = kernel.figures(events, AS_OF)
    return held, kernel.delays(eras, held, AS_OF)


def measured() -> Iterator[Measured]:
    """The real rules, interest owed included, as of one day."""
    events, eras = synthetic(LOANS)
    agree(events, asked(NUMPY, events, eras)[0])
    reading = best(lambda: read(events, eras), turns=9)
    what = f"balances, interest owed and delay of {LOANS:,} loans, {events.day.size:,} events"
    yield Measured(f"{what}, numpy", best(lambda: asked(NUMPY, events, eras), turns=5), "each column once", reading)
    if find_spec("numba"):
        rules = Compiled()
        rules.compile()
        agree(events, asked(rules.kernel, events, eras)[0])
        took = best(lambda: asked(rules.kernel, events, eras), turns=5)
        yield Measured("the same, compiled (extra fast)", took, "each column once", reading)
    one = [events.of(loan) for loan in range(SAMPLE)]
    plain = best(lambda: [figures(each, AS_OF) for each in one], turns=3) / SAMPLE
    single = events_of([0, len(one[0])], *(np.array(column) for column in zip(*one[0], strict=True)))
    yield Measured("one loan in plain Python", plain, "in numpy", best(lambda: NUMPY.figures(single, AS_OF)))


def agree(events: Events, held: Figures) -> None:
    """Two answers that differ would make the comparison worthless."""
    for loan in range(0, events.size, events.size // SAMPLE or 1):
        if tuple(int(column[loan]) for column in held) != tuple(figures(events.of(loan), AS_OF)):
            raise SystemExit("the kernels disagree: nothing to compare")
