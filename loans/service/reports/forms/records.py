"""What a form is made of: columns told once, rows of exact đồng, a total, and what is needed to have it again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from loans.service.reports.book.shelf import ANEW, Shelf

if TYPE_CHECKING:
    from loans.service.unit_of_work import UnitOfWork

Cell = str | int | date | None
"""A value: text, a whole number, a day; None leaves it blank, which says that nothing is known: zero is a number."""

Row = Mapping[str, Cell]


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    CODE = "code"
    """An identifier: text even where it is all digits."""
    MONEY = "money"
    """Whole đồng; papers for people may show triệu đồng."""
    COUNT = "count"
    FIGURE = "figure"
    """A whole number in the unit that its row names."""
    PERCENT = "percent"
    """Per cent with two decimals as text, "12.34"."""
    DAY = "day"


class Layout(StrEnum):
    """How a form looks as a file."""

    OFFICIAL = "official"
    """A table for people: triệu đồng, signatures; the exact đồng on a sheet beside it."""
    BCQUERY = "bcquery"
    """The bank's own export: title in B2, headings in row 5 from column B, whole đồng (FORMS §1)."""
    FIELD = "field"
    """A paper that is carried to the commune: a page per group or borrower."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, heading (``group`` stands above several), kind, and mark such as "(9)".

    ``additive`` is false where the total is recounted and never summed (§6.15). ``plus`` names the columns of the row
    of which it is the sum: papers write a formula.
    """

    field: str
    title: str
    kind: Kind
    group: str = ""
    mark: str = ""
    additive: bool = True
    plus: tuple[str, ...] = ()

    @property
    def summed(self) -> bool:
        """Whether the total is the sum of the rows."""
        return self.additive and self.kind in (Kind.MONEY, Kind.COUNT)

    @property
    def heading(self) -> str:
        """The whole heading where there is one line of headings alone."""
        return f"{self.group}: {self.title}" if self.group else self.title


@dataclass(frozen=True, slots=True)
class Form:
    """A form: ``code`` as asked for, ``number`` as printed, title, columns; the texts it rests on and how surely."""

    code: str
    number: str
    title: str
    columns: tuple[Column, ...]
    cites: tuple[str, ...]
    certainty: str
    layout: Layout = Layout.OFFICIAL
    unit: str = "triệu đồng"

    def column(self, field: str) -> Column:
        """A column by its field."""
        return next(column for column in self.columns if column.field == field)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a form: the day, whose communes (None: all), which capital; the rest is of some forms alone.

    ``since``, ``until`` and ``heading`` are of an ad-hoc report, ``month`` of a monthly one or of instalments, ``on``
    is a session's day; ``point``, ``group`` and ``customer_no`` narrow a paper for the field; ``months`` are those
    without a transaction; ``estimates`` is what a person enters for the end of the period. ``shelf``: from where the
    loan books come, which changes no figure.
    """

    as_of: date
    communes: Sequence[str] | None = None
    source_level: str | None = None
    since: date | None = None
    until: date | None = None
    heading: str = ""
    months: int | None = None
    month: date | None = None
    on: date | None = None
    point: str = ""
    group: str = ""
    customer_no: str = ""
    estimates: Mapping[str, int] | None = None
    shelf: Shelf = field(default=ANEW, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FormTable:
    """A filled form. Money is exact đồng; ``total`` has a value per column, blank for text.

    ``provisional`` says that its window was not over on ``as_of``; ``missing`` are communes that have not reported;
    ``known_at``, ``position``, ``law_digests`` and ``head`` are what is needed to have it again.
    """

    form: Form
    rows: tuple[Row, ...]
    total: Row
    as_of: date
    since: date | None = None
    until: date | None = None
    heading: str = ""
    source_level: str = ""
    provisional: bool = False
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    annexes: tuple["FormTable", ...] = ()
    known_at: str = ""
    position: int = 0
    head: str = ""
    law_digests: Mapping[str, str] | None = None


Make = Callable[["UnitOfWork", Asked], FormTable]
"""How a form is filled."""


def total_of(form: Form, rows: Sequence[Row], recounted: Row) -> Row:
    """The total of a form: sums of what adds up (blank where no row knows it), ``recounted`` for the rest."""
    found: dict[str, Cell] = {}
    for column in form.columns:
        if column.field in recounted:
            found[column.field] = recounted[column.field]
        elif column.summed:
            known = [value for row in rows if isinstance(value := row[column.field], int)]
            found[column.field] = sum(known) if known or not rows else None
        else:
            found[column.field] = None
    return found
