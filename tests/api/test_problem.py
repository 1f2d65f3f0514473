"""Errors: one shape for every kind, Vietnamese and English, the field named, nothing of the inside shown."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from loans.api.fund import source as fund_source
from loans.service import fund as fund_service
from tests.api.service import DATABASES, V1, Service, codes, made, refused
from tests.api.story import (
    MILLION,
    a_borrower,
    a_funded_source,
    a_loan,
    a_point,
    a_source,
    an_approved_application,
    borrower_body,
    contract_body,
    filing_body,
    number,
    source_body,
)

on_both = pytest.mark.parametrize("kind", DATABASES)


def raw(service: Service, content: bytes, mime: str = "application/json", path: str = "/sources") -> TestResponse:
    headers = service.by("finance") | {"Idempotency-Key": number(8), "Content-Type": mime}
    return service.client().post(V1 + path, data=content, headers=headers)


def is_problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The one shape of RFC 9457, whatever went wrong."""
    body: dict[str, Any] = refused(answer, status, code)
    assert answer.mimetype == "application/problem+json"
    assert body["type"] == f"urn:loans:problem:{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["detail_en"]
    assert body["detail"] != body["detail_en"]
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] == "no-store"
    for fault in body.get("errors", []):
        assert {"source", "code", "detail", "detail_en"} <= fault.keys()
    return body


def test_an_address_that_is_none(service: Service) -> None:
    for path in ("/khong-co", f"{V1}/khong-co", f"{V1}/loans/x", f"{V1}/loans/-1", f"{V1}/%00"):
        is_problem(service.client().get(path), 404, "no_such_page")


@on_both
def test_a_resource_that_is_none(service: Service) -> None:
    for path, code in {
        "/loans/9": "unknown_loan",
        "/applications/9": "unknown_application",
        "/borrowers/9": "unknown_borrower",
        "/law/khong-co": "unknown_parameter",
    }.items():
        is_problem(service.get("officer", path), 404, code)


@on_both
@pytest.mark.parametrize("path", ["/loans/99999999999999999999", "/loans/9223372036854775808", "/accounts/%00"])
def test_an_id_that_no_database_can_hold_is_none_too(service: Service, path: str) -> None:
    assert service.get("auditor", path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PATCH", "DELETE", "PUT", "FOO"])
def test_a_method_that_an_address_does_not_take(service: Service, method: str) -> None:
    answer = service.client().open(f"{V1}/sources", method=method, headers=service.by("finance"))
    is_problem(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))
    assert method not in answer.headers["Allow"]


def test_a_body_that_is_too_large(service: Service) -> None:
    is_problem(raw(service, b" " * (8 * 1024 * 1024 + 1)), 413, "too_large")


@pytest.mark.parametrize("mime", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_that_is_not_json(service: Service, mime: str) -> None:
    is_problem(raw(service, json.dumps(source_body()).encode(), mime), 415, "not_json")


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"code":}', b"\xff", b'{"code":"\xff"}', "{}".encode("utf-16"), b"[" * 100_000, b"9" * 5_000],
    ids=["half", "hole", "byte", "latin", "utf16", "deep", "digits"],
)
def test_a_body_that_cannot_be_read(service: Service, content: bytes) -> None:
    is_problem(raw(service, content), 400, "malformed_request")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'"x"', b"1", b"true", b"{}"])
def test_a_body_that_is_no_object_or_lacks_its_fields(service: Service, content: bytes) -> None:
    is_problem(raw(service, content), 422, "invalid_fields")


def test_a_field_that_the_form_does_not_have(service: Service) -> None:
    body = is_problem(service.send("finance", "/sources", source_body() | {"la": 1}), 422, "invalid_fields")
    assert [fault["field"] for fault in body["errors"]] == ["la"]
    assert "không có trong biểu mẫu" in body["errors"][0]["detail"]


def test_every_faulty_field_is_named_with_its_place(service: Service) -> None:
    filing = filing_body(1, 1, amount="7", purpose="khac")
    rows = [{name: value for name, value in filing.items() if name != "filed_on"}]
    body = is_problem(
        service.send("officer", "/application-lists", {"filed_on": "2026-03-02", "rows": rows}), 422, "invalid_fields"
    )
    assert {fault["field"] for fault in body["errors"]} == {"rows.0.amount", "rows.0.purpose"}


@pytest.mark.parametrize(
    "amount",
    ["1000000.0", "1e6", "1.5", '"7"', "true", "null", "NaN", "Infinity", "-1", "0", "10000000000000000", "[]", "{}"],
)
def test_money_is_a_whole_number_of_dong_within_bounds(service: Service, amount: str) -> None:
    path = f"/sources/{a_source(service)}"
    content = f'{{"amount":{amount},"on":"2026-01-02","decision":"QĐ-GIẢ 01"}}'.encode()
    headers = service.by("finance") | {
        "Idempotency-Key": number(8),
        "If-Match": '"1"',
        "Content-Type": "application/json",
    }
    answer = service.client().post(f"{V1}{path}/capital", data=content, headers=headers)
    body = is_problem(answer, 422, "invalid_fields")
    assert [fault["field"] for fault in body["errors"]] == ["amount"]
    assert made(service.get("finance", path))["sequence"] == 1


@pytest.mark.parametrize("day", ["2026-02-30", "05/01/2026", "2026-1-5", "", 5, None, "hôm nay", "2026-01-05T00:00:00"])
def test_a_day_is_year_month_day(service: Service, day: Any) -> None:
    body = {"amount": MILLION, "on": day, "decision": "QĐ-GIẢ 01"}
    answer = service.send("finance", f"/sources/{a_source(service)}/capital", body, etag='"1"')
    assert is_problem(answer, 422, "invalid_fields")["errors"][0]["field"] == "on"


@on_both
@pytest.mark.parametrize("text", ["a\x00b", "\x07", "a\x1b[31m", "\x7f", "\ud800", "", "   ", "x" * 201])
def test_text_holds_no_control_character_and_is_neither_empty_nor_endless(service: Service, text: str) -> None:
    content = json.dumps(borrower_body() | {"name": text}).encode()
    headers = service.by("officer") | {"Idempotency-Key": number(8), "Content-Type": "application/json"}
    answer = service.client().post(f"{V1}/borrowers", data=content, headers=headers)
    assert is_problem(answer, 422, "invalid_fields")["errors"][0]["field"] == "name"


def test_a_field_s_name_may_be_broken_without_breaking_the_answer(service: Service) -> None:
    is_problem(raw(service, b'{"\\ud800":1}'), 422, "invalid_fields")


@on_both
def test_text_is_kept_composed_and_trimmed(service: Service) -> None:
    decomposed = "  Nguye\u0302\u0303n Thi\u0323 Gia\u0309  "
    filed = made(service.send("officer", "/borrowers", borrower_body() | {"name": decomposed}))
    assert filed["name"] == "Nguyễn Thị Giả"
    assert made(service.get("officer", f"/borrowers/{filed['id']}"))["name"] == "Nguyễn Thị Giả"


def test_vietnamese_is_readable_in_the_answer_itself(service: Service) -> None:
    assert "Không có địa chỉ này" in service.client().get(f"{V1}/khong-co").text


@on_both
def test_a_planned_day_at_the_end_of_the_calendar_breaks_nothing(service: Service) -> None:
    application_id = an_approved_application(service, a_funded_source(service))
    body = contract_body(application_id, a_point(service)) | {"disburse_on": "9999-12-31"}
    assert (
        is_problem(service.send("officer", "/loans", body), 422, "invalid_fields")["errors"][0]["field"]
        == "disburse_on"
    )


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", "x"]
)
def test_a_moment_beyond_the_calendar_or_without_its_zone_is_refused(service: Service, moment: str) -> None:
    answer = service.get("auditor", "/reports/overdue", as_of="2026-01-01", known_at=moment)
    assert is_problem(answer, 422, "invalid_fields")["errors"][0]["field"] == "known_at"


def test_a_refusal_by_a_rule_names_field_value_and_article(service: Service) -> None:
    source_id, worker = a_funded_source(service), a_borrower(service)
    answer = service.send("officer", "/applications", filing_body(source_id, worker, filed_on="2026-11-21"))
    body = is_problem(answer, 422, "day_in_future")
    assert (body["field"], body["value"]) == ("filed_on", "2026-11-21")
    path = f"/applications/{an_approved_application(service, source_id)}"
    again = service.change("approver", path, "approval", {"on": "2026-03-04", "amount": 1})
    assert is_problem(again, 422, "application_step_out_of_order")["value"] == "approved"


def test_a_batch_names_every_fault(service: Service) -> None:
    line = {"beneficiaries": "all", "purpose": "create", "workers": 1, "amount": 1, "jobs": 1}
    lines = [line | {"commune": commune} for commune in ("99998", "00004", "00004", "99999")]
    body = is_problem(service.send("planner", "/demands", {"year": 2026, "lines": lines}), 422, "demand_refused")
    assert [fault["source"] for fault in body["errors"]] == ["row 1", "row 3", "row 4"]
    assert codes(body)[1] == "demand_twice"


def test_what_is_taken_is_a_conflict(service: Service) -> None:
    body = borrower_body()
    made(service.send("officer", "/borrowers", body))
    is_problem(service.send("officer", "/borrowers", body), 409, "key_taken")


@on_both
def test_a_fault_of_ours_shows_nothing_of_the_inside_and_records_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = fund_service.open_source

    def broken(*given: Any, **named: Any) -> Any:
        opened(*given, **named)
        raise RuntimeError("SELECT bi_mat FROM noi_bo")

    monkeypatch.setattr(fund_source, "open_source", broken)
    body, key = source_body(), number(8)
    answer = service.send("finance", "/sources", body, key=key)
    is_problem(answer, 500, "server_fault")
    for word in ("Traceback", "RuntimeError", "bi_mat", ".py"):
        assert word not in answer.text
    monkeypatch.setattr(fund_source, "open_source", opened)
    assert made(service.get("finance", "/sources"))["items"] == []
    made(service.send("finance", "/sources", body, key=key))


def test_a_request_s_id_is_echoed_and_a_dangerous_one_replaced(service: Service) -> None:
    def echoed(given: str) -> str:
        return service.client().get(f"{V1}/khong-co", headers={"X-Request-Id": given}).headers["X-Request-Id"]

    assert echoed("yeu-cau.1_A") == "yeu-cau.1_A"
    for given in ("a b", "x" * 65, "<script>", ""):
        assert echoed(given) not in ("", given)
    assert echoed("") != echoed("")


@pytest.mark.parametrize("path", ["/", "/docs", f"{V1}/me", f"{V1}/khong-co", f"{V1}/openapi.json", "/health"])
def test_every_answer_carries_the_security_headers(service: Service, path: str) -> None:
    headers = service.client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


def test_no_answer_with_figures_is_kept_by_a_cache(service: Service) -> None:
    path = f"/loans/{a_loan(service)}"
    for answer in (
        service.get("auditor", path),
        service.get("auditor", "/reports/overdue"),
        service.get("auditor", "/reports/overdue", format="csv"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
