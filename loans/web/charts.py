"""Charts drawn by the server: bars as SVG that print, need no script, and stand over the table they were drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1_000
"""The length of the longest bar, in the chart's own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its figure, the text of the figure, an address behind it, and what it stands for.

    ``kind`` picks one of the fixed colours: "in-term", "overdue", "frozen", or "" for the neutral one.
    """

    label: str
    amount: int
    text: str
    address: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with its length, of ``WIDTH``."""

    bar: Bar
    length: int


def bars_of(bars: Sequence[Bar]) -> list[Drawn]:
    """Bars with their lengths in proportion to the largest; what is not zero is at least a hair wide."""
    largest = max((abs(bar.amount) for bar in bars), default=0)
    return [Drawn(bar, max(2, abs(bar.amount) * WIDTH // largest) if bar.amount else 0) for bar in bars]
