"""Sheets handed in: exact cells, places, files that are refused whole and say what to do."""

import io
import random
import unicodedata
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.refusal import Refusal
from loans.papers.sheet import CSV, XLSX, Column, SheetRow, read_sheet
from tests.papers.filling import SHEET, as_csv, filled, part, replaced, rows_of
from tests.papers.test_template import ANSWERED, COLUMNS, DEMAND

TWO = (Column("commune", ("Mã xã",), "code"), Column("amount", ("Giá trị",), "whole", entry=True))
HEAD = ["Mã xã", "Tên xã, phường", "Giá trị"]


def read(*rows: list[Any], separator: str = ",", **how: Any) -> tuple[SheetRow, ...]:
    return read_sheet(as_csv(rows, separator, **how), CSV, TWO)


def codes(row: SheetRow) -> list[str]:
    return [fault.code for fault in row.faults]


def refusal(content: bytes, media_type: str = CSV) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_sheet(content, media_type, TWO)
    assert refused.value.vi.endswith(".")
    assert refused.value.en.endswith(".")
    return refused.value


def test_the_heading_is_found_and_what_is_no_row_is_left_out() -> None:
    rows = read(
        ["TỔNG HỢP", "", ""],
        [],
        ["Stt", *HEAD],
        [1, "00004", "Ba Đình", "5"],
        [],
        ["Stt", "MÃ  XÃ", "Tên", "giá trị"],
        [2, "00008", "Ngọc Hà", "7"],
        [3, "00025", "Chưa trả lời", ""],
        ["Tổng cộng", "", "", "12"],
        ["", "", "Người lập biểu", "Kiểm soát"],
    )
    assert [(row.place, row.values["commune"], row.values["amount"]) for row in rows] == [
        ("hàng 4", "00004", 5),
        ("hàng 7", "00008", 7),
    ]


def test_a_total_in_the_place_of_a_code_is_no_commune_but_an_unknown_word_is_reported() -> None:
    rows = read(HEAD, ["Tổng cộng:", "", "12"], ["xã A", "", "5"])
    assert [(row.place, row.values["commune"]) for row in rows] == [("hàng 3", "xã A")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", 0), ("500000", 500_000), (" 7 ", 7), ("1.234.567", 1_234_567), ("60,000,000", 60_000_000), ("-5", -5)],
)
def test_whole_numbers_are_read_exactly(text: str, amount: int) -> None:
    (row,) = read(HEAD, ["00004", "", text])
    assert row.values["amount"] == amount


ODD = [
    "1,5",
    "1.5",
    "1.234",
    "1,234",
    "1.23.456",
    "1 tỷ",
    "1e6",
    "0x10",
    "1.234,567",
    "٣",
    "²",
    "--5",
    "#N/A",
    "1" * 30,
]


@pytest.mark.parametrize("text", ODD)
def test_what_might_mean_something_else_is_refused_with_its_place(text: str) -> None:
    (row,) = read(HEAD, ["00004", "", text])
    assert codes(row) == ["cell_not_whole"]
    assert (row.place, row.faults[0].source, row.faults[0].field) == ("hàng 2", "hàng 2", "amount")
    assert text[:100] in row.faults[0].vi


@pytest.mark.parametrize("code", ["4", "0004", "10"])
def test_a_code_that_lost_digits_is_refused_with_what_it_may_have_been(code: str) -> None:
    (row,) = read(HEAD, [code, "", "5"])
    assert codes(row) == ["code_lost_zeros"]
    assert code.zfill(5) in row.faults[0].vi
    assert "commune" not in row.values


def test_numbers_of_a_workbook_are_exact_or_refused() -> None:
    book = filled(DEMAND, {**ANSWERED, "F6": 10**15})
    book = replaced(book, {SHEET: part(book, SHEET).replace(b"<v>5</v>", b"<v>5.5</v>")})
    first, second = read_sheet(book, XLSX, COLUMNS)
    assert first.values["amount"] == 10**15
    assert (first.place, codes(first), codes(second)) == ("hàng 6", ["cell_not_whole"], [])


def test_a_code_saved_as_a_number_is_refused_in_a_workbook_too() -> None:
    (row,) = read_sheet(filled(DEMAND, {"A6": 4, "E6": 1, "F6": 1, "G6": 1}), XLSX, COLUMNS)
    assert codes(row) == ["code_lost_zeros"]


def test_the_value_of_a_formula_is_read() -> None:
    book = filled(DEMAND, ANSWERED)
    sheet = part(book, SHEET).replace(b"<v>300000000</v>", b"<f>3*100000000</f><v>300000000</v>")
    assert read_sheet(replaced(book, {SHEET: sheet}), XLSX, COLUMNS)[0].values["amount"] == 300_000_000


def test_a_blank_cell_beside_others_is_named() -> None:
    (row,) = read_sheet(filled(DEMAND, {"E6": 5, "G6": 6}), XLSX, COLUMNS)
    assert codes(row) == ["cell_blank"]
    assert row.faults[0].field == "amount"


def test_commas_semicolons_and_the_mark_of_utf_8_make_no_difference() -> None:
    table = [HEAD, ["00004", "Ba Đình", "5"], ["00008", "a;b,c", "7"]]
    expected = read(*table)
    for separator in (",", ";", "\t"):  # the last one is what a paste out of a workbook brings
        for marked in (True, False):
            assert read(*table, separator=separator, marked=marked) == expected
    assert [dict(row.values) for row in read_sheet(b"sep=;\r\n" + as_csv(table, ";", marked=False), CSV, TWO)] == [
        dict(row.values) for row in expected
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "cp1252"])
def test_another_encoding_is_refused_with_what_to_do(encoding: str) -> None:
    text = unicodedata.normalize("NFD" if encoding == "cp1258" else "NFC", "Mã xã,Giá\r\n00004,5\r\n")
    found = refusal(text.encode(encoding))
    assert found.code == "file_encoding"
    assert "CSV UTF-8" in found.vi


def test_millions_are_not_taken_for_dong_and_missing_columns_are_named() -> None:
    table = [[*(cell.headings[0] for cell in COLUMNS if cell.name != "amount"), "Số tiền (triệu đồng)"]]
    with pytest.raises(Refusal) as refused:
        read_sheet(as_csv(table), CSV, COLUMNS)
    assert refused.value.code == "file_no_heading"
    assert "Số tiền (đồng)" in refused.value.vi
    assert "Số tiền (triệu đồng)" in refused.value.vi


def test_two_columns_under_one_heading_are_refused() -> None:
    assert refusal(as_csv([[*HEAD, "Giá trị"], ["00004", "", "5", "6"]])).code == "file_heading_twice"


def test_a_template_of_another_year_is_refused() -> None:
    for content, media_type in ((DEMAND, XLSX), (as_csv(rows_of(DEMAND)), CSV)):
        with pytest.raises(Refusal) as refused:
            read_sheet(content, media_type, COLUMNS, form="nhu-cau/2027")
        assert (refused.value.code, refused.value.value) == ("file_of_other_form", "nhu-cau/2026")


@pytest.mark.parametrize("content", [b"\0", b"PK\x03\x04", b"a,b", b'"open', DEMAND[:2_000]])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    for media_type in (CSV, XLSX):
        assert refusal(content, media_type).code in ("file_unreadable", "file_no_heading", "file_encoding")


def sheet_with(inner: str) -> bytes:
    start = part(DEMAND, SHEET).decode().partition("<sheetData>")[0]
    return replaced(DEMAND, {SHEET: f"{start}<sheetData>{inner}</sheetData></worksheet>".encode()})


FAR = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "content",
    [
        sheet_with(FAR + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        sheet_with(FAR + '<row r="2"><c r="ZZ2"><v>1</v></c></row>'),
        sheet_with("<row>" + "<c/>" * 500 + "</row>"),
        sheet_with("<row/>" * 20_001),
        sheet_with(FAR.replace("A1", "&#90;Z1")),
        replaced(DEMAND, {"xl/more.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
        replaced(DEMAND, {"xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"}),
    ],
    ids=["far", "wide", "wide without places", "many rows", "hidden place", "unpacked", "shared text"],
)
def test_what_would_not_fit_is_refused_before_it_is_read(content: bytes) -> None:
    assert len(content) < 2**21
    assert refusal(content, XLSX).code == "file_too_large"


def test_a_size_that_lies_is_found_out() -> None:
    content = bytearray(replaced(DEMAND, {"xl/more.xml": b" " * 60_000_000}))
    for info in zipfile.ZipFile(io.BytesIO(bytes(content))).infolist():
        if info.filename == "xl/more.xml":
            wanted = info.file_size.to_bytes(4, "little")
    content = bytearray(bytes(content).replace(wanted, (10).to_bytes(4, "little")))
    assert refusal(bytes(content), XLSX).code == "file_too_large"


def test_a_document_type_is_refused() -> None:
    entity = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'
    assert refusal(replaced(DEMAND, {SHEET: entity}), XLSX).code == "file_unreadable"


def test_a_csv_of_too_many_rows_is_refused() -> None:
    assert refusal(as_csv([HEAD, *([["00004", "", 1]] * 20_001)])).code == "file_too_large"


def test_a_workbook_that_is_damaged_is_refused_or_read_and_breaks_nothing(draw: random.Random) -> None:
    book = filled(DEMAND, ANSWERED)
    for _ in range(150):
        damaged = bytearray(book)
        for _ in range(draw.randint(1, 8)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        with suppress(Refusal):
            read_sheet(bytes(damaged), XLSX, COLUMNS)


@given(st.lists(st.tuples(st.sampled_from(["00004", "00008", "10015"]), st.integers(0, 10**15)), min_size=1), st.data())
def test_every_amount_comes_back_whatever_the_separator(table: list[tuple[str, int]], data: st.DataObject) -> None:
    separator = data.draw(st.sampled_from([",", ";", "\t"]))
    rows = read(HEAD, *([code, "tên", amount] for code, amount in table), separator=separator)
    assert [(row.values["commune"], row.values["amount"]) for row in rows] == table
