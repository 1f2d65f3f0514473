"""The books told again out of the entries alone: what each kind does to a source and to a plan, in plain Python.

Reversed entries and those that reverse them are left out, as if neither had been; no posting, plan use or voucher row
is read. What the product says of a source on any evening, and of a plan, must be this.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from loans.store.tables import application, entry, loan, reversal

Body = Mapping[str, Any]
Move = dict[str, int]


def _repaid(body: Body) -> Move:
    paid = body["principal"]
    return {"available": paid, "outstanding": -paid, "interest_undistributed": body["interest"]}


def _recovered(body: Body) -> Move:
    before = body["before_cover"]
    return {"available": before, "loss_uncovered": -before, "provision": body["amount"] - before}


def _opened(body: Body) -> Move:
    owed = body["in_term"] + body["overdue"] + body["frozen"]
    return {"outstanding": owed, "available": -owed}


def _distributed(body: Body) -> Move:
    capital, provision = body["parts"]["capital"], body["parts"]["provision"]
    return {
        "interest_undistributed": -body["amount"],
        "entrusted": capital,
        "available": capital,
        "provision": provision,
    }


def _amount(**signs: int) -> Callable[[Body], Move]:
    return lambda body: {name: sign * body["amount"] for name, sign in signs.items()}


MONEY: Mapping[str, Callable[[Body], Move]] = {
    "capital_entrusted": _amount(entrusted=1, available=1),
    "capital_supplemented": _amount(entrusted=1, available=1),
    "capital_withdrawn": _amount(entrusted=-1, available=-1),
    "capital_reduced": _amount(entrusted=-1, loss_uncovered=-1),
    "loss_covered": _amount(available=1, loss_uncovered=-1, provision=-1),
    "interest_distributed": _distributed,
    "application_approved": _amount(committed=1, available=-1),
    "application_withdrawn": lambda body: {"committed": -body["released"], "available": body["released"]},
    "commitment_released": _amount(committed=-1, available=1),
    "commitment_cut": _amount(committed=-1, available=1),
    "commitment_expired": _amount(committed=-1, available=1),
    "loan_disbursed": _amount(outstanding=1, committed=-1),
    "loan_repaid": _repaid,
    "loan_written_off": lambda body: {"outstanding": -body["principal"], "loss_uncovered": body["principal"]},
    "loan_recovered": _recovered,
    "interest_refunded": _amount(interest_undistributed=-1),
    "loan_opened": _opened,
    "loan_opening_corrected": _opened,
}
"""Kind of entry → what it moves on the accounts of its source; kinds that are not named move nothing."""

ACCOUNTS = (
    "entrusted",
    "available",
    "committed",
    "outstanding",
    "interest_undistributed",
    "loss_uncovered",
    "provision",
)


@dataclass
class Retold:
    """Every move of every source with its day; (committed, disbursed) of every (source, commune, plan year)."""

    moves: list[tuple[date, int, Move]] = field(default_factory=list)
    committed: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    disbursed: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    held: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def stands(self, source_id: int, day: date) -> dict[str, int]:
        """The balances of a source at the end of a day."""
        found = dict.fromkeys(ACCOUNTS, 0)
        for on, of, move in self.moves:
            if of == source_id and on <= day:
                for name, amount in move.items():
                    found[name] += amount
        return found

    def commit(self, application_id: int, place: tuple[int, str], year: int, amount: int) -> None:
        self.committed[*place, year] += amount
        self.held[application_id][year] += amount


def retold(connection: Connection) -> Retold:
    """Go through every entry that stands, in the order in which they were booked."""
    told = Retold()
    applications = {row.id: (row.source_id, row.commune) for row in connection.execute(select(application))}
    lent = {row.id: row.application_id for row in connection.execute(select(loan))}
    for row in _standing(connection):
        stream_id, kind, body = row.stream_id, row.kind, _read(row.body)
        own = lent.get(stream_id, stream_id)
        source_id = applications[own][0] if own in applications else stream_id
        if kind in MONEY:
            told.moves.append((row.effective_on, source_id, MONEY[kind](body)))
        if own in applications:
            _plan(told, own, applications[own], kind, body, row.effective_on)
    return told


def _plan(told: Retold, own: int, place: tuple[int, str], kind: str, body: Body, on: date) -> None:
    """What an entry does to the plan of its commune."""
    if kind in ("application_approved", "commitment_carried_to"):
        told.commit(own, place, body["plan_year"], body["amount"])
    elif kind in ("commitment_released", "commitment_cut", "commitment_expired", "commitment_carried_from"):
        told.commit(own, place, body["plan_year"], -body["amount"])
    elif kind == "application_withdrawn":
        for year, amount in list(told.held[own].items()):
            told.commit(own, place, year, -amount)
    elif kind == "loan_disbursed":
        told.commit(own, place, on.year, -body["amount"])
        told.disbursed[*place, on.year] += body["amount"]


def _standing(connection: Connection) -> Iterator[Any]:
    gone = select(reversal.c.reversed_id)
    yield from connection.execute(select(entry).where(entry.c.id.not_in(gone)).order_by(entry.c.id))


def _read(body: Any) -> Body:
    found: Body = json.loads(body) if isinstance(body, str) else body
    return found
