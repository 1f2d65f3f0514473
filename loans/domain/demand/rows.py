"""A batch of rows about communes: what each row is told, and the checks that every such batch shares."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from loans.domain.area import REFORM, RESOLUTION, areas
from loans.domain.columns import AMOUNT_MAX
from loans.domain.refusal import Finding, Refusal, Unknown

Given = Mapping[str, Any]
"""A row as it came in: its fields, and optionally ``place`` ("hàng 7") and ``faults`` found while it was read."""

EXPLAINED = 300
"""After so many different codes in one batch, a wrong one is told so without what is close to it."""

_NO_CODE = (
    "Mã này không phải mã xã, phường nào của Hà Nội. Hãy kiểm tra mã gồm đúng 5 chữ số.",
    "This code is no unit of Hanoi. Check the code: five digits, leading zeros included.",
)

COUNT_MAX = 1_000_000
"""The largest count of workers or jobs of one row."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What the checks say of one row: ``error`` where it cannot be taken, ``warning`` where a person should look."""

    source: str
    commune: str
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()

    @property
    def result(self) -> str:
        """``ok``, ``warning`` or ``error``."""
        if self.errors:
            return "error"
        return "warning" if self.warnings else "ok"


def places_of(rows: Sequence[Given]) -> list[str]:
    """Where each row stands: its own place, or "row 2"."""
    return [str(row.get("place") or f"row {number}") for number, row in enumerate(rows, 1)]


def faults_of(row: Given, place: str) -> list[Finding]:
    """What was found wrong while the row was read."""
    return [replace(found, source=place) for found in row.get("faults", ())]


class CommuneCheck:
    """Says of each row of a batch why it cannot speak for its commune: no commune of the day (an old code names its
    successors, a wrong one those that are close), or not one of this person's (``within`` raises)."""

    def __init__(self, on: date, within: Callable[[str], None]) -> None:
        self._on, self._within = on, within
        self._told: dict[str, Refusal | None] = {}

    def faults(self, row: Given, place: str) -> list[Finding]:
        """Nothing where the code could not be read, which was reported then."""
        given = row.get("commune")
        if given is None and row.get("faults"):
            return []
        code = str(given)
        if code not in self._told:
            self._told[code] = self._refusal(code)
        told = self._told[code]
        if told is None:
            return []
        return [Finding(place, told.code, told.vi, told.en, "commune", given, told.cites)]

    def _refusal(self, code: str) -> Refusal | None:
        try:
            # looking for close codes takes long: a sheet of nothing but wrong ones is told so without
            if len(self._told) > EXPLAINED and not _is_code(code):
                return Unknown("unknown_area_code", vi=_NO_CODE[0], en=_NO_CODE[1], cites=(RESOLUTION,))
            areas().commune(code, self._on)
            self._within(code)
        except Refusal as refused:
            return refused
        return None


def _is_code(code: str) -> bool:
    """Whether the code ever named a unit of Hanoi."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    old = {unit.code for unit in areas().old_units()}
    return frozenset(old | {commune.code for commune in areas().in_force(REFORM)})


def whole_faults(row: Given, names: Iterable[str], place: str) -> list[Finding]:
    """The fields that are no whole number from 0 to the most that the product takes.

    A field that lacks because reading it found a fault is not reported again.
    """
    asked = [name for name in names if name in row or not row.get("faults")]
    return [_not_whole(place, name, row.get(name)) for name in asked if not _is_whole(row.get(name), name)]


def repeats(
    places: Sequence[str], keys: Sequence[Any], *, code: str, same_vi: str, same_en: str
) -> dict[int, list[Finding]]:
    """Findings by position of the rows whose key stood before; a key of None was not read and repeats nothing.

    A key is the commune's code, or begins with it; ``same_vi`` and ``same_en`` say what must not stand twice.
    """
    seen: dict[Any, str] = {}
    found = {}
    for position, (key, place) in enumerate(zip(keys, places, strict=True)):
        if key is None:
            continue
        if key in seen:
            vi = f"Trùng {seen[key]} (cùng {same_vi}). Gộp hai dòng thành một."
            en = f"It repeats {seen[key]} (same {same_en}). Merge the two into one."
            commune = key[0] if isinstance(key, tuple) else key
            found[position] = [Finding(place, code, vi, en, "commune", commune)]
        seen.setdefault(key, place)
    return found


def still_owing(answered: Collection[str], on: date, limit: Collection[str] | None = None) -> tuple[str, ...]:
    """The communes in force on the day that have not answered, by code; ``limit`` leaves out all others."""
    codes = [commune.code for commune in areas().in_force(on)]
    return tuple(code for code in codes if code not in answered and (limit is None or code in limit))


def errors_of(batch: Sequence[RowResult]) -> list[Finding]:
    """Every error of a batch, in the order of its rows."""
    return [fault for row in batch for fault in row.errors]


def _is_whole(value: Any, name: str) -> bool:
    most = AMOUNT_MAX if name == "amount" else COUNT_MAX
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _not_whole(place: str, name: str, value: Any) -> Finding:
    most = AMOUNT_MAX if name == "amount" else COUNT_MAX
    return Finding(
        place,
        "number_refused",
        f"{name} = {value}: phải là số nguyên từ 0 đến {most}, không âm, không phần lẻ. Sửa lại số.",
        f"{name} = {value}: it must be a whole number from 0 to {most}. Correct it.",
        name,
        value,
    )
