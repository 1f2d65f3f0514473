"""Reports of plan, checks, jobs and vouchers say again what they said, whatever is booked afterwards (DOMAIN §6.17)."""

from typing import Any

from tests.api.service import Service, made, refused
from tests.api.story import COMMUNE, MILLION, a_loan, an_approved_application, decision_body, draft_body, submit

STAMP = ("known_at", "position", "head")


def asked(service: Service, source_id: int, **when: Any) -> dict[str, Any]:
    """Every one of these reports, as one who may see it is answered."""
    of_plan = {"source_id": source_id, "year": 2026, **when}
    return {
        "plan": made(service.get("planner", "/plan", **of_plan)),
        "bridge": made(service.get("planner", "/plan-bridge", **of_plan)),
        "checks": made(service.get("officer", "/checks/due", **when)),
        "jobs": made(service.get("officer", "/reports/jobs", year=2026, **when)),
        "resplits": made(service.get("officer", "/reports/resplits", **when)),
    }


def bare(answer: dict[str, Any]) -> dict[str, Any]:
    """What was found, without the moment at which it was known."""
    return {name: value for name, value in answer.items() if name not in STAMP}


def booked_later(service: Service, source_id: int, loan: str) -> None:
    """Something that changes each of the reports."""
    check = {"on": "2026-11-16", "outcome": "proper", "jobs": {"created": 3}}
    made(service.change("officer", loan, "checks", check))
    early = {"on": "2026-04-07", "voucher_no": "PT-GIA-2", "principal": 20 * MILLION, "interest": 0}
    made(service.change("officer", loan, "repayments", early))
    more = {"amount": 50 * MILLION, "on": "2026-01-02", "decision": "QĐ-GIẢ 03"}
    made(service.change("finance", f"/sources/{source_id}", "capital", more))
    draft = draft_body(source_id, {COMMUNE: 50 * MILLION})
    draft["lines"][0]["reason"] = "Bổ sung (giả định)"
    drafted = made(service.send("planner", "/rounds", draft))
    submit(service, f"/rounds/{drafted['id']}")
    made(service.change("planner2", f"/rounds/{drafted['id']}", "decision", decision_body()))
    an_approved_application(service, source_id)


def test_what_was_known_is_answered_again_after_later_bookings(service: Service) -> None:
    loan = f"/loans/{a_loan(service)}"
    source_id = made(service.get("officer", loan))["source_id"]
    by_rule = {"on": "2026-08-07", "voucher_no": "PT-GIA-1", "amount": 10 * MILLION}
    made(service.change("officer", loan, "repayments", by_rule))
    first = asked(service, source_id)
    assert [each["reason"] for each in first["checks"]["items"]] == ["new_disbursement", "inactive"]
    assert (first["jobs"]["items"][0]["checked_loans"], first["resplits"]["items"]) == (0, [])
    service.clock.advance(days=1)
    booked_later(service, source_id, loan)
    now = asked(service, source_id)
    for name, answer in first.items():
        when = {"known_at": answer["known_at"]}
        assert asked(service, source_id, **when)[name] == answer, name
        assert bare(now[name]) != bare(answer), name
        assert now[name]["position"] > answer["position"]
    assert made(service.get("officer", "/checks/due"))["as_of"] == "2026-11-21"


def test_a_day_after_the_moment_and_a_moment_to_come_are_refused(service: Service) -> None:
    for path, query in (("/checks/due", {}), ("/reports/jobs", {"year": 2026})):
        refused(service.get("officer", path, as_of="2026-11-21", **query), 422, "as_of_after_known_at")
    refused(service.get("officer", "/reports/resplits", known_at="2026-12-01T00:00:00Z"), 422, "known_at_in_future")


def test_every_page_is_of_the_moment_of_the_first_whatever_is_booked_in_between(service: Service) -> None:
    source_id = made(service.get("officer", f"/loans/{a_loan(service)}"))["source_id"]
    path = f"/sources/{source_id}/postings"
    whole = made(service.get("planner", path))
    first = page = made(service.get("planner", path, limit=2))
    found = list(first["items"])
    service.clock.advance(days=1)
    more = {"amount": 7 * MILLION, "on": "2026-01-02", "decision": "QĐ-GIẢ 04"}
    made(service.change("finance", f"/sources/{source_id}", "capital", more))
    while page["next"]:
        page = made(service.get("planner", path, limit=2, cursor=page["next"]))
        assert [page[name] for name in ("as_of", *STAMP[:2])] == [first[name] for name in ("as_of", *STAMP[:2])]
        found += page["items"]
    assert found == whole["items"]
    assert len(made(service.get("planner", path))["items"]) > len(found) > 2


def test_a_cursor_is_of_its_own_moment_and_says_so_when_asked_for_another(service: Service) -> None:
    source_id = made(service.get("officer", f"/loans/{a_loan(service)}"))["source_id"]
    path = f"/sources/{source_id}/postings"
    first = made(service.get("planner", path, limit=1))
    for field, value in (("known_at", "2026-11-20T00:00:00Z"), ("as_of", "2026-11-19")):
        asked = {"cursor": first["next"], field: value}
        body = refused(service.get("planner", path, **asked), 422, "cursor_of_other_moment")
        assert body["field"] == field
        made(service.get("planner", path, **asked | {field: first[field]}))
