"""Ports of capital: sources, postings, shares of interest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from loans.domain.fund import Account, Posting, Source
from loans.domain.interest_share import InterestShares
from loans.service.unit_of_work.history import Booked


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting as it was booked, with the entry from which it followed, in đồng.

    ``stream_id`` is None where whom the entry concerns is not for the reader to see.
    """

    entry_id: int
    line: int
    account: str
    amount: int
    effective_on: date
    kind: str
    noun: str
    key: str | None
    stream_id: int | None
    sequence: int
    booked_at: datetime
    actor: str


class Funds(Protocol):
    def add(self, booked: Booked, code: str, name: str, level: str, investor_code: str) -> None: ...
    def get(self, source_id: int) -> Source: ...
    def all(self) -> Sequence[Source]: ...
    def post(self, booked: Booked, on: date, postings: Iterable[Posting]) -> None: ...
    def balances(self, source_id: int, as_of: date | None = None) -> dict[str, int]: ...
    def changes(self, source_id: int, account: Account) -> Sequence[tuple[date, int]]: ...
    def of_entry(self, entry_id: int) -> Sequence[Posting]: ...
    def moved(self, source_id: int, account: Account, since: date, as_of: date) -> dict[str, int]:
        """What moved an account from ``since`` to ``as_of`` by entry kind; a reversal counts as what it reverses."""

    def posted(
        self, source_id: int, as_of: date, *, after: tuple[int, int], limit: int, account: str | None = None
    ) -> Sequence[Posted]:
        """Postings effective by a day in the order of booking, after an (entry, line)."""

    def add_shares(self, booked: Booked, source_id: int, since: date, shares: Mapping[str, str]) -> None: ...
    def shares(self, source_id: int) -> Sequence[InterestShares]:
        """Every setting of the shares of interest, in the order of recording."""
