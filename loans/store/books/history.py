"""Histories of loans, read in a fixed number of statements, however many vouchers, later days, points or groups.

Two statements give a loan without decisions: its head, and its rows of every kind. A third reads what was decided on
it, a fourth its opening, each only where an entry says that there is any. Sessions of points and overlays of sources
are kept by the store (``Kept``) under the last entry of their stream: a stream only grows, so a key always means the
same, in any process, and nothing is ever invalidated.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from loans.domain.books.history import Entered, History, Meeting, Met
from loans.domain.books.outcome import Recovered
from loans.domain.debt import Debts, Freeze, FrozenPart, Refund, Relief, ReliefKind, WriteOff
from loans.domain.law import Overlay
from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Method
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.opening import Opening
from loans.domain.session import PointDay, RecordedSession
from loans.store.base import unknown
from loans.store.books.asked import (
    ASKED,
    DAY,
    ENTRY,
    FREEZE,
    FROZEN_PART,
    INSTALMENT,
    MET,
    PAST,
    POINT,
    RECOVERY,
    REFUND,
    RELIEF,
    TAKEN,
    VOUCHER,
    WRITE_OFF,
)

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

Rows = Mapping[int, Sequence[Any]]


@dataclass(slots=True)
class Kept:
    """What one database has answered of points and sources: by their number the last entry seen, and the facts."""

    meetings: dict[int, tuple[int, Meeting]] = field(default_factory=dict)
    overlays: dict[int, tuple[int, tuple[Overlay, ...]]] = field(default_factory=dict)


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
        return _entries([row for row in rows if row[0] == ENTRY]).get(loan_id, [])

    def _read(self, heads: Sequence[Any], vouchers: Collection[str]) -> dict[int, History]:
        ids = [head.id for head in heads]
        if not ids:
            return {}
        rows: dict[int, list[Any]] = defaultdict(list)
        for row in self._all(self._asked.rows, loans=ids, vouchers=sorted(vouchers)):
            rows[row[0]].append(row)
        entries = _entries(rows[ENTRY])
        undone = {each.id for said in entries.values() for each in said if each.undone}
        decided = sorted(
            loan_id for loan_id, said in entries.items() if any(e.kind in _DECIDING and not e.undone for e in said)
        )
        for row in self._all(self._asked.decisions, loans=decided) if decided else ():
            rows[row[0]].append(row)
        rows = defaultdict(list, {part: _standing(part, found, undone) for part, found in rows.items()})
        openings = self._openings([loan_id for loan_id in decided if _opened(entries[loan_id])], undone)
        return self._built(heads, rows, entries, openings)

    def _built(
        self, heads: Sequence[Any], rows: Rows, entries: Mapping[int, list[Entered]], openings: Mapping[int, Opening]
    ) -> dict[int, History]:
        meetings, overlays = self._meetings(rows), self._overlays(heads)
        taken = frozenset(row[6] for row in rows[TAKEN])
        parts, vouchers, debts = _contracts(rows), _vouchers(rows, openings), _debts(rows)
        moves, recovered = _moves(rows), _recovered(rows)
        points = {row[1]: row[7] for row in rows[POINT]}
        found = {}
        for head in heads:
            opening = openings.get(head.id)
            if head.application_id == head.id and opening is None:
                continue  # an opening that was reversed leaves no loan behind
            met = moves.get(head.id, ())
            found[head.id] = History(
                loan=_loan(head),
                contract=tuple(parts.get(head.id, ())),
                vouchers=tuple(sorted(vouchers.get(head.id, ()), key=_of_voucher)),
                opening=opening,
                debts=_own_debts(debts, head.id),
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
        rows = sorted((row._mapping for row in self._all(self._asked.openings, loans=loan_ids)), key=_by_entry)
        standing = (row for row in rows if row["entry_id"] not in undone)
        return {row["loan_id"]: Opening(**dict(row) | {"marks": tuple(row["marks"])}) for row in standing}

    def _meetings(self, rows: Rows) -> dict[int, Meeting]:
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
                found[key] = Meeting(_by_day(days[key]), _by_day(recorded[key]))
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
                own[row.source_id].append(_overlay(row))
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


def _standing(part: int, rows: list[Any], undone: Collection[int]) -> list[Any]:
    """The rows of a part whose entry was not reversed; entries themselves and facts of the network all stand."""
    return rows if part in (ENTRY, MET, POINT, TAKEN) or not undone else [row for row in rows if row[2] not in undone]


def _entries(rows: Sequence[Any]) -> dict[int, list[Entered]]:
    found: dict[int, list[Entered]] = defaultdict(list)
    for _, of, entry_id, sequence, on, _, kind, undone, _, _, said, who in rows:
        found[of].append(Entered(entry_id, sequence, kind, on, who, said, undone is not None))
    for said in found.values():
        said.sort(key=lambda each: each.sequence)
    return found


def _opened(entries: Sequence[Entered]) -> bool:
    return any(each.kind in OPENINGS and not each.undone for each in entries)


def _contracts(rows: Rows) -> dict[int, list[Instalment]]:
    found: dict[int, list[Instalment]] = defaultdict(list)
    for row in sorted(rows[INSTALMENT], key=lambda row: (row[4], row[3])):
        found[row[1]].append(Instalment(row[1], row[3], row[4], row[7]))
    return found


def _vouchers(rows: Rows, openings: Mapping[int, Opening]) -> dict[int, list[LoanEntry]]:
    """Vouchers, those of before an opening too, and what it brought."""
    found: dict[int, list[LoanEntry]] = defaultdict(list)
    for _, of, entry_id, _, on, _, number, disbursed, principal, interest, _, _ in (*rows[VOUCHER], *rows[PAST]):
        found[of].append(LoanEntry(of, on, number, disbursed, principal, interest, entry_id))
    for of, opening in openings.items():
        if opening.brought:
            number = f"MS-{of}"
            found[of].append(LoanEntry(of, opening.effective_on, number, opening.brought, 0, 0, opening.entry_id, True))
    return found


def _debts(rows: Rows) -> dict[str, dict[int, list[Any]]]:
    found: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind, name in (
        (RELIEF, "reliefs"),
        (FREEZE, "freezes"),
        (FROZEN_PART, "frozen_parts"),
        (WRITE_OFF, "write_offs"),
        (REFUND, "refunds"),
    ):
        for row in sorted(rows[kind], key=lambda row: (row[4], row[2], row[3] or 0)):
            found[name][row[1]].append(_FACTS[kind](row))
    return found


def _relief(row: Any) -> Relief:
    _, of, entry_id, number, on, due, kind, amount, *_ = row
    return Relief(of, ReliefKind(kind), on, number, amount, due, entry_id)


def _freeze(row: Any) -> Freeze:
    _, of, entry_id, supplementary, on, last, cause, in_term, overdue, *_ = row
    return Freeze(of, on, last, in_term, overdue, cause, bool(supplementary), entry_id)


_FACTS: Mapping[int, Any] = {
    RELIEF: _relief,
    FREEZE: _freeze,
    FROZEN_PART: lambda row: FrozenPart(row[8], row[1], row[4], row[7], row[2]),
    WRITE_OFF: lambda row: WriteOff(row[1], row[4], row[7], row[8], row[2]),
    REFUND: lambda row: Refund(row[1], row[4], row[7], row[2]),
}


def _own_debts(debts: Mapping[str, Mapping[int, list[Any]]], loan_id: int) -> Debts:
    return Debts(**{name: tuple(found[loan_id]) for name, found in debts.items() if loan_id in found})


def _recovered(rows: Rows) -> dict[int, list[Recovered]]:
    found: dict[int, list[Recovered]] = defaultdict(list)
    for row in sorted(rows[RECOVERY], key=lambda row: (row[4], row[2])):
        found[row[1]].append(Recovered(row[1], row[4], row[7], row[2]))
    return found


def _moves(rows: Rows) -> dict[int, tuple[Met, ...]]:
    """Where the group of each loan met, of those alone that have met at more than one point; of several facts of one
    day the last recorded counts."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows[MET], key=lambda row: int(row[2])):
        found[row[1]].append(row)
    moved = {of: met for of, met in found.items() if len({row[7] for row in met}) > 1}
    return {of: _by_day({row[4]: Met(row[4], row[7]) for row in met}) for of, met in moved.items()}


def _by_day(facts: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(facts[day] for day in sorted(facts))


def _by_entry(row: Mapping[str, Any]) -> int:
    return int(row["entry_id"])


def _of_voucher(each: LoanEntry) -> tuple[Any, str, int]:
    return each.effective_on, each.voucher_no, each.entry_id


def _loan(head: Any) -> Loan:
    *facts, sequence, _closed, _overlaid = head
    names = head._fields[: len(facts)]
    given = dict(zip(names, facts, strict=True))
    given["method"], given["instalment_rule"] = Method(given["method"]), InstalmentRule(given["instalment_rule"])
    return Loan(**given, sequence=sequence)


def _overlay(row: Any) -> Overlay:
    return Overlay(
        row.parameter, row.since, json.loads(row.value), tuple(row.cites), row.certainty, active=True, confirmed=True
    )
