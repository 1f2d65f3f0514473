"""A column of an export read at once: what a cell reader would say of each cell, mostly without asking it.

Cells whose form leaves no doubt (digits of the right number, text that is composed and single-spaced) are taken by the
column; the others, and columns that repeat few values, are read by ``read_cell``, each distinct cell once. So both
roads say the same of every cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from loans.papers.exports.cells import CellRefused, Repair, read_cell
from loans.papers.exports.layout import MEASURES, Field

Array = npt.NDArray[Any]

NUMBERS = ("money", "count", "rate")
"""Kinds of which a column holds whole numbers."""

_HOLE = -(2**63)
"""In a column of numbers or days: nothing was read here. Of days it is numpy's NaT."""
_PLAIN_DIGITS = frozenset(range(1, 16))
_IDENTITIES = frozenset((9, 12))
_KEPT = 100_000
_SAMPLE = 128
_EPOCH = date(1970, 1, 1).toordinal()
_SAFE = np.zeros(0x2029, np.bool_)
"""Characters that composing leaves as they are, whatever stands beside them, and that are no odd blank."""
_SAFE[0x20:0x85] = _SAFE[0x86:0xA0] = _SAFE[0xA1:0x300] = _SAFE[0x1EA0:0x1EFA] = _SAFE[0x2010:0x2028] = True


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """The values of a column, where there are none, and by index what was repaired and what was refused.

    Of words, ``missing`` is worked out where the field must be filled.
    """

    values: Array
    missing: npt.NDArray[np.bool_]
    repairs: Sequence[tuple[int, Repair]]
    refused: Sequence[tuple[int, CellRefused]]


class Memory(dict[Any, Any]):
    """What ``read_cell`` said of the cells of a kind: asked once a distinct cell, forgotten when they are many."""

    def __init__(self, field: Field, *, texts: bool) -> None:
        super().__init__()
        self._field, self._texts = field, texts
        self.repaired: dict[Any, str] = {}
        self.refused: dict[Any, CellRefused] = {}

    def forget(self) -> None:
        """Begin anew."""
        self.clear()
        self.repaired.clear()
        self.refused.clear()

    def told(self, held: Any) -> str:
        """A value that is held, as text."""
        return str(date.fromordinal(held + _EPOCH)) if self._field.kind == "day" else str(held)

    def __missing__(self, key: Any) -> Any:
        value, repair = None, None
        try:
            value, repair = read_cell(key if self._texts else key[1], self._field)
        except CellRefused as refused:
            self.refused[key] = refused
        if repair:
            self.repaired[key] = repair.code
        self[key] = found = self._held(value)
        return found

    def _held(self, value: Any) -> Any:
        if self._field.kind in NUMBERS:
            return _HOLE if value is None else value
        if self._field.kind == "day":
            return _HOLE if value is None else value.toordinal() - _EPOCH
        return value or ""


class Columns:
    """Reads the columns of one table; ``texts`` says that every cell is text, as in a CSV."""

    def __init__(self, *, texts: bool) -> None:
        self._texts = texts
        self._memories: dict[tuple[str, int, bool], Memory] = {}

    def read(self, cells: Sequence[Any], field: Field) -> ColumnRead:
        """All cells of one field."""
        key = (field.kind, field.digits, field.name in MEASURES)
        if key not in self._memories:
            self._memories[key] = Memory(field, texts=self._texts)
        return _Reading(cells, field, self._memories[key], texts=self._texts).read()


class _Reading:
    def __init__(self, cells: Sequence[Any], field: Field, memory: Memory, *, texts: bool) -> None:
        self._cells, self._field, self._memory, self._texts = cells, field, memory, texts
        self._repairs: list[tuple[int, Repair]] = []
        self._refused: list[tuple[int, CellRefused]] = []

    def read(self) -> ColumnRead:
        kind = self._field.kind
        if kind in NUMBERS or kind == "day":
            values = self._plain_numbers() if self._texts and kind == "money" else self._numbers()
            missing = values == _HOLE
            if kind == "day":
                return self._found(values.view("datetime64[D]"), missing)
            values[missing] = 0
            return self._found(values, missing)
        words = self._words()
        return self._found(words, words == "" if self._field.required else np.zeros(len(words), np.bool_))

    def _found(self, values: Array, missing: Array) -> ColumnRead:
        return ColumnRead(values, missing, self._repairs, self._refused)

    def _words(self) -> Array:
        odd = self._odd_words()
        if odd is None:
            return _objects(self._asked(range(len(self._cells)), self._cells))
        found = _objects(self._cells)
        places = odd.tolist()
        for place, value in zip(places, self._asked(places, [self._cells[at] for at in places]), strict=True):
            found[place] = value
        return found

    def _odd_words(self) -> Array | None:
        """The places where the reader must be asked; None for all of them."""
        kind, digits = self._field.kind, self._field.digits
        if not self._texts:
            return None
        if kind == "code":
            return _not_digits(self._cells, frozenset((digits,)))
        if kind == "identity":
            return _not_digits(self._cells, _IDENTITIES)
        return _not_composed(self._cells) if kind == "text" and not _repeats(self._cells) else None

    def _numbers(self) -> Array:
        return np.array(self._asked(range(len(self._cells)), self._cells), np.int64)

    def _plain_numbers(self) -> Array:
        odd = _not_digits(self._cells, _PLAIN_DIGITS)
        if not len(odd):
            return np.fromiter(map(int, self._cells), np.int64, len(self._cells))
        cells, places = list(self._cells), odd.tolist()
        asked = self._asked(places, [cells[at] for at in places])
        for place in places:
            cells[place] = "0"
        found = np.fromiter(map(int, cells), np.int64, len(cells))
        found[odd] = asked
        return found

    def _asked(self, places: Sequence[int], cells: Sequence[Any]) -> list[Any]:
        """What the cell reader says of some cells; its repairs and refusals are noted at their places."""
        memory = self._memory
        keys = cells if self._texts else list(zip(map(type, cells), cells, strict=True))
        found, name, repaired, refused = [], self._field.name, memory.repaired, memory.refused
        for start in range(0, len(keys), _KEPT // 2):
            some = keys[start : start + _KEPT // 2]
            if len(memory) > _KEPT // 2:
                memory.forget()
            values = list(map(memory.__getitem__, some))
            found += values
            if not (repaired or refused) or (repaired.keys() | refused.keys()).isdisjoint(some):
                continue
            for at, (key, value) in enumerate(zip(some, values, strict=True), start):
                if key in repaired:
                    told = Repair(name, repaired[key], str(cells[at])[:60], memory.told(value))
                    self._repairs.append((places[at], told))
                elif key in refused:
                    self._refused.append((places[at], refused[key]))
        return found


def _objects(cells: Sequence[Any]) -> Array:
    found = np.empty(len(cells), object)
    found[:] = cells
    return found


def _repeats(cells: Sequence[str]) -> bool:
    some = cells[:: max(len(cells) // _SAMPLE, 1)][:_SAMPLE]
    return len(set(some)) * 2 <= len(some)


def _not_digits(cells: Sequence[str], lengths: frozenset[int]) -> Array:
    """The places of cells that are not plain digits of such a length."""
    joined = "".join(cells)
    if joined.isascii() and joined.isdigit() and lengths.issuperset(map(len, cells)):
        return np.zeros(0, np.int64)
    fits = [len(cell) in lengths and cell.isascii() and cell.isdigit() for cell in cells]
    return np.flatnonzero(~np.array(fits, np.bool_))


def _not_composed(cells: Sequence[str]) -> Array:
    """The places of cells whose text may have to be composed, or single-spaced; NUL, which no cell has, parts them."""
    signs = np.frombuffer("\0".join(("", *cells, "")).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = signs == 0
    blank = ends | (signs == 32)
    odd = ~_SAFE[np.minimum(signs, len(_SAFE) - 1)] & ~ends
    odd[1:] |= blank[1:] & blank[:-1] & ~(ends[1:] & ends[:-1])
    found: Array = np.unique(np.searchsorted(np.flatnonzero(ends), np.flatnonzero(odd)) - 1)
    return found
