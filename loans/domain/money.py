"""Money: whole đồng, exact proration and exact sharing. No float ever touches an amount."""

from fractions import Fraction
from typing import Any

import numpy as np

from loans.domain.columns import Amount, Column, rule

RATE_UNIT = 10**7
"""A rate is held as ``rate_e7``, ten-millionths a year: 10,30224 % a year = 1 030 224."""

YEAR_DAYS = 365

Exact = tuple[Any, Any]
"""An exact amount: whole đồng, and the rest in parts of ``1 / (RATE_UNIT · YEAR_DAYS)`` đồng."""

INTEREST_UNIT = RATE_UNIT * YEAR_DAYS
_DOOR = 2**63 - 1


def rate_e7(percent: str) -> int:
    """A rate of the law, in per cent a year as decimal text, as ten-millionths; raises where it does not end there."""
    exact = Fraction(percent) * RATE_UNIT / 100
    if exact.denominator != 1:
        raise ValueError(f"rate {percent} % does not end at the ten-millionth: it would have to be rounded")
    return int(exact)


def percent_text(e7: int) -> str:
    """``rate_e7`` back as decimal text in per cent a year: 792480 → "7.9248"."""
    whole, rest = divmod(e7, RATE_UNIT // 100)
    digits = f"{rest:05d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest whole number, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


@rule
def prorated(balance: Amount, rate_e7: Amount, days: Amount) -> Exact:
    """Interest of ``balance`` over ``days``, actual/365, exact: no rounding, no overflow.

    The product balance · rate · days exceeds 2⁶³ for a large loan held for years, so a day's interest is
    split into whole đồng and rest first. A column whose balance · rate does not fit raises ``OverflowError``.
    """
    _check_door(balance, rate_e7, days)
    whole, rest = divmod(balance * rate_e7, INTEREST_UNIT)
    carried, rest = divmod(rest * days, INTEREST_UNIT)
    return whole * days + carried, rest


def rounded(exact: Exact) -> Amount:
    """An exact amount as đồng, halves up: rounding is done here, once, and named."""
    whole, rest = exact
    result: Amount = whole + (2 * rest + INTEREST_UNIT) // (2 * INTEREST_UNIT)
    return result


def _largest(x: Amount) -> int:
    if isinstance(x, np.ndarray):
        return int(np.abs(x).max()) if x.size else 0
    return abs(int(x))


def _check_door(balance: Amount, rate_e7: Amount, days: Amount) -> None:
    if not any(isinstance(x, np.ndarray | np.generic) for x in (balance, rate_e7, days)):
        return
    if _largest(balance) * _largest(rate_e7) > _DOOR and _any_product_beyond(balance, rate_e7):
        raise OverflowError("balance × rate does not fit 64 bits: prorate each loan alone before summing")
    if INTEREST_UNIT * _largest(days) > _DOOR:
        raise OverflowError("the days do not fit 64 bits: check the dates they were counted from")


def _any_product_beyond(balance: Amount, rate_e7: Amount) -> bool:
    """Whether the product of some row leaves 64 bits; the largest balance and the largest rate may stand apart."""
    return bool((np.abs(balance) > _DOOR // np.maximum(np.abs(rate_e7), 1)).any())


def total(amounts: Column) -> int:
    """The exact sum of a column as a Python integer; refuses floats."""
    if not np.issubdtype(amounts.dtype, np.integer):
        raise TypeError("đồng are whole numbers")
    if amounts.size and _largest(amounts) * amounts.size > _DOOR:
        return sum(int(x) for x in amounts)
    return int(amounts.sum())
