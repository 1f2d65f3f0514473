"""A city on a database of its own with the people who work on it, and the loans that each may be paid on."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text

from bench.city import filled
from bench.diary import CLOSING, MONTHLY
from loans.domain.calendar import today_in_hanoi
from loans.http.roles import Role
from loans.service.account import new_token, open_account
from loans.store.tables import entry, metadata
from loans.store.unit_of_work import Store
from tests.postgres import database, launch
from tests.postgres_server import UnavailableError

OFFICERS = 8
LATER_DAYS = 18
PASSWORD = "only-for-measuring"  # noqa: S105 - a database that is thrown away

_PAYABLE = """
SELECT l.id, l.commune, l.contract_no
FROM loan l
JOIN (SELECT loan_id, sum(disbursed - principal) AS owed FROM loan_entry GROUP BY loan_id) o ON o.loan_id = l.id
WHERE o.owed > 10000000 AND l.contract_no LIKE '88%'
  AND NOT EXISTS (SELECT 1 FROM relief r WHERE r.loan_id = l.id)
  AND NOT EXISTS (SELECT 1 FROM reversal v JOIN entry x ON x.id = v.entry_id WHERE x.stream_id = l.id)
ORDER BY l.id
"""
_DAYS = """
SELECT e.loan_id, e.effective_on FROM loan_entry e
JOIN loan l ON l.id = e.loan_id
WHERE l.contract_no LIKE '88%' AND e.disbursed = 0 ORDER BY e.loan_id, e.effective_on
"""


@dataclass(frozen=True, slots=True)
class Payable:
    """A loan on which something is owed: its number, commune and contract."""

    id: int
    commune: str
    contract_no: str


class Branch:
    """The people of a city: officers, each with communes of their own, and one person of every role."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.today = today_in_hanoi(store.clock())
        if self.today <= CLOSING:
            raise SystemExit(f"the bench pays after {CLOSING}, and this machine says {self.today}: set its clock")
        with store.engine.connect() as connection, connection.begin():
            self._communes = list(connection.scalars(text("SELECT code FROM commune ORDER BY code")))
            self._payable = [Payable(*row) for row in connection.execute(text(_PAYABLE))]
        self._taken: set[int] = set()
        self.officers = [self._open(f"bench-{place}", "officer", self._of(place)) for place in range(OFFICERS)]
        self.collector, self.neighbour = (self._open(f"bench-{name}", "officer", self._communes) for name in "ab")
        self.tokens = {
            role.value: self._open(f"bench-{role}", role, self._of(0) if role in ("officer", "commune") else ())
            for role in Role
        }
        self.sessions = {role: self._token(f"bench-{role}", "session") for role in self.tokens}

    def _of(self, place: int) -> list[str]:
        return self._communes[place::OFFICERS]

    def _open(self, name: str, role: str, communes: Sequence[str]) -> str:
        given: dict[str, Any] = {"username": name, "role": role, "communes": communes, "password": PASSWORD}
        with self.store.writing("admin") as uow:
            open_account(uow, today=self.today, **given)
        return self._token(name, "bearer")

    def _token(self, name: str, kind: str) -> str:
        with self.store.writing("admin") as uow:
            user = uow.accounts.get(name)
            if user is None:
                raise LookupError(name)
            return new_token(uow, user, kind=kind)

    def take(self, most: int, *, place: int | None = None) -> list[Payable]:
        """Loans that nobody has taken yet, of one officer's communes or of all."""
        own = set(self._communes if place is None else self._of(place))
        found = [each for each in self._payable if each.commune in own and each.id not in self._taken][:most]
        if not found:
            raise SystemExit("no loan is left to be paid on: take a larger city")
        self._taken |= {each.id for each in found}
        return found

    def late(self, place: int) -> list[tuple[int, str]]:
        """The loans of one officer with enough later days, each with the day to pay on."""
        days: dict[int, list[date]] = {}
        with self.store.engine.connect() as connection, connection.begin():
            for loan, on in connection.execute(text(_DAYS)):
                days.setdefault(loan, []).append(on if isinstance(on, date) else date.fromisoformat(on))
        own = set(self._of(place))
        found = [
            (each.id, on.isoformat())
            for each in self._payable
            if each.commune in own and _is_monthly(each.contract_no) and (on := _late_on(days.get(each.id, [])))
        ]
        self._taken |= {loan for loan, _ in found}
        return found

    def sequences(self, loans: Sequence[int]) -> dict[int, int]:
        """What each loan's stream stands at now."""
        size = func.max(entry.c.sequence)
        stands = select(entry.c.stream_id, size).where(entry.c.stream_id.in_(loans)).group_by(entry.c.stream_id)
        with self.store.engine.connect() as connection, connection.begin():
            return {int(loan): int(sequence) for loan, sequence in connection.execute(stands)}


def _is_monthly(contract_no: str) -> bool:
    return int(contract_no[2:]) % MONTHLY == MONTHLY - 1


def _late_on(paid: list[date]) -> date | None:
    """The day after a payment that so many later days with a payment follow; none where too few do."""
    days = sorted(set(paid))
    if len(days) <= LATER_DAYS:
        return None
    on = days[-LATER_DAYS - 1] + timedelta(days=1)
    return on if on < days[-LATER_DAYS] else None


def counted(connection: Connection) -> int:
    """How many rows the whole database holds."""
    return sum(connection.scalar(select(func.count()).select_from(each)) or 0 for each in metadata.sorted_tables)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a durable PostgreSQL of our own: of the system, or of the wheel; stopped at the end."""
    faults = []
    for provider in ("system", "wheel"):
        try:
            server = launch(provider, durable=True)
        except UnavailableError as fault:
            faults.append(f"{provider}: {fault}")
            continue
        try:
            yield server.url.render_as_string(hide_password=False)
        finally:
            server.stop()
        return
    raise SystemExit(f"no PostgreSQL for the bench: {' | '.join(faults)}")


@contextmanager
def city(server: str, loans: int) -> Iterator[tuple[str, Branch, Path]]:
    """A city on a fresh database of a server: its address, its people, and a folder for the service's instance."""
    with database(server) as url, tempfile.TemporaryDirectory(prefix="loans-bench-") as folder:
        store = filled(url, loans)
        try:
            yield url, Branch(store), Path(folder)
        finally:
            store.engine.dispose()
