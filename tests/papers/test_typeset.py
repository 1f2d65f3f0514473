"""PDF: data is never source, Vietnamese letters are whole, the same data gives the same bytes."""

import time
import unicodedata
from datetime import date
from importlib.resources import files
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from loans.papers.typeset import pdf
from tests.papers.reading import fonts, pages

LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
COLUMNS = [
    {"title": "Tên", "mark": "", "width": "1fr", "align": "left"},
    {"title": "Số", "mark": "", "width": "30mm", "align": "right"},
]


def annex(rows: list[list[str]], **more: Any) -> dict[str, Any]:
    return {
        "title": "Phụ lục",
        "author": "Sở Nội vụ",
        "state": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        "letterhead": {"above": [], "issuer": ["ỦY BAN NHÂN DÂN"], "number": "Số: 1", "place_day": "Hà Nội"},
        "sign": {"title": ["TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH"], "name": ""},
        "copies": ["- Lưu: VT."],
        "imprint": ["Số liệu ghi nhận đến hôm nay"],
        "draft": False,
        "annex": {
            "title": "Chỉ tiêu",
            "below": [],
            "unit": "Đơn vị: đồng",
            "columns": COLUMNS,
            "rows": rows,
            "total": ["Tổng cộng", "1.234.567"],
            "notes": ["Ghi chú."],
        },
        **more,
    }


def test_every_vietnamese_letter_is_set_and_read_back_composed() -> None:
    apart = unicodedata.normalize("NFD", LETTERS + LETTERS.upper())
    text = "".join(pages(pdf("annex", annex([[letter, "1"] for letter in unicodedata.normalize("NFC", apart)]))))
    assert [letter for letter in LETTERS + LETTERS.upper() if letter not in text] == []
    assert LETTERS in "".join(pages(pdf("annex", annex([[unicodedata.normalize("NFD", LETTERS), "1"]]))))


def test_no_weight_is_used_whose_accents_come_out_wrong() -> None:
    """Bold (700) of the embedded Libertinus has no composed Vietnamese letters; a fallback font would show here too."""
    used = fonts(pdf("annex", annex([[LETTERS + LETTERS.upper() + " − — … “ ” ± ≤", "1"]], draft=True)))
    allowed = {f"LibertinusSerif-{cut}" for cut in ("Regular", "Semibold", "Italic", "SemiboldItalic")}
    assert used <= allowed


@pytest.mark.parametrize(
    "text", ["#panic()", "$x$", "*đậm*", "_ngả_", "= Đề mục", "\\", '")', "#{1+1}", "@ref", "<a>", "//x"]
)
def test_data_is_never_source(text: str) -> None:
    assert text in pages(pdf("annex", annex([[text, "1"]])))[0]


def test_control_characters_are_left_out_and_tabs_are_spaces() -> None:
    assert "A BC" in pages(pdf("annex", annex([["A\tB\x00\x07C", "1"]])))[0]


def test_a_figure_keeps_its_unit_on_its_line() -> None:
    raw = pdf("annex", annex([["x " * n + "12.345 đồng", "1"] for n in range(40, 60)]))
    assert "12.345 đồng" in pages(raw)[0]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 17, 18, 19, 20, 21, 22, 23, 24, 60])
def test_the_signature_never_stands_without_rows_and_the_heading_is_on_each_page(count: int) -> None:
    found = pages(pdf("annex", annex([[f"Xã {n}", "1"] for n in range(count)])))
    last = found[-1]
    assert "PHÓ CHỦ TỊCH" in last
    assert "Tổng cộng" in last
    assert "Ghi chú." in last
    assert sum(f"Xã {n} " in last for n in range(count)) >= min(count, 3)
    assert all("Tên Số" in page for page in found)
    assert [f"Trang {n}/{len(found)}" in page for n, page in enumerate(found, start=1)] == [True] * len(found)


def test_a_draft_says_so_on_each_page() -> None:
    rows = [[f"Xã {n}", "1"] for n in range(60)]
    assert all("DỰ THẢO" in page for page in pages(pdf("annex", annex(rows, draft=True))))
    assert not any("DỰ THẢO" in page for page in pages(pdf("annex", annex(rows))))


def test_the_same_data_gives_the_same_bytes_at_any_time() -> None:
    first = pdf("annex", annex([["A", "1"]]), day=date(2026, 2, 5))
    time.sleep(1.1)
    assert pdf("annex", annex([["A", "1"]]), day=date(2026, 2, 5)) == first
    assert pypdfium2.PdfDocument(first).get_metadata_value("CreationDate").startswith("D:20260205000000")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be printed"):
        pdf("annex", annex([], extra=1.5))
    with pytest.raises(ValueError, match="no template"):
        pdf("../annex", annex([]))


def test_templates_ship_with_the_package() -> None:
    names = {entry.name for entry in (files("loans.papers") / "templates").iterdir()}
    assert names >= {"form.typ", "proposal.typ", "annex.typ", "letters.typ"}
