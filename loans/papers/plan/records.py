"""What the papers of the annual plan are made of: plain figures in đồng, given by a use case."""

from dataclasses import dataclass
from datetime import date

from loans.papers.form import imprint

ORIGINS = {
    "new": "Ngân sách Thành phố bổ sung mới",
    "recovered": "Vốn thu hồi cho vay quay vòng",
    "idle": "Vốn tồn đọng điều chuyển",
}
MEASURES = {"lending": "cho vay", "outstanding": "tăng trưởng dư nợ"}
KINDS = {"assign": "giao", "adjust": "điều chỉnh"}


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A part of the pool: ``origin`` is new, recovered or idle; ``decision`` the paper that gives it."""

    origin: str
    amount: int
    decision: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One commune in a round, in đồng.

    ``base`` is what was outstanding on 31/12 of the year before, ``before`` the plan assigned before this round,
    ``submitted`` and ``decided`` what this round adds (or takes, when negative), ``recovery`` the principal expected
    back in the year; None where nothing certain is known. ``name`` stands as it is printed: "Phường Ba Đình".
    """

    code: str
    name: str
    base: int | None
    submitted: int
    decided: int | None
    before: int
    recovery: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """A round of the plan of a year, as a paper shows it.

    ``measure`` is lending or outstanding (what the round shares: sums to lend, or growth), ``kind`` assign or adjust,
    ``state`` that of the round. ``paper_no`` and ``paper_day`` are those of the tờ trình, ``decision``, ``signed_on``
    and ``effective_on`` those of the decision; what is still blank is left open for writing in. ``cites`` are the
    grounds ("Nghị định số …"). ``known_at`` and ``digest`` say what the figures rest on; ``provisional`` that they
    may still change, ``demo`` that they are invented.
    """

    year: int
    number: int
    source_name: str
    measure: str
    kind: str
    state: str
    pool: tuple[PoolRow, ...]
    rows: tuple[PlanRow, ...]
    paper_no: str = ""
    paper_day: date | None = None
    place: str = "Hà Nội"
    decision: str = ""
    signed_on: date | None = None
    effective_on: date | None = None
    cites: tuple[str, ...] = ()
    known_at: str = ""
    digest: str = ""
    provisional: bool = False
    demo: bool = False

    def __post_init__(self) -> None:
        unknown = [part.origin for part in self.pool if part.origin not in ORIGINS]
        if self.measure not in MEASURES or self.kind not in KINDS or unknown:
            raise ValueError(f"unknown measure, kind or origin: {self.measure}, {self.kind}, {unknown}")

    @property
    def draft(self) -> bool:
        """Whether the proposal has not been submitted: it then bears DỰ THẢO."""
        return self.state not in {"submitted", "returned", "decided"}

    @property
    def undecided(self) -> bool:
        """Whether UBND Thành phố has not decided: annex and letters then bear DỰ THẢO."""
        return self.state != "decided"

    @property
    def imprint(self) -> tuple[str, ...]:
        """The lines in small type at the foot."""
        return imprint(known_at=self.known_at, digest=self.digest, provisional=self.provisional, demo=self.demo)

    @property
    def made_on(self) -> date:
        """The day that the file of a proposal bears: the paper's own, else the first of the plan's year."""
        return self.paper_day or date(self.year, 1, 1)

    @property
    def decided_on(self) -> date:
        """The day that the file of an annex or letter bears."""
        return self.signed_on or self.made_on


@dataclass(frozen=True, slots=True)
class Letter:
    """What one commune is told, in đồng: its figure of the round, the plan before and after, and why.

    ``why`` are the parts that the figure consists of, each with its Vietnamese label; they add up to ``amount``.
    ``sentence`` explains in words.
    """

    code: str
    name: str
    amount: int
    before: int
    after: int
    sentence: str
    why: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.before + self.amount != self.after:
            raise ValueError(f"{self.code}: {self.before} + {self.amount} is not {self.after}")
        if self.why and sum(amount for _, amount in self.why) != self.amount:
            raise ValueError(f"{self.code}: the breakdown does not add up to {self.amount}")
