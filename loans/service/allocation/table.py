"""A round as people weigh it: each commune with its demand, the last plan, and why its figure is what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.allocation import Reason
from loans.domain.allocation.explained import bound_of
from loans.domain.plan import Line, Round
from loans.domain.refusal import Refusal
from loans.service.allocation.sheet import SheetRow
from loans.service.plan import lending_plan
from loans.service.scenario import share_now
from loans.service.unit_of_work import UnitOfWork

PERMILLE = 1_000


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One commune of a round; amounts in đồng.

    ``last`` is what it is held against: this year's plan before the round, for a first round last year's (None: there
    was none). ``bound`` is the bound that held (floor, cap, fixed, excluded …; "" where none did) and
    ``one_more_billion`` what the commune would gain of a larger pool, None where that cannot be told any more.
    """

    sheet: SheetRow
    demand: int
    last: int | None
    bound: str
    one_more_billion: int | None

    @property
    def cumulative(self) -> int:
        """The year's plan with this round."""
        return self.sheet.before + self.sheet.stands

    @property
    def coverage_permille(self) -> int | None:
        """The year's plan of the demand, floored; None without demand."""
        return self.cumulative * PERMILLE // self.demand if self.demand else None

    @property
    def change(self) -> int | None:
        """Gain or loss against the last plan; None where there was none."""
        return None if self.last is None else self.cumulative - self.last


def round_table(uow: UnitOfWork, present: Round, rows: Iterable[SheetRow], *, today: date) -> tuple[RoundRow, ...]:
    """The rows of a round's sheet (``sheet_of``) with what they are weighed against, as recorded now."""
    rows = tuple(rows)
    demand: dict[str, int] = {}
    for line in uow.demands.of_year(present.year):
        demand[line["commune"]] = demand.get(line["commune"], 0) + line["amount"]
    later = any(row.before for row in rows)
    last_year = {} if later else lending_plan(uow, present.source_id, present.year - 1)
    more = _one_more_billion(uow, present, today)
    lines = {line.commune: line for line in present.lines}
    return tuple(
        RoundRow(
            row,
            demand.get(row.code, 0),
            row.before if later else last_year.get(row.code, 0) if last_year else None,
            _bound(lines.get(row.code)),
            more.get(row.code),
        )
        for row in rows
    )


def _bound(line: Line | None) -> str:
    return bound_of([Reason(step["reason"], step["amount"]) for step in line.why]) if line else ""


def _one_more_billion(uow: UnitOfWork, present: Round, today: date) -> Mapping[str, int]:
    """What a billion more would have done: as the scenario kept it; else shared again, where that gives the same."""
    method = present.method
    made: Mapping[str, Any]
    if "scenario_id" in method:
        made = uow.scenarios.get(int(method["scenario_id"]), int(method["version"])).made
    elif "spec" in method:
        try:
            made = share_now(
                uow,
                today=today,
                year=present.year,
                source_id=present.source_id,
                pool=sum(part.amount for part in present.submitted_pool),
                spec=method["spec"],
            )
        except Refusal:
            return {}
    else:
        return {}
    stood = {line.commune: line.amount for line in present.submitted_lines}
    same = all(stood.get(row["code"], 0) == row["allocated"] for row in made["rows"])
    return {row["code"]: row["one_more_billion"] for row in made["rows"]} if same else {}
