"""The plan as workbooks: 126 rows, sums that recompute, exact đồng beside triệu đồng."""

import re
from dataclasses import replace
from typing import Any

import pytest

from loans.papers.plan import PlanPaper, annex_workbook, proposal_workbook
from loans.papers.plan.figures import shown
from tests.papers import city
from tests.papers.reading import cells, formulas, part

HEADINGS = "STT"


def data(file: bytes, sheet: str) -> tuple[list[list[Any]], list[Any]]:
    """The rows of communes and the total row."""
    table = cells(file, sheet)
    rows = [line for line in table if isinstance(line[1], str) and re.fullmatch(r"\d{5}", line[1])]
    [total] = [line for line in table if line[2] == "Tổng cộng"]
    return rows, total


def test_the_proposal_has_126_rows_that_add_up_in_each_sheet() -> None:
    book = proposal_workbook(city.paper())
    for sheet in ("Phụ lục", "Số liệu đồng"):
        rows, total = data(book, sheet)
        assert [line[0] for line in rows] == list(range(1, 127))
        assert [(line[1], line[2]) for line in rows] == city.communes()
        for place in (3, 4, 5, 6):
            assert sum(line[place] for line in rows) == total[place]
        assert all(line[4] + line[5] == line[6] for line in rows)


def test_the_exact_sheet_holds_each_dong_and_the_official_one_the_shown_millions() -> None:
    given = city.paper()
    rows, total = data(proposal_workbook(given), "Số liệu đồng")
    assert [line[5] for line in rows] == [row.submitted for row in given.rows]
    assert total[5] == sum(part.amount for part in given.pool)
    rows, total = data(proposal_workbook(given), "Phụ lục")
    found = shown(given, decided=False)
    assert [line[6] for line in rows] == [row.after for row in found.rows]
    assert total[5] == found.total.this


@pytest.mark.parametrize("number", [1, 2])
def test_every_sum_of_money_is_a_formula_that_gives_the_figure_beside_it(number: int) -> None:
    book = annex_workbook(city.decided())
    held = dict(
        re.findall(r'<c r="([A-Z]+\d+)"[^>]*><v>([^<]*)</v></c>', part(book, f"xl/worksheets/sheet{number}.xml"))
    )
    found = formulas(book, number)
    values = {cell: int(value) for cell, value in held.items() if value.lstrip("-").isdigit()}
    values |= {cell: int(value) for cell, (_, value) in found.items()}
    assert len(found) == 2 * 126 + 6, "two derived figures a row, six sums"
    for formula, value in found.values():
        if summed := re.fullmatch(r"SUM\(([A-Z])(\d+):\1(\d+)\)", formula):
            letter, first, last = summed[1], int(summed[2]), int(summed[3])
            assert last - first == 125
            computed = sum(values[f"{letter}{row}"] for row in range(first, last + 1))
        else:
            computed = sum(
                (-1 if sign == "-" else 1) * values[cell] for sign, cell in re.findall(r"([+-]?)([A-Z]+\d+)", formula)
            )
        assert computed == int(value)


def test_the_pool_and_the_bridge_have_sheets_of_their_own() -> None:
    given = city.paper()
    book = proposal_workbook(given)
    pool = cells(book, "Nguồn vốn")
    labels = [line[1] for line in pool]
    assert "Ngân sách Thành phố bổ sung mới" in labels
    assert "Vốn thu hồi cho vay quay vòng" in labels
    assert "Vốn tồn đọng điều chuyển" in labels
    assert pool[labels.index("Tổng cộng")][2] == sum(row.submitted for row in given.rows)
    base, recovery, lending, target = cells(book, "Cân đối")[-1][:4]
    assert base - recovery + lending == target


def test_an_annex_shows_both_figures_only_where_the_decision_changed_something() -> None:
    changed, same = annex_workbook(city.decided()), annex_workbook(city.decided(changed=False))
    rows, total = data(changed, "Số liệu đồng")
    assert len(rows[0]) == 10
    assert (rows[0][5], rows[0][6], rows[0][7]) == (9_000_000_000, 8_000_000_000, -1_000_000_000)
    assert total[7] == 0
    assert len(data(same, "Số liệu đồng")[0][0]) == 8


def test_unknown_bases_are_blank_not_zero_and_said() -> None:
    given = city.paper()
    holes = replace(given, rows=tuple(replace(row, base=None) if row.code == "00004" else row for row in given.rows))
    rows, total = data(proposal_workbook(holes), "Phụ lục")
    assert rows[0][3] == ""
    assert sum(line[3] for line in rows[1:]) == total[3]
    text = str(cells(proposal_workbook(holes), "Phụ lục"))
    assert "không gồm 1 xã, phường" in text


def test_heads_and_signatures_are_those_of_the_issuing_body() -> None:
    proposal = str(cells(proposal_workbook(city.paper()), "Phụ lục"))
    annex = str(cells(annex_workbook(city.decided()), "Phụ lục"))
    for text in ("SỞ NỘI VỤ", "Số: 123/TTr-SNV", "GIÁM ĐỐC", "Nơi nhận:", "Độc lập - Tự do - Hạnh phúc"):
        assert text in proposal
    for text in ("456/QĐ-UBND", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "ngày 09 tháng 3 năm 2026"):
        assert text in annex
    assert "DỰ THẢO" not in proposal + annex


def test_a_draft_says_so() -> None:
    draft = replace(city.paper(), state="draft", paper_no="", paper_day=None)
    assert "DỰ THẢO" in str(cells(proposal_workbook(draft), "Phụ lục"))
    assert "DỰ THẢO" in str(cells(annex_workbook(city.paper()), "Phụ lục")), "submitted is not decided"


def test_names_and_reasons_from_outside_never_run() -> None:
    given = city.paper()
    rows = tuple(replace(row, name="=1+1", reason="@SUM(A1)") for row in given.rows)
    book = proposal_workbook(replace(given, rows=rows, source_name="=2+2"))
    lines = [line for line in cells(book, "Phụ lục") if line[2] == "=1+1"]
    assert len(lines) == 126
    assert {line[7] for line in lines} == {"@SUM(A1)"}


@pytest.mark.parametrize("given", [city.paper(), replace(city.paper(), paper_day=None)])
def test_the_same_paper_gives_the_same_bytes(given: PlanPaper) -> None:
    assert proposal_workbook(given) == proposal_workbook(given)
    footer = part(proposal_workbook(given), "xl/worksheets/sheet1.xml")
    assert "9f86d081884c7d65 " not in footer
    assert "Mã kiểm chứng 9f86d081884c7d65" in footer
    assert "Dữ liệu trình diễn – không có giá trị" in footer
    assert "04/02/2026 17:30" in footer
