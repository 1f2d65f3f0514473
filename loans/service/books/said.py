"""What is said of loans beside their balances: facts that stand once, and tables of those that stand several times."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from loans.domain.books.columns import Events
from loans.domain.books.event import MOVED, day_number
from loans.domain.books.ledger import Coded, Facts, Values
from loans.domain.columns import Column
from loans.service.books.columns import NOWHERE, day_numbers, latest, whole_numbers
from loans.service.books.read import Read
from loans.service.books.signed import Signed

_INT = np.int64


def said_of(read: Read) -> dict[str, Values]:
    """What is said of a loan once."""
    signed, columns = read.signed, read.signed.columns
    numbers = ("id", "application_id", "borrower_id", "source_id", "point_id", "workers", "amount", "term_months")
    found: dict[str, Values] = {name: whole_numbers(columns[name]) for name in numbers}
    found["group_id"] = whole_numbers([group or 0 for group in columns["group_id"]])
    for name in _CODED:
        found[name] = _coded(columns[name])
    for name in ("approved_on", "signed_on"):
        found[name] = day_numbers(columns[name])
    for name in ("contract_no", "customer_no", "customer_name"):
        found[name] = np.array(columns[name], dtype=object)
    opened = read.opened
    found |= {"opened_on": opened.day, "old_code": _coded(opened.old_code)}
    found |= {f"opened_{name}": getattr(opened, name) for name in ("brought", "overdue", "frozen")}
    found["contract_due"] = latest(read.schedule[0], read.schedule[1], signed.size)
    return found | _on_the_way(read)


_CODED = (
    "commune",
    "regime",
    "rate_group",
    "instalment_rule",
    "programme",
    "purpose",
    "borrower_class",
    "source_code",
    "source_name",
    "source_level",
    "investor_code",
)
_STEPS = {
    "appraiser": "application_appraised",
    "approver": "application_approved",
    "filed_on": "application_submitted",
    "complete_on": "application_complete",
}


def _on_the_way(read: Read) -> dict[str, Values]:
    """Who did what on the way to the contract, and when: of several the last recorded one counts; ``officer`` recorded
    the first disbursement."""
    signed, made = read.signed, read.steps
    place, kinds = signed.places(made["loan_id"]), np.asarray(made["kind"], dtype=object)
    days, actors = day_numbers(made["effective_on"]), np.asarray(made["actor"], dtype=object)
    found: dict[str, Values] = {}
    for name, kind in _STEPS.items():
        own = (kinds == kind) & (place >= 0)
        if name.endswith("_on"):
            column = np.full(signed.size, NOWHERE)
            column[place[own]] = days[own]
            found[name] = column
        else:
            texts = np.full(signed.size, "", dtype=object)
            texts[place[own]] = actors[own]
            found[name] = _coded(texts)
    officer = np.full(signed.size, "", dtype=object)
    place = signed.places(read.officers["loan_id"])
    shown = np.flatnonzero(place >= 0)[::-1]  # from the last to the first: the first one stays
    officer[place[shown]] = np.array(read.officers["actor"], dtype=object)[shown]
    return found | {"officer": _coded(officer)}


def _coded(values: Any) -> Coded:
    texts, own = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
    return Coded(own.astype(np.int32), [str(text) for text in texts])


def contracted(place: Column, due: Column, principal: Column, since: Column) -> Facts:
    """The instalments as the contracts have them; one of which a part had moved elsewhere is one row again."""
    order = np.lexsort((np.isnat(since), due, place))
    place, due, principal = place[order], due[order], principal[order]
    moved = ~np.isnat(since[order])
    rest = np.zeros(place.size, bool)
    rest[1:] = moved[:-1] & ~moved[1:] & (place[1:] == place[:-1]) & (due[1:] == due[:-1])
    first = np.flatnonzero(~rest)
    sums = np.add.reduceat(principal, first) if first.size else principal
    return {"place": place[first], "due": due[first], "principal": sums}


def placed(signed: Signed, rows: dict[str, Any], days: Sequence[str]) -> Facts:
    """Dated facts at the places of their loans, in the order of places and days."""
    place = signed.places(rows["loan_id"])
    columns = [day_numbers(rows[name]) for name in days]
    order = np.lexsort((columns[0], place))
    order = order[place[order] >= 0]
    return {"place": place[order]} | {name: column[order] for name, column in zip(days, columns, strict=True)}


def freezes_of(read: Read, events: Events) -> Facts:
    """Every freeze that its loan's events follow, at the place of the loan; ``opened``: it came with an opening.

    One that names principal which was not owed is none: the loan is in doubt, and stands as without it (§7.2.21).
    """
    made = read.debts.freezes
    place = read.signed.places([each.loan_id for each in made])
    order = np.argsort(place, kind="stable")
    followed = _frozen_by(events)
    told = zip(place.tolist(), made, strict=True)
    own = [(at, day_number(each.effective_on), each.in_term + each.overdue) in followed for at, each in told]
    order = order[np.array(own, bool)[order]]
    columns: dict[str, Column] = {
        "day": day_numbers([each.effective_on for each in made]),
        "last": day_numbers([each.last_on for each in made]),
        "in_term": whole_numbers([each.in_term for each in made]),
        "overdue": whole_numbers([each.overdue for each in made]),
        "cause": np.array([each.cause for each in made], dtype=object),
        "opened": np.array([each.entry_id in read.opened.entries for each in made], bool),
    }
    return {"place": place[order]} | {name: column[order] for name, column in columns.items()}


def _frozen_by(events: Events) -> frozenset[tuple[int, int, int]]:
    """What freezes froze: the place of the loan, the number of the day, đồng."""
    rows = np.flatnonzero((events.kind == MOVED) & (events.b > 0))
    place = np.searchsorted(events.off, rows, side="right") - 1
    return frozenset(zip(place.tolist(), events.day[rows].tolist(), events.b[rows].tolist(), strict=True))
