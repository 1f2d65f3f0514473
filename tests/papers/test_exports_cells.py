"""Cells of an export: what is read, what is repaired and said, what is refused because it would be a guess."""

import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.papers.exports.cells import CellRefused, read_cell
from loans.papers.exports.layout import Field
from loans.papers.exports.words import may_be

DAY = date(2026, 10, 31)


def field(kind: str, digits: int = 0, name: str = "cột") -> Field:
    return Field(name, ("Cột",), kind, digits)


def read(cell: Any, kind: str, digits: int = 0, name: str = "cột") -> tuple[Any, str]:
    value, repair = read_cell(cell, field(kind, digits, name))
    return value, repair.code if repair else ""


def refused(cell: Any, kind: str, digits: int = 0, name: str = "cột") -> str:
    with pytest.raises(CellRefused) as caught:
        read_cell(cell, field(kind, digits, name))
    assert caught.value.vi.endswith(".")
    assert str(caught.value).endswith(".")
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "digits", "value", "repair"),
    [
        ("0000123", 7, "0000123", ""),
        (" 0000123\u00a0", 7, "0000123", ""),
        ("'0000123", 7, "0000123", ""),
        ("123", 7, "0000123", "zeros_restored"),
        (123.0, 7, "0000123", "zeros_restored"),
        (123, 7, "0000123", "zeros_restored"),
        ("123.0", 7, "0000123", "zeros_restored"),
        (1234567.0, 7, "1234567", "code_as_text"),
        (990000000000001.0, 16, "0990000000000001", "zeros_restored"),
    ],
)
def test_codes_get_the_zeros_back_that_they_lost(cell: Any, digits: int, value: str, repair: str) -> None:
    assert read(cell, "code", digits) == (value, repair)


@pytest.mark.parametrize("cell", ["12345678", "12a4567", 12.5, -3.0, True, "1.234.567", "٣٣٣٣٣٣٣"])
def test_what_is_no_code_is_refused(cell: Any) -> None:
    assert refused(cell, "code", 7) == "code_refused"


@pytest.mark.parametrize("cell", [9900000000000123.0, 9900000000000123])
def test_a_contract_number_kept_as_a_number_has_lost_its_last_digit(cell: Any) -> None:
    assert refused(cell, "code", 16) == "code_digits_lost"


@pytest.mark.parametrize("cell", ["9,90E+15", "9.9e15"])
def test_a_contract_number_in_scientific_form_is_refused(cell: str) -> None:
    assert refused(cell, "code", 16) == "code_refused"


@pytest.mark.parametrize(
    ("cell", "value"), [("001099000001", "001099000001"), (1099000001.0, "001099000001"), ("123456789", "123456789")]
)
def test_an_identity_number_is_a_cccd_or_an_older_cmnd(cell: Any, value: str) -> None:
    assert read(cell, "identity", 12)[0] == value
    assert refused("1234", "identity", 12) == "identity_refused"


@pytest.mark.parametrize(
    ("cell", "value", "repair"),
    [
        (1234567, 1234567, ""),
        (1234567.0, 1234567, ""),
        (10.0**15, 10**15, ""),
        ("1234567", 1234567, ""),
        ("1.234.567", 1234567, "number_format"),
        ("1,234,567", 1234567, "number_format"),
        ("1.234.567,00", 1234567, "number_format"),
        ("1.234,00", 1234, "number_format"),
        ("1234567.0", 1234567, "number_format"),
        ("0", 0, ""),
        ("—", 0, "dash_is_zero"),
        ("-5", -5, ""),
    ],
)
def test_amounts_that_can_mean_one_thing_alone(cell: Any, value: int, repair: str) -> None:
    assert read(cell, "money") == (value, repair)


@pytest.mark.parametrize(
    "cell",
    ["1.234", "1,234", "1,5", "1.234.56", "12.34.567", "1 234", "1.234.567,5", 1.5, True, "abc", "1e6", 2e15, "9" * 19,
     float("inf"), float("nan"), DAY],
)  # fmt: skip
def test_amounts_that_could_mean_another_are_refused(cell: Any) -> None:
    assert refused(cell, "money") == "amount_refused"


def test_a_balance_is_never_negative_nor_beyond_what_the_books_hold() -> None:
    assert refused("-5", "money", name="overdue") == "amount_out_of_range"
    assert refused(str(10**15 + 1), "money") == "amount_out_of_range"


@given(st.integers(0, 10**15))
def test_an_amount_is_the_same_in_every_form(amount: int) -> None:
    forms = [amount, str(amount), float(amount)]
    forms += [f"{amount:,}", f"{amount:,}".replace(",", ".")] if amount >= 10**6 else []
    assert {read(form, "money")[0] for form in forms} == {amount}


@given(st.dates(date(1955, 1, 1), date(2118, 12, 31)))
def test_a_day_is_the_same_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a workbook's day has no zone
    forms: list[Any] = [day, at, f"{day:%d/%m/%Y}", f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"), day.isoformat()]
    assert {read(form, "day")[0] for form in [*forms, serial, float(serial), str(serial)]} == {day}


@pytest.mark.parametrize("cell", ["10/31/2026", "31/02/2026", "31/10/26", "0", 0, 45.5, "2026", "20261301", 10**9, "x"])
def test_days_that_are_none_are_refused(cell: Any) -> None:
    assert refused(cell, "day") == "day_refused"


def test_text_is_composed_and_says_so() -> None:
    assert read(unicodedata.normalize("NFD", "Nguyễn  Giả"), "text") == ("Nguyễn Giả", "unicode_composed")
    assert read(" Nguyễn Giả ", "text") == ("Nguyễn Giả", "")


@pytest.mark.parametrize(("cell", "e7"), [("7,9248", 792_480), (6.6, 660_000), ("10,30224%", 1_030_224)])
def test_a_rate_ends_at_ten_millionths(cell: Any, e7: int) -> None:
    assert read(cell, "rate") == (e7, "")
    assert refused("7,92481234", "rate") == "rate_refused"
    assert refused("x", "rate") == "rate_refused"


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", "\ufeff"])
@pytest.mark.parametrize("kind", ["text", "code", "identity", "point", "money", "count", "day", "rate"])
def test_a_blank_cell_is_nothing_and_no_zero(cell: Any, kind: str) -> None:
    assert read(cell, kind, 7) == (None, "")


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.none()))
def test_any_cell_is_read_or_refused_and_nothing_else_happens(cell: Any) -> None:
    for kind in ("text", "code", "identity", "point", "money", "count", "day", "rate"):
        try:
            value, _repair = read_cell(cell, field(kind, 12))
        except CellRefused:
            continue
        if kind in ("money", "count", "rate") and value is not None:
            assert type(value) is int


@pytest.mark.parametrize(
    "written", ["Số khế ước", "SỐ KHẾ ƯỚC", "So khe uoc", "Số\nkhế  ước ", "Sốkhếước", "Số khe ước"]
)
def test_a_heading_may_lack_accents_and_spaces(written: str) -> None:
    assert may_be(written, "Số khế ước")
    assert may_be(unicodedata.normalize("NFD", written), "Số khế ước")


@pytest.mark.parametrize("written", ["Số khẽ ước", "Số khế", "Sộ khế ước", "", 16, None])
def test_an_accent_that_is_written_must_be_right(written: Any) -> None:
    assert not may_be(written, "Số khế ước")
