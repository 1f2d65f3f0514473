"""The audit trail over HTTP: who did what from where; the head that reports print; verification on request."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.api.service import PASSWORD, V1, Service, made, refused
from tests.api.story import a_borrower, borrower_body

TRAIL = "/audit-trail"
CODES = {"admin": 403, "auditor": 200, "officer": 403, "planner": 403}


def forge(engine: Engine, statement: str) -> None:
    """Change a recorded row for good, as somebody with all rights over the database could."""
    with engine.connect() as connection, connection.begin():
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))


def test_the_trail_says_who_from_where_and_why_with_the_id_under_which_the_request_was_logged(service: Service) -> None:
    answer = service.send("officer", "/borrowers", borrower_body("00004"), headers={"X-Request-Id": "yeu-cau-7"})
    found = made(service.get("auditor", TRAIL, noun="borrower"))["items"]
    assert [(row["stream_id"], row["actor"], row["origin"]) for row in found] == [
        (made(answer)["id"], "officer", "127.0.0.1 api yeu-cau-7")
    ]
    assert (found[0]["before"], found[0]["after"]["commune"]) == (None, "00004")
    assert found[0]["hash"]


def test_what_comes_from_a_page_says_so(service: Service) -> None:
    client = service.client()
    signed_in = client.post(f"{V1}/sign-in", json={"username": "officer", "password": PASSWORD, "carry": "cookie"})
    assert signed_in.status_code == 200, signed_in.text
    token = client.get(f"{V1}/me", base_url="https://localhost").json["csrf_token"]  # type: ignore[index]
    headers = {"Idempotency-Key": "k", "X-CSRF-Token": token}
    made(client.post(f"{V1}/borrowers", json=borrower_body("00004"), headers=headers, base_url="https://localhost"))
    [row] = made(service.get("auditor", TRAIL, noun="borrower"))["items"]
    assert row["origin"].split()[1] == "pages"


def test_the_same_request_sent_again_is_one_entry(service: Service) -> None:
    body = borrower_body("00004")
    for _ in range(2):
        made(service.send("officer", "/borrowers", body, key="mot-khoa"))
    assert len(made(service.get("auditor", TRAIL, noun="borrower"))["items"]) == 1


def test_pages_of_the_trail_hold_everything_once_although_rows_come_between(service: Service) -> None:
    first = made(service.get("auditor", TRAIL, limit=4))
    a_borrower(service)
    found, cursor = first["items"], first["next"]
    while cursor:
        page = made(service.get("auditor", TRAIL, limit=4, cursor=cursor))
        found, cursor = found + page["items"], page["next"]
    assert [row["position"] for row in found] == list(range(1, len(found) + 1))
    assert found[-1]["noun"] == "borrower"


def test_the_trail_is_asked_by_person_and_time(service: Service) -> None:
    later = service.clock.advance(hours=1)
    a_borrower(service)
    assert len(made(service.get("auditor", TRAIL, actor="officer", since=later.isoformat()))["items"]) == 1
    assert made(service.get("auditor", TRAIL, actor="officer", until=later.isoformat()))["items"] == []
    for wrong in ({"since": "2026-11-20T09:00:00"}, {"noun": "\0"}, {"limit": "0"}, {"stream_id": "0"}, {"whose": "x"}):
        assert service.get("auditor", TRAIL, **wrong).status_code == 422


@pytest.mark.parametrize("who", CODES)
def test_the_trail_is_for_the_auditor_head_and_verification_also_for_the_administrator(
    service: Service, who: str
) -> None:
    a_borrower(service)
    assert service.get(who, TRAIL).status_code == CODES[who]
    for path in ("/audit-head", "/audit-verification"):
        answer = service.get(who, path)
        assert answer.status_code == (200 if who in ("auditor", "admin") else 403)
        assert "00004" not in answer.text


def test_the_head_is_that_of_the_newest_position(service: Service) -> None:
    head = made(service.get("auditor", "/audit-head"))
    last = made(service.get("auditor", TRAIL, limit=1_000))["items"][-1]
    assert (head["position"], head["hash"]) == (last["position"], last["hash"])
    assert (head["sealed_not_linked"], head["not_sealed"]) == (0, 0)
    assert head["linked_at"]


def test_verification_says_what_it_can_and_cannot_exclude(service: Service) -> None:
    head = made(service.get("auditor", "/audit-head"))
    alone = made(service.get("auditor", "/audit-verification"))
    assert (alone["ok"], alone["broken"], alone["heads"]) == (True, None, [])
    assert "không loại trừ được" in alone["says"][-1]["vi"]
    known = made(service.get("auditor", "/audit-verification", head=f"{head['position']}:{head['hash']}"))
    assert (known["ok"], known["heads"][0]["verdict"]) == (True, "matches")
    assert "cannot be excluded" not in json.dumps(known)
    strange = made(service.get("auditor", "/audit-verification", head=f"{head['position']}:{'0' * 64}"))
    assert (strange["ok"], strange["heads"][0]["verdict"]) == (False, "differs")
    refused(service.get("auditor", "/audit-verification", head="7"), 422, "head_unreadable")


def test_verification_names_what_was_changed(service: Service) -> None:
    a_borrower(service)
    position = made(service.get("auditor", "/audit-head"))["position"]
    forge(service.store.engine, "UPDATE borrower SET name = 'Khác'")
    found = made(service.get("admin", "/audit-verification"))
    broken = found["broken"]
    assert (found["ok"], broken["kind"], broken["position"], broken["table"]) == (False, "facts", position, "borrower")
    assert "borrower" in broken["vi"]
    assert "borrower" in broken["en"]


def test_a_long_chain_is_left_to_the_command(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    made(service.get("auditor", "/audit-head"))
    monkeypatch.setattr("loans.api.audit.MODERATE", 1)
    answer = refused(service.get("auditor", "/audit-verification"), 422, "verification_too_long")
    assert "loans audit verify" in answer["detail"]


def report(service: Service, **query: Any) -> Any:
    answer = service.get("auditor", "/reports/overdue", **query)
    assert answer.status_code == 200, answer.text
    return answer


def test_a_report_prints_the_head_of_its_own_position_then_and_later(service: Service) -> None:
    first = report(service)
    told = made(first)
    assert told["head"] == {key: made(service.get("auditor", "/audit-head"))[key] for key in ("position", "hash")}
    assert told["head"]["position"] == told["position"]
    a_borrower(service)
    service.clock.advance(hours=1)
    when = {"as_of": told["as_of"], "known_at": told["known_at"]}
    assert report(service, **when).data == first.data
    assert made(report(service))["head"] != told["head"]
    head = f"{told['head']['position']}:{told['head']['hash']}"
    assert report(service, **when, format="csv").headers["Loans-Head"] == head
    assert made(service.get("auditor", "/audit-verification", head=head))["heads"][0]["verdict"] == "matches"
