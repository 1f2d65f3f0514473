"""While a report is being worked out its page says so and asks again by itself; everybody's work goes on."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from loans.http.context import Context
from loans.http.reports import REPORTS
from loans.http.roles import MAY, Role
from loans.service.reports import kept
from loans.web.page import PAGES, POLICY
from tests.api.service import PEOPLE, Service
from tests.api.story import a_loan
from tests.api.test_report_budget import Blocked, all_places_taken, bounded, under_construction
from tests.web.conftest import Visit
from tests.web.visitor import Visitor

DESK = "/kiem-tra/no-qua-han"
DAY = "2026-11-20"
COUNTS = "/kiem-tra/danh-sach/so-lieu"


def asked(browser: Visitor, path: str, **headers: str) -> TestResponse:
    """A page, read to its end and closed, as a server closes it."""
    answer = browser.get(path, **headers)
    answer.get_data()
    answer.close()
    return answer


def text(browser: Visitor, path: str, status: int) -> str:
    """What a page says; it is read to its end."""
    answer = asked(browser, path)
    assert answer.status_code == status, answer.text[-2_000:]
    return answer.text


def test_the_page_shows_progress_asks_again_and_then_shows_the_report(
    service: Service, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_loan(service)
    browser = visit("auditor")
    bounded(service)
    blocked = Blocked(monkeypatch)
    with under_construction(service, blocked) as answers:
        waiting = asked(browser, f"{DESK}?as_of={DAY}&by=source", Referer="https://localhost/home")
        assert waiting.status_code == 503
        assert waiting.headers["Refresh"] == waiting.headers["Retry-After"]
        assert waiting.headers["Content-Security-Policy"] == POLICY
        assert "Đang lập báo cáo…" in waiting.text
        assert re.search(r"Đã chạy <strong>\d+ giây</strong>", waiting.text)
        assert f'href="{DESK}?as_of={DAY}&amp;by=source"' in waiting.text, "asked again by hand too"
        assert 'href="/home"' in waiting.text
        assert "<progress" in waiting.text
        assert answers == []
    text(browser, f"{DESK}?as_of={DAY}&by=source", 200)


def test_it_speaks_english_to_who_chose_it(service: Service, visit: Visit) -> None:
    browser = visit("auditor")
    browser.speak("en")
    with all_places_taken(bounded(service)):
        assert "The report is being worked out…" in text(browser, DESK, 503)


def test_a_file_that_a_browser_asks_for_is_waited_for_in_the_same_way(service: Service, visit: Visit) -> None:
    a_loan(service)
    browser, context = visit("auditor"), bounded(service)
    path = f"/api/v1/reports/overdue/export?as_of={DAY}"
    with all_places_taken(context):
        waiting = asked(browser, path)
        assert (waiting.status_code, waiting.mimetype) == (503, "text/html")
        assert "Tệp tự tải xuống khi xong" in waiting.text
        assert waiting.headers["Refresh"]
        told = asked(browser, path, Accept="*/*")
        assert (told.status_code, told.mimetype) == (503, "application/problem+json")
    file = asked(browser, path)
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_day_at_the_desk_begins_without_waiting(service: Service, visit: Visit) -> None:
    a_loan(service)
    browser, context = visit("officer"), bounded(service)
    with all_places_taken(context):
        partly = asked(browser, "/home")
        assert (partly.status_code, partly.headers["Refresh"]) == (200, "2")
        assert "Một phần số liệu đang được tính" in partly.text
    whole = asked(browser, "/home")
    assert "Refresh" not in whole.headers
    assert "60 triệu" in whole.text


def test_an_officer_s_pages_open_while_every_place_is_taken(service: Service, visit: Visit) -> None:
    loan_id = a_loan(service)
    browser, context = visit("officer"), bounded(service)
    with all_places_taken(context):
        for path in ("", "/thu-no", "/giai-ngan"):
            answer = asked(browser, f"/tin-dung/khoan-vay/{loan_id}{path}")
            assert answer.status_code in (200, 404), path
        text(browser, f"/tin-dung/khoan-vay/{loan_id}", 200)


@pytest.mark.parametrize("who", ["planner", "finance", "commune", "officer", "approver", "auditor", "admin"])
def test_every_page_that_reads_the_portfolio_is_named(
    service: Service, visit: Visit, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Found by what it reads while every place is taken and no page asks by its name."""
    a_loan(service)
    browser, context = visit(who), bounded(service)
    monkeypatch.setattr("loans.http.reports.REPORTS", frozenset())
    told = set()
    with all_places_taken(context):
        for rule in service.app.url_map.iter_rules():
            action = PAGES.get(rule.endpoint, ...)
            if action is ... or rule.arguments or "GET" not in (rule.methods or ()):
                continue
            if action is None or action in MAY[Role(PEOPLE[who][0])]:
                answer = asked(browser, rule.rule)
                assert answer.status_code in (200, 503), rule.endpoint
                told |= {rule.endpoint} if answer.status_code == 503 else set()
    assert told <= REPORTS
    assert who == "admin" or "auditor.overdue" in told


def test_the_count_of_every_list_names_those_for_which_there_is_no_room(
    service: Service, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_loan(service)
    browser, context = visit("auditor"), bounded(service)
    context.budget.cells = 100
    page = text(browser, COUNTS, 200)
    assert "MB bộ nhớ" in page
    assert "</html>" in page, "sent to its end"
    context.budget.cells = 10**6
    assert "MB bộ nhớ" not in text(browser, COUNTS, 200)


def test_a_service_has_the_budget_of_its_settings(service: Service) -> None:
    present: Context = service.app.extensions["loans"]
    chosen = replace(present.settings, report_threads=3, report_memory_mb=280, instance=Path())
    context = Context(service.store, chosen, service.clock)
    assert (context.budget.reports, context.budget.cells) == (3, 20_000_000)
    assert service.store.budget is context.budget is context.books.budget
    assert context.books.budget.left <= kept.CELLS
