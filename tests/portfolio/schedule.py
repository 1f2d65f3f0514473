"""The instalments unpaid and the entries of invented loans, by column: what they come to is the balance."""

import numpy as np

from tests.portfolio.faults import bears
from tests.portfolio.loans import Column, Loans
from tests.portfolio.shape import Shape
from tests.portfolio.text import Texts, contracts, days, numbers

ENTRIES = 10
"""Entries of a loan with its history, at least."""


def instalments(shape: Shape, each: Loans) -> tuple[Texts, int]:
    """One row an instalment unpaid, and their sum; of a planted loan a thousand đồng are missing from the last."""
    counts = each.pieces - each.paid
    of, within = _repeated(counts)
    owed = sum(each.more[name] for name in ("in_term", "overdue", "frozen"))
    last = owed - each.piece * (counts - 1)
    for place in bears(shape, each, "instalments_do_not_add_up"):
        last[place] -= 1_000
    due = np.where(within == counts[of] - 1, last[of], each.piece[of])
    found = {
        "contract_no": _taken(contracts(each.at), of),
        "due_on": days(each.due_on(each.paid[of] + within + 1, of), "%Y%m%d"),
        "due": numbers(due),
        "report_day": [f"{shape.day:%Y%m%d}"] * len(of),
    }
    return found, int(due.sum())


def entries(shape: Shape, each: Loans) -> tuple[Texts, dict[str, int]]:
    """Every entry of the loans with a history, and their sums: lent once, instalments on their days, interest between.

    A planted loan has repaid a thousand đồng more than its balance says. Interest is a plain figure, no accrual.
    """
    its = np.flatnonzero(each.history)
    paid = each.paid[its]
    only_interest = np.maximum(ENTRIES - 1 - paid, 0)
    of, within = _repeated(1 + paid + only_interest)
    loan = its[of]
    pays = (within > 0) & (within <= paid[of])
    age = (np.datetime64(shape.day) - each.lent).astype(np.int64)[loan]
    between = each.lent[loan] + np.maximum(within - paid[of], 0) * age // (only_interest[of] + 1)
    day = np.where(pays, each.due_on(np.where(pays, within, 1), loan), between)
    principal = np.where(pays, each.piece[loan], 0)
    for place in bears(shape, each, "history_does_not_add_up"):
        principal[np.flatnonzero((loan == place) & pays)[:1]] += 1_000
    given = np.where(within == 0, each.disbursed[loan], 0)
    interest = np.where(within > 0, each.disbursed[loan] // 1_000_000 * 6_240, 0)
    order = np.lexsort((within, day, loan))
    found = {
        "contract_no": _taken(contracts(each.at), loan[order]),
        "effective_on": days(day[order]),
        "voucher_no": [
            f"GD{number}-{place}"
            for number, place in zip(each.at[loan[order]].tolist(), within[order].tolist(), strict=True)
        ],
        "disbursed": numbers(given[order]),
        "principal": numbers(principal[order]),
        "interest": numbers(interest[order]),
    }
    return found, {"disbursed": int(given.sum()), "principal": int(principal.sum()), "interest": int(interest.sum())}


def _repeated(counts: Column) -> tuple[Column, Column]:
    """Each place as often as it counts, and the number within it from 0."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)


def _taken(texts: list[str], of: Column) -> list[str]:
    room = np.empty(len(texts), object)
    room[:] = texts
    found: list[str] = room[of].tolist()
    return found
