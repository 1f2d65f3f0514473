"""What moved on every loan between two days, so that each balance of the second follows from the first exactly."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.event import (
    BROUGHT,
    DISBURSED,
    PAID,
    PAID_FROZEN,
    REFUND,
    WRITTEN_OFF,
    WRITTEN_OFF_FROZEN,
    day_number,
)
from loans.domain.books.ledger import Ledger, View
from loans.domain.books.running import running
from loans.domain.columns import Column
from loans.service.books.columns import summed, table
from loans.service.books.evening import Evening, view_of
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
    return movements_of(view_of(uow, communes), since, until)


def movements_of(view: View, since: date, until: date) -> pd.DataFrame:
    """``turnover_book`` of the loans of a view."""
    first, last = day_number(since), day_number(until)
    days = _joined(view, [_days_of(part, first, last) for part in view.parts])
    _add_freezes(days, view, np.datetime64(since, "D"), np.datetime64(until, "D"))
    moved = _split(days)
    place = days["place"]
    columns: dict[str, Any] = {
        "commune": view.coded("commune"),
        "loan_id": view.column("id"),
        "contract_no": view.column("contract_no"),
        **{name: summed(place, moved[name], view.size) for name in MOVEMENTS},
        "extended_count": _extended(view, np.datetime64(since, "D"), np.datetime64(until, "D")),
    }
    lent = ~np.isnat(Evening(view, until).first_paid_out)
    frame = table(columns)[lent].reset_index(drop=True)
    frame.attrs |= {"since": since, "until": until}
    return frame


_OF_KIND = {
    "lent": ((DISBURSED,), "a"),
    "opened": ((BROUGHT,), "a"),
    "paid": ((PAID,), "a"),
    "paid_frozen": ((PAID_FROZEN,), "a"),
    "lost": ((WRITTEN_OFF,), "a"),
    "lost_frozen": ((WRITTEN_OFF_FROZEN,), "a"),
    "waived": ((WRITTEN_OFF,), "b"),
    "collected": ((PAID,), "b"),
    "given_back": ((REFUND,), "b"),
}
"""What the events of some kinds add to a day, and in which of their amounts it stands."""


def _days_of(part: Ledger, since: int, until: int) -> dict[str, Column]:
    """Per loan and day of the period on which anything changed: what the events brought, and overdue and frozen
    principal at its end and at the end of the day before."""
    events = part.events
    loan = np.repeat(np.arange(part.size), np.diff(events.off))
    held = running(events)
    ends = np.append((loan[1:] != loan[:-1]) | (events.day[1:] != events.day[:-1]), True)[: loan.size]
    rows = np.flatnonzero(ends)
    begins = np.append(True, loan[rows][1:] != loan[rows][:-1])[: rows.size]
    found = {"place": loan[rows], "day": events.day[rows].astype(np.int64)}
    for name, column in (("overdue", held.overdue), ("frozen", held.frozen)):
        found[name] = column[rows]
        found[f"{name}_before"] = np.where(begins, 0, np.roll(column[rows], 1))
    seen = (found["day"] >= since) & (found["day"] <= until)
    kept = rows[seen]
    found = {name: column[seen] for name, column in found.items()}
    row = np.searchsorted(kept, np.arange(loan.size))  # the end of each event's own day, where it is within the period
    own = (events.day >= since) & (events.day <= until)
    for name, (kinds, amount) in _OF_KIND.items():
        some = own & np.isin(events.kind, kinds)
        found[name] = summed(row[some], getattr(events, amount)[some], kept.size)
    return found


def _joined(view: View, parts: Sequence[dict[str, Column]]) -> dict[str, Column]:
    """The days of every part, each at the place of its loan in the view, in the order of places and days."""
    skips = np.cumsum([0, *(part.size for part in view.parts)])
    place = view.at(np.concatenate([part["place"] + skip for part, skip in zip(parts, skips, strict=False)]))
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} | {"place": place}
    order = np.lexsort((found["day"], place))
    order = order[place[order] >= 0]
    return {name: column[order] for name, column in found.items()}


def _add_freezes(days: dict[str, Column], view: View, since: np.datetime64, until: np.datetime64) -> None:
    """What was frozen on each day, and what openings brought overdue or frozen: of a loan with history nothing but its
    freeze is new on the day of its opening."""
    key = days["place"] * _DAYS + days["day"]
    made = view.facts("freezes")
    own = (made["day"] >= since) & (made["day"] <= until) & ~made["opened"]
    row = np.searchsorted(key, made["place"][own] * _DAYS + made["day"][own].astype(np.int64))
    days["newly_frozen"] = summed(row, (made["in_term"] + made["overdue"])[own], key.size)
    days["frozen_overdue"] = summed(row, made["overdue"][own], key.size)
    opened_on, brought, frozen = (view.column(f"opened_{name}") for name in ("on", "brought", "frozen"))
    late = np.where(brought > 0, view.column("opened_overdue"), 0)
    at = np.flatnonzero((opened_on >= since) & (opened_on <= until) & (brought + frozen > 0))
    row = np.searchsorted(key, at * _DAYS + opened_on[at].astype(np.int64))
    days["opened_overdue"], days["opened_frozen"] = (summed(row, column[at], key.size) for column in (late, frozen))


def _split(day: dict[str, Column]) -> dict[str, Column]:
    """Each day's movements by the portion that they touch: payments first, overdue principal first."""
    paid_overdue = np.minimum(day["paid"], day["overdue_before"])
    lost_overdue = np.minimum(day["lost"], day["overdue_before"] - paid_overdue)
    left = day["overdue_before"] - paid_overdue - lost_overdue - day["frozen_overdue"]
    other = day["overdue"] - left - day["opened_overdue"]  # sessions and thaws bring it, an extension takes it back
    frozen = day["newly_frozen"] + day["opened_frozen"]
    thawed = day["frozen_before"] + frozen - day["paid_frozen"] - day["lost_frozen"] - day["frozen"]
    return {
        "lent": day["lent"],
        "collected_in_term": day["paid"] - paid_overdue,
        "collected_overdue": paid_overdue,
        "collected_frozen": day["paid_frozen"],
        "interest_collected": day["collected"] - day["given_back"],
        "written_off_principal": day["lost"] + day["lost_frozen"],
        "written_off_interest": day["waived"],
        "moved_to_overdue": np.maximum(other, 0),
        "cured": paid_overdue + lost_overdue + day["frozen_overdue"] + np.maximum(-other, 0),
        "frozen": day["newly_frozen"],
        "thawed": thawed,
        "written_off_overdue": lost_overdue,
        "written_off_frozen": day["lost_frozen"],
        "frozen_overdue": day["frozen_overdue"],
        **{name: day[name] for name in ("opened", "opened_overdue", "opened_frozen")},
    }


def _extended(view: View, since: np.datetime64, until: np.datetime64) -> Column:
    made = view.facts("extensions")
    own = (made["day"] >= since) & (made["day"] <= until)
    return summed(made["place"][own], np.ones(int(own.sum()), np.int64), view.size)
