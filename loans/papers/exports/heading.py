"""Which layout a sheet has and where its heading row stands: found by the words of title and headings."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.refusal import Finding
from loans.papers.exports.fault import finding, in_millions, several_layouts
from loans.papers.exports.layout import Field, Layout
from loans.papers.exports.words import is_blank, may_be, plain, same

HEADING_WITHIN = 60
"""How many rows may stand above the headings."""

_TITLE_DAY = re.compile(r"\b([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\b", re.ASCII)
_MILLIONS = ("trieu dong", "trd")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row of a sheet: its number, the place of each field, the day in the title, what is odd about it."""

    layout: Layout
    row: int
    places: Mapping[str, int]
    title: str = ""
    day: date | None = None
    found: tuple[Finding, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that have a column here."""
        return tuple(each for each in self.layout.fields if each.name in self.places)


@dataclass(slots=True)
class Nearest:
    """The layout that came nearest, for the refusal when none fits."""

    name: str = ""
    missing: tuple[str, ...] = ()
    headings: str = ""
    score: int = -1

    def offer(self, layout: Layout, places: Mapping[str, int], cells: Sequence[Any]) -> None:
        """Keep this one if it holds more columns than any before it."""
        if len(places) > max(self.score, 0):
            self.name, self.score = layout.name, len(places)
            self.missing = tuple(each.heading for each in layout.required if each.name not in places)
            self.headings = ", ".join(f"«{str(cell).strip()}»" for cell in cells if not is_blank(cell))


def find_heading(rows: Sequence[Sequence[Any]], layouts: Iterable[Layout], nearest: Nearest) -> Heading | None:
    """The first row that holds every required heading of a layout; the title says which where several fit."""
    known = tuple(layouts)
    for number, cells in enumerate(rows[:HEADING_WITHIN]):
        if sum(not is_blank(cell) for cell in cells) < min((len(each.required) for each in known), default=1):
            continue
        fitting = []
        for layout in known:
            places, twice = _places(cells, layout)
            if layout.fits(places):
                fitting.append((layout, places, twice))
            else:
                nearest.offer(layout, places, cells)
        if fitting:
            return _chosen(rows, number, fitting)
    return None


def _chosen(
    rows: Sequence[Sequence[Any]], number: int, fitting: list[tuple[Layout, dict[str, int], list[Field]]]
) -> Heading:
    above = [str(cell) for cells in rows[:number] for cell in cells if not is_blank(cell)]
    words = " | ".join(plain(cell) for cell in above)
    titled = [each for each in fitting if any(title in words for title in each[0].titles)]
    most = max(len(places) for _layout, places, _twice in fitting)
    best = titled or [each for each in fitting if len(each[1]) == most]
    if len({each[0].fields for each in best}) > 1:
        raise several_layouts(layout.code for layout, _places, _twice in best)
    layout, places, twice = best[0]
    for cell in [*above, *(str(rows[number][places[each.name]]) for each in layout.fields if each.name in places)]:
        if any(unit in plain(cell) for unit in _MILLIONS):
            raise in_millions(" ".join(cell.split()))
    odd = [_twice_finding(each, number) for each in twice] + _unread(rows[number], places, number)
    return Heading(layout, number, places, " ".join(" ".join(above[:1]).split())[:200], _day(above), tuple(odd))


def _places(cells: Sequence[Any], layout: Layout) -> tuple[dict[str, int], list[Field]]:
    """Field → column: with all accents first; then with accents missing, where only one column and field fit."""
    written = [place for place, cell in enumerate(cells) if isinstance(cell, str) and not is_blank(cell)]
    found: dict[str, int] = {}
    twice: list[Field] = []
    for each in layout.fields:
        _take(each, _hits(each, cells, written, same), found, twice)
    for each in layout.fields:
        if each.name in found or each in twice:
            continue
        free = [place for place in written if place not in found.values()]
        hits = _hits(each, cells, free, may_be)
        rivals = [other for other in layout.fields if other.name not in found and other is not each]
        _take(each, [place for place in hits if not _claimed(cells[place], rivals)], found, twice)
    _unheaded(cells, layout, found)
    return found, twice


def _hits(each: Field, cells: Sequence[Any], places: Sequence[int], says: Callable[[Any, str], bool]) -> list[int]:
    """The columns under the first of its headings that stands anywhere: the bank's own before a shortened one."""
    for name in filter(None, each.headings):
        hits = [place for place in places if says(cells[place], name)]
        if hits:
            return hits
    return []


def _take(each: Field, hits: list[int], found: dict[str, int], twice: list[Field]) -> None:
    if len(hits) == 1:
        found[each.name] = hits[0]
    elif hits:
        twice.append(each)


def _claimed(cell: Any, rivals: Sequence[Field]) -> bool:
    return any(may_be(cell, name) for other in rivals for name in other.headings if name)


def _unheaded(cells: Sequence[Any], layout: Layout, found: dict[str, int]) -> None:
    """A column without a heading stands right of the one before it."""
    for before, each in zip(layout.fields, layout.fields[1:], strict=False):
        place = found.get(before.name, -2) + 1
        if each.headings == ("",) and 0 < place < len(cells) and is_blank(cells[place]):
            found[each.name] = place


def _twice_finding(each: Field, row: int) -> Finding:
    return finding(
        f"hàng {row + 1}",
        "heading_twice",
        f"Tiêu đề «{each.heading}» có ở hai cột; không đọc cột nào. Giữ một cột.",
        f"The heading “{each.heading}” stands over two columns; neither is read. Keep one.",
        each.name,
    )


def _unread(cells: Sequence[Any], places: Mapping[str, int], row: int) -> list[Finding]:
    read = set(places.values())
    rest = [str(cell).strip() for place, cell in enumerate(cells) if place not in read and not is_blank(cell)]
    if not rest:
        return []
    listed = ", ".join(f"«{' '.join(cell.split())[:60]}»" for cell in rest[:40])
    return [
        finding(
            f"hàng {row + 1}",
            "columns_unread",
            f"Không đọc các cột: {listed}. Không cần làm gì, nếu không cần chúng.",
            f"Columns left unread: {listed}. Nothing to do unless they are needed.",
            "",
            len(rest),
        )
    ]


def _day(above: Sequence[str]) -> date | None:
    """The day in the title, where there is exactly one."""
    days = set()
    for text in above:
        for day, month, year in _TITLE_DAY.findall(text):
            try:
                days.add(date(int(year), int(month), int(day)))
            except ValueError:
                continue
    return days.pop() if len(days) == 1 else None
