"""How each column of the loan book is made out of an evening."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from loans.domain.books.doubt import Doubt
from loans.domain.books.ledger import Coded, View
from loans.domain.books.network import Network
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.service.books.columns import NOWHERE, latest, summed
from loans.service.books.evening import Evening
from loans.service.reports.book.ageing import ageing
from loans.service.reports.book.old_units import UNITS, old_units
from loans.service.reports.book.places import NAMES, bank_communes, commune_name, places

FUNDING = {"central": "1", "local": "2"}
"""The bank's funding code by the level of a source (nguồn vốn trung ương, địa phương)."""

STEPS = ("appraiser", "approver", "filed_on", "complete_on")
_INTEREST = ("interest_in_term", "interest_overdue", "interest_credit", "interest_collected")
_CONDUCT = ("freeze_since_on", "freeze_last_on", "freeze_cause", "last_check_on")
_MATURITY = ("contract_due_on", "extended_due_on", "session_due_on", "extensions")
_PRINCIPAL = ("disbursed", "repaid", "written_off", "outstanding", "in_term", "overdue", "frozen")
_DELAY = ("days_overdue", "days_late", "overdue_since", "oldest_due", "ageing", "last_transaction_on")
_DAYS = ("first_disbursed_on", "last_disbursed_on")

DETAILS = frozenset({"identity_no", "workers", *STEPS, *_INTEREST, *_CONDUCT})
"""Columns that no figure of principal or delay needs, and that cost the most to read and to work out."""


def made(name: str, held: Evening, network: Network) -> dict[str, Any]:
    """A column of the book by its name: numbers, days, ``Coded`` or plain text; those made with it come along."""
    parts: tuple[tuple[Collection[str], Callable[[], dict[str, Any]]], ...] = (
        (NAMES, lambda: dict(places(network, held.view, held.as_of))),
        (UNITS, lambda: dict(old_units(held.view))),
        (("bank_commune",), lambda: {"bank_commune": bank_communes(network, held.view, held.as_of)}),
        (_MATURITY, lambda: _maturity(held)),
        (_PRINCIPAL, lambda: _principal(held)),
        (_INTEREST, lambda: _interest(held)),
        (_DELAY, lambda: _delay(held)),
        (_CONDUCT, lambda: _conduct(held)),
        (_DAYS, lambda: _days_of(held)),
    )
    found = next((make for names, make in parts if name in names), None)
    if found is not None:
        return found()
    return {name: _SAID[name](held.view) if name in _SAID else _plain(held, name)}


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
    "commune_name": _recoded("commune", commune_name),
    "loan_id": lambda view: view.column("id"),
    "funding_code": _recoded("source_level", lambda level: FUNDING.get(level, "")),
    "programme_code": _recoded("programme", lambda code: programme_of(code).bank_code),
    "programme_name": _recoded("programme", lambda code: programme_of(code).title_vi),
    "beneficiary": _beneficiary,
    "term_class": lambda view: _term_classes(view.column("term_months"), view.column("signed_on")),
    "doubt": lambda view: Coded(view.doubts.astype(np.int64), [each.code for each in Doubt]),
}
"""Columns that follow from what the ledger says of a loan once."""


def identity_numbers(view: View, held: dict[int, str]) -> Column:
    """The identity number behind each loan, "" where none is held."""
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
