"""Loans whose schedule no decision touched, all at once: every row of their timeline follows from columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from loans.domain.arrears import KEEP, Instalments, timeline
from loans.domain.books.doubt import Doubt
from loans.domain.columns import Column
from loans.domain.loan import InstalmentRule
from loans.service.many.columns import latest
from loans.service.many.opened import Opened
from loans.service.many.sessions import Sessions
from loans.service.many.signed import Losses, Money, Rates, Signed
from loans.service.portfolio import COLUMNS, Portfolio

NEVER = np.datetime64("9999-12-31", "D")
"""The day on which principal moves for which no session is known."""
_RATES = ("rate_e7", "overdue_rate_e7")


@dataclass(frozen=True)
class Schedule:
    """What the contracts make due, of an opened loan what was unpaid at its opening; ``since`` is the day on which
    a part moved in another system, NaT where the rule says when."""

    place: Column
    due: Column
    principal: Column
    since: Column


@dataclass(frozen=True)
class Read:
    """What a timeline is made of, of all loans."""

    signed: Signed
    schedule: Schedule
    money: Money
    losses: Losses
    opened: Opened
    rates: Rates
    sessions: Sessions
    as_of: date


def plain_portfolio(read: Read, places: Column) -> Portfolio:
    """The portfolio of the loans at some places; nothing of theirs was ever postponed or frozen."""
    at = np.full(read.signed.size, -1)
    at[places] = np.arange(places.size)
    rows = _Rows()
    _add_money(rows, read, at)
    _add_opened(rows, read.opened, at)
    owed = at[read.schedule.place] >= 0
    place, due, principal, since = (column[owed] for column in _columns(read.schedule))
    moves = _moves(read, place, due, since)
    rows.add(at[place], moves, {"moved": principal})
    priced = at[read.rates.place] >= 0
    rates = {"rate_e7": read.rates.rate_e7[priced], "overdue_rate_e7": read.rates.overdue_e7[priced]}
    rows.add(at[read.rates.place[priced]], read.rates.day[priced], rates)
    order = np.lexsort((due, moves, at[place]))
    return Portfolio(
        loans=(),
        as_of=read.as_of,
        lines=timeline(places.size, **rows.columns()),
        instalments=Instalments(at[place][order], due[order], moves[order], principal[order]),
        settled=read.opened.repaid[places],
        doubts=_doubts(read, place, moves)[places],
    )


def _doubts(read: Read, place: Column, moves: Column) -> Column:
    """What cannot be known of each loan: no session for a piece of its own, no rate."""
    found = np.zeros(read.signed.size, np.uint8)
    found[place[moves == NEVER]] = Doubt.NO_SESSION
    found[read.rates.unknown] = Doubt.RATE_UNKNOWN
    return found


def _columns(schedule: Schedule) -> tuple[Column, Column, Column, Column]:
    return schedule.place, schedule.due, schedule.principal, schedule.since


def _moves(read: Read, place: Column, due: Column, since: Column) -> Column:
    """The session of each piece; where only the final maturity moves, every piece moves with the last one.

    What had moved in another system stays so; what had not moves at the first session after the opening or later.
    """
    if not place.size:
        return due
    own, rules = read.signed.alike("instalment_rule")
    whole = np.array([rule == InstalmentRule.FINAL_MATURITY_ONLY.value for (rule,) in rules], bool)[own]
    last = latest(place, due, read.signed.size)
    moves = read.sessions.after(read.signed, place, np.where(whole[place], last[place], due))
    moves = np.where(np.isnat(moves), NEVER, moves)
    opened = np.flatnonzero(~np.isnat(read.opened.day[place]))
    if not opened.size:
        return moves
    first = read.sessions.strictly_after(read.signed, place[opened], read.opened.day[place[opened]])
    moves[opened] = np.maximum(moves[opened], np.where(np.isnat(first), NEVER, first))
    result: Column = np.where(np.isnat(since), moves, since)
    return result


def _add_money(rows: "_Rows", read: Read, at: Column) -> None:
    """Vouchers, write-offs and refunds."""
    money, losses = read.money, read.losses
    paid, lost = at[money.place] >= 0, at[losses.place] >= 0
    rows.add(
        at[money.place[paid]],
        money.day[paid],
        {"disbursed": money.disbursed[paid], "repaid": money.principal[paid], "interest": money.interest[paid]},
    )
    rows.add(
        at[losses.place[lost]],
        losses.day[lost],
        {"repaid": losses.principal[lost], "waived": losses.interest[lost], "interest": -losses.refunded[lost]},
    )


def _add_opened(rows: "_Rows", opened: Opened, at: Column) -> None:
    """What was paid before an opening counts as moved on its day, and the interest owed at the opening."""
    paid = at[opened.past_place] >= 0
    rows.add(at[opened.past_place[paid]], opened.past_day[paid], {"moved": opened.past_principal[paid]})
    own = (at >= 0) & (opened.interest_in_term + opened.interest_overdue > 0)
    brought = {"brought_in_term": opened.interest_in_term[own], "brought_overdue": opened.interest_overdue[own]}
    rows.add(at[own], opened.day[own], brought)


@dataclass
class _Rows:
    """Blocks of rows on their way into one timeline."""

    blocks: dict[str, list[Column]] = field(default_factory=dict)

    def add(self, place: Column, day: Column, given: Mapping[str, Column]) -> None:
        """One block; amounts not given are 0, rates not given are kept."""
        block: dict[str, Column] = {"loan": place, "day": day, **given}
        for name in COLUMNS:
            block.setdefault(name, np.zeros(place.size, np.int64))
        for name in _RATES:
            block.setdefault(name, np.full(place.size, KEEP))
        for name, values in block.items():
            self.blocks.setdefault(name, []).append(values)

    def columns(self) -> dict[str, Column]:
        """The blocks one after the other."""
        return {name: np.concatenate(values) for name, values in self.blocks.items()}
