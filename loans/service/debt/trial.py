"""A decision on a debt taken for trial: the use case itself runs on a reading unit of work, and what it writes stays in
memory, seen by what reads afterwards. Nothing is locked, nothing reaches the database.

It holds for decisions that add facts to a debt. A reversal takes facts away, of capital and plan too: it is not tried
here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, cast

from loans.domain.debt import Debts, Freeze, FrozenPart, Refund, Relief, WriteOff
from loans.service.unit_of_work import Booked, Entry, UnitOfWork

_FIRST_ID = 10**15
"""Entries of a trial stand behind every recorded one of their day."""

Fact = Relief | Freeze | FrozenPart | WriteOff | Refund


def on_trial(uow: UnitOfWork) -> UnitOfWork:
    """A unit of work that reads what another one reads and keeps what is decided on a debt to itself."""
    return cast(UnitOfWork, _Trial(uow))


class _Over:
    """Passes on whatever it does not answer itself."""

    def __init__(self, under: Any) -> None:
        self._under = under

    def __getattr__(self, name: str) -> Any:
        return getattr(self._under, name)


class _Trial(_Over):
    def __init__(self, under: UnitOfWork) -> None:
        super().__init__(under)
        self.entries = _Entries(under)
        self.debts = _Debts(under.debts)
        self.funds = _Funds(under.funds)

    def lock(self, **_of: object) -> None:
        """Nothing is written, so nobody need wait."""


class _Entries(_Over):
    """The entries recorded, and those on trial after them."""

    def __init__(self, under: UnitOfWork) -> None:
        super().__init__(under.entries)
        self._now, self._actor = under.now, under.actor
        self._said: list[Entry] = []

    def append(
        self, stream_id: int, expected: int, kind: str, on: date, body: Mapping[str, Any], reason: str = ""
    ) -> Booked:
        booked = Booked(stream_id, expected + 1, _FIRST_ID + len(self._said))
        said = Entry(booked.entry_id, stream_id, booked.sequence, kind, on, self._now, self._actor, reason, body)
        self._said.append(said)
        return booked

    def history(self, stream_ids: Sequence[int]) -> Sequence[Entry]:
        return [*self._under.history(stream_ids), *(each for each in self._said if each.stream_id in stream_ids)]


class _Funds(_Over):
    def post(self, *_posted: object) -> None:
        """Capital is not looked at after a trial."""


class _Debts(_Over):
    """The facts recorded, and those on trial after them."""

    def __init__(self, under: Any) -> None:
        super().__init__(under)
        self._added: dict[str, list[Fact]] = {field.name: [] for field in fields(Debts)}
        self._recovered: dict[int, int] = {}

    def add_reliefs(self, booked: Booked, reliefs: Iterable[Relief]) -> None:
        for each in reliefs:
            self._add("reliefs", booked, each)

    def add_freeze(self, booked: Booked, freeze: Freeze) -> None:
        self._add("freezes", booked, freeze)

    def add_frozen_part(self, booked: Booked, part: FrozenPart) -> None:
        self._add("frozen_parts", booked, part)

    def add_write_off(self, booked: Booked, made: WriteOff) -> None:
        self._add("write_offs", booked, made)

    def add_refund(self, booked: Booked, made: Refund) -> None:
        self._add("refunds", booked, made)

    def add_recovery(self, _booked: Booked, loan_id: int, _on: date, amount: int) -> None:
        self._recovered[loan_id] = self._recovered.get(loan_id, 0) + amount

    def of(self, loan_ids: Sequence[int] | None = None) -> Debts:
        recorded: Debts = self._under.of(loan_ids)
        merged: Mapping[str, Any] = {
            name: _merged(getattr(recorded, name), facts, loan_ids) for name, facts in self._added.items() if facts
        }
        return replace(recorded, **merged)

    def recovered(self, loan_id: int) -> int:
        return int(self._under.recovered(loan_id)) + self._recovered.get(loan_id, 0)

    def _add(self, name: str, booked: Booked, fact: Fact) -> None:
        self._added[name].append(replace(fact, entry_id=booked.entry_id))


def _merged(recorded: Sequence[Fact], added: Iterable[Fact], loan_ids: Sequence[int] | None) -> tuple[Fact, ...]:
    """In the order in which the store answers: by loan, day and entry."""
    own = [each for each in added if loan_ids is None or each.loan_id in loan_ids]
    return tuple(sorted((*recorded, *own), key=lambda each: (each.loan_id, each.effective_on, each.entry_id)))
