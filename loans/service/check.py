"""Loan-use checks (kiểm tra sử dụng vốn vay) and the jobs found at them (727/HD-NHCS; DOMAIN §1.6, §6.15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from loans.domain.calendar import add_months
from loans.domain.law import law
from loans.domain.loan import Loan
from loans.service.actor import Actor
from loans.service.books import opened
from loans.service.many.columns import earliest, latest
from loans.service.many.standing import standing
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
    opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    body = {"outcome": outcome.value, "jobs": dict(jobs), "note": note}
    booked = uow.entries.append(loan_id, expected, "loan_use_checked", on, body, note)
    uow.debts.add_check(booked, loan_id, on, outcome.value, dict(jobs))
    return uow.loans.get(loan_id)


def checks_due(uow: UnitOfWork, actor: Actor, *, as_of: date) -> list[Due]:
    """Checks that are due on a day: every new disbursement within 30 days; loans inactive for three months always.

    Checks of before an opening are not held: none is due for what another system had paid out.
    """
    held = standing(uow, as_of, actor.limit)
    signed, money, owed = held.signed, held.read.money, held.balances
    checked = uow.reporting.checked(as_of)
    seen = np.array([checked.get(loan_id) or date.min for loan_id in signed.columns["id"]], "datetime64[D]")
    new = (money.disbursed > 0) & ~(money.day <= held.read.opened.day[money.place]) & (money.day > seen[money.place])
    paid_out = earliest(money.place[new], money.day[new], signed.size)
    last = latest(money.place, money.day, signed.size)
    found = []
    for place in np.flatnonzero((owed.outstanding > 0) & ~np.isnat(last)).tolist():
        facts = {name: signed.columns[name][place] for name in ("id", "contract_no", "commune")}
        first = None if np.isnat(paid_out[place]) else paid_out[place].item()
        days = _Days(first, last[place].item(), seen[place].item())
        found += _of_loan(facts, days, as_of, frozen=bool(owed.frozen[place] > 0))
    return sorted(found, key=lambda due: (due.due_on, due.contract_no))


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
    months = int(law().reading("inactive_months", as_of).value or 0)
    silent = days.last < add_months(as_of, -months) and not frozen
    if silent and days.seen < add_months(days.last, months):  # a check before it fell silent is none
        reasons.append(("inactive", add_months(days.last, months)))
    return [
        Due(facts["id"], facts["contract_no"], facts["commune"], reason, due_on, due_on < as_of)
        for reason, due_on in reasons
    ]
