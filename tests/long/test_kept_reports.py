"""Every form and every list says out of kept tables what it says when worked out anew, byte for byte."""

from typing import Any

import pytest

from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, Asked, as_json, form_table
from loans.service.reports.kept import KeptBooks
from loans.service.reports.lists import LISTS, desk_of, index, rows_of
from loans.service.unit_of_work import Known
from tests.service.forms_story import AS_OF, FIRST, Story, story

__all__ = ["story"]

pytestmark = pytest.mark.long


def said(story: Story, known: Known, shelf: Shelf, communes: tuple[str, ...] | None) -> dict[str, str]:
    """Every form and list as text."""
    at: dict[str, Any] = {"communes": communes, "shelf": shelf}
    found: dict[str, str] = {}
    with story.programme.store.reading(known) as uow:
        for code in (*REPORTS, *FIELD_PAPERS):
            more: dict[str, Any] = {"point": story.points[0]} if code == "THU-NO" else {}
            found[code] = as_json(form_table(uow, known, code, Asked(as_of=AS_OF, **at, **more)))
        desk = desk_of(uow, known, as_of=AS_OF, **at)
        for each in LISTS:
            found[each.code] = rows_of(desk, each.code).to_json(orient="table")
        return found | {"index": index(desk).to_json(orient="table")}


@pytest.mark.parametrize("communes", [None, (FIRST,)])
def test_every_form_and_list_is_the_same_out_of_kept_tables(story: Story, communes: tuple[str, ...] | None) -> None:
    store = story.programme.store
    known = store.known_at(None)
    shelf, anew = KeptBooks().at(store, known), said(story, known, ANEW, communes)
    for _ in range(2):
        assert said(story, known, shelf, communes) == anew
