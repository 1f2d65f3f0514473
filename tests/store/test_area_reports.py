"""Reports of loans that nobody has placed yet: their own row, the lists, and old units; totals stay whole."""

from collections import Counter

import pytest

from loans.domain.area import RESOLUTION, UNPLACED, areas
from loans.service.reports.book import loan_book, summary
from loans.service.reports.lists import desk_of, rows_of
from loans.service.reports.overdue import month_export, overdue_statement
from tests.programme import MILLION, OFFICER, Programme
from tests.store.waiting import CERTAIN, D0, DIVIDED, ELSEWHERE, MINE, ONE, TWO, Waiting


@pytest.fixture
def waiting(programme: Programme) -> Waiting:
    return Waiting(programme)


def test_the_row_of_nobody_stands_last_and_its_total_is_the_rest(waiting: Waiting) -> None:
    waiting.loan()
    waiting.loan(ONE, "")
    with waiting.programme.store.reading() as uow:
        statement = overdue_statement(uow, waiting.known(), as_of=D0)
        assert statement.rows["commune"].tolist() == [ONE, UNPLACED]
        assert statement.rows["name"].tolist()[1] == "Chưa xác nhận xã, phường"
        assert statement.rows["overdue"].sum() == statement.total["overdue"] == 4 * MILLION


def test_the_lists_say_who_waits_and_who_moved_by_which_rule(waiting: Waiting) -> None:
    programme = waiting.programme
    waits = waiting.loan()
    by_rule = areas().successor(CERTAIN.code)
    moved = waiting.loan(by_rule, CERTAIN.code, "commune_by_succession")
    plain = waiting.loan(ONE, "")

    def found(code: str) -> list[tuple[int, str, str]]:
        with programme.store.reading() as uow:
            rows = rows_of(desk_of(uow, programme.store.known_at(None), as_of=D0), code)
        return [(row["loan_id"], row["fault"], row["cites"]) for row in rows.to_dict("records")]

    assert found("split-commune-unconfirmed") == [(waits.id, "unplaced", RESOLUTION)]
    assert found("commune-moved-by-rule") == [(moved.id, "commune_by_succession", RESOLUTION)]
    waiting.confirm(MINE, ONE, waits.id)
    waiting.confirm(OFFICER, ELSEWHERE, moved.id, approver=True)
    assert found("split-commune-unconfirmed") == found("commune-moved-by-rule") == []
    assert plain.commune == ONE


def test_a_report_by_old_units_tells_a_reused_code_from_the_commune_of_that_code(waiting: Waiting) -> None:
    reused = next(unit.code for unit in areas().old_units() if unit.code == ONE)
    waiting.loan(UNPLACED, reused)
    waiting.loan(reused, "")
    waiting.loan(TWO, DIVIDED.code)
    with waiting.programme.store.reading() as uow:
        by = summary(loan_book(uow, as_of=D0), "old_unit")
        export = month_export(uow, as_of=D0, old_units=True)
        today = month_export(uow, as_of=D0)
    names = dict(zip(by["old_unit"].tolist(), by["name"].tolist(), strict=True))
    assert Counter(names.keys()) == Counter({reused, f"new-{reused}", DIVIDED.code})
    assert names[DIVIDED.code] == DIVIDED.full_name
    assert names[reused] != names[f"new-{reused}"] == areas().named(reused)
    assert by["outstanding"].sum() == 30 * MILLION
    assert sorted(export["Mã xã"]) == sorted([reused, reused, DIVIDED.code])
    assert DIVIDED.full_name in export["Tên xã"].tolist()
    assert sorted(today["Mã xã"]) == sorted([reused, TWO, UNPLACED])
