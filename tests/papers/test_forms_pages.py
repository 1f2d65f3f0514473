"""Forms on paper: every row, totals as shown, Vietnamese numbers, proof on each page, field papers a page each."""

import re
from dataclasses import replace

import pytest

from loans.domain.refusal import Refusal
from loans.papers.forms import form_as_pdf
from loans.papers.forms.fitting import Content, breadth, fitted
from loans.papers.forms.shown import in_millions_of
from loans.papers.numbers import dong
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, as_csv, digest
from tests.papers.forms_rows import EVIL, filled
from tests.papers.reading import fonts, pages

EVERY = [*REPORTS, *FIELD_PAPERS]


def test_every_commune_and_the_total_are_printed_in_vietnamese_numbers() -> None:
    table = filled("01.1-BCTD")
    text = " ".join(pages(form_as_pdf(table)))
    shown = in_millions_of(table)
    for each in shown.rows:
        name = str(each["name"])
        assert f"{name[0].upper()}{name[1:]} {dong(int(str(each['lent_month'])), zero='—')}" in text
    assert f"Tổng cộng {dong(int(str(shown.total['lent_month'])))} {dong(int(str(shown.total['lent_year'])))}" in text


@pytest.mark.parametrize("code", EVERY)
def test_each_page_says_what_the_figures_rest_on(code: str) -> None:
    table = filled(code, 12)
    found = pages(form_as_pdf(table))
    assert found
    for page in found:
        assert f"Mã kiểm chứng {digest(table)[:16]}" in page
        assert "Số liệu ghi nhận đến 17:30:00 ngày 14/11/2026" in page


def test_headings_repeat_and_the_signatures_stand_with_the_total() -> None:
    found = pages(form_as_pdf(filled("338-04")))
    assert len(found) > 1
    assert all("Dự án của người lao động" in page for page in found)
    assert "NGƯỜI LẬP BIỂU KIỂM SOÁT GIÁM ĐỐC" in found[-1]
    assert "Tổng cộng" in found[-1]


def test_a_provisional_report_says_so() -> None:
    table = replace(filled("KH-THANG", 5), provisional=True)
    assert all("Số liệu tạm tính" in page for page in pages(form_as_pdf(table)))
    assert "SỐ LIỆU TẠM TÍNH" in pages(form_as_pdf(table))[0]


def test_a_demonstration_says_so_on_each_page() -> None:
    assert all("không có giá trị" in page for page in pages(form_as_pdf(filled("13-BC"), demo=True)))


@pytest.mark.parametrize(("code", "words"), [("15-TD", "Khách hàng xác nhận"), ("06-TD", "Mục đích sử dụng thực tế")])
def test_a_page_for_each_borrower_or_loan(code: str, words: str) -> None:
    found = pages(form_as_pdf(filled(code, 9)))
    assert len(found) == 9
    assert all(words in page and "Trang 1/1" in page for page in found)


def test_a_collection_sheet_keeps_a_group_together_and_leaves_room_for_the_cash() -> None:
    table = filled("THU-NO", 8)
    rows = tuple(
        {**row, "commune_name": "phường Ba Đình", "point_code": "1", "group_no": f"{n // 4}"}
        for n, row in enumerate(table.rows)
    )
    found = pages(form_as_pdf(replace(table, rows=rows)))
    assert len(found) == 2
    for page, own in zip(found, (rows[:4], rows[4:]), strict=True):
        assert "Gốc thu Lãi thu Ký nộp" in page
        assert dong(sum(int(str(row["payable"])) for row in own)) in page, "the group's own sum"


def test_the_confirmation_writes_the_sum_in_words() -> None:
    table = filled("15-TD", 1)
    owed = int(str(table.rows[0]["outstanding"]))
    text = pages(form_as_pdf(table))[0].replace("\u00a0", " ")
    assert re.search(rf"{dong(owed)} đồng \(Bằng chữ: .+ đồng\)", text) or owed == 0


@pytest.mark.parametrize("code", [*FIELD_PAPERS, "NO-KHOANH"])
def test_a_paper_for_nobody_is_a_page_that_says_so(code: str) -> None:
    table = filled(code, 0)
    assert len(pages(form_as_pdf(replace(table, total=dict.fromkeys(table.total))))) == 1


@pytest.mark.parametrize("code", EVERY)
def test_the_same_form_gives_the_same_bytes_in_sound_fonts(code: str) -> None:
    table = filled(code, 3)
    first = form_as_pdf(table)
    assert form_as_pdf(table) == first
    assert not [name for name in fonts(first) if name.startswith("LibertinusSerif-Bold")]


def test_text_that_looks_like_a_formula_is_text_in_a_csv_too() -> None:
    text = as_csv(filled("KHD", 3))
    assert f",'{EVIL}," in text
    assert f",{EVIL}," not in text


def test_a_list_too_long_to_print_is_refused_with_what_to_do() -> None:
    table = filled("15-TD", 1)
    with pytest.raises(Refusal) as refused:
        form_as_pdf(replace(table, rows=table.rows * 1_001))
    assert refused.value.code == "form_too_long"
    assert "XLSX" in refused.value.vi


def test_figures_of_a_whole_city_stay_within_their_columns() -> None:
    digits, heading = ("1.234.567.890.123",), ("Dư", "nợ")
    widths, size = fitted(
        [Content(heading, digits)] * 12 + [Content(("Tên",), ("Người Vay",), wraps=True)], room=270, size=8
    )
    assert size < 8, "type gets smaller before figures run into each other"
    assert sum(float(width[:-2]) for width in widths) == pytest.approx(270, abs=0.2)
    assert all(float(width[:-2]) >= breadth(digits[0]) * size * 0.3528 for width in widths[:12])
