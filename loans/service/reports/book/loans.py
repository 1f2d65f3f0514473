"""The loan book: one row a loan at the end of a day, from which every report of the auditor's desk is drawn."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.doubt import Doubt
from loans.domain.books.ledger import Coded, View
from loans.domain.books.network import Network
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.service.books.columns import NOWHERE, latest, summed, table
from loans.service.books.evening import Evening, evening, network_of
from loans.service.reports.book.ageing import ageing
from loans.service.reports.book.doubtful import NAMED, Doubtful, DoubtfulLoan
from loans.service.reports.book.layout import COLUMNS
from loans.service.reports.book.old_units import UNITS, old_units
from loans.service.reports.book.places import NAMES, places
from loans.service.reports.book.summary import Rows, classes_of, key_of, summed_by, total_of
from loans.service.unit_of_work import UnitOfWork

FUNDING = {"central": "1", "local": "2"}
"""The bank's funding code by the level of a source (nguồn vốn trung ương, địa phương)."""

STEPS = ("appraiser", "approver", "filed_on", "complete_on")
_INTEREST = ("interest_in_term", "interest_overdue", "interest_credit", "interest_collected")
_CONDUCT = ("freeze_since_on", "freeze_last_on", "freeze_cause", "last_check_on")
_MATURITY = ("contract_due_on", "extended_due_on", "session_due_on", "extensions")
_PRINCIPAL = ("disbursed", "repaid", "written_off", "outstanding", "in_term", "overdue", "frozen")
_OWED = ("outstanding", "in_term", "overdue", "frozen")
_DELAY = ("days_overdue", "days_late", "overdue_since", "oldest_due", "ageing", "last_transaction_on")
_DAYS = ("first_disbursed_on", "last_disbursed_on")

DETAILS = frozenset({"identity_no", "workers", *STEPS, *_INTEREST, *_CONDUCT})
"""Columns that no figure of principal or delay needs, and that cost the most to read and to work out."""


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
            held, network = self.held, self._network
            parts: tuple[tuple[Collection[str], Callable[[], dict[str, Any]]], ...] = (
                (NAMES, lambda: dict(places(network, held.view, held.as_of))),
                (UNITS, lambda: dict(old_units(held.view))),
                (_MATURITY, lambda: _maturity(held)),
                (_PRINCIPAL, lambda: _principal(held)),
                (_INTEREST, lambda: _interest(held)),
                (_DELAY, lambda: _delay(held)),
                (_CONDUCT, lambda: _conduct(held)),
                (_DAYS, lambda: _days_of(held)),
            )
            made = next((make for names, make in parts if name in names), None)
            self._made |= made() if made else {name: _SAID[name](held.view) if name in _SAID else _plain(held, name)}
        return self._made[name]

    @property
    def rows(self) -> Rows:
        """What totals are counted from, without a table."""
        named = {name: self.column(name) for name in ("loan_id", *_OWED, "days_overdue", "days_late")}
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
            columns["identity_no"] = _numbers(self.held.view, numbers())
        frame = table({name: columns[name] for name in wanted})
        frame.attrs["as_of"] = self.held.as_of
        return frame


def _plain(held: Evening, name: str) -> Any:
    """A column that stands in the ledger under its own name, or is a rate of the day."""
    if name in ("rate_e7", "overdue_rate_e7"):
        return getattr(held.figures, name)
    return held.view.coded(name) if name in _CODED else held.view.column(name)


def _recoded(name: str, text: Callable[[str], str]) -> Callable[[View], Coded]:
    """Another text for each distinct value of a column."""

    def made(view: View) -> Coded:
        found = view.coded(name)
        return Coded(found.own, [text(each) for each in found.texts])

    return made


def _beneficiary(view: View) -> Coded:
    of_class, of_rate = view.coded("borrower_class"), view.coded("rate_group")
    pairs = [f"{kind}/{group}" for kind in of_class.texts for group in of_rate.texts]
    return Coded(of_class.own * len(of_rate.texts) + of_rate.own, pairs)


_CODED = frozenset(
    {
        "commune",
        "source_code",
        "source_name",
        "source_level",
        "investor_code",
        "programme",
        "borrower_class",
        "purpose",
        "regime",
        "rate_group",
        "officer",
        "appraiser",
        "approver",
        "instalment_rule",
    }
)
_SAID: Mapping[str, Callable[[View], Any]] = {
    "loan_id": lambda view: view.column("id"),
    "funding_code": _recoded("source_level", lambda level: FUNDING.get(level, "")),
    "programme_code": _recoded("programme", lambda code: programme_of(code).bank_code),
    "programme_name": _recoded("programme", lambda code: programme_of(code).title_vi),
    "beneficiary": _beneficiary,
    "term_class": lambda view: _term_classes(view.column("term_months"), view.column("signed_on")),
    "doubt": lambda view: Coded(view.doubts.astype(np.int64), [each.code for each in Doubt]),
}
"""Columns that follow from what the ledger says of a loan once."""


def _numbers(view: View, held: dict[int, str]) -> Column:
    return np.array([held.get(loan_id, "") for loan_id in view.column("id").tolist()], dtype=object)


def _days_of(held: Evening) -> dict[str, Column]:
    """When it was first and last paid out.

    Of an opened loan without history it is only known that it was paid out from the signing day on: that day stands.
    """
    view, signed_on = held.view, held.view.column("signed_on")
    unknown = (view.column("opened_brought") > 0) & ~np.isnat(held.first_paid_out)
    return {
        "first_disbursed_on": np.where(unknown, signed_on, held.first_paid_out),
        "last_disbursed_on": np.where(unknown, signed_on, held.last_paid_out),
    }


def _maturity(held: Evening) -> dict[str, Any]:
    """When it ends: by contract, as extended, and the session after what is in force."""
    view = held.view
    made = view.facts("extensions")
    own = made["day"] <= np.datetime64(held.as_of, "D")
    return {
        "contract_due_on": view.column("contract_due"),
        "extended_due_on": latest(made["place"][own], made["due"][own], view.size),
        "session_due_on": held.session,
        "extensions": summed(made["place"][own], np.ones(int(own.sum()), np.int64), view.size),
    }


def _term_classes(months: Column, signed_on: Column) -> Coded:
    """short, medium or long by the law of the signing day; what is older than the books takes the first version."""
    bounds = []
    for name in ("term_short_max_months", "term_medium_max_months"):
        parameter = law().parameter(name)
        first = np.datetime64(parameter.versions[0].since, "D")
        bounds.append(parameter.values_at(np.maximum(signed_on, first)))
    own = np.where(months <= bounds[0], 0, np.where(months <= bounds[1], 1, 2))
    return Coded(own, ("short", "medium", "long"))


def _principal(held: Evening) -> dict[str, Any]:
    """What was lent, paid and lost, what is owed."""
    owed = held.figures
    return {
        "disbursed": owed.disbursed,
        "repaid": owed.paid,
        "written_off": owed.written_off,
        "outstanding": owed.outstanding,
        "in_term": owed.in_term,
        "overdue": owed.overdue,
        "frozen": owed.frozen,
    }


def _interest(held: Evening) -> dict[str, Any]:
    """What interest is owed, and what was collected of it."""
    owed = held.figures
    return {
        "interest_in_term": owed.interest_in_term,
        "interest_overdue": owed.interest_overdue,
        "interest_credit": owed.credit,
        "interest_collected": owed.interest_collected,
    }


def _delay(held: Evening) -> dict[str, Any]:
    """How late it is, and when anything last moved."""
    late = held.delays
    return {
        "days_overdue": late.days_overdue,
        "days_late": late.days_late,
        "overdue_since": late.overdue_since,
        "oldest_due": late.oldest_due,
        "ageing": ageing(held.figures.overdue, late.days_overdue, held.as_of),
        "last_transaction_on": held.last_money,
    }


def _conduct(held: Evening) -> dict[str, Any]:
    """The freeze that is on, the last check."""
    view, day = held.view, np.datetime64(held.as_of, "D")
    since, last = np.full(view.size, NOWHERE), np.full(view.size, NOWHERE)
    cause = np.full(view.size, "", dtype=object)
    made = view.facts("freezes")
    on = (made["day"] <= day) & (day <= made["last"])
    at = made["place"][on]
    since[at], last[at], cause[at] = made["day"][on], made["last"][on], made["cause"][on]
    checks = view.facts("checks")
    seen = checks["day"] <= day
    return {
        "freeze_since_on": since,
        "freeze_last_on": last,
        "freeze_cause": cause,
        "last_check_on": latest(checks["place"][seen], checks["day"][seen], view.size),
    }
