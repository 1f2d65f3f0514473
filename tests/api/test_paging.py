"""Long lists come in pages: a cursor goes on where its page ended, and is nobody else's invention."""

from typing import Any

import pytest

from tests.api.service import Service, made, refused
from tests.api.story import a_borrower, borrower_body


def walked(service: Service, path: str, **query: Any) -> list[int]:
    """The ids of every page, one after the other."""
    found: list[int] = []
    cursor = ""
    while True:
        page = made(service.get("auditor", path, cursor=cursor, **query))
        assert len(page["items"]) <= query["limit"]
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            return found
        cursor = page["next"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 1_000])
def test_pages_hold_everything_once_whatever_their_length(service: Service, limit: int) -> None:
    ids = [a_borrower(service) for _ in range(7)]
    assert walked(service, "/borrowers", limit=limit) == ids


def test_a_cursor_goes_on_where_it_was_although_rows_have_come_since(service: Service) -> None:
    ids = [a_borrower(service) for _ in range(4)]
    first = made(service.get("auditor", "/borrowers", limit=2))
    ids.append(a_borrower(service))
    rest = made(service.get("auditor", "/borrowers", limit=10, cursor=first["next"]))
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    again = made(service.get("auditor", "/borrowers", limit=10, cursor=first["next"]))
    assert again == rest


def test_pages_leave_out_what_is_not_one_s_own(service: Service) -> None:
    mine = [a_borrower(service) for _ in range(2)]
    made(service.send("officer2", "/borrowers", borrower_body("00070")))
    mine.append(a_borrower(service))
    page = made(service.get("officer", "/borrowers", limit=3))
    assert [item["id"] for item in page["items"]] == mine


@pytest.mark.parametrize(
    "change", [lambda cursor: cursor[:-1], lambda cursor: "9" + cursor, lambda _: "9", lambda _: "\0"]
)
def test_a_cursor_that_was_tampered_with_is_refused(service: Service, change: Any) -> None:
    for _ in range(2):
        a_borrower(service)
    cursor = made(service.get("auditor", "/borrowers", limit=1))["next"]
    body = refused(service.get("auditor", "/borrowers", cursor=change(cursor)), 422, "cursor_unknown")
    assert body["field"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1.5", "9" * 5_000])
def test_a_page_has_from_one_to_a_thousand_rows(service: Service, limit: str) -> None:
    body = refused(service.get("auditor", "/borrowers", limit=limit), 422, "invalid_fields")
    assert body["errors"][0]["field"] == "limit"


@pytest.mark.parametrize("path", ["/borrowers", "/applications", "/loans"])
def test_an_empty_list_is_one_page_without_a_next(service: Service, path: str) -> None:
    assert made(service.get("auditor", path)) == {"items": [], "next": None}


def test_a_misspelt_word_in_the_query_is_refused_not_ignored(service: Service) -> None:
    body = refused(service.get("auditor", "/reports/overdue", as_off="2026-01-01"), 422, "invalid_fields")
    assert body["errors"][0]["field"] == "as_off"
