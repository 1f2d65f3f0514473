"""Control totals: what the bank says each of its communes must come to, against what was read."""

from collections.abc import Mapping
from dataclasses import dataclass

MEASURES = ("loans", "customers", "outstanding", "in_term", "overdue", "frozen")
"""What is compared per commune: counts, and đồng; a measure that the bank does not give is not compared."""


@dataclass(frozen=True, slots=True)
class Control:
    """The totals of one commune in the bank's own code; None where nothing is said."""

    commune: str
    loans: int | None = None
    customers: int | None = None
    outstanding: int | None = None
    in_term: int | None = None
    overdue: int | None = None
    frozen: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One commune and measure: what the bank states, what its rows come to, and how much of that will be loaded."""

    commune: str
    measure: str
    stated: int
    read: int
    loading: int

    @property
    def agrees(self) -> bool:
        """Whether the rows come to what is stated."""
        return self.stated == self.read


def differences(
    stated: Mapping[str, Control], read: Mapping[str, Control], loading: Mapping[str, Control]
) -> list[Difference]:
    """Every commune and measure that is stated, or that was read without being stated, in order."""
    found = []
    nothing = Control("", 0, 0, 0, 0, 0, 0)
    for commune in sorted({*stated, *read}):
        said = stated.get(commune, nothing)
        for measure in MEASURES:
            amount = getattr(said, measure)
            if amount is None:
                continue
            was = getattr(read.get(commune, nothing), measure) or 0
            will = getattr(loading.get(commune, nothing), measure) or 0
            found.append(Difference(commune, measure, amount, was, will))
    return found
