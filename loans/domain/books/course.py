"""What becomes of a loan's pieces, followed once over its whole life: money going out, payments, decisions.

Nothing of it is stored: it is recomputed from the entries, and any day is a cut through it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from loans.domain.debt import ReliefKind
from loans.domain.due import Change, Course, Era, Frozen, Piece, Postponed, Transfer, left_of

_ONE_DAY = timedelta(days=1)


class NotOwedError(ValueError):
    """A decision names principal that was not owed on its day: an earlier payment has taken it."""


def course(
    contract: Sequence[Piece],
    money: Sequence[tuple[date, int, int]],
    decisions: Sequence[Postponed | Frozen],
    transfer: Transfer,
    past: Sequence[tuple[date, int]] = (),
    *,
    all_lent: bool = False,
) -> Course:
    """Follow the lending and the decisions once, with everything that is booked; any day is a cut through it.

    ``contract`` is a piece per instalment, its move chosen by the instalment rule. ``money`` is principal lent and
    principal paid or written off outside a freeze, (day, đồng lent, đồng paid), in the order of days and of vouchers:
    the first money out covers the earliest instalments, and what was never lent owes nothing (§7.2.22). ``all_lent``:
    all of the contract was out from the beginning, as of a loan that came from another system, of which ``past``,
    (day, đồng), was paid before.

    Decisions of one day act in the order given, which is the order of entry (§7.2.23), after the vouchers of their day;
    a freeze ends with its last day, after the decisions of that day. Before each decision what has been paid is settled
    against the earliest pieces, so that a piece which moves afterwards can never be taken for the one that was paid;
    so it is before money goes out, for the same reason.
    """
    state = _State(contract, transfer, past, all_lent=all_lent)
    eras, doubted = [state.era(date.min)], None
    for on, rank, paid, step in _steps(state, money, decisions, all_lent=all_lent):
        state.settle(paid, on)
        try:
            step()
        except NotOwedError:
            doubted = min(doubted or on, on)
        since = on + _ONE_DAY if rank == _ENDS and on < date.max else on
        eras = [each for each in eras if each.since < since] + [state.era(since)]
    return Course(tuple(state.changes), tuple(eras), doubted)


_LENT, _DECIDED, _ENDS = range(3)
"""The order of what happens on one day: money goes out, decisions act, the last day of a freeze ends."""

_Step = tuple[date, int, int, Callable[[], None]]
"""A day, its rank among the steps of that day, what had been paid before it in đồng, and what it does."""


def _steps(
    state: "_State",
    money: Sequence[tuple[date, int, int]],
    decisions: Sequence[Postponed | Frozen],
    *,
    all_lent: bool,
) -> list[_Step]:
    """What happens to the pieces, in its order; of one day and rank as given."""
    steps: list[_Step] = []
    paid = 0
    for day, lent, gone in money:
        if lent and not all_lent:
            steps.append((day, _LENT, paid, partial(state.lend, day, lent)))
        paid += gone

    def through(on: date) -> int:
        return sum(gone for day, _, gone in money if day <= on)

    for decision in decisions:
        on = decision.on
        if isinstance(decision, Postponed):
            steps.append((on, _DECIDED, through(on), partial(state.postpone, decision)))
        else:
            last = decision.last
            steps.append((on, _DECIDED, through(on), partial(state.freeze, decision)))
            steps.append((last, _ENDS, through(last), partial(state.thaw, decision)))
    return sorted(steps, key=lambda each: each[:2])


class _State:
    """The loan on its way through lending and decisions."""

    def __init__(
        self,
        contract: Sequence[Piece],
        transfer: Transfer,
        past: Sequence[tuple[date, int]],
        *,
        all_lent: bool,
    ) -> None:
        self.pieces: list[Piece] = list(contract) if all_lent else []
        self.unlent: list[Piece] = [] if all_lent else sorted(contract)  # by due day, then by number
        self.changes = [Change(piece.moves, piece.amount) for piece in self.pieces]
        self.changes += [Change(day, paid) for day, paid in past]
        self.settled = sum(paid for _, paid in past)
        self.held: dict[int, tuple[Frozen, list[Piece]]] = {}  # pieces in each freeze that is on, by its identity
        self.transfer = transfer

    def era(self, since: date) -> Era:
        """How the pieces stand now."""
        held = tuple((tuple(pieces), freeze.paid) for freeze, pieces in self.held.values())
        return Era(since, tuple(self.in_turn()), self.settled, tuple(self.unlent), held)

    def lend(self, on: date, amount: int) -> None:
        """Money goes out: it covers the earliest parts of the contract for which none has gone out yet."""
        while amount and self.unlent:
            part = self.unlent.pop(0)
            out = min(amount, part.amount)
            amount -= out
            if part.amount > out:
                self.unlent.insert(0, replace(part, amount=part.amount - out))
            self._add(replace(part, amount=out))
            self.changes.append(Change(max(part.moves, on), out))

    def settle(self, paid_so_far: int, on: date) -> None:
        """Take what has been paid by now out of the earliest pieces; what was paid early counts as moved from then."""
        left = paid_so_far - self.settled
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
        never = sum(part.amount for part in self.unlent if part.number == decision.number)
        owned = sum(piece.amount for piece in own)
        for piece in _first(own, min(decision.amount, max(owned, decision.amount - never))):  # never what was not lent
            self._withdraw(piece, decision.on)
            due = min(piece.due, decision.due) if decision.kind is ReliefKind.RECALLED else decision.due
            moves = piece.moves if decision.waits else session
            self._add(Piece(due, piece.number, piece.amount, moves))
            self.changes.append(Change(moves, piece.amount))
        if decision.kind is not ReliefKind.RESCHEDULED:
            self._agree_anew(decision, session, decision.amount - owned)

    def _agree_anew(self, decision: Postponed, session: date, amount: int) -> None:
        """An extension or a recall of all is one of the term too: what goes out later falls due by it."""
        for part in [part for part in self.unlent if decision.concerns(part, session)]:
            taken = min(amount, part.amount)
            if taken <= 0:
                continue
            amount -= taken
            due = min(part.due, decision.due) if decision.kind is ReliefKind.RECALLED else decision.due
            self.unlent.remove(part)
            self.unlent += [replace(part, due=due, amount=taken, moves=session)]
            self.unlent += [replace(part, amount=part.amount - taken)] if part.amount > taken else []
        self.unlent.sort()

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
        self.held[id(decision)] = decision, chosen

    def thaw(self, decision: Frozen) -> None:
        """Bring back what is left: past its due day it moves at the point's next session, the rest is in-term."""
        _, pieces = self.held.pop(id(decision), (decision, []))  # nothing, where the freeze could not be followed
        thawed = decision.last + _ONE_DAY
        for piece in left_of(pieces, sum(amount for _, amount in decision.paid)):
            moves = max(piece.moves, self.transfer(decision.last), thawed)
            self._add(replace(piece, moves=moves))
            self.changes += [Change(thawed, 0, -piece.amount), Change(moves, piece.amount)]

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
