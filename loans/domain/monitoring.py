"""Monitoring the plan: how each commune absorbs its share, where the year will end, who needs an adjustment (§6.12).

Amounts are whole đồng, shares are permille, floored. Nothing is decided here: a signal gives its reason and a sum that
a later round could add or take back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PERMILLE = 1000
MONTHS = 12
PACE_DAYS = 90
"""The pace of lending is that of the last so many days."""

SLOW_PERMILLE = 900
"""A commune whose year is projected below this share of its plan is slow, unless a caller says otherwise."""


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day on its way through a plan year; a day outside the year stands at its nearer end."""

    year: int
    day: date

    @property
    def elapsed(self) -> int:
        """Days of the year that have ended; the day itself has."""
        return (self.last - date(self.year, 1, 1)).days + 1 - self.left

    @property
    def left(self) -> int:
        """Days of the year still to come."""
        return max(0, min((self.last - self.day).days, self.days))

    @property
    def days(self) -> int:
        """Days of the year."""
        return (self.last - date(self.year, 1, 1)).days + 1

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @property
    def second_half(self) -> bool:
        """Whether 30 June has passed, by when most of the growth should be lent (DOMAIN §1.7)."""
        return self.day > date(self.year, 6, 30)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one commune: its plan and use, lending by month, and what stands at the door, in đồng.

    ``remaining`` is the plan less what counts against it by the measure of its year (§6.12). ``months`` are the twelve
    months' disbursements of the plan, reversed ones left out; ``pending`` is asked for in applications filed and not
    decided; ``recent`` was paid out in the last ``PACE_DAYS`` days, of any plan; ``collected`` is principal collected
    in the year.
    """

    commune: str
    planned: int
    disbursed: int
    committed: int
    remaining: int
    months: tuple[int, ...] = (0,) * MONTHS
    pending: int = 0
    applications: int = 0
    collected: int = 0
    recent: int = 0

    @property
    def used(self) -> int:
        """What counts against the plan."""
        return self.planned - self.remaining


class Code(StrEnum):
    """What a signal says."""

    SHORT = "short"
    SLOW = "slow"
    UNUSED = "unused"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Signal:
    """A commune stands out, and why."""

    code: Code
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One commune, or the total of several: amounts in đồng; ``absorption_permille`` is None where nothing is planned.

    ``add`` and ``give_back`` are what an adjustment round could do; at most one of them is above 0 in a commune.
    """

    commune: str
    planned: int
    disbursed: int
    committed: int
    remaining: int
    months: tuple[int, ...]
    pending: int
    applications: int
    collected: int
    projected: int
    linear: int
    add: int
    give_back: int
    signals: tuple[Signal, ...] = ()

    @property
    def absorption_permille(self) -> int | None:
        """Disbursed (by the outstanding measure: outstanding) ÷ plan, floored."""
        lent = self.planned - self.remaining - self.committed
        return lent * PERMILLE // self.planned if self.planned > 0 else None


def projected_year_end(*, used: int, remaining: int, recent: int, days_left: int) -> int:
    """What the plan will have served at the year's end, in đồng: what is lent and committed, and the recent pace.

    The pace is exact (recent ÷ 90 a day, times the days left), its sum floored and at most what the plan leaves. By the
    outstanding measure nothing is taken off for principal that will come back until then.
    """
    return used + max(0, min(recent * days_left // PACE_DAYS, remaining))


def line(facts: Facts, at: YearDay, *, slow_permille: int = SLOW_PERMILLE) -> Line:
    """One commune's line with its signals; a commune below ``slow_permille`` of its plan at the year's end is slow."""
    projected = projected_year_end(used=facts.used, remaining=facts.remaining, recent=facts.recent, days_left=at.left)
    signals = _signals(facts, at, projected, slow_permille)
    add = max(0, facts.pending - facts.remaining)
    idle = any(signal.code in (Code.SLOW, Code.UNUSED) for signal in signals)
    spare = max(0, min(facts.remaining - facts.pending, facts.planned - projected))
    return Line(
        commune=facts.commune,
        planned=facts.planned,
        disbursed=facts.disbursed,
        committed=facts.committed,
        remaining=facts.remaining,
        months=facts.months,
        pending=facts.pending,
        applications=facts.applications,
        collected=facts.collected,
        projected=projected,
        linear=max(0, facts.planned) * at.elapsed // at.days,
        add=add,
        give_back=spare if idle else 0,
        signals=signals,
    )


def total(lines: Sequence[Line]) -> Line:
    """All communes as one line: sums, without signals; its share is of the sums, never a sum of shares."""
    sums = {name: sum(getattr(each, name) for each in lines) for name in _SUMMED}
    months = tuple(sum(each.months[month] for each in lines) for month in range(MONTHS))
    return Line(commune="", months=months, **sums)


_SUMMED = (
    "planned",
    "disbursed",
    "committed",
    "remaining",
    "pending",
    "applications",
    "collected",
    "projected",
    "linear",
    "add",
    "give_back",
)


def _signals(facts: Facts, at: YearDay, projected: int, slow_permille: int) -> tuple[Signal, ...]:
    asked = (
        (facts.remaining < 0, _over),
        (facts.pending > max(0, facts.remaining), _short),
        (at.second_half and facts.planned > 0 and not facts.disbursed, _unused),
        (projected * PERMILLE < slow_permille * facts.planned, _slow),
    )
    return tuple(signal(facts, projected) for holds, signal in asked if holds)


def _over(facts: Facts, _projected: int) -> Signal:
    return Signal(
        Code.OVER,
        f"Đã sử dụng và cam kết {facts.used} đồng, vượt chỉ tiêu {facts.planned} đồng là {-facts.remaining} đồng. "
        "Dừng phê duyệt mới cho đến khi được bổ sung chỉ tiêu.",
        f"{facts.used} đồng are used or committed, {-facts.remaining} beyond the plan of {facts.planned}. "
        "Approve nothing more until the plan is supplemented.",
    )


def _short(facts: Facts, _projected: int) -> Signal:
    left, count = max(0, facts.remaining), facts.applications
    return Signal(
        Code.SHORT,
        f"{count} hồ sơ chờ quyết định đề nghị {facts.pending} đồng, chỉ tiêu còn {left} đồng, "
        f"thiếu {facts.pending - left} đồng. Đề nghị bổ sung chỉ tiêu.",
        f"{count} applications not yet decided ask for {facts.pending} đồng and the plan leaves {left}: "
        f"{facts.pending - left} short. Ask for a supplement.",
    )


def _unused(facts: Facts, _projected: int) -> Signal:
    return Signal(
        Code.UNUSED,
        f"Sau ngày 30/6 chưa giải ngân đồng nào trong chỉ tiêu {facts.planned} đồng. "
        "Làm rõ nguyên nhân; phần không dùng được thì điều chuyển.",
        f"After 30 June nothing of the {facts.planned} đồng planned is disbursed. "
        "Find out why, and move what cannot be used.",
    )


def _slow(facts: Facts, projected: int) -> Signal:
    reached = projected * PERMILLE // facts.planned
    return Signal(
        Code.SLOW,
        f"Theo tốc độ {PACE_DAYS} ngày qua, đến 31/12 ước thực hiện {projected} đồng, "
        f"bằng {reached}‰ chỉ tiêu {facts.planned} đồng. Đôn đốc hoặc điều chỉnh giảm.",
        f"At the pace of the last {PACE_DAYS} days {projected} đồng will be reached by 31 December, "
        f"{reached}‰ of the {facts.planned} planned. Press on, or adjust downwards.",
    )
