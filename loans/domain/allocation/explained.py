"""One commune's figure explained: its parts, the bound that held, one billion more, and the last round."""

from collections.abc import Mapping, Sequence

from loans.domain.allocation.records import Allocated, Allocation, Explained, Reason
from loans.domain.allocation.sentence import sentence_en, sentence_vi
from loans.domain.allocation.why import CAP, CHANGE, EXCLUDED, FIXED, FLOOR, OVERDUE_THRESHOLD, TIER

__all__ = ["Explained", "bound_of", "explain", "sentence_en", "sentence_vi"]


def explain(made: Allocation, more: Allocation, last: Mapping[str, int] | None = None) -> tuple[Explained, ...]:
    """Explain every row of ``made``; ``more`` is the same allocation with one billion more in the pool."""
    after = {row.code: row.allocated for row in more.rows}
    before = last or {}
    return tuple(_explained(row, after.get(row.code, row.allocated), before.get(row.code)) for row in made.rows)


def _explained(row: Allocated, after: int, last: int | None) -> Explained:
    return Explained(
        code=row.code,
        allocated=row.allocated,
        why=row.why,
        bound=bound_of(row.why),
        one_more_billion=after - row.allocated,
        last=last,
        difference=None if last is None else row.allocated - last,
    )


def bound_of(why: Sequence[Reason]) -> str:
    """Which bound held, read from the reasons: a step of the last round counts as fixed."""
    names = [step.reason for step in why]
    for name in (FIXED, EXCLUDED, OVERDUE_THRESHOLD, CAP, FLOOR):
        if name in names:
            return name
    if CHANGE in names:
        return FIXED
    return TIER if any(name.startswith(f"{TIER}:") for name in names) else ""
