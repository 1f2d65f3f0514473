"""Repayments through the API on PostgreSQL: beside the bare stack, late, beside readers; and a session's sheet."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bench import bare
from bench.asking import sent
from bench.branch import OFFICERS, Branch, Payable, counted
from bench.client import AMOUNT, PATIENCE_S
from bench.drive import Clients, Met, together, whole
from bench.server import Service, serving
from bench.targets import BARE_LEAST, Found

LOANS_EACH = 2_000  # of one client: at a real pace nobody comes to the end of them
PATH, BARE_PATH = "/api/v1/loans/{loan}/repayments", "/repayments/{loan}"
SHEET = "/api/v1/collections"
REPORT = "/api/v1/reports/overdue?by=commune"
READERS = 8
SHEET_ROWS, SHEETS = 500, 3

Paid = list[tuple[int, str]]
"""Loans with the day to pay on."""


class Repaying:
    """The rows about repayments on one city; ``seconds`` is how long a crowd of clients asks, ``turns`` how often."""

    def __init__(self, url: str, branch: Branch, folder: Path, *, seconds: float, turns: int) -> None:
        self._url, self._branch, self._folder = url, branch, folder
        self._seconds, self._turns = seconds, turns
        self._labels = count()
        self._late = [branch.late(place) for place in range(OFFICERS)]
        self._sheets = [branch.take(SHEET_ROWS) for _ in range(SHEETS)]
        self._beside = self._today(branch.take(SHEET_ROWS))
        self._loans = [self._today(branch.take(LOANS_EACH, place=place)) for place in range(OFFICERS)]

    def measured(self) -> Iterator[Found]:
        """Every row, out of the same run."""
        rows = self._rows_of_one()
        bare.prepare(self._branch.store.engine, [loan for own in self._loans for loan, _ in own])
        turns = [(self._bare(rows), *self._ours()) for _ in range(self._turns)]
        beside, on_time, late = (max(each, key=lambda met: met.rate) for each in zip(*turns, strict=True))
        void = "" if beside.rate >= BARE_LEAST else f"the bare stack is below {BARE_LEAST}/s: the machine was too busy"
        stack = f"bare stack {beside.rate:,.0f}/s, {rows} rows inserted"
        yield Found("post", 100 * on_time.rate / beside.rate, f"{_told(on_time)}; {stack}", void)
        yield Found("late", 100 * late.rate / on_time.rate, _told(late))
        yield from self._read(on_time)
        yield from self._collected()

    def _rows_of_one(self) -> int:
        """How many rows one repayment inserts, counted in every table."""
        with self._serving() as service, self._branch.store.engine.connect() as connection:
            with connection.begin():
                before = counted(connection)
            (loan, *self._beside) = self._beside
            orders = self._orders(service, [[loan]], [self._branch.collector])
            whole(together([each | {"warm": 0, "most": 1} for each in orders]))
            with connection.begin():
                return counted(connection) - before

    def _bare(self, rows: int) -> Met:
        more = {bare.ROWS: str(rows)}
        with serving(self._url, self._folder, "bench.bare:create_app()", more) as service:
            service.wait()
            orders = self._orders(service, self._loans, self._branch.officers)
            return whole(together([each | {"path": BARE_PATH} for each in orders]))[0]

    def _ours(self) -> tuple[Met, Met]:
        """On time, and late."""
        with self._serving() as service:
            on_time = self._orders(service, self._loans, self._branch.officers)
            found = whole(together(on_time))[0]
            late = self._orders(service, self._late, self._branch.officers)
            return found, whole(together(late))[0]

    def _read(self, alone: Met) -> Iterator[Found]:
        """On time once more, while others read reports."""
        with self._serving() as service:
            paid = self._orders(service, self._loans, self._branch.officers)
            reading = {"port": service.port, "token": self._branch.tokens["auditor"], "paths": [REPORT]}
            readers = [reading | {"seconds": self._seconds, "warm": 0}] * READERS
            met, read = whole(together(paid, readers))
            peak = service.peak_mb()
        told = f"{_told(met)}; {len(read.took)} reports read, {read.refused} put off; a worker at {peak:,} MB"
        yield Found("read_rate", 100 * met.rate / alone.rate, told)
        p95 = met.percentile(95)
        yield Found("read_p95", p95 / alone.percentile(95), f"{p95 * 1000:,.0f} ms")

    def _collected(self) -> Iterator[Found]:
        """The best of some sheets: a lock or a busy server would show in each of them."""
        with self._serving() as service:
            turns = [self._sheet(service, number, sheet) for number, sheet in enumerate(self._sheets)]
        took, waited = min(turn[0] for turn in turns), min(turn[1] for turn in turns)
        each = ", ".join(f"{turn[0]:.2f}/{turn[1]:.2f}" for turn in turns)
        yield Found("sheet", took, f"{len(self._sheets[0])} loans; sheet/longest write, s: {each}")
        yield Found("sheet_wait", waited, "of those that ran while a sheet did")

    def _sheet(self, service: Service, number: int, sheet: list[Payable]) -> tuple[float, float]:
        """Seconds of one sheet, and of the longest of another officer's writes that it met."""
        writers = Clients(self._orders(service, [self._beside], [self._branch.neighbour], seconds=PATIENCE_S))
        try:
            writers.go()
            time.sleep(0.2)
            began = time.monotonic()
            self._send(service, number, sheet)
            ended = time.monotonic()
            writers.stop()
            met = whole([writers.met()])[0]
        finally:
            writers.end()
        return ended - began, max(took for at, took in met.took if at < ended and at + took > began)

    def _send(self, service: Service, number: int, sheet: list[Payable]) -> None:
        """One row a loan; all of them are taken, or none."""
        rows = [
            {"contract_no": each.contract_no, "voucher_no": f"S{number}-{place}", "amount": AMOUNT}
            for place, each in enumerate(sheet)
        ]
        body = {"on": self._branch.today.isoformat(), "cash": AMOUNT * len(rows), "rows": rows}
        sent(service.port, SHEET, body, {"Authorization": f"Bearer {self._branch.collector}"}, key=f"sheet-{number}")

    def _today(self, loans: Sequence[Payable]) -> Paid:
        return [(each.id, self._branch.today.isoformat()) for each in loans]

    def _orders(
        self, service: Service, loans: Sequence[Paid], tokens: Sequence[str], *, seconds: float | None = None
    ) -> list[dict[str, Any]]:
        """One client a token, each with its loans as they stand now."""
        stands = self._branch.sequences([loan for own in loans for loan, _ in own])
        return [
            {
                "port": service.port,
                "path": PATH,
                "token": token,
                "label": f"B{next(self._labels)}",
                "loans": [(loan, stands[loan], on) for loan, on in own],
                "seconds": seconds or self._seconds,
            }
            for own, token in zip(loans, tokens, strict=True)
        ]

    @contextmanager
    def _serving(self) -> Iterator[Service]:
        with serving(self._url, self._folder) as service:
            service.wait()
            yield service


def _told(met: Met) -> str:
    return f"{met.rate:,.0f}/s, p95 {met.percentile(95) * 1000:,.0f} ms"
