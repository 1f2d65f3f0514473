"""The ledger: the histories of many loans as columns, and a view that joins a large part with a small newer one.

Loans stand in the order of commune and contract number, a place a loan. What is said of a loan once is a column of
``loans``; what happened on days is in ``events``; pieces of principal with their due days are in ``eras``; facts of
which a loan has several are tables with the column ``place``. Everything that depends on a day is worked out from it.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from loans.domain.books.columns import NUMPY, Eras, Events, Kernel
from loans.domain.books.delay import Delays
from loans.domain.books.fold import Figures
from loans.domain.columns import Column

_KEPT = 12
"""Figures and columns of some days, 2 to 30 MB each with 300,000 loans."""


class Coded(NamedTuple):
    """A column of text with few distinct values: for each row the place of its own among ``texts``, −1 for ""."""

    own: Column
    texts: Sequence[str]

    def at(self, places: Column) -> "Coded":
        """The rows at some places."""
        return Coded(self.own[places], self.texts)

    def plain(self) -> Column:
        """Every row's own text."""
        return np.array([*self.texts, ""], dtype=object)[self.own]


Values = Column | Coded
Facts = Mapping[str, Column]
"""Rows of which a loan may have several: ``place`` and whatever the kind of fact says, in the order of places."""


@dataclass(frozen=True)
class Ledger:
    """The histories of some loans, read once.

    ``facts`` are the tables ``contract`` (place, due, principal), ``checks`` (place, day), ``extensions`` (place, day,
    due) and ``freezes`` (place, day, last, in_term, overdue, cause, opened). ``eras_session`` is, per era, the session
    after the last due day in force. ``doubts`` says per loan what cannot be known of it, 0 for nothing.
    """

    loans: Mapping[str, Values]
    events: Events
    eras: Eras
    eras_session: Column
    facts: Mapping[str, Facts]
    doubts: Column
    kernel: Kernel = NUMPY
    _made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    _lock: Lock = field(default_factory=Lock, compare=False, repr=False)

    @property
    def size(self) -> int:
        """How many loans."""
        return int(self.doubts.size)

    def figures(self, as_of: int) -> Figures:
        """What every loan owes at the end of a day."""
        found: Figures = self.once(("figures", as_of), lambda: self.kernel.figures(self.events, as_of))
        return found

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What follows from this ledger under a key; the last few asked for are kept, for a ledger never changes."""
        found = self._made.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._made[key] = found
                while len(self._made) > _KEPT:
                    del self._made[next(iter(self._made))]
        return found

    @cached_property
    def keys(self) -> list[str]:
        """What the loans are in order of: the commune, then the contract number."""
        commune = self.loans["commune"]
        codes = commune.plain() if isinstance(commune, Coded) else commune
        return [f"{code}\x1f{number}" for code, number in zip(codes, self.loans["contract_no"], strict=True)]


@dataclass(frozen=True)
class View:
    """Loans of one or two ledgers as if they were one: ``order`` numbers the rows of both, the first's first."""

    parts: tuple[Ledger, ...]
    order: Column

    @classmethod
    def of(cls, ledger: Ledger) -> "View":
        """One ledger, whole."""
        return cls((ledger,), np.arange(ledger.size))

    @classmethod
    def joined(cls, base: Ledger, newer: Ledger, replaced: Sequence[int]) -> "View":
        """A ledger without the loans of some numbers, and what is now known of these in a newer one."""
        stays = np.isin(np.asarray(base.loans["id"]), np.array(sorted(replaced), np.int64), invert=True)
        kept = np.flatnonzero(stays)
        where = np.array([bisect_left(base.keys, key) for key in newer.keys], np.int64)
        before = np.concatenate(([0], np.cumsum(stays)))[where]
        return cls((base, newer), np.insert(kept, before, base.size + np.arange(newer.size)))

    @property
    def size(self) -> int:
        """How many loans."""
        return int(self.order.size)

    @property
    def is_whole(self) -> bool:
        """Whether it is one ledger as it stands."""
        return len(self.parts) == 1 and self.order.size == self.parts[0].size

    def some(self, places: Column) -> "View":
        """The loans at some places alone."""
        return View(self.parts, self.order[places])

    def taken(self, columns: Sequence[Column]) -> Column:
        """A column of every part as one column of this view."""
        if self.is_whole:
            return columns[0]
        whole = np.concatenate(columns) if len(columns) > 1 else columns[0]
        found: Column = whole[self.order]
        return found

    def column(self, name: str) -> Column:
        """A fact of every loan."""
        values = [part.loans[name] for part in self.parts]
        return self.taken([each.plain() if isinstance(each, Coded) else each for each in values])

    def coded(self, name: str) -> Coded:
        """A fact of few distinct values."""
        values = [part.loans[name] for part in self.parts]
        first = values[0]
        if not isinstance(first, Coded):
            raise TypeError(f"{name} is not held by its distinct values")
        texts, owns = list(first.texts), [first.own]
        for each in values[1:]:
            places = {text: place for place, text in enumerate(texts)}
            new: list[int] = []
            for text in each.texts:  # type: ignore[union-attr]
                if text not in places:
                    places[text] = len(texts)
                    texts.append(text)
                new.append(places[text])
            owns.append(np.array([*new, -1], first.own.dtype)[each.own])  # type: ignore[union-attr]
        return Coded(self.taken(owns), texts)

    def facts(self, name: str) -> dict[str, Column]:
        """A table of facts, each row at the place of its loan; rows of loans that are not shown are left out."""
        tables = [part.facts[name] for part in self.parts]
        if self.is_whole:
            return dict(tables[0])
        joined = {key: np.concatenate([table[key] for table in tables]) for key in tables[0] if key != "place"}
        place = self.at(np.concatenate([t["place"] + skip for t, skip in zip(tables, self._skips, strict=True)]))
        rows = np.flatnonzero(place >= 0)
        rows = rows[np.argsort(place[rows], kind="stable")]
        return {"place": place[rows], **{key: column[rows] for key, column in joined.items()}}

    def figures(self, as_of: int) -> Figures:
        """What every loan owes at the end of a day."""
        found = [part.figures(as_of) for part in self.parts]
        return Figures(*(self.taken(columns) for columns in zip(*found, strict=True)))

    def delays(self, as_of: int) -> Delays:
        """How late every loan is at the end of a day."""
        found = [part.kernel.delays(part.eras, part.figures(as_of), as_of) for part in self.parts]
        return Delays(*(self.taken(columns) for columns in zip(*found, strict=True)))

    @property
    def doubts(self) -> Column:
        """What cannot be known of each loan, 0 for nothing."""
        return self.taken([part.doubts for part in self.parts])

    @property
    def _skips(self) -> list[int]:
        return [0, *(part.size for part in self.parts[:-1])]

    @cached_property
    def _places(self) -> Column:
        found = np.full(sum(part.size for part in self.parts), -1)
        found[self.order] = np.arange(self.order.size)
        return found

    def at(self, rows: Column) -> Column:
        """The place in this view of each row of both ledgers; −1 where it is not shown."""
        found: Column = self._places[rows]
        return found
