"""How the communes absorb a year's plan (tiến độ thực hiện chỉ tiêu): lending by month, and who needs an adjustment.

Everything is as of the end of a day, as known by the unit of work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain.area import unplaced_last
from loans.domain.fund import Account
from loans.domain.monitoring import MONTHS, PACE_DAYS, SLOW_PERMILLE, Facts, Line, YearDay, line, total
from loans.domain.plan import Measure, Use
from loans.service.plan import uses
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Absorption:
    """Absorption of a source's plan of a year as of a day: a line a commune, and their sums.

    ``idle`` is what the source holds available and not committed, in đồng; None where only some communes are shown.
    ``linear_permille`` is the part of the year that has passed, floored. By the outstanding ``measure`` the plan is a
    target of principal owed, and what counts against it is owed or committed (§6.12).
    """

    source_id: int
    year: int
    as_of: date
    measure: Measure
    rows: tuple[Line, ...]
    totals: Line
    idle: int | None
    linear_permille: int
    slow_permille: int


def absorption(
    uow: UnitOfWork,
    *,
    source_id: int,
    year: int,
    as_of: date,
    slow_permille: int = SLOW_PERMILLE,
    communes: Sequence[str] | None = None,
) -> Absorption:
    """Plan against lending by commune and month, with signals; a day after the year counts as its last one.

    ``communes`` limits what is shown and summed. Raises ``Unknown`` ``unknown_source``.
    """
    uow.funds.get(source_id)
    at = YearDay(year, min(as_of, date(year, 12, 31)))
    plan = uses(uow, source_id=source_id, year=year, on=at.day)
    by_owed = any(use.outstanding is not None for use in plan.values())
    found = _facts(uow, source_id, at, plan, by_owed=by_owed)
    shown = [facts for facts in found if communes is None or facts.commune in communes]
    rows = tuple(line(facts, at, slow_permille=slow_permille) for facts in shown)
    available = uow.funds.balances(source_id, at.day).get(Account.AVAILABLE, 0)
    return Absorption(
        source_id=source_id,
        year=year,
        as_of=at.day,
        measure=Measure.OUTSTANDING if by_owed else Measure.LENDING,
        rows=rows,
        totals=total(rows),
        idle=available if communes is None else None,
        linear_permille=at.elapsed * 1000 // at.days,
        slow_permille=slow_permille,
    )


def _facts(uow: UnitOfWork, source_id: int, at: YearDay, plan: Mapping[str, Use], *, by_owed: bool) -> list[Facts]:
    """What is known of every commune that has a plan, a loan or an application of the source."""
    owed = uow.plans.owed(source_id, as_of=at.day) if by_owed else None
    disbursed = uow.turnovers.disbursed(source_id, at.year, at.day)
    committed = uow.plans.pledged(source_id) if by_owed else uow.turnovers.committed(source_id, at.year, at.day)
    collected = uow.turnovers.collected(source_id, date(at.year, 1, 1), at.day)
    recent = uow.turnovers.lent(source_id, date.fromordinal(max(1, at.day.toordinal() - PACE_DAYS + 1)), at.day)
    pending = uow.turnovers.pending(source_id, at.day)
    found = []
    for commune in sorted(plan.keys() | disbursed.keys() | collected.keys() | pending.keys(), key=unplaced_last):
        months = tuple(disbursed.get(commune, {}).get(month, 0) for month in range(1, MONTHS + 1))
        planned = plan[commune].planned if commune in plan else 0
        lent, promised = sum(months), committed.get(commune, 0)
        counts = lent if owed is None else owed.get(commune, 0)
        count, asked = pending.get(commune, (0, 0))
        found.append(
            Facts(
                commune=commune,
                planned=planned,
                disbursed=lent,
                committed=promised,
                remaining=planned - counts - promised,
                months=months,
                pending=asked,
                applications=count,
                collected=collected.get(commune, 0),
                recent=recent.get(commune, 0),
            )
        )
    return found
