"""The loan book: one row a loan at the end of a day, from which every report of the auditor's desk is drawn."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.doubt import Doubt
from loans.domain.books.ledger import Coded, View
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.service.books.columns import NOWHERE, latest, summed, table
from loans.service.books.evening import Evening, evening
from loans.service.books.network import Network
from loans.service.reports.book.ageing import ageing
from loans.service.reports.book.layout import COLUMNS
from loans.service.reports.book.old_units import old_units
from loans.service.reports.book.places import places
from loans.service.unit_of_work import UnitOfWork

FUNDING = {"central": "1", "local": "2"}
"""The bank's funding code by the level of a source (nguồn vốn trung ương, địa phương)."""

STEPS = ("appraiser", "approver", "filed_on", "complete_on")
_INTEREST = ("interest_in_term", "interest_overdue", "interest_credit", "interest_collected")
_CONDUCT = ("workers", "freeze_since_on", "freeze_last_on", "freeze_cause", "last_check_on")

DETAILS = frozenset({"identity_no", *STEPS, *_INTEREST, *_CONDUCT})
"""Columns that no figure of principal or delay needs, and that cost the most to read and to work out."""


def loan_book(
    uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None, without: Collection[str] = ()
) -> pd.DataFrame:
    """``book_of`` the loans of some communes (None: all), read from the database as known by ``uow``."""
    return book_of(evening(uow, as_of, communes), Network.read(uow), lambda: identities(uow), without)


def identities(uow: UnitOfWork) -> dict[int, str]:
    """The identity number behind each loan: asked for only where a list compares them, and kept nowhere."""
    found = uow.reporting.identities()
    return dict(zip(np.asarray(found["loan_id"]).tolist(), np.asarray(found["identity_no"]).tolist(), strict=True))


def book_of(
    held: Evening, network: Network, numbers: Callable[[], dict[int, str]], without: Collection[str] = ()
) -> pd.DataFrame:
    """One row per loan with a disbursement effective by ``as_of`` (paid-off ones too), by commune and contract number.

    Money is whole đồng, int64: ``outstanding`` = ``in_term`` + ``overdue`` + ``frozen`` = ``disbursed`` − ``repaid`` −
    ``written_off``; counts and rates (ten-millionths a year) are int64 too. Days are ``datetime64[s]``, ``NaT`` where
    there is none (``with_plain_days`` gives ``date`` and None). Text is ``str``, "" where there is none: no column
    ever turns into floats. ``ageing`` is an ordered categorical whose categories are the classes of the day's law.

    Groups, points, offices and hamlets are those of the facts in force on ``as_of``; all is as known by ``uow``
    (DOMAIN §6.17). ``beneficiary`` is the group by which it borrows, ``<borrower class>/<rate group>``. ``officer``
    recorded the first disbursement; of a loan that came from another system, on ``opened_on``, nobody did.
    ``last_transaction_on`` is the last voucher, no write-off, or the opening. ``freeze_…`` speak of the freeze that is
    on. ``doubt`` names what cannot be known of the loan, "" for nothing. ``attrs["as_of"]`` is the day. ``without``
    leaves columns out, of ``DETAILS`` alone, and spares the work for them.
    """
    if not DETAILS.issuperset(without):
        raise ValueError(f"only these columns can be left out: {', '.join(sorted(DETAILS))}")
    lent = np.flatnonzero(~np.isnat(held.first_paid_out))
    if lent.size < held.size:
        held = held.some(lent)
    view = held.view
    parts: list[tuple[Collection[str], Callable[[], dict[str, Any]]]] = [
        ((), lambda: _identity(held, network)),
        (("identity_no",), lambda: {"identity_no": _numbers(view, numbers())}),
        ((), lambda: {"officer": view.coded("officer")}),
        (STEPS, lambda: {name: _step(view, name) for name in STEPS}),
        ((), lambda: _days_of(held)),
        ((), lambda: _maturity(held)),
        ((), lambda: _principal(held)),
        (_INTEREST, lambda: _interest(held)),
        ((), lambda: _delay(held)),
        (_CONDUCT, lambda: _conduct(held)),
    ]
    columns: dict[str, Any] = {}
    for names, part in parts:
        if not names or not set(names).issubset(without):
            columns |= part()
    frame = table({name: columns[name] for name in COLUMNS if name in columns and name not in without})
    frame.attrs["as_of"] = held.as_of
    return frame


def _identity(held: Evening, network: Network) -> dict[str, Any]:
    """Whose loan it is, where it is looked after, whose money it is."""
    view = held.view
    of_class, of_rate = view.coded("borrower_class"), view.coded("rate_group")
    rates = len(of_rate.texts)
    pairs = [f"{kind}/{group}" for kind in of_class.texts for group in of_rate.texts]
    level, programme = view.coded("source_level"), view.coded("programme")
    return {
        "commune": view.coded("commune"),
        **places(network, view, held.as_of),
        **old_units(view),
        "source_id": view.column("source_id"),
        "source_code": view.coded("source_code"),
        "source_name": view.coded("source_name"),
        "source_level": level,
        "funding_code": Coded(level.own, [FUNDING.get(each, "") for each in level.texts]),
        "investor_code": view.coded("investor_code"),
        "programme_code": Coded(programme.own, [programme_of(code).bank_code for code in programme.texts]),
        "programme": programme,
        "programme_name": Coded(programme.own, [programme_of(code).title_vi for code in programme.texts]),
        "loan_id": view.column("id"),
        "contract_no": view.column("contract_no"),
        "application_id": view.column("application_id"),
        "borrower_id": view.column("borrower_id"),
        "customer_no": view.column("customer_no"),
        "customer_name": view.column("customer_name"),
        "borrower_class": of_class,
        "beneficiary": Coded(of_class.own * rates + of_rate.own, pairs),
        "purpose": view.coded("purpose"),
        "regime": view.coded("regime"),
        "rate_group": of_rate,
        "rate_e7": held.figures.rate_e7,
        "overdue_rate_e7": held.figures.overdue_rate_e7,
        "doubt": Coded(view.doubts.astype(np.int64), [each.code for each in Doubt]),
    }


def _numbers(view: View, held: dict[int, str]) -> Column:
    return np.array([held.get(loan_id, "") for loan_id in view.column("id").tolist()], dtype=object)


def _step(view: View, name: str) -> Column | Coded:
    return view.column(name) if name.endswith("_on") else view.coded(name)


def _days_of(held: Evening) -> dict[str, Column]:
    """When it was approved, signed, first and last paid out; when it came from another system, if it did.

    Of an opened loan without history it is only known that it was paid out from the signing day on: that day stands.
    """
    view, signed_on = held.view, held.view.column("signed_on")
    unknown = (view.column("opened_brought") > 0) & ~np.isnat(held.first_paid_out)
    return {
        "approved_on": view.column("approved_on"),
        "signed_on": signed_on,
        "first_disbursed_on": np.where(unknown, signed_on, held.first_paid_out),
        "last_disbursed_on": np.where(unknown, signed_on, held.last_paid_out),
        "opened_on": view.column("opened_on"),
    }


def _maturity(held: Evening) -> dict[str, Any]:
    """When it ends: by contract, as extended, and the session after what is in force."""
    view = held.view
    made = view.facts("extensions")
    own = made["day"] <= np.datetime64(held.as_of, "D")
    months = view.column("term_months")
    return {
        "contract_due_on": view.column("contract_due"),
        "extended_due_on": latest(made["place"][own], made["due"][own], view.size),
        "session_due_on": held.session,
        "term_months": months,
        "term_class": _term_classes(months, view.column("signed_on")),
        "instalment_rule": view.coded("instalment_rule"),
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
        "amount": held.view.column("amount"),
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
    """Workers, the freeze that is on, the last check."""
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
        "workers": view.column("workers"),
        "freeze_since_on": since,
        "freeze_last_on": last,
        "freeze_cause": cause,
        "last_check_on": latest(checks["place"][seen], checks["day"][seen], view.size),
    }
