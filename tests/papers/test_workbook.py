"""Workbooks: text stays text, sums are formulas with their value, the same records give the same bytes."""

import re
import time
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from loans.papers.form import CITY, Letterhead
from loans.papers.workbook import SUM, Across, Apart, Cell, Column, Kind, Sheet, workbook
from tests.papers.reading import cells, formulas, part

DAY = date(2026, 2, 5)
HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")', "http://x.vn")

COLUMNS = (
    Column("Mã", Kind.CODE),
    Column("Tên", "text", 20),
    Column("Dư nợ", Kind.MONEY, 0, "(3)"),
    Column("Thêm", Kind.MONEY, 0, "(4)"),
    Column("Sau", Kind.MONEY, 0, "(5) = (3) + (4)"),
    Column("Khách hàng", Kind.COUNT),
    Column("Tỷ lệ", Kind.RATIO),
    Column("Ngày", Kind.DAY),
)


def row(code: str, name: str, base: int | None, more: int) -> tuple[Cell, ...]:
    return (code, name, base, more, Across((base or 0) + more, (2, 3)), 7, Fraction(1234, 10_000), DAY)


SHEET = Sheet(
    name="Bảng",
    title="Bảng thử",
    subtitle=("Đơn vị: đồng",),
    columns=COLUMNS,
    rows=(row("00004", "Ba Đình", 1_234_567, -567), row("00008", "Ngọc Hà", None, 10**14 + 1)),
    totals=(None, "Tổng cộng", SUM, SUM, SUM, Apart(13), Apart(Fraction(1, 8)), None),
    notes=("Một ghi chú.",),
    signatures=(CITY,),
    copies=("- Như trên;", "- Lưu: VT."),
    letterhead=Letterhead((), "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "Số: 1", "Hà Nội, ngày 05 tháng 02 năm 2026"),
    footer=("Dữ liệu A&B", "9f86"),
)


def find(table: list[list[object]], text: str) -> int:
    return next(place for place, line in enumerate(table) if text in line)


def test_what_is_written_is_read_back() -> None:
    table = cells(workbook([SHEET], day=DAY), "Bảng")
    first = find(table, "00004")
    assert table[first] == ["00004", "Ba Đình", 1_234_567.0, -567.0, 1_234_000.0, 7.0, 0.1234, DAY]
    assert table[first + 1][2:5] == ["", 10**14 + 1, 10**14 + 1]
    assert table[first + 2] == ["", "Tổng cộng", 1_234_567.0, 10**14 - 566, 10**14 + 1_234_001, 13.0, 0.125, ""]
    assert table[first - 1][4] == "(5) = (3) + (4)"
    assert table[first - 2][:2] == ["Mã", "Tên"]


def test_head_notes_copies_and_signature_stand_around_the_table() -> None:
    flat = [value for line in cells(workbook([SHEET], day=DAY), "Bảng") for value in line if value != ""]
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:", *CITY.title):
        assert text in flat
    assert flat.index("Số: 1") < flat.index("Bảng thử") < flat.index("Tổng cộng") < flat.index("PHÓ CHỦ TỊCH")
    assert any("Không cộng dồn" in str(value) for value in flat), "a total that is no sum says so"


def test_totals_and_derived_cells_are_formulas_that_give_the_value_beside_them() -> None:
    book = workbook([SHEET], day=DAY)
    top = find(cells(book, "Bảng"), "00004") + 1
    found = formulas(book)
    assert found[f"C{top + 2}"] == (f"SUM(C{top}:C{top + 1})", "1234567")
    assert found[f"E{top}"] == (f"C{top}+D{top}", "1234000")
    assert found[f"E{top + 2}"] == (f"SUM(E{top}:E{top + 1})", str(10**14 + 1_234_001))
    assert f"F{top + 2}" not in found, "customers are not summed"
    assert 'fullCalcOnLoad="1"' in part(book, "xl/workbook.xml")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_formula_or_link_stays_text_everywhere(text: str) -> None:
    hostile = replace(
        SHEET,
        title=text,
        subtitle=(text,),
        columns=tuple(replace(column, title=text) for column in COLUMNS),
        rows=((text, text, 1, 1, Across(2, (2, 3)), 1, Fraction(1), DAY),),
        notes=(text,),
        copies=(text,),
        footer=(text,),
    )
    book = workbook([hostile], day=DAY)
    assert all(re.fullmatch(r"SUM\([A-Z]\d+:[A-Z]\d+\)|C\d+\+D\d+", formula) for formula, _ in formulas(book).values())
    assert "<hyperlink" not in part(book, "xl/worksheets/sheet1.xml")
    assert text.strip() in [value.strip() for line in cells(book, "Bảng") for value in line if isinstance(value, str)]


def test_text_that_looks_like_a_formula_stays_text_after_an_edit_too() -> None:
    book = workbook([replace(SHEET, rows=(row("=1", "-2", 1, 1),))], day=DAY)
    assert part(book, "xl/styles.xml").count('quotePrefix="1"') == 2
    assert "quotePrefix" not in part(workbook([SHEET], day=DAY), "xl/styles.xml")


def test_it_prints_on_a4_one_page_wide_with_its_headings_on_each_page() -> None:
    book = workbook([SHEET, replace(SHEET, name="Dọc", landscape=False, draft=True)], day=DAY)
    sheet, upright = (part(book, f"xl/worksheets/sheet{n}.xml") for n in (1, 2))
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'orientation="portrait"' in upright
    assert 'fitToHeight="0"' in sheet
    assert 'state="frozen"' in sheet
    assert "Print_Titles" in part(book, "xl/workbook.xml")
    assert "Dữ liệu A&amp;&amp;B · 9f86" in sheet, "an ampersand in a footer is doubled"
    assert "DỰ THẢO" in upright
    assert "DỰ THẢO" not in sheet


def test_a_long_footer_is_cut_at_its_end() -> None:
    book = workbook([replace(SHEET, footer=("A&" * 200,))], day=DAY)
    [footer] = re.findall("<oddFooter>(.*)</oddFooter>", part(book, "xl/worksheets/sheet1.xml"))
    assert len(footer.replace("&amp;", "&").replace("&quot;", '"')) <= 255
    assert "A&amp;&amp;A" in footer
    assert footer.endswith("Trang &amp;P/&amp;N")


def test_the_same_records_give_the_same_bytes_at_any_time() -> None:
    first = workbook([SHEET], day=DAY, digest="9f86d081884c7d65ffff")
    time.sleep(1.1)
    assert workbook([SHEET], day=DAY, digest="9f86d081884c7d65ffff") == first
    core = part(first, "docProps/core.xml")
    assert "2026-02-05T00:00:00Z" in core
    assert "Mã kiểm chứng 9f86d081884c7d65<" in core
    assert workbook([SHEET], day=date(2026, 2, 6)) != first


@pytest.mark.parametrize(
    ("place", "value", "error"),
    [
        (2, 1.5, TypeError),
        (2, True, TypeError),
        (2, "12", TypeError),
        (2, 10**15 + 1, OverflowError),
        (6, 1, TypeError),
        (7, "05/02/2026", TypeError),
        (1, 5, TypeError),
        (1, "x" * 32_768, ValueError),
    ],
)
def test_a_value_that_does_not_belong_is_refused(place: int, value: Cell, error: type[Exception]) -> None:
    cell = list(row("00004", "Ba Đình", 1, 1))
    cell[place] = value
    with pytest.raises(error):
        workbook([replace(SHEET, rows=(tuple(cell),), totals=())], day=DAY)


def test_rows_and_totals_must_have_a_value_per_column() -> None:
    with pytest.raises(ValueError, match="8 values"):
        replace(SHEET, rows=(("00004",),))
    with pytest.raises(ValueError, match="8 values"):
        replace(SHEET, totals=(SUM,))


def test_a_sheet_without_rows_has_totals_of_zero() -> None:
    book = workbook([replace(SHEET, rows=())], day=DAY)
    assert {value for _, value in formulas(book).values()} == {"0"}
    assert cells(workbook([Sheet("Một", "Một cột", (Column("A", Kind.TEXT),), ())], day=DAY), "Một")
