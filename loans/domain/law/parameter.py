"""A parameter of the law: one name, its meaning, and its dated values."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from loans.domain.columns import Column, days_column
from loans.domain.law.version import Value, Version
from loans.domain.refusal import Refusal

GOVERNS = ("approval", "signing", "due", "as_of")
"""Which day picks the version: the approval decision, the signing, the due day, or the day looked at."""

WHOLE_UNITS = frozenset(
    {"đồng", "tháng", "tháng thứ", "ngày", "ngày làm việc", "ngày trong tháng", "năm", "người", "điểm", "lần", "đơn vị"}
)
EXACT_UNITS = frozenset({"% năm", "%", "×"})
"""Units of decimal text; a whole per cent may also stand as an integer."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number or word of the law with its versions, oldest first.

    A parameter without versions has no national value: only a capital source's overlay can set it.
    From `higher_from` on a source may set a higher value, never a lower one, by `higher_cites`;
    `reads` gives the Vietnamese and English words for coded values; `derived` marks a computed figure.
    """

    name: str
    title_vi: str
    title_en: str
    unit: str
    governs: str
    versions: tuple[Version, ...]
    higher_from: date | None = None
    higher_cites: tuple[str, ...] = ()
    reads: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    derived: bool = False

    def at(self, day: date) -> Version:
        """The version in force on the day; raises before the first one and after a repeal."""
        index = bisect_right(self.versions, day, key=lambda version: version.since)
        if index == 0:
            raise self._not_yet(day)
        version = self.versions[index - 1]
        if version.repealed:
            raise self._ended(day, version)
        return version

    def value(self, day: date) -> Value:
        """The value in force on the day."""
        value = self.at(day).value
        assert value is not None  # noqa: S101 - `at` has refused a repealed version
        return value

    def values_at(self, days: Any) -> Column:
        """The values in force on a column of days, as int64; refuses text parameters and any day not covered."""
        column = days_column(days)
        if any(isinstance(version.value, str) for version in self.versions):
            raise TypeError(f"{self.name} is text: only whole-number parameters make a column")
        for day in np.unique(column[self._uncovered(column)])[:1]:
            self.at(day.item())
        values = np.array([version.value or 0 for version in self.versions], dtype=np.int64)
        return values[self._index(column)]

    def in_force(self, day: date) -> Version | None:
        """The version in force on the day, or None where there is none."""
        try:
            return self.at(day)
        except Refusal:
            return None

    def with_versions(self, versions: Iterable[Version]) -> "Parameter":
        """The same parameter with other versions."""
        return replace(self, versions=tuple(versions))

    def _index(self, column: Column) -> Column:
        since = np.array([version.since for version in self.versions], dtype="datetime64[D]")
        return np.searchsorted(since, column, side="right") - 1

    def _uncovered(self, column: Column) -> Column:
        if not self.versions:
            return np.ones(column.shape, dtype=bool)
        index = self._index(column)
        repealed = np.array([version.repealed for version in self.versions])
        uncovered: Column = (index < 0) | repealed[index]
        return uncovered

    def _not_yet(self, day: date) -> Refusal:
        if not self.versions:
            return Refusal(
                "law_unset",
                vi=f"{self.title_vi} ({self.name}) không có giá trị toàn quốc: hãy đặt cho nguồn vốn liên quan.",
                en=f"{self.title_en} ({self.name}) has no national value: set it for the capital source concerned.",
                field=self.name,
                value=day.isoformat(),
            )
        first = self.versions[0]
        return Refusal(
            "law_not_in_force",
            vi=f"{self.title_vi} ({self.name}) chưa có hiệu lực ngày {day:%d/%m/%Y}: có từ ngày "
            f"{first.since:%d/%m/%Y}. Hãy chọn ngày đó hoặc ngày sau đó.",
            en=f"{self.title_en} ({self.name}) is not in force on {day}: its first day is {first.since}. "
            "Choose that day or a later one.",
            field=self.name,
            value=day.isoformat(),
            cites=first.cites,
        )

    def _ended(self, day: date, end: Version) -> Refusal:
        return Refusal(
            "law_repealed",
            vi=f"{self.title_vi} ({self.name}) không còn áp dụng ngày {day:%d/%m/%Y}: hết hiệu lực từ ngày "
            f"{end.since:%d/%m/%Y}. Hãy chọn ngày trước đó.",
            en=f"{self.title_en} ({self.name}) no longer applies on {day}: it ended on {end.since}. "
            "Choose an earlier day.",
            field=self.name,
            value=day.isoformat(),
            cites=end.cites,
        )
