"""How late a loan is at the end of a day: since its first unpaid piece moved, and since its oldest fell due (§6.5).

What is paid covers the pieces in their turn, so the first unpaid piece is the first whose running sum passes what has
covered pieces. The text of ``walk`` is run for one loan in plain Python (``delay_of_pieces``) and compiled for many;
``columns.delays_of`` gives the same answers by columns. It therefore uses whole numbers and indexing alone.
"""

from collections.abc import Sequence
from itertools import accumulate
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


def walk(
    sums: Any,
    oldest: Any,
    moves: Any,
    first: int,
    last: int,
    paid: int,
    overdue: int,
    in_term: int,
    as_of: int,
    out: Any,
) -> None:
    """Write into ``out``, in the order of ``Delays``, how late a loan is whose pieces are ``first`` to ``last``
    (excluded), in their turn: what moves earlier comes first. Of them ``paid`` is paid; ``overdue`` and ``in_term`` is
    what the loan owes. Days are numbers, ``NOWHERE`` where there is none.

    ``sums`` is the amount of all pieces up to each, ``oldest`` the least due day from each on. What is frozen or was
    never lent is not late; nothing is overdue where no principal is.
    """
    out[0] = out[1] = 0
    out[2] = out[3] = NOWHERE
    if overdue + in_term <= 0:
        return
    i = first
    while i < last and sums[i] <= paid:
        i += 1
    if i == last:
        return
    if overdue > 0 and moves[i] <= as_of:
        out[2] = moves[i]
        out[0] = as_of - moves[i]
    out[3] = oldest[i]
    out[1] = max(as_of - oldest[i], 0)


def delay_of_pieces(pieces: Sequence[Piece], settled: int, held: Figures, as_of: int) -> Delays:
    """One loan: ``pieces`` of the era of the day in their turn, ``settled`` what was paid before of pieces no longer
    listed, and its figures at the end of the day ``as_of`` (a day number). Days that are not there are None."""
    sums = list(accumulate(piece.amount for piece in pieces))
    oldest = list(accumulate((day_number(piece.due) for piece in reversed(pieces)), min))[::-1]
    moves, paid, found = [day_number(piece.moves) for piece in pieces], held.covered - settled, [0] * 4
    walk(sums, oldest, moves, 0, len(pieces), paid, held.overdue, held.in_term, as_of, found)
    since, due = (None if number == NOWHERE else day_of(number) for number in found[2:])
    return Delays(found[0], found[1], since, due)
