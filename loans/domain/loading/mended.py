"""Lines whose contract number could not be read, and the lines of later files that say them again with a number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_ROWS = 1 << 31
_MOST = 200
"""Lines of one customer beyond which nothing is matched: so many say that the column of customers is wrong."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a line of loans says: its contract (below zero where it is unreadable), customer, amount and day lent."""

    contract: int
    file_id: int
    customer_no: str
    amount: Any
    lent_on: Any

    def may_be(self, other: "Said") -> bool:
        """Whether a later line may be this one: what this one states, the other states too."""
        return self.amount in (None, other.amount) and self.lent_on in (None, other.lent_on)


def nameless(file_id: int, row: int) -> int:
    """What stands for the contract of a row whose number cannot be read: below zero, another for each row and file."""
    return -(file_id * _ROWS + row)


def mended_later(lines: Iterable[Said]) -> set[int]:
    """Of unreadable lines those that a later file says again.

    The same customer, amount and day under a number that the unreadable line's own file does not have; each number
    stands for one line of a file.
    """
    of_customer: dict[str, list[Said]] = {}
    for line in lines:
        if line.customer_no:
            of_customer.setdefault(line.customer_no, []).append(line)
    return {found for said in of_customer.values() if len(said) <= _MOST for found in _of_one(said)}


def _of_one(said: Sequence[Said]) -> list[int]:
    found: list[int] = []
    taken = {(line.file_id, line.contract) for line in said}
    for line in (line for line in said if line.contract < 0):
        for other in said:
            place = (line.file_id, other.contract)
            if other.contract > 0 and other.file_id > line.file_id and place not in taken and line.may_be(other):
                taken.add(place)
                found.append(line.contract)
                break
    return found
