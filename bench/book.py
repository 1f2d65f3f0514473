"""The loan book and its movements beside only reading the same rows with a bare cursor."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from bench.city import INSTALMENTS, PAYMENTS, filled
from bench.clock import Measured, best
from loans.service.reports.book import loan_book, turnover_book
from loans.service.reports.kept import KeptBooks

LOANS = 20_000
TURNS = 3
SINCE, AS_OF = date(2026, 10, 1), date(2026, 10, 31)
ROWS = (
    "SELECT loan_id, due_on, principal FROM instalment",
    "SELECT loan_id, effective_on, disbursed, principal, interest FROM loan_entry",
    "SELECT * FROM loan JOIN application ON application.id = application_id"
    " JOIN borrower ON borrower.id = loan.borrower_id",
    "SELECT kind, effective_on, actor FROM entry JOIN loan ON stream_id = application_id",
)


def measured() -> Iterator[Measured]:
    """The whole book, what moved in a month, and the next page out of the kept book."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "loans.db"
        store, kept = filled(f"sqlite:///{file}", LOANS), KeptBooks()
        known = store.known_at(None)
        with store.reading(known) as uow:
            book = best(lambda: loan_book(uow, as_of=AS_OF), turns=TURNS)
            moved = best(lambda: turnover_book(uow, since=SINCE, until=AS_OF), turns=TURNS)
        kept.loan_book(store, known, as_of=AS_OF)
        again = best(lambda: kept.loan_book(store, known, as_of=AS_OF), turns=TURNS)
        with closing(sqlite3.connect(file)) as bare:
            reading = best(lambda: [bare.execute(each).fetchall() for each in ROWS], turns=TURNS)
        store.engine.dispose()
    what = f"loan book of {LOANS:,} loans, up to {PAYMENTS} payments and {INSTALMENTS} instalments each, on SQLite"
    yield Measured(what, book, "fetching the same rows with a bare cursor", reading)
    yield Measured("what moved in a month on them", moved, "the same", reading)
    yield Measured("the same book again, kept", again, "working it out", book)
