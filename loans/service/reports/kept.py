"""The last few loan books and movements, kept: one report is paged, drilled into and exported, and does not change.

A table follows from a database, a position, its days and the law alone, and a position never changes: nothing kept is
ever out of date, it only makes room. The head of the proof stands in the key, so a database that was put back from a
backup under a running service does not answer with the tables of the other.

Callers are handed a shallow copy: pandas 3 copies on write, so whatever they change is theirs, and what they take out
as an array (``to_numpy``) is read-only where it still is the kept one.

Every report of a service takes its tables here, warm or cold: here it asks the budget for its place.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd

from loans.domain.law import law
from loans.service.books.columns import summed
from loans.service.budget import UNLIMITED, Budget
from loans.service.reports.book import loan_book, turnover_book
from loans.service.reports.book.loans import DETAILS, LoanBook, book_at
from loans.service.reports.book.shelf import Shelf
from loans.service.reports.book.summary import key_of
from loans.service.reports.overdue import OverdueStatement, check_days
from loans.service.unit_of_work import Known, UnitOfWork

TOLD = 50
TABLES = 64
CELLS = 30_000_000
"""At most so many tables, and cells (rows × columns) of all of them together: 420 MB at the very most, less where the
budget says so. The whole book of 300,000 loans, 80 columns, just fits."""


Told = TypeVar("Told")


class Book(Protocol):
    """A database: a view of it as known."""

    def reading(self, known: Known | None = None) -> AbstractContextManager[UnitOfWork]: ...


@dataclass
class _Place:
    """Where one table is, or will be; without a budget whoever comes second waits for the first."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    frame: pd.DataFrame | None = None


@dataclass
class KeptBooks:
    """Tables by what they follow from, the one used longest ago forgotten first; safe between threads."""

    tables: int = TABLES
    cells: int = CELLS
    budget: Budget = UNLIMITED
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _places: "OrderedDict[Any, _Place]" = field(default_factory=OrderedDict)
    _told: "OrderedDict[Any, Any]" = field(default_factory=OrderedDict)

    def at(self, book: Book, known: Known) -> Shelf:
        """The shelf of one moment; ask it with units of work of that database and moment alone."""
        self.budget.serve()
        return _Moment(self, (book, known.position, str(known.head)))

    def listed(self, book: Book, known: Known, key: Hashable) -> pd.DataFrame | None:
        """A list where it is kept now."""
        return self.held((book, known.position, str(known.head), key))

    def loan_book(
        self, book: Book, known: Known, *, as_of: date, communes: Sequence[str] | None = None, details: bool = True
    ) -> pd.DataFrame:
        """``book.loan_book`` of a day as known at a moment; without ``details`` its ``DETAILS`` are left out.

        The database is read only where the book is not kept.
        """
        moment = _Moment(self, (book, known.position, str(known.head)))
        whose, left_out = _whose(communes), frozenset[str]() if details else DETAILS

        def made() -> pd.DataFrame:
            with book.reading(known) as uow:
                return loan_book(uow, as_of=as_of, communes=whose, without=left_out)

        return moment.book_of(as_of, whose, left_out, made)

    def at_risk(self, book: Book, known: Known, *, as_of: date) -> Mapping[int, int]:
        """Overdue and frozen principal of each source at the end of a day, in đồng (§6.9); nothing is 0."""
        columns = self._drawn(book, known, as_of, None, ("risk",), _risk)
        sums: dict[int, int] = defaultdict(int)
        return sums | columns

    def statement(
        self, book: Book, known: Known, *, as_of: date, communes: Collection[str] | None = None, by: str = "commune"
    ) -> OverdueStatement:
        """``overdue_statement`` without a period, counted from the columns of the ledger."""
        check_days(as_of, known)
        key_of(by)

        def made(held: LoanBook) -> OverdueStatement:
            return OverdueStatement(
                as_of=as_of,
                known=known,
                law_digests=dict(sorted(law().files.items())),
                by_commune=held.summed(by),
                total=held.total,
                by=by,
                doubtful=held.doubtful,
            )

        return replace(self._drawn(book, known, as_of, _whose(communes), ("statement", by), made), known=known)

    def _drawn(
        self,
        book: Book,
        known: Known,
        as_of: date,
        communes: tuple[str, ...] | None,
        key: tuple[str, ...],
        made: Callable[[LoanBook], Told],
    ) -> Told:
        """Something small out of the loan book of a day, without its table."""
        whole = (*key, as_of, communes)
        return self.told(book, known, whole, lambda uow: made(book_at(uow, as_of, communes)))

    def told(self, book: Book, known: Known, key: Hashable, made: Callable[[UnitOfWork], Told]) -> Told:
        """A small result that nobody changes, by what it follows from beside database and moment; the last ``TOLD``."""
        self.budget.serve()
        whole = (book, known.position, str(known.head), key)
        with self._lock:
            if whole in self._told:
                self._told.move_to_end(whole)
                found: Told = self._told[whole]
                return found
        with self.budget.construct(whole, 0), book.reading(known) as uow:
            found = made(uow)
        with self._lock:
            self._told[whole] = found
            while len(self._told) > TOLD:
                self._told.popitem(last=False)
        return found

    def kept(self, key: Any, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The table of a key, worked out where it is not kept; the caller's own."""
        found = self.held(key)
        return self._constructed(key, made) if found is None else found

    def _constructed(self, key: Any, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The table of a key, worked out. Its memory is reserved where it is read: a table of tables has none."""
        with self.budget.construct(key, 0):
            with self._lock:
                place = self._places.setdefault(key, _Place())
                self._places.move_to_end(key)
            with place.lock:  # a fault leaves the place empty: the next one tries again
                if place.frame is None:
                    place.frame = made()
                    self.make_room()
                return place.frame.copy(deep=False)

    def held(self, key: Any) -> pd.DataFrame | None:
        """The table of a key where it is kept now; the caller's own."""
        self.budget.serve()
        with self._lock:
            place = self._places.get(key)
            if place is None or place.frame is None:
                return None
            self._places.move_to_end(key)
            return place.frame.copy(deep=False)

    def make_room(self) -> None:
        """Forget the oldest tables until the rest fit beside what is under construction; one that is too large alone
        is not kept either.
        """
        most = min(self.cells, self.budget.left)
        with self._lock:
            held = sum(place.frame.size for place in self._places.values() if place.frame is not None)
            while self._places and (len(self._places) > self.tables or held > most):
                _key, oldest = self._places.popitem(last=False)
                held -= oldest.frame.size if oldest.frame is not None else 0


@dataclass(frozen=True, slots=True)
class _Moment:
    """The kept tables of one database as known at one moment."""

    books: KeptBooks
    moment: tuple[Any, int, str]

    def loan_book(
        self, uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None, without: Collection[str] = ()
    ) -> pd.DataFrame:
        whose, left_out = _whose(communes), frozenset(without)
        made = partial(loan_book, uow, as_of=as_of, communes=whose, without=left_out)
        return self.book_of(as_of, whose, left_out, made)

    def turnover_book(
        self, uow: UnitOfWork, *, since: date, until: date, communes: Sequence[str] | None = None
    ) -> pd.DataFrame:
        whose = _whose(communes)
        key = (*self.moment, since, until, whose)
        return self.books.kept(key, partial(turnover_book, uow, since=since, until=until, communes=whose))

    def listed(self, key: Hashable, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        return self.books.kept((*self.moment, key), made)

    def book_of(
        self, as_of: date, whose: tuple[str, ...] | None, left_out: frozenset[str], made: Callable[[], pd.DataFrame]
    ) -> pd.DataFrame:
        """A kept book; where the whole one is kept, one with less is taken out of it."""
        whole = self.books.held((*self.moment, as_of, whose, frozenset[str]())) if left_out else None
        if whole is not None:
            return whole[[name for name in whole.columns if name not in left_out]]
        return self.books.kept((*self.moment, as_of, whose, left_out), made)


def _risk(held: LoanBook) -> dict[int, int]:
    sources, own = np.unique(held.column("source_id"), return_inverse=True)
    sums = summed(own, held.column("overdue") + held.column("frozen"), sources.size)
    return dict(zip(sources.tolist(), sums.tolist(), strict=True))


def _whose(communes: Collection[str] | None) -> tuple[str, ...] | None:
    return None if communes is None else tuple(sorted(set(communes)))
