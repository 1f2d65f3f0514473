"""Openings of loans that came from another system, as columns at the places of their loans."""

from dataclasses import dataclass

import numpy as np

from loans.domain.columns import Column
from loans.domain.opening import first_of
from loans.service.books.columns import NOWHERE, day_numbers, whole_numbers
from loans.service.books.signed import Signed
from loans.service.unit_of_work import Columns


@dataclass(frozen=True)
class Opened:
    """The entries that bear openings; per loan the day of its opening (NaT: it began here), the bank's portions,
    interest owed on the day.

    ``repaid`` is principal paid before it, whose rows are ``past_…``; no instalment of the schedule stands for it.
    """

    entries: frozenset[int]
    old_code: Column
    day: Column
    brought: Column
    outstanding: Column
    overdue: Column
    frozen: Column
    since: Column
    interest_in_term: Column
    interest_overdue: Column
    repaid: Column
    past_place: Column
    past_day: Column
    past_principal: Column


def scheduled(signed: Signed, contract: Columns, openings: Columns) -> tuple[tuple[Column, ...], Opened]:
    """The schedule (place, due day, principal, day on which it had moved), and the openings.

    Past instalments are the first by number up to what was repaid; of the others, by due day, the first overdue đồng
    had moved in the other system: an instalment in which that sum falls stands as two rows.
    """
    place, principal = signed.places(contract["loan_id"]), whole_numbers(contract["principal"])
    owed = (place >= 0) & (principal > 0)
    place, principal, due = place[owed], principal[owed], day_numbers(contract["due_on"])[owed]
    found, entries = _placed(signed, openings), frozenset(whole_numbers(openings["entry_id"]).tolist())
    apart = np.isnat(found["day"])[place]
    if apart.all():
        none = np.zeros(signed.size, np.int64)
        plain: tuple[Column, ...] = (place, due, principal, np.full(place.size, NOWHERE))
        return plain, _opened(entries, found, none, (place[:0], due[:0], principal[:0]))
    number = whole_numbers(contract["number"])[owed]
    rows = np.flatnonzero(~apart)
    rows = rows[np.lexsort((number[rows], place[rows]))]
    total = np.zeros(signed.size, np.int64)
    np.add.at(total, place[rows], principal[rows])
    repaid = np.where(np.isnat(found["day"]), 0, total - found["outstanding"])
    paid = first_of(place[rows], principal[rows], repaid) > 0
    past, unpaid = rows[paid], rows[~paid]
    unpaid = unpaid[np.lexsort((number[unpaid], due[unpaid], place[unpaid]))]
    late = first_of(place[unpaid], principal[unpaid], found["overdue"])
    blocks = [
        (place[apart], due[apart], principal[apart], np.full(int(apart.sum()), NOWHERE)),
        (place[unpaid], due[unpaid], late, found["since"][place[unpaid]]),
        (place[unpaid], due[unpaid], principal[unpaid] - late, np.full(unpaid.size, NOWHERE)),
    ]
    kept = [tuple(column[block[2] > 0] for column in block) for block in blocks]
    schedule = tuple(np.concatenate(columns) for columns in zip(*kept, strict=True))
    return schedule, _opened(entries, found, repaid, (place[past], due[past], principal[past]))


def _placed(signed: Signed, openings: Columns) -> dict[str, Column]:
    """Each figure of the openings at the place of its loan; 0, or no day, where a loan began here."""
    place = signed.places(openings["loan_id"])
    own = place >= 0
    found: dict[str, Column] = {"day": np.full(signed.size, NOWHERE), "since": np.full(signed.size, NOWHERE)}
    found["day"][place[own]] = day_numbers(openings["effective_on"])[own]
    found["since"][place[own]] = day_numbers(openings["overdue_since"])[own]
    found["old_code"] = np.full(signed.size, "", object)
    found["old_code"][place[own]] = np.array(openings["old_code"], object)[own]
    for name in ("brought", "in_term", "overdue", "frozen", "interest_in_term", "interest_overdue"):
        found[name] = np.zeros(signed.size, np.int64)
        found[name][place[own]] = whole_numbers(openings[name])[own]
    return found | {"outstanding": found["in_term"] + found["overdue"] + found["frozen"]}


def _opened(
    entries: frozenset[int], found: dict[str, Column], repaid: Column, past: tuple[Column, Column, Column]
) -> Opened:
    return Opened(
        entries=entries,
        old_code=found["old_code"],
        day=found["day"],
        brought=found["brought"],
        outstanding=found["outstanding"],
        overdue=found["overdue"],
        frozen=found["frozen"],
        since=found["since"],
        interest_in_term=found["interest_in_term"],
        interest_overdue=found["interest_overdue"],
        repaid=repaid,
        past_place=past[0],
        past_day=past[1],
        past_principal=past[2],
    )
