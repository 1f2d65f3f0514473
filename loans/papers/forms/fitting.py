"""How wide the columns of a printed table are: by what stands in them, so that no figure runs into its neighbour."""

from collections.abc import Sequence
from dataclasses import dataclass

POINT = 0.3528
"""Millimetres of a point."""

INSET, SMALLEST, STEP = 2.4, 5.0, 0.5
TEXT_MOST = 11.0
"""The breadth, in sizes of type, after which a text wraps."""

FEW = 13
"""Up to so many columns a heading takes three lines, beyond that six."""

_DIGIT, _MARK, _CAPITAL, _SMALL = 0.50, 0.28, 0.74, 0.53
"""Breadths of letters of the heavy cut, in sizes of type, a little to the safe side."""


def breadth(text: str) -> float:
    """About how broad a text is, in sizes of its type."""
    return sum(
        _DIGIT if sign.isdigit() else _MARK if sign in " .,:;/()|'" else _CAPITAL if sign.isupper() else _SMALL
        for sign in text
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a column: its headings, its cells; ``wraps`` where a cell may take several lines."""

    headings: tuple[str, ...]
    cells: tuple[str, ...]
    wraps: bool = False

    @property
    def least(self) -> float:
        """What must stand on one line."""
        cells = [word for cell in self.cells for word in cell.split()] if self.wraps else list(self.cells)
        return max(map(breadth, [*self.headings, *cells]), default=1.0)

    def wanted(self, lines: int) -> float:
        """What looks well: a heading of so many lines, a text that hardly wraps."""
        heading = breadth(" ".join(self.headings)) / lines
        longest = max(map(breadth, self.cells), default=1.0) if self.wraps else 0.0
        return max(self.least, heading * 1.15, min(longest, TEXT_MOST))


def fitted(columns: Sequence[Content], *, room: float, size: float) -> tuple[list[str], float]:
    """Widths in millimetres, and the size of type, smaller than asked for only where figures would not fit.

    What is left over is shared among all columns by their width.
    """
    lines = 3 if len(columns) <= FEW else 6
    least, wanted = [column.least for column in columns], [column.wanted(lines) for column in columns]
    points = size
    while points > SMALLEST and sum(_widths(least, points)) > room:
        points -= STEP
    firm, full = _widths(least, points), _widths(wanted, points)
    spare, more = room - sum(firm), sum(full) - sum(firm)
    part = 1.0 if more <= 0 else max(0.0, min(1.0, spare / more))
    widths = [a + (b - a) * part for a, b in zip(firm, full, strict=True)]
    scale = max(1.0, room / sum(widths))
    return [f"{width * scale:.2f}mm" for width in widths], points


def _widths(breadths: Sequence[float], points: float) -> list[float]:
    return [each * points * POINT + INSET for each in breadths]
