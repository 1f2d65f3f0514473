"""Every form by its code, and the one door to a filled one: stamped with what is needed to have it again."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from types import MappingProxyType
from typing import Any

import pandas as pd

from loans.domain.law import law
from loans.domain.refusal import Unknown
from loans.service.reports.book.doubtful import Doubtful, doubtful
from loans.service.reports.book.shelf import Shelf
from loans.service.reports.forms import (
    decree,
    decree_layout,
    field,
    field_layout,
    lending,
    lending_layout,
    lists,
    lists_layout,
    plan,
)
from loans.service.reports.forms.records import Asked, Form, FormTable, Make
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import Known, UnitOfWork

Made = tuple[Form, Make]


def _decree() -> dict[str, Made]:
    found: dict[str, Made] = {}
    for level in decree_layout.LEVELS:
        for layouts, make in (
            (decree_layout.TURNOVER, decree.turnover),
            (decree_layout.WORKERS, decree.workers),
            (decree_layout.ABROAD, decree.abroad),
        ):
            found[layouts[level].code] = (layouts[level], make(level))
    return dict(sorted(found.items()))


REPORTS: Mapping[str, Made] = MappingProxyType(
    {
        lending_layout.BY_COMMUNE.code: (lending_layout.BY_COMMUNE, lending.by_commune),
        lending_layout.BY_PROGRAMME.code: (lending_layout.BY_PROGRAMME, lending.by_programme),
        lending_layout.BY_SOURCE.code: (lending_layout.BY_SOURCE, lending.by_source),
        lists_layout.FROZEN.code: (lists_layout.FROZEN, lists.frozen_list),
        lists_layout.INACTIVE.code: (lists_layout.INACTIVE, lists.inactive_list),
        lists_layout.JOB_LOANS.code: (lists_layout.JOB_LOANS, lists.job_loans),
        **_decree(),
        **plan.MAKES,
    }
)
"""Reports and lists."""

FIELD_PAPERS: Mapping[str, Made] = MappingProxyType(
    {
        field_layout.INSTALMENTS.code: (field_layout.INSTALMENTS, field.instalments),
        field_layout.COLLECTION.code: (field_layout.COLLECTION, field.collection),
        field_layout.CONFIRMATION.code: (field_layout.CONFIRMATION, field.confirmation),
        field_layout.USE_CHECK.code: (field_layout.USE_CHECK, field.use_check),
    }
)
"""Papers for the field."""


def form_table(uow: UnitOfWork, known: Known, code: str, asked: Asked) -> FormTable:
    """The form filled as of the end of a day, as known at a moment; a day later than that moment is refused."""
    form, make = _made(code)
    check_days(asked.as_of, known)
    watched = _Watched(asked.shelf)
    made = make(uow, replace(asked, shelf=watched))
    doubts = watched.doubtful(made.source_level)
    if doubts:
        vi, _en = doubts.said(named=any(column.field == "contract_no" for column in form.columns))
        made = replace(made, notes=(*made.notes, vi))
    return stamped(made, known)


@dataclass
class _Watched:
    """A shelf that remembers the last loan book it handed out: a form names the loans in doubt that it rests on."""

    shelf: Shelf
    book: pd.DataFrame | None = None

    def loan_book(
        self, uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None, without: Collection[str] = ()
    ) -> pd.DataFrame:
        self.book = self.shelf.loan_book(uow, as_of=as_of, communes=communes, without=without)
        return self.book

    def turnover_book(
        self, uow: UnitOfWork, *, since: date, until: date, communes: Sequence[str] | None = None
    ) -> pd.DataFrame:
        return self.shelf.turnover_book(uow, since=since, until=until, communes=communes)

    def listed(self, key: Hashable, made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        return self.shelf.listed(key, made)

    def doubtful(self, level: str) -> Doubtful:
        """The loans in doubt of the book, of one kind of capital where the form is of one."""
        if self.book is None:
            return Doubtful()
        return doubtful(self.book[self.book["source_level"] == level] if level else self.book)


def stamped(made: FormTable, known: Known) -> FormTable:
    """A filled form with the marks of a moment: many moments share the rows of one position, none shares a digest."""
    stamp: dict[str, Any] = {
        "known_at": known.moment.astimezone(UTC).isoformat(),
        "position": known.position,
        "head": str(known.head) if known.head else "",
        "law_digests": law().digests(),
    }
    annexes = tuple(replace(annex, **stamp) for annex in made.annexes)
    return replace(made, annexes=annexes, **stamp)


def _made(code: str) -> Made:
    if code in REPORTS:
        return REPORTS[code]
    if code in FIELD_PAPERS:
        return FIELD_PAPERS[code]
    every = ", ".join([*REPORTS, *FIELD_PAPERS])
    raise Unknown(
        "unknown_form",
        field="code",
        value=code,
        vi=f"Không có biểu mẫu «{code}». Chọn một trong: {every}.",
        en=f"There is no form {code}. Choose one of {every}.",
    )
