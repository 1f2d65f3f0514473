"""The loan book: one row a loan at the end of a day, from which every report of the auditor's desk is drawn."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.ledger import Coded
from loans.domain.books.network import Network
from loans.service.books.columns import table
from loans.service.books.evening import Evening, evening, network_of
from loans.service.reports.book.doubtful import NAMED, Doubtful, DoubtfulLoan
from loans.service.reports.book.layout import COLUMNS
from loans.service.reports.book.making import DETAILS, FUNDING, identity_numbers, made
from loans.service.reports.book.summary import MONEY, Rows, classes_of, key_of, summed_by, total_of
from loans.service.unit_of_work import UnitOfWork

__all__ = ["DETAILS", "FUNDING", "LoanBook", "book_at", "identities", "loan_book"]


def loan_book(
    uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None, without: Collection[str] = ()
) -> pd.DataFrame:
    """``LoanBook.frame`` of the loans of some communes (None: all), as known by ``uow``."""
    return book_at(uow, as_of, communes).frame(without, lambda: identities(uow))


def book_at(uow: UnitOfWork, as_of: date, communes: Sequence[str] | None = None) -> "LoanBook":
    """The book of an evening, its columns not yet made."""
    return LoanBook(evening(uow, as_of, communes), network_of(uow))


def identities(uow: UnitOfWork) -> dict[int, str]:
    """The identity number behind each loan: asked for only where a list compares them, and kept nowhere."""
    found = uow.reporting.identities()
    return dict(zip(np.asarray(found["loan_id"]).tolist(), np.asarray(found["identity_no"]).tolist(), strict=True))


class LoanBook:
    """The loans with a disbursement effective by the evening (paid-off ones too), by commune and contract number; each
    column is made when it is first asked for.

    Money is whole đồng, int64: ``outstanding`` = ``in_term`` + ``overdue`` + ``frozen`` = ``disbursed`` − ``repaid`` −
    ``written_off``; counts and rates (ten-millionths a year) are int64 too. Days are ``datetime64``, ``NaT`` where
    there is none (``with_plain_days`` gives ``date`` and None). Text is ``str``, "" where there is none: no column
    ever turns into floats. ``ageing`` is an ordered categorical whose categories are the classes of the day's law.

    Groups, points, offices and hamlets are those of the facts in force on ``as_of``; all is as known by ``uow``
    (DOMAIN §6.17). ``beneficiary`` is the group by which it borrows, ``<borrower class>/<rate group>``. ``officer``
    recorded the first disbursement; of a loan that came from another system, on ``opened_on``, nobody did.
    ``last_transaction_on`` is the last voucher, no write-off, or the opening. ``freeze_…`` speak of the freeze that is
    on. ``doubt`` names what cannot be known of the loan, "" for nothing.
    """

    def __init__(self, held: Evening, network: Network) -> None:
        lent = np.flatnonzero(~np.isnat(held.first_paid_out))
        self.held = held if lent.size == held.size else held.some(lent)
        self._network = network
        self._made: dict[str, Any] = {}

    def column(self, name: str) -> Any:
        """One column: numbers, days, ``Coded`` text or plain text."""
        if name not in self._made:
            self._made |= made(name, self.held, self._network)
        return self._made[name]

    @cached_property
    def rows(self) -> Rows:
        """What totals are counted from, without a table."""
        named = {name: self.column(name) for name in ("loan_id", *MONEY, "days_overdue", "days_late")}
        ageing = self.column("ageing")
        return Rows(customer=self.column("borrower_id"), ageing=ageing.codes, classes=classes_of(ageing), **named)

    def key(self, by: str) -> tuple[Coded, list[str]]:
        """The distinct keys of a way to group the loans, and the name of each."""
        column, name = key_of(by)
        own = self.column(column)
        places: dict[str, int] = {}
        codes = np.array([places.setdefault(text, len(places)) for text in (*own.texts, "")], np.int64)[own.own]
        _, first = np.unique(codes, return_index=True)
        shown = codes[first].tolist()
        names = [""] * len(places)
        if name:
            named = self.column(name)
            for code, row in zip(shown, first.tolist(), strict=True):
                names[code] = named.texts[named.own[row]] if named.own[row] >= 0 else ""
        return Coded(codes, list(places)), names

    def summed(self, by: str) -> pd.DataFrame:
        """``summary`` of the book, counted from codes."""
        return summed_by(self.rows, self.key(by), by)

    @property
    def total(self) -> dict[str, Any]:
        """``total`` of the book, counted from codes."""
        return total_of(self.rows)

    @property
    def doubtful(self) -> Doubtful:
        """The loans in doubt that owe."""
        doubt = self.column("doubt")
        rows = np.flatnonzero((doubt.own > 0) & (self.column("outstanding") > 0))
        commune, ids, numbers = self.column("commune"), self.column("loan_id"), self.column("contract_no")
        return Doubtful(
            rows.size,
            tuple(
                DoubtfulLoan(commune.texts[commune.own[row]], int(ids[row]), numbers[row], doubt.texts[doubt.own[row]])
                for row in rows[:NAMED].tolist()
            ),
        )

    def frame(self, without: Collection[str], numbers: Callable[[], dict[int, str]]) -> pd.DataFrame:
        """One row per loan, the columns of ``COLUMNS``; ``without`` leaves some of ``DETAILS`` out, and spares the work
        for them. ``numbers`` are the identity numbers, asked for where they are wanted. ``attrs["as_of"]`` is the day.
        """
        if not DETAILS.issuperset(without):
            raise ValueError(f"only these columns can be left out: {', '.join(sorted(DETAILS))}")
        wanted = [name for name in COLUMNS if name not in without]
        columns = {name: self.column(name) for name in wanted if name != "identity_no"}
        if "identity_no" in wanted:
            columns["identity_no"] = identity_numbers(self.held.view, numbers())
        frame = table({name: columns[name] for name in wanted})
        frame.attrs["as_of"] = self.held.as_of
        return frame
