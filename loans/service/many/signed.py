"""Signed loans, their vouchers and their rates as columns, each row at the place of its loan."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.columns import Column
from loans.domain.debt import Debts
from loans.domain.law import Law, law
from loans.domain.law.rates import rates_held
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.programme import programme_of
from loans.service.many.columns import Coded, day_numbers, whole_numbers
from loans.service.portfolio import FORMULA_SWITCH
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
        order, ids = self._sorted
        found = order[np.minimum(np.searchsorted(ids, wanted), self.size - 1)]
        return np.where(self.ids[found] == wanted, found, -1)

    @cached_property
    def _sorted(self) -> tuple[Column, Column]:
        """Places by ascending number, and those numbers."""
        order = np.argsort(self.ids)
        return order, self.ids[order]

    def alike(self, *names: str) -> tuple[Column, list[tuple[Any, ...]]]:
        """For each loan, which of the distinct combinations of some facts is its own; and these combinations."""
        own = np.zeros(self.size, np.int64)
        for name in names:
            codes, values = pd.factorize(np.array(self.columns[name], dtype=object), use_na_sentinel=False)
            own, _ = pd.factorize(own * len(values) + codes)  # never more kinds than loans: the product fits
        _, first = np.unique(own, return_index=True)
        return own, [tuple(self.columns[name][place] for name in names) for place in first.tolist()]

    def coded(self, name: str, text: Callable[[Any], str] = str) -> Coded:
        """A fact of few distinct values as a column of text, each value put into words once."""
        own, kinds = self.alike(name)
        return Coded(own, [text(kind) for (kind,) in kinds])

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
    opening: Column


@dataclass(frozen=True)
class Rates:
    """The rates of loans: a row each time they change, and those in force on the day asked for."""

    place: Column
    day: Column
    rate_e7: Column
    overdue_e7: Column
    now_e7: Column
    now_overdue_e7: Column
    unknown: Column
    """The places of loans for which the law held gives no rate: the contract's stand."""


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
    opening = np.asarray(vouchers["opening"], bool)[seen]
    entry_id = whole_numbers(vouchers["entry_id"])[seen]
    return Money(entry_id, place[seen], day[seen], disbursed, principal, interest, opening)


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
    own, kinds = signed.alike("programme", "approved_on", "rate_group", "source_id")
    fixed, rules = np.array(signed.columns["rate_fixed"], bool), _Rules(uow, as_of)
    asked = {each: rules.history(*kinds[each]) for each in np.unique(own[~fixed]).tolist()}
    held = {each: history for each, history in asked.items() if history is not None}
    unknown = ~fixed & ~np.isin(own, list(held))
    set_, priced = np.flatnonzero(fixed | unknown), np.flatnonzero(~(fixed | unknown))
    kind = own[priced]
    size, first, day, rate_e7, overdue_e7 = _laid_out(held, len(kinds))
    rows = np.repeat(first[kind] - (np.cumsum(size[kind]) - size[kind]), size[kind]) + np.arange(size[kind].sum())
    now = {each: _in_force(history, as_of) for each, history in held.items()}
    now_e7, now_overdue = (whole_numbers(signed.columns[name]).copy() for name in ("rate_e7", "overdue_rate_e7"))
    set_rates = now_e7[set_], now_overdue[set_]
    for place, column in enumerate((now_e7, now_overdue)):
        column[priced] = whole_numbers([now[each][place] for each in kind.tolist()])
    return Rates(
        np.concatenate([set_, np.repeat(priced, size[kind])]),
        np.concatenate([day_numbers(signed.columns["approved_on"])[set_], day[rows]]),
        np.concatenate([set_rates[0], rate_e7[rows]]),
        np.concatenate([set_rates[1], overdue_e7[rows]]),
        now_e7,
        now_overdue,
        np.flatnonzero(unknown),
    )


History = list[tuple[date, int, int]]


def _laid_out(held: dict[int, History], kinds: int) -> tuple[Column, ...]:
    """How many rates each kind of loan had, at which row its first one stands; and the days and rates themselves."""
    size, first = np.zeros(kinds, np.int64), np.zeros(kinds, np.int64)
    rows: History = []
    for kind, history in held.items():
        size[kind], first[kind] = len(history), len(rows)
        rows += history
    day, rate_e7, overdue_e7 = zip(*rows, strict=True) if rows else ((),) * 3
    return size, first, day_numbers(day), whole_numbers(rate_e7), whole_numbers(overdue_e7)


def _in_force(history: History, as_of: date) -> tuple[int, int]:
    """Both rates on a day; before the first one, the first."""
    _day, rate_e7, overdue_e7 = next((each for each in reversed(history) if each[0] <= as_of), history[0])
    return rate_e7, overdue_e7


class _Rules:
    """Rate histories: loans approved between two changes of the law share one, but for its first day."""

    def __init__(self, uow: UnitOfWork, as_of: date) -> None:
        self._uow, self._as_of = uow, as_of
        self._of_source: dict[int, tuple[Law, list[date]]] = {}
        self._found: dict[tuple[str, int, str, int], History | None] = {}

    def history(self, programme: str, approved_on: date, group: str, source_id: int) -> History | None:
        rules, changes = self._law(source_id)
        family = programme_of(programme).rate_family
        key = (family, bisect_right(changes, approved_on), group, source_id)
        if key not in self._found:
            until = max(self._as_of, approved_on)
            self._found[key] = rates_held(rules, family, approved_on, group, until)
        found = self._found[key]
        if found is None:
            return None
        (_day, rate_e7, overdue_e7), *later = found
        return [(approved_on, rate_e7, overdue_e7), *later]

    def _law(self, source_id: int) -> tuple[Law, list[date]]:
        """The law as a source has it, and the days on which anything of it changes."""
        if source_id not in self._of_source:
            own = [each for each in self._uow.overlays.of_source(source_id) if each.parameter == FORMULA_SWITCH]
            rules = law().under(own)
            self._of_source[source_id] = rules, rules.change_days()
        return self._of_source[source_id]
