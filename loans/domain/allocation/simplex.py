"""The simplex method with bounded columns in exact fractions: it finishes and proves what a fast solver began.

Each constraint r reads Σ units − z + short − over = least, with 0 ≤ z ≤ most − least. Values are compared level by
level, as if each level were worth infinitely more than the next: constraints missed, jobs, units handed out, and then
one level for each class in its order. So the answer is unique, whatever the start.

Source: Dantzig and Thapa, *Linear Programming 1* (1997), chapter 3 (bounded variables) and 3.3 (Bland's rule).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from loans.domain.allocation.programme import Outcome, Programme

Value = dict[int, Fraction]
"""A value by level, the smaller level worth infinitely more; levels of 0 are left out."""

MISSED, JOBS, HANDED, CLASSES = 0, 1, 2, 3
ZERO, ONE = Fraction(0), Fraction(1)
PATIENCE = 50
"""So many steps in a row that change nothing, then Bland's rule, which cannot go round in circles."""


def solve(programme: Programme, start: Sequence[bool]) -> Outcome:
    """The best units, fractions allowed; ``start[k]`` says whether class k is thought to be full."""
    table = _Table(programme, [*start] + [False] * (3 * len(programme.bounds)))
    still = 0
    while (entering := table.entering(careful=still > PATIENCE)) is not None:
        still = 0 if table.enter(entering) else still + 1
    return table.outcome()


def sign(value: Value) -> int:
    """−1, 0 or 1: the sign of the first level that is not 0."""
    if not value:
        return 0
    return 1 if value[min(value)] > 0 else -1


def plus(left: Value, right: Value, times: Fraction) -> Value:
    """left + right · times."""
    made = dict(left)
    for level, amount in right.items():
        total = made.get(level, ZERO) + amount * times
        if total:
            made[level] = total
        else:
            made.pop(level, None)
    return made


@dataclass(slots=True)
class _Table:
    """A basis, its inverse and its values; column numbers: classes, then z, short and over of each constraint."""

    programme: Programme
    full: list[bool]
    basis: list[int] = field(default_factory=list)
    inverse: list[list[Fraction]] = field(default_factory=list)
    values: list[Fraction] = field(default_factory=list)
    cells: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Every constraint starts with its own column: z where it is met, else what it is missed by."""
        programme = self.programme
        self.cells = programme.cells()
        units = [cap if up else 0 for cap, up in zip(programme.capacities, self.full, strict=False)]
        for row, (reached, (least, most)) in enumerate(zip(programme.sums(units), programme.bounds, strict=True)):
            first = len(programme.gains) + 3 * row
            short, over = max(least - reached, 0), max(reached - most, 0)
            self.full[first] = over > 0  # z stands at most − least
            self.basis.append(first + 1 if short else first + 2 if over else first)
            self.values.append(Fraction(short or over or reached - least))
            self.inverse.append([Fraction(self._own(self.basis[row])) if at == row else ZERO for at in self._rows()])

    def _rows(self) -> range:
        return range(len(self.programme.bounds))

    def _own(self, column: int) -> int:
        """The coefficient of a column z, short or over in its constraint."""
        return 1 if (column - len(self.programme.gains)) % 3 == 1 else -1

    def coefficients(self, column: int) -> list[tuple[int, int]]:
        """(constraint, coefficient) of a column."""
        classes = len(self.programme.gains)
        if column < classes:
            return [(row, 1) for row in self.programme.members[column]]
        return [((column - classes) // 3, self._own(column))]

    def upper(self, column: int) -> int | None:
        """The most that a column can take; ``None`` for what a constraint is missed by."""
        classes = len(self.programme.gains)
        if column < classes:
            return self.programme.capacities[column]
        row, kind = divmod(column - classes, 3)
        least, most = self.programme.bounds[row]
        return most - least if kind == 0 else None

    def worth(self, column: int) -> Value:
        """What one unit of the column is worth."""
        classes = len(self.programme.gains)
        if column >= classes:
            return {} if (column - classes) % 3 == 0 else {MISSED: -ONE}
        made = {CLASSES + column: ONE}
        if self.programme.fill:
            made[HANDED] = ONE
        if gain := self.programme.gains[column]:
            made[JOBS] = gain
        return made

    def entering(self, *, careful: bool) -> int | None:
        """The column whose movement away from its bound gains most a unit; the first that gains, if ``careful``."""
        prices = self._prices()
        best: tuple[Value, int] | None = None
        for column in self._all() if careful else self._candidates():
            gain = self._gain(column, prices)
            if sign(gain) > 0 and (best is None or sign(plus(gain, best[0], -ONE)) > 0):
                best = gain, column
                if careful:
                    break
        return None if best is None else best[1]

    def _prices(self) -> list[Value]:
        made: list[Value] = [{} for _ in self._rows()]
        for column, line in zip(self.basis, self.inverse, strict=True):
            worth = self.worth(column)
            for row in self._rows():
                if line[row]:
                    made[row] = plus(made[row], worth, line[row])
        return made

    def _gain(self, column: int, prices: Sequence[Value]) -> Value:
        gain = self.worth(column)
        for row, coefficient in self.coefficients(column):
            gain = plus(gain, prices[row], Fraction(-coefficient))
        return {level: -amount for level, amount in gain.items()} if self.full[column] else gain

    def _all(self) -> Iterator[int]:
        basis = set(self.basis)
        return (column for column in range(len(self.full)) if column not in basis and self.upper(column) != 0)

    def _candidates(self) -> Iterator[int]:
        """Of each cell the best class that is empty and the worst that is full; and all other columns."""
        basis, full, capacities = set(self.basis), self.full, self.programme.capacities
        for cell in self.cells:
            empty = next((k for k in cell if not full[k] and k not in basis and capacities[k]), None)
            filled = next((k for k in reversed(cell) if full[k] and k not in basis and capacities[k]), None)
            yield from (column for column in (empty, filled) if column is not None)
        for column in range(len(self.programme.gains), len(full)):
            if column not in basis and self.upper(column) != 0:
                yield column

    def enter(self, column: int) -> bool:
        """Move the column as far as the others allow; whether anything moved."""
        rates = self._rates(column)
        step, leaving, at_top = self._limit(column, rates)
        for place, rate in enumerate(rates):
            self.values[place] -= step * rate
        if leaving is None:
            self.full[column] = not self.full[column]
            return True
        top = self.upper(column) or 0
        entered = top - step if self.full[column] else step
        self.full[self.basis[leaving]] = at_top
        direction = -1 if self.full[column] else 1
        self.full[column] = False
        self._pivot(leaving, [rate * direction for rate in rates])
        self.basis[leaving], self.values[leaving] = column, entered
        return step > 0

    def _rates(self, column: int) -> list[Fraction]:
        """By how much each basic value falls while the column moves one unit away from its bound."""
        direction = -1 if self.full[column] else 1
        entries = self.coefficients(column)
        return [sum((line[row] * a for row, a in entries), ZERO) * direction for line in self.inverse]

    def _limit(self, column: int, rates: Sequence[Fraction]) -> tuple[Fraction, int | None, bool]:
        """(how far, which place of the basis stops it or ``None``, whether that one stops at its top)."""
        own = self.upper(column)
        best: tuple[Fraction, int] | None = None if own is None else (Fraction(own), -1)
        found: tuple[int | None, bool] = (None, False)
        for place, rate in enumerate(rates):
            top = self.upper(self.basis[place])
            if rate > 0:
                room = self.values[place] / rate
            elif rate < 0 and top is not None:
                room = (top - self.values[place]) / -rate
            else:
                continue
            if best is None or (room, self.basis[place]) < best:
                best, found = (room, self.basis[place]), (place, rate < 0)
        if best is None:
            raise ArithmeticError("a programme of bounded classes cannot be unbounded")
        return best[0], *found

    def _pivot(self, leaving: int, entries: Sequence[Fraction]) -> None:
        line = [amount / entries[leaving] for amount in self.inverse[leaving]]
        for place, entry in enumerate(entries):
            if place != leaving and entry:
                self.inverse[place] = [
                    amount - entry * other for amount, other in zip(self.inverse[place], line, strict=True)
                ]
        self.inverse[leaving] = line

    def outcome(self) -> Outcome:
        """The values of all columns as an answer."""
        classes = len(self.programme.gains)
        held = dict(zip(self.basis, self.values, strict=True))
        caps = self.programme.capacities
        units = tuple(held.get(k, Fraction(caps[k] if self.full[k] else 0)) for k in range(classes))
        firsts = [classes + 3 * row for row in self._rows()]
        return Outcome(
            units, tuple(held.get(k + 1, ZERO) for k in firsts), tuple(held.get(k + 2, ZERO) for k in firsts)
        )
