"""Whole units: where groups overlap, the best answer may break a unit; then the cases below and above are tried."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from loans.domain.allocation.programme import Outcome, Programme
from loans.domain.allocation.simplex import solve

Start = Callable[[Programme], Sequence[bool]]
"""Guesses which classes are full at the optimum; a wrong guess costs time, never exactness."""

CASES_MAX = 200

Limits = dict[int, tuple[int, int]]


def best_whole(programme: Programme, start: Start) -> Outcome | None:
    """The best answer in whole units, exact, by branch and bound; ``None`` where ``CASES_MAX`` steps prove none."""
    guess = list(start(programme))
    waiting: list[Limits] = [{}]
    best: Outcome | None = None
    for _ in range(CASES_MAX):
        if not waiting:
            return best
        limits = waiting.pop()
        found = _within(programme, limits, guess)
        if best is not None and not found.beats(best, programme):
            continue
        place = found.broken()
        if place is None:
            best = found
            continue
        low, high = limits.get(place, (0, programme.capacities[place]))
        below = found.units[place].numerator // found.units[place].denominator
        waiting += [{**limits, place: (low, below)}, {**limits, place: (below + 1, high)}]
    return None


def _within(programme: Programme, limits: Limits, guess: Sequence[bool]) -> Outcome:
    """The best answer with some classes kept between limits: their least is given first and taken out of the sums."""
    if not limits:
        return solve(programme, guess)
    capacities, bounds = list(programme.capacities), [list(pair) for pair in programme.bounds]
    for place, (low, high) in limits.items():
        capacities[place] = high - low
        for row in programme.members[place]:
            bounds[row] = [end - low for end in bounds[row]]
    inner = replace(programme, capacities=tuple(capacities), bounds=tuple((low, high) for low, high in bounds))
    found = solve(inner, guess)
    units = list(found.units)
    for place, (low, _) in limits.items():
        units[place] += low
    return replace(found, units=tuple(units))
