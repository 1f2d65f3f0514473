"""From criteria to shares: each criterion divided by its own total over the rows that take part, then weighted."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from loans.domain.allocation.records import Row
from loans.domain.allocation.terms import Criterion


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows that take part, measured: ``values[i][c]`` is row i under criterion c (x, or max − x).

    ``factors[c]`` is weight ÷ total of criterion c in parts of ``1 / scale``, so a row's share over the common
    denominator ``scale`` is the whole number Σ values · factors. A criterion whose total is 0 has factor 0.
    """

    rows: tuple[Row, ...]
    criteria: tuple[Criterion, ...]
    values: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]
    factors: tuple[int, ...]
    scale: int

    def shares(self) -> list[int]:
        """The share of each row in parts of ``1 / scale``."""
        return [sum(x * factor for x, factor in zip(row, self.factors, strict=True)) for row in self.values]


def standing(rows: Sequence[Row], criteria: Sequence[Criterion]) -> Standing:
    """Measure the rows that take part; a row needs every criterion's column, a missing one counts 0."""
    part = tuple(row for row in rows if row.takes_part)
    columns = [_measured([row.criteria.get(criterion.column, 0) for row in part], criterion) for criterion in criteria]
    totals = tuple(sum(column) for column in columns)
    exact = [
        criterion.weight / total if total else Fraction(0) for criterion, total in zip(criteria, totals, strict=True)
    ]
    scale = lcm(*(fraction.denominator for fraction in exact))
    factors = tuple(int(fraction * scale) for fraction in exact)
    values = tuple(zip(*columns, strict=True)) if columns else ((),) * len(part)
    return Standing(part, tuple(criteria), values, totals, factors, scale)


def _measured(column: list[int], criterion: Criterion) -> list[int]:
    if not criterion.less_is_better:
        return column
    largest = max(column, default=0)
    return [largest - x for x in column]
