"""Columns laid out as events and eras: loans whose schedule no decision touched, all at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from loans.domain.books.columns import EVER, Events, eras_of, events_of
from loans.domain.books.doubt import Doubt
from loans.domain.books.event import BROUGHT, BROUGHT_INTEREST, DISBURSED, MOVED, PAID, RATE, REFUND, WRITTEN_OFF
from loans.domain.columns import Column
from loans.domain.loan import InstalmentRule
from loans.service.books.apart import Apart
from loans.service.books.columns import latest
from loans.service.books.read import Read
from loans.service.books.sessions import Sessions
from loans.service.books.signed import rates_of
from loans.service.unit_of_work import UnitOfWork

_INT = np.int64


Rows = tuple[Column, Column, Column, Column, Column]
"""Place, day number, kind, and the two amounts of some events."""


class Plain:
    """Loans whose schedule no decision touched, all at once."""

    def __init__(self, read: Read, own: Column, sessions: Sessions | None) -> None:
        self._read, self._own, self._sessions = read, own, sessions
        place, due, principal, since = read.schedule
        lent = np.zeros(read.signed.size, bool)
        lent[read.money.place[read.money.disbursed > 0]] = True
        rows = own[place] & (lent | ~np.isnat(read.opened.day))[place]  # what was never lent owes nothing (§7.2.22)
        self.place, self.due, self.principal = place[rows], due[rows], principal[rows]
        self.doubts = np.zeros(read.signed.size, np.uint8)
        self.moves = self._moves(since[rows])

    def _moves(self, since: Column) -> Column:
        """The session of each piece; where only the final maturity moves, every piece moves with the last one.

        What had moved in another system stays so; what had not moves at the first session after the opening or later.
        """
        read, place, due = self._read, self.place, self.due
        if self._sessions is None or not place.size:
            return due
        own, rules = read.signed.alike("instalment_rule")
        whole = np.array([rule == InstalmentRule.FINAL_MATURITY_ONLY.value for (rule,) in rules], bool)[own]
        last = latest(place, due, read.signed.size)
        moves = self._sessions.after(read.signed, place, np.where(whole[place], last[place], due))
        opened = np.flatnonzero(~np.isnat(read.opened.day[place]))
        if opened.size:
            first = self._sessions.strictly_after(read.signed, place[opened], read.opened.day[place[opened]])
            moves[opened] = np.maximum(moves[opened], first)
        nowhere = np.isnat(moves)
        self.doubts[place[nowhere & np.isnat(since)]] = Doubt.NO_SESSION
        result: Column = np.where(np.isnat(since), moves, since)
        return result

    def events(self, uow: UnitOfWork) -> list[Rows]:
        """The rows of the loans' events, in no order."""
        read, own = self._read, self._own
        money, losses, opened = read.money, read.losses, read.opened
        rates = rates_of(uow, read.signed, np.flatnonzero(own))
        self.doubts[rates.doubtful] = Doubt.RATE_UNKNOWN
        out, paid = (
            own[money.place] & (money.disbursed > 0),
            own[money.place] & ((money.disbursed == 0) | (money.principal + money.interest > 0)),
        )
        lost, back = (
            own[losses.place] & (losses.principal + losses.interest > 0),
            own[losses.place] & (losses.refunded > 0),
        )
        past = own[opened.past_place]
        owed = np.flatnonzero(own & (opened.interest_in_term + opened.interest_overdue > 0))
        moving = ~np.isnat(self.moves)
        return [
            _rows(rates.place, rates.day, RATE, rates.rate_e7, rates.overdue_e7),
            _rows(
                money.place[out], money.day[out], np.where(money.opening[out], BROUGHT, DISBURSED), money.disbursed[out]
            ),
            _rows(money.place[paid], money.day[paid], PAID, money.principal[paid], money.interest[paid]),
            _rows(losses.place[lost], losses.day[lost], WRITTEN_OFF, losses.principal[lost], losses.interest[lost]),
            _rows(losses.place[back], losses.day[back], REFUND, 0, losses.refunded[back]),
            _rows(opened.past_place[past], opened.past_day[past], MOVED, opened.past_principal[past]),
            _rows(
                owed, opened.day[owed], BROUGHT_INTEREST, opened.interest_in_term[owed], opened.interest_overdue[owed]
            ),
            _rows(self.place[moving], self.moves[moving], MOVED, self.principal[moving]),
        ]


def _rows(place: Column, day: Column, kind: Any, a: Any, b: Any = 0) -> Rows:
    """Rows out of columns and single values."""
    size = place.size
    filled = [np.broadcast_to(np.asarray(value, _INT), (size,)) for value in (a, b)]
    return place, day.astype(_INT), np.broadcast_to(np.asarray(kind, np.uint8), (size,)), filled[0], filled[1]


def events_laid(loans: int, blocks: Sequence[Rows]) -> Events:
    """All rows in the order of loan and day, a rate first; the first rate holds from the first event on."""
    place, day, kind, a, b = (np.concatenate(columns) for columns in zip(*blocks, strict=True))
    order = np.lexsort((kind != RATE, day, place))
    place, day, kind, a, b = (column[order] for column in (place, day, kind, a, b))
    off = np.searchsorted(place, np.arange(loans + 1))
    first = np.full(loans, -1)
    rates = np.flatnonzero(kind == RATE)[::-1]
    first[place[rates]] = rates
    late = np.flatnonzero(first > off[:-1])
    if late.size:  # something stands before the first rate: that rate holds from the beginning
        rank = np.arange(place.size, dtype=_INT) * 2
        day[first[late]] = day[off[late]]
        rank[first[late]] = off[late] * 2 - 1
        order = np.argsort(rank, kind="stable")
        day, kind, a, b = (column[order] for column in (day, kind, a, b))
    return events_of(off, day, kind, a, b)


def eras_laid(read: Read, plain: Plain, laid: Apart) -> dict[str, Any]:
    """The eras of all loans with their pieces, and the session after the last due day of each era."""
    size, own = read.signed.size, np.flatnonzero(plain._own)
    last = latest(plain.place, plain.due, size)
    final = np.where(np.isnat(last), latest(read.schedule[0], read.schedule[1], size), last)[own]
    session = final.copy()
    dated = np.flatnonzero(~np.isnat(final))
    if dated.size and plain._sessions is not None:
        session[dated] = plain._sessions.after(read.signed, own[dated], final[dated])
    place = np.concatenate([own, laid.era_place])
    since = np.concatenate([np.full(own.size, EVER, _INT), laid.era_since])
    settled = np.concatenate([read.opened.repaid[own], laid.era_settled])
    sessions = np.concatenate([session, laid.era_session])
    number = np.full(size, -1)
    number[own] = np.arange(own.size)
    era = np.concatenate([number[plain.place], own.size + laid.piece_era])
    due = np.concatenate([plain.due.astype(_INT), laid.piece_due])
    moves = np.concatenate(
        [np.where(np.isnat(plain.moves), np.datetime64("9999-12-31", "D"), plain.moves).astype(_INT), laid.piece_moves]
    )
    amount = np.concatenate([plain.principal, laid.piece_amount])
    turn = np.concatenate([np.zeros(plain.place.size, _INT), laid.piece_turn])
    order = np.lexsort((since, place))
    new = np.empty(order.size, _INT)
    new[order] = np.arange(order.size)
    era = new[era]
    rows = np.lexsort((due, moves, turn, era))
    eras = eras_of(
        off=np.searchsorted(place[order], np.arange(size + 1)),
        since=since[order],
        settled=settled[order],
        first=np.searchsorted(era[rows], np.arange(order.size + 1)),
        due=due[rows],
        moves=moves[rows],
        amount=amount[rows],
    )
    return {"eras": eras, "eras_session": sessions[order]}
