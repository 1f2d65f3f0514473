"""The rows of the questions turned into the facts of a history: plain functions of what the database answered.

A row is (part, loan, entry, number, day, second day, text, sum, sum, sum, what an entry says, who booked it).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from loans.domain.books.history import Entered, Met
from loans.domain.books.outcome import Recovered
from loans.domain.debt import Debts, Freeze, FrozenPart, Refund, Relief, ReliefKind, WriteOff
from loans.domain.law import Overlay
from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Method
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.opening import Opening
from loans.store.books.asked import (
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

Rows = Mapping[int, Sequence[Any]]


def standing(part: int, rows: list[Any], undone: Collection[int]) -> list[Any]:
    """The rows of a part whose entry was not reversed; entries themselves and facts of the network all stand."""
    return rows if part in (ENTRY, MET, POINT, TAKEN) or not undone else [row for row in rows if row[2] not in undone]


def entries(rows: Sequence[Any]) -> dict[int, list[Entered]]:
    """The entries of each loan in their order."""
    found: dict[int, list[Entered]] = defaultdict(list)
    for _, of, entry_id, sequence, on, _, kind, undone, _, _, said, who in rows:
        found[of].append(Entered(entry_id, sequence, kind, on, who, said, undone is not None))
    for said in found.values():
        said.sort(key=lambda each: each.sequence)
    return found


def opened(entries: Sequence[Entered]) -> bool:
    """Whether an opening stands among the entries."""
    return any(each.kind in OPENINGS and not each.undone for each in entries)


def contracts(rows: Rows) -> dict[int, list[Instalment]]:
    """The instalments of each loan in the order of their days."""
    found: dict[int, list[Instalment]] = defaultdict(list)
    for row in sorted(rows[INSTALMENT], key=lambda row: (row[4], row[3])):
        found[row[1]].append(Instalment(row[1], row[3], row[4], row[7]))
    return found


def vouchers(rows: Rows, openings: Mapping[int, Opening]) -> dict[int, list[LoanEntry]]:
    """Vouchers, those of before an opening too, and what it brought."""
    found: dict[int, list[LoanEntry]] = defaultdict(list)
    for _, of, entry_id, _, on, _, number, disbursed, principal, interest, _, _ in (*rows[VOUCHER], *rows[PAST]):
        found[of].append(LoanEntry(of, on, number, disbursed, principal, interest, entry_id))
    for of, opening in openings.items():
        if opening.brought:
            number = f"MS-{of}"
            found[of].append(LoanEntry(of, opening.effective_on, number, opening.brought, 0, 0, opening.entry_id, True))
    return found


def debts(rows: Rows) -> dict[str, dict[int, list[Any]]]:
    """What was decided on each loan, by the name of the part."""
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


def own_debts(debts: Mapping[str, Mapping[int, list[Any]]], loan_id: int) -> Debts:
    """What was decided on one loan."""
    return Debts(**{name: tuple(found[loan_id]) for name, found in debts.items() if loan_id in found})


def recovered(rows: Rows) -> dict[int, list[Recovered]]:
    """What came back of each loan after its write-off."""
    found: dict[int, list[Recovered]] = defaultdict(list)
    for row in sorted(rows[RECOVERY], key=lambda row: (row[4], row[2])):
        found[row[1]].append(Recovered(row[1], row[4], row[7], row[2]))
    return found


def moves(rows: Rows) -> dict[int, tuple[Met, ...]]:
    """Where the group of each loan met, of those alone that have met at more than one point; of several facts of one
    day the last recorded counts."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows[MET], key=lambda row: int(row[2])):
        found[row[1]].append(row)
    moved = {of: met for of, met in found.items() if len({row[7] for row in met}) > 1}
    return {of: by_day({row[4]: Met(row[4], row[7]) for row in met}) for of, met in moved.items()}


def by_day(facts: Mapping[Any, Any]) -> tuple[Any, ...]:
    """Facts by the day since which they hold, in order."""
    return tuple(facts[day] for day in sorted(facts))


def by_entry(row: Mapping[str, Any]) -> int:
    """The entry of a row, to sort by."""
    return int(row["entry_id"])


def of_voucher(each: LoanEntry) -> tuple[Any, str, int]:
    """Vouchers stand by their days and numbers (§6.18)."""
    return each.effective_on, each.voucher_no, each.entry_id


def loan(head: Any) -> Loan:
    """The loan of a head."""
    *facts, sequence, _closed, _overlaid = head
    names = head._fields[: len(facts)]
    given = dict(zip(names, facts, strict=True))
    given["method"], given["instalment_rule"] = Method(given["method"]), InstalmentRule(given["instalment_rule"])
    return Loan(**given, sequence=sequence)


def overlay(row: Any) -> Overlay:
    """What a source set for itself, in force as it was recorded."""
    return Overlay(
        row.parameter, row.since, json.loads(row.value), tuple(row.cites), row.certainty, active=True, confirmed=True
    )
