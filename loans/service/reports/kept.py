"""The last few loan books, kept: one report is paged, drilled into and exported from, and its figures do not change.

A book follows from a database, a position, a day and the law alone, and a position never changes: nothing kept is ever
out of date, it only makes room. The head of the proof stands in the key, so a database that was put back from a backup
under a running service does not answer with the books of the other.

Callers are handed a shallow copy: pandas 3 copies on write, so whatever they change is theirs, and what they take out
as an array (``to_numpy``) is read-only where it still is the kept one.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pandas as pd

from loans.domain.law import law
from loans.service.reports.book import loan_book, summary, total
from loans.service.reports.book.loans import DETAILS
from loans.service.reports.overdue import OverdueStatement, check_days
from loans.service.unit_of_work import Known, UnitOfWork

BOOKS = 8
ROWS = 1_000_000
"""At most so many books, and rows of all of them together: some 600 bytes a row."""


class Book(Protocol):
    """A database: a view of it as known."""

    def reading(self, known: Known | None = None) -> AbstractContextManager[UnitOfWork]: ...


@dataclass
class _Place:
    """Where one book is, or will be: whoever comes second waits for the first."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    frame: pd.DataFrame | None = None


@dataclass
class KeptBooks:
    """Loan books by what they follow from, the one used longest ago forgotten first; safe between threads."""

    books: int = BOOKS
    rows: int = ROWS
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _places: "OrderedDict[Any, _Place]" = field(default_factory=OrderedDict)

    def loan_book(
        self, book: Book, known: Known, *, as_of: date, communes: Sequence[str] | None = None, details: bool = True
    ) -> pd.DataFrame:
        """``book.loan_book`` of a day as known at a moment; without ``details`` its ``DETAILS`` are left out."""
        whose = None if communes is None else tuple(sorted(set(communes)))
        left_out = frozenset[str]() if details else DETAILS
        key = (book, known.position, str(known.head), as_of, whose, left_out)

        def made() -> pd.DataFrame:
            with book.reading(known) as uow:
                return loan_book(uow, as_of=as_of, communes=whose, without=left_out)

        return self._kept(key, made).copy(deep=False)

    def statement(
        self, book: Book, known: Known, *, as_of: date, communes: Collection[str] | None = None, by: str = "commune"
    ) -> OverdueStatement:
        """``overdue_statement`` without a period, out of a kept book."""
        check_days(as_of, known)
        whose = None if communes is None else tuple(communes)
        frame = self.loan_book(book, known, as_of=as_of, communes=whose, details=False)
        return OverdueStatement(
            as_of=as_of,
            known=known,
            law_digests=dict(sorted(law().files.items())),
            by_commune=summary(frame, by),
            total=total(frame),
            by=by,
        )

    def _kept(self, key: Any, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
        with place.lock:  # a fault leaves the place empty: the next one tries again
            if place.frame is None:
                place.frame = made()
                self._make_room()
            return place.frame

    def _make_room(self) -> None:
        """Forget the oldest books until the rest fit; one that is too large alone is not kept either."""
        with self._lock:
            held = sum(len(place.frame) for place in self._places.values() if place.frame is not None)
            while self._places and (len(self._places) > self.books or held > self.rows):
                _key, oldest = self._places.popitem(last=False)
                held -= len(oldest.frame) if oldest.frame is not None else 0
