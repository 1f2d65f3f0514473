"""What a sheet is made of: columns with a kind, rows of plain values, totals that say how they come about."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction

from loans.papers.form import Letterhead, Sign


class Kind(StrEnum):
    """What stands in a column, hence how it is written, aligned and shown."""

    TEXT = "text"
    CODE = "code"
    """An identifier: text even where it is all digits, so that a leading zero stays."""
    MONEY = "money"
    """Whole đồng."""
    MILLION = "million"
    """Whole triệu đồng."""
    COUNT = "count"
    RATIO = "ratio"
    """A share as ``Fraction``, shown in per cent with two decimals."""
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, kind, width in characters (0: by its kind), and a mark like "(7) = (5) + (6)" below."""

    title: str
    kind: Kind | str
    width: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Across:
    """A whole number that follows from other columns of its row: written as a formula with its value."""

    value: int
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()


class Total(Enum):
    """How a total comes about."""

    SUM = "sum"


SUM = Total.SUM
"""The sum of the rows above, written as a formula."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A total that is no sum of its rows (customers, ratios): given, starred, and said to be "không cộng dồn"."""

    value: "int | Fraction"


Cell = str | int | Fraction | date | Across | None
"""A value of a row; None leaves the cell blank, which says that nothing is known: zero is a number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, from its head to its signatures.

    ``totals`` has a value per column: ``SUM``, ``Apart``, a label, or None; empty for a sheet without totals.
    ``footer`` is printed in small type on each page, ``draft`` puts DỰ THẢO on it. ``copies`` are the lines of
    "Nơi nhận".
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    subtitle: tuple[str, ...] = ()
    totals: tuple[Total | Apart | str | None, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[Sign, ...] = ()
    copies: tuple[str, ...] = ()
    letterhead: Letterhead | None = None
    footer: tuple[str, ...] = ()
    landscape: bool = True
    draft: bool = False

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in self.rows) or (self.totals and len(self.totals) != width):
            raise ValueError(f"sheet {self.name}: every row and the totals have {width} values")
