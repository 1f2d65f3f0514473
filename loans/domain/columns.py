"""One value or a column: the few verbs that let a rule run on a loan or on a million of them.

A rule marked ``@rule`` takes an ``int``/``date`` or a numpy column under each argument name, uses ordinary
operators and the verbs below, never ``if`` on an argument and never a float. The agreement test draws
values for every marked rule and checks that a column says the same as the loop.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Amount = int | Column
Day = date | Column

AMOUNT_MAX = 10**15
"""The largest single amount that the product takes, in đồng."""

F = TypeVar("F", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}


def rule(function: F) -> F:
    """Mark a rule that runs on one value or on a column, and enter it into the agreement test."""
    RULES[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def pick(condition: Any, then: Any, otherwise: Any) -> Any:
    """``then`` where the condition holds, else ``otherwise``."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, then, otherwise)
    return then if condition else otherwise


def least(left: Amount, right: Amount) -> Any:
    """The smaller of two, value by value."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.minimum(left, right)
    return min(left, right)


def most(left: Amount, right: Amount) -> Any:
    """The larger of two, value by value."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.maximum(left, right)
    return max(left, right)


def days_between(start: Day, end: Day) -> Any:
    """Days from ``start`` (counted) to ``end`` (not counted)."""
    if isinstance(start, date) and isinstance(end, date):
        return (end - start).days
    first = np.datetime64(start, "D") if isinstance(start, date) else start
    last = np.datetime64(end, "D") if isinstance(end, date) else end
    return (last - first).astype(np.int64)


def reached(bounds: Sequence[int], x: Amount) -> Any:
    """How many of the ascending ``bounds`` the value has reached."""
    if isinstance(x, np.ndarray):
        return np.searchsorted(np.asarray(bounds, dtype=np.int64), x, side="right")
    return sum(x >= bound for bound in bounds)


def over(function: Callable[..., Any], columns: dict[str, Column], **given: Any) -> Any:
    """Run a rule over named columns; ``given`` are the arguments that are the same for all rows."""
    return function(**columns, **given)


def days_column(values: Any) -> Column:
    """The one door for days: a column of whole days without holes, else ``TypeError`` or ``ValueError``."""
    column = np.asarray(values)
    if column.size == 0:
        return np.empty(0, dtype="datetime64[D]")
    if column.dtype == object and not all(type(day) is date for day in column):
        raise TypeError("a day is missing or not a date: every row of a column of days needs one")
    if column.dtype.kind not in "MO":
        raise TypeError(f"days are dates: a column of {column.dtype} is none, convert it first")
    days = column.astype("datetime64[D]")
    if np.isnat(days).any():
        raise ValueError("a day is missing: every row of a column of days needs one")
    if (days != column).any():
        raise ValueError("a moment is not a day: take its date in Hanoi first")
    return days


def amounts_column(values: Any) -> Column:
    """The one door for đồng: an int64 column without floats or holes, each amount within ±10¹⁵."""
    column = np.asarray(values)
    if column.size == 0:
        return np.empty(0, dtype=np.int64)
    if column.dtype == object and all(type(x) is int for x in column):
        column = column.astype(np.int64)
    if column.dtype.kind not in "iu":  # a span of days counts as an integer for numpy
        raise TypeError(f"đồng are whole numbers: a column of {column.dtype} may hide a fraction or a hole")
    if column.max() > AMOUNT_MAX or column.min() < -AMOUNT_MAX:  # before the cast, and without abs: −2⁶³ has none
        raise ValueError(f"an amount exceeds {AMOUNT_MAX} đồng, the largest that one row may hold")
    return column.astype(np.int64)
