"""Doors between columns and tables of pandas: money stays int64, days stay days, text has no holes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.ledger import Coded
from loans.domain.columns import Column

_ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()
NOWHERE = np.datetime64("NaT", "D")


def whole_numbers(values: Sequence[int] | Column) -> Column:
    """Whole numbers as int64; a float, a hole or text raises ``TypeError``: none of them is ever cast silently."""
    column = np.asarray(values)
    if column.size == 0:
        return np.zeros(0, np.int64)
    if column.dtype.kind not in "iu":
        raise TypeError(f"whole numbers without holes are wanted, not {column.dtype}")
    return column.astype(np.int64)


def day_numbers(values: Sequence[date] | Sequence[int] | Column) -> Column:
    """Days without holes, or numbers of days since 01/01/1970, as datetime64[D]."""
    if isinstance(values, Sequence) and values and type(values[0]) is date:
        ordinals = np.fromiter(map(date.toordinal, values), np.int64, len(values))  # type: ignore[arg-type]
        return (ordinals - _ORDINAL_OF_1970).view("datetime64[D]")
    return np.array(values, "datetime64[D]")


def summed(place: Column, amount: Column, size: int) -> Column:
    """The sum of the amounts of each place, 0 where there are none; exact."""
    total = np.zeros(size, np.int64)
    np.add.at(total, place, amount)
    return total


def earliest(place: Column, day: Column, size: int) -> Column:
    """The earliest day of each place; NaT where there is none."""
    found = np.full(size, np.datetime64("9999-12-31", "D"))
    np.minimum.at(found, place, day)
    return np.where(found == np.datetime64("9999-12-31", "D"), NOWHERE, found)


def latest(place: Column, day: Column, size: int) -> Column:
    """The latest day of each place; NaT where there is none."""
    found = np.full(size, np.datetime64("0001-01-01", "D"))
    np.maximum.at(found, place, day)
    return np.where(found == np.datetime64("0001-01-01", "D"), NOWHERE, found)


def alike(*columns: Column) -> tuple[Column, list[tuple[int, ...]]]:
    """For each row, which of the distinct combinations of some whole numbers is its own; and these combinations."""
    own = np.zeros(columns[0].size, np.int64)
    for column in columns:
        codes, values = pd.factorize(column)
        own, _ = pd.factorize(own * len(values) + codes)  # never more kinds than rows: the product fits
    _, first = np.unique(own, return_index=True)
    return own, list(zip(*(column[first].tolist() for column in columns), strict=True))


def table(columns: dict[str, Any]) -> pd.DataFrame:
    """A table: int64 columns, ``datetime64[s]`` days (NaT: none), ``str`` text ("" where there is none).

    An object column of anything but text raises ``TypeError``; so does a column of floats.
    """
    return pd.DataFrame({name: _series(name, values) for name, values in columns.items()})


def _series(name: str, values: Any) -> Any:
    if isinstance(values, pd.Categorical):
        return pd.Series(values)
    if isinstance(values, Coded):
        texts: Any = pd.array([*values.texts, ""], dtype="str")
        return pd.Series(texts.take(values.own))  # −1 is the last one
    column = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    if column.dtype.kind == "M":
        return pd.Series(column.astype("datetime64[s]"))
    if column.dtype.kind == "i":
        return pd.Series(column.astype(np.int64))
    if column.dtype.kind in "OU" and pd.api.types.infer_dtype(column, skipna=False) in ("string", "empty"):
        return pd.Series(column, dtype="str")
    raise TypeError(f"column {name}: only whole numbers, days and text stand in a report, not {column.dtype}")


def with_plain_days(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with its days as ``date`` objects, None where there is none: for people, JSON and workbooks."""
    shown = frame.copy()
    for name in frame.columns[[dtype.kind == "M" for dtype in frame.dtypes]]:
        days = [day if isinstance(day, date) else None for day in _dates(frame[name])]
        shown[name] = pd.Series(days, index=frame.index, dtype=object)
    return shown


def _dates(series: Any) -> list[date | None]:
    found: list[date | None] = series.to_numpy().astype("datetime64[D]").astype(object).tolist()
    return found
