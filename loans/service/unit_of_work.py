"""The ports: what the use cases ask of a store. One Protocol a noun; ``loans.store`` fulfils them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from loans.domain.application import Application
from loans.domain.borrower import Borrower
from loans.domain.fund import Account, Posting, Source
from loans.domain.law import Overlay
from loans.domain.loan import Instalment, Loan, LoanEntry
from loans.domain.network import Group, Point
from loans.domain.plan import Line, Round, Use


@dataclass(frozen=True, slots=True)
class Booked:
    """Where an entry went: its stream, its number there, and its own id."""

    stream_id: int
    sequence: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: what, on which day it is true, when it was booked, by whom, why."""

    id: int
    stream_id: int
    sequence: int
    kind: str
    effective_on: date
    booked_at: datetime
    actor: str
    reason: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What was known at a moment: every entry up to ``position`` (DOMAIN §6.17)."""

    moment: datetime
    position: int


class Entries(Protocol):
    def open(
        self, noun: str, key: str | None, kind: str, on: date, body: Mapping[str, Any], reason: str = ""
    ) -> Booked:
        """Begin a stream; a key that is taken raises ``Conflict``."""

    def append(
        self, stream_id: int, expected: int, kind: str, on: date, body: Mapping[str, Any], reason: str = ""
    ) -> Booked:
        """Add the entry after number ``expected``; raises ``Conflict`` where the stream has moved on."""

    def sequence(self, stream_id: int) -> int: ...

    def find(self, noun: str, key: str) -> int | None: ...

    def history(self, stream_ids: Sequence[int]) -> Sequence[Entry]: ...


class Funds(Protocol):
    def add(self, booked: Booked, code: str, name: str, level: str, investor_code: str) -> None: ...
    def get(self, source_id: int) -> Source: ...
    def all(self) -> Sequence[Source]: ...
    def post(self, booked: Booked, on: date, postings: Iterable[Posting]) -> None: ...
    def balances(self, source_id: int, as_of: date | None = None) -> dict[str, int]: ...
    def changes(self, source_id: int, account: Account) -> Sequence[tuple[date, int]]: ...


class Plans(Protocol):
    def add_round(self, booked: Booked, year: int, source_id: int, number: int) -> None: ...
    def add_lines(self, booked: Booked, round_id: int, lines: Iterable[Line], *, decided: bool) -> None: ...
    def round(self, round_id: int) -> Round: ...
    def rounds(self, year: int | None = None) -> Sequence[Round]: ...
    def next_number(self, year: int, source_id: int) -> int: ...
    def uses(self, source_id: int, year: int) -> dict[str, Use]: ...
    def use(self, source_id: int, commune: str, year: int) -> Use: ...
    def take(
        self, booked: Booked, application: Application, year: int, *, committed: int = 0, disbursed: int = 0
    ) -> None: ...


class Demands(Protocol):
    def add(self, booked: Booked, year: int, commune: str, lines: Sequence[Mapping[str, Any]]) -> None: ...
    def of_year(self, year: int) -> Sequence[Mapping[str, Any]]: ...


class Borrowers(Protocol):
    def add(self, booked: Booked, borrower: Borrower) -> None: ...
    def get(self, borrower_id: int) -> Borrower: ...
    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Borrower]: ...
    def owed(self, borrower_id: int, day: date) -> int: ...
    def supported_workers(self, borrower_id: int, besides: int) -> int: ...


class Applications(Protocol):
    def add(self, booked: Booked, application: Application) -> None: ...
    def get(self, application_id: int) -> Application: ...
    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Application]: ...
    def committed(self, application_id: int) -> int: ...
    def plan_year(self, application_id: int) -> int: ...


class Loans(Protocol):
    def add(self, booked: Booked, loan: Loan) -> None: ...
    def add_instalments(self, booked: Booked, instalments: Iterable[Instalment]) -> None: ...
    def add_entry(self, booked: Booked, entry: LoanEntry) -> None: ...
    def get(self, loan_id: int) -> Loan: ...
    def of_application(self, application_id: int) -> Loan | None: ...
    def page(self, after: int, limit: int, communes: Sequence[str] | None) -> Sequence[Loan]: ...
    def instalments(self, loan_ids: Sequence[int] | None = None) -> Sequence[Instalment]: ...
    def entries(self, loan_ids: Sequence[int] | None = None) -> Sequence[LoanEntry]: ...
    def all(self, communes: Sequence[str] | None = None) -> Sequence[Loan]: ...


class Networks(Protocol):
    def add_point(self, booked: Booked, code: str, name: str, commune: str) -> None: ...
    def add_day(self, booked: Booked, since: date, monthly_day: int) -> None: ...
    def add_session(self, booked: Booked, month: date, held_on: date | None) -> None: ...
    def add_group(self, booked: Booked, group: Group) -> None: ...
    def point(self, point_id: int) -> Point: ...
    def points(self) -> Sequence[Point]: ...
    def group(self, group_id: int) -> Group: ...
    def groups(self, communes: Sequence[str] | None) -> Sequence[Group]: ...


class Overlays(Protocol):
    def add(self, booked: Booked, source_id: int, overlay: Overlay) -> None: ...
    def of_source(self, source_id: int) -> Sequence[Overlay]: ...


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in: role, and the communes to which a bound role is limited."""

    id: int
    username: str
    role: str
    communes: tuple[str, ...]
    active: bool
    sequence: int


class Accounts(Protocol):
    def add(self, booked: Booked, username: str) -> None: ...
    def get(self, username: str) -> User | None: ...
    def all(self) -> Sequence[User]: ...
    def credential(self, username: str) -> str | None: ...
    def set_credential(self, username: str, argon2: str) -> None: ...
    def add_token(self, digest: bytes, username: str, kind: str, expires_at: datetime) -> None: ...
    def token_owner(self, digest: bytes, now: datetime) -> tuple[str, str] | None: ...
    def drop_token(self, digest: bytes) -> None: ...
    def drop_tokens_of(self, username: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A stored answer to a write, given again to the same request."""

    digest: bytes
    status: int
    headers: Mapping[str, str]
    body: str


class Replies(Protocol):
    def claim(self, actor: str, route: str, key: str) -> Reply | None:
        """The stored reply; else hold the key until commit. A twin still running raises ``Conflict``."""

    def keep(self, actor: str, route: str, key: str, reply: Reply) -> None: ...


class UnitOfWork(Protocol):
    """One transaction: committed by the ``with`` block that opened it unless something is raised."""

    actor: str
    now: datetime
    entries: Entries
    funds: Funds
    plans: Plans
    demands: Demands
    borrowers: Borrowers
    applications: Applications
    loans: Loans
    network: Networks
    overlays: Overlays
    accounts: Accounts
    replies: Replies

    def act_as(self, actor: str) -> None:
        """Book what follows in another person's name: for building a history (demonstration, import)."""

    def lock(
        self, *, borrower: int | None = None, plan: tuple[int, str, int] | None = None, source: int | None = None
    ) -> None:
        """Lock what spans loans, always in the order borrower → commune plan → source."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that can fail alone: what it wrote is undone when it raises."""
