"""What a round of allocation consists of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Measure(StrEnum):
    """What a plan limits (§6.12): what is lent in the year, or what is owed at any time in it."""

    LENDING = "lending"  # doanh số cho vay trong năm
    OUTSTANDING = "outstanding"  # dư nợ


class Origin(StrEnum):
    """Where a part of the pool comes from."""

    NEW = "new"  # ngân sách Thành phố bổ sung theo quyết định
    RECOVERED = "recovered"  # vốn thu hồi để cho vay quay vòng
    IDLE = "idle"  # vốn tồn đọng


class RoundState(StrEnum):
    """Where a round stands on its way (§6.20)."""

    DRAFT = "draft"
    BRANCH_HEARD = "branch_heard"
    FINANCE_HEARD = "finance_heard"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PoolPart:
    """A part of the pool in đồng, with its origin and the decision (or the computation) behind it."""

    origin: str
    amount: int
    decision: str


@dataclass(frozen=True, slots=True)
class Line:
    """One commune's share of a round, in đồng (may be negative when a later round takes back).

    ``base`` is what was owed at 31/12 of the year before, ``recovery`` what is expected back of it in the year;
    both are ``None`` where the round says nothing of them.
    """

    commune: str
    amount: int
    why: tuple[dict[str, Any], ...] = ()
    reason: str = ""
    base: int | None = None
    recovery: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded step of a round: what, on which day it is true, who recorded it when, and what its paper says."""

    kind: str
    on: date
    by: str
    booked_at: datetime
    says: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a round as it was written: a draft, a revision, or what was decided; amounts in đồng."""

    number: int
    kind: str
    on: date
    by: str
    booked_at: datetime
    reason: str
    pool: tuple[PoolPart, ...]
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """What its lines add up to."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Round:
    """One round (đợt giao / điều chỉnh chỉ tiêu) of a year and source as it stands, with every step taken.

    ``lines`` and ``pool`` are those of the newest version, or of the decision once there is one; ``submitted_lines``
    and ``submitted_pool`` keep what was proposed beside it.
    """

    id: int
    year: int
    source_id: int
    number: int
    measure: Measure
    state: RoundState
    version: int
    pool: tuple[PoolPart, ...]
    lines: tuple[Line, ...]
    submitted_pool: tuple[PoolPart, ...]
    submitted_lines: tuple[Line, ...]
    drafted_by: str
    sequence: int
    steps: tuple[Step, ...] = ()
    method: dict[str, Any] = field(default_factory=dict)
    submission: dict[str, Any] = field(default_factory=dict)
    decision: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """What its lines add up to."""
        return sum(line.amount for line in self.lines)

    @property
    def authors(self) -> frozenset[str]:
        """Who wrote any version, or the scenario behind it: somebody else must check and record the decision."""
        writers = {step.by for step in self.steps if step.kind in ("round_drafted", "round_revised")}
        saved_by = {str(self.method["saved_by"])} if "saved_by" in self.method else set()
        return frozenset({self.drafted_by} | writers | saved_by)
