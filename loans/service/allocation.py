"""Rounds of allocation (đợt giao chỉ tiêu): drafted, submitted, decided; every line adds up to the pool."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain import plan
from loans.domain.allocation import Row, allocate
from loans.domain.plan import Line, PoolPart, Round, RoundState
from loans.domain.refusal import Faults, Refusal
from loans.service.actor import Actor
from loans.service.checks import commune_in_force, happened, unmoved
from loans.service.unit_of_work import UnitOfWork


def draft_round(
    uow: UnitOfWork,
    *,
    today: date,
    year: int,
    source_id: int,
    pool: Sequence[PoolPart],
    lines: Sequence[Line] = (),
    weights: Mapping[str, str] | None = None,
    grain: int = 1,
    cap_at_demand: bool = False,
) -> Round:
    """Draft a round: its lines given outright, or shared out of the pool by weights over the recorded demand.

    Criteria for ``weights`` are ``demand`` (đồng), ``workers`` and ``jobs``; the lines keep why each
    commune got what it got. The lines must equal the pool exactly (DOMAIN §6.12).
    """
    uow.funds.get(source_id)
    if weights is not None:
        lines = shared(uow, year=year, pool=pool, weights=weights, grain=grain, cap_at_demand=cap_at_demand)
    _communes_in_force(lines, today)
    plan.closes(lines, pool)
    uow.lock(source=source_id)
    number = uow.plans.next_number(year, source_id)
    body = {
        "year": year,
        "source_id": source_id,
        "number": number,
        "pool": [{"origin": part.origin, "amount": part.amount, "decision": part.decision} for part in pool],
        "method": {"weights": dict(weights), "grain": grain, "cap_at_demand": cap_at_demand} if weights else {},
        "lines": _recorded(lines),
    }
    booked = uow.entries.open("round", f"{year}/{source_id}/{number}", "round_drafted", today, body)
    uow.plans.add_round(booked, year, source_id, number)
    uow.plans.add_lines(booked, booked.stream_id, lines, decided=False)
    return uow.plans.round(booked.stream_id)


def shared(
    uow: UnitOfWork,
    *,
    year: int,
    pool: Sequence[PoolPart],
    weights: Mapping[str, str],
    grain: int,
    cap_at_demand: bool,
) -> list[Line]:
    """The pool shared over the communes that stated a demand for the year, with the reasons."""
    totals: dict[str, dict[str, int]] = defaultdict(lambda: {"demand": 0, "workers": 0, "jobs": 0})
    for answer in uow.demands.of_year(year):
        commune = totals[answer["commune"]]
        commune["demand"] += answer["amount"]
        commune["workers"] += answer["workers"]
        commune["jobs"] += answer["jobs"]
    if not totals:
        raise Refusal(
            "no_demand",
            field="year",
            value=year,
            vi=f"Chưa có nhu cầu năm {year}. Ghi nhận nhu cầu của các xã/phường trước.",
            en=f"No demand is recorded for {year}. Record the communes' demand first.",
        )
    result = allocate(
        [Row(code=code, criteria=criteria) for code, criteria in sorted(totals.items())],
        pool=sum(part.amount for part in pool),
        grain=grain,
        weights=weights,
        cap_at_demand=cap_at_demand,
    )
    return [
        Line(row.code, row.allocated, tuple({"reason": why.reason, "amount": why.amount} for why in row.why))
        for row in result.rows
    ]


def submit_round(uow: UnitOfWork, *, today: date, round_id: int, expected: int, on: date, paper: str) -> Round:
    """Submit a drafted round to UBND Thành phố under a tờ trình number."""
    happened(on, today, "on")
    present = uow.plans.round(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present.state, RoundState.SUBMITTED)
    uow.entries.append(round_id, expected, "round_submitted", on, {"paper": paper})
    return uow.plans.round(round_id)


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
) -> Round:
    """Record the decision of UBND Thành phố by a second person; decided sums may differ from submitted ones.

    The decided lines must equal the decided pool, and no commune may fall below what it has already used.
    """
    happened(signed_on, today, "signed_on")
    present = uow.plans.round(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present.state, RoundState.DECIDED)
    if actor.username == present.drafted_by:
        raise Refusal(
            "same_person",
            field="decided_by",
            value=actor.username,
            vi=f"«{actor.username}» đã lập dự thảo đợt này. Người thứ hai phải ghi nhận quyết định.",
            en=f"{actor.username} drafted this round. A second person must record its decision.",
        )
    decided = present.lines if lines is None else tuple(lines)
    _communes_in_force(decided, today)
    plan.closes(decided, present.pool if pool is None else pool)
    for commune in sorted(line.commune for line in decided):
        uow.lock(plan=(present.source_id, commune, present.year))
    plan.takes_back(decided, uow.plans.uses(present.source_id, present.year))
    body: dict[str, Any] = {
        "decision": decision,
        "signed_on": signed_on,
        "effective_on": effective_on,
        "lines": _recorded(decided),
        "pool": [{"origin": part.origin, "amount": part.amount, "decision": part.decision} for part in pool or ()],
    }
    booked = uow.entries.append(round_id, expected, "round_decided", signed_on, body)
    uow.plans.add_lines(booked, round_id, decided, decided=True)
    return uow.plans.round(round_id)


def _communes_in_force(lines: Sequence[Line], today: date) -> None:
    """Refuse the lines whose code is no commune today, each named by its row."""
    faults = Faults()
    for row, line in enumerate(lines, 1):
        try:
            commune_in_force(line.commune, today)
        except Refusal as refused:
            faults.add(f"row {row}", refused.code, vi=refused.vi, en=refused.en, field="commune", value=line.commune)
    faults.refuse("round_refused", vi="Đợt phân bổ có mã xã sai.", en="Some communes of the round are unknown.")


def _recorded(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"commune": line.commune, "amount": line.amount, "reason": line.reason} for line in lines]
