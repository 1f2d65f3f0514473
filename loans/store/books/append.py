"""Outcomes written down: the entry, its place among the unsealed, its facts and its postings.

On PostgreSQL one outcome is one statement, a row of inserts that hang on the entry's number; a whole sheet, and SQLite,
take one statement a table. The first line of a new entry's postings is known: nobody asks the database for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, insert, select, union_all

from loans.domain.books.outcome import Fact, Outcome, PlanUse, Recovered, Reversal
from loans.domain.debt import Freeze, FrozenPart, Refund, Relief, WriteOff
from loans.domain.loan import LoanEntry
from loans.service.unit_of_work import Appended, Booked
from loans.store.base import new_key
from loans.store.books.history import Written
from loans.store.tables import (
    debt_freeze,
    entry,
    frozen_part,
    loan_entry,
    plan_use,
    posting,
    recovery,
    refund,
    relief,
    reversal,
    unsealed,
    write_off,
)

_TABLES: Mapping[type[Fact], Table] = {
    LoanEntry: loan_entry,
    WriteOff: write_off,
    Relief: relief,
    Freeze: debt_freeze,
    FrozenPart: frozen_part,
    Refund: refund,
    Recovered: recovery,
    Reversal: reversal,
    PlanUse: plan_use,
}
_COLUMNS = {kind: [column.name for column in table.c if column.name != "entry_id"] for kind, table in _TABLES.items()}
_ORDER = (unsealed, *_TABLES.values(), posting)
_INSERTS = {table: insert(table) for table in (entry, *_ORDER)}
"""Built once: a statement remembers how it is compiled."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Appending:
    """Who books, when and from where, over one connection."""

    connection: Connection
    actor: str
    now: datetime
    origin: str
    written: Written = field(default_factory=Written)

    def one(self, each: Appended) -> Booked:
        """Append one outcome behind the entry number that it rests on."""
        self.written.anything = True
        rows = _rows(each.outcome)
        if self.connection.dialect.name != "postgresql":
            return self._in_turn([each], [rows])[0]
        said = self._entry(each)
        given: Row = {f"entry_{name}": value for name, value in said.items()}
        for table, own in rows.items():
            for number, row in enumerate(own):
                given |= {f"{table.name}_{number}_{name}": value for name, value in row.items()}
        shape = tuple((table.name, len(own), tuple(own[0])) for table, own in rows.items())
        entry_id = self.connection.execute(_at_once(shape), given).scalar_one()
        return Booked(each.loan_id, each.expected + 1, int(entry_id))

    def all(self, outcomes: Sequence[Appended]) -> list[Booked]:
        """Append many, in their order: one statement a table, however many."""
        self.written.anything = True
        return self._in_turn(outcomes, [_rows(each.outcome) for each in outcomes]) if outcomes else []

    def _in_turn(self, outcomes: Sequence[Appended], rows: Sequence[Mapping[Table, Sequence[Row]]]) -> list[Booked]:
        said = [self._entry(each) for each in outcomes]
        ids = self._entries(said)
        for table in _ORDER:
            whole = [{"entry_id": key, **row} for key, own in zip(ids, rows, strict=True) for row in own.get(table, ())]
            if whole:
                self.connection.execute(_INSERTS[table], whole)
        return [Booked(each.loan_id, each.expected + 1, key) for each, key in zip(outcomes, ids, strict=True)]

    def _entries(self, said: list[Row]) -> list[int]:
        """Insert entries; their ids in the same order. SQLite counts up from the last one, and nobody writes beside."""
        if len(said) == 1:
            return [new_key(self.connection.execute(_INSERTS[entry], said[0]))]
        if self.connection.dialect.name == "postgresql":
            ordered = insert(entry).returning(entry.c.id, sort_by_parameter_order=True)
            return list(self.connection.execute(ordered, said).scalars())
        self.connection.execute(_INSERTS[entry], said)
        last = int(self.connection.scalar(select(func.max(entry.c.id))) or 0)
        return list(range(last - len(said) + 1, last + 1))

    def _entry(self, each: Appended) -> Row:
        return {
            "stream_id": each.loan_id,
            "sequence": each.expected + 1,
            "kind": each.outcome.kind,
            "effective_on": each.outcome.on,
            "booked_at": self.now,
            "actor": self.actor,
            "reason": each.outcome.reason,
            "body": each.outcome.body,
            "origin": self.origin,
        }


def _rows(outcome: Outcome) -> dict[Table, list[Row]]:
    """The rows of an outcome by table, without the number of its entry; those of one table have the same columns."""
    found: dict[Table, list[Row]] = {unsealed: [{}]}
    for fact in outcome.facts:
        found.setdefault(_TABLES[type(fact)], []).append(_row(fact))
    for line, part in enumerate(outcome.postings, 1):
        row = {"line": line, "source_id": part.source_id, "account": part.account.value, "amount": part.amount}
        found.setdefault(posting, []).append(row | {"effective_on": outcome.on})
    return found


def _row(fact: Fact) -> Row:
    row = {name: getattr(fact, name) for name in _COLUMNS[type(fact)]}
    return row | {"kind": fact.kind.value} if isinstance(fact, Relief) else row


@lru_cache(maxsize=256)
def _at_once(shape: tuple[tuple[str, int, tuple[str, ...]], ...]) -> Select[Any]:
    """One statement for an entry and what hangs on it: a shape is (table, rows, columns), and there are few."""
    columns = ("stream_id", "sequence", "kind", "effective_on", "booked_at", "actor", "reason", "body", "origin")
    values = {name: bindparam(f"entry_{name}", type_=entry.c[name].type) for name in columns}
    new = insert(entry).values(values).returning(entry.c.id).cte("new")
    hanging = []
    for name, count, own in shape:
        table = entry.metadata.tables[name]
        parts = [
            select(new.c.id, *(bindparam(f"{name}_{number}_{each}", type_=table.c[each].type) for each in own))
            for number in range(count)
        ]
        rows = parts[0] if count == 1 else union_all(*parts)
        hanging.append(insert(table).from_select(["entry_id", *own], rows).cte(f"new_{name}"))
    return select(new.c.id).add_cte(*hanging)
