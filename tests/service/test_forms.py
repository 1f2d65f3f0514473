"""Forms against figures worked out by hand, and the identities that hold on every row and total."""

import json
from datetime import date
from typing import Any

import pytest

import loans
from loans.domain.refusal import Refusal
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, Asked, FormTable, as_csv, as_json, digest, form_table
from loans.service.reports.forms.books import standing_counts
from loans.service.reports.overdue import overdue_by_loan
from loans.service.unit_of_work import Known
from tests.programme import MILLION, Programme
from tests.service.forms_story import AS_OF, FIRST, SECOND, Story, row, story, told
from tests.store.conftest import clock, database_url, open_store, programme, sqlite_template, store, template_url

__all__ = ["clock", "database_url", "open_store", "programme", "sqlite_template", "store", "story", "template_url"]

EVERY = [*REPORTS, *FIELD_PAPERS]


def given(story: Story, code: str) -> dict[str, Any]:
    return {"point": story.points[0]} if code == "THU-NO" else {}


def millions(cells: dict[str, Any], *names: str) -> list[int]:
    return [cells[name] // MILLION for name in names]


MOVED = ("lent_month", "lent_year", "collected_month", "collected_year", "written_off_month", "written_off_year")
STOOD = ("outstanding", "in_term", "overdue", "frozen")


def test_01_1_by_hand(story: Story) -> None:
    table = story.form("01.1-BCTD")
    first, second, total = row(table, FIRST), row(table, SECOND), dict(table.total)
    assert millions(first, *MOVED) == [20, 60, 5, 5, 0, 0]  # B; A + B; 5M of A
    assert millions(first, *STOOD) == [55, 50, 5, 0]  # A 30 + B 20 in-term, A 5 overdue
    assert millions(second, *MOVED) == [0, 72, 0, 12, 0, 0]  # C + D; D paid back
    assert millions(second, *STOOD) == [60, 30, 0, 30]
    assert millions(total, *MOVED, *STOOD) == [20, 132, 5, 17, 0, 0, 115, 80, 5, 30]
    assert millions(total, "short", "medium", "long") == [0, 115, 0]  # all of 24 months
    # X has two loans and is one customer; Z owes nothing
    assert [(r["customers"], r["loans"]) for r in (first, second, total)] == [(1, 2), (1, 1), (2, 3)]


@pytest.mark.parametrize("code", ["01.1-BCTD", "01.2-BCTD"])
def test_the_identities_hold_on_every_row_and_total(story: Story, code: str) -> None:
    table = story.form(code)
    for cells in (*table.rows, table.total):
        figures: dict[str, int] = {name: value for name, value in cells.items() if isinstance(value, int)}
        assert figures["outstanding"] == figures["in_term"] + figures["overdue"] + figures["frozen"]
        assert figures["outstanding"] == figures["short"] + figures["medium"] + figures["long"]
        for name in ("lent", "collected", "written_off"):
            assert figures[f"{name}_month"] <= figures[f"{name}_year"]


@pytest.mark.parametrize("code", EVERY)
def test_every_total_that_adds_up_is_the_sum_of_its_rows(story: Story, code: str) -> None:
    table = story.form(code, **given(story, code))
    for each in (table, *table.annexes):
        for column in each.form.columns:
            known = [value for cells in each.rows if isinstance(value := cells[column.field], int)]
            if column.summed and each.total[column.field] is not None:
                assert each.total[column.field] == sum(known), column.field


def test_the_forms_and_the_overdue_statement_agree(story: Story) -> None:
    known = story.programme.store.known_at(None)
    with story.programme.store.reading(known) as uow:
        frame = overdue_by_loan(uow, as_of=AS_OF)
    statement = {name: int(frame[name].sum()) for name in STOOD}
    first, second, source = (story.form(code).total for code in ("01.1-BCTD", "01.2-BCTD", "13-BC"))
    assert {name: first[name] for name in STOOD} == {name: second[name] for name in STOOD} == statement
    assert {name: source[name] for name in ("outstanding", "overdue")} == {
        name: statement[name] for name in ("outstanding", "overdue")
    }
    assert source["lent"] == first["lent_year"] == second["lent_year"]
    assert source["collected"] == first["collected_year"]


def test_a_customer_with_loans_in_two_communes_counts_once_in_the_total(story: Story) -> None:
    """The use cases keep a customer in one commune; an import may not, so the counting itself is looked at."""
    book = loans.reports.loan_book(story.programme.store, as_of=AS_OF)
    twice = book.assign(customer_no=book["customer_no"].where(book["commune"] == FIRST, book["customer_no"].iloc[0]))
    per_commune = [standing_counts(part) for _, part in twice.groupby("commune")]
    assert per_commune == [(1, 2), (1, 1)]
    assert standing_counts(twice) == (1, 3)


def test_a_bound_role_sees_its_commune_alone(story: Story) -> None:
    table = story.form("01.1-BCTD", communes=[SECOND])
    assert [each["commune"] for each in table.rows] == [SECOND]
    assert table.total["outstanding"] == 60 * MILLION


def test_the_frozen_list_by_hand(story: Story) -> None:
    [only] = story.form("NO-KHOANH").rows
    assert (only["frozen"], only["freeze_since_on"], only["freeze_last_on"], only["freeze_cause"]) == (
        30 * MILLION,
        date(2026, 7, 1),
        date(2027, 6, 30),
        "Thiệt hại",
    )
    assert (only["session_day"], only["funding_code"], only["programme_code"]) == ("15", "2", "03")


@pytest.mark.parametrize(
    ("as_of", "contracts"),
    [
        (date(2026, 5, 6), 0),  # the last transaction of A and C is 06/02: not before 06/02
        (date(2026, 5, 7), 2),  # before 07/02: A and C; D of 03/03 not yet
        (date(2026, 6, 4), 3),
        (date(2026, 7, 1), 2),  # C is frozen from this day
        (date(2026, 11, 9), 1),  # D has no balance any more
        (date(2026, 11, 10), 0),  # A has paid, B is new
    ],
)
def test_inactive_loans_of_three_months(story: Story, as_of: date, contracts: int) -> None:
    assert len(story.form("KHD", as_of=as_of).rows) == contracts


def test_other_months_without_a_transaction_may_be_asked_for(story: Story) -> None:
    table = story.form("KHD", as_of=date(2026, 11, 9), months=12)
    assert (len(table.rows), table.form.title) == (0, "SAO KÊ MÓN VAY 12 THÁNG KHÔNG HOẠT ĐỘNG")


def test_the_job_loan_statement_by_hand(story: Story) -> None:
    table = story.form("GQVL")
    assert len(table.rows) == 3
    assert millions(dict(table.total), "in_term", "overdue", "frozen", "disbursed", "disbursed_year") == [
        80,
        5,
        30,
        120,
        120,
    ]
    assert all(each["industry_code"] is None and each["savings"] is None for each in table.rows), "not held: blank"


@pytest.mark.long
def test_asking_twice_gives_the_same_bytes_and_a_later_booking_changes_nothing_known_before(
    programme: Programme,
) -> None:
    mine = told(programme)
    before = programme.store.known_at(None)
    first = {code: at(mine, code, before) for code in EVERY}
    programme.clock.advance(hours=2)
    programme.repay(mine.loans["A"], on=date(2026, 11, 12), principal=MILLION, interest=0)
    frame = loans.reports.form(programme.store, "01.1-BCTD", as_of=AS_OF, known_at=before.moment)
    assert frame.attrs["digest"] == digest(first["01.1-BCTD"])
    for code, table in first.items():
        again = at(mine, code, programme.store.known_at(before.moment))
        assert (as_json(again), as_csv(again)) == (as_json(table), as_csv(table)), code
    now = mine.form("01.1-BCTD")
    assert now.total["collected_month"] == 6 * MILLION
    assert now.position > before.position


def at(mine: Story, code: str, known: Known) -> FormTable:
    """A form of the day, as known at a moment."""
    with mine.programme.store.reading(known) as uow:
        return form_table(uow, known, code, Asked(as_of=AS_OF, **given(mine, code)))


def test_json_is_canonical_and_csv_carries_day_moment_and_digest(story: Story) -> None:
    table = story.form("13-BC")
    data = json.loads(as_json(table))
    assert data["digest"] == digest(table)
    assert (data["as_of"], data["position"], len(data["law_digests"]) > 10) == ("2026-11-20", table.position, True)
    lines = as_csv(table).removeprefix("\ufeff").split("\r\n")
    assert len(lines) == 1 + 126 + 1 + 1
    assert all(digest(table) in line and "2026-11-20" in line for line in lines[1:-1])


def test_the_library_gives_a_frame_whose_blanks_are_no_zeros(story: Story) -> None:
    frame = loans.reports.form(story.programme.store, "338-04", as_of=AS_OF)
    assert frame["worker_women"].isna().all()
    assert str(frame["turnover"].dtype) == "Int64"
    assert int(frame["turnover"].sum()) == frame.attrs["total"]["turnover"] == 112 * MILLION


def test_an_unknown_form_is_refused_with_those_that_there_are(story: Story) -> None:
    with pytest.raises(Refusal) as refused:
        story.form("99")
    assert refused.value.code == "unknown_form"
    assert "01.1-BCTD" in refused.value.vi


def test_a_day_still_to_come_is_refused(story: Story) -> None:
    with pytest.raises(Refusal) as refused:
        story.form("01.1-BCTD", as_of=date(2026, 11, 21))
    assert refused.value.code == "as_of_after_known_at"
