"""The decision of UBND Thành phố, recorded by a second person: what it decides becomes the plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from loans.domain import plan
from loans.domain.plan import Line, Measure, PoolPart, Round, StepKind
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.allocation.base import based
from loans.service.allocation.drafting import communes_in_force, is_first, recorded_lines, recorded_pool
from loans.service.allocation.hearing import in_order, kept_papers
from loans.service.checks import not_before, unmoved
from loans.service.plan import uses
from loans.service.unit_of_work import UnitOfWork

DECIDED_OTHERWISE = "Theo quyết định của UBND Thành phố, khác số trình."


def decide_round(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    round_id: int,
    expected: int,
    decision: str,
    signed_on: date,
    effective_on: date,
    lines: Sequence[Line] | None = None,
    pool: Sequence[PoolPart] | None = None,
    papers: Sequence[int] = (),
) -> Round:
    """Record the decision; decided sums may differ from submitted ones, and both are kept.

    The decided lines must equal the decided pool, and no commune may fall below what it has already used. The plan
    binds from ``effective_on``; what a later day takes back binds at once.
    """
    present = uow.rounds.get(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present, StepKind.DECIDED)
    plan.second_person(actor.username, present, "decided_by")
    plan.in_turn(present, uow.rounds.all(present.year, present.source_id))
    in_order(present, signed_on, today, "signed_on")
    not_before(effective_on, signed_on, "effective_on", "ngày ký", "the day of signing")
    plan.within_year(effective_on, present.year)
    pool = present.pool if pool is None else tuple(pool)
    plan.finance_heard(present, pool)
    decided = _decided(uow, present, lines, pool, today)
    _bind(uow, present, decided, effective_on)
    body: dict[str, Any] = {
        "decision": decision,
        "signed_on": signed_on,
        "effective_on": effective_on,
        "lines": recorded_lines(decided),
        "pool": recorded_pool(pool),
        **kept_papers(uow, papers),
    }
    booked = uow.entries.append(round_id, expected, StepKind.DECIDED, effective_on, body)
    uow.rounds.add_lines(booked, round_id, decided, decided=True)
    return uow.rounds.get(round_id)


def return_round(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    round_id: int,
    expected: int,
    on: date,
    reason: str,
    paper: str = "",
    papers: Sequence[int] = (),
) -> Round:
    """Record that UBND Thành phố returned the round with its reason; it may be revised and submitted again."""
    present = uow.rounds.get(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present, StepKind.RETURNED)
    plan.second_person(actor.username, present, "returned_by")
    in_order(present, on, today)
    uow.entries.append(round_id, expected, StepKind.RETURNED, on, {"paper": paper, **kept_papers(uow, papers)}, reason)
    return uow.rounds.get(round_id)


def _decided(
    uow: UnitOfWork, present: Round, lines: Sequence[Line] | None, pool: Sequence[PoolPart], today: date
) -> Sequence[Line]:
    """The lines that were decided: those submitted, or other ones held against the same rules."""
    kept = {line.commune: line for line in present.submitted_lines}
    decided: Sequence[Line] = present.submitted_lines if lines is None else [_explained(line, kept) for line in lines]
    plan.fits_measure(pool, present.measure)
    communes_in_force(decided, today)
    plan.closes(decided, pool)
    first = is_first(uow, present)
    plan.explains_adjustments(decided, first=first)
    if not first:
        return decided
    if present.measure is Measure.OUTSTANDING and today <= date(present.year - 1, 12, 31):
        raise _base_to_come(present)
    fresh = [replace(line, base=None) for line in decided]
    decided = based(uow, fresh, present.measure, today=today, year=present.year, source_id=present.source_id)
    plan.check_bridge(present.measure, decided, plan.recovered_of(pool))
    return decided


def _explained(line: Line, kept: dict[str, Line]) -> Line:
    """A decided line; where it is the submitted one, with the reasons that it was submitted with."""
    before = kept.get(line.commune)
    if before is None:
        return line
    same = line.amount == before.amount
    return replace(
        line,
        why=before.why if same else (),
        reason=line.reason or (before.reason if same else DECIDED_OTHERWISE),
        recovery=before.recovery if line.recovery is None else line.recovery,
    )


def _bind(uow: UnitOfWork, present: Round, decided: Sequence[Line], effective_on: date) -> None:
    """Hold the plans of all communes concerned, then see that none falls below its use on any day from then on."""
    source_id, year = present.source_id, present.year
    first = uow.plans.began(source_id, year) is None
    involved = {line.commune for line in decided} | (set(uow.plans.taken(source_id, year)) if first else set())
    for commune in sorted(involved):
        uow.lock(plan=(source_id, commune, year))
    uow.lock(source=source_id)  # an approval holds it too: what it used is known here, what is assigned here there
    now = uses(uow, source_id=source_id, year=year, on=effective_on, measure=present.measure)
    plan.takes_back(decided, now, first=first, measure=present.measure)


def _base_to_come(present: Round) -> Refusal:
    closing = f"31/12/{present.year - 1}"
    return Refusal(
        "base_to_come",
        field="measure",
        value=present.measure.value,
        vi=f"Chỉ tiêu dư nợ cần số dư ngày {closing}, ngày đó chưa qua. Ghi quyết định sau ngày {closing}, "
        "hoặc dùng chỉ tiêu doanh số cho vay.",
        en=f"The outstanding measure needs the balances of {closing}, which has not passed. Record the decision "
        "after it, or use the lending measure.",
        cites=("Cách hiểu của sản phẩm, mục 6.12",),
    )
