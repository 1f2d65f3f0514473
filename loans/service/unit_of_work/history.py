"""What happened, in streams of entries, and what was known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from loans.domain.proof import Head


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
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known at a moment: every entry up to ``position`` (DOMAIN §6.17).

    ``head`` is the link of that position, which a report prints; None while the chain has not come so far.
    """

    moment: datetime
    position: int
    head: Head | None = field(default=None, compare=False)


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

    def last(self, stream_id: int) -> int:
        """The id of the last entry of a stream."""

    def find(self, noun: str, key: str) -> int | None: ...

    def history(self, stream_ids: Sequence[int]) -> Sequence[Entry]: ...
