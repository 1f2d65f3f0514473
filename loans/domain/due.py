"""When principal falls due, after everything that was granted or decided: rescheduling, extension, recall, freezing.

A loan's contract gives pieces of principal, each with a due day. A later decision moves pieces (or a part of
one) to another due day, or freezes them for a time. From pieces, payments and decisions follow the days on which
principal moves to overdue (DOMAIN §6.4, §6.7–6.8). All of it is recomputed from the entries, never stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from loans.domain.debt import ReliefKind

Transfer = Callable[[date], date]
"""The session on which what is due on a day and unpaid moves to overdue."""

_ONE_DAY = timedelta(days=1)


class NotOwedError(ValueError):
    """A decision names principal that was not owed on its day: an earlier payment has taken it."""


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


@dataclass(frozen=True, slots=True)
class Outlook:
    """The pieces not yet settled by a payment before the last decision, what was settled, and every change.

    ``frozen`` are the pieces still held by a freeze, less what was paid on them.
    """

    pieces: tuple[Piece, ...]
    settled: int
    changes: tuple[Change, ...]
    frozen: tuple[Piece, ...] = ()


def outlook(
    contract: Sequence[Piece],
    decisions: Sequence[Postponed | Frozen],
    repaid: Sequence[tuple[date, int]],
    transfer: Transfer,
    until: date = date.max,
    past: Sequence[tuple[date, int]] = (),
) -> Outlook:
    """Follow the decisions in the order of their days; a freeze still on at the end of ``until`` is not lifted.

    ``contract`` is a piece per instalment, its move chosen by the instalment rule; ``repaid`` is principal paid
    outside a freeze, (day, đồng); of it ``past`` was paid before a loan came from another system, whose ``contract``
    lists no more than was unpaid then. Before each decision what has been paid is settled against the earliest
    pieces, so that a piece which moves afterwards can never be taken for the one that was paid.
    """
    changes = [Change(piece.moves, piece.amount) for piece in contract] + [Change(day, paid) for day, paid in past]
    state = _State(list(contract), changes, repaid, transfer, sum(paid for _, paid in past))
    steps: list[tuple[date, bool, Callable[[], None]]] = []
    for decision in decisions:
        if isinstance(decision, Postponed):
            steps.append((decision.on, False, partial(state.postpone, decision)))
        else:
            steps.append((decision.on, False, partial(state.freeze, decision)))
            if decision.last < until:
                steps.append((decision.last, True, partial(state.thaw, decision)))  # the end of its last day
    for on, _, step in sorted(steps, key=lambda each: each[:2]):
        state.settle(on)
        step()
    frozen = [piece for each in decisions if isinstance(each, Frozen) for piece in state.left_of(each)]
    return Outlook(tuple(state.in_turn()), state.settled, tuple(state.changes), tuple(frozen))


@dataclass(slots=True)
class _State:
    """The loan on its way through the decisions."""

    pieces: list[Piece]
    changes: list[Change]
    repaid: Sequence[tuple[date, int]]
    transfer: Transfer
    settled: int = 0
    held: dict[int, list[Piece]] = field(default_factory=dict)
    """Pieces out of each freeze that is still on, by the identity of the freeze."""

    def settle(self, on: date) -> None:
        """Take what has been paid out of the earliest pieces; what was paid early counts as moved from now on."""
        left = sum(amount for day, amount in self.repaid if day <= on) - self.settled
        for piece in self.in_turn():
            paid = min(left, piece.amount)
            if paid <= 0:
                break
            self._shrink(piece, paid)
            if piece.moves > on:
                self.changes += [Change(on, paid), Change(piece.moves, -paid)]
            self.settled += paid
            left -= paid

    def postpone(self, decision: Postponed) -> None:
        """Move a part of an instalment to another due day."""
        session = max(self.transfer(decision.due), decision.on)
        own = [piece for piece in self.in_turn() if decision.concerns(piece, session)]
        for piece in _first(own, decision.amount):
            self._withdraw(piece, decision.on)
            due = min(piece.due, decision.due) if decision.kind is ReliefKind.RECALLED else decision.due
            moves = piece.moves if decision.waits else session
            self._add(Piece(due, piece.number, piece.amount, moves))
            self.changes.append(Change(moves, piece.amount))

    def freeze(self, decision: Frozen) -> None:
        """Take the frozen amounts out of the earliest unpaid pieces."""
        moved = [piece for piece in self.in_turn() if piece.moves <= decision.on]
        waiting = [piece for piece in self.in_turn() if piece.moves > decision.on]
        chosen = [*_first(moved, decision.overdue), *_first(waiting, decision.in_term)]
        self.changes.append(Change(decision.on, 0, decision.amount))
        for piece in chosen:
            self._withdraw(piece, decision.on)
        for day, amount in decision.paid:
            self.changes.append(Change(day, 0, -amount))
        self.held[id(decision)] = chosen

    def thaw(self, decision: Frozen) -> None:
        """Bring back what is left: past its due day it moves at the point's next session, the rest is in-term."""
        thawed = decision.last + _ONE_DAY
        for piece in self.left_of(decision):
            moves = max(piece.moves, self.transfer(decision.last), thawed)
            self._add(replace(piece, moves=moves))
            self.changes += [Change(thawed, 0, -piece.amount), Change(moves, piece.amount)]
        del self.held[id(decision)]

    def left_of(self, decision: Frozen) -> list[Piece]:
        """What a freeze still holds of each piece: payments that named it took the earliest."""
        left, paid = [], sum(amount for _, amount in decision.paid)
        for piece in self.held.get(id(decision), ()):
            rest = piece.amount - min(paid, piece.amount)
            paid -= piece.amount - rest
            if rest:
                left.append(replace(piece, amount=rest))
        return left

    def in_turn(self) -> list[Piece]:
        """The pieces in the order in which payments and decisions take them."""
        return sorted(self.pieces, key=lambda piece: piece.turn)

    def _add(self, piece: Piece) -> None:
        """A piece more, made one with its like: a piece is found again by its days and its number."""
        same = next((each for each in self.pieces if each.turn == piece.turn), None)
        if same is not None:
            self.pieces.remove(same)
        self.pieces.append(replace(piece, amount=piece.amount + (same.amount if same else 0)))

    def _withdraw(self, piece: Piece, on: date) -> None:
        """Take a piece out: its move is undone from the decision on, or will not happen."""
        held = next(each for each in self.pieces if each.turn == piece.turn)
        self._shrink(held, piece.amount)
        self.changes.append(Change(max(piece.moves, on), -piece.amount))

    def _shrink(self, piece: Piece, amount: int) -> None:
        place = self.pieces.index(piece)
        rest = piece.amount - amount
        self.pieces[place : place + 1] = [replace(piece, amount=rest)] if rest else []


def _first(pieces: Sequence[Piece], amount: int) -> list[Piece]:
    """The first ``amount`` đồng of the pieces; more than they hold was never granted and is a fault of the books."""
    found = []
    for piece in pieces:
        taken = min(amount, piece.amount)
        if taken:
            found.append(replace(piece, amount=taken))
        amount -= taken
    if amount:
        raise NotOwedError(f"{amount} đồng more were decided on than were owed")
    return found
