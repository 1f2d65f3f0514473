"""Where invented loans stand: true communes, old and new, with invented codes, groups and hamlets."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]

GROUPS = 60
"""Savings-and-loan groups a commune, and as many hamlets as half of them."""
ORGANISATIONS = {"11": "Hội Nông dân", "12": "Hội LH Phụ nữ", "13": "Hội Cựu chiến binh", "14": "Đoàn Thanh niên"}
DIRECT = "99"
UNKNOWN = ("199999", "Xã Không Có Thật")


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune as the bank writes it: its six digits, its five of the state, its name, its district before 2025-07."""

    bank_code: str
    code: str
    name: str
    district: str = ""

    def spelt(self, variant: int) -> str:
        """Its name as one of five people writes it: all of them mean the same."""
        return (self.name, _old_tones(self.name), self.name.upper(), f" {self.name.replace(' ', '  ', 1)}", self.name)[
            variant
        ]


@dataclass(frozen=True, slots=True)
class World:
    """The first communes of the city with the old units whose people certainly, or not certainly, went there.

    ``certain`` and ``divided`` hold an old unit for each commune, or None where there is no such unit.
    """

    new: tuple[Unit, ...]
    certain: tuple[Unit | None, ...]
    divided: tuple[Unit, ...]

    def session_days(self) -> list[int]:
        """The day of the month on which the bank sits in each commune (2 to 26)."""
        return [place * 7 % 25 + 2 for place in range(len(self.new))]

    def point(self, commune: int) -> str:
        """The code of a commune's transaction point."""
        return f"TXN{self.new[commune].code}"

    def bank_communes(self) -> dict[str, str]:
        """The bank's six digits → the state's five, of the communes in force."""
        return {unit.bank_code: unit.code for unit in self.new}


@cache
def world(communes: int) -> World:
    """The first ``communes`` of the 126, with the old units that went into them."""
    rows = _facts("communes_hanoi.csv")[:communes]
    new = tuple(Unit(f"1{row['code']}", row["code"], f"{row['kind'].capitalize()} {row['name']}") for row in rows)
    certain: dict[str, Unit] = {}
    divided = []
    for row in _facts("succession_2025.csv"):
        if row["is_main"] != "true":
            continue
        unit = Unit(f"0{row['old_code']}", row["old_code"], row["old_name"], row["old_district_name"])
        if row["main_basis"] == "law":
            certain.setdefault(row["new_code"], unit)
        elif row["new_code"] in {each.code for each in new}:
            divided.append(unit)
    return World(new, tuple(certain.get(unit.code) for unit in new), tuple(divided))


def group_no(commune: int, group: int) -> str:
    """The seven digits of a group: one over the whole city."""
    return f"099{commune * GROUPS + group:04d}"


def organisation(group: int) -> str:
    """The mass organisation of a group."""
    return tuple(ORGANISATIONS)[group % len(ORGANISATIONS)]


def hamlet(commune: int, group: int) -> tuple[str, str]:
    """The eight digits and the name of the hamlet of a group."""
    return f"99{commune:03d}{group // 2:03d}", f"Thôn Giả Định {group // 2 + 1}"


def decomposed(names: Sequence[str]) -> list[str]:
    """Names with their marks apart (NFD), as some exports write them."""
    return [unicodedata.normalize("NFD", name) for name in names]


def sessions_after(days: Column, session: Column) -> Column:
    """The first session strictly after each day, a session being the same day of every month."""
    months = days.astype("datetime64[M]")
    here = months.astype("datetime64[D]") + (session - 1)
    found: Column = np.where(here > days, here, (months + 1).astype("datetime64[D]") + (session - 1))
    return found


def _old_tones(name: str) -> str:
    for new, old in (("òa", "oà"), ("óa", "oá"), ("ọa", "oạ"), ("ủy", "uỷ"), ("úy", "uý"), ("ụy", "uỵ"), ("ỏa", "oả")):
        name = name.replace(new, old)
    return name


def _facts(name: str) -> list[dict[str, str]]:
    text = (files("loans.reference") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
