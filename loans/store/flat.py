"""Many rows as columns: the database joins each column into one text, which is parsed as a whole.

A million rows never become a million objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Connection, Date, Integer, Select, String, Text, cast, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.columns import Column
from loans.store.base import Port
from loans.store.tables import entry, reversal, seal, unsealed

ENTRY = "entry_id"
_BETWEEN = "\x1f"
"""Stands between two texts: the separator of units, which no name or number contains."""


@dataclass(slots=True)
class Accounted:
    """Up to which entry of a database each has a seal or waits for one, as far as anybody has counted."""

    through: int = 0


class FlatPort(Port):
    """A port that reads columns instead of rows."""

    def __init__(self, connection: Connection, position: int | None, accounted: Accounted | None = None) -> None:
        super().__init__(connection, position)
        self._accounted = accounted or Accounted()

    @cached_property
    def _unseen(self) -> Column:
        """The entries that were not known at this position, of all that are recorded.

        A seal names an entry (foreign key) that no other seal names (unique); one that waits in ``unsealed`` without a
        seal likewise. Where these two kinds are as many as there are entries, every entry is of one kind, and those
        not known are exactly the ones sealed after the position and the ones that wait: few, where a report is of
        today. Where the count differs, each entry is asked for its seal. All is one snapshot, as a unit of work that
        has a position always reads one. What was counted once need not be counted again: who books marks what waits,
        and who seals takes the mark away, each in one transaction.
        """
        if self._position is None:
            return np.zeros(0, np.int64)
        sealed = select(seal.c.entry_id).where(seal.c.entry_id == unsealed.c.entry_id)
        found = list(self._connection.scalars(select(unsealed.c.entry_id).where(~sealed.exists())))
        if self._all_accounted(found):
            found += self._connection.scalars(select(seal.c.entry_id).where(seal.c.position > self._position))
        else:
            known = select(seal.c.position).where(seal.c.entry_id == entry.c.id, seal.c.position <= self._position)
            found = list(self._connection.scalars(select(entry.c.id).where(~known.exists())))
        return np.array(found, np.int64)

    def _all_accounted(self, waiting: Sequence[int]) -> bool:
        """Whether every entry has a seal or waits; only those after the ones counted before are counted."""
        after = self._accounted.through
        entries, last = self._connection.execute(
            select(func.count(), func.max(entry.c.id)).where(entry.c.id > after)
        ).one()
        seals = self._connection.scalar(select(func.count()).select_from(seal).where(seal.c.entry_id > after)) or 0
        if entries != seals + sum(entry_id > after for entry_id in waiting):
            return False
        self._accounted.through = max(self._accounted.through, last or 0)
        return True

    @cached_property
    def _void(self) -> Column:
        """The entries that were not known, or reversed as far as was known."""
        undone = self._flat(select(reversal.c.reversed_id), reversal.c.entry_id, self._unseen)
        return np.concatenate([self._unseen, undone["reversed_id"]])

    def _flat(self, query: Select[Any], entry_id: ColumnElement[int], without: Column) -> dict[str, Column]:
        """The rows of a query in no order, without those of some entries: int64, ``datetime64[D]``, bool or ``str``.

        No column may have holes: a hole would move every value after it, so it raises ``ValueError``.
        """
        asked = ENTRY in query.selected_columns
        rows = (query if asked else query.add_columns(entry_id.label(ENTRY))).subquery()
        joined = select(func.count(), *(self._joined(column) for column in rows.c))
        size, *texts = self._connection.execute(joined).one()
        found = {each.name: _parted(each, text or "", size) for each, text in zip(rows.c, texts, strict=True)}
        own = found[ENTRY] if asked else found.pop(ENTRY)
        if not without.size:
            return found
        kept = np.isin(own, without, invert=True)
        return {name: values[kept] for name, values in found.items()}

    def _joined(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """All values of a column as one text."""
        mark = "" if isinstance(column.type, Date) else _BETWEEN if isinstance(column.type, String) else ","
        between = literal(mark, Text, literal_execute=True)  # SQLite fetches a parameter anew for every row
        if self._connection.dialect.name == "sqlite":
            return func.group_concat(column, between, type_=Text)
        if isinstance(column.type, Date):
            column = func.to_char(column, "YYYY-MM-DD")
        elif isinstance(column.type, Boolean):
            column = cast(column, Integer)
        return func.string_agg(cast(column, Text), between, type_=Text)


def _parted(column: ColumnElement[Any], text: str, size: int) -> Column:
    """The values of a column out of its one text; as many as there are rows, else ``ValueError``."""
    if not size:
        kinds: dict[Any, Any] = {Date: "datetime64[D]", Boolean: bool, String: object}
        return np.zeros(0, next((kind for of, kind in kinds.items() if isinstance(column.type, of)), np.int64))
    if isinstance(column.type, Date):
        values = _days(text)
    elif isinstance(column.type, String):
        values = np.array(text.split(_BETWEEN), dtype=object)
    else:
        values = np.fromstring(text, np.int64, sep=",")
    if values.size != size:
        raise ValueError(f"column {column}: {values.size} values in {size} rows")
    return values.astype(bool) if isinstance(column.type, Boolean) else values


def _days(text: str) -> Column:
    """Days out of yyyy-mm-dd, one straight after the other."""
    digits = np.frombuffer(text.encode(), np.uint8)
    if digits.size % 10:
        raise ValueError("a day is not written as yyyy-mm-dd")
    digit = digits.reshape(-1, 10).T.astype(np.int64) - ord("0")
    months = ((digit[0] * 10 + digit[1]) * 10 + digit[2]) * 10 + digit[3] - 1970
    months = months * 12 + digit[5] * 10 + digit[6] - 1
    found: Column = months.view("datetime64[M]").astype("datetime64[D]") + (digit[8] * 10 + digit[9] - 1)
    return found
