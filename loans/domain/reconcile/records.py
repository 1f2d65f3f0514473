"""What is compared: claims of an export, what our books hold, and the difference of one contract in one commune."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

MEASURES = ("outstanding", "in_term", "overdue", "frozen")
"""Principal in đồng: the first is the sum of the others (FORMS.md §2.2)."""

OUTSTANDING, IN_TERM, OVERDUE, FROZEN = range(4)

Figures = tuple[int, int, int, int]
"""One amount for each of ``MEASURES``; 0 stands where an export does not state a measure."""

NOTHING: Figures = (0, 0, 0, 0)


def figures(outstanding: int = 0, in_term: int = 0, overdue: int = 0, frozen: int = 0) -> Figures:
    """Amounts by their names."""
    return (outstanding, in_term, overdue, frozen)


def plus(first: Figures, second: Figures) -> Figures:
    """The sum of two."""
    return (first[0] + second[0], first[1] + second[1], first[2] + second[2], first[3] + second[3])


def minus(first: Figures, second: Figures) -> Figures:
    """What the first is more than the second."""
    return (first[0] - second[0], first[1] - second[1], first[2] - second[2], first[3] - second[3])


def added(each: Iterable[Figures]) -> Figures:
    """The sum of all."""
    total = NOTHING
    for one in each:
        total = plus(total, one)
    return total


def by_name(amounts: Figures, measures: Sequence[str] = MEASURES) -> dict[str, int]:
    """Amounts under the names of some measures."""
    return {name: amounts[MEASURES.index(name)] for name in measures}


@dataclass(frozen=True, slots=True)
class Claim:
    """A line of an export: a contract, or ("" for its number) a cell of a summary; codes are the bank's own.

    ``due_on`` is the last day on which it says that principal is due, ``session_due_on`` the session after it.
    """

    place: str
    contract_no: str
    figures: Figures
    bank_commune: str = ""
    customer_no: str = ""
    programme_code: str = ""
    funding_code: str = ""
    due_on: date | None = None
    session_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DueClaim:
    """A line of a list of instalments: principal of a contract that the bank says is due on a day, in đồng."""

    place: str
    contract_no: str
    due_on: date
    due: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An export as it is compared. ``complete``: a contract that it leaves out is said to owe nothing.

    ``dues`` are the lines of a list of instalments, whose claims are their sums per contract; None of another export,
    unless such a list was compared beside it.
    """

    name: str
    measures: tuple[str, ...]
    claims: tuple[Claim, ...]
    day: date | None = None
    complete: bool = True
    by_contract: bool = True
    programme: str = ""
    customers_stated: int | None = None
    dues: tuple[DueClaim, ...] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A contract as our books hold it at the end of a day; the commune is that of the State."""

    contract_no: str
    commune: str
    figures: Figures
    customer_no: str = ""
    programme_code: str = ""
    loan_id: int = 0
    overdue_since: date | None = None
    session_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A voucher of ours: principal collected (or disbursed: negative), its day, and the day on which it was booked."""

    amount: int
    effective_on: date
    booked_on: date
    voucher_no: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One contract in one commune: what they say, what we hold, both 0 where a measure is not compared.

    A contract that they place in another commune gives two: theirs there, ours here, where ``elsewhere`` is what they
    place there. ``lines`` are the amounts of lines that disagree with each other.
    """

    contract_no: str
    commune: str
    theirs: Figures
    ours: Figures
    bank_commune: str = ""
    places: tuple[str, ...] = ()
    held: Held | None = None
    lines: tuple[Figures, ...] = ()
    moved: str = ""
    elsewhere: Figures = NOTHING

    @property
    def difference(self) -> Figures:
        """Theirs less ours."""
        return minus(self.theirs, self.ours)


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause, and how much of the difference it explains; ``vi`` and ``en`` say what the data show."""

    code: str
    figures: Figures
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference with its causes, which add up to it exactly."""

    pair: Pair
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class CommuneSum:
    """A commune ("" where the bank's code is unknown): sums, distinct customers, and how much each cause explains."""

    commune: str
    theirs: Figures
    ours: Figures
    differing: int
    customers_theirs: int | None
    customers_ours: int
    causes: Mapping[str, Figures] = field(default_factory=dict)

    @property
    def difference(self) -> Figures:
        """Theirs less ours: the sum of the differences of its contracts."""
        return minus(self.theirs, self.ours)
