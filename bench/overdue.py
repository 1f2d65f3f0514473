"""The overdue kernel on a city's worth of loans, beside a plain loop and beside only reading the columns."""

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction

import numpy as np

from bench.clock import Measured, best
from loans.domain.arrears import KEEP, Instalments, Timeline, accrued, balances, delay, timeline
from loans.domain.columns import Column
from loans.domain.money import INTEREST_UNIT, rounded

LOANS = 300_000
INSTALMENTS = 8
PAYMENTS = 9  # and one disbursement: ten entries
SAMPLE = 2_000
PRINCIPAL = 80_000_000
RATE_E7, OVERDUE_E7 = 792_480, 1_030_224
FIRST = np.datetime64("2024-01-05", "D")
AS_OF = np.datetime64("2026-10-31", "D")
SEED = 338_2025


def measured() -> Iterator[Measured]:
    """Balances, interest and both counts of delay for every loan, as of one day."""
    owed, columns = synthetic(LOANS)
    sort = best(lambda: timeline(LOANS, **columns), turns=2)
    lines = timeline(LOANS, **columns)
    kernel = best(lambda: answered(lines, owed), turns=3)
    reading = best(lambda: [column.sum() for column in _columns(lines, owed)], turns=3)
    sample = _first(lines, SAMPLE)
    agree(sample, lines, owed)
    loop = best(lambda: looped(sample), turns=2) * LOANS / SAMPLE
    what = f"overdue and interest of {LOANS:,} loans, {INSTALMENTS} instalments, {PAYMENTS + 1} entries each"
    yield Measured(what, kernel, f"a plain loop ({SAMPLE:,} loans, scaled)", loop)
    yield Measured("the same", kernel, "summing every column once", reading)
    yield Measured("sorting its rows by (loan, day), checked at the door", sort, "the same kernel", kernel)


def synthetic(loans: int) -> tuple[Instalments, dict[str, Column]]:
    """Loans disbursed over two years; each pays most of its instalments, some late, some not at all."""
    draw = np.random.default_rng(SEED)
    number = np.arange(loans)
    out = FIRST + draw.integers(0, 730, loans).astype("timedelta64[D]")
    owing = np.repeat(number, INSTALMENTS)
    due = np.repeat(out, INSTALMENTS) + np.tile(np.arange(1, INSTALMENTS + 1) * 91, loans).astype("timedelta64[D]")
    transfer = due + draw.integers(1, 31, due.size).astype("timedelta64[D]")
    principal = np.full(due.size, PRINCIPAL // INSTALMENTS)
    paying = np.repeat(number, PAYMENTS)
    paid_on = np.repeat(out, PAYMENTS) + draw.integers(30, 1_000, paying.size).astype("timedelta64[D]")
    paid = draw.integers(0, PRINCIPAL // PAYMENTS, paying.size)
    parts = (loans, paying.size, due.size, loans)  # disbursements, payments, transfers, rates

    def column(disbursed: int | Column, paid: int | Column, moved: int | Column, rate: int | Column) -> Column:
        given = zip((disbursed, paid, moved, rate), parts, strict=True)
        return np.concatenate([np.broadcast_to(np.asarray(value, np.int64), size) for value, size in given])

    columns = {
        "loan": column(number, paying, owing, number),
        "day": np.concatenate([out, paid_on, transfer, out]),
        "disbursed": column(PRINCIPAL, 0, 0, 0),
        "repaid": column(0, paid, 0, 0),
        "moved": column(0, 0, principal, 0),
        "rate_e7": column(KEEP, KEEP, KEEP, RATE_E7),
        "overdue_rate_e7": column(KEEP, KEEP, KEEP, OVERDUE_E7),
    }
    return Instalments(owing, due, transfer, principal), columns


def answered(lines: Timeline, owed: Instalments) -> tuple[Column, Column, Column]:
    """Overdue principal, interest accrued, days overdue: what a statement needs."""
    held = balances(lines, AS_OF)
    (in_whole, in_rest), (whole, rest) = accrued(lines, AS_OF)
    interest = rounded((in_whole + whole, in_rest + rest))
    return held.overdue, np.asarray(interest), delay(owed, held, AS_OF).days_overdue


Step = tuple[int, int, int, int]
"""Day, disbursed, repaid, moved."""


def looped(loans: list[list[Step]]) -> list[tuple[int, int]]:
    """The same rule as a person would first write it: (overdue, interest) loan by loan, in exact fractions."""
    last = int(AS_OF.astype(np.int64))
    answers = []
    for steps in loans:
        out = repaid = moved = overdue = in_term = 0
        interest, since = Fraction(0), steps[0][0]
        for day, disbursed, paid, due in [*(step for step in steps if step[0] <= last), (last, 0, 0, 0)]:
            interest += Fraction((in_term * RATE_E7 + overdue * OVERDUE_E7) * (day - since), INTEREST_UNIT)
            out, repaid, moved, since = out + disbursed, repaid + paid, moved + due, day
            overdue = max(min(moved, out) - repaid, 0)
            in_term = out - repaid - overdue
        answers.append((overdue, (2 * interest.numerator + interest.denominator) // (2 * interest.denominator)))
    return answers


def agree(sample: list[list[Step]], lines: Timeline, owed: Instalments) -> None:
    """Two answers that differ would make the comparison worthless."""
    overdue, interest, _ = answered(lines, owed)
    if looped(sample) != list(zip(overdue[:SAMPLE].tolist(), interest[:SAMPLE].tolist(), strict=True)):
        raise SystemExit("the kernel and the loop disagree: nothing to compare")


def _first(lines: Timeline, loans: int) -> list[list[Step]]:
    found: list[list[Step]] = [[] for _ in range(loans)]
    until = int(np.searchsorted(lines.loan, loans))
    columns = (lines.loan, lines.day.astype(np.int64), lines.disbursed, lines.repaid, lines.moved)
    for loan, *step in zip(*(column[:until].tolist() for column in columns), strict=True):
        found[loan].append((step[0], step[1], step[2], step[3]))
    return found


def _columns(*tables: Timeline | Instalments) -> list[Column]:
    """Every column of some tables as whole numbers: days are counted from 1970."""
    found = [getattr(table, field.name) for table in tables for field in fields(table)]
    return [column.view(np.int64) for column in found if isinstance(column, np.ndarray)]
