"""What happened on which day in an invented city: the steps of every dossier and loan, in the order of their days."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.law.rates import LoanRate, job_loan_rate

STEPS = (
    "application_submitted",
    "application_complete",
    "application_appraised",
    "application_approved",
    "application_signed",
)
PAYMENTS = 10
MONTHLY, MONTHLY_PAYMENTS = 20, 30
"""One loan in so many pays so often, small sums each month: a late voucher of theirs has many later days."""
LOAN_STEPS = (*STEPS, "loan_signed", "loan_disbursed", "loan_use_checked", *["loan_repaid"] * MONTHLY_PAYMENTS)
"""What happens to a dossier and to its loan: at most so many entries."""

PRINCIPAL = 80_000_000
FIRST = np.datetime64("2024-01-08", "D")
CLOSING = date(2026, 11, 15)
"""Nothing happened after this day."""
SPAN = 900
_BEGIN = (0, 2, 5, 9, 9, 9, 9, 30)
_LATER = len(_BEGIN)  # the place of the first payment: from there on days are not exact
_DAYS = np.array([*_BEGIN, *(9 + 90 * turn for turn in range(1, MONTHLY_PAYMENTS + 1))])
_DAYS_MONTHLY = np.array([*_BEGIN, *(9 + 25 * turn for turn in range(1, MONTHLY_PAYMENTS + 1))])
_UNCHECKED, _PAID_OFF = 20, 3  # one loan in so many

_DECIDED = {
    "amount": PRINCIPAL,
    "asked": PRINCIPAL,
    "binding": "job_loan_max_worker",
    "cites": [],
    "findings": [],
    "largest_loan": 200_000_000,
    "late": False,
    "overdue_rate_e7": 1_030_224,
    "plan_year": 2026,
    "priority": False,
    "rate_e7": 792_480,
    "rate_fixed": False,
    "rate_group": "standard",
    "reason": "",
    "regime": "338/2025/NĐ-CP",
}
_SAID = {
    "application_submitted": {"amount": PRINCIPAL, "collateral": "", "evidence": [], "full_capacity": True},
    "application_complete": {"papers": ["loan_use_plan"]},
    "application_appraised": {**_DECIDED, "opinion": "Khả thi (giả định)"},
    "application_approved": _DECIDED,
    "application_signed": {"amount": PRINCIPAL, "term_months": 24},
    "loan_signed": {"amount": PRINCIPAL, "term_months": 24},
    "loan_disbursed": {"amount": PRINCIPAL, "voucher_no": "DO-000001"},
    "loan_use_checked": {"jobs": {"created": 1}, "note": "", "outcome": "proper"},
    "loan_repaid": {"frozen": 0, "note": "thu tại phiên giao dịch", "split": "rule", "voucher_no": "DO-000001"},
}
BODIES = {
    kind: json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for kind, body in _SAID.items()
}
"""What an entry of each kind says; the same of all, for no figure is read out of it."""


@dataclass(frozen=True)
class Diary:
    """One row an entry, ordered by day: of which dossier, which step, its day, its number in its own stream.

    Dossiers from the number of loans on have none and wait; ``filed`` is by dossier, ``principal`` and ``interest``
    by entry, in đồng.
    """

    filed: Column
    place: Column
    step: Column
    day: Column
    sequence: Column
    principal: Column
    interest: Column

    def are(self, kind: str) -> Column:
        """Which entries are of a kind."""
        found: Column = np.isin(self.step, [place for place, each in enumerate(LOAN_STEPS) if each == kind])
        return found

    def entry_of(self, kind: str, ids: Column, size: int) -> Column:
        """The last entry of a kind of each dossier, by its number; 0 where there is none."""
        found, own = np.zeros(size, np.int64), self.are(kind)
        found[self.place[own]] = ids[own]
        return found

    def sizes(self, loans: int) -> Column:
        """How many entries the stream of each loan holds."""
        return np.bincount(self.place[self.step >= len(STEPS)], minlength=loans)


def diary(draw: np.random.Generator, loans: int, waiting: int) -> Diary:
    """The days of so many loans, filed over ``SPAN`` days, and of dossiers that wait for one of their first steps."""
    spread = draw.integers(0, SPAN, loans).astype("timedelta64[D]")
    recent = draw.integers(0, 12, waiting).astype("timedelta64[D]")
    filed = np.concatenate([FIRST + spread, np.datetime64(CLOSING) - recent])
    monthly = is_monthly(np.arange(loans + waiting))
    steps = _LATER + np.where(monthly, MONTHLY_PAYMENTS, PAYMENTS)
    place = np.repeat(np.arange(steps.size), steps)
    step = np.arange(place.size) - np.repeat(np.cumsum(steps) - steps, steps)
    jitter = np.where(monthly, 10, 60)[place]
    late = (draw.integers(0, 60, step.size) % jitter) * (step >= _LATER)
    day = filed[place] + (np.where(monthly[place], _DAYS_MONTHLY[step], _DAYS[step]) + late).astype("timedelta64[D]")
    there = (day <= np.datetime64(CLOSING)) | (step == 0)
    there &= (place < loans) | (step <= place % 3)
    there &= (step != _LATER - 1) | (place % _UNCHECKED != 0)
    order = np.flatnonzero(there)[np.lexsort((step[there], day[there]))]
    place, step, day = place[order], step[order], np.minimum(day[order], np.datetime64(CLOSING))
    return Diary(filed, place, step, day, _numbered(place, step), *_paid(draw, place, monthly[place]))


def is_monthly(place: Column) -> Column:
    """Which loans pay each month."""
    found: Column = place % MONTHLY == MONTHLY - 1
    return found


def _paid(draw: np.random.Generator, place: Column, monthly: Column) -> tuple[Column, Column]:
    """Principal and interest of each step, were it a payment; what is paid each month leaves most of the loan owed."""
    part, small = PRINCIPAL // PAYMENTS, PRINCIPAL // (2 * MONTHLY_PAYMENTS)
    principal = np.where(place % _PAID_OFF == 0, part, draw.integers(0, part, place.size))
    principal = np.where(monthly, draw.integers(0, small, place.size), principal)
    return principal, draw.integers(1, np.where(monthly, 50_000, 500_000))


def terms_of(days: Iterable[str]) -> dict[str, LoanRate]:
    """Regime and rates by the law of each approval day."""
    dated = {day: date.fromisoformat(day) for day in set(days)}
    return {day: job_loan_rate(law(), on, on, "standard") for day, on in dated.items()}


def _numbered(place: Column, step: Column) -> Column:
    """The number of each entry within its own stream: that of its dossier, then that of its loan."""
    key = place * 2 + (step >= len(STEPS))
    order = np.argsort(key, kind="stable")
    sizes = np.bincount(key)
    begins = np.cumsum(sizes) - sizes
    found = np.zeros(key.size, np.int64)
    found[order] = np.arange(key.size) - begins[key[order]] + 1
    return found
