"""Forms 02 to 10 of Decree 338/2025: their period, their columns, what stays blank and why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loans.domain.borrower import BorrowerClass, Evidence
from loans.service import application
from loans.service.reports.forms import REPORTS
from loans.service.reports.forms.decree import quarter_end
from loans.store.unit_of_work import Store
from tests.programme import MILLION, OFFICER, Clock, Programme
from tests.service.forms_story import FIRST, SECOND, Story, row, story, told
from tests.store.conftest import migrate

__all__ = ["story"]


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        (date(2026, 1, 19), date(2025, 12, 31)),
        (date(2026, 3, 30), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 19), date(2026, 3, 31)),
        (date(2026, 11, 20), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_period_ends_with_the_last_whole_quarter(as_of: date, end: date) -> None:
    assert quarter_end(as_of) == end


@pytest.mark.parametrize(
    ("codes", "columns"), [(("338-02", "338-04", "338-06"), 19), (("338-03", "338-05", "338-07"), 18)]
)
def test_the_forms_have_the_columns_of_the_decree(codes: tuple[str, ...], columns: int) -> None:
    for code in codes:
        form, _ = REPORTS[code]
        marks = [column.mark.split(" ")[0] for column in form.columns if column.mark]
        assert marks == [f"({number})" for number in range(2, columns + 1)], "STT is (1); the code has no number"


def test_form_04_counts_projects_of_the_quarters_that_are_over(story: Story) -> None:
    table = story.form("338-04")
    assert (table.since, table.until) == (date(2026, 1, 1), date(2026, 9, 30))
    first, second, total = row(table, FIRST), row(table, SECOND), table.total
    # A; C and D; B of 10/11 lies in the quarter that is not over
    assert [(each["turnover"], each["projects"]) for each in (first, second, total)] == [
        (40 * MILLION, 1),
        (72 * MILLION, 2),
        (112 * MILLION, 3),
    ]
    assert total["worker_total"] == 3
    assert total["establishment_total"] == 0


def test_what_the_books_do_not_hold_is_blank_and_said_never_zero(story: Story) -> None:
    table = story.form("338-04")
    for cells in (*table.rows, table.total):
        assert cells["worker_women"] is None
        assert cells["establishment_women"] is None
    said = " ".join(table.notes)
    assert "giới tính" in said
    assert "job_loan_many_women_share" in said
    assert "không cộng lại bằng tổng" in said


@pytest.mark.parametrize("code", ["338-02", "338-03", "338-06", "338-07", "338-08", "338-10"])
def test_a_kind_of_capital_that_no_source_has_is_blank_with_its_reason(story: Story, code: str) -> None:
    table = story.form(code)
    blank = [value for cells in (*table.rows, table.total) for name, value in cells.items() if name not in NAMED]
    assert set(blank) == {None}
    assert "không có nguồn" in table.notes[0]


NAMED = ("commune", "name")


def priority(mine: Story, who: str, evidence: list[dict[str, Any]], workers: int = 0) -> None:
    """A loan of 10M lent on 02/03/2026 to somebody new with evidence."""
    programme, on = mine.programme, date(2026, 3, 2)
    filing = programme.filing(
        programme.customer(BorrowerClass(who), SECOND), mine.source, 10 * MILLION, workers=workers
    )
    filing = replace(filing, evidence=tuple(Evidence(valid_from=date(2026, 1, 1), **each) for each in evidence))
    with programme.by(OFFICER) as uow:
        filed = application.file_application(uow, OFFICER, today=programme.today, filed_on=on, filing=filing)
        at: dict[str, Any] = {"today": programme.today, "application_id": filed.id, "on": on}
        papers = ["loan_use_plan", "priority_proof", "collateral_papers"]
        application.complete(uow, OFFICER, expected=1, papers=papers, **at)
        application.appraise(uow, OFFICER, expected=2, opinion="Đạt (giả định)", **at)
    programme.approve(filed.id, on=on)
    with programme.store.reading() as uow:
        point = next(each for each in uow.network.points() if each.code == mine.points[1])
    programme.disburse(programme.sign(filed.id, point=point, on=on).id, 10 * MILLION, on=on)


def paper(group: str, member: str) -> dict[str, Any]:
    return {"group": group, "member": member, "number": f"GIẢ-{member}"}


@pytest.fixture
def open_story(tmp_path: Path) -> Iterator[Story]:
    """The story on a database of one's own, to go on with."""
    store = Store.at(migrate(f"sqlite:///{tmp_path / 'loans.db'}"), Clock())
    yield told(Programme(store, store.clock))  # type: ignore[arg-type]
    store.engine.dispose()


def test_at_least_two_of_five_groups_and_overlapping_parts(open_story: Story) -> None:
    # 10 workers: 3 disabled and 3 ethnic minority reach 30 % in two groups; 2 ex-prisoners do not
    several = [paper("disabled", f"d{n}") for n in range(3)] + [paper("ethnic_minority", f"e{n}") for n in range(3)]
    several += [paper("ex_prisoner", f"p{n}") for n in range(2)]
    priority(open_story, "cooperative", several, workers=10)
    priority(open_story, "worker", [paper("disabled", "w"), paper("direct_carer", "w")])
    cells = row(open_story.form("338-04"), SECOND)
    wanted = ("establishment_total", "establishment_disabled", "establishment_ethnic_minority")
    assert [cells[name] for name in wanted] == [1, 1, 1]
    assert (cells["establishment_ex_prisoner"], cells["establishment_two"]) == (0, 1)
    assert (cells["worker_total"], cells["worker_disabled"], cells["worker_direct_carer"]) == (3, 1, 1)
    people = row(open_story.form("338-05"), SECOND)
    assert (people["establishment_total"], people["establishment_disabled"], people["worker_total"]) == (10, 10, 3)
    assert people["workers"] == 13
