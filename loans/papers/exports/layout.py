"""Layouts as data: which column of an export fills which of our fields, and what must stand in it.

The bank's own layouts stand in ``layouts.toml``; another one is declared by a ``Declared`` mapping.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from loans.domain.refusal import Faults

MEASURES = ("outstanding", "in_term", "overdue", "frozen")
"""The balances of a loan: the first is the sum of the others."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: the field it fills, its headings (the first is the bank's), the kind of value, digits of a code.

    An empty heading stands for a column without one, right of the column before it.
    """

    name: str
    headings: tuple[str, ...]
    kind: str
    digits: int = 0
    required: bool = False

    @property
    def heading(self) -> str:
        """The heading as people know it."""
        return self.headings[0] or "(cột không tiêu đề)"


@dataclass(frozen=True, slots=True)
class Layout:
    """An export: what its rows speak of, by which titles it is known, its columns in order.

    ``programme`` is the programme of every row where the layout has no column for it; of the fields ``either`` a sheet
    must have one.
    """

    code: str
    name: str
    subject: str
    titles: tuple[str, ...]
    fields: tuple[Field, ...]
    programme: str = ""
    either: tuple[str, ...] = ()

    def fits(self, columns: Iterable[str]) -> bool:
        """Whether a sheet with columns for these fields can be of this layout."""
        held = set(columns)
        return held.issuperset(each.name for each in self.required) and (not self.either or bool(held & {*self.either}))

    @property
    def required(self) -> tuple[Field, ...]:
        """The columns without which a sheet is none of this layout."""
        return tuple(field for field in self.fields if field.required)

    @property
    def measures(self) -> tuple[str, ...]:
        """The balances that it states, or that follow from those it states."""
        stated = {field.name for field in self.fields}
        found = tuple(name for name in MEASURES if name in stated)
        return MEASURES if len(found) == len(MEASURES) - 1 else found


@dataclass(frozen=True, slots=True)
class Declared:
    """A mapping that a person declares for another layout: a heading of theirs for each of our fields.

    ``subject`` says what the rows speak of; ``headings`` is our field → their heading.
    """

    name: str
    subject: str
    headings: Mapping[str, str]

    def layout(self) -> Layout:
        """The layout that it declares; every fault of the declaration is refused at once."""
        kinds, subjects, faults = _kinds(), _subjects(), Faults()
        if self.subject not in subjects:
            _fault(faults, "mapping_subject_unknown", "subject", self.subject, subjects)
        for name in self.headings:
            if name not in kinds:
                _fault(faults, "mapping_field_unknown", name, name, kinds)
        for name in subjects.get(self.subject, ()):
            if not self.headings.get(name, "").strip():
                _missing(faults, name, self.subject)
        either = _either(self.subject)
        if either and not any(self.headings.get(name, "").strip() for name in either):
            _missing(faults, " / ".join(either), self.subject)
        faults.refuse(
            "mapping_refused", vi="Ánh xạ cột chưa dùng được. Sửa các lỗi.", en="The mapping is unfit. Correct it."
        )
        return _layout(
            {"code": self.name, "name": self.name, "subject": self.subject, "titles": []},
            [(name, heading) for name, heading in self.headings.items()],
        )

    def as_dict(self) -> dict[str, Any]:
        """The mapping as it can be kept."""
        return {"name": self.name, "subject": self.subject, "headings": dict(self.headings)}


def _missing(faults: Faults, name: str, subject: str) -> None:
    faults.add(
        name,
        "mapping_field_missing",
        vi=f"Thiếu cột cho «{name}», bắt buộc khi đọc «{subject}». Chọn cột của tệp cho trường này.",
        en=f"No column for {name}, which {subject} need. Choose a column of the file for it.",
        field=name,
    )


def _fault(faults: Faults, code: str, field: str, value: str, known: Iterable[str]) -> None:
    faults.add(
        field,
        code,
        vi=f"«{value}» không có. Dùng một trong: {', '.join(known)}.",
        en=f"There is no {value}. Use one of {', '.join(known)}.",
        field=field,
        value=value,
    )


@cache
def layouts() -> Mapping[str, Layout]:
    """The bank's layouts by their code, in the order of the file."""
    raw = {each["code"]: each for each in _data()["layouts"]}
    return {
        code: _layout(each, [tuple(column) for column in each.get("columns") or raw[each["like"]]["columns"]])
        for code, each in raw.items()
    }


def _layout(given: Mapping[str, Any], columns: Sequence[tuple[str, ...]]) -> Layout:
    needed = _subjects()[given["subject"]]
    found = []
    for name, *headings in columns:
        kind, _, digits = _kinds()[name].partition(" ")
        found.append(Field(name, tuple(headings), kind, int(digits or 0), name in needed))
    return Layout(
        given["code"],
        given["name"],
        given["subject"],
        tuple(given["titles"]),
        tuple(found),
        given.get("programme", ""),
        _either(given["subject"]),
    )


def _kinds() -> Mapping[str, str]:
    found: Mapping[str, str] = _data()["fields"]
    return found


def _subjects() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = _data()["subjects"]
    return found


def _either(subject: str) -> tuple[str, ...]:
    return tuple(_data()["either"].get(subject, ()))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("loans.papers.exports") / "layouts.toml").read_text(encoding="utf-8"))
