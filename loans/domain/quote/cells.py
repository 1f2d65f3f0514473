"""One value of a request at a time: read it strictly, or say what is wrong with it and what to write instead."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from loans.domain.columns import AMOUNT_MAX
from loans.domain.refusal import Faults

RATE_TEXT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")
DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHOWN = 60

E = TypeVar("E", bound=StrEnum)


def shown(value: Any) -> str:
    """A value as it stood in the request, cut where it is long and safe on any terminal."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of one JSON object, read by name; every fault goes to ``faults`` under ``source``."""

    given: Mapping[str, Any]
    source: str
    faults: Faults

    def has(self, name: str) -> bool:
        """Whether the request names the field; ``null`` counts as a value, and a wrong one."""
        return name in self.given

    def fault(self, name: str, code: str, *, vi: str, en: str) -> None:
        """Record one fault of a field that is there."""
        value = self.given[name]
        self.faults.add(
            self.source,
            code,
            vi=f"{name} = {shown(value)}: {vi}",
            en=f"{name} = {shown(value)}: {en}",
            field=name,
            value=value,
        )

    def missing(self, name: str, *, vi: str, en: str) -> None:
        """Record that a needed field is not there."""
        self.faults.add(
            self.source, "field_missing", vi=f"thiếu {name}: {vi}", en=f"{name} is missing: {en}", field=name
        )

    def unknown(self, known: Sequence[str]) -> None:
        """Record every field that no quote knows, so that a misspelt one is not silently ignored."""
        names = ", ".join(known)
        for name in self.given:
            if name not in known:
                self.fault(
                    name,
                    "field_unknown",
                    vi=f"trường này không có trong yêu cầu; hãy xóa hoặc sửa tên (các trường: {names})",
                    en=f"no such field; remove it or correct its name (fields: {names})",
                )

    def integer(self, name: str, *, least: int, most: int = AMOUNT_MAX, default: int | None = None) -> int | None:
        """A whole JSON number within ``least`` … ``most``; ``None`` after a fault."""
        vi = f"cần một số nguyên từ {least} đến {most}, viết dạng số JSON, không dấu phẩy, không ngoặc kép"
        en = f"write a whole JSON number from {least} to {most}, without a fraction and without quotes"
        if not self.has(name):
            if default is None:
                self.missing(name, vi=vi, en=en)
            return default
        value = self.given[name]
        if type(value) is int and least <= value <= most:
            return value
        self.fault(name, "not_an_integer_in_range", vi=vi, en=en)
        return None

    def day(self, name: str) -> date | None:
        """A day as text YYYY-MM-DD; ``None`` after a fault."""
        vi = 'cần một ngày có thật, viết dạng "YYYY-MM-DD", ví dụ "2026-01-31"'
        en = 'write a day that exists as "YYYY-MM-DD", for example "2026-01-31"'
        if not self.has(name):
            self.missing(name, vi=vi, en=en)
            return None
        found = day_of(self.given[name])
        if found is None:
            self.fault(name, "not_a_day", vi=vi, en=en)
        return found

    def rate(self, name: str) -> Fraction | None:
        """A rate a year as decimal text, exact up to 20 decimals; ``None`` after a fault."""
        vi = 'cần lãi suất năm không âm, viết dạng chữ trong ngoặc kép, tối đa 20 chữ số thập phân, ví dụ "0.079248"'
        en = 'write a yearly rate of 0 or more as text in quotes with at most 20 decimals, for example "0.079248"'
        if not self.has(name):
            self.missing(name, vi=vi, en=en)
            return None
        value = self.given[name]
        if isinstance(value, str) and RATE_TEXT.fullmatch(value):
            return Fraction(value)
        self.fault(name, "not_a_rate", vi=vi, en=en)
        return None

    def choice(self, name: str, kind: type[E], default: E | None = None) -> E | None:
        """One of the words of ``kind``; ``None`` after a fault."""
        words = " | ".join(kind)
        vi, en = f"hãy chọn một trong: {words}", f"choose one of: {words}"
        if not self.has(name):
            if default is None:
                self.missing(name, vi=vi, en=en)
            return default
        value = self.given[name]
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        self.fault(name, "not_a_choice", vi=vi, en=en)
        return None

    def array(self, name: str) -> list[Any] | None:
        """A JSON array; ``None`` after a fault."""
        value = self.given[name]
        if isinstance(value, list | tuple):
            return list(value)
        self.fault(name, "not_an_array", vi="cần một mảng JSON [ … ]", en="write a JSON array [ … ]")
        return None


def day_of(value: Any) -> date | None:
    """The day that strict ``YYYY-MM-DD`` text names, or ``None``."""
    if not isinstance(value, str) or not DAY_TEXT.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
