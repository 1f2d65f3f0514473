"""What a person typed, read with care: Vietnamese numbers and days, every fault linked to its field.

A view asks for each field, then calls ``check``: one page shows all faults. What was typed stays in the form.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict

from loans.domain.refusal import Conflict, Finding, Refusal
from loans.http.identity import CSRF_FIELD
from loans.http.writing import KEY_FIELD
from loans.web.texts import say

SEQUENCE_FIELD = "sequence"
LONGEST_TEXT = 2_000
MOST_DONG = 10**15
YEARS = (1900, 2100)
"""Days and moments beyond them are mistyped; what is counted on from them would leave the calendar."""
_GROUPED = re.compile(r"[0-9]{1,3}(?:[. ,][0-9]{3})+")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class Form:
    """The fields of one submit, their faults, and the refusal that met it."""

    def __init__(
        self, values: MultiDict[str, str], files: Mapping[str, FileStorage] | None = None, key: str = ""
    ) -> None:
        self.values = values
        self.files = files or {}
        self.key = key
        self.faults: list[Finding] = []
        self.refusal: Refusal | None = None

    @classmethod
    def sent(cls) -> "Form":
        """The form of this request."""
        return cls(request.form, request.files, request.form.get(KEY_FIELD, ""))

    def value(self, name: str, otherwise: Any = "") -> Any:
        """What was typed, as it was typed."""
        return self.values.get(name, otherwise)

    def carried(self) -> list[tuple[str, str]]:
        """Every field that was typed, to carry along in hidden fields; the form's own marks are drawn anew."""
        return [pair for pair in self.values.items(multi=True) if pair[0] not in (CSRF_FIELD, KEY_FIELD)]

    def text(self, name: str, *, required: bool = False, most: int = LONGEST_TEXT) -> str:
        """A text without blanks around it."""
        given = self.values.get(name, "").strip()
        if required and not given:
            self._missing(name)
        if len(given) > most or "\0" in given:
            self.fault(
                name, "field_too_long", f"Dài quá {most} ký tự. Rút gọn lại.", f"At most {most} characters. Shorten it."
            )
        return given

    def amount(self, name: str, *, required: bool = True, least: int = 0, most: int = MOST_DONG) -> int | None:
        """Whole đồng (or a count): "1.500.000", "1 500 000", "1500000"; None where it is empty or wrong."""
        given = self.text(name, required=required)
        if not given:
            return None
        found = whole_number(given)
        if found is None:
            self.fault(
                name,
                "not_a_number",
                f"«{given}» không phải số nguyên. Viết như 1.500.000, không có phần lẻ.",
                f"“{given}” is not a whole number. Write it like 1.500.000, without a fraction.",
            )
        elif not least <= found <= most:
            self.fault(
                name,
                "number_out_of_range",
                f"Phải từ {least:,} đến {most:,}. Sửa lại.".replace(",", "."),
                f"It must lie between {least:,} and {most:,}. Correct it.",
            )
            return None
        return found

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A day: 31/10/2026, or 2026-10-31 as browsers send it; None where it is empty or wrong."""
        given = self.text(name, required=required)
        found = day_of(given) if given else None
        if given and found is None:
            self.fault(
                name,
                "not_a_day",
                f"«{given}» không phải ngày. Viết như 31/10/2026.",
                f"“{given}” is not a day. Write it like 31/10/2026.",
            )
        elif found is not None and not in_years(found):
            self.fault(
                name,
                "day_out_of_range",
                f"Năm phải từ {YEARS[0]} đến {YEARS[1]}. Sửa lại ngày.",
                f"The year must lie between {YEARS[0]} and {YEARS[1]}. Correct the day.",
            )
            return None
        return found

    def choice(self, name: str, options: Iterable[str], *, required: bool = True) -> str:
        """One of the options; "" where none was chosen."""
        given = self.text(name, required=required)
        if given and given not in set(options):
            self.fault(name, "not_an_option", "Chọn một mục trong danh sách.", "Choose one of the list.")
            return ""
        return given

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.values.get(name))

    @property
    def sequence(self) -> int:
        """The state on which the form rests, as the page showed it (``marks(sequence)``); 0 where it carries none."""
        given = self.values.get(SEQUENCE_FIELD, "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0

    def fault(self, name: str, code: str, vi: str, en: str) -> None:
        """Note what is wrong with a field."""
        self.faults.append(Finding(name, code, vi, en, name, self.values.get(name, "")))

    def check(self) -> None:
        """Raise ``invalid_fields`` with every fault noted so far."""
        if self.faults:
            raise Refusal(
                "invalid_fields",
                vi="Có trường không hợp lệ; sửa các trường nêu dưới đây.",
                en="Some fields are not valid; correct those named below.",
                findings=self.faults,
            )

    def refuse(self, refusal: Refusal) -> None:
        """Keep why it was refused, for the summary at the head of its page."""
        self.refusal = refusal

    @property
    def stale(self) -> bool:
        """Whether somebody else changed the record meanwhile: the page then shows what stands now."""
        return isinstance(self.refusal, Conflict)

    def error(self, name: str) -> str:
        """What is wrong with a field, in the reader's language; "" where nothing is."""
        found = self.refusal.findings if self.refusal else self.faults
        said = [say(fault.vi, fault.en) for fault in found if fault.field == name]
        if not said and self.refusal and self.refusal.field == name:
            said = [say(self.refusal.vi, self.refusal.en)]
        return " ".join(said)

    def _missing(self, name: str) -> None:
        self.fault(name, "field_missing", "Chưa điền. Điền trường này.", "This is empty. Fill it in.")


def blank(**values: Any) -> Form:
    """A form as it is first shown, with what is known already filled in; None stays empty."""
    shown = {name: _typed(value) for name, value in values.items() if value is not None}
    return Form(ImmutableMultiDict(shown))


def whole_number(given: str) -> int | None:
    """A whole number as people here write it: groups of three by dots, blanks or commas; None where it is none."""
    text = given.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-").removesuffix("đ").strip()
    sign, digits = (-1, text[1:].strip()) if text.startswith("-") else (1, text)
    if _GROUPED.fullmatch(digits) and len(set(re.findall(r"[. ,]", digits))) == 1:
        digits = re.sub(r"[. ,]", "", digits)
    return sign * int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else None


def day_of(given: str) -> date | None:
    """A day written 31/10/2026, 31-10-2026 or 2026-10-31; None where it is none."""
    iso, own = _ISO_DAY.fullmatch(given), _DAY.fullmatch(given)
    found = iso or own
    if found is None:
        return None
    first, month, last = (int(part) for part in found.groups())
    try:
        return date(first, month, last) if iso else date(last, month, first)
    except ValueError:
        return None


def in_years(on: date) -> bool:
    """Whether a day or a moment lies in the years that a form takes."""
    return YEARS[0] <= on.year <= YEARS[1]


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
