"""One loan looked at ahead: its schedule as it stands, what a sum would pay, the day on which it would move (§6.3–6.4).

Nothing is recorded here; schedules may look beyond today and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.books.pieces import unpaid
from loans.domain.due import Piece
from loans.domain.law import law
from loans.domain.loan import Instalment, Position, proposed_split


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
    left: dict[int, list[Piece]] = {}
    for piece in unpaid(history, as_of):
        left.setdefault(piece.number, []).append(piece)
    settled = _Settled.of(history, as_of)
    unlent = {part.number: part.amount for part in history.course.on(as_of).unlent}
    lines: list[Part] = []
    for instalment in sorted(history.contract, key=lambda each: each.number):
        pieces = left.get(instalment.number, [])
        never = unlent.get(instalment.number, 0)
        rest = instalment.principal - never - sum(piece.amount for piece in pieces)
        lines += settled.parts(instalment, rest)
        lines += [_waiting(instalment.due_on, piece, as_of) for piece in pieces]
        if never:
            due, number = instalment.due_on, instalment.number
            lines.append(Part(number, due, never, never, due, None, State.NOT_PAID_OUT))
    return lines


@dataclass(slots=True)
class _Settled:
    """What no piece holds any more, in the order of the instalments: paid before a freeze, frozen, paid after it."""

    before: int
    frozen: int

    @classmethod
    def of(cls, history: History, as_of: date) -> "_Settled":
        debts = history.debts.until(as_of)
        running = [each for each in debts.freezes if each.last_on >= as_of]
        if not running:
            return cls(0, 0)
        freeze = running[-1]
        paid = [(each.effective_on, each.principal) for each in history.vouchers]
        paid += [(each.effective_on, each.principal) for each in debts.write_offs]
        named = sum(part.amount for part in debts.frozen_parts if part.freeze_id == freeze.entry_id)
        before = sum(amount for on, amount in paid if on <= freeze.effective_on)
        return cls(before, freeze.in_term + freeze.overdue - named)

    def parts(self, instalment: Instalment, rest: int) -> list[Part]:
        """The part paid and the part frozen of what is left out of an instalment."""
        first = min(rest, self.before)
        self.before -= first
        frozen = min(rest - first, self.frozen)
        self.frozen -= frozen
        due, number = instalment.due_on, instalment.number
        found = [Part(number, due, rest - frozen, 0, due, None, State.PAID)] if rest > frozen else []
        return found + ([Part(number, due, frozen, frozen, due, None, State.FROZEN)] if frozen else [])


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
