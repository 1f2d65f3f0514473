"""A round's draft and its revisions: a new version each time, the old ones kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from loans.domain import plan
from loans.domain.plan import Line, Measure, PoolPart, Round, RoundState, StepKind
from loans.domain.refusal import Faults, Refusal
from loans.service.allocation.base import based
from loans.service.checks import commune_in_force, unmoved
from loans.service.scenario import share_now
from loans.service.unit_of_work import UnitOfWork


def draft_round(
    uow: UnitOfWork,
    *,
    today: date,
    year: int,
    source_id: int,
    pool: Sequence[PoolPart],
    lines: Sequence[Line] = (),
    measure: Measure = Measure.LENDING,
    spec: Mapping[str, Any] | None = None,
    scenario_id: int | None = None,
) -> Round:
    """Draft a round: its lines given outright, out of a saved scenario, or shared now by a method's ``spec``.

    The lines must equal the pool exactly, and the round keeps to the year's one measure (§6.12). By the outstanding
    measure the first round carries each commune's base at 31/12 and the recovery expected of it.
    """
    uow.funds.get(source_id)
    uow.lock(source=source_id)
    others = [each for each in uow.rounds.all(year, source_id) if each.state is not RoundState.WITHDRAWN]
    plan.one_measure(others, measure)
    lines, method = _shared(uow, today, year, source_id, pool, lines, spec, scenario_id)
    first = not others
    lines = _ready(uow, today, year, source_id, pool, lines, measure, first=first)
    number = uow.rounds.next_number(year, source_id)
    body = {
        "year": year,
        "source_id": source_id,
        "number": number,
        "measure": measure.value,
        "pool": recorded_pool(pool),
        "method": method,
        "lines": recorded_lines(lines),
    }
    booked = uow.entries.open("round", f"{year}/{source_id}/{number}", StepKind.DRAFTED, today, body)
    uow.rounds.add(booked, year, source_id, number, measure)
    uow.rounds.add_lines(booked, booked.stream_id, lines, decided=False)
    return uow.rounds.get(booked.stream_id)


def revise_round(
    uow: UnitOfWork,
    *,
    today: date,
    round_id: int,
    expected: int,
    pool: Sequence[PoolPart],
    lines: Sequence[Line] = (),
    spec: Mapping[str, Any] | None = None,
    scenario_id: int | None = None,
    reason: str = "",
) -> Round:
    """Write a new version of a draft; opinions and checks were about the old one and are asked for again."""
    present = uow.rounds.get(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present, StepKind.REVISED)
    lines, method = _shared(uow, today, present.year, present.source_id, pool, lines, spec, scenario_id)
    first = is_first(uow, present)
    lines = _ready(uow, today, present.year, present.source_id, pool, lines, present.measure, first=first)
    body = {"pool": recorded_pool(pool), "method": method, "lines": recorded_lines(lines)}
    booked = uow.entries.append(round_id, expected, StepKind.REVISED, today, body, reason)
    uow.rounds.add_lines(booked, round_id, lines, decided=False)
    return uow.rounds.get(round_id)


def withdraw_round(uow: UnitOfWork, *, today: date, round_id: int, expected: int, reason: str) -> Round:
    """Withdraw a draft that will not be submitted; it stays on record."""
    present = uow.rounds.get(round_id)
    unmoved(uow, round_id, expected)
    plan.advance(present, StepKind.WITHDRAWN)
    uow.entries.append(round_id, expected, StepKind.WITHDRAWN, today, {}, reason)
    return uow.rounds.get(round_id)


def is_first(uow: UnitOfWork, present: Round) -> bool:
    """Whether a round is the first of its year and source that still stands: it assigns, the others adjust."""
    others = uow.rounds.all(present.year, present.source_id)
    return not any(each.number < present.number and each.state is not RoundState.WITHDRAWN for each in others)


def communes_in_force(lines: Sequence[Line], today: date) -> None:
    """Refuse the lines whose code is no commune today, each named by its row."""
    faults = Faults()
    for row, line in enumerate(lines, 1):
        try:
            commune_in_force(line.commune, today)
        except Refusal as refused:
            faults.add(f"row {row}", refused.code, vi=refused.vi, en=refused.en, field="commune", value=line.commune)
    faults.refuse("round_refused", vi="Đợt phân bổ có mã xã sai.", en="Some communes of the round are unknown.")


def recorded_pool(pool: Sequence[PoolPart]) -> list[dict[str, Any]]:
    """The pool as an entry keeps it."""
    return [{"origin": part.origin, "amount": part.amount, "decision": part.decision} for part in pool]


def recorded_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines as an entry keeps them."""
    return [{"commune": line.commune, "amount": line.amount, "reason": line.reason} for line in lines]


def _shared(
    uow: UnitOfWork,
    today: date,
    year: int,
    source_id: int,
    pool: Sequence[PoolPart],
    lines: Sequence[Line],
    spec: Mapping[str, Any] | None,
    scenario_id: int | None,
) -> tuple[Sequence[Line], dict[str, Any]]:
    """The lines, and by which method they came about."""
    if scenario_id is not None:
        chosen = uow.scenarios.get(scenario_id)
        if (chosen.year, chosen.source_id) != (year, source_id):
            raise Refusal(
                "scenario_of_another_plan",
                field="scenario_id",
                value=scenario_id,
                vi=f"Phương án «{chosen.name}» thuộc năm {chosen.year}, nguồn {chosen.source_id}. "
                "Chọn phương án của đúng năm và nguồn.",
                en=f"Scenario “{chosen.name}” is of {chosen.year} and source {chosen.source_id}. "
                "Choose one of this year and source.",
            )
        made = {"scenario_id": scenario_id, "version": chosen.version, "name": chosen.name}
        made |= {"saved_by": chosen.saved_by, "spec": dict(chosen.spec)}
        return _lines_made(chosen.made), made
    if spec is None:
        return lines, {}
    amount = sum(part.amount for part in pool)
    made = share_now(uow, today=today, year=year, source_id=source_id, pool=amount, spec=spec)
    return _lines_made(made), {"spec": dict(spec)}


def _lines_made(made: Mapping[str, Any]) -> list[Line]:
    return [Line(row["code"], row["allocated"], tuple(row["why"]), row["sentence_vi"]) for row in made["rows"]]


def _ready(
    uow: UnitOfWork,
    today: date,
    year: int,
    source_id: int,
    pool: Sequence[PoolPart],
    lines: Sequence[Line],
    measure: Measure,
    *,
    first: bool,
) -> Sequence[Line]:
    """The lines checked and, for the first round by the outstanding measure, with their base."""
    plan.fits_measure(pool, measure)
    communes_in_force(lines, today)
    plan.closes(lines, pool)
    plan.explains_adjustments(lines, first=first)
    if not first:
        return [_unbased(line) for line in lines]
    lines = based(uow, lines, measure, today=today, year=year, source_id=source_id)
    plan.check_bridge(measure, lines, plan.recovered_of(pool))
    return lines


def _unbased(line: Line) -> Line:
    return replace(line, base=None, recovery=None)
