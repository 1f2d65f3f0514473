"""Loan-use checks (kiểm tra sử dụng vốn vay) and the jobs found at them (727/HD-NHCS; DOMAIN §1.6, §6.15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from loans.domain.calendar import add_months
from loans.domain.law import law
from loans.domain.loan import Loan
from loans.service.actor import Actor
from loans.service.books import opened
from loans.service.portfolio import portfolio
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
    loans = uow.loans.all(actor.limit)
    held = portfolio(uow, loans, as_of).balances
    checked: dict[int, list[date]] = {}
    ids = None if actor.limit is None else [loan.id for loan in loans]
    for check in uow.debts.checks(ids):
        if check["effective_on"] <= as_of:
            checked.setdefault(check["loan_id"], []).append(check["effective_on"])
    opened_on = {each.loan_id: each.effective_on for each in uow.loans.openings(ids)}
    moved: dict[int, list[tuple[date, bool]]] = {}
    for entry in uow.loans.entries(ids):
        if entry.effective_on <= as_of:
            new = entry.disbursed > 0 and entry.effective_on > opened_on.get(entry.loan_id, date.min)
            moved.setdefault(entry.loan_id, []).append((entry.effective_on, new))
    found = []
    for place, loan in enumerate(loans):
        if held.outstanding[place] <= 0 or loan.id not in moved:
            continue
        seen = max(checked.get(loan.id, []), default=date.min)
        found += _of_loan(loan, moved[loan.id], seen, as_of, frozen=held.frozen[place] > 0)
    return sorted(found, key=lambda due: (due.due_on, due.contract_no))


def _of_loan(loan: Loan, moved: list[tuple[date, bool]], seen: date, as_of: date, *, frozen: bool) -> list[Due]:
    within = timedelta(days=law().whole("loan_use_check_days", as_of))
    paid_out = [day for day, out in moved if out and day > seen]
    found = []
    if paid_out:
        due_on = min(paid_out) + within
        found.append(Due(loan.id, loan.contract_no, loan.commune, "new_disbursement", due_on, due_on < as_of))
    last = max(day for day, _ in moved)
    months = law().whole("inactive_months", as_of)
    due_on = add_months(last, months)
    if not frozen and last < add_months(as_of, -months) and seen < due_on:  # a check before it fell silent is none
        found.append(Due(loan.id, loan.contract_no, loan.commune, "inactive", due_on, due_on < as_of))
    return found
