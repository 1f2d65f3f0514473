"""Our side of a reconciliation: contracts with their balances, their vouchers, the codes of the bank."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain.calendar import today_in_hanoi
from loans.domain.network import fact_in_force
from loans.domain.reconcile import MEASURES, Event, Figures, Held
from loans.service.reports.book import loan_book, with_plain_days
from loans.service.unit_of_work import UnitOfWork

_COLUMNS = [
    "contract_no",
    "commune",
    "customer_no",
    "programme_code",
    "funding_code",
    "loan_id",
    "overdue_since",
    "session_due_on",
    *MEASURES,
]
_CHUNK = 5_000
"""Loans whose vouchers are read at once: databases limit how many numbers a question may name."""


def held_on(uow: UnitOfWork, as_of: date, communes: Sequence[str] | None) -> list[Held]:
    """Every contract of some communes at the end of a day, those paid off too."""
    frame = with_plain_days(loan_book(uow, as_of=as_of, communes=communes)[_COLUMNS])
    columns = [frame[name].tolist() for name in _COLUMNS]
    return [_held(dict(zip(_COLUMNS, row, strict=True))) for row in zip(*columns, strict=True)]


def _held(row: Mapping[str, Any]) -> Held:
    outstanding, in_term, overdue, frozen = (int(row[name]) for name in MEASURES)
    return Held(
        contract_no=row["contract_no"],
        commune=row["commune"],
        figures=(outstanding, in_term, overdue, frozen),
        customer_no=row["customer_no"],
        programme_code=row["programme_code"],
        loan_id=int(row["loan_id"]),
        overdue_since=row["overdue_since"],
        session_due_on=row["session_due_on"],
    )


def figures_by_contract(held: Sequence[Held]) -> dict[str, Figures]:
    """Contract → its balances."""
    return {own.contract_no: own.figures for own in held}


def events_of(uow: UnitOfWork, held: Sequence[Held]) -> dict[str, list[Event]]:
    """Contract → its vouchers in their order, each with the day on which it was booked."""
    found: dict[str, list[Event]] = defaultdict(list)
    for first in range(0, len(held), _CHUNK):
        names = {own.loan_id: own.contract_no for own in held[first : first + _CHUNK]}
        booked = {entry.id: today_in_hanoi(entry.booked_at) for entry in uow.entries.history(list(names))}
        for each in uow.loans.entries(list(names)):
            amount = each.principal - each.disbursed
            if amount and not each.opening:
                day = booked.get(each.entry_id, each.effective_on)
                found[names[each.loan_id]].append(Event(amount, each.effective_on, day, each.voucher_no))
    return dict(found)


def bank_codes_on(uow: UnitOfWork, day: date) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """The bank's code → the commune for which it stands on a day; and the communes for which it stood before."""
    present: dict[str, str] = {}
    earlier: dict[str, frozenset[str]] = {}
    for code in uow.network.bank_communes():
        fact = fact_in_force(code.facts, day)
        if fact is not None:
            present[code.code] = fact.commune
        earlier[code.code] = frozenset(old.commune for old in code.facts if fact is None or old.since < fact.since)
    return present, earlier
