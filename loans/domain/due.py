"""When principal falls due, after everything that was granted or decided: rescheduling, extension, recall, freezing.

A loan's contract gives pieces of principal, each with a due day. A later decision moves pieces (or a part of
one) to another due day, or freezes them for a time. From pieces, payments and decisions follow the days on which
principal moves to overdue (DOMAIN §6.4, §6.7–6.8). All of it is recomputed from the entries, never stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.domain.debt import ReliefKind

Transfer = Callable[[date], date]
"""The session on which what is due on a day and unpaid moves to overdue."""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Unpaid principal with one effective due day, the instalment that it came from, and the day it would move."""

    due: date
    number: int
    amount: int
    moves: date

    @property
    def turn(self) -> tuple[date, date, int]:
        """What is overdue, and moves earlier, is paid and decided on first (§6.3); then what falls due earlier."""
        return self.moves, self.due, self.number


@dataclass(frozen=True, slots=True)
class Postponed:
    """From ``on``, ``amount`` of instalment ``number`` is due on ``due``: rescheduling, extension, or recall.

    ``waits``: an interim instalment whose loan moves at its final maturity alone, which a rescheduling leaves so.
    """

    on: date
    number: int
    amount: int
    due: date
    kind: ReliefKind = ReliefKind.EXTENDED
    waits: bool = False

    def concerns(self, piece: Piece, moves: date) -> bool:
        """Whether it acts on this piece, to move on ``moves``: what is overdue is only extended; only what would
        fall due or move later is recalled, an instalment that waits for final maturity too."""
        if piece.number != self.number or (self.kind is not ReliefKind.EXTENDED and piece.moves <= self.on):
            return False
        if self.kind is ReliefKind.RECALLED:
            return piece.due > self.due or piece.moves > moves
        return piece.due < self.due


@dataclass(frozen=True, slots=True)
class Frozen:
    """A freeze (khoanh nợ) of two named amounts from its first to its last day, both included.

    ``paid`` are payments and write-offs that named the frozen amount: (day, đồng).
    """

    on: date
    last: date
    in_term: int
    overdue: int
    paid: tuple[tuple[date, int], ...] = ()

    @property
    def amount(self) -> int:
        """All that was frozen."""
        return self.in_term + self.overdue


@dataclass(frozen=True, slots=True)
class Change:
    """What a day changes: principal counted as moved to overdue, and principal frozen; either may be negative."""

    day: date
    moved: int
    frozen: int = 0


def left_of(pieces: Sequence[Piece], paid: int) -> list[Piece]:
    """What is left of some pieces: payments that named them took the earliest."""
    left = []
    for piece in pieces:
        rest = piece.amount - min(paid, piece.amount)
        paid -= piece.amount - rest
        if rest:
            left.append(replace(piece, amount=rest))
    return left


@dataclass(frozen=True, slots=True)
class Era:
    """How the pieces stand from a day until the next era begins.

    ``pieces`` are in their turn, without what was settled before; ``settled`` is what was paid of pieces no longer
    listed; ``unlent`` are the parts of the contract for which no money has gone out yet: they owe nothing.
    ``held`` are the pieces in each freeze that is on, with what was paid on it: (day, đồng).
    """

    since: date
    pieces: tuple[Piece, ...]
    settled: int
    unlent: tuple[Piece, ...] = ()
    held: tuple[tuple[tuple[Piece, ...], tuple[tuple[date, int], ...]], ...] = ()

    def frozen_on(self, day: date) -> tuple[Piece, ...]:
        """The pieces that a freeze still holds on a day, less what was paid on them by then."""
        found: list[Piece] = []
        for pieces, paid in self.held:
            found += left_of(pieces, sum(amount for on, amount in paid if on <= day))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a loan's pieces over its whole life: every change, and the eras in their order.

    ``doubted`` is the first day of a decision that could not be followed, because it names principal that was not owed;
    None where there is none. It is left out; what stood before it stays.
    """

    changes: tuple[Change, ...]
    eras: tuple[Era, ...]
    doubted: date | None = None

    def on(self, day: date) -> Era:
        """The era of a day."""
        return next(era for era in reversed(self.eras) if era.since <= day)
