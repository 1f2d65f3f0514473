"""Faults put into possible loans: into their facts here, into how cells are written in ``text``."""

from collections.abc import Callable

import numpy as np

from tests.portfolio.loans import LATE, Column, Loans, later
from tests.portfolio.places import DIRECT, UNKNOWN, Unit, world
from tests.portfolio.shape import Shape


def victims(shape: Shape) -> tuple[Column, Column]:
    """The numbers of the loans that bear a fault, in their order, and the place of the code of each."""
    codes = shape.codes
    wanted = len(codes) * shape.faults
    if wanted > shape.loans:
        raise ValueError(f"{wanted} faults need as many loans, not {shape.loans}")
    chosen = np.random.default_rng((shape.seed, 1, 1)).choice(shape.loans, wanted, replace=False)
    order = np.argsort(chosen)
    return chosen[order], np.repeat(np.arange(len(codes)), shape.faults)[order]


def mature(shape: Shape, each: Loans) -> None:
    """What must be so before balances are worked out: loans that are old, direct, or past their last day."""
    day = np.datetime64(shape.day)
    for code, age, term, state in (
        ("regime_not_held", 4_600, 36, LATE),
        ("instalment_rule_unknown", 200, 24, 0),
        ("should_be_overdue", 500, 12, 0),
        ("overdue_without_day", 500, 12, LATE),
        ("maturity_before_signing", 300, 12, LATE),
        ("outstanding_above_disbursed", 100, 24, 0),
        ("paid_in_full_with_balance", 300, 24, 0),
        ("history_does_not_add_up", 400, 24, 0),
    ):
        its = _its(shape, each, code)
        if not its.any():
            continue
        each.lent[its] = (day - age).astype("datetime64[M]").astype("datetime64[D]") + 4
        each.term[its], each.pieces[its], each.paid[its], each.state[its] = term, term // 6, 1, state
        each.due[its] = later(each.lent[its], each.term[its])
        each.disbursed[its] = 60_000_000
        each.rate[its] = np.where(each.lent[its] >= np.datetime64("2026-01-01"), 792_480, 748_800)


def plant(shape: Shape, each: Loans) -> None:
    """Put the faults into the facts."""
    each.more |= {
        "repaid": each.repaid.copy(),
        "first_disbursed_on": each.lent.copy(),
        "whole": each.more["outstanding"].copy(),
        "shown_term": each.term.copy(),
        "shown_due": each.due.copy(),
        "shown_rate": each.rate.copy(),
    }
    for code, put in _FACTS.items():
        its = _its(shape, each, code)
        if its.any():
            put(shape, each, its)


def _its(shape: Shape, each: Loans, code: str) -> Column:
    found: Column = each.fault == (shape.codes.index(code) if code in shape.codes else -2)
    return found


def _term_zero(_shape: Shape, each: Loans, its: Column) -> None:
    each.more["shown_term"][its] = 0


def _before_approval(_shape: Shape, each: Loans, its: Column) -> None:
    each.more["first_disbursed_on"][its] = each.lent[its] - 7


def _above(_shape: Shape, each: Loans, its: Column) -> None:
    for name in ("in_term", "outstanding", "whole"):
        each.more[name][its] = each.disbursed[its] + 5_000_000


def _paid_in_full(_shape: Shape, each: Loans, its: Column) -> None:
    each.more["repaid"][its] = each.disbursed[its]


def _matured(_shape: Shape, each: Loans, its: Column) -> None:
    each.more["shown_due"][its] = each.lent[its] - 10


def _rate(_shape: Shape, each: Loans, its: Column) -> None:
    each.more["shown_rate"][its] = 555_000


def _no_day(_shape: Shape, each: Loans, its: Column) -> None:
    each.since[its] = np.datetime64("NaT")


def _split(_shape: Shape, each: Loans, its: Column) -> None:
    each.more["whole"][its] += 1


def _history(_shape: Shape, each: Loans, its: Column) -> None:
    each.history[its] = True


def _unknown_place(_shape: Shape, each: Loans, its: Column) -> None:
    for place in np.flatnonzero(its):
        each.unit[place] = Unit(UNKNOWN[0], "", UNKNOWN[1])


def _divided_place(shape: Shape, each: Loans, its: Column) -> None:
    divided = world(shape.communes).divided
    for place in np.flatnonzero(its):
        each.unit[place] = divided[int(each.at[place]) % len(divided)]


_FACTS: dict[str, Callable[[Shape, Loans, Column], None]] = {
    "term_zero": _term_zero,
    "disbursed_before_approval": _before_approval,
    "outstanding_above_disbursed": _above,
    "paid_in_full_with_balance": _paid_in_full,
    "maturity_before_signing": _matured,
    "rate_not_of_regime": _rate,
    "overdue_without_day": _no_day,
    "split_broken": _split,
    "history_does_not_add_up": _history,
    "commune_unknown": _unknown_place,
    "commune_divided": _divided_place,
}


def direct(shape: Shape, each: Loans) -> Column:
    """Which loans the bank lent itself, through no organisation."""
    return _its(shape, each, "instalment_rule_unknown")


def bears(shape: Shape, each: Loans, code: str) -> list[int]:
    """The places of the loans that bear this fault."""
    found: list[int] = np.flatnonzero(_its(shape, each, code)).tolist()
    return found


__all__ = ["DIRECT", "bears", "direct", "mature", "plant", "victims"]
