"""Signed loans, their vouchers and their rates as columns, each row at the place of its loan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from loans.domain.columns import Column
from loans.domain.debt import Debts
from loans.domain.law import Law, law
from loans.domain.law.rates import loan_rate_history
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.programme import programme_of
from loans.service.portfolio import FORMULA_SWITCH
from loans.service.reports.book.columns import day_numbers, whole_numbers
from loans.service.unit_of_work import Columns, UnitOfWork

_LOAN = tuple(name for name in Loan.__dataclass_fields__ if name != "sequence")


@dataclass(frozen=True)
class Signed:
    """Signed loans as columns, in the order of commune and contract number: a place a loan."""

    columns: Columns

    @cached_property
    def ids(self) -> Column:
        """Their numbers."""
        return whole_numbers(self.columns["id"])

    @property
    def size(self) -> int:
        """How many they are."""
        return int(self.ids.size)

    def places(self, loan_ids: Sequence[int] | Column) -> Column:
        """The place of each loan that is named; −1 for one that is not among them."""
        wanted = whole_numbers(loan_ids)
        if not self.size:
            return np.full(wanted.size, -1)
        order = np.argsort(self.ids)
        found = order[np.minimum(np.searchsorted(self.ids[order], wanted), self.size - 1)]
        return np.where(self.ids[found] == wanted, found, -1)

    def loan(self, place: int) -> Loan:
        """One of them as the rules have it."""
        facts = {name: self.columns[name][place] for name in _LOAN}
        facts |= {"method": Method(facts["method"]), "instalment_rule": InstalmentRule(facts["instalment_rule"])}
        return Loan(**facts)


@dataclass(frozen=True)
class Money:
    """Rows about money effective by a day, each at the place of its loan."""

    entry_id: Column
    place: Column
    day: Column
    disbursed: Column
    principal: Column
    interest: Column


@dataclass(frozen=True)
class Rates:
    """The rates of loans: a row each time they change, and those in force on the day asked for."""

    place: Column
    day: Column
    rate_e7: Column
    overdue_e7: Column
    now_e7: Column
    now_overdue_e7: Column


@dataclass(frozen=True)
class Losses:
    """Principal and interest written off (``refunded``: interest given back), each row at the place of its loan."""

    entry_id: Column
    place: Column
    day: Column
    principal: Column
    interest: Column
    refunded: Column


def money_of(signed: Signed, vouchers: Columns, as_of: date) -> Money:
    """The vouchers effective by a day."""
    place, day = signed.places(vouchers["loan_id"]), day_numbers(vouchers["effective_on"])
    seen = (place >= 0) & (day <= np.datetime64(as_of, "D"))
    disbursed, principal, interest = (
        whole_numbers(vouchers[name])[seen] for name in ("disbursed", "principal", "interest")
    )
    return Money(whole_numbers(vouchers["entry_id"])[seen], place[seen], day[seen], disbursed, principal, interest)


def losses_of(signed: Signed, debts: Debts) -> Losses:
    """What was written off or refunded of these loans."""
    made = [
        (each.entry_id, each.loan_id, each.effective_on, each.principal, each.interest, 0) for each in debts.write_offs
    ]
    made += [(each.entry_id, each.loan_id, each.effective_on, 0, 0, each.interest) for each in debts.refunds]
    entry_id, loan_id, day, principal, interest, refunded = zip(*made, strict=True) if made else ((),) * 6
    place = signed.places(loan_id)
    own = place >= 0
    amounts = (whole_numbers(values)[own] for values in (principal, interest, refunded))
    return Losses(whole_numbers(entry_id)[own], place[own], day_numbers(day)[own], *amounts)


def rates_of(uow: UnitOfWork, signed: Signed, as_of: date) -> Rates:
    """Rates per loan (§6.2): a fixed one stays; a formula follows its regime and each re-pricing."""
    rules = _Rules(uow, as_of)
    names = ("programme", "approved_on", "rate_group", "source_id", "rate_fixed", "rate_e7", "overdue_rate_e7")
    rows: list[tuple[int, date, int, int]] = []
    now: list[tuple[int, int]] = []
    for place, facts in enumerate(zip(*(signed.columns[name] for name in names), strict=True)):
        programme, approved_on, group, source_id, fixed, rate, overdue = facts
        fixed_one = [(approved_on, rate, overdue)]
        history = fixed_one if fixed else rules.history(programme, approved_on, group, source_id)
        rows += [(place, *each) for each in history]
        now.append(next((each[1:] for each in reversed(history) if each[0] <= as_of), history[0][1:]))
    place_, day, rate_e7, overdue_e7 = zip(*rows, strict=True) if rows else ((),) * 4
    now_e7, now_overdue = zip(*now, strict=True) if now else ((), ())
    numbers = [whole_numbers(values) for values in (rate_e7, overdue_e7, now_e7, now_overdue)]
    return Rates(whole_numbers(place_), day_numbers(day), *numbers)


class _Rules:
    """Rate histories, each worked out once."""

    def __init__(self, uow: UnitOfWork, as_of: date) -> None:
        self._uow, self._as_of = uow, as_of
        self._of_source: dict[int, Law] = {}
        self._found: dict[tuple[str, date, str, int], list[tuple[date, int, int]]] = {}

    def history(self, programme: str, approved_on: date, group: str, source_id: int) -> list[tuple[date, int, int]]:
        key = (programme, approved_on, group, source_id)
        if key not in self._found:
            family, until = programme_of(programme).rate_family, max(self._as_of, approved_on)
            self._found[key] = loan_rate_history(self._law(source_id), family, approved_on, group, until)
        return self._found[key]

    def _law(self, source_id: int) -> Law:
        if source_id not in self._of_source:
            own = [each for each in self._uow.overlays.of_source(source_id) if each.parameter == FORMULA_SWITCH]
            self._of_source[source_id] = law().under(own)
        return self._of_source[source_id]
