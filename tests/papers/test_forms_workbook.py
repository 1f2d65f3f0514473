"""Forms as workbooks: sums that recompute to the same figures, the bank's own layout, text that never runs."""

import re
from dataclasses import replace
from typing import Any

import pytest

from loans.domain.millions import in_millions
from loans.papers.forms import form_as_xlsx
from loans.papers.forms.shown import in_millions_of
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, FormTable, Kind, Layout, digest
from tests.papers.forms_rows import EVIL, filled
from tests.papers.reading import cells, formulas, part

OFFICIAL = [code for code, (form, _) in REPORTS.items() if form.layout is Layout.OFFICIAL and code[:2] != "KH"]
LISTS = [code for code, (form, _) in REPORTS.items() if form.layout is Layout.BCQUERY]
EVERY = [*REPORTS, *FIELD_PAPERS]


def recomputed(book: bytes, number: int) -> int:
    """How many formulas of a sheet give the value beside them, worked out here from the cells; all must."""
    text = part(book, f"xl/worksheets/sheet{number}.xml")
    held = {cell: int(v) for cell, v in re.findall(r'<c r="([A-Z]+\d+)"[^>]*><v>(-?\d+)</v></c>', text)}
    found = formulas(book, number)
    held |= {cell: int(shown) for cell, (_, shown) in found.items()}
    for cell, (formula, shown) in found.items():
        if summed := re.fullmatch(r"SUM\(([A-Z]+)(\d+):\1(\d+)\)", formula):
            letter, first, last = summed[1], int(summed[2]), int(summed[3])
            worth = sum(held.get(f"{letter}{row}", 0) for row in range(first, last + 1))
        else:
            worth = sum(held.get(name, 0) for name in formula.split("+"))
        assert worth == int(shown), (cell, formula)
    return len(found)


@pytest.mark.parametrize("code", EVERY)
def test_every_formula_gives_the_figure_beside_it(code: str) -> None:
    table = filled(code)
    book = form_as_xlsx(table)
    summed = [column for column in table.form.columns if column.summed]
    derived = [column for column in table.form.columns if column.plus]
    assert recomputed(book, 1) == len(summed) + len(derived) * len(table.rows)


def data(book: bytes, sheet: str, first: int) -> tuple[list[list[Any]], list[Any]]:
    """The 126 rows whose first column counts, and the total below."""
    lines = cells(book, sheet)
    start = next(place for place, line in enumerate(lines) if line[first] == 1)
    return lines[start : start + 126], lines[start + 126]


@pytest.mark.parametrize("code", OFFICIAL)
def test_the_exact_sheet_holds_each_dong_and_the_official_one_millions_that_add_up(code: str) -> None:
    table = filled(code)
    book = form_as_xlsx(table)
    name = table.form.number.replace("/", "-")
    rows, total = data(book, name, 0)
    exact, exact_total = data(book, "Số liệu đồng" if "triệu" in table.form.unit else name, 0)
    for place, column in enumerate(table.form.columns, 1):
        if column.summed:
            assert sum(line[place] for line in rows) == total[place], column.field
            assert [line[place] for line in exact] == [each[column.field] for each in table.rows]
            assert exact_total[place] == table.total[column.field]


def test_millions_are_rounded_once_and_derived_columns_follow_from_what_is_shown() -> None:
    table = filled("01.1-BCTD")
    shown = in_millions_of(table)
    wanted, whole = in_millions([int(str(each["overdue"])) for each in table.rows])
    assert ([each["overdue"] for each in shown.rows], shown.total["overdue"]) == (list(wanted), whole)
    for each in (*shown.rows, shown.total):
        parts: dict[str, Any] = dict(each)
        assert parts["outstanding"] == parts["in_term"] + parts["overdue"] + parts["frozen"]
    assert shown.total["customers"] == 77, "recounted, never summed"


def test_a_total_that_is_recounted_is_starred_and_no_formula() -> None:
    table = filled("01.1-BCTD")
    book = form_as_xlsx(table)
    rows, total = data(book, "01.1-BCTD", 0)
    place = 1 + [column.field for column in table.form.columns].index("customers")
    assert total[place] == 77
    assert sum(line[place] for line in rows) != 77
    assert "Không cộng dồn" in str(cells(book, "01.1-BCTD"))


@pytest.mark.parametrize("code", LISTS)
def test_a_list_has_the_layout_of_the_bank_s_export(code: str) -> None:
    table = filled(code)
    lines = cells(form_as_xlsx(table), "BCQUERY")
    assert lines[1][1] == table.form.title, "title in B2"
    assert [str(heading) for heading in lines[4][1:]] == [column.title for column in table.form.columns], "row 5 from B"
    assert all(line[0] == "" for line in lines), "column A is empty"
    assert len(lines[5:131]) == 126
    assert lines[131][1] == "Tổng cộng"
    signed = next(line for line in lines[132:] if "Người lập biểu" in line)
    assert "Kiểm soát" in signed
    assert f"Mã kiểm chứng {digest(table)[:16]}" in lines[2][1]


@pytest.mark.parametrize("code", LISTS)
def test_identifiers_keep_their_zeros_and_sums_are_whole(code: str) -> None:
    table = filled(code)
    lines = cells(form_as_xlsx(table), "BCQUERY")[5:131]
    for place, column in enumerate(table.form.columns, 1):
        if column.kind is Kind.CODE:
            assert [line[place] for line in lines] == [each[column.field] for each in table.rows]
        if column.kind is Kind.MONEY and not column.plus:
            assert [line[place] for line in lines] == [each[column.field] for each in table.rows]


@pytest.mark.parametrize("code", [*LISTS, *FIELD_PAPERS])
def test_text_that_looks_like_a_formula_stays_text(code: str) -> None:
    table = filled(code)
    book = form_as_xlsx(table)
    sheet = "BCQUERY" if code in LISTS else table.form.number.replace("/", "-")
    assert EVIL in str(cells(book, sheet))
    assert not [formula for formula, _ in formulas(book).values() if "1+1" in formula]
    assert 'quotePrefix="1"' in part(book, "xl/styles.xml")


def blank(table: FormTable) -> FormTable:
    cells = {column.field: None for column in table.form.columns}
    return replace(
        table, rows=tuple({**cells, "commune": "00004", "name": "phường Ba Đình"} for _ in range(2)), total=cells
    )


def test_a_form_without_a_figure_is_a_form_still() -> None:
    rows = cells(form_as_xlsx(blank(filled("338-02"))), "Mẫu số 02")
    line = next(line for line in rows if line[0] == 1)
    assert line[2] == "Phường Ba Đình"
    assert set(line[3:]) == {""}
    for code in EVERY:
        empty = replace(filled(code, 0), total={c.field: None for c in filled(code, 0).form.columns})
        assert form_as_xlsx(empty)


@pytest.mark.parametrize("code", ["01.1-BCTD", "KHD", "15-TD"])
def test_the_same_form_gives_the_same_bytes_and_bears_its_digest(code: str) -> None:
    table = filled(code)
    assert form_as_xlsx(table) == form_as_xlsx(table)
    assert f"Mã kiểm chứng {digest(table)[:16]}" in part(form_as_xlsx(table), "docProps/core.xml")
