"""The bank's exports in their true layouts: every planted fault is found, none is missed, none invented."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.domain.refusal import Refusal
from loans.papers.exports import MEASURES, ExportRead, layouts, read_export, read_exports
from tests.papers.bank import DAY, FAULTS, TITLES, BankLoan, Planted, book, export, rows_of, some_loans

BANK = ("1", "2", "13", "14", "GQVL", "10", "31")
OF_LAST_LINE = ("lines_that_differ", "ambiguous_money", "number_contract")
FORMS = ("xlsx", "csv")


def read(planted: Planted) -> ExportRead:
    return read_export(planted.content)


def expected_codes(code: str, planted: Planted, form: str) -> set[str]:
    """The findings that a correct reader makes of the planted faults, no more and no fewer."""
    faults, layout = planted.faults, layouts()[code]
    stated = {each.name for each in layout.fields}
    by_contract, whole = layout.subject != "summary", set(MEASURES) <= stated
    found = set()
    if "two_savings_books" in faults and by_contract:
        found.add("duplicate_line")
    if "lines_that_differ" in faults and by_contract:
        found.add("duplicate_doubt")
    if "ambiguous_money" in faults:
        found.add("amount_refused")
    if "number_contract" in faults and by_contract and form == "xlsx":
        found.add("code_digits_lost")
        found |= {"control_total_differs"} if {"total", "wrong_total"} & faults else set()
    if "broken_split" in faults and whole:
        found.add("split_broken")
    if "wrong_total" in faults:
        found.add("control_total_differs")
        found |= {"split_broken"} if whole else set()
    return found


def expected_repairs(code: str, planted: Planted, form: str) -> set[str]:
    kinds = {each.kind for each in layouts()[code].fields}
    pairs = (
        ("serial_days", "serial_day", "day" in kinds),
        ("lost_zeros", "zeros_restored", True),
        ("decomposed", "unicode_composed", "text" in kinds),
        ("grouped_money", "number_format", True),
    )
    found = {repair for fault, repair, held in pairs if fault in planted.faults and held}
    if form == "csv" and "float_money" in planted.faults:
        found.add("number_format")
    return found


@st.composite
def plantings(draw: Any) -> tuple[str, str, Planted]:
    code, form = draw(st.sampled_from(BANK)), draw(st.sampled_from(FORMS))
    faults = draw(st.sets(st.sampled_from(sorted(FAULTS - set(OF_LAST_LINE)))))
    faults |= draw(st.sets(st.sampled_from(OF_LAST_LINE), max_size=1))
    return code, form, export(code, some_loans(draw(st.integers(7, 10))), faults, form=form)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(plantings())
def test_every_planted_fault_is_found_and_none_invented(planting: tuple[str, str, Planted]) -> None:
    code, form, planted = planting
    found = read(planted)
    assert (found.layout.code, found.day) == (code, None if code == "" else DAY)
    assert set(found.counts) == expected_codes(code, planted, form)
    assert {repair for _field, repair in found.repairs} - {"code_as_text"} == expected_repairs(code, planted, form)
    assert all(finding.vi and finding.en and "hàng" in finding.source for finding in found.findings)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(plantings())
def test_what_is_read_is_what_the_bank_wrote(planting: tuple[str, str, Planted]) -> None:
    code, _form, planted = planting
    found, layout = read(planted), layouts()[code]
    wrong = {"ambiguous_money", "number_contract", "lines_that_differ", "broken_split"} & planted.faults
    loans = planted.loans
    if layout.subject in ("overdue", "frozen"):
        loans = tuple(loan for loan in loans if getattr(loan, layout.subject))
    if wrong:
        return
    stated = [name for name in MEASURES if name in {each.name for each in layout.fields}]
    again = "two_savings_books" in planted.faults and layout.subject == "summary"
    assert len(found.rows) == len(loans) + again
    for name in () if again else stated:
        assert [row.values[name] for row in found.rows] == [getattr(loan, name) for loan in loans]
    if layout.subject != "summary":
        assert [row.values["contract_no"] for row in found.rows] == [loan.contract_no for loan in loans]
        assert [row.values["customer_no"] for row in found.rows] == [f"0099{each.contract_no[-6:]}" for each in loans]


@pytest.mark.parametrize("code", [*BANK, "due", "entries", "groups", "borrowers"])
@pytest.mark.parametrize("form", FORMS)
def test_every_layout_is_known_by_its_title_and_by_its_headings_alone(code: str, form: str) -> None:
    planted = export(code, some_loans(), form=form)
    assert (read(planted).layout.code, read(planted).counts) == (code, {})
    rows = rows_of(code, some_loans())
    rows[1] = []
    untitled = read_export(book({"BCQUERY": rows}))
    assert untitled.layout.fields == layouts()[code].fields
    assert len(untitled.rows) == len(read(planted).rows)


def test_the_layouts_are_those_of_the_bank_in_their_order() -> None:
    assert set(layouts()) == {*TITLES}
    assert [each.headings[0] for each in layouts()["2"].fields][:3] == ["Mã PGD", "Mã xã", "Tên xã"]
    assert len(layouts()["GQVL"].fields) == 27
    assert all(each.required for code in layouts() for each in layouts()[code].required)


def test_a_place_names_the_sheet_and_the_row_as_a_spreadsheet_numbers_it() -> None:
    found = read(export("GQVL", some_loans(2), {"odd_first_sheet", "blank_rows"}))
    assert [str(row.place) for row in found.rows] == ["BCQUERY, hàng 6", "BCQUERY, hàng 7"]


def test_the_second_due_day_stands_in_the_column_without_a_heading() -> None:
    loan = BankLoan("0099000000000001", "009904", 1, more={"extended_due_on": DAY})
    [row] = read(export("GQVL", [loan])).rows
    assert row.values["extended_due_on"] == DAY


def test_the_control_total_is_kept_and_compared_with_every_row_even_repeated_ones() -> None:
    found = read(export("GQVL", some_loans(), {"total", "two_savings_books"}))
    assert found.control is not None
    assert found.control.agrees
    assert found.dropped["in_term"] == some_loans()[0].in_term
    assert (
        found.control.stated["in_term"] == sum(row.values["in_term"] for row in found.rows) + found.dropped["in_term"]
    )


def test_signatures_and_the_names_below_them_are_no_rows() -> None:
    found = read(export("1", some_loans(), {"total", "signatures", "names_after_signatures", "blank_rows"}))
    assert found.skipped == {"blank": 5, "total": 1, "signature": 1, "note": 1}


def test_a_workbook_of_several_exports_gives_them_all() -> None:
    loans = some_loans()
    reads = read_exports(book({"Một": rows_of("1", loans), "Bìa": [["Trang bìa"]], "Hai": rows_of("2", loans)}))
    assert [(each.layout.code, each.sheet) for each in reads] == [("1", "Một"), ("2", "Hai")]


@pytest.mark.parametrize("layout", ["2", None])
def test_a_file_of_no_known_layout_says_what_it_lacks(layout: str | None) -> None:
    rows = rows_of("2", some_loans())
    rows[4][13] = "Số hợp đồng"
    with pytest.raises(Refusal) as refused:
        read_export(book({"BCQUERY": rows}), layout=layout)
    assert refused.value.code == "export_layout_unknown"
    assert "«Số khế ước»" in refused.value.vi


def test_a_table_for_people_in_millions_is_refused() -> None:
    rows = rows_of("1", some_loans())
    rows[2] = [None, "Đơn vị tính: triệu đồng"]
    with pytest.raises(Refusal) as refused:
        read_export(book({"BCQUERY": rows}))
    assert refused.value.code == "export_in_millions"


def test_two_columns_of_one_heading_are_not_guessed_between() -> None:
    rows = rows_of("GQVL", some_loans())
    rows[4].append("Mã tổ")
    found = read_export(book({"BCQUERY": rows}))
    assert found.counts == {"heading_twice": 1, "columns_unread": 1}
    assert "group_no" not in found.rows[0].values


def test_a_full_heading_is_taken_before_a_shortened_one() -> None:
    rows = rows_of("10", some_loans())
    rows[4].append("xã")
    found = read_export(book({"BCQUERY": rows}))
    assert (found.counts, found.rows[0].values["commune_code"]) == ({"columns_unread": 1}, "009904")


def test_days_of_several_exports_in_one_file_are_a_finding_and_no_day() -> None:
    loans = [*some_loans(2), BankLoan("0099000000000077", "009904", 5, more={"report_day": DAY.replace(day=30)})]
    found = read(export("10", loans))
    assert (found.day, found.counts) == (None, Counter(report_days_differ=1))
