"""Rules 1–5 of FORMS.md §2 on our own books: by loan on one road, by commune on another."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.reconcile import MEASURES, Figures, RuleResult, own_rules
from loans.service.actor import Actor
from loans.service.reconcile.books import held_on
from loans.service.reports.overdue import overdue_statement
from loans.service.unit_of_work import Known, UnitOfWork


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """The five rules as of a day, as known at a moment."""

    as_of: date
    known: Known
    rules: tuple[RuleResult, ...]


def check_own(uow: UnitOfWork, actor: Actor, known: Known, *, as_of: date) -> OwnCheck:
    """The rules on the communes that one may see. The loan book is worked out from columns, the statement by commune
    loan by loan: two roads to the same sums."""
    statement = overdue_statement(uow, known, as_of=as_of, communes=actor.limit)
    held = [own for own in held_on(uow, as_of, actor.limit) if any(own.figures)]
    stated = {str(row["commune"]): _figures(row) for row in statement.by_commune.to_dict("records")}
    return OwnCheck(as_of, known, own_rules(held, stated, as_of))


def _figures(row: Mapping[Hashable, Any]) -> Figures:
    outstanding, in_term, overdue, frozen = (int(row[name]) for name in MEASURES)
    return (outstanding, in_term, overdue, frozen)
