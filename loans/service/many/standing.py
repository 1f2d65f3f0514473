"""Where many loans stand, from columns read once: the one road behind the loan book and its movements.

A loan that was ever rescheduled, extended, recalled or frozen goes through ``service.portfolio`` like any single
loan; the others need nothing of it but sorted columns. Both come back as a ``Portfolio`` over the same kernel.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

import numpy as np

from loans.domain.arrears import Balances, Instalments
from loans.domain.columns import Column
from loans.domain.debt import Debts
from loans.domain.law import Overlay
from loans.service.budget import room_for
from loans.service.many.columns import latest
from loans.service.many.opened import scheduled
from loans.service.many.plain import Read, Schedule, plain_portfolio
from loans.service.many.sessions import Sessions
from loans.service.many.signed import Signed, losses_of, money_of, rates_of
from loans.service.portfolio import Portfolio, portfolio
from loans.service.unit_of_work import UnitOfWork

CHUNK = 5_000
"""Loans with decisions that are read at once: databases limit how many numbers a question may name."""
CELLS = 700
"""A loan at the peak of working them out, vouchers and instalments too: 9.6–10.5 kB (measured, 16 entries each)."""


@dataclass(frozen=True)
class Part:
    """Some of the loans, by their places, as a portfolio."""

    places: Column
    held: Portfolio


@dataclass(frozen=True)
class Standing:
    """Everything of the loans that a report reads, effective by ``as_of`` and known."""

    read: Read
    debts: Debts
    parts: tuple[Part, ...]

    @property
    def signed(self) -> Signed:
        """The loans."""
        return self.read.signed

    def figure(self, of: Callable[[Portfolio], Column]) -> Column:
        """A figure of every portfolio, in the order of all loans."""
        found = [of(part.held) for part in self.parts]
        result = np.zeros(self.signed.size, found[0].dtype)
        for part, values in zip(self.parts, found, strict=True):
            result[part.places] = values
        return result

    @cached_property
    def contract_due(self) -> Column:
        """The final maturity of each contract."""
        return latest(self.read.schedule.place, self.read.schedule.due, self.signed.size)

    @cached_property
    def unpaid_due(self) -> Column:
        """The last due day of unpaid principal after every decision; NaT where none is listed (paid, or all frozen)."""
        return self.figure(lambda held: latest(held.instalments.loan, held.instalments.due, held.settled.size))

    @cached_property
    def balances(self) -> Balances:
        """What every loan owes."""
        names = ("disbursed", "repaid", "in_term", "overdue", "frozen")
        found = {name: self.figure(lambda held, name=name: getattr(held.balances, name)) for name in names}  # type: ignore[misc]
        return Balances(**found)

    @cached_property
    def settled(self) -> Column:
        """What was repaid of pieces that no schedule lists any more."""
        return self.figure(lambda held: held.settled)

    @cached_property
    def instalments(self) -> Instalments:
        """The pieces of every loan after every decision, loan by loan, each loan's in their turn."""
        place = np.concatenate([part.places[part.held.instalments.loan] for part in self.parts])
        order = np.argsort(place, kind="stable")
        due, transfer, principal = (
            np.concatenate([getattr(part.held.instalments, name) for part in self.parts])[order]
            for name in ("due", "transfer", "principal")
        )
        return Instalments(place[order], due, transfer, principal)


def standing(uow: UnitOfWork, as_of: date, communes: Sequence[str] | None = None) -> Standing:
    """Read all loans of some communes (None: all) and work out where they stand at the end of a day."""
    with room_for(uow, communes, cells=CELLS):
        return _standing(uow, as_of, communes)


def _standing(uow: UnitOfWork, as_of: date, communes: Sequence[str] | None) -> Standing:
    signed = Signed(uow.reporting.loans(communes))
    debts = uow.debts.of().until(as_of)
    schedule, opened = scheduled(signed, uow.reporting.instalments(communes), uow.reporting.openings(communes))
    read = Read(
        signed=signed,
        schedule=Schedule(*schedule),
        money=money_of(signed, uow.reporting.vouchers(communes), as_of),
        losses=losses_of(signed, debts),
        opened=opened,
        rates=rates_of(uow, signed, as_of),
        sessions=Sessions(uow),
        as_of=as_of,
    )
    decided = signed.places(uow.reporting.decided())
    apart = np.zeros(signed.size, bool)
    apart[decided[decided >= 0]] = True
    plain = np.flatnonzero(~apart)
    parts = [Part(plain, plain_portfolio(read, plain))]
    touched, asked = np.flatnonzero(apart), cast(UnitOfWork, _Remembering(uow))
    for some in (touched[first : first + CHUNK] for first in range(0, touched.size, CHUNK)):
        loans = [signed.loan(place) for place in some.tolist()]
        parts.append(Part(some, portfolio(asked, loans, as_of, only=signed.ids[some].tolist())))
    return Standing(read, debts, tuple(parts))


class _Remembering:
    """A unit of work that asks once for the overlays of each source: a portfolio asks anew for every approval day."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow, self.overlays = uow, self
        self._of_source: dict[int, Sequence[Overlay]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def of_source(self, source_id: int) -> Sequence[Overlay]:
        """The overlays of a source."""
        if source_id not in self._of_source:
            self._of_source[source_id] = self._uow.overlays.of_source(source_id)
        return self._of_source[source_id]
