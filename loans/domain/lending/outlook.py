"""One loan looked at ahead: its schedule as it stands, what a sum would pay, the day on which it would move (§6.3–6.4).

Nothing is recorded here; schedules may look beyond today and say so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.books.pieces import unpaid
from loans.domain.due import Piece
from loans.domain.law import law
from loans.domain.loan import Position, proposed_split


class State(StrEnum):
    """How an instalment, or a part of one, stands."""

    PAID = "paid"
    DUE = "due"
    LATE = "late"  # due day passed, not yet moved
    OVERDUE = "overdue"
    FROZEN = "frozen"
    NOT_PAID_OUT = "not_paid_out"  # not disbursed, or released


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the schedule: what the contract says, what is left of it in đồng, where it is due and moves now."""

    number: int
    contract_due: date
    principal: int
    left: int
    due: date
    moves: date | None
    state: State

    @property
    def moved(self) -> bool:
        """Whether it has another due day than the contract's."""
        return self.due != self.contract_due


@dataclass(frozen=True, slots=True)
class Payment:
    """What a sum would pay on a day, in đồng: its parts by the rule, and what would be left."""

    on: date
    amount: int
    principal: int
    interest: int
    owed: Position
    order: tuple[str, ...]
    cites: tuple[str, ...]


def schedule_of(history: History, as_of: date) -> list[Part]:
    """The instalments of the contract with what has become of each by a day."""
    era = history.course.on(as_of)
    left, frozen = _by_number(unpaid(history, as_of)), _by_number(era.frozen_on(as_of))
    unlent = {part.number: part.amount for part in era.unlent}
    lines: list[Part] = []
    for instalment in sorted(history.contract, key=lambda each: each.number):
        due, number = instalment.due_on, instalment.number
        waiting, held, never = left.get(number, ()), frozen.get(number, ()), unlent.get(number, 0)
        paid = instalment.principal - never - sum(piece.amount for piece in (*waiting, *held))
        if paid:
            lines.append(Part(number, due, paid, 0, due, None, State.PAID))
        lines += [Part(number, due, piece.amount, piece.amount, piece.due, None, State.FROZEN) for piece in held]
        lines += [_waiting(due, piece, as_of) for piece in waiting]
        if never:
            lines.append(Part(number, due, never, never, due, None, State.NOT_PAID_OUT))
    return lines


def _by_number(pieces: Iterable[Piece]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.number, []).append(piece)
    return found


def _waiting(contract_due: date, piece: Piece, as_of: date) -> Part:
    state = State.OVERDUE if piece.moves <= as_of else State.LATE if piece.due < as_of else State.DUE
    return Part(piece.number, contract_due, piece.amount, piece.amount, piece.due, piece.moves, state)


def payment(history: History, *, on: date, amount: int) -> Payment:
    """What a sum would pay on a day, by the collection order of that day; more than is owed is refused."""
    owed = owed_on(history, on)
    version = law().reading("collection_order_overdue" if owed.overdue else "collection_order", on)
    order = tuple(str(version.value).split(","))
    principal, interest = proposed_split(amount, owed, order)
    return Payment(on, amount, principal, interest, owed, order, version.cites)


def next_transfer(parts: Sequence[Part]) -> Part | None:
    """The part that would move to overdue first, if it stays unpaid."""
    coming = [part for part in parts if part.left and part.moves and part.state in (State.DUE, State.LATE)]
    return min(coming, key=lambda part: (part.moves or date.max, part.number), default=None)
