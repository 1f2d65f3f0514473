"""What is unpaid of a loan, piece by piece, at the end of a day: the one place where it is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from loans.domain.books.history import History
from loans.domain.due import Piece


def unpaid(history: History, on: date) -> list[Piece]:
    """The unpaid parts of the loan's pieces at the end of a day in their turn, without frozen ones: as much as is in
    term and overdue, for what was never lent is in no piece."""
    found = history.course.on(on)
    covered = sum(amount for day, amount in history.covering if day <= on)
    return list(uncovered(found.pieces, covered - found.settled))


def uncovered(pieces: tuple[Piece, ...], covered: int) -> Iterator[Piece]:
    """What payments have left of pieces in their turn: they took the earliest."""
    for piece in pieces:
        rest = piece.amount - min(max(covered, 0), piece.amount)
        covered -= piece.amount - rest
        if rest:
            yield replace(piece, amount=rest)
