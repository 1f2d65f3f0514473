"""Ports of the office itself: people and tokens, overlays, stored replies, scanned papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from loans.domain.law import Overlay
from loans.service.unit_of_work.history import Booked


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
    def token_owner(self, digest: bytes, now: datetime) -> tuple[User, str] | None:
        """Who carries a token that has not expired, active or not, and its kind."""

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


@dataclass(frozen=True, slots=True)
class Paper:
    """A scanned paper or file kept with what it proves; ``sha256`` is of its content."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str


class Papers(Protocol):
    def add(self, booked: Booked, paper: Paper, content: bytes) -> None: ...
    def get(self, paper_id: int) -> Paper: ...
    def content(self, paper_id: int) -> bytes: ...
