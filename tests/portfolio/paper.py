"""A file in the bank's manner, piece by piece: title in B2, headings in row 5 from B, repeats, totals."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from loans.papers.exports import layouts
from tests.papers.bank import TITLES, book

FIRST = 6
"""The row of the first record."""


class Paper:
    """One export: a CSV that grows, or a workbook made at its end (with an odd sheet before it)."""

    def __init__(self, path: Path, layout: str, day: str, *, page: int) -> None:
        self.path, self.count = path, 0
        self._fields = layouts()[layout].fields
        self._page, self._sums = page, Counter[str]()
        self._heads = ["", *(each.headings[0] for each in self._fields)]
        self._file: TextIO | None = None
        self._rows: list[list[Any]] = []
        if path.suffix == ".csv":
            self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._put([[], ["", f"{TITLES[layout]} NGÀY {day}"], [], [], self._heads])

    def add(self, columns: Mapping[str, list[Any]], count: int) -> None:
        """Some records, by our fields."""
        lists = [[""] * count, *(columns[each.name] for each in self._fields)]
        if self._file is None:
            lists = [[""] * count, *(self._cells(each, columns[each.name]) for each in self._fields)]
        rows = list(map(";".join, zip(*lists, strict=True)) if self._file else zip(*lists, strict=True))
        start = 0
        while start < count:
            room = self._page - self.count % self._page
            if self.count and room == self._page:
                self._put([[], self._heads])
            some = rows[start : start + room]
            if self._file:
                self._file.write("\r\n".join([*some, ""]))  # type: ignore[list-item]
            else:
                self._rows += [list(row) for row in some]
            self.count += len(some)
            start += len(some)

    def row_of(self, record: int) -> int:
        """The row in which a record stands, counted from 0."""
        return FIRST + record + 2 * (record // self._page)

    def sum(self, sums: Mapping[str, int]) -> None:
        """Take these amounts into the row of totals."""
        self._sums.update(sums)

    def close(self) -> None:
        """The row of totals, the signers, and the file is done."""
        totals = ["", "Tổng cộng"] + [str(self._sums.get(each.name, "")) for each in self._fields[1:]]
        self._put([totals, [], ["", "Người lập biểu", "", "", "Kiểm soát"]])
        if self._file:
            self._file.close()
        else:
            self.path.write_bytes(book({"BCQUERY": self._rows}, frozenset({"odd_first_sheet"})))

    def _put(self, rows: list[list[str]]) -> None:
        if self._file:
            self._file.writelines(";".join(row) + "\r\n" for row in rows)
        else:
            self._rows += [[self._number(cell) or None for cell in row] for row in rows]

    @staticmethod
    def _number(cell: str) -> Any:
        return int(cell) if cell.isdigit() else cell

    @staticmethod
    def _cells(field: Any, texts: list[str]) -> list[Any]:
        if field.kind in ("money", "count"):
            return [int(text) if text.isdigit() else text.strip('"') or None for text in texts]
        return [text.strip('"') or None for text in texts]
