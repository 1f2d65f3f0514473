"""Reports out of kept tables say what they say when worked out anew, byte for byte."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from loans.service.reports import kept
from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.reports.compare import compare_days, compare_known
from loans.service.reports.forms import Asked, as_json, form_table
from loans.service.reports.kept import KeptBooks
from loans.service.reports.lists import LISTS, desk_of, rows_of
from loans.service.reports.overdue import month_export, overdue_statement
from loans.service.unit_of_work import Known
from tests.programme import MILLION, Programme
from tests.service.forms_story import AS_OF, FIRST, Story, told
from tests.store.conftest import clock, database_url, open_store, programme, sqlite_template, store, template_url

__all__ = ["clock", "database_url", "open_store", "programme", "sqlite_template", "store", "template_url"]

MONTH_AGO, FIRST_DAY = date(2026, 10, 20), date(2026, 11, 1)
FORM = "01.1-BCTD"


def said(story: Story, known: Known, shelf: Shelf, communes: tuple[str, ...] | None = None) -> dict[str, str]:
    """A report of each kind that takes its tables from a shelf, as text."""
    at: dict[str, Any] = {"communes": communes, "shelf": shelf}
    with story.programme.store.reading(known) as uow:
        stated = overdue_statement(uow, known, as_of=AS_OF, since=FIRST_DAY, **at)
        frames = {
            "export": month_export(uow, as_of=AS_OF, **at),
            "comparison": compare_days(uow, first=MONTH_AGO, second=AS_OF, **at),
            "statement": stated.rows.assign(total=str(stated.total)),
            "list": rows_of(desk_of(uow, known, as_of=AS_OF, **at), LISTS[1].code),
        }
        found = {name: frame.to_json(orient="table") for name, frame in frames.items()}
        return found | {"form": as_json(form_table(uow, known, FORM, Asked(as_of=AS_OF, **at)))}


@pytest.mark.long
def test_reports_are_the_same_out_of_kept_tables_at_each_moment(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, books = told(programme), KeptBooks(tables=100)
    made: Counter[str] = Counter()
    for name in ("loan_book", "turnover_book"):
        monkeypatch.setattr(kept, name, counting(made, name, getattr(kept, name)))
    before = programme.store.known_at(None)
    shelf = books.at(programme.store, before)
    anew = {limit: said(story, before, ANEW, limit) for limit in (None, (FIRST,))}
    assert {limit: said(story, before, shelf, limit) for limit in anew} == anew
    # of each limit: the day and the month before, the whole day for the list and the form; three periods
    assert made == {"loan_book": 6, "turnover_book": 6}
    programme.clock.advance(days=1)
    programme.repay(story.loans["A"], on=date(2026, 11, 12), principal=MILLION, interest=0)
    now = programme.store.known_at(None)
    assert said(story, before, shelf) == anew[None]
    assert made.total() == 12, "all of it was kept"
    assert said(story, now, books.at(programme.store, now))["export"] != anew[None]["export"]


def test_two_moments_are_compared_each_out_of_its_own_shelf(programme: Programme) -> None:
    story, books, store = told(programme), KeptBooks(), programme.store
    before = store.known_at(None)
    programme.clock.advance(days=1)
    programme.repay(story.loans["A"], on=date(2026, 11, 12), principal=MILLION, interest=0)
    now = store.known_at(None)
    with store.reading(before) as one, store.reading(now) as other:
        asked: dict[str, Any] = {"as_of": AS_OF, "known": (before, now)}
        shelves = (books.at(store, before), books.at(store, now))
        kept_twice = [compare_known(one, other, **asked, shelves=shelves) for _ in range(2)]
        anew = compare_known(one, other, **asked)
    assert [each for each, *_ in anew.entries] == [story.loans["A"]]
    for found in kept_twice:
        assert found.groups.equals(anew.groups)
        assert found.loans.equals(anew.loans)
        assert found.entries == anew.entries


def counting(made: Counter[str], name: str, work: Any) -> Any:
    """The same work, counted."""

    def counted(*given: Any, **more: Any) -> Any:
        made[name] += 1
        return work(*given, **more)

    return counted
