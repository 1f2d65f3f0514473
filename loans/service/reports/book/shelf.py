"""From where a report takes its tables: worked out anew, or kept from a report before it."""

from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import date
from typing import Protocol

import pandas as pd

from loans.service.reports.book.loans import loan_book
from loans.service.reports.book.movements import turnover_book
from loans.service.unit_of_work import UnitOfWork


class Shelf(Protocol):
    """Answers as ``loan_book`` and ``turnover_book`` do, value for value; what it hands out is the caller's own."""

    def loan_book(
        self, uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None, without: Collection[str] = ()
    ) -> pd.DataFrame:
        """The loan book at the end of a day."""
        ...

    def turnover_book(
        self, uow: UnitOfWork, *, since: date, until: date, communes: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """What moved between two days, both included."""
        ...

    def listed(self, key: Hashable, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """A list under a key that says all it follows from beside the moment."""
        ...


class _Anew:
    """Nothing is kept."""

    @staticmethod
    def listed(_key: Hashable, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What ``made`` works out."""
        return made()

    loan_book = staticmethod(loan_book)
    turnover_book = staticmethod(turnover_book)


ANEW: Shelf = _Anew()
