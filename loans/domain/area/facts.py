"""The facts of ``loans/reference`` as objects, read once."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby

from loans.domain.area.lookup import Areas
from loans.domain.area.units import REFORM, AbolishedName, Commune, OldUnit, Succession

_KINDS = {"Phường": "phường", "Xã": "xã", "Thị trấn": "thị trấn"}


@cache
def areas() -> Areas:
    """Every unit and succession that the reference files state, ready for lookup."""
    communes = {row["code"]: _commune(row) for row in _rows("communes_hanoi.csv")}
    successions = tuple(_succession(row) for row in _rows("succession_2025.csv"))
    abolished = tuple(_abolished(_rows("names_before_2025.csv")))
    return Areas.of(communes, successions, abolished)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("loans.reference").joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _commune(row: dict[str, str]) -> Commune:
    return Commune(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        kind=row["kind"],
        since=REFORM,
        until=None,
        area_km2=row["area_km2"],
        population=int(row["population"]),
        lon=row["lon"],
        lat=row["lat"],
    )


def _kind_and_name(text: str) -> tuple[str, str]:
    for written, kind in _KINDS.items():
        if text.startswith(f"{written} "):
            return kind, text.removeprefix(f"{written} ")
    raise ValueError(f"{text!r} in loans/reference starts with no known kind: {', '.join(_KINDS)}")


def _succession(row: dict[str, str]) -> Succession:
    kind, name = _kind_and_name(row["old_name"])
    old = OldUnit(row["old_code"], name, kind, row["old_district_code"], row["old_district_name"])
    return Succession(
        old=old,
        new_code=row["new_code"],
        new_name=row["new_name"],
        part_kind=row["part_kind"],
        population_moved=row["population_moved"],
        is_main=row["is_main"] == "true",
        certain=row["main_basis"] == "law",
    )


def _abolished(rows: Iterator[dict[str, str]]) -> Iterator[AbolishedName]:
    def place(row: dict[str, str]) -> tuple[str, str, str]:
        return row["old_name"], row["old_district_code"], row["old_district_name"]

    for (full, code, district), parts in groupby(sorted(rows, key=place), key=place):
        kind, name = _kind_and_name(full)
        successors = tuple((row["new_code"], row["new_name"]) for row in parts)
        yield AbolishedName(name, kind, code, district, successors)
