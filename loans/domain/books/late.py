"""How late a loan is: the two counts of DOMAIN §6.5, from its pieces and what has covered them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from loans.domain.books.event import day_number
from loans.domain.books.fold import figures
from loans.domain.books.history import History
from loans.domain.books.laid import laid
from loans.domain.due import Piece


@dataclass(frozen=True, slots=True)
class Late:
    """Days since the oldest unpaid piece moved, and since it fell due; 0 where nothing is late, then without a day."""

    days_overdue: int = 0
    days_late: int = 0
    overdue_since: date | None = None
    oldest_due: date | None = None


def late_on(history: History, day: date) -> Late:
    """How late a loan is at the end of a day: ageing uses days overdue, days late stand beside it."""
    held = figures(laid(history), day_number(day))
    if held.payable <= 0:  # what was frozen, or never disbursed, is not late
        return Late()
    found = history.outlook_on(day)
    unpaid = list(_uncovered(found.pieces, held.covered - found.settled))
    oldest = min((piece.due for piece in unpaid), default=None)
    moved = (piece.moves for piece in unpaid if piece.moves <= day)
    since = min(moved, default=None) if held.overdue > 0 else None
    return Late(_days(since, day), _days(oldest, day), since, oldest)


def _uncovered(pieces: tuple[Piece, ...], covered: int) -> Iterator[Piece]:
    """The pieces that payments have not covered whole: they took the earliest."""
    for piece in pieces:
        covered -= piece.amount
        if covered < 0:
            yield piece


def _days(since: date | None, day: date) -> int:
    return (day - since).days if since is not None and since < day else 0
