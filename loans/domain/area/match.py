"""Where a loan of other books belongs today: by code and day, by name and district, by the certain successions.

Nothing moves silently: every step away from "the commune that stands there" is a finding with its article.
Source: Nghị quyết 1656/NQ-UBTVQH15; what it does not say for certain waits for a person (``UNPLACED``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from loans.domain.area import notes
from loans.domain.area.facts import areas
from loans.domain.area.spelling import readings, spelling
from loans.domain.area.units import LIST_2025, REFORM, RESOLUTION, UNPLACED, AbolishedName, Commune, OldUnit, Place
from loans.domain.refusal import Finding, Refusal

Basis = Literal["in_force", "bank_code", "hamlet", "succession", "divided", "abolished", "not_found"]

_WITH_DISTRICT = re.compile(r"(?P<name>[^(),]+?)\s*(?:\(|,\s*)(?P<district>[^(),]+)\)?")

LAST_OLD_DAY = REFORM - timedelta(days=1)
_DAY_OF_2024 = LIST_2025 - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a record belongs, by which rule, and what was noticed on the way.

    ``basis``: ``in_force`` (the record names a commune of today), ``bank_code`` (a recorded code of the bank),
    ``hamlet`` (the unit was divided, its hamlet is recorded in one of the communes that took it), ``succession`` (the
    resolution says so: ``cites``), ``divided`` and ``abolished`` (``UNPLACED``: a person must confirm), ``not_found``
    (``UNPLACED``: the record must be mended; the findings say how). ``candidates`` are the communes to choose among.
    """

    commune: str
    basis: Basis
    old_code: str | None = None
    cites: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether the record names a place at all, be it one that a person must still confirm."""
        return self.basis != "not_found"


@dataclass(frozen=True, slots=True)
class Written:
    """How a record names a place, and the day of which it speaks (None: not said)."""

    code: str
    name: str
    district: str | None
    recorded_on: date | None

    @property
    def is_new(self) -> bool:
        """Whether the record speaks of a day of the 126 communes."""
        return self.recorded_on is not None and self.recorded_on >= REFORM

    def fits(self, unit: Place) -> bool:
        """Whether the written name, and district where one is given, can be those of a unit."""
        named = any(
            kind in ("", unit.kind) and asked.may_be(spelling(unit.name)) for kind, asked in readings(self.name)
        )
        return named and (self.district is None or self.district in _districts(unit))


def placed(
    *,
    recorded_on: date | None,
    code: str | None = None,
    name: str | None = None,
    district: str | None = None,
    hamlet: str | None = None,
    bank: Mapping[str, str] | None = None,
    hamlets: Mapping[str, str] | None = None,
) -> Placed:
    """Where a record belongs today; never raises for what it reads, the findings say what is wrong with it.

    ``code``: five digits, or six of the bank (``bank``: its recorded codes with their communes on that day); ``name``
    as people write it, ``district`` its name or three digits; ``hamlet``: the bank's code of eight digits (``hamlets``:
    those recorded, with their communes). Where code and name are both given they must agree.
    """
    asked, noted = _read(code, name, district, recorded_on)
    given = len(asked.code) == 6 and asked.code.isdigit()
    if given and asked.code in (bank or {}):
        return Placed((bank or {})[asked.code], "bank_code", findings=tuple(noted))
    if given:
        noted.append(notes.unknown_bank_code(asked.code))
        asked = replace(asked, code="")
    try:
        unit = _unit(asked, noted)
    except Refusal as refused:
        return Placed(UNPLACED, "not_found", findings=(*noted, notes.of(refused)))
    return _today(unit, (hamlets or {}).get((hamlet or "").strip()), noted)


def _read(
    code: str | None, name: str | None, district: str | None, recorded_on: date | None
) -> tuple[Written, list[Finding]]:
    """What is written without its stray spaces; a code that lost its leading zeros has them again."""
    noted: list[Finding] = []
    digits = "".join((code or "").split())
    if digits.isdigit() and len(digits) < 5:
        noted.append(notes.zeros(digits))
        digits = digits.zfill(5)
    of = None
    name = " ".join((name or "").split())
    if not (district and district.strip()):
        name, district = _apart(name)
    if district:
        try:
            of = areas().district_code(district)
        except Refusal as refused:
            noted.append(notes.of(refused))
    return Written(digits, name, of, recorded_on), noted


def _apart(name: str) -> tuple[str, str]:
    """A name and the district written behind it, in brackets or after a comma: "Minh Khai (Bắc Từ Liêm)"."""
    found = _WITH_DISTRICT.fullmatch(name)
    if found is None:
        return name, ""
    try:
        areas().district_code(found["district"])
    except Refusal:
        return name, ""
    return found["name"], found["district"]


def _unit(asked: Written, noted: list[Finding]) -> Place:
    """The unit that is meant, of either time; raises ``Refusal`` where that cannot be said."""
    if asked.code:
        return _by_code(asked, noted)
    if asked.name:
        return _by_name(asked, noted)
    raise notes.not_given()


def _by_code(asked: Written, noted: list[Finding]) -> Place:
    """What the code named on the day; a name that only fits its other meaning decides for that one."""
    meanings = areas().meanings(asked.code)
    wanted = Commune if asked.is_new else OldUnit
    of_day = meanings if asked.recorded_on is None else [unit for unit in meanings if isinstance(unit, wanted)]
    fitting = [unit for unit in meanings if asked.fits(unit)] if asked.name else list(of_day or meanings)
    if not fitting:
        raise notes.differ(asked.code, asked.name, meanings)
    chosen = [unit for unit in fitting if unit in of_day] or fitting
    if len(chosen) > 1:
        return _one_of(asked, chosen)
    if asked.recorded_on is not None and chosen[0] not in of_day:
        noted.append(notes.of_other_time(asked.code, chosen[0], asked.recorded_on))
    return chosen[0]


def _one_of(asked: Written, meanings: list[Commune | OldUnit]) -> Place:
    """Without a day both meanings of a code are one only where the old unit certainly became that very commune."""
    old = next(unit for unit in meanings if isinstance(unit, OldUnit))
    with_day = areas().resolve  # raises the refusal that names both meanings
    if old.code in _certain(old):
        return old
    return with_day(asked.code, None)


def _by_name(asked: Written, noted: list[Finding]) -> Place:
    """The unit so written on the day, else at another time; several of one time are refused with their names."""
    day = asked.recorded_on or REFORM
    days: tuple[date, ...] = (LAST_OLD_DAY, _DAY_OF_2024, REFORM)
    if asked.is_new:
        days = (REFORM, LAST_OLD_DAY, _DAY_OF_2024)
    elif day < LIST_2025:
        days = (_DAY_OF_2024, REFORM)
    first: Refusal | None = None
    for at in days:
        try:
            unit = areas().find(asked.name, at, None if at >= REFORM else asked.district)
        except Refusal as refused:
            if refused.code == "ambiguous_area_name":
                raise
            first = first or refused
            continue
        if not asked.fits(unit):  # a commune of today without land of the district that is written
            first = first or notes.not_of_district(asked.name, unit)
            continue
        if asked.recorded_on is None:
            _same_at_any_time(asked, unit)
        elif at != days[0]:
            noted.append(notes.of_other_time(asked.name, unit, day))
        return unit
    raise first or notes.not_given()


def _same_at_any_time(asked: Written, unit: Place) -> None:
    """Without a day a name must mean one place: an old unit and a commune of one name may be two."""
    try:
        new = areas().find(asked.name, REFORM)
    except Refusal:
        return
    if asked.fits(new) and isinstance(unit, OldUnit) and new.code not in _certain(unit):  # type: ignore[union-attr]
        raise notes.needs_day(asked.name, (unit, new))


def _today(unit: Place, of_hamlet: str | None, noted: list[Finding]) -> Placed:
    """The commune of today that a unit of either time became."""
    if isinstance(unit, Commune):
        return Placed(unit.code, "in_force", findings=tuple(noted))
    if isinstance(unit, AbolishedName):
        heirs = tuple(code for code, _name in unit.successors)
        note = notes.abolished(unit)
        return Placed(UNPLACED, "abolished", cites=note.cites, candidates=heirs, findings=(*noted, note))
    heirs = tuple(part.new_code for part in areas().successors(unit.code))
    for code in _certain(unit):
        note = notes.moved(unit, areas().named(code))
        return Placed(code, "succession", unit.code, (RESOLUTION,), findings=(*noted, note))
    if of_hamlet in heirs:
        note = notes.by_hamlet(unit, areas().named(str(of_hamlet)))
        return Placed(str(of_hamlet), "hamlet", unit.code, (RESOLUTION,), heirs, (*noted, note))
    return Placed(UNPLACED, "divided", unit.code, (RESOLUTION,), heirs, (*noted, notes.divided(unit)))


def _certain(unit: OldUnit) -> tuple[str, ...]:
    """The commune that certainly took the people, as one code; none where a person must say."""
    return tuple(part.new_code for part in areas().successors(unit.code) if part.is_main and part.certain)


def _districts(unit: Place) -> frozenset[str]:
    """The codes of the districts of before the reform in which a unit has land."""
    if isinstance(unit, Commune):
        return frozenset(part.old.district_code for part in areas().predecessors(unit.code))
    return frozenset({unit.district_code})
