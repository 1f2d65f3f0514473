"""One dated value of the law, and one dated value that a capital source sets for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Value = int | str
"""A whole number, or text: decimal text for a rate, a share or a multiple, never a float."""

CERTAINTIES = ("law", "secondary", "recollected")
"""How well a value is known, best first: read in the act; read about it (`secondary`); remembered."""


def weakest(certainties: Iterable[str]) -> str:
    """The certainty of a figure made of several: that of its least certain part."""
    return max(certainties, key=CERTAINTIES.index)


@dataclass(frozen=True, slots=True)
class Version:
    """A value in force from `since` until the next version of the same parameter.

    `value` is None where the rule ended and nothing took its place. `cites` are the articles;
    `checked_on` is the day on which somebody last held the value against its source;
    `local` says that a capital source set this very value, not the national law.
    """

    since: date
    value: Value | None
    cites: tuple[str, ...]
    certainty: str
    checked_on: date
    note: str = ""
    local: bool = False

    @property
    def repealed(self) -> bool:
        """The rule ended on `since` with no successor."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Overlay:
    """A value that the city's council or committee sets for one capital source, from `since` on.

    It counts only when `active`; `confirmed` says that somebody holds the signed text. A `value` of None
    ends the local rule: from that day the national value holds again.
    """

    parameter: str
    since: date
    value: Value | None
    cites: tuple[str, ...]
    certainty: str = "secondary"
    active: bool = False
    confirmed: bool = False
    note: str = ""
