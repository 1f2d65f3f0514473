"""The plan as it stands for a commune, a source and a year: what is left of it, by the year's measure (§6.12)."""

from datetime import date

from loans.domain.plan import (
    Bridge,
    Interim,
    Measure,
    RoundState,
    Use,
    bridge_of,
    in_force,
    part_of,
    recovered_of,
)
from loans.service.appraisal import law_of_source
from loans.service.unit_of_work import UnitOfWork

INTERIM, SHARE = "interim_plan", "interim_plan_share"


def uses(
    uow: UnitOfWork,
    *,
    source_id: int,
    year: int,
    on: date | None = None,
    commune: str | None = None,
    measure: Measure | None = None,
) -> dict[str, Use]:
    """Each commune's plan that may be counted on from ``on`` (the year's last day where none), and what it has used.

    By the outstanding measure the most that is owed on any day from then to the year's end counts, and every
    commitment, whatever its plan year. ``measure`` asks for the use by a measure that no round of the year has set yet.
    """
    last = date(year, 12, 31)
    day = min(on or last, last)
    began = uow.plans.began(source_id, year)
    begun = began is not None and began[1] <= day
    by_owed = (measure or (began[0] if began is not None and begun else None)) is Measure.OUTSTANDING
    assigned = uow.plans.assigned(source_id, year, commune)
    to_come = [(began[1], 0)] if began is not None else []  # the first round says 0 of a commune that it leaves out
    interim = {} if begun else _interim(uow, source_id, year, day, commune)
    taken = uow.plans.taken(source_id, year, commune)
    owed = uow.plans.peak(source_id, day, last, commune) if by_owed else {}
    pledged = uow.plans.pledged(source_id, commune) if by_owed else {}
    return {
        code: Use(
            in_force(assigned.get(code, to_come), day, begun=begun, interim=interim.get(code, 0)),
            disbursed,
            pledged.get(code, 0) if by_owed else committed,
            outstanding=owed.get(code, 0) if by_owed else None,
            interim=not begun,
        )
        for code in sorted({*assigned, *interim, *taken, *owed, *pledged, *([commune] if commune else [])})
        for disbursed, committed in (taken.get(code, (0, 0)),)
    }


def use_of(uow: UnitOfWork, *, source_id: int, commune: str, year: int, on: date) -> Use:
    """One commune's plan and its use; nothing assigned and nothing used where there is neither."""
    return uses(uow, source_id=source_id, year=year, on=on, commune=commune)[commune]


def _interim(uow: UnitOfWork, source_id: int, year: int, on: date, commune: str | None) -> dict[str, int]:
    """What each commune may lend before the first round, by the parameter that the source sets."""
    rules = law_of_source(uow, source_id)
    version = rules.parameter(INTERIM).in_force(on)
    kind = Interim(str(version.value)) if version else Interim.OFF
    if kind is Interim.RECOVERED_ONLY:
        return dict(uow.turnovers.collected(source_id, date(year, 1, 1), on))
    if kind is Interim.LAST_YEAR_SHARE:
        share = rules.parameter(SHARE).in_force(on)
        percent = int(share.value or 0) if share else 0
        return {code: part_of(plan, percent) for code, plan in lending_plan(uow, source_id, year - 1, commune).items()}
    return {}


def lending_plan(uow: UnitOfWork, source_id: int, year: int, commune: str | None = None) -> dict[str, int]:
    """What each commune was to lend in a year, in đồng; a plan by the outstanding measure goes over the bridge."""
    plan = {
        code: sum(amount for _, amount in parts) for code, parts in uow.plans.assigned(source_id, year, commune).items()
    }
    began = uow.plans.began(source_id, year)
    if began is None or began[0] is Measure.LENDING:
        return plan
    based = uow.plans.based(source_id, year)
    return {
        code: max(0, target - based.get(code, (0, 0))[0] + based.get(code, (0, 0))[1]) for code, target in plan.items()
    }


def bridge(uow: UnitOfWork, *, source_id: int, year: int) -> tuple[Measure | None, Bridge]:
    """The bridge of a year's decided rounds: owed at 31/12 − coming back + lent = owed at the end (§6.12).

    By the lending measure what comes back is the recovered part of the pools; by the outstanding measure the
    recoveries that the first round expects.
    """
    uow.funds.get(source_id)
    rounds = [each for each in uow.rounds.all(year, source_id) if each.state is RoundState.DECIDED]
    shared = sum(each.total for each in rounds)
    base = sum(uow.plans.owed(source_id, as_of=date(year - 1, 12, 31)).values())
    if not rounds:
        return None, Bridge(base, 0, 0, base)
    measure = rounds[0].measure
    if measure is Measure.LENDING:
        recovery = sum(recovered_of(each.pool) for each in rounds)
        return measure, bridge_of(measure, base=base, recovery=recovery, shared=shared)
    based = uow.plans.based(source_id, year).values()
    recovery, base = sum(part for _, part in based), sum(part for part, _ in based)
    assigned = uow.plans.assigned(source_id, year).values()
    target = sum(amount for parts in assigned for _, amount in parts)
    return measure, Bridge(base, recovery, shared + recovery, target)
