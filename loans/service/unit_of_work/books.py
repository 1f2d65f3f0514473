"""The port of the books: histories read whole, outcomes appended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from loans.domain.books.history import Entered, History
from loans.domain.books.outcome import Outcome
from loans.service.unit_of_work.history import Booked


@dataclass(frozen=True, slots=True)
class Appended:
    """An outcome on its way into a loan's stream, behind the entry number on which it was decided."""

    loan_id: int
    expected: int
    outcome: Outcome


class Books(Protocol):
    """Loans with all that bears on them, in a number of statements that does not depend on how much that is."""

    def one(self, loan_id: int, *vouchers: str) -> History:
        """The history of one loan; ``vouchers`` are numbers that may be taken. Raises ``Unknown``."""

    def of(self, loan_ids: Collection[int], vouchers: Collection[str] = ()) -> dict[int, History]:
        """The histories of some loans by number, one that is not there left out."""

    def by_contract(self, contracts: Collection[str], vouchers: Collection[str] = ()) -> dict[str, History]:
        """The same by the numbers of contracts."""

    def entries(self, loan_id: int) -> Sequence[Entered]:
        """The entries of a loan in their order, of one whose opening was reversed too."""

    def unmoved(self, sequences: Mapping[int, int], vouchers: Collection[str], closed: date | None) -> bool:
        """Whether loans still end with these entries, none of these vouchers is taken, no later period is closed."""

    def append(self, loan_id: int, expected: int, outcome: Outcome) -> Booked:
        """Append what was decided; a stream that has moved on refuses it as ``stale`` (by its own constraint)."""

    def append_all(self, outcomes: Sequence[Appended]) -> list[Booked]:
        """Append many in their order: those of one loan each behind the one before."""
