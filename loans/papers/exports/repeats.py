"""Contract lines that repeat, found by columns: the same answer as ``Duplicates`` gives line by line.

Of every contract are kept its number, its place and its amounts: some seventy bytes, a million loans in seventy MB.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from loans.domain.refusal import Finding
from loans.papers.exports.duplicates import COMPARED, repeated, unlike
from loans.papers.exports.layout import MEASURES
from loans.papers.exports.table import Place

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_BLANK = -(2**62)
"""An amount that is not stated: not the same as one of 0."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Contracts in the order of their numbers, with where they stood and their amounts."""

    numbers: Ints
    places: Ints
    amounts: Ints

    def merged(self, other: "_Run") -> "_Run":
        numbers = np.concatenate((self.numbers, other.numbers))
        order = np.argsort(numbers, kind="stable")
        return _Run(
            numbers[order],
            np.concatenate((self.places, other.places))[order],
            np.concatenate((self.amounts, other.amounts))[order],
        )


@dataclass(slots=True)
class Repeats:
    """Lines of contracts that came before: ``dropped`` sums what they would have counted twice, by field."""

    lines: int = 0
    doubts: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    _runs: list[_Run] = field(default_factory=list)
    _sheets: list[str] = field(default_factory=list)

    def found(
        self, sheet: str, rows: Ints, columns: Mapping[str, Any], missing: Mapping[str, Flags], whole: Flags
    ) -> tuple[Flags, list[tuple[int, Finding]]]:
        """Which whole lines only repeat one before, and what is said of the lines that come again, by index."""
        if sheet not in self._sheets:
            self._sheets.append(sheet)
        at = np.flatnonzero(whole)
        given = _Run(
            np.array(columns["contract_no"][at], np.int64),
            rows[at] + (self._sheets.index(sheet) << 32),
            _amounts(columns, missing, at),
        )
        order = np.argsort(given.numbers, kind="stable")
        ordered = _Run(given.numbers[order], given.places[order], given.amounts[order])
        new = np.ones(len(order), np.bool_)
        new[1:] = ordered.numbers[1:] != ordered.numbers[:-1]
        first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
        places, amounts = ordered.places[first], ordered.amounts[first]
        for run in self._runs:
            spot = np.minimum(np.searchsorted(run.numbers, ordered.numbers), len(run.numbers) - 1)
            held = run.numbers[spot] == ordered.numbers
            new &= ~held
            places[held], amounts[held] = run.places[spot[held]], run.amounts[spot[held]]
        self._keep(_Run(ordered.numbers[new], ordered.places[new], ordered.amounts[new]))
        again = np.flatnonzero(~new)
        same = (amounts[again] == ordered.amounts[again]).all(axis=1)
        return self._told(at[order[again]], places[again], same, sheet, rows, columns, missing)

    def _keep(self, run: _Run) -> None:
        """Runs double in length towards the first, so there are few of them and each is merged seldom."""
        if not len(run.numbers):
            return
        self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2].numbers) < 2 * len(self._runs[-1].numbers):
            last = self._runs.pop()
            self._runs[-1] = self._runs[-1].merged(last)

    def _told(
        self,
        lines: Ints,
        firsts: Ints,
        same: Flags,
        sheet: str,
        rows: Ints,
        columns: Mapping[str, Any],
        missing: Mapping[str, Flags],
    ) -> tuple[Flags, list[tuple[int, Finding]]]:
        dropped, told = np.zeros(len(rows), np.bool_), []
        dropped[lines[same]] = True
        for line, first, alike in sorted(zip(lines.tolist(), firsts.tolist(), same.tolist(), strict=True)):
            before = Place(self._sheets[first >> 32], first & (2**32 - 1))
            say = repeated if alike else unlike
            told.append((line, say(Place(sheet, int(rows[line])), columns["contract_no"][line], before)))
        self.lines += int(same.sum())
        self.doubts += len(same) - int(same.sum())
        for name in MEASURES:
            if name in columns and dropped.any():
                self.dropped[name] += sum(columns[name][dropped & ~missing[name]].tolist())
        return dropped, told


def _amounts(columns: Mapping[str, Any], missing: Mapping[str, Flags], at: Ints) -> Ints:
    found = np.full((len(at), len(COMPARED)), _BLANK, np.int64)
    for place, name in enumerate(COMPARED):
        if name in columns:
            found[:, place] = np.where(missing[name][at], _BLANK, columns[name][at])
    return found
