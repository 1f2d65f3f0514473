"""Safe writes: a request sent again is done once; a change rests on the state that its sender saw."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from werkzeug.test import TestResponse

from loans.api.fund import source as fund_source
from loans.http import writing
from loans.service import fund as fund_service
from tests.api.service import DATABASES, V1, Service, codes, made, refused
from tests.api.story import COMMUNE, MILLION, a_loan, a_source, number, source_body

on_both = pytest.mark.parametrize("kind", DATABASES)


def sources(service: Service) -> int:
    return len(made(service.get("finance", "/sources"))["items"])


def test_a_write_without_a_key_is_refused(service: Service) -> None:
    answer = service.client().post(f"{V1}/sources", json=source_body(), headers=service.by("finance"))
    assert refused(answer, 400, "idempotency_key_missing")["field"] == "Idempotency-Key"
    assert sources(service) == 0


@pytest.mark.parametrize("key", [" ", "k" * 201])
def test_an_empty_or_endless_key_is_refused(service: Service, key: str) -> None:
    refused(service.send("finance", "/sources", source_body(), key=key), 400, "idempotency_key_missing")


@on_both
def test_the_same_request_again_gets_the_same_answer_and_books_nothing(service: Service) -> None:
    body, key = source_body(), number(8)
    first = service.send("finance", "/sources", body, key=key)
    again = service.send("finance", "/sources", body, key=key)
    assert (first.status_code, first.headers.get("Idempotent-Replayed")) == (201, None)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.data, again.headers["ETag"]) == (201, first.data, first.headers["ETag"])
    assert sources(service) == 1


@on_both
def test_a_repayment_sent_twice_is_booked_once(service: Service) -> None:
    path = f"/loans/{a_loan(service)}"
    etag, key = service.get("officer", path).headers["ETag"], number(8)
    body = {"on": "2026-04-05", "amount": MILLION, "voucher_no": "TN-1"}
    answers = [service.send("officer", f"{path}/repayments", body, key=key, etag=etag) for _ in range(3)]
    assert {answer.data for answer in answers} == {answers[0].data}
    entries = made(service.get("auditor", f"{path}/entries"))["items"]
    assert [entry["kind"] for entry in entries].count("loan_repaid") == 1


def test_another_request_under_the_same_key_is_refused(service: Service) -> None:
    key = number(8)
    made(service.send("finance", "/sources", source_body(), key=key))
    refused(service.send("finance", "/sources", source_body(), key=key), 422, "idempotency_key_reused")
    assert sources(service) == 1


def test_the_same_body_resting_on_another_state_is_another_request(service: Service) -> None:
    path, key = f"/sources/{a_source(service)}", number(8)
    body = {"amount": MILLION, "on": "2026-01-02", "decision": "QĐ-GIẢ 01"}
    made(service.send("finance", f"{path}/capital", body, key=key, etag='"1"'))
    refused(service.send("finance", f"{path}/capital", body, key=key, etag='"2"'), 422, "idempotency_key_reused")


def test_the_same_key_of_another_person_or_another_route_is_another_key(service: Service) -> None:
    key = number(8)
    made(service.send("finance", "/sources", source_body(), key=key))
    other = service.send("planner", "/sources", source_body(), key=key)
    elsewhere = service.send("planner", "/demands", {"year": 2026, "lines": [demand()]}, key=key)
    for answer in (other, elsewhere):
        made(answer)
        assert "Idempotent-Replayed" not in answer.headers
    assert sources(service) == 2


def demand() -> dict[str, Any]:
    return {
        "commune": COMMUNE,
        "beneficiaries": "all",
        "purpose": "create",
        "workers": 1,
        "amount": MILLION,
        "jobs": 1,
    }


@on_both
def test_a_refusal_is_not_kept_so_the_corrected_body_may_use_the_same_key(service: Service) -> None:
    taken, key = source_body(), number(8)
    made(service.send("finance", "/sources", taken))
    refused(service.send("finance", "/sources", taken, key=key), 409, "key_taken")
    assert codes(refused(service.send("finance", "/sources", {}, key=key), 422, "invalid_fields"))
    answer = service.send("finance", "/sources", source_body(), key=key)
    made(answer)
    assert "Idempotent-Replayed" not in answer.headers


@contextmanager
def running(
    service: Service, body: dict[str, Any], key: str, patch: pytest.MonkeyPatch
) -> Iterator[list[TestResponse]]:
    """A request that stands inside its transaction until the block ends; its answer is in the list afterwards."""
    entered, released, answers = Event(), Event(), []
    opened = fund_service.open_source

    def held(*given: Any, **named: Any) -> Any:
        entered.set()
        assert released.wait(30)
        return opened(*given, **named)

    patch.setattr(fund_source, "open_source", held)
    first = Thread(target=lambda: answers.append(service.send("finance", "/sources", body, key=key)))
    first.start()
    try:
        assert entered.wait(30)
        yield answers
    finally:
        released.set()
        first.join(30)
        patch.setattr(fund_source, "open_source", opened)


@on_both
def test_a_twin_that_is_still_running_is_told_to_wait(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    body, key = source_body(), number(8)
    with running(service, body, key, monkeypatch) as answers:
        refused(service.send("finance", "/sources", body, key=key), 409, "request_running")
    made(answers[0])
    again = service.send("finance", "/sources", body, key=key)
    assert (again.data, again.headers["Idempotent-Replayed"]) == (answers[0].data, "true")
    assert sources(service) == 1


class Elsewhere:
    """What another process knows of the requests that run here: nothing."""

    def enter(self, *_key: str) -> None: ...

    def leave(self, *_key: str) -> None: ...


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_twin_in_another_process_is_told_to_wait_too(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    body, key = source_body(), number(8)
    monkeypatch.setattr(writing, "_running", Elsewhere())
    with running(service, body, key, monkeypatch) as answers:
        refused(service.send("finance", "/sources", body, key=key), 409, "request_running")
    made(answers[0])
    assert sources(service) == 1


# --- If-Match


CAPITAL = {"amount": MILLION, "on": "2026-01-02", "decision": "QĐ-GIẢ 01"}


@pytest.mark.parametrize("etag", [None, "1", '"một"', 'W/"1"', "*", '"1", "2"', '"-1"', '"9999999999"'])
def test_a_change_that_rests_on_no_state_is_refused(service: Service, etag: str | None) -> None:
    path = f"/sources/{a_source(service)}"
    body = refused(service.send("finance", f"{path}/capital", CAPITAL, etag=etag), 428, "if_match_missing")
    assert "ETag" in body["detail"]


@on_both
def test_a_change_that_rests_on_an_old_state_is_answered_with_the_present_one(service: Service) -> None:
    path = f"/sources/{a_source(service)}"
    made(service.change("finance", path, "capital", CAPITAL))
    body = refused(service.send("finance", f"{path}/capital", CAPITAL, etag='"1"'), 409, "stale")
    assert body["present"] == made(service.get("finance", path))
    assert body["present"]["sequence"] == 2


@on_both
def test_of_two_who_saw_the_same_state_one_is_first(service: Service) -> None:
    path = f"/loans/{a_loan(service)}"
    etag = service.get("officer", path).headers["ETag"]
    body = {"on": "2026-04-05", "amount": MILLION, "voucher_no": "TN-1"}
    made(service.send("officer", f"{path}/repayments", body, etag=etag))
    later = service.send("officer", f"{path}/repayments", body | {"voucher_no": "TN-2"}, etag=etag)
    assert refused(later, 409, "stale")["present"] == made(service.get("officer", path))


def test_what_is_answered_to_a_change_is_the_next_state_s_etag(service: Service) -> None:
    path = f"/sources/{a_source(service)}"
    changed = service.change("finance", path, "capital", CAPITAL)
    assert changed.headers["ETag"] == service.get("finance", path).headers["ETag"] == '"2"'
