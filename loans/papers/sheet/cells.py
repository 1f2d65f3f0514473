"""One cell of a sheet that was handed in, read strictly: a whole number, a code, a word; or why not."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loans.domain.refusal import Finding

CODE_DIGITS = 5
_EXACT = 2**53
_DIGITS = re.compile(r"[+-]?[0-9]{1,18}")
_GROUPED = re.compile(r"[0-9]{1,3}((\.[0-9]{3}){2,5}|(,[0-9]{3}){2,5})")
"""Thousands marked at least twice: a mark that stands once, as in 1.234 or 1,234, might be that of decimals."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the product reads: the field it fills, its headings, and what stands in it.

    ``kind`` is ``code`` (five digits of a commune), ``whole`` (a whole number) or ``word`` (one of ``words``, whose
    keys are what people write, folded, and whose values are the codes). A row in which every column with ``entry``
    is blank says nothing.
    """

    name: str
    headings: tuple[str, ...]
    kind: str
    entry: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


def folded(text: Any) -> str:
    """Text as headings and words are compared: NFC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", str(text)).casefold().split())


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\ufeff"))


def read_cell(cell: Any, column: Column, place: str) -> tuple[Any, Finding | None]:
    """What the cell says, or the fault for which it could not be read."""
    if column.kind == "code":
        return _code(cell, column, place)
    if column.kind == "word":
        return column.words.get(folded(cell), str(cell).strip()), None
    return _whole(cell, column, place)


def _whole(cell: Any, column: Column, place: str) -> tuple[int | None, Finding | None]:
    if isinstance(cell, str):
        text = cell.strip(" \t\u00a0")
        if _DIGITS.fullmatch(text):
            return int(text), None
        if _GROUPED.fullmatch(text):
            return int(text.replace(".", "").replace(",", "")), None
    elif isinstance(cell, int) and not isinstance(cell, bool):
        return cell, None
    elif isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT:
        return int(cell), None
    return None, Finding(
        place,
        "cell_not_whole",
        f"{column.headings[0]}: «{cell}» không phải số nguyên. Viết chữ số liền nhau (500000) hoặc nhóm đủ dấu chấm "
        "(1.234.567); không viết phần lẻ, không viết 1,5 hay 1.234.",
        f"{column.headings[0]}: “{cell}” is no whole number. Write digits alone (500000) or fully grouped (1.234.567); "
        "no decimals, neither 1,5 nor 1.234.",
        column.name,
        str(cell)[:100],
    )


def _code(cell: Any, column: Column, place: str) -> tuple[str | None, Finding | None]:
    """A commune's code. Fewer than five digits are refused, not repaired: beside zeros lost at the front it may be
    a digit lost anywhere, and the other code would be another commune."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip(" \t\u00a0'")
    if not (text.isascii() and text.isdigit()) or isinstance(cell, bool) or len(text) >= CODE_DIGITS:
        return text, None
    return None, Finding(
        place,
        "code_lost_zeros",
        f"{column.headings[0]}: «{text}» thiếu chữ số, có thể mất số 0 ở đầu ({text.zfill(CODE_DIGITS)}). Định dạng "
        "cột mã là Văn bản (Text) và ghi đủ 5 chữ số, hoặc dùng lại biểu mẫu.",
        f"{column.headings[0]}: “{text}” lacks digits; perhaps it lost its leading zeros ({text.zfill(CODE_DIGITS)}). "
        "Format the column as text and write all five digits, or use the template again.",
        column.name,
        text,
    )


def blank_fault(column: Column, place: str) -> Finding:
    """A cell left blank in a row that says something elsewhere."""
    return Finding(
        place,
        "cell_blank",
        f"{column.headings[0]}: ô trống. Điền vào (ghi 0 nếu không có), hoặc để trống cả hàng nếu chưa trả lời.",
        f"{column.headings[0]}: the cell is blank. Fill it in (0 for none), or leave the whole row blank.",
        column.name,
        "",
    )
