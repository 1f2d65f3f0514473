"""What is committed and not paid out: the open commitments, those that are due, and what became of one contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain import commitment as rules
from loans.domain.commitment import Commitment, Fate, State
from loans.domain.law import Law
from loans.domain.loan import Loan
from loans.domain.plan import Use
from loans.domain.refusal import Refusal
from loans.service.appraisal import law_of_source
from loans.service.plan import uses
from loans.service.unit_of_work import UnitOfWork

EXPIRY = "commitment_expiry_days"


@dataclass(frozen=True, slots=True)
class Open:
    """An open commitment as of a day: its last day (None: it never expires), and what to do with it at a year's close.

    ``proposal`` is to carry where a contract is signed and what is left of next year's plan of the commune still
    holds it after the older ones, else to release; it binds nobody.
    """

    commitment: Commitment
    last_day: date | None
    expired: bool
    proposal: Fate | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the sum of a contract, in đồng: amount = paid + left + released."""

    loan_id: int
    application_id: int
    state: State
    amount: int
    paid: int
    left: int
    released: int
    by_year: Mapping[int, int]
    last_day: date | None
    sequence: int


def expiry_days(rules_of_source: Law, since: date) -> int | None:
    """Days until a commitment expires, by the law of the source on the day it began; None where nobody set any."""
    version = rules_of_source.parameter(EXPIRY).in_force(since)
    return None if version is None or version.value is None else int(version.value)


def days_of(uow: UnitOfWork, held: Commitment) -> int | None:
    """``expiry_days`` of one commitment."""
    return expiry_days(law_of_source(uow, held.source_id), held.since)


def may_pay(rules_of_source: Law, held: Sequence[Commitment], *, on: date, amount: int) -> None:
    """Refuse to pay out on a day of another plan year, or for the first time once the days of a commitment are over."""
    rules.in_year(held, on, amount)
    for each in held:
        rules.in_force(each, expiry_days(rules_of_source, each.since), on)


def open_of(
    uow: UnitOfWork,
    *,
    on: date,
    source_id: int | None = None,
    year: int | None = None,
    communes: Sequence[str] | None = None,
) -> list[Open]:
    """The open commitments in the order of their days; with a source and a year each has a proposal for its close."""
    found = uow.commitments.open(source_id=source_id, year=year, communes=communes)
    laws = {each: law_of_source(uow, each) for each in {held.source_id for held in found}}
    proposed = _proposals(uow, found, source_id, year, on) if source_id is not None and year is not None else {}
    result = []
    for held in found:
        days = expiry_days(laws[held.source_id], held.since)
        over = rules.expired(held, days, on)
        result.append(Open(held, rules.last_day(held, days), over, proposed.get(held.application_id)))
    return result


def due(
    uow: UnitOfWork, *, on: date, source_id: int | None = None, communes: Sequence[str] | None = None
) -> list[Open]:
    """The commitments whose days are over with nothing paid out: a person ends them, no list does."""
    return [each for each in open_of(uow, on=on, source_id=source_id, communes=communes) if each.expired]


def of_loan(uow: UnitOfWork, loan_id: int) -> Standing:
    """What became of the sum of one contract."""
    loan = uow.loans.get(loan_id)
    held = uow.commitments.open(application_id=loan.application_id)
    left = sum(each.left for each in held)
    paid = sum(entry.disbursed for entry in uow.loans.entries([loan_id]))
    paid = loan.amount if loan.application_id == loan.id else paid  # paid out before it came from another system
    return _standing(uow, loan, held, paid=paid, left=left)


def _standing(uow: UnitOfWork, loan: Loan, held: Sequence[Commitment], *, paid: int, left: int) -> Standing:
    last = [rules.last_day(each, days_of(uow, each)) for each in held]
    return Standing(
        loan_id=loan.id,
        application_id=loan.application_id,
        state=rules.state_of(loan.amount, paid=paid, left=left),
        amount=loan.amount,
        paid=paid,
        left=left,
        released=loan.amount - paid - left,
        by_year={each.year: each.left for each in held},
        last_day=min((day for day in last if day is not None), default=None),
        sequence=loan.sequence,
    )


def _proposals(uow: UnitOfWork, found: Sequence[Commitment], source_id: int, year: int, on: date) -> dict[int, Fate]:
    room: dict[str, int] = {}
    for commune, use in uses(uow, source_id=source_id, year=year + 1, on=first_day(year, on)).items():
        room[commune] = _room(use)
    proposed = {}
    for held in found:
        fits = held.loan_id is not None and held.left <= room.get(held.commune, 0)
        room[held.commune] = room.get(held.commune, 0) - held.left * fits
        proposed[held.application_id] = Fate.CARRY if fits else Fate.RELEASE
    return proposed


def first_day(year: int, on: date) -> date:
    """The day by whose plan a carrying out of ``year`` is measured: of the next year, whenever it is booked."""
    return max(on, date(year + 1, 1, 1))


def _room(use: Use) -> int:
    """What may still be carried into a year; by the outstanding measure a commitment counts there already."""
    if use.outstanding is None:
        return use.remaining
    return 10**15 if use.remaining >= 0 else 0


def refused_reason(reason: str) -> None:
    """Refuse an ending without its reason in writing."""
    if not reason.strip():
        raise Refusal(
            "reason_missing",
            field="reason",
            value=reason,
            vi="Thiếu lý do. Kết thúc hoặc chuyển cam kết phải ghi lý do.",
            en="The reason is missing. Ending or carrying a commitment states its reason.",
            cites=rules.CITES,
        )
