"""The work list of divided units: old unit → hamlet → loans, with what is owed and the communes to choose among."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from loans.domain.area import RESOLUTION, UNPLACED, areas
from loans.service.actor import Actor
from loans.service.area_confirmation import is_concerned
from loans.service.reports.book import loan_book
from loans.service.reports.book.loans import DETAILS
from loans.service.unit_of_work import UnitOfWork

PLACES = (UNPLACED,)
"""What a loan book of the work list is limited to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commune that took a part of an old unit: which part of its land (``part_kind``) and people."""

    code: str
    name: str
    part_kind: str
    population_moved: str


@dataclass(frozen=True, slots=True)
class Share:
    """Loans of one hamlet ("": of none recorded) that wait, and the principal that they owe in đồng."""

    hamlet_code: str
    hamlet_name: str
    loans: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class OldUnitWork:
    """The loans of one old unit that wait; an empty ``old_code``: loans that record none."""

    old_code: str
    name: str
    loans: int
    outstanding: int
    candidates: tuple[Candidate, ...]
    hamlets: tuple[Share, ...]
    cites: tuple[str, ...] = (RESOLUTION,)


def waiting_book(uow: UnitOfWork, as_of: date) -> pd.DataFrame:
    """The loan book of the loans that nobody has placed yet."""
    return loan_book(uow, as_of=as_of, communes=PLACES, without=DETAILS)


def worklist(book: pd.DataFrame, actor: Actor) -> list[OldUnitWork]:
    """What waits in a ``waiting_book``, by old unit; a bound person sees the units with a candidate of their own."""
    return [_work(str(code), own) for code, own in book.groupby("old_code") if is_concerned(actor, str(code))]


def waiting_loans(book: pd.DataFrame, actor: Actor, old_code: str, hamlet_code: str | None = None) -> Iterator[Any]:
    """The loans of one old unit that wait, by contract number; of one hamlet where that is given."""
    if not is_concerned(actor, old_code):
        return
    own = book[book["old_code"] == old_code]
    if hamlet_code is not None:
        own = own[own["hamlet_code"] == hamlet_code]
    yield from own.sort_values("contract_no").to_dict("records")


def candidates_of(old_code: str) -> tuple[Candidate, ...]:
    """The communes that took a part of an old unit, each with the part; none where no old unit is recorded."""
    parts = areas().successors(old_code) if old_code else ()
    return tuple(
        Candidate(part.new_code, areas().named(part.new_code), part.part_kind, part.population_moved) for part in parts
    )


def _work(old_code: str, own: pd.DataFrame) -> OldUnitWork:
    shares = tuple(
        Share(str(code), str(part["hamlet_name"].iloc[0]), len(part), int(part["outstanding"].sum()))
        for code, part in own.groupby("hamlet_code")
    )
    name = str(own["old_unit_name"].iloc[0]) if old_code else ""
    return OldUnitWork(old_code, name, len(own), int(own["outstanding"].sum()), candidates_of(old_code), shares)
