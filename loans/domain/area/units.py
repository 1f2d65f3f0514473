"""What stands on the map: a commune, a unit before the reform, a name before 2025, and a succession."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

REFORM = date(2025, 7, 1)
"""First day of the 126 communes and wards."""

LIST_2025 = date(2025, 1, 1)
"""First day of the 526 units that the reform ended; names abolished on it are known from a weak source only."""

RESOLUTION = "Nghị quyết 1656/NQ-UBTVQH15"

UNPLACED = "00000"
"""Stands for the commune of a loan whose old unit was divided, until a person has confirmed where it belongs.

It is no unit: nothing that goes through the communes in force ever meets it.
"""

UNPLACED_NAME = "Chưa xác nhận xã, phường"

Basis = Literal["law", "secondary"]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune or ward (xã, phường) in force during ``[since, until)``.

    ``area_km2``, ``lon`` and ``lat`` (seat, WGS84) are decimal text: the domain knows no float. Area and
    population come from the state's merger table of July 2025, a single origin.
    """

    code: str
    name: str
    name_en: str
    kind: str
    since: date
    until: date | None
    area_km2: str
    population: int
    lon: str
    lat: str
    basis: Basis = "law"

    @property
    def full_name(self) -> str:
        """The name with its kind: "phường Cầu Giấy"."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A unit (phường, xã, thị trấn) of a district, in force until 2025-06-30."""

    code: str
    name: str
    kind: str
    district_code: str
    district_name: str
    basis: Basis = "law"

    @property
    def full_name(self) -> str:
        """The name with its kind and district: "phường Dịch Vọng (Quận Cầu Giấy)"."""
        return f"{self.kind} {self.name} ({self.district_name})"


@dataclass(frozen=True, slots=True)
class AbolishedName:
    """A name that ended on 2025-01-01, from a secondary source: good for matching old papers, proof of nothing.

    It has no code of its own; ``successors`` are the (code, name) of the communes where its land lies today.
    """

    name: str
    kind: str
    district_code: str
    district_name: str
    successors: tuple[tuple[str, str], ...]
    basis: Basis = "secondary"

    @property
    def full_name(self) -> str:
        """The name with its kind and district."""
        return f"{self.kind} {self.name} ({self.district_name})"


Place = Commune | OldUnit | AbolishedName


def unplaced_last(code: str) -> tuple[bool, str]:
    """The order of communes in a report: by code, what nobody has placed yet after all others."""
    return code == UNPLACED, code


@dataclass(frozen=True, slots=True)
class Succession:
    """One part of an old unit that went into one commune.

    ``part_kind`` is whole, part_area_part_population, part_area_no_population, part_area_all_population or
    remainder; ``population_moved`` is all, some, none or remainder; ``is_main`` marks the successor that takes
    the people. ``certain`` is true where the resolution itself says so, false where a person must confirm.
    """

    old: OldUnit
    new_code: str
    new_name: str
    part_kind: str
    population_moved: str
    is_main: bool
    certain: bool
