"""Linking and verifying the proof of a book of entries, beside only reading those entries."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.clock import Measured, best
from loans.service import demo
from loans.store.schema import upgrade
from loans.store.tables import entry, loan, loan_entry, posting, source, unsealed
from loans.store.unit_of_work import Store

ENTRIES = 20_000
TURNS = 3
DAY = date(2026, 10, 31)


def measured() -> Iterator[Measured]:
    """Repayments with one voucher and two postings each: what most entries of a year are."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        store = filled(f"sqlite:///{Path(folder) / 'loans.db'}", ENTRIES)
        link = seconds_to_link(store)
        verify = best(store.verify, turns=TURNS)
        reading = best(lambda: read(store), turns=TURNS)
    rate = f"{ENTRIES / link:,.0f} entries a second"
    yield Measured(f"link {ENTRIES:,} entries on SQLite ({rate})", link, "reading them and their rows once", reading)
    rate = f"{ENTRIES / verify:,.0f} entries a second"
    yield Measured(f"verify them ({rate})", verify, "reading them and their rows once", reading)


def filled(url: str, entries: int) -> Store:
    """The demonstration, with many more repayments of its first loan; none of them linked yet."""
    store = Store.at(url)
    upgrade(store.engine)
    with store.writing("bench") as uow:
        demo.build(uow)
    store.seal()
    store.link()
    with store.engine.connect() as connection, connection.begin():
        loan_id, source_id = connection.scalar(select(loan.c.id)), connection.scalar(select(source.c.id))
        last = connection.scalar(select(func.max(entry.c.id))) or 0
        ids = range(last + 1, last + 1 + entries)
        said = {"stream_id": loan_id, "kind": "loan_repaid", "effective_on": DAY, "actor": "officer", "reason": ""}
        body = {"principal": 1_000, "interest": 10, "voucher_no": "DO-000001", "note": "thu tại phiên giao dịch"}
        more = {"booked_at": store.clock(), "body": body}
        connection.execute(insert(entry), [{**said, **more, "id": each, "sequence": 100 + each} for each in ids])
        moved = {"loan_id": loan_id, "effective_on": DAY, "disbursed": 0, "principal": 1_000, "interest": 10}
        vouchers = [{**moved, "entry_id": each, "voucher_no": f"DO-{each}"} for each in ids]
        connection.execute(insert(loan_entry), vouchers)
        paid = {"source_id": source_id, "account": "available", "effective_on": DAY, "amount": 1_000}
        lines = [{**paid, "entry_id": each, "line": line} for each in ids for line in (1, 2)]
        connection.execute(insert(posting), lines)
        connection.execute(insert(unsealed), [{"entry_id": each} for each in ids])
    store.seal()
    return store


def seconds_to_link(store: Store) -> float:
    """Linking happens once: it is measured once."""
    began = time.perf_counter()
    store.link()
    return time.perf_counter() - began


def read(store: Store) -> int:
    """Every entry, voucher and posting, as SQLAlchemy gives them."""
    with store.engine.connect() as connection, connection.begin():
        return sum(len(connection.execute(select(table)).all()) for table in (entry, loan_entry, posting))
