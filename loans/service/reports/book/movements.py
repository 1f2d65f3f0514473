"""What moved on every loan between two days, so that each balance of the second follows from the first exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.arrears import Timeline, overdue_principal
from loans.domain.columns import Column
from loans.service.many.columns import day_numbers, earliest, summed, table, whole_numbers
from loans.service.many.opened import Opened
from loans.service.many.standing import Standing, standing
from loans.service.unit_of_work import UnitOfWork

MOVEMENTS = (
    "lent",
    "collected_in_term",
    "collected_overdue",
    "collected_frozen",
    "interest_collected",
    "written_off_principal",
    "written_off_interest",
    "moved_to_overdue",
    "cured",
    "frozen",
    "thawed",
    "written_off_overdue",
    "written_off_frozen",
    "frozen_overdue",
    "opened",
    "opened_overdue",
    "opened_frozen",
)
"""Columns of đồng; all but ``interest_collected`` (refunds are taken from it) are never negative."""

_DAYS = 2**22
"""More than the days of the calendar: a place and a day make one number."""


def turnover_book(uow: UnitOfWork, *, since: date, until: date, communes: Sequence[str] | None = None) -> pd.DataFrame:
    """What moved on each loan effective from ``since`` to ``until``, both included; đồng, int64; rows as in the book.

    ``lent`` is disbursed (no rollover, đảo khoản, is held yet, so none is left out). A day's payments take overdue
    principal first, as far as there was any at the end of the day before, then in-term principal; frozen principal
    where it is named; write-offs come after the payments of their day. With the balances of the two evenings:

    - outstanding(until) = outstanding(since − 1) + lent + opened − collected_in_term − collected_overdue
      − collected_frozen − written_off_principal
    - overdue(until) = overdue(since − 1) + opened_overdue + moved_to_overdue − cured
    - frozen(until) = frozen(since − 1) + opened_frozen + frozen − thawed − collected_frozen − written_off_frozen

    ``opened``, ``opened_overdue`` and ``opened_frozen`` came with loans from another system: no lending, no move and
    no freeze of the period. Principal of loans with all their past vouchers is lent on its own days instead.

    ``moved_to_overdue`` is principal that became overdue at a session (after a freeze too), net of what a decision of
    the same day took back; ``cured`` is all that ceased to be: paid (``collected_overdue``), written off
    (``written_off_overdue``), frozen (``frozen_overdue``), returned to in-term by an extension. ``extended_count``
    counts extensions. ``attrs`` holds ``since`` and ``until``. A first day after the last raises ``ValueError``.
    """
    if since > until:
        raise ValueError(f"a period begins before it ends: {since} is after {until}")
    held = standing(uow, until, communes)
    evenings = _evenings(held, since)
    moved = _split(_summed(_events(held), evenings, since), evenings)
    signed, money = held.signed, held.read.money
    out = money.disbursed > 0
    columns: dict[str, Any] = {
        "commune": signed.coded("commune"),
        "loan_id": signed.ids,
        "contract_no": signed.columns["contract_no"],
        **{name: summed(evenings.place, moved[name], signed.size) for name in MOVEMENTS},
        "extended_count": _extended(uow, held, since, until),
    }
    lent = ~np.isnat(earliest(money.place[out], money.day[out], signed.size))
    frame = table(columns)[lent].reset_index(drop=True)
    frame.attrs |= {"since": since, "until": until}
    return frame


@dataclass(frozen=True)
class _Evenings:
    """Overdue and frozen principal at the end of each day on which anything changed, and at the end of the day before.

    One row per (place, day), in their order.
    """

    place: Column
    key: Column
    overdue_before: Column
    overdue: Column
    frozen_before: Column
    frozen: Column


def _evenings(held: Standing, since: date) -> _Evenings:
    rows = [_of_part(part.places, part.held.lines, since, held.read.as_of) for part in held.parts]
    joined = [np.concatenate(columns) for columns in zip(*rows, strict=True)]
    order = np.argsort(joined[1])
    return _Evenings(*(column[order] for column in joined))


def _of_part(places: Column, lines: Timeline, since: date, until: date) -> tuple[Column, ...]:
    """(place, key, overdue before and after, frozen before and after) of the days within the period."""
    disbursed, repaid, moved, frozen, settled = (
        _running(lines, getattr(lines, name)) for name in ("disbursed", "repaid", "moved", "frozen", "settled")
    )
    overdue = np.asarray(overdue_principal(disbursed - frozen - settled, repaid, moved))
    last = np.append((lines.loan[1:] != lines.loan[:-1]) | (lines.day[1:] != lines.day[:-1]), True)[: lines.day.size]
    loan, day, overdue, frozen = (column[last] for column in (lines.loan, lines.day, overdue, frozen))
    first = np.append(True, loan[1:] != loan[:-1])[: loan.size]
    before = [np.where(first, 0, np.roll(column, 1)) for column in (overdue, frozen)]
    seen = (day >= np.datetime64(since, "D")) & (day <= np.datetime64(until, "D"))
    place = places[loan]
    columns = (place, _key(place, day), before[0], overdue, before[1], frozen)
    return tuple(column[seen] for column in columns)


def _running(lines: Timeline, amounts: Column) -> Column:
    """A running sum that starts anew with each loan."""
    sums = np.concatenate(([0], np.cumsum(amounts)))
    first = np.searchsorted(lines.loan, lines.loan, side="left")
    result: Column = sums[1:] - sums[first]
    return result


def _key(place: Column, day: Column) -> Column:
    key: Column = place * _DAYS + day.astype("datetime64[D]").astype(np.int64)
    return key


@dataclass(frozen=True)
class _Event:
    """Rows that book entries brought: place, day, and their amounts by name."""

    place: Column
    day: Column
    amounts: dict[str, Column]


def _events(held: Standing) -> list[_Event]:
    """Vouchers, write-offs, refunds, freezes and openings; ``paid`` and ``lost`` are principal outside a freeze."""
    money, losses, opened = held.read.money, held.read.losses, held.read.opened
    freezes = [each for each in held.debts.freezes if each.entry_id not in opened.entries]
    paid_frozen, lost_frozen = (_of_frozen(held, rows.entry_id) for rows in (money, losses))
    paid = {
        "lent": np.where(money.opening, 0, money.disbursed),
        "paid": money.principal - paid_frozen,
        "paid_frozen": paid_frozen,
        "interest": money.interest,
    }
    lost = {
        "lost": losses.principal - lost_frozen,
        "lost_frozen": lost_frozen,
        "waived": losses.interest,
        "interest": -losses.refunded,
    }
    frozen = {
        "frozen": whole_numbers([each.in_term + each.overdue for each in freezes]),
        "frozen_overdue": whole_numbers([each.overdue for each in freezes]),
    }
    place, day = held.signed.places([each.loan_id for each in freezes]), [each.effective_on for each in freezes]
    return [
        _opening_event(opened, held.read.as_of),
        _Event(money.place, money.day, paid),
        _Event(losses.place, losses.day, lost),
        _Event(place, day_numbers(day), frozen),
    ]


def _opening_event(opened: Opened, until: date) -> _Event:
    """What openings brought; of a loan with history nothing but its freeze is new on the day."""
    own = np.flatnonzero((opened.day <= np.datetime64(until, "D")) & (opened.brought + opened.frozen > 0))
    brought = {
        "opened": opened.brought[own],
        "opened_overdue": np.where(opened.brought > 0, opened.overdue, 0)[own],
        "opened_frozen": opened.frozen[own],
    }
    return _Event(own, opened.day[own], brought)


def _of_frozen(held: Standing, entry_ids: Column) -> Column:
    """How much of each entry's principal named a freeze."""
    named: dict[int, int] = {}
    for part in held.debts.frozen_parts:
        named[part.entry_id] = named.get(part.entry_id, 0) + part.amount
    return whole_numbers([named.get(entry_id, 0) for entry_id in entry_ids.tolist()])


def _summed(events: Sequence[_Event], evenings: _Evenings, since: date) -> dict[str, Column]:
    """The amounts of the events by (place, day), 0 where nothing of the kind happened."""
    names = [name for event in events for name in event.amounts]
    totals = {name: np.zeros(evenings.key.size, np.int64) for name in names}
    for event in events:
        own = (event.place >= 0) & (event.day >= np.datetime64(since, "D"))
        row = np.searchsorted(evenings.key, _key(event.place[own], event.day[own]))
        for name, amounts in event.amounts.items():
            np.add.at(totals[name], row, amounts[own])
    return totals


def _split(day: dict[str, Column], evening: _Evenings) -> dict[str, Column]:
    """Each day's movements by the portion that they touch: payments first, overdue principal first."""
    paid_overdue = np.minimum(day["paid"], evening.overdue_before)
    lost_overdue = np.minimum(day["lost"], evening.overdue_before - paid_overdue)
    left = evening.overdue_before - paid_overdue - lost_overdue - day["frozen_overdue"]
    other = evening.overdue - left - day["opened_overdue"]  # sessions and thaws bring it, an extension takes it back
    frozen = day["frozen"] + day["opened_frozen"]
    thawed = evening.frozen_before + frozen - day["paid_frozen"] - day["lost_frozen"] - evening.frozen
    return {
        "lent": day["lent"],
        "collected_in_term": day["paid"] - paid_overdue,
        "collected_overdue": paid_overdue,
        "collected_frozen": day["paid_frozen"],
        "interest_collected": day["interest"],
        "written_off_principal": day["lost"] + day["lost_frozen"],
        "written_off_interest": day["waived"],
        "moved_to_overdue": np.maximum(other, 0),
        "cured": paid_overdue + lost_overdue + day["frozen_overdue"] + np.maximum(-other, 0),
        "frozen": day["frozen"],
        "thawed": thawed,
        "written_off_overdue": lost_overdue,
        "written_off_frozen": day["lost_frozen"],
        "frozen_overdue": day["frozen_overdue"],
        **{name: day[name] for name in ("opened", "opened_overdue", "opened_frozen")},
    }


def _extended(uow: UnitOfWork, held: Standing, since: date, until: date) -> Column:
    made = uow.reporting.extensions(until)
    place = held.signed.places(made["loan_id"])
    own = (place >= 0) & (day_numbers(made["effective_on"]) >= np.datetime64(since, "D"))
    return summed(place[own], np.ones(int(own.sum()), np.int64), held.signed.size)
