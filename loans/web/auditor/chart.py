"""Stacked bars of ageing classes, drawn by the server over the table from which they are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loans.web.charts import WIDTH
from loans.web.show import short


@dataclass(frozen=True, slots=True)
class Part:
    """One class of a bar, from ``x`` and so wide, of ``charts.WIDTH``; ``shade`` counts the classes from 0."""

    x: int
    width: int
    shade: int
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its label, the text of its whole, the address behind it, and its parts."""

    label: str
    text: str
    address: str
    parts: tuple[Part, ...]


def stacks(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], columns: Sequence[str], *, most: int = 15
) -> list[Stack]:
    """The rows with the most overdue principal as bars of their ageing classes, to one scale."""
    largest = sorted(rows, key=lambda row: -row["overdue"])[:most]
    longest = max((row["overdue"] for row in largest), default=0)
    return [_stack(row, labels, columns, longest) for row in largest if row["overdue"]]


def _stack(row: Mapping[str, Any], labels: Sequence[str], columns: Sequence[str], longest: int) -> Stack:
    parts, done = [], 0
    for shade, (label, column) in enumerate(zip(labels, columns, strict=True)):
        x, done = done * WIDTH // longest, done + row[column]
        if row[column]:
            width = max(2, done * WIDTH // longest - x)
            parts.append(Part(x, width, shade, f"{label}: {short(row[column])}"))
    return Stack(row["label"], short(row["overdue"]), row["address"], tuple(parts))
