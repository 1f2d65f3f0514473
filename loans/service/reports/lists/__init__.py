"""The lists that auditors ask for: what each looks for, by which article, and what it finds of any day and moment.

Every list works its finding out anew from facts: what a decision recorded of its own check is not believed.
"""

from collections.abc import Hashable, Sequence
from datetime import date

import pandas as pd

from loans.domain.refusal import Unknown
from loans.service.books.columns import table
from loans.service.budget import room_for
from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.reports.lists import (
    cap,
    capital,
    conduct,
    correction,
    decision,
    doubt,
    opening,
    overdue,
    place,
    plan,
    relief,
    several,
    support,
    term,
)
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import COLUMNS, AuditList
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import Known, UnitOfWork

__all__ = [
    "COLUMNS",
    "LISTS",
    "AuditList",
    "Desk",
    "desk_of",
    "distinct_loans",
    "index",
    "key_of",
    "list_of",
    "rows_of",
]

LISTS: tuple[AuditList, ...] = (
    *capital.LISTS,
    *overdue.LISTS,
    *relief.LISTS,
    *decision.LISTS,
    *plan.LISTS,
    *conduct.LISTS,
    *cap.LISTS,
    *several.LISTS,
    *correction.LISTS,
    *place.LISTS,
    *support.LISTS,
    *term.LISTS,
    *opening.LISTS,
    *doubt.LISTS,
)
"""Every list, in the order of the index."""

CELLS = 500
"""A loan at the peak of working out a list, beside the loan book: 4–7 kB for most of them (measured)."""
_BY_CODE = {each.code: each for each in LISTS}


def desk_of(
    uow: UnitOfWork,
    known: Known,
    *,
    as_of: date,
    communes: Sequence[str] | None = None,
    late_days: int = 0,
    shelf: Shelf = ANEW,
) -> Desk:
    """The desk of a day as known at a moment; a day later than that moment is refused (§6.17)."""
    check_days(as_of, known)
    return Desk(uow, as_of, known, None if communes is None else tuple(communes), late_days, shelf)


def list_of(code: str) -> AuditList:
    """The list of a code; an unknown one is refused with those that there are."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    raise Unknown(
        "unknown_list",
        field="code",
        value=code,
        vi=f"Không có danh sách «{code}». Chọn một trong: {', '.join(_BY_CODE)}.",
        en=f"There is no list {code}. Choose one of {', '.join(_BY_CODE)}.",
    )


def rows_of(desk: Desk, code: str) -> pd.DataFrame:
    """What one list finds."""
    asked = list_of(code)

    def made() -> pd.DataFrame:
        with room_for(desk.uow, desk.communes, cells=CELLS):
            return asked.rows(desk)

    return desk.shelf.listed(key_of(code, desk.as_of, desk.communes, desk.late_days), made)


def key_of(code: str, as_of: date, communes: Sequence[str] | None, late_days: int) -> Hashable:
    """Under which a list is kept: all that it follows from beside the moment."""
    return ("list", code, as_of, None if communes is None else tuple(sorted(set(communes))), late_days)


def index(desk: Desk) -> pd.DataFrame:
    """Every list with its rows counted and the money that they concern, in đồng; sources below zero head it (§6.11).

    ``rows`` counts findings, ``loans`` distinct loans; a loan may stand on several lists, so nothing adds up over them.
    A list of sources that found nothing stands last.
    """
    found = [(each, rows_of(desk, each.code)) for each in LISTS]
    found.sort(key=lambda pair: pair[0].code == capital.BELOW_ZERO and pair[1].empty)
    result = table(
        {
            "list": [each.code for each, _ in found],
            "title_vi": [each.title_vi for each, _ in found],
            "title_en": [each.title_en for each, _ in found],
            "rows": pd.array([len(rows) for _, rows in found], dtype="int64").to_numpy(),
            "loans": pd.array([distinct_loans(rows) for _, rows in found], dtype="int64").to_numpy(),
            "amount": pd.array([int(rows["amount"].sum()) for _, rows in found], dtype="int64").to_numpy(),
            "certainty": [each.certainty for each, _ in found],
            "cites": ["; ".join(each.cites) for each, _ in found],
            "asks_vi": [each.asks_vi for each, _ in found],
            "asks_en": [each.asks_en for each, _ in found],
            "note_vi": [each.note_vi for each, _ in found],
            "note_en": [each.note_en for each, _ in found],
        }
    )
    result.attrs |= {"as_of": desk.as_of, "known_at": desk.known.moment, "position": desk.known.position}
    return result


def distinct_loans(rows: pd.DataFrame) -> int:
    """How many loans a list names."""
    return int(rows.loc[rows["loan_id"] > 0, "loan_id"].nunique())
