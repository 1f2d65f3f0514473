"""What somebody with bad intent, or a broken client, sends: it is refused in words, and shows nothing of others."""

import csv
import gzip
import html
import io
import json
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from loans.http.attachment import attachment, printable
from loans.store.unit_of_work import Store
from tests.api.service import V1, Service, made, refused
from tests.api.story import a_borrower, a_funded_source, a_loan, an_approved_application, filing_body
from tests.web.conftest import Visit
from tests.web.visitor import Visitor, visitor


def text(answer: TestResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.data).decode() if packed else answer.text


def tried(browser: Visitor, username: str) -> int:
    form = {"username": username, "password": "sai-mat-khau-gia"}
    return browser.send("/sign-in", form).status_code


def test_a_name_written_otherwise_is_no_further_try(visit: Visit) -> None:
    nobody = visit("")
    spellings = [
        " " * blanks + name for blanks in (0, 1, 90) for name in ("auditor", "Auditor", "AUDITOR\t", "auditor ")
    ]
    assert [tried(nobody, each) for each in spellings[:11]] == [401] * 10 + [429]


def test_many_names_from_one_address_wait_too(service: Service, visit: Visit) -> None:
    nobody = visit("")
    assert [tried(nobody, f"khong-co-{each}") for each in range(61)] == [401] * 60 + [429]
    body = {"username": "khong-co-ai", "password": "sai-mat-khau-gia"}
    refused(service.client().post(f"{V1}/sign-in", json=body), 429, "too_many_tries")


def test_capital_shows_whose_loan_it_was_only_to_whom_the_loan_is_shown(service: Service, visit: Visit) -> None:
    loan_id = a_loan(service)
    loan = made(service.get("officer", f"/loans/{loan_id}"))
    path = f"/sources/{loan['source_id']}/postings"

    def seen(who: str) -> list[dict[str, object]]:
        return list(made(service.get(who, path))["items"])

    whole = seen("auditor")
    lent = [row for row in whole if row["noun"] != "source"]
    assert lent
    assert seen("officer") == whole
    blank = [row | {"key": None, "stream_id": None, "actor": ""} if row in lent else row for row in whole]
    for who in ("officer2", "finance", "planner", "admin"):
        assert seen(who) == blank
    page = f"/kiem-tra/nguon-von/{loan['source_id']}"
    shown = {who: text(visit(who).get(page)) for who in ("auditor", "officer", "officer2", "finance")}
    actor = str(lent[0]["actor"])
    for who in ("officer2", "finance"):
        assert f"<td>{actor}</td>" in shown["auditor"]
        assert f"<td>{actor}</td>" not in shown[who]
        assert f"/khoan-vay/{loan_id}" not in shown[who]
        assert loan["contract_no"] not in shown[who]


def test_an_address_that_is_none_leads_to_our_own_pages(visit: Visit) -> None:
    nobody = visit("")
    assert nobody.get("/sign-in?next=//[").status_code == 200
    assert nobody.send("/language", {"to": "en", "back": "//["}).headers["Location"] == "/"


def test_a_day_before_any_loan_is_refused(service: Service) -> None:
    source_id = a_funded_source(service)
    body = filing_body(source_id, a_borrower(service)) | {"filed_on": "0001-01-01"}
    refused(service.send("officer", "/applications", body), 422, "day_too_early")
    load = {"day": "1992-04-10", "programme": "job_creation"}
    refused(service.send("approver", "/loads", load), 422, "day_too_early")


def test_the_same_submit_after_signing_in_again_is_answered_the_same(probe: tuple[Flask, Store]) -> None:
    app, store = probe
    first, again = (visitor(app.test_client(), store, "planner") for _ in range(2))
    sent = first.hidden("/probe/") | {"name": "lại", "amount": "1.000", "on": "01/11/2026"}
    assert first.send("/probe/", sent).status_code == 303
    answer = again.send("/probe/", sent | {"csrf_token": again.hidden("/probe/")["csrf_token"]})
    assert (answer.status_code, answer.headers.get("Idempotent-Replayed")) == (303, "true")


def test_a_file_s_name_holds_no_line_end() -> None:
    assert printable("quét\r\nX-Y: 1\x07\u202e.pdf") == "quétX-Y: 1.pdf"
    given = attachment(b"x", media_type="application/pdf", name="a\r\nSet-Cookie: b/c.pdf")
    assert "Set-Cookie" not in given.headers
    assert "Set-Cookie: b_c.pdf" in given.headers["Content-Disposition"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "01/01/0001", "31/12/9999 10:00"])
def test_a_moment_out_of_the_calendar_is_refused(service: Service, visit: Visit, at: str) -> None:
    assert visit("auditor").get(f"/kiem-tra/nguon-von?known_at={at}").status_code == 422
    assert service.get("auditor", "/reports/sources-below-zero", known_at=at).status_code == 422


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("auditor", "/kiem-tra/nguon-von?as_of=0001-01-01", 422),
        ("auditor", "/kiem-tra/nguon-von?as_of=9999-12-31", 422),
        ("planner", "/plan/demand/2014/00004", 404),
        ("planner", "/plan/demand/99999/00004", 404),
        ("planner", "/plan/demand/0/template.xlsx", 404),
        ("planner", "/plan/demand/2101/upload", 404),
        ("officer", "/tin-dung/ho-so/moi?borrower_id=9999999999999999", 200),
    ],
)
def test_an_odd_address_is_answered_in_words(visit: Visit, who: str, path: str, status: int) -> None:
    assert visit(who).get(path).status_code == status


def test_an_odd_place_in_the_rows_of_a_load_begins_at_the_first(service: Service, visit: Visit) -> None:
    load = made(service.send("approver", "/loads", {"day": "2026-10-31", "programme": "job_creation"}))
    for after in ("²", "--1", "9" * 19, "-"):
        assert visit("approver").get(f"/nap-du-lieu/{load['id']}/dong?after={after}").status_code == 200


@pytest.mark.parametrize("odd", ["²", "x", "9" * 40, "-1", ""])
def test_odd_ids_in_the_officer_s_form_are_refused(service: Service, visit: Visit, odd: str) -> None:
    officer, who, source_id = visit("officer"), a_borrower(service), a_funded_source(service)
    marks = officer.hidden(f"/tin-dung/ho-so/moi?borrower_id={who}")
    whole = {
        "borrower_id": str(who),
        "source_id": str(source_id),
        "filed_on": "20/11/2026",
        "programme": "job_creation",
        "purpose": "create",
        "amount": "9.000.000",
        "term_months": "36",
    }
    for field in ("borrower_id", "source_id", "group_id"):
        for path in ("/tin-dung/ho-so/moi/xem-truoc", "/tin-dung/ho-so/moi"):
            if odd or field != "group_id":
                assert officer.send(path, marks | whole | {field: odd}).status_code in (200, 404, 422)
    with service.store.reading() as uow:
        assert uow.applications.page(0, 10, None) == []


def test_a_ticked_loan_that_is_none_is_refused(visit: Visit) -> None:
    officer = visit("approver")
    form = officer.hidden("/dia-ban/khoan-vay?old_code=00001") | {"commune": "00004", "reason": "Thử", "loan": "9" * 30}
    form["idempotency_key"] = "khoa-cua-phep-thu"
    assert officer.send("/dia-ban/xac-nhan", form).status_code in (404, 422)
    assert officer.send("/dia-ban/xac-nhan", form | {"loan": "9" * 6_000}).status_code in (404, 422)


@pytest.mark.parametrize("point", ["²", "9" * 30, "0", "-1"])
def test_an_odd_point_in_a_contract_is_refused(service: Service, visit: Visit, point: str) -> None:
    application_id = an_approved_application(service, a_funded_source(service))
    officer, path = visit("officer"), f"/tin-dung/ho-so/{application_id}/hop-dong"
    terms = {
        "contract_no": "9" * 16,
        "signed_on": "20/11/2026",
        "disburse_on": "20/11/2026",
        "method": "equal_principal",
        "every_months": "6",
        "instalment_rule": "final_maturity_only",
        "point_id": point,
    }
    for step in ("/lich", ""):
        answer = officer.send(path + step, officer.hidden(path) | terms)
        assert (answer.status_code, 'href="#f-point_id"' in text(answer)) == (422, True)


def test_a_form_s_page_and_its_files_show_one_digest(service: Service, visit: Visit) -> None:
    auditor, path = visit("auditor"), "/kiem-tra/bieu-mau/01.2-BCTD"
    seen = set()
    for query, name in (("", "CSV"), ("", "JSON"), ("?known_at=20/11/2026 09:01:00", "JSON")):
        page = auditor.get(path + query).text
        found = re.search(r'<span class="digest">([0-9a-f]{64})</span>', page)
        link = re.search(rf'href="([^"]+)">{name}<', page)
        assert found
        assert link
        file = auditor.get(html.unescape(link[1])).get_data(as_text=True)
        rows = csv.DictReader(io.StringIO(file)) if name == "CSV" else [json.loads(file)]
        assert {row["digest"] for row in rows} == {found[1]}
        seen.add(found[1])
        service.clock.advance(seconds=90)
    assert len(seen) == 3
