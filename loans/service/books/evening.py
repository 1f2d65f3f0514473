"""Where every loan stands at the end of a day: what reports, forecasts and work lists draw their figures from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from loans.domain.books.columns import Events
from loans.domain.books.delay import Delays
from loans.domain.books.event import BROUGHT, DISBURSED, PAID, PAID_FROZEN, day_number
from loans.domain.books.fold import Figures
from loans.domain.books.ledger import Ledger, View
from loans.domain.books.network import Network
from loans.domain.columns import Column
from loans.domain.recovery import Instalments
from loans.service.books.columns import NOWHERE
from loans.service.books.network import network_read
from loans.service.books.reading import ledger_of
from loans.service.unit_of_work import UnitOfWork

_MONEY = (DISBURSED, BROUGHT, PAID, PAID_FROZEN)
_OUT = (DISBURSED, BROUGHT)


@dataclass(frozen=True)
class Evening:
    """The loans of a view at the end of ``as_of``."""

    view: View
    as_of: date

    def some(self, places: Column) -> "Evening":
        """The loans at some places alone."""
        return Evening(self.view.some(places), self.as_of)

    @property
    def size(self) -> int:
        """How many loans."""
        return self.view.size

    @cached_property
    def figures(self) -> Figures:
        """What each owes."""
        return self.view.figures(day_number(self.as_of))

    @cached_property
    def delays(self) -> Delays:
        """How late each is."""
        return self.view.delays(day_number(self.as_of))

    @cached_property
    def last_money(self) -> Column:
        """The day of the last voucher or opening of each by the day; NaT where there is none."""
        return self._day(_MONEY, last=True)

    @cached_property
    def first_paid_out(self) -> Column:
        """The first day on which it was paid out, or came from another system; NaT: not yet."""
        return self._day(_OUT, last=False)

    def first_paid_out_after(self, day: Column) -> Column:
        """The first day of paying out later than each loan's own day (NaT: any), by this evening."""
        found = np.full(self.size, NOWHERE)
        place, paid = self._rows((DISBURSED,))
        later = ~(paid <= day[place])
        place, paid = place[later][::-1], paid[later][::-1]
        found[place] = paid  # from the last to the first: the first one stays
        return found

    @cached_property
    def last_paid_out(self) -> Column:
        """The last such day by this evening."""
        return self._day(_OUT, last=True)

    @cached_property
    def session(self) -> Column:
        """The session after the last due day in force; NaT where there is none."""
        found = [part.eras_session[part.eras.of(day_number(self.as_of))] for part in self.view.parts]
        return self.view.taken(found)

    @cached_property
    def settled(self) -> Column:
        """What was repaid of pieces that no schedule lists any more."""
        found = [part.eras.settled[part.eras.of(day_number(self.as_of))] for part in self.view.parts]
        return self.view.taken(found)

    @cached_property
    def instalments(self) -> Instalments:
        """The pieces of every loan after every decision by the day, loan by loan, each loan's in their turn."""
        columns: list[tuple[Column, ...]] = []
        skip = 0
        for part in self.view.parts:
            eras = part.eras
            own = eras.of(day_number(self.as_of))
            size = eras.first[own + 1] - eras.first[own]
            rows = np.repeat(eras.first[own] - (np.cumsum(size) - size), size) + np.arange(size.sum())
            place = np.repeat(np.arange(part.size), size) + skip
            columns.append((place, _days(eras.due[rows]), _days(eras.moves[rows]), eras.amount[rows]))
            skip += part.size
        place, due, moves, amount = (np.concatenate(each) for each in zip(*columns, strict=True))
        if not self.view.is_whole:
            place = self.view.at(place)
            rows = np.flatnonzero(place >= 0)
            rows = rows[np.argsort(place[rows], kind="stable")]
            place, due, moves, amount = place[rows], due[rows], moves[rows], amount[rows]
        return Instalments(place, due, moves, amount)

    def money(self, kinds: Sequence[int]) -> tuple[Column, Column, Column]:
        """Place, day and first amount of the events of some kinds by this evening, in the order of places and days."""
        place, day, row = self._found(kinds)
        return place, day, np.concatenate([part.events.a for part in self.view.parts])[row]

    def _rows(self, kinds: Sequence[int]) -> tuple[Column, Column]:
        place, day, _ = self._found(kinds)
        return place, day

    def _found(self, kinds: Sequence[int]) -> tuple[Column, Column, Column]:
        wanted = np.zeros(256, bool)
        wanted[list(kinds)] = True
        loans, rows, days = [], [], []
        skip = skipped = 0
        for part in self.view.parts:
            events = part.events
            own = np.flatnonzero(wanted[events.kind] & (events.day <= day_number(self.as_of)))
            loans.append(np.searchsorted(events.off, own, side="right") - 1 + skip)
            rows.append(own + skipped)
            days.append(_days(events.day[own]))
            skip, skipped = skip + part.size, skipped + events.kind.size
        place, row, day = np.concatenate(loans), np.concatenate(rows), np.concatenate(days)
        if self.view.is_whole:
            return place, day, row
        place = self.view.at(place)
        order = np.flatnonzero(place >= 0)
        order = order[np.argsort(place[order], kind="stable")]
        return place[order], day[order], row[order]

    def _day(self, kinds: Sequence[int], *, last: bool) -> Column:
        as_of = day_number(self.as_of)

        def of(part: Ledger) -> Column:
            found: Column = part.once(
                (tuple(kinds), last, as_of), lambda: _day_of(part.events, kinds, as_of, last=last)
            )
            return found

        return self.view.taken([of(part) for part in self.view.parts])


def _day_of(events: Events, kinds: Sequence[int], as_of: int, *, last: bool) -> Column:
    """The first or last day by another of the events of some kinds; NaT where a loan has none."""
    off, day, kind = events.off, events.day, events.kind
    wanted = np.zeros(256, bool)
    wanted[list(kinds)] = True
    rows = np.flatnonzero(wanted[kind] & (day <= as_of))
    ends = np.searchsorted(rows, off)
    found = np.full(off.size - 1, NOWHERE)
    some = np.flatnonzero(ends[1:] > ends[:-1])
    chosen = rows[ends[some + 1] - 1] if last else rows[ends[some]]
    found[some] = _days(day[chosen])
    return found


def _days(numbers: Column) -> Column:
    return numbers.astype(np.int64).view("datetime64[D]")


def evening(uow: UnitOfWork, as_of: date, communes: Sequence[str] | None = None) -> Evening:
    """All loans (of some communes), as known by a unit of work, at the end of a day."""
    return Evening(view_of(uow, communes), as_of)


def network_of(uow: UnitOfWork) -> Network:
    """The network as known by a unit of work: one that is kept, where there is any."""
    return network_read(uow) if uow.ledgers is None else uow.ledgers.network(uow)


def view_of(uow: UnitOfWork, communes: Sequence[str] | None = None) -> View:
    """The ledger of all loans (of some communes): one that is kept, where there is any, else read anew."""
    if uow.ledgers is None:
        return View.of(ledger_of(uow, communes))
    held = uow.ledgers.view(uow)
    if communes is None:
        return held
    here = held.coded("commune")
    wanted = np.flatnonzero(np.isin(np.array([*here.texts, ""], dtype=object), list(communes)))
    return held.some(np.flatnonzero(np.isin(here.own, wanted)))
