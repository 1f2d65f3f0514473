"""Sums of loan demand: workers, đồng, jobs; a total is the sum of its rows, however they are grouped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from loans.domain.money import half_up


@dataclass(frozen=True, slots=True)
class Totals:
    """Workers, amount (đồng) and jobs expected of some lines of demand."""

    workers: int = 0
    amount: int = 0
    jobs: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(self.workers + other.workers, self.amount + other.amount, self.jobs + other.jobs)

    @property
    def amount_per_job(self) -> int | None:
        """Đồng asked for a job, halves up to the đồng; None where no job is expected."""
        return half_up(self.amount, self.jobs) if self.jobs else None


def totals(lines: Iterable[Mapping[str, Any]]) -> Totals:
    """The sum of some lines."""
    return sum((_of(line) for line in lines), Totals())


def totals_by(name: str, lines: Iterable[Mapping[str, Any]]) -> dict[str, Totals]:
    """The sums of the lines by one of their fields (``commune``, ``beneficiaries``, ``purpose``), sorted."""
    found: dict[str, Totals] = defaultdict(Totals)
    for line in lines:
        found[str(line[name])] += _of(line)
    return dict(sorted(found.items()))


def _of(line: Mapping[str, Any]) -> Totals:
    return Totals(line["workers"], line["amount"], line["jobs"])
