"""Scenarios side by side, in integers: totals, coverage, jobs, concentration, what each commune gains or loses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loans.domain.money import half_up

PERMILLE = 1_000
HHI_UNIT = 10_000
TOP = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """One scenario to compare: the amount of each commune in đồng; a commune left out gets 0."""

    name: str
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Movement:
    """Communes above, below and at their last amount, and by how many đồng together (both sums 0 or more)."""

    gaining: int
    losing: int
    unchanged: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One scenario in figures.

    ``communes``: those with more than 0. ``coverage_permille``: Σ min(amount, demand) of Σ demand, rounded down;
    ``None`` without demand. ``covered``: communes whose whole demand, above 0, is met. ``jobs_expected``:
    Σ ⌊amount · jobs ÷ demand⌋, at most the jobs of each. Concentration: ``hhi`` is Σ share² from 0 to 10,000,
    ``top10_permille`` the part of the ten largest, ``gini_permille`` over all communes compared, each rounded to the
    nearest; 0 where nothing is shared. ``movement`` against the last round, ``None`` without one.
    """

    name: str
    total: int
    communes: int
    coverage_permille: int | None
    covered: int
    jobs_expected: int
    hhi: int
    top10_permille: int
    gini_permille: int
    movement: Movement | None


@dataclass(frozen=True, slots=True)
class Line:
    """One commune in all scenarios, in their order: amounts, each minus the first, and coverage of its demand in
    thousandths, rounded down (``None`` without demand; above 1,000 where it got more than it asked for)."""

    code: str
    amounts: tuple[int, ...]
    differences: tuple[int, ...]
    coverage_permille: tuple[int | None, ...]
    last: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All scenarios: figures for a table and charts, lines by code for a table and a map."""

    summaries: tuple[Summary, ...]
    lines: tuple[Line, ...]


def compare(
    candidates: Sequence[Candidate],
    *,
    demand: Mapping[str, int],
    jobs: Mapping[str, int],
    last: Mapping[str, int] | None = None,
) -> Comparison:
    """Compare scenarios over every commune that one of them, the demand or the last round names.

    ``demand`` and ``last`` in đồng, ``jobs`` expected if the whole demand were met; what is missing counts 0.
    """
    names = (*(candidate.amounts for candidate in candidates), demand, last or {})
    codes = sorted({code for mapping in names for code in mapping})
    return Comparison(
        tuple(_summary(candidate, codes, demand, jobs, last) for candidate in candidates),
        tuple(_line(code, candidates, demand, last) for code in codes),
    )


def expected_jobs(amount: int, demand: int, jobs: int) -> int:
    """The whole jobs that ``amount`` makes where ``demand`` đồng make ``jobs``: rounded down, never above ``jobs``."""
    return min(amount * jobs // demand, jobs) if demand else 0


def _summary(
    candidate: Candidate,
    codes: Sequence[str],
    demand: Mapping[str, int],
    jobs: Mapping[str, int],
    last: Mapping[str, int] | None,
) -> Summary:
    amounts = [candidate.amounts.get(code, 0) for code in codes]
    asked = [demand.get(code, 0) for code in codes]
    pairs = list(zip(amounts, asked, strict=True))
    wanted, met = sum(asked), sum(min(pair) for pair in pairs)
    return Summary(
        name=candidate.name,
        total=sum(amounts),
        communes=sum(amount > 0 for amount in amounts),
        coverage_permille=met * PERMILLE // wanted if wanted else None,
        covered=sum(0 < want <= amount for amount, want in pairs),
        jobs_expected=sum(expected_jobs(a, d, jobs.get(code, 0)) for code, (a, d) in zip(codes, pairs, strict=True)),
        hhi=hhi(amounts),
        top10_permille=top_permille(amounts),
        gini_permille=gini_permille(amounts),
        movement=None if last is None else _movement(amounts, [last.get(code, 0) for code in codes]),
    )


def hhi(amounts: Sequence[int]) -> int:
    """Herfindahl and Hirschman's index: Σ share², from 10,000 ÷ number (all equal) to 10,000 (one has all)."""
    total = sum(amounts)
    return half_up(HHI_UNIT * sum(amount * amount for amount in amounts), total * total) if total else 0


def top_permille(amounts: Sequence[int], count: int = TOP) -> int:
    """The part of the ``count`` largest in thousandths."""
    total = sum(amounts)
    return half_up(PERMILLE * sum(sorted(amounts, reverse=True)[:count]), total) if total else 0


def gini_permille(amounts: Sequence[int]) -> int:
    """Gini's coefficient in thousandths: Σ (2i − n − 1) · x_i ÷ (n · Σ x), x ascending, i from 1."""
    total, count = sum(amounts), len(amounts)
    if not total:
        return 0
    weighed = sum((2 * rank - count - 1) * amount for rank, amount in enumerate(sorted(amounts), start=1))
    return half_up(PERMILLE * weighed, count * total)


def _movement(amounts: Sequence[int], before: Sequence[int]) -> Movement:
    moves = [amount - had for amount, had in zip(amounts, before, strict=True)]
    return Movement(
        gaining=sum(move > 0 for move in moves),
        losing=sum(move < 0 for move in moves),
        unchanged=moves.count(0),
        gained=sum(move for move in moves if move > 0),
        lost=-sum(move for move in moves if move < 0),
    )


def _line(
    code: str, candidates: Sequence[Candidate], demand: Mapping[str, int], last: Mapping[str, int] | None
) -> Line:
    amounts = tuple(candidate.amounts.get(code, 0) for candidate in candidates)
    wanted = demand.get(code, 0)
    return Line(
        code=code,
        amounts=amounts,
        differences=tuple(amount - amounts[0] for amount in amounts),
        coverage_permille=tuple(amount * PERMILLE // wanted if wanted else None for amount in amounts),
        last=None if last is None else last.get(code, 0),
    )
