"""Reports as data: each is a DataFrame in the library, and JSON or CSV at the rim. pandas lives here."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from loans.service.reports.book import loan_book as book_of
from loans.service.reports.book import summary
from loans.service.reports.book import turnover_book as turnover_of
from loans.service.reports.compare import compare_days
from loans.service.reports.forms.frame import form
from loans.service.reports.lists import desk_of, rows_of
from loans.service.reports.lists import index as index_of
from loans.service.reports.overdue import check_days, overdue_by_loan
from loans.service.unit_of_work import Known, UnitOfWork

__all__ = ["audit_list", "audit_lists", "compare", "form", "loan_book", "overdue", "turnover"]


class Book(Protocol):
    """A database as a report needs it: what was known, and a view of it."""

    def known_at(self, moment: datetime | None) -> Known: ...

    def reading(self, known: Known | None = None) -> AbstractContextManager[UnitOfWork]: ...


def overdue(
    book: Book,
    *,
    as_of: date,
    known_at: datetime | None = None,
    by: str = "commune",
    since: date | None = None,
    communes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The overdue statement at the end of a day; money in đồng (DOMAIN §6.4–6.5).

    ``by`` is ``loan`` (a row each) or one of ``loans.service.reports.book.BY``: commune, group, organisation, source,
    investor, beneficiary, regime, officer, point, office, programme, term_class. With ``since`` a summary also has
    what moved to overdue and was cured from that day on. ``attrs`` holds ``as_of``, ``known_at`` and ``position``,
    with which the same figures can be had again.
    """
    known = book.known_at(known_at)
    check_days(as_of, known)
    with book.reading(known) as uow:
        if by == "loan":
            frame = overdue_by_loan(uow, as_of=as_of, communes=communes)
        else:
            moved = turnover_of(uow, since=since, until=as_of, communes=communes) if since else None
            frame = summary(book_of(uow, as_of=as_of, communes=communes), by, turnover=moved)
    return _dated(frame, as_of, known)


def loan_book(
    book: Book, *, as_of: date, known_at: datetime | None = None, communes: Sequence[str] | None = None
) -> pd.DataFrame:
    """One row per loan ever disbursed by a day, as known at a moment: ``loans.service.reports.book.loan_book``."""
    known = book.known_at(known_at)
    check_days(as_of, known)
    with book.reading(known) as uow:
        return _dated(book_of(uow, as_of=as_of, communes=communes), as_of, known)


def turnover(
    book: Book,
    *,
    since: date,
    until: date,
    known_at: datetime | None = None,
    communes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """What moved on each loan between two days, both included: ``loans.service.reports.book.turnover_book``."""
    known = book.known_at(known_at)
    check_days(until, known)
    with book.reading(known) as uow:
        return _dated(turnover_of(uow, since=since, until=until, communes=communes), until, known)


def compare(
    book: Book,
    *,
    first: date,
    second: date,
    known_at: datetime | None = None,
    by: str = "commune",
    communes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Two days side by side by ``by``, with what explains the difference: ``reports.compare.compare_days``."""
    known = book.known_at(known_at)
    check_days(second, known)
    with book.reading(known) as uow:
        return _dated(compare_days(uow, first=first, second=second, by=by, communes=communes), second, known)


def audit_list(
    book: Book,
    code: str,
    *,
    as_of: date,
    known_at: datetime | None = None,
    communes: Sequence[str] | None = None,
    late_days: int = 0,
) -> pd.DataFrame:
    """One list that auditors ask for, by its code; the codes are those of ``audit_lists``.

    A row is a finding: its figures (``limit``, ``actual``, ``difference`` in ``unit``), the money concerned, its
    articles (``cites``), a sentence in two languages, and the address of its entries below the API's prefix.
    ``late_days`` is for backdated entries: so many days between an entry's day and its booking are no delay.
    """
    known = book.known_at(known_at)
    with book.reading(known) as uow:
        return rows_of(desk_of(uow, known, as_of=as_of, communes=communes, late_days=late_days), code)


def audit_lists(
    book: Book,
    *,
    as_of: date,
    known_at: datetime | None = None,
    communes: Sequence[str] | None = None,
    late_days: int = 0,
) -> pd.DataFrame:
    """Every list that auditors ask for with what it looks for, its rows, and the money that they concern, in đồng."""
    known = book.known_at(known_at)
    with book.reading(known) as uow:
        return index_of(desk_of(uow, known, as_of=as_of, communes=communes, late_days=late_days))


def _dated(frame: pd.DataFrame, as_of: date, known: Known) -> pd.DataFrame:
    frame.attrs |= {
        "as_of": as_of,
        "known_at": known.moment,
        "position": known.position,
        "head": known.head and str(known.head),
    }
    return frame
