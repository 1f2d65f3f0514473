"""A filled form as a DataFrame, for the library: ``from loans import reports`` then ``reports.form(book, code, …)``."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from loans.service.reports.forms.canonical import digest
from loans.service.reports.forms.records import Asked
from loans.service.reports.forms.registry import form_table

if TYPE_CHECKING:
    from loans.service.reports import Book


def form(book: "Book", code: str, *, as_of: date, known_at: datetime | None = None, **asked: Any) -> pd.DataFrame:
    """A form by its code (``01.1-BCTD``, ``338-04``, ``KH-THANG``, ``15-TD`` …) at the end of a day; money in đồng.

    ``asked`` are further fields of ``Asked``: communes, source_level, since, until, heading, month, point, …
    ``attrs`` holds the total, notes, missing communes, what is needed to have it again, and the digest of its data.
    Columns of whole numbers with blanks stay whole (Int64); a blank is NA, never 0.
    """
    known = book.known_at(known_at)
    with book.reading(known) as uow:
        table = form_table(uow, known, code, Asked(as_of=as_of, **asked))
    columns = table.form.columns
    frame = pd.DataFrame([dict(row) for row in table.rows], columns=[column.field for column in columns], dtype=object)
    for column in columns:
        if column.kind in ("money", "count", "figure"):
            frame[column.field] = frame[column.field].astype("Int64")
    frame.attrs |= {
        "as_of": as_of,
        "known_at": known.moment,
        "position": known.position,
        "title": table.form.title,
        "total": dict(table.total),
        "notes": table.notes,
        "missing": table.missing,
        "provisional": table.provisional,
        "digest": digest(table),
    }
    return frame
