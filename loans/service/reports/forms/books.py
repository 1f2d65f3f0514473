"""The loan book beside its month and its year, read once for a form; and what every form counts anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from loans.domain.area import REFORM, areas, unplaced_last
from loans.service.reports.book.places import commune_name
from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.reports.forms.records import Asked
from loans.service.unit_of_work import UnitOfWork

COLLECTED = ("collected_in_term", "collected_overdue", "collected_frozen")
LEVELS = {
    "central": "vốn trung ương",
    "local": "vốn địa phương",
    "mobilised": "vốn NHCSXH huy động",
}
"""Kinds of capital (cấp nguồn vốn) of Decree 338/2025; the books hold the first two."""


@dataclass(frozen=True)
class Books:
    """Loans of a day with what was lent (``lent``), collected and written off in a period, a table each."""

    uow: UnitOfWork
    as_of: date
    communes: Sequence[str] | None
    source_level: str | None = None
    shelf: Shelf = ANEW

    @classmethod
    def asked(cls, uow: UnitOfWork, asked: Asked) -> "Books":
        """The books that a form asks for."""
        return cls(uow, asked.as_of, asked.communes, asked.source_level, asked.shelf)

    @cached_property
    def loans(self) -> pd.DataFrame:
        """The loan book at the end of the day, of the kind of capital asked for."""
        frame = self.shelf.loan_book(self.uow, as_of=self.as_of, communes=self.communes)
        if self.source_level is not None:
            frame = frame[frame["source_level"] == self.source_level].reset_index(drop=True)
        return frame

    @cached_property
    def month(self) -> pd.DataFrame:
        """The movements from the first of the month to the day."""
        return self.moved(self.as_of.replace(day=1))

    @cached_property
    def year(self) -> pd.DataFrame:
        """The movements from 1 January to the day."""
        return self.moved(self.as_of.replace(month=1, day=1))

    def moved(self, since: date, until: date | None = None) -> pd.DataFrame:
        """The movements of a period, with the columns of the book by which forms choose and group."""
        moved = self.shelf.turnover_book(self.uow, since=since, until=until or self.as_of, communes=self.communes)
        moved = moved.assign(collected=moved[list(COLLECTED)].sum(axis=1))
        facts = ["loan_id", "programme", "programme_code", "source_level", "borrower_class", "customer_no"]
        facts += ["first_disbursed_on", "approved_on", "rate_group", "application_id", "workers"]
        return moved.merge(self.loans[facts], on="loan_id", how="inner", validate="one_to_one")

    def has_level(self, level: str) -> bool:
        """Whether any source of that kind of capital is in the books."""
        return any(source.level == level for source in self.uow.funds.all())


class Parts:
    """A table split by a column, each part found at once; one that is not there is empty."""

    def __init__(self, frame: pd.DataFrame, by: str) -> None:
        self._empty = frame.iloc[:0]
        self._parts = {str(key): part for key, part in frame.groupby(by)}

    def of(self, key: str) -> pd.DataFrame:
        """The rows that have ``key`` in the column."""
        return self._parts.get(key, self._empty)


def communes_shown(uow_communes: Sequence[str] | None, as_of: date, found: Sequence[str]) -> list[tuple[str, str]]:
    """Code and name of every commune of a form: those in force on the day and those of the books, by code."""
    held = {each.code: each.full_name for each in areas().in_force(max(as_of, REFORM))}
    wanted = sorted({*held, *found} if uow_communes is None else {*found, *uow_communes}, key=unplaced_last)
    return [(code, held.get(code) or commune_name(code)) for code in wanted]


def total_in(frame: pd.DataFrame, column: str) -> int:
    """An exact sum of a column of whole numbers."""
    return int(frame[column].sum())


def standing_counts(loans: pd.DataFrame) -> tuple[int, int]:
    """(customers with a balance, loans with a balance); customers are distinct numbers, recounted (§6.15)."""
    held = loans[loans["outstanding"] > 0]
    return int(held["customer_no"].nunique()), len(held)


def begun(frame: pd.DataFrame, since: date, until: date) -> pd.DataFrame:
    """The loans first paid out in a period: the projects that it lent to."""
    first = frame["first_disbursed_on"]
    return frame[(first >= pd.Timestamp(since)) & (first <= pd.Timestamp(until))]
