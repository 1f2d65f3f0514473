"""The figures that a paper of the plan shows: exact in đồng, or in triệu đồng so that columns and rows both add up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loans.domain.millions import in_millions
from loans.papers.plan.records import PlanPaper, PlanRow

Rounding = Callable[[Sequence[int]], tuple[Sequence[int], int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """One row as shown, or the total of all. ``this`` is the round's figure: decided in an annex, else submitted."""

    base: int | None
    before: int
    submitted: int
    this: int

    @property
    def difference(self) -> int:
        """What the decision changes against the proposal, as shown."""
        return self.this - self.submitted

    @property
    def after(self) -> int:
        """The plan after the round, as shown: derived, so that each row adds up (see ``shown``)."""
        return self.before + self.this


@dataclass(frozen=True, slots=True)
class Shown:
    """All rows and their total."""

    rows: tuple[Figures, ...]
    total: Figures

    @property
    def unknown_bases(self) -> int:
        """How many communes have no certain base."""
        return sum(row.base is None for row in self.rows)


def in_dong(paper: PlanPaper, *, decided: bool) -> Shown:
    """The exact figures."""
    return _shown(paper, decided, lambda amounts: (amounts, sum(amounts)))


def shown(paper: PlanPaper, *, decided: bool) -> Shown:
    """The figures in triệu đồng.

    The base, the plan before, the proposal and this round are rounded column by column (``in_millions``), so each
    column adds up to its rounded total. The plan after the round and the difference to the proposal are derived from
    what is shown: after = before + this round, in every row and in the total. They may differ from the exact sum by
    less than two million a row and by a million in the total; where the amounts are whole millions, as rounds are
    shared out, everything is exact. The exact đồng stand on a sheet of their own.
    """
    return _shown(paper, decided, in_millions)


def figure(row: PlanRow, paper: PlanPaper, *, decided: bool) -> int:
    """The round's figure of a row in đồng: on a paper of the decision what was decided, before it what is proposed."""
    if not decided or (row.decided is None and paper.undecided):
        return row.submitted
    if row.decided is None:
        raise ValueError(f"{row.code}: a decided round has no decided figure for it")
    return row.decided


def differs(paper: PlanPaper) -> bool:
    """Whether any commune's decided figure is another than the proposed one."""
    return any(figure(row, paper, decided=True) != row.submitted for row in paper.rows)


def _shown(paper: PlanPaper, decided: bool, rounding: Rounding) -> Shown:
    rows = paper.rows
    known = [row.base for row in rows if row.base is not None]
    bases, base = rounding(known)
    befores, before = rounding([row.before for row in rows])
    proposals, submitted = rounding([row.submitted for row in rows])
    figures, this = rounding([figure(row, paper, decided=decided) for row in rows])
    left = iter(bases)
    return Shown(
        tuple(
            Figures(next(left) if row.base is not None else None, *rest)
            for row, *rest in zip(rows, befores, proposals, figures, strict=True)
        ),
        Figures(base, before, submitted, this),
    )


@dataclass(frozen=True, slots=True)
class Bridge:
    """dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu dư nợ, in đồng (DOMAIN §6.12): it closes in both measures."""

    base: int
    recovery: int
    lending: int

    @property
    def target(self) -> int:
        """What is to be outstanding at the year's end."""
        return self.base - self.recovery + self.lending


def bridge(paper: PlanPaper, *, decided: bool) -> Bridge | None:
    """The bridge of the whole plan after this round, or None where a commune's base or recovery is not known.

    Rounds measured in lending say what is lent; rounds measured in growth say what is added: lending is then growth
    and what is recovered and lent again.
    """
    bases, recovery = [row.base for row in paper.rows], recovery_of(paper)
    if None in bases or recovery is None:
        return None
    base = sum(part for part in bases if part is not None)
    planned = sum(row.before + figure(row, paper, decided=decided) for row in paper.rows)
    return Bridge(base, recovery, planned if paper.measure == "lending" else planned + recovery)


def recovery_of(paper: PlanPaper) -> int | None:
    """What is to come back in the year: the sum of all communes, else what a first pool of lending counts on."""
    recoveries = [row.recovery for row in paper.rows]
    if None not in recoveries:
        return sum(part for part in recoveries if part is not None)
    if paper.measure == "lending" and paper.kind == "assign":
        return sum(part.amount for part in paper.pool if part.origin == "recovered")
    return None
