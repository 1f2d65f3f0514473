"""The targets, in one place: what is measured, how good it must be, and whether it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["%", "×", "s", "MB"]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that must be at least, or at most, so large."""

    key: str
    work: str
    bound: float
    unit: Unit
    at_least: bool = False

    @property
    def told(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {amount(self.bound, self.unit)}"

    def holds(self, figure: float) -> bool:
        return figure >= self.bound if self.at_least else figure <= self.bound


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured for a target; ``told`` says the absolute figures behind it.

    A figure of None was not measured, and ``told`` says why; ``void`` says why one that was measured does not count.
    """

    key: str
    figure: float | None
    told: str
    void: str = ""


BARE_LEAST = 600
"""Requests a second of the bare stack, below which the machine was too busy for the rows that rest on it."""

_POST = "POST repayment, PostgreSQL, 8 clients, 2 workers"
_STATEMENT = "overdue statement through the API"
TARGETS = (
    Target("post", f"{_POST}: share of the bare stack's requests per second", 33, "%", at_least=True),
    Target("post_sqlite", "the same in process on SQLite, one client", 20, "%", at_least=True),
    Target("late", "late repayments (18 later days) beside on time", 80, "%", at_least=True),
    Target("read_rate", "on time while 8 clients read overdue reports, beside without", 50, "%", at_least=True),
    Target("read_p95", "the same: p95 beside without", 3, "×"),
    Target("sheet", "sheet of 500 rows through the API, PostgreSQL", 1, "s"),
    Target("sheet_wait", "another officer's write meanwhile: the longest", 0.1, "s"),
    Target("warm", f"{_STATEMENT}: warm", 0.1, "s"),
    Target("booked", f"{_STATEMENT}: after a booking", 0.2, "s"),
    Target("other_day", f"{_STATEMENT}: another past day", 0.3, "s"),
    Target("start", f"{_STATEMENT}: first after a start, with what the instance folder keeps", 3, "s"),
    Target("worker", "largest memory of a worker", 1_500, "MB"),
    Target("page", "any page after a booking, PostgreSQL: the slowest", 1, "s"),
    Target("kernel_numpy", "kernel with the real rules, numpy, beside reading each compact column once", 25, "×"),
    Target("kernel_compiled", "the same, compiled", 5, "×"),
    Target(
        "copy", "first load on PostgreSQL: speed of posting beside COPY into the same tables", 50, "%", at_least=True
    ),
    Target("million", "1,000,000 loans loaded into SQLite in all", 360, "s"),
    Target("million_memory", "the same: largest memory", 1_000, "MB"),
)

HEADING = "| work | target | measured | | behind it |\n|---|---|---|---|---|"


def lines(found: Iterable[Found]) -> Iterator[str]:
    """The table: every target in its order, also those that were not measured."""
    by = {each.key: each for each in found}
    unknown = by.keys() - {target.key for target in TARGETS}
    if unknown:
        raise LookupError(f"measured without a target: {sorted(unknown)}")
    yield HEADING
    for target in TARGETS:
        yield line(target, by.get(target.key, Found(target.key, None, "not part of this run")))


def line(target: Target, found: Found) -> str:
    """One row of the table."""
    shown = "–" if found.figure is None else amount(found.figure, target.unit)
    told = f"{found.told}; {found.void}" if found.void else found.told
    return f"| {target.work} | {target.told} | {shown} | {verdict(target, found)} | {told} |"


def verdict(target: Target, found: Found) -> str:
    """held, missed, void or not measured."""
    if found.figure is None:
        return "not measured"
    if found.void:
        return "void"
    return "held" if target.holds(found.figure) else "**missed**"


def amount(figure: float, unit: Unit) -> str:
    """A figure with its unit, as exact as it is worth."""
    if unit == "s":
        return f"{figure:.2f} s" if figure < 10 else f"{figure:,.0f} s"
    if unit == "×":
        return f"{figure:.1f} ×"
    return f"{figure:,.0f} {unit}"
