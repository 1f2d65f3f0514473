"""Loans as columns: the one road from entries, facts and law to balances, overdue and interest of any day.

Every screen, report and payment goes through ``Portfolio``: one loan is a portfolio of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from loans.domain.arrears import (
    KEEP,
    Balances,
    Delay,
    Instalments,
    InterestOwed,
    Timeline,
    balances,
    delay,
    interest_owed,
    timeline,
)
from loans.domain.calendar import calendar
from loans.domain.law import law
from loans.domain.law.rates import job_loan_rate_history
from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Position
from loans.domain.session import first_session_after
from loans.service.unit_of_work import UnitOfWork

FORMULA_SWITCH = "job_loan_formula_of_old_loans"


@dataclass(frozen=True)
class Portfolio:
    """Some loans as of a day, with the columns that their balances follow from."""

    loans: Sequence[Loan]
    as_of: date
    lines: Timeline
    instalments: Instalments

    @cached_property
    def balances(self) -> Balances:
        """In-term, overdue and frozen principal per loan at the end of the day."""
        return balances(self.lines, np.datetime64(self.as_of, "D"))

    @cached_property
    def delay(self) -> Delay:
        """Days overdue and days late per loan."""
        return delay(self.instalments, self.balances, np.datetime64(self.as_of, "D"))

    @cached_property
    def interest_owed(self) -> InterestOwed:
        """Interest accrued and not collected, in đồng, apart by portion (§6.3)."""
        return interest_owed(self.lines, np.datetime64(self.as_of, "D"))

    def position(self, index: int = 0) -> Position:
        """What one of the loans owes."""
        interest = self.interest_owed
        return Position(
            in_term=int(self.balances.in_term[index]),
            overdue=int(self.balances.overdue[index]),
            interest_in_term=int(interest.in_term[index]),
            interest_overdue=int(interest.overdue[index]),
        )


def portfolio(uow: UnitOfWork, loans: Sequence[Loan], as_of: date, *, only: Sequence[int] | None = None) -> Portfolio:
    """The portfolio of some loans as of a day, as known by the unit of work; ``only`` narrows what is read."""
    index = {loan.id: place for place, loan in enumerate(loans)}
    entries = [entry for entry in uow.loans.entries(only) if entry.loan_id in index and entry.effective_on <= as_of]
    parts = [part for part in uow.loans.instalments(only) if part.loan_id in index]
    owed = _instalments(uow, loans, parts, index)
    return Portfolio(
        loans=loans,
        as_of=as_of,
        lines=_timeline(uow, loans, entries, owed, index, as_of),
        instalments=owed,
    )


def _instalments(
    uow: UnitOfWork, loans: Sequence[Loan], parts: Sequence[Instalment], index: dict[int, int]
) -> Instalments:
    last_due: dict[int, date] = {}
    for part in parts:
        last_due[part.loan_id] = max(part.due_on, last_due.get(part.loan_id, part.due_on))
    transfers = _Transfers(uow)
    rows = sorted((index[part.loan_id], part.due_on, part.number, part.principal) for part in parts)
    return Instalments(
        loan=np.array([row[0] for row in rows], np.int64),
        due=np.array([row[1] for row in rows], "datetime64[D]"),
        transfer=np.array([transfers.of(loans[row[0]], row[1], last_due) for row in rows], "datetime64[D]"),
        principal=np.array([row[3] for row in rows], np.int64),
    )


class _Transfers:
    """The transfer day of an instalment, each (point, due day) worked out once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._points = {point.id: point for point in uow.network.points()}
        self._found: dict[tuple[int, date], date] = {}

    def of(self, loan: Loan, due: date, last_due: dict[int, date]) -> date:
        if loan.instalment_rule is InstalmentRule.FINAL_MATURITY_ONLY:
            due = last_due[loan.id]
        key = (loan.point_id, due)
        if key not in self._found:
            point = self._points[loan.point_id]
            equal_day = law().text("equal_day", due).removesuffix("_session")
            session = first_session_after(due, point.days, point.sessions, calendar(), equal_day=equal_day)
            self._found[key] = session.day
        return self._found[key]


def _timeline(
    uow: UnitOfWork,
    loans: Sequence[Loan],
    entries: Sequence[LoanEntry],
    owed: Instalments,
    index: dict[int, int],
    as_of: date,
) -> Timeline:
    rates = _rates(uow, loans, as_of)
    zeros, keep = [0] * len(entries), [KEEP] * len(entries)
    none, held = [0] * owed.loan.size, [KEEP] * owed.loan.size
    idle = [0] * len(rates)
    return timeline(
        len(loans),
        loan=np.array([index[e.loan_id] for e in entries] + owed.loan.tolist() + [r[0] for r in rates], np.int64),
        day=np.array(
            [e.effective_on for e in entries] + owed.transfer.tolist() + [r[1] for r in rates], "datetime64[D]"
        ),
        disbursed=np.array([e.disbursed for e in entries] + none + idle, np.int64),
        repaid=np.array([e.principal for e in entries] + none + idle, np.int64),
        moved=np.array(zeros + owed.principal.tolist() + idle, np.int64),
        interest=np.array([e.interest for e in entries] + none + idle, np.int64),
        rate_e7=np.array(keep + held + [r[2] for r in rates], np.int64),
        overdue_rate_e7=np.array(keep + held + [r[3] for r in rates], np.int64),
    )


def _rates(uow: UnitOfWork, loans: Sequence[Loan], as_of: date) -> list[tuple[int, date, int, int]]:
    """Rate rows per loan: a fixed rate stays; a formula follows its regime and each re-pricing (§6.2)."""
    histories: dict[tuple[date, str, int], list[tuple[date, int, int]]] = {}
    found = []
    for place, loan in enumerate(loans):
        if loan.rate_fixed:
            found.append((place, loan.approved_on, loan.rate_e7, loan.overdue_rate_e7))
            continue
        key = (loan.approved_on, loan.rate_group, loan.source_id)
        if key not in histories:
            switch = [o for o in uow.overlays.of_source(loan.source_id) if o.parameter == FORMULA_SWITCH]
            until = max(as_of, loan.approved_on)
            histories[key] = job_loan_rate_history(law().under(switch), loan.approved_on, loan.rate_group, until)
        found += [(place, since, rate, overdue) for since, rate, overdue in histories[key]]
    return found
