"""How late a loan is at the end of a day: since its first unpaid piece moved, and since its oldest fell due (§6.5).

What is paid covers the pieces in their turn, so the first unpaid piece is the first whose running sum passes what has
covered pieces. The text of ``walk`` is run for one loan in plain Python (``delay_of_pieces``) and compiled for many;
``columns.delays_of`` gives the same answers by columns. It therefore uses whole numbers and indexing alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from loans.domain.books.event import day_number, day_of
from loans.domain.books.fold import Figures
from loans.domain.due import Piece

NOWHERE = -(2**63)
"""The number of no day at all: numpy's NaT."""


class Delays(NamedTuple):
    """How late one loan is; of many loans, a column each.

    Ageing uses ``days_overdue``, counted from the day on which the first unpaid piece moved; ``days_late`` is counted
    from the oldest due day of what is unpaid, which may still be to come (0 days then).
    """

    days_overdue: Any
    days_late: Any
    overdue_since: Any
    oldest_due: Any


def walk(due: Any, moves: Any, amount: Any, first: int, last: int, paid: int, as_of: int, found: Any) -> None:
    """Write how late the pieces ``first`` to ``last`` (excluded) are, of which ``paid`` is paid: into ``found`` the
    first day on which an unpaid one moved by ``as_of``, and the oldest due day of those unpaid; ``NOWHERE``: none.

    The pieces are in their turn: what moves earlier comes first.
    """
    found[0] = found[1] = NOWHERE
    i, total = first, 0
    while i < last and total + amount[i] <= paid:
        total += amount[i]
        i += 1
    if i < last and moves[i] <= as_of:
        found[0] = moves[i]
    oldest = NOWHERE
    while i < last:
        if oldest == NOWHERE or due[i] < oldest:
            oldest = due[i]
        i += 1
    found[1] = oldest


def delay_of_pieces(pieces: Sequence[Piece], settled: int, held: Figures, as_of: int) -> Delays:
    """One loan: ``pieces`` of the era of the day in their turn, ``settled`` what was paid before of pieces no longer
    listed, and its figures at the end of the day ``as_of`` (a day number). Days that are not there are None.

    What is frozen or was never lent is not late; nothing is overdue where no principal is.
    """
    due, moves = [day_number(piece.due) for piece in pieces], [day_number(piece.moves) for piece in pieces]
    found = [NOWHERE, NOWHERE]
    walk(due, moves, [piece.amount for piece in pieces], 0, len(pieces), held.covered - settled, as_of, found)
    since = _day(found[0]) if held.overdue > 0 else None
    oldest = _day(found[1]) if held.in_term + held.overdue > 0 else None
    return Delays(_days(since, as_of), _days(oldest, as_of), since, oldest)


def _day(number: int) -> date | None:
    return None if number == NOWHERE else day_of(number)


def _days(day: date | None, as_of: int) -> int:
    return max(as_of - day_number(day), 0) if day else 0
