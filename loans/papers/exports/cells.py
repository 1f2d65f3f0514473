"""One cell of an export, read exactly: what it says, what had to be repaired, or why it is refused."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from loans.papers.exports.layout import MEASURES, Field
from loans.papers.exports.words import is_blank

AMOUNT_MAX = 10**15
EXACT_DIGITS = 15
"""A number in Excel holds fifteen digits; of a code with more it has already lost some."""

_ENDS = " \t\r\n\u00a0\u200b\ufeff'"
_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3}){2,}(,0+)?|[0-9]{1,3}(,[0-9]{3}){2,}(\.0+)?", re.ASCII)
"""Thousands marked at least twice, perhaps with decimals that are all zero."""
_ZERO_DECIMALS = re.compile(r"[0-9]{1,16}[.,]0{1,2}", re.ASCII)
"""A number with one or two decimals, all zero: three would be a group of thousands."""
_ONCE = re.compile(r"[0-9]{1,3}\.[0-9]{3},0+|[0-9]{1,3},[0-9]{3}\.0+", re.ASCII)
"""Thousands marked once beside the other mark: which of the two is that of decimals cannot be mistaken."""
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})( 00:00(:00)?)?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([ T]00:00(:00)?)?", re.ASCII)
_SERIAL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_YEARS = range(1900, 2200)


class CellRefused(Exception):  # noqa: N818 - an answer, not a malfunction
    """A cell that cannot be read, with the code of the rule and what to do, in two languages."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en


@dataclass(frozen=True, slots=True)
class Repair:
    """What was put right in a cell without guessing: by which rule, what stood there, what was read."""

    field: str
    code: str
    found: str
    read: str


Read = tuple[Any, str]
"""What a cell says, and the code of the repair it took ("" for none)."""


def read_cell(cell: Any, field: Field) -> tuple[Any, Repair | None]:
    """What the cell says, None for a blank one; raises ``CellRefused``."""
    if is_blank(cell):
        return None, None
    value, repaired = _READERS[field.kind](cell, field)
    return value, Repair(field.name, repaired, str(cell)[:60], str(value)) if repaired else None


def _text(cell: Any, _field: Field) -> Read:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    given = str(cell)
    if unicodedata.is_normalized("NFC", given):
        return " ".join(given.split()), ""
    return " ".join(unicodedata.normalize("NFC", given).split()), "unicode_composed"


def _code(cell: Any, field: Field) -> Read:
    """Digits; zeros lost at the front are put back. Of a number beyond fifteen digits the last ones are lost."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**EXACT_DIGITS:
        raise CellRefused(
            "code_digits_lost",
            "mã lưu dạng số, Excel chỉ giữ 15 chữ số nên các số cuối đã mất. Xuất lại với cột mã dạng Văn bản (Text).",
            "the code was kept as a number, of which Excel holds 15 digits: the last are lost. Export it as text.",
        )
    text = _digits(cell)
    if len(text) == field.digits:
        return text, "" if isinstance(cell, str) and str(cell).strip(_ENDS) == text else "code_as_text"
    if text and len(text) < field.digits:
        return text.zfill(field.digits), "zeros_restored"
    raise CellRefused(
        "code_refused",
        f"không phải mã {field.digits} chữ số. Xuất lại với cột mã dạng Văn bản (Text).",
        f"no code of {field.digits} digits. Export it again with the column as text.",
    )


def _digits(cell: Any) -> str:
    """The digits of a cell, "" where it holds anything else; a number written 123.0 is 123."""
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and cell >= 0 else ""
    text = str(cell).strip(_ENDS).removesuffix(".0")
    return text if text.isascii() and text.isdigit() else ""


def _identity(cell: Any, field: Field) -> Read:
    """A CCCD (12 digits, of which at most two leading zeros can be lost) or an older CMND (9 digits)."""
    text = _digits(cell)
    return (text, "") if len(text) == 9 else _code(cell, field) if len(text) >= 10 else _no_identity()


def _no_identity() -> Read:
    raise CellRefused(
        "identity_refused",
        "không phải CCCD 12 số hay CMND 9 số. Kiểm tra lại.",
        "no CCCD of 12 digits and no CMND of 9. Check it.",
    )


def _point(cell: Any, _field: Field) -> Read:
    text = str(cell).strip(_ENDS).upper()
    if re.fullmatch(r"TXN[0-9]{1,12}", text, re.ASCII):
        return text, ""
    return _text(cell, _field)


def _money(cell: Any, field: Field) -> Read:
    value, repaired = _whole(cell)
    if abs(value) > AMOUNT_MAX or (value < 0 and field.name in MEASURES):
        raise CellRefused(
            "amount_out_of_range",
            "số tiền âm hoặc lớn hơn 10^15 đồng. Kiểm tra đơn vị (đồng) và số liệu gốc.",
            "the amount is negative or above 10^15 đồng. Check the unit (đồng) and the source.",
        )
    return value, repaired


def _whole(cell: Any) -> tuple[int, str]:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell, ""
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) <= AMOUNT_MAX:
            return int(cell), ""
        raise _not_whole()
    if not isinstance(cell, str):
        raise _not_whole()
    text = cell.strip(_ENDS)
    if text in ("-", "–", "—"):
        return 0, "dash_is_zero"
    sign, digits = (-1, text[1:]) if text[:1] in "-−" else (1, text)
    if digits.isascii() and digits.isdigit() and len(digits) <= 18:
        return sign * int(digits), ""
    if _GROUPED.fullmatch(digits) or _ONCE.fullmatch(digits) or _ZERO_DECIMALS.fullmatch(digits):
        last = max(digits.rfind("."), digits.rfind(","))
        decimal = digits.count(digits[last]) == 1
        return sign * int(re.sub("[.,]", "", digits[:last] if decimal else digits)), "number_format"
    raise _not_whole()


def _not_whole() -> CellRefused:
    return CellRefused(
        "amount_refused",
        "không phải số nguyên đọc được chắc chắn (1.234 và 1,5 là mơ hồ). Ghi số đồng liền nhau: 1234567.",
        "no whole number that can be read for certain (1.234 and 1,5 are ambiguous). Write đồng in digits: 1234567.",
    )


def _count(cell: Any, _field: Field) -> Read:
    value, repaired = _whole(cell)
    if not 0 <= value <= AMOUNT_MAX:
        raise _not_whole()
    return value, repaired


def _day(cell: Any, _field: Field) -> Read:
    if isinstance(cell, datetime):
        return cell.date(), "" if cell.time() == datetime.min.time() else "time_dropped"
    if isinstance(cell, date):
        return cell, ""
    text = _digits(cell) if isinstance(cell, int | float) else str(cell).strip(_ENDS)
    try:
        found, repaired = _written(text)
    except ValueError:
        found, repaired = None, ""
    if found is None or found.year not in _YEARS:
        raise CellRefused(
            "day_refused",
            "không phải ngày đọc được chắc chắn. Ghi dd/mm/yyyy, ví dụ 05/02/2026.",
            "no day that can be read for certain. Write dd/mm/yyyy, as 05/02/2026.",
        )
    return found, repaired


def _written(text: str) -> tuple[date | None, str]:
    if found := _DAY.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1])), ""
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3])), "day_format"
    if text.isascii() and text.isdigit() and len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])), ""
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return _SERIAL_EPOCH + timedelta(int(text)), "serial_day"
    return None, ""


def _rate(cell: Any, _field: Field) -> Read:
    """Per cent a year into ten-millionths; a rate that does not end there is refused, never rounded."""
    text = str(cell).strip(_ENDS).removesuffix("%").strip().replace(",", ".")
    try:
        scaled = Decimal(text) * 10**5
        whole = int(scaled) if scaled.is_finite() and abs(scaled) < 10**9 else None
    except InvalidOperation:
        scaled, whole = Decimal(), None
    if whole is None or whole != scaled or whole < 0:
        raise CellRefused(
            "rate_refused",
            "không phải lãi suất %/năm. Ghi như 7,9248.",
            "no rate in per cent a year. Write it as 7,9248.",
        )
    return whole, ""


_READERS: dict[str, Callable[[Any, Field], Read]] = {
    "text": _text,
    "code": _code,
    "identity": _identity,
    "point": _point,
    "money": _money,
    "count": _count,
    "day": _day,
    "rate": _rate,
}
