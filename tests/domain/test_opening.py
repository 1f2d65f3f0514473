"""Openings: pieces move as the bank moved them, and a column says of every loan what the plain rule says."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.loan import Instalment, LoanEntry
from loans.domain.opening import Opening, instalments_of, opened_pieces, past_and_unpaid
from loans.service.books.brought import scheduled
from loans.service.books.signed import Signed

D0 = date(2026, 8, 31)
FIRST = date(2026, 9, 7)
UNPAID = st.lists(st.tuples(st.integers(-600, 600), st.integers(1, 50)), min_size=1, max_size=5)
PAID = st.lists(st.tuples(st.integers(-900, 0), st.integers(1, 50)), max_size=4)


def rule(due: date) -> date:
    return due + timedelta(days=3)


def brought(loan_id: int, drawn: tuple[Any, Any, int, int]) -> tuple[list[Instalment], Opening]:
    """An opening out of unpaid pieces and past payments, with tenths of it overdue and frozen."""
    unpaid, paid, late, cold = drawn
    pieces = [(D0 + timedelta(days=due), part) for due, part in unpaid]
    vouchers = [
        LoanEntry(loan_id, D0 + timedelta(days=day), f"V{number}", principal=part)
        for number, (day, part) in enumerate(paid)
    ]
    owed = sum(part for _, part in pieces)
    overdue = owed * late // 10
    frozen = (owed - overdue) * cold // 10
    opening = Opening(
        loan_id, 1, D0, owed - overdue - frozen, overdue, frozen, 0 if paid else owed, D0 - timedelta(days=40)
    )
    return instalments_of(pieces, vouchers), opening


DRAWN = st.tuples(UNPAID, PAID, st.integers(0, 10), st.integers(0, 10))


@given(drawn=DRAWN)
@settings(max_examples=100)
def test_what_the_bank_moved_has_moved_and_nothing_else_moves_by_the_day(drawn: tuple[Any, Any, int, int]) -> None:
    contract, opening = brought(7, drawn)
    past, unpaid = past_and_unpaid(contract, opening)
    assert [(part.due_on, part.principal) for part in past] == sorted(
        ((D0 + timedelta(days=day), part) for day, part in drawn[1]), key=lambda each: each[0]
    )
    pieces = opened_pieces(unpaid, opening, rule, FIRST)
    assert sum(piece.amount for piece in pieces) == opening.outstanding
    moved = [piece for piece in pieces if piece.moves <= D0]
    assert sum(piece.amount for piece in moved) == opening.overdue
    assert all(piece.moves == max(rule(piece.due), FIRST) for piece in pieces if piece not in moved)
    last = max((piece.due for piece in moved), default=date.min)
    assert all(piece.due >= last for piece in pieces if piece not in moved)


@given(drawn=st.lists(DRAWN, min_size=1, max_size=4), others=st.integers(0, 2))
@settings(max_examples=100)
def test_a_column_splits_every_loan_as_the_plain_rule_does(drawn: list[tuple[Any, Any, int, int]], others: int) -> None:
    found = [brought(loan_id, each) for loan_id, each in enumerate(drawn, 1)]
    here = [Instalment(100 + loan_id, 1, D0, 5) for loan_id in range(others)]
    ids = [opening.loan_id for _, opening in found] + [part.loan_id for part in here]
    rows = [(op.loan_id, part.number, part.due_on, part.principal) for contract, op in found for part in contract]
    rows += [(part.loan_id, part.number, part.due_on, part.principal) for part in here]
    rows.sort(key=lambda row: (row[3], row[0]))  # the store gives them in no order
    openings = [opening for _, opening in found]
    names = ("loan_id", "effective_on", "brought", "in_term", "overdue", "frozen", "overdue_since")
    columns: dict[str, Any] = {name: [getattr(each, name) for each in openings] for name in names}
    columns |= dict.fromkeys(("entry_id", "interest_in_term", "interest_overdue"), [0] * len(openings))
    columns["old_code"] = [""] * len(openings)
    contract = dict(zip(("loan_id", "number", "due_on", "principal"), map(list, zip(*rows, strict=True)), strict=True))
    schedule, opened = scheduled(Signed({"id": ids}), contract, columns)
    said = sorted((ids[at], str(due), int(part), str(since)) for at, due, part, since in zip(*schedule, strict=True))
    plain = [(part.loan_id, str(part.due_on), part.principal, "NaT") for part in here]
    for each, opening in found:
        for piece in opened_pieces(past_and_unpaid(each, opening)[1], opening, rule, FIRST):
            since = str(opening.overdue_since) if piece.moves <= D0 else "NaT"
            plain.append((opening.loan_id, str(piece.due), piece.amount, since))
    assert said == sorted(plain)
    repaid = [sum(part for _, part in each[1]) for each in drawn] + [0] * others
    assert opened.repaid.tolist() == repaid
    assert int(opened.past_principal.sum()) == sum(repaid)
    assert np.isnat(opened.day).tolist() == [False] * len(found) + [True] * others
