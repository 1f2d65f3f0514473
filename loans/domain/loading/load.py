"""A load: a closing day, its files, the steps it goes through, and what its opener chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from loans.domain.loading.codes import CODES, DOUBTFUL
from loans.domain.refusal import Faults


class Step(StrEnum):
    """How far a load has come; each step can be taken again after a crash."""

    OPEN = "open"  # files are handed in and read
    CHECKING = "checking"
    CHECKED = "checked"
    POSTED = "posted"
    DROPPED = "dropped"


RESULTS = ("accepted", "repaired", "doubtful", "refused", "unchanged", "corrects", "outside")
"""What becomes of a row. ``outside``: of another programme or source, or nothing is owed: it is counted and left."""

LOADABLE = ("accepted", "repaired", "doubtful", "corrects")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the opener declares: doubts accepted by code, a default source, default points by commune."""

    accept: tuple[str, ...] = ()
    source_id: int | None = None
    points: Mapping[str, int] = field(default_factory=dict)
    layout: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {"accept": sorted(self.accept), "source_id": self.source_id, "points": dict(self.points)}


@dataclass(frozen=True, slots=True)
class Load:
    """A load as it stands; ``cursor`` is the last contract that was checked.

    ``limit``: the communes in the charge of its opener, None where he was not bound.
    """

    id: int
    day: date
    programme: str
    step: Step
    cursor: int
    choices: Choices
    sequence: int = 0
    limit: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class LoadFile:
    """A file of a load: ``done`` records are staged; ``rows`` is their whole number, −1 until the end was reached."""

    id: int
    load_id: int
    name: str
    sha256: str
    layout: str
    subject: str
    mapping: Mapping[str, Any]
    report_day: date | None
    rows: int
    done: int
    notes: Mapping[str, Any]

    @property
    def is_whole(self) -> bool:
        """Whether every row has been staged."""
        return self.rows >= 0


def check_choices(accept: Sequence[str]) -> None:
    """Refuse to accept a code that is no doubt: what is refused is never loaded, what is noted needs no word."""
    faults = Faults()
    doubts = [code for code, each in CODES.items() if each.severity == DOUBTFUL]
    for code in accept:
        if code not in doubts:
            faults.add(
                code,
                "not_acceptable",
                field="accept",
                value=code,
                vi=f"«{code}» không phải mã nghi vấn. Chỉ chấp nhận được: {', '.join(doubts)}.",
                en=f"{code} is no doubt. What can be accepted: {', '.join(doubts)}.",
            )
    faults.refuse(
        "choices_refused",
        vi="Lựa chọn của đợt nạp có lỗi. Sửa các mã.",
        en="The load's choices have faults. Mend them.",
    )
