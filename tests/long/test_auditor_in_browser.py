"""The auditor in a real browser: from a total down to the entry, its proof, its papers; every page looked at."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.long.browser import LANGUAGES, WIDTHS, OpenAs, address, axe, browser, look, open_as, served, speak

__all__ = ["address", "browser", "open_as", "served"]

pytestmark = pytest.mark.long

PAGES = (
    "/kiem-tra/no-qua-han",
    "/kiem-tra/no-qua-han?as_of=01/01/2025",
    "/kiem-tra/no-qua-han?by=beneficiary&since=01/06/2026",
    "/kiem-tra/no-qua-han/khoan-vay?which=overdue",
    "/kiem-tra/so-sanh?from=01/06/2026",
    "/kiem-tra/danh-sach",
    "/kiem-tra/danh-sach/late-not-yet-moved",
    "/kiem-tra/nguon-von",
    "/kiem-tra/nguon-von/1",
    "/kiem-tra/nhat-ky",
    "/kiem-tra/but-toan/100",
    "/kiem-tra/chuoi",
    "/kiem-tra/chuoi/kiem-tra",
    "/kiem-tra/bieu-mau",
    "/kiem-tra/bieu-mau/01.1-BCTD",
    "/kiem-tra/bieu-mau/338-02",
    "/kiem-tra/doi-chieu",
    "/kiem-tra/doi-chieu/so-ta",
    "/luat",
    "/luat/ageing_bounds_days",
    "/nap-du-lieu",
    "/dia-ban",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_sound_in_both_languages_and_widths(open_as: OpenAs, path: str, tmp_path: Path) -> None:
    page = open_as("auditor")
    for language, width in zip(LANGUAGES, WIDTHS, strict=True):
        speak(page, language)
        assert look(page, path, width=width, picture=tmp_path / f"{language}-{width}.png") == []
    speak(page, "vi")


def downloaded(page: Page, name: str, folder: Path) -> Path:
    """A file that a link of the page gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    there = folder / waiting.value.suggested_filename
    waiting.value.save_as(there)
    return there


def test_from_the_total_to_the_entry_its_proof_and_its_papers(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("auditor")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto("/home")
    page.get_by_role("navigation").get_by_role("link", name="Nợ quá hạn").click()
    total = int(page.locator(".figure.overdue data.money").get_attribute("value") or "0")
    assert total > 0
    workbook = CalamineWorkbook.from_path(downloaded(page, "Sao kê nợ quá hạn mẫu ngân hàng, XLSX", tmp_path))
    rows = workbook.get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(rows) if "Dư nợ quá hạn" in row)
    column, contract = rows[head].index("Dư nợ quá hạn"), rows[head].index("Số khế ước")
    assert sum(int(str(row[column]).split(".")[0]) for row in rows[head + 1 :] if row[contract]) == total
    assert downloaded(page, "Tổng hợp theo xã, PDF", tmp_path).read_bytes().startswith(b"%PDF")
    page.locator(".figure.overdue a").click()
    assert int(page.locator("tfoot data.money").nth(2).get_attribute("value") or "0") == total
    page.locator("tbody th a").first.click()
    expect(page.locator("#entries")).to_be_visible()
    assert axe(page) == []
    page.locator('section[aria-labelledby="entries"] tbody a').last.click()
    expect(page.locator("h1")).to_contain_text("Bút toán ở vị trí")
    position = re.sub(r"\D", "", page.locator("h1").inner_text())
    link = page.locator(".digest").first.inner_text()
    page.goto("/kiem-tra/chuoi")
    page.fill("#f-heads", f"{position}:{link}")
    page.get_by_role("button", name="Kiểm tra từ vị trí 1").click()
    expect(page.locator(".alert-success")).to_contain_text("KHỚP")
    expect(page.locator("main")).to_contain_text(f"Đầu chuỗi {position}:{link}: khớp")


def test_the_lists_are_counted_where_one_asks_for_it(open_as: OpenAs) -> None:
    page = open_as("auditor")
    page.goto("/kiem-tra/danh-sach")
    assert axe(page) == []
    page.get_by_role("link", name="Đếm lại tất cả danh sách").click()
    expect(page.locator("main")).to_contain_text("Đã tính xong cả", timeout=30_000)
    assert "…" not in page.locator("main table").inner_text()
    assert axe(page) == []
