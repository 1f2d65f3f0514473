"""Signed loans, their vouchers and their rates as columns, each row at the place of its loan."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.laid import FORMULA_SWITCH
from loans.domain.books.ledger import Coded
from loans.domain.columns import Column
from loans.domain.debt import Debts
from loans.domain.law import Law, law
from loans.domain.law.rates import rates_held
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.programme import programme_of
from loans.service.books.columns import day_numbers, whole_numbers
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
    """Rows about money, each at the place of its loan."""

    place: Column
    day: Column
    disbursed: Column
    principal: Column
    interest: Column
    opening: Column


@dataclass(frozen=True)
class Rates:
    """The rates of loans: a row each time they change; ``doubtful`` are the places whose formula gave none."""

    place: Column
    day: Column
    rate_e7: Column
    overdue_e7: Column
    doubtful: Column


@dataclass(frozen=True)
class Losses:
    """Principal and interest written off (``refunded``: interest given back), each row at the place of its loan."""

    place: Column
    day: Column
    principal: Column
    interest: Column
    refunded: Column


def money_of(signed: Signed, vouchers: Columns) -> Money:
    """All vouchers of the loans."""
    place = signed.places(vouchers["loan_id"])
    own = place >= 0
    disbursed, principal, interest = (
        whole_numbers(vouchers[name])[own] for name in ("disbursed", "principal", "interest")
    )
    opening = np.asarray(vouchers["opening"], bool)[own]
    day = day_numbers(vouchers["effective_on"])[own]
    return Money(place[own], day, disbursed, principal, interest, opening)


def losses_of(signed: Signed, debts: Debts) -> Losses:
    """What was written off or refunded of these loans."""
    made = [(each.loan_id, each.effective_on, each.principal, each.interest, 0) for each in debts.write_offs]
    made += [(each.loan_id, each.effective_on, 0, 0, each.interest) for each in debts.refunds]
    loan_id, day, principal, interest, refunded = zip(*made, strict=True) if made else ((),) * 5
    place = signed.places(loan_id)
    own = place >= 0
    amounts = (whole_numbers(values)[own] for values in (principal, interest, refunded))
    return Losses(place[own], day_numbers(day)[own], *amounts)


def rates_of(uow: UnitOfWork, signed: Signed, places: Column) -> Rates:
    """Rates of the loans at some places (§6.2): a fixed one stays; a formula follows its regime and each re-pricing.

    Where the formula gives none, the rates of the contract stand, and the loan is named as doubtful.
    """
    own, kinds = signed.alike("programme", "approved_on", "rate_group", "source_id")
    formula = ~np.array(signed.columns["rate_fixed"], bool)
    rules = _Rules(uow)
    held = {each: rules.history(*kinds[each]) for each in np.unique(own[places[formula[places]]]).tolist()}
    size, first, day, rate_e7, overdue_e7 = _laid_out(held, len(kinds))
    priced = places[formula[places] & (size[own[places]] > 0)]
    fixed = places[~formula[places] | (size[own[places]] == 0)]
    kind = own[priced]
    rows = np.repeat(first[kind] - (np.cumsum(size[kind]) - size[kind]), size[kind]) + np.arange(size[kind].sum())
    agreed = (whole_numbers(signed.columns[name])[fixed] for name in ("rate_e7", "overdue_rate_e7"))
    set_rate, set_overdue = agreed
    return Rates(
        np.concatenate([fixed, np.repeat(priced, size[kind])]),
        np.concatenate([day_numbers(signed.columns["approved_on"])[fixed], day[rows]]),
        np.concatenate([set_rate, rate_e7[rows]]),
        np.concatenate([set_overdue, overdue_e7[rows]]),
        fixed[formula[fixed]],
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


class _Rules:
    """Rate histories: loans approved between two changes of the law share one, but for its first day."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._of_source: dict[int, tuple[Law, list[date]]] = {}
        self._found: dict[tuple[str, int, str, int], History] = {}

    def history(self, programme: str, approved_on: date, group: str, source_id: int) -> History:
        """The rates since the approval; none where the law held gives none."""
        rules, changes = self._law(source_id)
        family = programme_of(programme).rate_family
        key = (family, bisect_right(changes, approved_on), group, source_id)
        if key not in self._found:
            self._found[key] = rates_held(rules, family, approved_on, group, date.max) or []
        if not self._found[key]:
            return []
        (_day, rate_e7, overdue_e7), *later = self._found[key]
        return [(approved_on, rate_e7, overdue_e7), *later]

    def _law(self, source_id: int) -> tuple[Law, list[date]]:
        """The law as a source has it, and the days on which anything of it changes."""
        if source_id not in self._of_source:
            own = [each for each in self._uow.overlays.of_source(source_id) if each.parameter == FORMULA_SWITCH]
            rules = law().under(own)
            self._of_source[source_id] = rules, rules.change_days()
        return self._of_source[source_id]
