"""Planning groups (nhóm đối tượng trong kế hoạch): by whom a commune breaks its loan demand down.

Three attributes of a borrower are never derived from each other (DOMAIN §6.14): the rate group (law), the
eligibility group (law or HĐND, per source), and the planning group here (the city's plans). No rule of a rate, a
limit or a right to borrow takes a planning group.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from loans.domain.borrower import Purpose
from loans.domain.law import CERTAINTIES, LawFault

FILE = "planning_groups.toml"
KINDS = ("generic", "law", "city_plan")
ALL = "all"
"""Demand that is not broken down by group."""

PURPOSES = tuple(Purpose)
"""What demand may be for: the three job purposes, and contract work abroad, which is lent out of the same plan."""

PURPOSE_TITLES: Mapping[str, tuple[str, str]] = {
    Purpose.CREATE.value: ("Tạo việc làm", "Create jobs"),
    Purpose.MAINTAIN.value: ("Duy trì việc làm", "Maintain jobs"),
    Purpose.EXPAND.value: ("Mở rộng việc làm", "Expand jobs"),
    Purpose.WORK_ABROAD.value: ("Đi làm việc ở nước ngoài theo hợp đồng", "Contract work abroad"),
}
"""Vietnamese and English words of each purpose (Decree 338/2025 Articles 3 and 12)."""


@dataclass(frozen=True, slots=True)
class PlanningGroup:
    """One group of beneficiaries; ``kind`` says who names it: the law, the city's plans, or nobody (generic)."""

    code: str
    title_vi: str
    title_en: str
    kind: str
    cites: tuple[str, ...]
    certainty: str


@cache
def planning_groups() -> Mapping[str, PlanningGroup]:
    """Every planning group by its code, in the order of the file."""
    return read_groups(resources.files("loans.domain").joinpath(FILE).read_bytes().decode())


def read_groups(text: str) -> Mapping[str, PlanningGroup]:
    """The groups of a TOML text; raises ``LawFault`` naming group and fault, or where ``all`` is missing."""
    found = {code: _group(code, table) for code, table in tomllib.loads(text).items()}
    if ALL not in found:
        raise LawFault(f"{FILE}: the group `{ALL}` is missing")
    titles = [group.title_vi.casefold() for group in found.values()]
    if len(set(titles)) != len(titles):
        raise LawFault(f"{FILE}: two groups share a Vietnamese title: a sheet could not tell them apart")
    return found


def _group(code: str, table: Any) -> PlanningGroup:
    wanted = {"title_vi", "title_en", "kind", "cites", "certainty"}
    if not isinstance(table, dict) or set(table) != wanted:
        raise LawFault(f"{FILE}: {code}: needs exactly {', '.join(sorted(wanted))}")
    if table["kind"] not in KINDS or table["certainty"] not in CERTAINTIES:
        raise LawFault(f"{FILE}: {code}: `kind` or `certainty` is none of {', '.join((*KINDS, *CERTAINTIES))}")
    texts = [table["title_vi"], table["title_en"], *(table["cites"] if isinstance(table["cites"], list) else [""])]
    if not table["cites"] or not all(isinstance(text, str) and text for text in texts):
        raise LawFault(f"{FILE}: {code}: titles and `cites` must be text")
    return PlanningGroup(
        code, table["title_vi"], table["title_en"], table["kind"], tuple(table["cites"]), table["certainty"]
    )
