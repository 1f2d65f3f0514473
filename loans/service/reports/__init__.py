"""Reports as data: each is a DataFrame in the library, and JSON or CSV at the rim. pandas lives here."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from loans.domain.calendar import today_in_hanoi
from loans.service.reports.overdue import check_days, overdue_by_commune, overdue_by_loan
from loans.service.unit_of_work import Known, UnitOfWork

__all__ = ["overdue"]


class Book(Protocol):
    """A database as a report needs it: what was known, and a view of it."""

    def known_at(self, moment: datetime | None) -> Known: ...

    def reading(self, known: Known | None = None) -> AbstractContextManager[UnitOfWork]: ...


def overdue(
    book: Book,
    *,
    as_of: date,
    known_at: datetime | None = None,
    by: str = "commune",
    communes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The overdue statement at the end of a day, by ``commune`` or by ``loan``; money in đồng (DOMAIN §6.4–6.5).

    ``attrs`` holds ``as_of``, ``known_at`` and ``position``, with which the same figures can be had again.
    """
    known = book.known_at(known_at)
    check_days(as_of, known)
    with book.reading(known) as uow:
        frame = overdue_by_loan(uow, as_of=as_of, communes=communes)
    if by == "commune":
        frame = overdue_by_commune(frame, today_in_hanoi(known.moment))
    frame.attrs |= {"as_of": as_of, "known_at": known.moment, "position": known.position}
    return frame
