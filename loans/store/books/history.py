"""Histories of loans, read in a fixed number of statements, however many vouchers, later days, points or groups.

Two statements give a loan without decisions: its head, and its rows of every kind. A third reads what was decided on
it, a fourth its opening, each only where an entry says that there is any. Sessions of points and overlays of sources
are kept by the store (``Kept``) under the last entry of their stream: a stream only grows, so a key always means the
same, in any process, and nothing is ever invalidated.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from loans.domain.books.history import Entered, History, Meeting
from loans.domain.law import Overlay
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.opening import Opening
from loans.domain.session import PointDay, RecordedSession
from loans.store.base import unknown
from loans.store.books import rows as facts
from loans.store.books.asked import (
    ASKED,
    DAY,
    ENTRY,
    MET,
    PERIOD,
    POINT,
    TAKEN,
)
from loans.store.flat import Accounted

_AT_ONCE = 1_000  # loans a statement: SQLite takes 32,766 values in one
_DECIDING = frozenset(
    {
        *OPENINGS,
        "loan_rescheduled",
        "loan_extended",
        "loan_recalled",
        "loan_frozen",
        "loan_written_off",
        "loan_recovered",
        "interest_refunded",
    }
)
"""Kinds of entries of a loan that bring facts of the third statement."""


@dataclass(slots=True)
class Kept:
    """What one database has answered of points and sources: by their number the last entry seen, and the facts; and up
    to where its entries were counted."""

    meetings: dict[int, tuple[int, Meeting]] = field(default_factory=dict)
    overlays: dict[int, tuple[int, tuple[Overlay, ...]]] = field(default_factory=dict)
    accounted: Accounted = field(default_factory=Accounted)


@dataclass(slots=True)
class Written:
    """Whether a unit of work has appended anything itself: its numbers may yet be undone, and given again."""

    anything: bool = False


class Histories:
    """Reads histories over one connection, as known at a position where one is given."""

    def __init__(self, connection: Connection, position: int | None, kept: Kept, written: Written) -> None:
        self._connection = connection
        self._position = position
        self._asked = ASKED[position is not None]
        self._shared, self._written, self._own = kept, written, Kept()

    def of(self, loan_ids: Collection[int], vouchers: Collection[str] = ()) -> dict[int, History]:
        """The histories of some loans by number, a loan that is not there left out; ``vouchers`` are numbers that may
        be taken."""
        found: dict[int, History] = {}
        ordered = sorted(loan_ids)
        for first in range(0, len(ordered), _AT_ONCE):
            some = ordered[first : first + _AT_ONCE]
            found |= self._read(self._all(self._asked.head, loans=some), vouchers)
        return found

    def by_contract(self, contracts: Collection[str], vouchers: Collection[str] = ()) -> dict[str, History]:
        """The same by the numbers of contracts."""
        heads = self._all(self._asked.head_by_contract, contracts=sorted(contracts))
        return {each.loan.contract_no: each for each in self._read(heads, vouchers).values()}

    def one(self, loan_id: int, *vouchers: str) -> History:
        """The history of one loan; raises ``Unknown``."""
        found = self.of([loan_id], vouchers)
        if loan_id not in found:
            raise unknown("khoản vay", "loan", "loan_id", loan_id)
        return found[loan_id]

    def entries(self, loan_id: int) -> list[Entered]:
        """The entries of a loan in their order, of one whose opening was reversed too."""
        rows = self._all(self._asked.rows, loans=[loan_id], vouchers=[])
        return facts.entries([row for row in rows if row[0] == ENTRY]).get(loan_id, [])

    def unmoved(self, sequences: Mapping[int, int], vouchers: Collection[str], closed: date | None) -> bool:
        """Whether loans still end with these entries, none of these vouchers is taken, no later period is closed."""
        rows = self._all(self._asked.moved, loans=sorted(sequences), vouchers=sorted(vouchers))
        last = {row[1]: row[3] for row in rows if row[0] == ENTRY}
        periods = [row[4] for row in rows if row[0] == PERIOD]
        return last == dict(sequences) and periods == [closed] and not any(row[0] == TAKEN for row in rows)

    def _read(self, heads: Sequence[Any], vouchers: Collection[str]) -> dict[int, History]:
        ids = [head.id for head in heads]
        if not ids:
            return {}
        rows: dict[int, list[Any]] = defaultdict(list)
        for row in self._all(self._asked.rows, loans=ids, vouchers=sorted(vouchers)):
            rows[row[0]].append(row)
        entries = facts.entries(rows[ENTRY])
        undone = {each.id for said in entries.values() for each in said if each.undone}
        decided = sorted(
            loan_id for loan_id, said in entries.items() if any(e.kind in _DECIDING and not e.undone for e in said)
        )
        for row in self._all(self._asked.decisions, loans=decided) if decided else ():
            rows[row[0]].append(row)
        rows = defaultdict(list, {part: facts.standing(part, found, undone) for part, found in rows.items()})
        openings = self._openings([loan_id for loan_id in decided if facts.opened(entries[loan_id])], undone)
        return self._built(heads, rows, entries, openings)

    def _built(
        self,
        heads: Sequence[Any],
        rows: facts.Rows,
        entries: Mapping[int, list[Entered]],
        openings: Mapping[int, Opening],
    ) -> dict[int, History]:
        meetings, overlays = self._meetings(rows), self._overlays(heads)
        taken = frozenset(row[6] for row in rows[TAKEN])
        parts, vouchers, debts = facts.contracts(rows), facts.vouchers(rows, openings), facts.debts(rows)
        moves, recovered = facts.moves(rows), facts.recovered(rows)
        points = {row[1]: row[7] for row in rows[POINT]}
        found = {}
        for head in heads:
            opening = openings.get(head.id)
            if head.application_id == head.id and opening is None:
                continue  # an opening that was reversed leaves no loan behind
            met = moves.get(head.id, ())
            found[head.id] = History(
                loan=facts.loan(head),
                contract=tuple(parts.get(head.id, ())),
                vouchers=tuple(sorted(vouchers.get(head.id, ()), key=facts.of_voucher)),
                opening=opening,
                debts=facts.own_debts(debts, head.id),
                recovered=tuple(recovered.get(head.id, ())),
                moves=met,
                meetings={key: meetings[key] for key in {points[head.id], *(each.point_id for each in met)}},
                overlays=overlays.get(head.source_id, ()),
                closed_through=head.closed,
                entries=tuple(entries.get(head.id, ())),
                taken=taken,
            )
        return found

    def _openings(self, loan_ids: Sequence[int], undone: Collection[int]) -> dict[int, Opening]:
        """The opening that stands of each loan; of several the last."""
        if not loan_ids:
            return {}
        rows = sorted((row._mapping for row in self._all(self._asked.openings, loans=loan_ids)), key=facts.by_entry)
        standing = (row for row in rows if row["entry_id"] not in undone)
        return {row["loan_id"]: Opening(**dict(row) | {"marks": tuple(row["marks"])}) for row in standing}

    def _meetings(self, rows: facts.Rows) -> dict[int, Meeting]:
        """The sessions of every point at which these loans meet."""
        marks = {row[7]: row[8] or 0 for row in (*rows[POINT], *rows[MET])}
        found = {key: held for key, mark in marks.items() if (held := self._kept(self._shared.meetings, key, mark))}
        missing = sorted(marks.keys() - found.keys())
        if missing:
            days: dict[int, dict[Any, PointDay]] = defaultdict(dict)
            recorded: dict[int, dict[Any, RecordedSession]] = defaultdict(dict)
            for row in sorted(self._all(self._asked.points, points=missing), key=lambda row: int(row[2])):
                if row[0] == DAY:
                    days[row[1]][row[4]] = PointDay(row[4], row[3])
                else:
                    recorded[row[1]][row[4]] = RecordedSession(row[4], row[5])
            for key in missing:
                found[key] = Meeting(facts.by_day(days[key]), facts.by_day(recorded[key]))
                self._keep(self._shared.meetings, key, marks[key], found[key])
        return found

    def _overlays(self, heads: Sequence[Any]) -> dict[int, tuple[Overlay, ...]]:
        """What each source of these loans set for itself."""
        marks = {head.source_id: head.overlaid for head in heads if head.overlaid}
        found = {key: held for key, mark in marks.items() if (held := self._kept(self._shared.overlays, key, mark))}
        missing = sorted(marks.keys() - found.keys())
        if missing:
            own: dict[int, list[Overlay]] = defaultdict(list)
            for row in sorted(self._all(self._asked.overlays, sources=missing), key=lambda row: int(row.entry_id)):
                own[row.source_id].append(facts.overlay(row))
            for key in missing:
                found[key] = tuple(own[key])
                self._keep(self._shared.overlays, key, marks[key], found[key])
        return found

    def _kept(self, held: Mapping[int, tuple[int, Any]], key: int, mark: int) -> Any:
        last, facts = held.get(key, (None, None))
        return facts if last == mark else None

    def _keep(self, held: dict[int, tuple[int, Any]], key: int, mark: int, facts: Any) -> None:
        """Keep what is surely so: not of the past, and not of a transaction that may still be undone."""
        if self._position is None and not self._written.anything:
            held[key] = mark, facts

    def _all(self, query: Any, **given: Any) -> Sequence[Any]:
        at = {} if self._position is None else {"position": self._position}
        found: Sequence[Any] = self._connection.execute(query, given | at).all()
        return found
