"""What the database says of some loans: columns read once, in a fixed number of questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from loans.domain.columns import Column
from loans.service.books.brought import Opened, scheduled
from loans.service.books.columns import NOWHERE, earliest, latest, whole_numbers
from loans.service.books.signed import Losses, Money, Signed, losses_of, money_of
from loans.service.unit_of_work import UnitOfWork

_INT = np.int64


@dataclass(frozen=True)
class Read:
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
    def of(cls, uow: UnitOfWork, communes: Sequence[str] | None, loan_ids: Sequence[int] | None) -> "Read":
        """Read all loans, those of some communes, or those of some numbers."""
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

    def apart(self) -> Column:
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
