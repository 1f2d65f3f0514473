"""Reports and pages of a city under the service on PostgreSQL, through HTTP alone: warm, after a booking, a start."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from flask import Flask

from bench.asking import asked, paid
from bench.branch import Branch
from bench.crawl import of, pages
from bench.server import KEY, WORKERS, Service, serving
from bench.targets import Found
from loans.app import create_app
from loans.settings import Settings

REPORT = "/api/v1/reports/overdue?by=commune"
TURNS = 3
PAYABLE = 2_000
SHOWN = 3  # pages that are named


class Reporting:
    """The rows about reports and pages on one city."""

    def __init__(self, url: str, branch: Branch, folder: Path) -> None:
        self._url, self._branch, self._folder = url, branch, folder
        self._payable = iter(branch.take(PAYABLE))
        self._numbers = count()
        self._peak = 0

    def measured(self) -> Iterator[Found]:
        """The statement first, then every page."""
        with self._serving() as service:
            cold = self._statement(service)
            for _ in range(2 * WORKERS):  # each worker may have a memory of its own
                self._statement(service)
            yield Found("warm", self._best(lambda: self._statement(service)), f"the very first took {cold:.1f} s")
            booked = self._best(lambda: self._after_booking(service, lambda: self._statement(service)))
            yield Found("booked", booked, f"the best of {TURNS} bookings")
            days = iter(range(30, 30 * (TURNS + 1), 30))
            another = self._best(lambda: self._statement(service, next(days)))
            yield Found("other_day", another, f"the best of {TURNS} days that nobody had asked for")
        yield self._started()
        with self._serving() as service:
            yield self._paged(service)
        yield Found("worker", self._peak, "over all rows about reports and pages, mapped files included")

    def _started(self) -> Found:
        """The first statement after a start, from when the service says that it is well."""
        turns = []
        for _ in range(TURNS):
            with self._serving() as service:
                up = time.monotonic() - service.started
                turns.append((self._statement(service), up))
        first, up = min(turns)
        return Found("start", first, f"the best of {TURNS}; up {up:.1f} s after the start")

    def _paged(self, service: Service) -> Found:
        """Every page of every role, each just after something was booked."""
        app = self._routes()
        opened = [
            (role, path, answers)
            for role, session in self._branch.sessions.items()
            for path, answers in pages(app, service.port, session)
        ]
        failed = [f"{path} ({role}) failed" for role, path, answers in opened if not answers]
        took = sorted(
            ((self._page(service, path, role), path, role) for role, path, answers in opened if answers), reverse=True
        )
        told = "; ".join(f"{path} ({role}) {seconds:.2f} s" for seconds, path, role in took[:SHOWN])
        return Found(
            "page", took[0][0], f"{len(took)} pages of {len(self._branch.sessions)} roles; {told}", "; ".join(failed)
        )

    def _routes(self) -> Flask:
        """The application, of which only the map of its routes is asked."""
        chosen = Settings(self._url, KEY, demo=True, cookie_secure=False, instance=self._folder)
        return create_app(chosen, store=self._branch.store)

    def _page(self, service: Service, path: str, role: str) -> float:
        def opened() -> float:
            return asked(service.port, path, of(self._branch.sessions[role])).seconds

        return self._after_booking(service, opened)

    def _statement(self, service: Service, days_ago: int = 0) -> float:
        path = f"{REPORT}&as_of={self._branch.today - timedelta(days=days_ago)}"
        answer = asked(service.port, path, {"Authorization": f"Bearer {self._branch.tokens['auditor']}"})
        if answer.status != 200:
            raise SystemExit(f"{path} was answered {answer.status}: {answer.content[:300]!r}")
        return answer.seconds

    def _after_booking(self, service: Service, work: Callable[[], float]) -> float:
        loan = next(self._payable).id
        sequence, key = self._branch.sequences([loan])[loan], f"R{next(self._numbers)}"
        paid(service.port, self._branch.collector, loan, sequence, on=self._branch.today.isoformat(), key=key)
        return work()

    @staticmethod
    def _best(work: Callable[[], float]) -> float:
        return min(work() for _ in range(TURNS))

    @contextmanager
    def _serving(self) -> Iterator[Service]:
        with serving(self._url, self._folder) as service:
            service.wait()
            yield service
            self._peak = max(self._peak, service.peak_mb())
