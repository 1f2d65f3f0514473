"""Jobs that the loans supported (việc làm): planned at signing, verified at the checks (DOMAIN §6.15)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from loans.service.actor import Actor
from loans.service.budget import room_for
from loans.service.unit_of_work import UnitOfWork

CELLS = 160
"""A loan at the peak of reading them all with their vouchers: 2.3 kB (measured)."""


@dataclass(slots=True)
class JobResult:
    """One commune's result of a year: workers as planned in the contracts, and as counted at the latest checks."""

    commune: str
    loans: int = 0
    planned: int = 0
    checked_loans: int = 0
    verified: Counter[str] = field(default_factory=Counter)


def job_results(uow: UnitOfWork, actor: Actor, *, year: int, as_of: date) -> list[JobResult]:
    """Results per commune of the loans first paid out in a year, as of a day.

    Each loan counts once, with its latest check by that day; the names counted (created, maintained, women, …)
    overlap and do not add up to the planned figure. Of a loan from another system without its vouchers the signing
    day stands for the first payment.
    """
    with room_for(uow, actor.limit, cells=CELLS):
        return _job_results(uow, actor, year, as_of)


def _job_results(uow: UnitOfWork, actor: Actor, year: int, as_of: date) -> list[JobResult]:
    first: dict[int, date] = {}
    brought: set[int] = set()
    for entry in uow.loans.entries():
        if entry.disbursed and entry.effective_on <= as_of:
            first[entry.loan_id] = min(entry.effective_on, first.get(entry.loan_id, entry.effective_on))
            brought |= {entry.loan_id} if entry.opening else set()
    latest = {check["loan_id"]: check for check in uow.debts.checks() if check["effective_on"] <= as_of}
    found: dict[str, JobResult] = defaultdict(lambda: JobResult(""))
    for loan in uow.loans.all(actor.limit):
        began = loan.signed_on if loan.id in brought else first.get(loan.id)
        if began is not None and began.year == year:
            result = found[loan.commune]
            result.commune = loan.commune
            result.loans += 1
            result.planned += loan.workers
            if loan.id in latest:
                result.checked_loans += 1
                result.verified.update(latest[loan.id]["jobs"])
    return [found[commune] for commune in sorted(found)]
