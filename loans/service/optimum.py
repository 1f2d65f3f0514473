"""The optimum: HiGHS finds it in floating point, exact fractions finish and prove it, integers check it again.

See ``docs/decisions/0011-allocation-methods.md``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from loans.domain.allocation.checks import claims_of
from loans.domain.allocation.most_jobs import Question, memberships, question
from loans.domain.allocation.most_jobs_checks import check_alone, check_together
from loans.domain.allocation.prepared import Prepared
from loans.domain.allocation.programme import Outcome, Programme
from loans.domain.allocation.proportional import Claim
from loans.domain.allocation.records import Allocated, Allocation, Reason, Row
from loans.domain.allocation.shares import standing
from loans.domain.allocation.sharing import refuse_all
from loans.domain.allocation.spec import JOBS
from loans.domain.allocation.table import DEMAND
from loans.domain.allocation.whole_units import best_whole
from loans.domain.allocation.why import CAP, FLOOR, GROUP, REMAINDER, standing_apart
from loans.domain.refusal import Refusal

if TYPE_CHECKING:
    from highspy import HighsLp

MISSING_COSTS = 1_000.0
"""What missing a constraint by one unit costs in the float model, where the best class gains 1 a unit."""


def optimum(prepared: Prepared) -> Allocation:
    """Share the pool so that most jobs are expected; raises ``Refusal`` with every constraint that fails.

    Of equally good answers the one that gives most to the class of the lowest code is taken, then to the next; a class
    are communes with the same gain in the same groups, and within it the lower code is filled first.
    """
    measured = standing(prepared.table.rows, ())
    claims = claims_of(measured, prepared.terms.grain)
    check_alone(prepared, measured, claims)
    refuse_all(prepared.faults)
    fixed = sum(row.fixed or 0 for row in prepared.table.rows)
    units = (prepared.terms.pool - fixed) // prepared.terms.grain
    asked = question(prepared, claims, units)
    found = best_whole(asked.programme, likely_full)
    if found is None:
        raise _not_exact("chưa chứng minh được kết quả tốt nhất", "the best answer could not be proved")
    if found.missed:
        check_together(prepared, found)
        refuse_all(prepared.faults)
    return _checked(prepared, claims, asked, found)


def likely_full(programme: Programme) -> list[bool]:
    """Which classes are full at the optimum, as HiGHS finds it in floats: where the exact method starts from."""
    import highspy

    if not programme.gains:
        return []
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    # presolve costs thirty times what it saves on a programme of a few constraints
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("solver", "simplex"),
        ("presolve", "off"),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(programme))
    solver.run()
    units = np.asarray(solver.getSolution().col_value)[: len(programme.gains)]
    capacities = np.asarray(programme.capacities, dtype=float) / _scale(programme)
    if units.size != capacities.size:  # no answer at all: the exact method starts from nothing
        return [False] * capacities.size
    return [bool(full) for full in units > capacities / 2]


def _scale(programme: Programme) -> float:
    """Units are counted in thousandths of the largest class, so that floats of very different size do not meet."""
    return max(*programme.capacities, 1_000) / 1_000


def _model(programme: Programme) -> "HighsLp":
    """The programme in floats; every constraint may be missed, at a price."""
    import highspy

    classes, rows = len(programme.gains), len(programme.bounds)
    gains = np.array([float(gain) for gain in programme.gains])
    scale = _scale(programme)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = classes + 2 * rows, rows
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([gains / (gains.max() or 1), np.full(2 * rows, -MISSING_COSTS)])
    model.col_lower_ = np.zeros(classes + 2 * rows)
    model.col_upper_ = np.concatenate(
        [np.asarray(programme.capacities, dtype=float) / scale, np.full(2 * rows, highspy.kHighsInf)]
    )
    bounds = np.asarray(programme.bounds, dtype=float).reshape(rows, 2) / scale
    model.row_lower_, model.row_upper_ = bounds[:, 0].copy(), bounds[:, 1].copy()
    places = [*programme.members, *((row,) for row in range(rows)), *((row,) for row in range(rows))]
    starts = np.cumsum([0, *map(len, places)])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = starts.astype(np.int32)
    matrix.index_ = np.array([row for members in places for row in members], dtype=np.int32)
    matrix.value_ = np.concatenate([np.ones(starts[classes] + rows), -np.ones(rows)])
    return model


def _checked(prepared: Prepared, claims: Sequence[Claim], asked: Question, found: Outcome) -> Allocation:
    """The answer as an allocation, every constraint checked again in đồng."""
    grain, pool = prepared.terms.grain, prepared.terms.pool
    given = dict(zip((c.code for c in claims), asked.answered([int(count) for count in found.units]), strict=True))
    by_code = {claim.code: claim for claim in claims}
    amounts = {row.code: given[row.code] * grain if row.takes_part else row.fixed or 0 for row in prepared.table.rows}
    allocated = sum(amounts.values())
    bad = [c.code for c in claims if given[c.code] < c.floor or (c.cap is not None and given[c.code] > c.cap)]
    for group in prepared.spec.groups:
        total = sum(amounts[code] for code in dict.fromkeys(group.codes))
        if (group.least is not None and total < group.least) or (group.most is not None and total > group.most):
            bad.append(group.name)
    if bad or allocated > pool or (allocated != pool and not prepared.spec.leave_rest):
        raise _not_exact(f"kiểm tra lại không khớp ({', '.join(bad) or allocated})", f"checked again, it fails: {bad}")
    tight = _tight(prepared, amounts)
    rows = tuple(
        Allocated(row.code, amounts[row.code], _why(row, by_code.get(row.code), amounts[row.code], grain, tight))
        for row in prepared.table.rows
    )
    return Allocation(pool, allocated, pool - allocated, rows)


def _tight(prepared: Prepared, amounts: dict[str, int]) -> dict[str, list[str]]:
    """The groups of each code that can take no grain more, or give none."""
    grain, groups = prepared.terms.grain, prepared.spec.groups
    totals = [sum(amounts[code] for code in dict.fromkeys(group.codes)) for group in groups]
    bound = [
        (group.most is not None and total + grain > group.most)
        or (group.least is not None and total - grain < group.least)
        for group, total in zip(groups, totals, strict=True)
    ]
    within = memberships(groups)
    return {code: [groups[row - 1].name for row in rows if bound[row - 1]] for code, rows in within.items()}


def _why(row: Row, claim: Claim | None, amount: int, grain: int, tight: dict[str, list[str]]) -> tuple[Reason, ...]:
    """What makes jobs, what is left to be placed, and the bounds that held (with 0 đồng where they only stop)."""
    if claim is None:
        return (standing_apart(row),)
    groups = [Reason(f"{GROUP}:{name}", 0) for name in tight.get(row.code, ())]
    if amount == claim.floor * grain and amount:
        return (Reason(FLOOR, amount), *groups)
    demand = row.criteria.get(DEMAND, 0) if row.criteria.get(JOBS, 0) else 0
    useful = min(amount, -(-demand // grain) * grain)
    steps = [Reason(JOBS, useful), Reason(REMAINDER, amount - useful)]
    made = [step for step in steps if step.amount] or steps[:1]
    if claim.cap is not None and amount == claim.cap * grain:
        made.append(Reason(CAP, 0))
    return (*made, *groups)


def _not_exact(vi: str, en: str) -> Refusal:
    return Refusal(
        "optimum_not_exact",
        vi=f"Phương án tối ưu: {vi}; hãy giảm số nhóm chồng lấn hoặc chọn bội số làm tròn khác.",
        en=f"Optimum: {en}; use fewer overlapping groups or another grain.",
    )
