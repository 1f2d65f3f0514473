"""Which year and which source a page is about: asked in the address, else the newest that makes sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request

from loans.domain.area import areas
from loans.domain.fund import Source
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form

FIRST, LAST = 2015, 2100


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice of a page: ``source`` is None where no source of capital has been opened yet."""

    year: int
    source: Source | None
    sources: Sequence[Source]
    years: Sequence[int]

    @property
    def query(self) -> dict[str, int]:
        """What an address needs to ask for the same again."""
        return {"year": self.year} | ({"source": self.source.id} if self.source else {})


def asked(uow: UnitOfWork, today: date, *, ahead: bool = False) -> Asked:
    """Year and source out of ``?year=&source=``; this year (from July the next one where ``ahead``), the first source.

    A year or source that is none is refused, never answered with another.
    """
    form = Form(request.args)
    year = form.amount("year", required=False, least=FIRST, most=LAST)
    source_id = form.amount("source", required=False, least=1, most=10**12)
    form.check()
    usual = today.year + (1 if ahead and today.month >= 7 else 0)
    sources = uow.funds.all()
    source = uow.funds.get(source_id) if source_id else (sources[0] if sources else None)
    years = sorted({*range(today.year - 2, today.year + 2), year or usual}, reverse=True)
    return Asked(year or usual, source, sources, years)


def day_asked(today: date) -> date:
    """The day out of ``?as_of=``; today where none is given. What is no day is refused."""
    form = Form(request.args)
    found = form.day("as_of", required=False)
    form.check()
    return found or today


def names(today: date) -> Mapping[str, str]:
    """The full name of every commune in force, by its code, its first letter large."""
    return {each.code: titled(each.full_name) for each in areas().in_force(today)}


def named(code: str) -> str:
    """What a report calls a commune that stands in the books, its first letter large."""
    return titled(areas().named(code))


def titled(name: str) -> str:
    """A name as a row begins with it: "Xã An Khánh"."""
    return name[:1].upper() + name[1:]
