"""Rows out of a table of text or integers: every cell is read strictly, every fault is reported with its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from loans.domain.allocation.records import Row
from loans.domain.allocation.terms import whole
from loans.domain.columns import AMOUNT_MAX
from loans.domain.refusal import Faults, Finding

DEMAND = "demand"
YES = frozenset({"1", "x", "yes", "true", "có"})
NO = frozenset({"", "0", "no", "false", "không"})

Cell = str | int | bool | None
Record = Mapping[str, Cell]
CheckCode = Callable[[str], Finding | None]
"""Says what is wrong with a code (unknown, no longer in force), or ``None``."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows as read, and the columns in which a cell was at fault (there 0 or "none" stands instead)."""

    rows: tuple[Row, ...]
    doubtful: frozenset[str]


@dataclass(slots=True)
class Reader:
    """Reads records one by one; ``criteria`` are the columns that every row taking part needs."""

    columns: Sequence[str]
    criteria: Sequence[str]
    cap_at_demand: bool
    check_code: CheckCode | None
    faults: Faults
    doubtful: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)

    def table(self, records: Iterable[Record], places: Iterable[str]) -> Table:
        """All rows; ``places`` names each record for the person who has to correct it."""
        rows = tuple(self._row(record, place) for record, place in zip(records, places, strict=True))
        # where nobody is shared to, as in a published annex, no criterion is read and none is needed
        self._check_columns(criteria_needed=not rows or any(row.takes_part for row in rows))
        if not rows:
            vi, en = "bảng không có dòng nào; hãy thêm dòng", "the table has no row: add one"
            self._fault("table", "allocation_no_rows", "code", None, vi=vi, en=en)
        return Table(rows, frozenset(self.doubtful))

    def _check_columns(self, *, criteria_needed: bool) -> None:
        needed = ["code", *self.criteria, *([DEMAND] if self.cap_at_demand else [])] if criteria_needed else ["code"]
        names = ", ".join(self.columns)
        for name in dict.fromkeys(self.columns):
            if name and (times := self.columns.count(name)) > 1:
                vi, en = (
                    f"tiêu đề cột xuất hiện {times} lần; hãy giữ một",
                    f"the heading stands {times} times: keep one",
                )
                self._fault("table", "allocation_column_twice", name, name, vi=vi, en=en)
        for name in dict.fromkeys(needed):
            if name not in self.columns:
                self._fault(
                    "table",
                    "allocation_unknown_column",
                    name,
                    name,
                    vi=f"bảng không có cột này (các cột: {names}); hãy sửa tên hoặc thêm cột",
                    en=f"the table has no such column (columns: {names}); correct the name or add it",
                )

    def _row(self, record: Record, place: str) -> Row:
        code = self._code(record, place)
        place = f"{place} ({code})" if code else place
        excluded = self._excluded(record, place)
        fixed = self._amount(record, "fixed", place)
        if fixed is not None and excluded:
            self._fault(
                place,
                "allocation_fixed_and_excluded",
                "fixed",
                fixed,
                vi="dòng vừa cố định vừa bị loại; hãy xóa một trong hai",
                en="the row is both fixed and excluded; clear one of the two",
            )
        if fixed is not None or excluded or self._asked(record, "fixed"):
            return Row(code, fixed=None if excluded else (fixed or 0), excluded=excluded)
        floor, cap = self._amount(record, "floor", place), self._amount(record, "cap", place)
        extra = [DEMAND] if self.cap_at_demand else []
        names = [name for name in dict.fromkeys([*self.criteria, *extra]) if name in self.columns]
        criteria = {name: self._criterion(record, name, place) for name in names}
        if self.cap_at_demand:
            caps = [bound for bound in (cap, criteria.get(DEMAND)) if bound is not None]
            cap = min(caps, default=None)
        return Row(code, {name: value or 0 for name, value in criteria.items()}, floor or 0, cap)

    def _code(self, record: Record, place: str) -> str:
        given = record.get("code")
        if "code" not in self.columns:
            return ""
        if not isinstance(given, str | None):
            vi = 'mã phải là chữ, số sẽ mất số 0 ở đầu; hãy đọc cột code dạng chữ (dtype={"code": str})'
            en = 'a code is text, a number loses its leading zeros; read the column as text (dtype={"code": str})'
            self._fault(place, "allocation_code_not_text", "code", given, vi=vi, en=en)
            return ""
        code = (given or "").strip()
        if not code:
            vi, en = "thiếu mã; hãy điền mã của xã", "the code is blank: fill it in"
            self._fault(place, "allocation_code_blank", "code", code, vi=vi, en=en)
        elif code in self.places:
            first = self.places[code]
            vi, en = f"mã đã có ở {first}; mỗi mã chỉ một dòng", f"it already stands at {first}: keep one row a code"
            self._fault(f"{place} ({code})", "allocation_code_twice", "code", code, vi=vi, en=en)
        else:
            self.places[code] = place
            if self.check_code and (finding := self.check_code(code)):
                self.faults.found.append(replace(finding, source=f"{place} ({code})"))
        return code

    def _asked(self, record: Record, name: str) -> bool:
        """Whether a cell says anything at all, right or wrong."""
        return name in self.columns and _stripped(record.get(name)) not in ("", None)

    def _excluded(self, record: Record, place: str) -> bool:
        value = _stripped(record.get("excluded")) if "excluded" in self.columns else ""
        word = "" if value is None else normalize("NFC", str(value)).casefold()
        if word in YES | NO:
            return word in YES
        vi = "để trống hoặc viết 0, no, không nếu tham gia; 1, x, yes, có nếu bị loại"
        en = "leave blank or write 0, no, không for a row that takes part; 1, x, yes, có for one that does not"
        self._fault(place, "allocation_excluded_unclear", "excluded", value, vi=vi, en=en)
        return False

    def _amount(self, record: Record, name: str, place: str) -> int | None:
        """An optional amount in đồng: ``None`` where it is blank or at fault."""
        return self._whole(record, name, place) if self._asked(record, name) else None

    def _criterion(self, record: Record, name: str, place: str) -> int | None:
        """A criterion, which every row taking part must have; ``None`` after a fault."""
        if self._asked(record, name):
            return self._whole(record, name, place)
        vi, en = "ô trống; hãy điền một số nguyên (0 nếu không có)", "it is blank: write a whole number (0 for none)"
        self._fault(place, "allocation_number_blank", name, "", vi=vi, en=en)
        return None

    def _whole(self, record: Record, name: str, place: str) -> int | None:
        given = _stripped(record[name])
        value = whole(given)
        if value is not None and value <= AMOUNT_MAX:
            return value
        vi = f"cần một số nguyên từ 0 đến {AMOUNT_MAX}, chỉ viết chữ số, không dấu phân cách"
        en = f"write a whole number from 0 to {AMOUNT_MAX}, digits only, without separators"
        self._fault(place, "allocation_number_refused", name, given, vi=vi, en=en)
        return None

    def _fault(self, place: str, code: str, name: str, value: object, *, vi: str, en: str) -> None:
        self.doubtful.add(name)
        shown = name if value is None or value == name else f"{name} = {value}"
        self.faults.add(place, code, vi=f"{shown}: {vi}", en=f"{shown}: {en}", field=name, value=value)


def _stripped(cell: Cell) -> Cell:
    return cell.strip() if isinstance(cell, str) else cell
