"""Reports never starve who books: half of the threads, some of the memory; who finds no room is told at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from werkzeug.test import TestResponse

from loans import capacity
from loans.api.resource import ACTIONS
from loans.app import openapi
from loans.http.context import Context
from loans.http.reports import REPORTS
from loans.http.roles import MAY, Role
from loans.service.reports import kept
from loans.service.reports.overdue import overdue_statement
from tests.api.service import PEOPLE, Service, made, refused
from tests.api.story import MILLION, a_loan

DAY = "2026-11-20"
OVERDUE = "/reports/overdue"
_PART = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
PAID = {"on": "2026-11-16", "voucher_no": "PT-GIA-NGAN", "principal": MILLION, "interest": 0}


def bounded(service: Service, *, threads: int = 1, memory_mb: int = 1_500) -> Context:
    """The service with the budget of a process that has two threads, unless told otherwise."""
    present: Context = service.app.extensions["loans"]
    chosen = replace(present.settings, report_threads=threads, report_memory_mb=memory_mb)
    service.app.extensions["loans"] = found = Context(service.store, chosen, service.clock)
    return found


class Blocked:
    """The next loan books stand still until they are let go on, or fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.goes_on = Event(), Event()
        self.fault: Exception | None = None
        for name in ("loan_book", "book_at"):
            monkeypatch.setattr(kept, name, self._still(getattr(kept, name)))

    def _still(self, made: Callable[..., Any]) -> Callable[..., Any]:
        def book(*given: Any, **named: Any) -> Any:
            self.began.set()
            assert self.goes_on.wait(60)
            if self.fault:
                raise self.fault
            return made(*given, **named)

        return book


@contextmanager
def under_construction(service: Service, blocked: Blocked) -> Iterator[list[TestResponse]]:
    """While another thread works out the overdue statement; its answer stands in the list afterwards."""
    answers: list[TestResponse] = []

    def ask() -> None:
        answer = service.get("auditor", OVERDUE, as_of=DAY)
        answers.append(answer)
        answer.close()

    thread = Thread(target=ask)
    thread.start()
    assert blocked.began.wait(60)
    try:
        yield answers
    finally:
        blocked.goes_on.set()
        thread.join()


def busy(answer: TestResponse) -> Any:
    """The body of an answer that says to come back, and when."""
    body = refused(answer, 503, "report_busy")
    assert answer.headers["Retry-After"] == str(body["retry_after"])
    assert 1 <= body["retry_after"] <= 2
    return body


def test_an_officer_books_while_a_report_is_under_construction_and_the_next_report_is_told_to_come_back(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    loan_id = a_loan(service)
    context, blocked = bounded(service), Blocked(monkeypatch)
    with under_construction(service, blocked) as answers:
        made(service.change("officer", f"/loans/{loan_id}", "repayments", PAID))
        body = busy(service.get("planner", OVERDUE, as_of=DAY))
        assert "lập" in body["detail"]
        assert body["running"] >= 0
        busy(service.get("auditor", "/audit-lists"))
        assert answers == []
    assert made(answers[0])["total"]["outstanding"] > 0
    context.budget.done()
    assert made(service.get("planner", OVERDUE, as_of=DAY))["total"]["outstanding"] > 0


def test_who_asks_for_what_is_being_worked_out_does_not_wait_for_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_loan(service)
    context, blocked = bounded(service, threads=4), Blocked(monkeypatch)
    moment = service.store.known_at(None).moment.isoformat()
    done: list[int] = []

    def ask() -> None:
        answer = service.get("auditor", OVERDUE, as_of=DAY, known_at=moment)
        done.append(answer.status_code)
        answer.close()

    thread = Thread(target=ask)
    thread.start()
    assert blocked.began.wait(60)
    busy(service.get("planner", OVERDUE, as_of=DAY, known_at=moment))
    blocked.goes_on.set()
    thread.join()
    assert done == [200]
    assert context.budget.left == bounded(service).budget.left


def test_a_report_that_fails_gives_its_place_and_its_memory_back(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_loan(service)
    context, blocked = bounded(service), Blocked(monkeypatch)
    whole = context.budget.left
    blocked.fault = RuntimeError("a fault of ours")
    with under_construction(service, blocked) as answers:
        busy(service.get("planner", OVERDUE, as_of=DAY))
    assert answers[0].status_code == 500
    blocked.fault = None
    assert made(service.get("planner", OVERDUE, as_of=DAY))["total"]["outstanding"] > 0
    assert context.budget.left == whole


def test_memory_is_reserved_before_loans_are_read(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    a_loan(service)
    context = bounded(service, threads=4)
    with context.budget.construct("another report", context.budget.left):
        busy(service.get("auditor", OVERDUE, as_of=DAY))
    assert made(service.get("auditor", OVERDUE, as_of=DAY))["total"]["outstanding"] > 0


def test_a_report_larger_than_the_whole_budget_is_told_so(service: Service) -> None:
    a_loan(service)
    context = bounded(service)
    context.budget.cells = 100
    body = refused(service.get("auditor", OVERDUE, as_of=DAY), 422, "report_too_large")
    assert "LOANS_REPORT_MEMORY_MB" in body["detail"]
    assert "communes" in body["detail_en"]


def test_a_command_and_the_library_are_not_counted(service: Service) -> None:
    a_loan(service)
    context = bounded(service)
    context.budget.cells = 100
    known = service.store.known_at(None)
    alone = type(service.store)(service.store.engine, service.clock)
    with alone.reading(known) as uow:
        assert overdue_statement(uow, known, as_of=date(2026, 11, 20)).total["outstanding"] > 0


@contextmanager
def all_places_taken(context: Context) -> Iterator[None]:
    """Other threads serve as many reports as may be served."""
    ends, began = Event(), [Event() for _ in range(context.budget.reports)]

    def serve(mine: Event) -> None:
        context.budget.serve()
        mine.set()
        ends.wait(300)

    threads = [Thread(target=serve, args=(mine,)) for mine in began]
    for thread in threads:
        thread.start()
    assert all(mine.wait(60) for mine in began)
    try:
        yield
    finally:
        ends.set()
        for thread in threads:
            thread.join()


def addresses(service: Service) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(endpoint, who may, how to ask it) of every GET of the API, once with what its query may hold."""
    loan_id = a_loan(service)
    with service.store.reading() as uow:
        loan = uow.loans.get(loan_id)
    own = {"loan_id": loan_id, "source_id": loan.source_id, "application_id": loan.application_id}
    query = own | {"year": 2026, "as_of": DAY, "from": "2026-11-01", "to": DAY, "since": "2026-11-01"}
    query |= {"until": "2026-12-31", "point_id": loan.point_id, "old_code": ""}
    described = openapi(service.app)["paths"]
    for rule in service.app.url_map.iter_rules():
        if rule.endpoint not in ACTIONS or "GET" not in (rule.methods or ()):
            continue
        action = ACTIONS[rule.endpoint]
        who = next(name for name, (role, _) in PEOPLE.items() if action is None or action in MAY[Role(role)])
        item = described[_PART.sub(r"{\1}", rule.rule)]
        parameters = [*item.get("parameters", []), *item["get"].get("parameters", [])]
        named = {each["name"] for each in parameters if each.get("in") == "query"}
        named -= {"as_of"} if "from" in named else set()  # two days, not one
        for code in ("over-aggregate-cap", "338-02", "KY-HAN") if "code" in rule.arguments else ("",):
            parts: dict[str, Any] = defaultdict(
                lambda: 1, own, code=code, commune="00004", username="officer", year=2026
            )
            path = _PART.sub("{\\1}", rule.rule).format_map(parts)
            yield rule.endpoint, who, {"path": path, **{name: query[name] for name in named & query.keys()}}


def test_every_address_that_reads_the_portfolio_is_named_and_the_others_never_hear_of_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of each, while every place is taken and no address asks by its name: who is refused is found by what it
    reads, and stands among the reports."""
    asked = list(addresses(service))
    context = bounded(service)
    monkeypatch.setattr("loans.http.reports.REPORTS", frozenset())
    told: set[str] = set()
    free: set[str] = set()
    with all_places_taken(context):
        for endpoint, who, given in asked:
            answer = service.get(who, **given)
            (told if answer.status_code == 503 else free).add(endpoint)
    asking = {endpoint for endpoint, _, _ in asked}
    assert told == (REPORTS & asking) - {"audit.verification"}, "the chain is read, not the portfolio"
    assert {"loan.standing", "loan.schedule", "loan.entries"} <= free
    assert len(free) > 30


def test_every_report_says_that_it_may_be_told_to_come_back(service: Service) -> None:
    described = openapi(service.app)["paths"].values()
    operations = [each for item in described for each in item.values() if "responses" in each]
    told = [each["responses"]["503"] for each in operations if "503" in each["responses"]]
    assert len(told) == len(REPORTS & ACTIONS.keys())
    assert all("Retry-After" in each["headers"] for each in told)


@pytest.mark.parametrize("forgotten", [True, False])
def test_a_report_that_is_named_nowhere_finds_no_place_either(
    service: Service, monkeypatch: pytest.MonkeyPatch, forgotten: bool
) -> None:
    """The place is asked for where tables are read: forgetting to name an address costs a seal, no thread."""
    a_loan(service)
    context = bounded(service)
    if forgotten:
        monkeypatch.setattr("loans.http.reports.REPORTS", frozenset())
    with all_places_taken(context):
        for path in (OVERDUE, "/checks/due", "/audit-lists", "/reports/overdue/export"):
            busy(service.get("auditor" if path != "/checks/due" else "officer", path, as_of=DAY))


@pytest.mark.parametrize(
    ("url", "threads", "reports"), [("postgresql+psycopg://database/loans", 4, 2), ("sqlite:///loans.db", 8, 4)]
)
def test_at_most_half_of_a_worker_s_threads_serve_reports(url: str, threads: int, reports: int) -> None:
    environment = {"LOANS_DATABASE_URL": url, "WEB_CONCURRENCY": "3"}
    assert capacity.threads(environment) == threads
    assert capacity.report_threads(environment) == reports
    given = capacity.report_memory_mb(environment | {"LOANS_REPORT_MEMORY_MB": "2500"})
    assert (given, capacity.report_memory_mb(environment) >= capacity.LEAST_REPORT_MEMORY) == (2_500, True)
