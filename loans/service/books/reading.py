"""From the database to a ledger: columns read once, laid out as events, eras and facts.

A loan that no decision touched, paid out in one go as its contract says, needs nothing but sorted columns. The others
(``apart``) are laid one by one out of their histories, like any single loan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from loans.domain.books.columns import EVER, Events, eras_of, events_of
from loans.domain.books.doubt import Doubt, days_contradict
from loans.domain.books.event import (
    BROUGHT,
    BROUGHT_INTEREST,
    DISBURSED,
    MOVED,
    PAID,
    RATE,
    REFUND,
    WRITTEN_OFF,
    day_number,
)
from loans.domain.books.ledger import Coded, Facts, Ledger, Values
from loans.domain.columns import Column
from loans.domain.loan import InstalmentRule
from loans.service.books.apart import Apart, laid_apart
from loans.service.books.brought import Opened, scheduled
from loans.service.books.columns import NOWHERE, day_numbers, earliest, latest, whole_numbers
from loans.service.books.compiled import KERNEL
from loans.service.books.sessions import Sessions
from loans.service.books.signed import Losses, Money, Signed, losses_of, money_of, rates_of
from loans.service.budget import room_for
from loans.service.unit_of_work import UnitOfWork

FEW = 500
"""So few loans are all laid one by one: no network of points is read for them."""

CELLS = 380
"""A loan at the peak of reading it, vouchers and instalments too: 5.0–6.3 kB (measured, 16 entries each)."""
_INT = np.int64


def ledger_of(uow: UnitOfWork, communes: Sequence[str] | None = None, loan_ids: Sequence[int] | None = None) -> Ledger:
    """The histories of all loans (of some communes; of some numbers), as known by a unit of work."""
    with room_for(uow, communes, cells=CELLS, loans=None if loan_ids is None else len(loan_ids)):
        return _ledger_of(uow, communes, loan_ids)


def _ledger_of(uow: UnitOfWork, communes: Sequence[str] | None, loan_ids: Sequence[int] | None) -> Ledger:
    read = _Read.of(uow, communes, loan_ids)
    apart = np.ones(read.signed.size, bool) if loan_ids is not None and len(loan_ids) <= FEW else read.apart(uow)
    laid = laid_apart(uow, read.signed, np.flatnonzero(apart))
    plain = _Plain(read, ~apart, Sessions(uow) if not apart.all() else None)
    return Ledger(
        loans=_facts_of(read),
        events=_events(read.signed.size, [*plain.events(uow), laid.events]),
        **_eras(read, plain, laid),
        facts={
            "contract": contracted(*read.schedule),
            "checks": _placed(read.signed, read.checks, ("day",)),
            "extensions": _placed(read.signed, read.extensions, ("day", "due")),
            "freezes": _freezes(read),
        },
        doubts=_doubts(read, np.maximum(plain.doubts, laid.doubts)),
        kernel=KERNEL,
    )


@dataclass(frozen=True)
class _Read:
    """What the database says of some loans."""

    signed: Signed
    schedule: tuple[Column, ...]
    money: Money
    losses: Losses
    opened: Opened
    debts: Any
    officers: dict[str, Any]
    steps: dict[str, Any]
    checks: dict[str, Any]
    extensions: dict[str, Any]
    decided: Column

    @classmethod
    def of(cls, uow: UnitOfWork, communes: Sequence[str] | None, loan_ids: Sequence[int] | None) -> "_Read":
        asked: dict[str, Any] = {"communes": communes, "loan_ids": loan_ids}
        signed = Signed(uow.reporting.loans(**asked))
        schedule, opened = scheduled(signed, uow.reporting.instalments(**asked), uow.reporting.openings(**asked))
        debts = uow.debts.of(loan_ids)
        return cls(
            signed=signed,
            schedule=schedule,
            money=money_of(signed, uow.reporting.vouchers(**asked)),
            losses=losses_of(signed, debts),
            opened=opened,
            debts=debts,
            officers=dict(uow.reporting.disbursers(**asked)),
            steps=dict(uow.reporting.steps(**asked)),
            checks=dict(uow.reporting.checked(loan_ids)),
            extensions=dict(uow.reporting.extensions(loan_ids)),
            decided=whole_numbers(list(uow.reporting.decided(loan_ids))),
        )

    def apart(self, _uow: UnitOfWork) -> Column:
        """The loans laid one by one: decided on, or not paid out on one day as the contract says."""
        size, (place, _due, principal, _since) = self.signed.size, self.schedule
        found = np.zeros(size, bool)
        decided = self.signed.places(self.decided)
        found[decided[decided >= 0]] = True
        out = self.money.disbursed > 0
        lent, first, last = np.zeros(size, _INT), np.full(size, NOWHERE), np.full(size, NOWHERE)
        np.add.at(lent, self.money.place[out], self.money.disbursed[out])
        first = earliest(self.money.place[out], self.money.day[out], size)
        last = latest(self.money.place[out], self.money.day[out], size)
        agreed = np.zeros(size, _INT)
        np.add.at(agreed, place, principal)
        here = np.isnat(self.opened.day)
        partly = here & (lent > 0) & ((lent != agreed) | (first != last))
        result: Column = found | partly
        return result


Rows = tuple[Column, Column, Column, Column, Column]
"""Place, day number, kind, and the two amounts of some events."""


class _Plain:
    """Loans whose schedule no decision touched, all at once."""

    def __init__(self, read: _Read, own: Column, sessions: Sessions | None) -> None:
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


def _events(loans: int, blocks: Sequence[Rows]) -> Events:
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


def _eras(read: _Read, plain: _Plain, laid: Apart) -> dict[str, Any]:
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


def _doubts(read: _Read, found: Column) -> Column:
    """What cannot be known of each loan, with days that contradict each other."""
    first = earliest(read.schedule[0], read.schedule[1], read.signed.size)
    moved = np.where(read.opened.overdue > 0, read.opened.since, NOWHERE)
    found[days_contradict(day_numbers(read.signed.columns["signed_on"]), first, moved)] = Doubt.DAYS_CONTRADICT
    return found


def _facts_of(read: _Read) -> dict[str, Values]:
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


def _on_the_way(read: _Read) -> dict[str, Values]:
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


def _placed(signed: Signed, rows: dict[str, Any], days: Sequence[str]) -> Facts:
    """Dated facts at the places of their loans, in the order of places and days."""
    place = signed.places(rows["loan_id"])
    columns = [day_numbers(rows[name]) for name in days]
    order = np.lexsort((columns[0], place))
    order = order[place[order] >= 0]
    return {"place": place[order]} | {name: column[order] for name, column in zip(days, columns, strict=True)}


def _freezes(read: _Read) -> Facts:
    made = read.debts.freezes
    place = read.signed.places([each.loan_id for each in made])
    order = np.argsort(place, kind="stable")
    order = order[place[order] >= 0]
    columns: dict[str, Column] = {
        "day": day_numbers([each.effective_on for each in made]),
        "last": day_numbers([each.last_on for each in made]),
        "in_term": whole_numbers([each.in_term for each in made]),
        "overdue": whole_numbers([each.overdue for each in made]),
        "cause": np.array([each.cause for each in made], dtype=object),
        "opened": np.array([each.entry_id in read.opened.entries for each in made], bool),
    }
    return {"place": place[order]} | {name: column[order] for name, column in columns.items()}


__all__ = ["FEW", "day_number", "ledger_of"]
