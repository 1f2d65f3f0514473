"""Templates: what is handed out, and that it can be handed in again, as a workbook or as CSV."""

import re
from datetime import date
from typing import Any

import pytest

from loans.domain.area import areas
from loans.domain.demand import PURPOSE_TITLES, planning_groups
from loans.papers.sheet import CSV, XLSX, Column, SheetRow, read_sheet
from loans.papers.template import (
    FIGURE_COLUMNS,
    JOB_REPORT_COLUMNS,
    demand_columns,
    demand_form,
    demand_template,
    figure_form,
    figures_template,
    job_report_form,
    job_report_template,
)
from tests.papers.filling import SHEET, as_csv, filled, part, rows_of

DAY = date(2026, 1, 1)
COMMUNES = areas().in_force(DAY)
GROUPS = list(planning_groups().values())
COLUMNS = demand_columns(GROUPS, PURPOSE_TITLES)
DEMAND = demand_template(2026, COMMUNES, GROUPS, PURPOSE_TITLES)
ANSWERED: dict[str, int | str] = {"E6": 5, "F6": 300_000_000, "G6": 6, "E7": 0, "F7": 0, "G7": 0}


def values(rows: tuple[SheetRow, ...]) -> list[dict[str, Any]]:
    assert [row.faults for row in rows] == [()] * len(rows)
    return [dict(row.values) for row in rows]


def test_every_commune_stands_there_with_its_code_as_text() -> None:
    found = [row for row in rows_of(DEMAND) if re.fullmatch("[0-9]{5}", str(row[0]))]
    assert [(row[0], row[1]) for row in found] == [(each.code, each.full_name) for each in COMMUNES]
    assert {(row[2], row[3]) for row in found} == {("Chưa phân nhóm", "Tạo việc làm")}


def test_an_untouched_template_answers_nothing() -> None:
    assert read_sheet(DEMAND, XLSX, COLUMNS, form=demand_form(2026)) == ()


@pytest.mark.parametrize("separator", ["xlsx", ",", ";"])
def test_what_was_filled_in_comes_back_exactly(separator: str) -> None:
    spare: dict[str, int | str] = {
        "A132": "00008",
        "C132": "Hộ cận nghèo",
        "D132": "maintain",
        "E132": 2,
        "F132": 99_999_999,
        "G132": 2,
    }
    workbook = filled(DEMAND, {**ANSWERED, **spare})
    content = workbook if separator == "xlsx" else as_csv(rows_of(workbook), separator)
    rows = read_sheet(content, XLSX if separator == "xlsx" else CSV, COLUMNS, form=demand_form(2026))
    first = {"commune": "00004", "beneficiaries": "all", "purpose": "create"}
    assert values(rows) == [
        {**first, "workers": 5, "amount": 300_000_000, "jobs": 6},
        {**first, "commune": "00008", "workers": 0, "amount": 0, "jobs": 0},
        {
            "commune": "00008",
            "beneficiaries": "near_poor",
            "purpose": "maintain",
            "workers": 2,
            "amount": 99_999_999,
            "jobs": 2,
        },
    ]
    assert [row.place for row in rows] == ["hàng 6", "hàng 7", "hàng 132"]


def test_codes_are_locked_and_entries_are_not() -> None:
    sheet, styles = part(DEMAND, SHEET).decode(), part(DEMAND, "xl/styles.xml").decode()
    assert '<sheetProtection sheet="1"' in sheet
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    unlocked = {number for number, each in enumerate(formats) if 'locked="0"' in each}
    style = {place: int(re.search(rf'<c r="{place}" s="([0-9]+)"', sheet)[1]) for place in ("A6", "B6", "C6", "E6")}  # type: ignore[index]
    assert {place for place, number in style.items() if number in unlocked} == {"C6", "E6"}


def test_groups_and_purposes_are_chosen_and_numbers_bounded() -> None:
    rules = re.findall(r"<dataValidation .*?</dataValidation>", part(DEMAND, SHEET).decode())
    kinds = {re.search(r'sqref="([A-Z])', rule)[1]: re.search(r'type="(\w+)"', rule)[1] for rule in rules}  # type: ignore[index]
    assert kinds == {"A": "list", "C": "list", "D": "list", "E": "whole", "F": "whole", "G": "whole"}
    assert any("<formula1>0</formula1>" in rule for rule in rules)


def test_the_same_template_is_the_same_bytes() -> None:
    assert demand_template(2026, COMMUNES, GROUPS, PURPOSE_TITLES) == DEMAND


def test_a_commune_s_template_holds_its_own_row_alone() -> None:
    own = demand_template(2026, COMMUNES[:1], GROUPS, PURPOSE_TITLES)
    assert [row[0] for row in rows_of(own) if re.fullmatch("[0-9]{5}", str(row[0]))] == ["00004"]


@pytest.mark.parametrize(
    ("content", "columns", "form", "cells", "expected"),
    [
        (
            figures_template("job_target", 2026, COMMUNES),
            FIGURE_COLUMNS,
            figure_form("job_target", 2026),
            {"C6": 1_350, "C7": 0},
            [{"commune": "00004", "amount": 1_350}, {"commune": "00008", "amount": 0}],
        ),
        (
            job_report_template(date(2026, 1, 1), date(2026, 6, 15), COMMUNES),
            JOB_REPORT_COLUMNS,
            job_report_form(date(2026, 1, 1), date(2026, 6, 15)),
            {"C6": 90, "D6": 40, "E6": 3},
            [{"commune": "00004", "jobs": 90, "by_loans": 40, "abroad": 3}],
        ),
    ],
    ids=["figures", "job report"],
)
def test_figures_and_job_results_come_back_too(
    content: bytes, columns: tuple[Column, ...], form: str, cells: dict[str, int | str], expected: list[dict[str, Any]]
) -> None:
    done = filled(content, cells)
    assert values(read_sheet(done, XLSX, columns, form=form)) == expected
    assert values(read_sheet(as_csv(rows_of(done)), CSV, columns, form=form)) == expected
