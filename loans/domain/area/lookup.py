"""Lookup of areas by code or name, always with a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from loans.domain.area import answers
from loans.domain.area.spelling import Spelling, district_spelling, readings, spelling
from loans.domain.area.units import (
    LIST_2025,
    REFORM,
    UNPLACED,
    UNPLACED_NAME,
    AbolishedName,
    Commune,
    OldUnit,
    Place,
    Succession,
)

Index = Mapping[str, tuple[tuple[Spelling, Place], ...]]
"""Places by their accent-free name, each with its full spelling."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The units of Hanoi before and after 2025-07-01, by code and by name.

    Every question takes the day that the record speaks of (``on``); the answer is a unit of that day, or a
    ``Refusal`` that names the units in question. Source: Nghị quyết 1656/NQ-UBTVQH15.
    """

    _communes: Mapping[str, Commune]
    _old: Mapping[str, OldUnit]
    _parts: Mapping[str, tuple[Succession, ...]]
    _today: Index
    _until_reform: Index
    _before_2025: Index
    _districts: Mapping[str, str]

    @classmethod
    def of(
        cls,
        communes: Mapping[str, Commune],
        successions: Sequence[Succession],
        abolished: Sequence[AbolishedName],
    ) -> "Areas":
        """Build the indexes from the facts."""
        old = {s.old.code: s.old for s in successions}
        parts = {code: tuple(s for s in successions if s.old.code == code) for code in old}
        return cls(
            _communes=communes,
            _old=old,
            _parts=parts,
            _today=_index(communes.values()),
            _until_reform=_index(old.values()),
            _before_2025=_index([*old.values(), *abolished]),
            _districts={unit.district_code: unit.district_name for unit in old.values()},
        )

    # By code.

    def meanings(self, code: str) -> tuple[Commune | OldUnit, ...]:
        """Everything the code ever named, oldest first; raises ``Unknown`` for a code that named nothing."""
        found = tuple(unit for unit in (self._old.get(code), self._communes.get(code)) if unit is not None)
        if not found:
            raise answers.unknown_code(code, self._close_codes(code))
        return found

    def unit(self, code: str, on: date) -> Commune | OldUnit:
        """What the code names on that day; an old code on a day of the 126 raises ``old_area_code``.

        Before 2025-01-01 the answer is the unit of the 526-unit list; its extent may then have been another.
        """
        known = self.meanings(code)
        wanted = Commune if on >= REFORM else OldUnit
        for meaning in known:
            if isinstance(meaning, wanted):
                return meaning
        if on < REFORM:
            raise answers.no_communes_yet(on, "area_code", code)
        raise answers.old_code(self._old[code], on, self._parts[code])

    def commune(self, code: str, on: date) -> Commune:
        """The commune of that code on a day from 2025-07-01; an earlier day raises ``no_communes_yet``."""
        unit = self.unit(code, on)
        if isinstance(unit, OldUnit):
            raise answers.no_communes_yet(on, "area_code", code)
        return unit

    def named(self, code: str) -> str:
        """What a report calls a commune that stands in the books, ``UNPLACED`` too: its name with its kind.

        A code of both times is a commune of today; raises ``Unknown`` for a code that named nothing.
        """
        return UNPLACED_NAME if code == UNPLACED else self.meanings(code)[-1].full_name

    def resolve(self, code: str, on: date | None) -> Commune | OldUnit:
        """Like ``unit``, for records that may lack a day: a code used on both sides of the reform needs one."""
        if on is not None:
            return self.unit(code, on)
        known = self.meanings(code)
        if len(known) > 1:
            raise answers.ambiguous_code(code, self._old[code], self._communes[code])
        return known[0]

    def in_force(self, on: date) -> tuple[Commune, ...]:
        """The communes of that day, by code; a day before 2025-07-01 raises ``no_communes_yet``."""
        if on < REFORM:
            raise answers.no_communes_yet(on)
        return tuple(self._communes[code] for code in sorted(self._communes))

    def old_units(self) -> tuple[OldUnit, ...]:
        """The 526 units in force on 2025-06-30, by code."""
        return tuple(self._old[code] for code in sorted(self._old))

    # Succession.

    def successors(self, old_code: str) -> tuple[Succession, ...]:
        """Where the parts of an old unit went; raises ``Unknown`` for a code that was no old unit."""
        if old_code not in self._parts:
            raise answers.unknown_code(old_code, self._close_codes(old_code))
        return self._parts[old_code]

    def predecessors(self, new_code: str) -> tuple[Succession, ...]:
        """What a commune of today was made of; raises ``Unknown`` for a code that is no commune."""
        if new_code not in self._communes:
            raise answers.unknown_code(new_code, self._close_codes(new_code))
        return tuple(s for parts in self._parts.values() for s in parts if s.new_code == new_code)

    def successor(self, old_code: str) -> str:
        """The code of the commune that certainly took the people; a divided unit raises ``divided_area``."""
        parts = self.successors(old_code)
        certain = [s.new_code for s in parts if s.is_main and s.certain]
        if len(certain) != 1:
            raise answers.divided(self._old[old_code], parts)
        return certain[0]

    # By name.

    def find(self, name: str, on: date, district: str | None = None) -> Place:
        """The place so written on that day; tolerant of case, spaces, tone placement and missing accents.

        A fully written name wins over an accent-free one. ``district`` (name or three-digit code) narrows the
        names of before the reform; there are no districts after it, where it only narrows the hint about an
        old name. Several hits raise ``ambiguous_area_name``, none raises ``Unknown`` with close names. Before
        2025-01-01 the answer may be an ``AbolishedName``, whose ``basis`` is "secondary".
        """
        code = None if district is None else self.district_code(district)
        index = self._index_on(on)
        hits = _hits(index, name, None if on >= REFORM else code)
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise answers.ambiguous_name(name, hits)
        old = [unit for unit in _hits(self._until_reform, name, code) if isinstance(unit, OldUnit)]
        if on >= REFORM and old:
            raise answers.old_name(name, on, [(unit, self._parts[unit.code]) for unit in old])
        raise answers.unknown_name(name, on, district, _close_names(index, name))

    def _index_on(self, on: date) -> Index:
        if on >= REFORM:
            return self._today
        return self._until_reform if on >= LIST_2025 else self._before_2025

    def district_code(self, district: str) -> str:
        """The three digits of a district of before the reform, by name or code; raises ``Unknown``."""
        if district.strip() in self._districts:
            return district.strip()
        asked = district_spelling(district)
        names = {code: district_spelling(name) for code, name in self._districts.items()}
        exact = [code for code, name in names.items() if asked == name]
        found = exact or [code for code, name in names.items() if asked.may_be(name)]
        if len(found) != 1:
            plain = {name.plain: self._districts[code] for code, name in names.items()}
            close = get_close_matches(asked.plain, plain, n=3)
            raise answers.unknown_district(district, [plain[name] for name in close])
        return found[0]

    def _close_codes(self, code: str) -> list[str]:
        known: dict[str, Commune | OldUnit] = {**self._old, **self._communes}
        padded = code.strip().zfill(5)
        if padded in known:
            return [f"{padded} {known[padded].full_name}"]
        return [f"{near} {known[near].full_name}" for near in get_close_matches(code, known, n=3, cutoff=0.8)]


def _index(places: Iterable[Place]) -> Index:
    found: dict[str, tuple[tuple[Spelling, Place], ...]] = {}
    for place in places:
        written = spelling(place.name)
        found[written.plain] = (*found.get(written.plain, ()), (written, place))
    return found


def _hits(index: Index, name: str, district: str | None) -> list[Place]:
    """The best hits: exact spelling before accents left out, the whole name before a name with a prefix."""
    candidates = [
        (asked, written, place)
        for kind, asked in readings(name)
        for written, place in index.get(asked.plain, ())
        if kind in ("", place.kind)
        and (district is None or (not isinstance(place, Commune) and place.district_code == district))
    ]
    exact = [place for asked, written, place in candidates if asked == written]
    return exact or [place for asked, written, place in candidates if asked.may_be(written)]


def _close_names(index: Index, name: str) -> list[str]:
    _, asked = readings(name)[-1]
    near = get_close_matches(asked.plain, index, n=3, cutoff=0.7)
    return [place.full_name for plain in near for _, place in index[plain]]
