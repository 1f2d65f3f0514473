"""Loan-use checks (kiểm tra sử dụng vốn vay) and the jobs found at them (727/HD-NHCS; DOMAIN §1.6, §6.15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from loans.domain.calendar import add_months
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.lending.checks import begun
from loans.domain.loan import Loan
from loans.service.actor import Actor
from loans.service.books.columns import latest
from loans.service.books.evening import Evening, evening
from loans.service.decision import loaded
from loans.service.unit_of_work import UnitOfWork


class Outcome(StrEnum):
    """What a check found; misuse leads to recall."""

    PROPER = "proper"  # đúng mục đích
    MISUSED = "misused"  # sai mục đích
    NOT_FOUND = "not_found"  # không gặp được


@dataclass(frozen=True, slots=True)
class Due:
    """A check that is due: why, the last day for it, and whether that day has passed."""

    loan_id: int
    contract_no: str
    commune: str
    reason: str
    due_on: date
    late: bool


def check_use(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    on: date,
    outcome: Outcome,
    jobs: Mapping[str, int],
    note: str = "",
) -> Loan:
    """Record a check of a loan: what was found, and the workers counted (created, maintained, expanded, women, …)."""
    begun(loaded(uow, actor, loan_id), today=today, expected=expected, on=on)
    body = {"outcome": outcome.value, "jobs": dict(jobs), "note": note}
    booked = uow.entries.append(loan_id, expected, "loan_use_checked", on, body, note)
    uow.debts.add_check(booked, loan_id, on, outcome.value, dict(jobs))
    return uow.loans.get(loan_id)


def checks_due(uow: UnitOfWork, actor: Actor, *, as_of: date) -> list[Due]:
    """Checks that are due on a day: every new disbursement within 30 days; loans inactive for three months always.

    Checks of before an opening are not held: none is due for what another system had paid out.
    """
    held = evening(uow, as_of, actor.limit)
    view, owed, last, seen = held.view, held.figures, held.last_money, _last_check(held)
    paid_out = held.first_paid_out_after(np.fmax(seen, view.column("opened_on")))
    ids, numbers, communes = view.column("id"), view.column("contract_no"), view.column("commune")
    silent = last < np.datetime64(add_months(as_of, -_inactive_months(as_of)), "D")
    found = []
    for place in np.flatnonzero((owed.outstanding > 0) & ~np.isnat(last) & (silent | ~np.isnat(paid_out))).tolist():
        facts = {"id": int(ids[place]), "contract_no": numbers[place], "commune": communes[place]}
        days = _Days(_day(paid_out[place]), last[place].item(), _day(seen[place]) or date.min)
        found += _of_loan(facts, days, as_of, frozen=bool(owed.frozen[place] > 0))
    return sorted(found, key=lambda due: (due.due_on, due.contract_no))


def _last_check(held: Evening) -> Column:
    made = held.view.facts("checks")
    seen = made["day"] <= np.datetime64(held.as_of, "D")
    return latest(made["place"][seen], made["day"][seen], held.size)


def _inactive_months(as_of: date) -> int:
    return int(law().reading("inactive_months", as_of).value or 0)


def _day(found: np.datetime64) -> date | None:
    day: date | None = None if np.isnat(found) else found.astype("datetime64[D]").item()
    return day


@dataclass(frozen=True, slots=True)
class _Days:
    """Of one loan: the first disbursement since its last check, the last voucher, the last check."""

    paid_out: date | None
    last: date
    seen: date


def _of_loan(facts: Mapping[str, Any], days: _Days, as_of: date, *, frozen: bool) -> list[Due]:
    reasons = []
    if days.paid_out is not None:
        within = timedelta(days=int(law().reading("loan_use_check_days", as_of).value or 0))
        reasons.append(("new_disbursement", days.paid_out + within))
    months = _inactive_months(as_of)
    silent = days.last < add_months(as_of, -months) and not frozen
    if silent and days.seen < add_months(days.last, months):  # a check before it fell silent is none
        reasons.append(("inactive", add_months(days.last, months)))
    return [
        Due(facts["id"], facts["contract_no"], facts["commune"], reason, due_on, due_on < as_of)
        for reason, due_on in reasons
    ]
