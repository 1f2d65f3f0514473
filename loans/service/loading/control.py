"""Control totals: the bank's sums per commune are compared before anything becomes visible."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from loans.domain.loading import MEASURES, Control, Difference, Load, differences
from loans.domain.programme import programme_of
from loans.service.loading.places import LEVELS
from loans.service.unit_of_work import UnitOfWork


def control_differences(uow: UnitOfWork, load: Load) -> list[Difference] | None:
    """Every commune and measure that was stated against what was read and will be loaded; None: nothing was stated."""
    stated = _stated(uow, load, uow.loads.controls(load.id))
    if stated is None:
        return None
    return differences(stated, uow.loads.totals(load.id, ready=False), uow.loads.totals(load.id, ready=True))


def _stated(uow: UnitOfWork, load: Load, rows: Sequence[Mapping[str, Any]]) -> dict[str, Control] | None:
    """The bank's totals by its communes, of this programme and of the levels of capital that these books keep.

    Counts are compared where one row speaks of a commune: customers of several rows do not add up (FORMS §2.3).
    A row that states no measure states nothing.
    """
    rows = [row for row in rows if any(row[name] is not None for name in MEASURES)]
    if not rows:
        return None
    levels = {source.level for source in uow.funds.all()}
    own = programme_of(load.programme).bank_code
    kept = [
        row
        for row in rows
        if row["programme_code"] in ("", own)
        and (row["funding_code"] not in LEVELS or LEVELS[row["funding_code"]] in levels)
    ]
    times = Counter(row["commune_code"] for row in kept)
    found: dict[str, Control] = {}
    for row in kept:
        commune = row["commune_code"]
        before = found.get(commune)
        alone = times[commune] == 1
        found[commune] = Control(
            commune,
            loans=_sum(before, "loans", row),
            customers=row["customers"] if alone else None,
            outstanding=_sum(before, "outstanding", row),
            in_term=_sum(before, "in_term", row),
            overdue=_sum(before, "overdue", row),
            frozen=_sum(before, "frozen", row),
        )
    return found


def _sum(before: Control | None, name: str, row: Mapping[str, Any]) -> int | None:
    """A sum that is stated only where every row states it."""
    more: int | None = row[name]
    if before is None:
        return more
    known: int | None = getattr(before, name)
    return None if known is None or more is None else known + more
