"""What is done to a debt: its rule and what will happen are seen first, it is booked once, and by whom it may be."""

import gzip
from datetime import date

import pytest
from werkzeug.test import TestResponse

from loans.domain.loan import Position
from loans.service.loan import position_of
from loans.web.officer.acts import ACTS as OFFERED
from tests.api.service import Service
from tests.programme import MILLION
from tests.web.conftest import Visit
from tests.web.officer.conftest import Branch

TODAY = date(2026, 11, 20)
FREEZE = {"on": "20/11/2026", "last_on": "19/11/2028", "in_term": "20.000.000", "cause": "damage"}
ACTS = {
    "reschedule": (
        "officer",
        "ghi",
        "loan_rescheduled",
        {"on": "20/11/2026", "number": "2", "amount": "15.000.000", "due_on": "06/04/2027"},
        "15.000.000 đ, 06/04/2027",
    ),
    "extend": ("approver", "quyet-dinh", "loan_extended", {"on": "20/11/2026", "months": "6"}, "06/09/2028"),
    "recall": (
        "approver",
        "quyet-dinh",
        "loan_recalled",
        {"on": "20/11/2026", "due_on": "30/11/2026", "reason": "Sử dụng sai mục đích (giả định)"},
        "15.000.000 đ, 30/11/2026",
    ),
    "freeze": (
        "approver",
        "quyet-dinh",
        "loan_frozen",
        FREEZE | {"damage_percent": "45,5", "decision": "QĐ-GIẢ 1"},
        "20.000.000",
    ),
    "write_off": (
        "approver",
        "quyet-dinh",
        "loan_written_off",
        {"on": "20/11/2026", "principal": "10.000.000", "decision": "QĐ-GIẢ 2", "cites": "Điều giả định"},
        "50.000.000",
    ),
}
"""Per act: who, the step that books, the entry's kind, the fields, and what the after side must say."""


def text(answer: TestResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.data) if packed else answer.data).decode()


def at(loan_id: int, act: str) -> str:
    return f"/tin-dung/khoan-vay/{loan_id}/xu-ly/{act}"


def entries(service: Service, loan_id: int) -> list[str]:
    with service.store.reading() as uow:
        return [each.kind for each in uow.entries.history([loan_id])]


def owed(service: Service, loan_id: int) -> Position:
    with service.store.reading() as uow:
        return position_of(uow, uow.loans.get(loan_id), TODAY)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_seen_before_it_is_booked_and_booked_once(
    service: Service, visit: Visit, branch: Branch, act: str
) -> None:
    who, step, kind, fields, after = ACTS[act]
    loan_id, browser = branch.lent(), visit(who)
    before, address = entries(service, loan_id), at(loan_id, act)
    shown = browser.get(address)
    assert 'class="article"' in shown.text
    assert any(cite in shown.text for cite in OFFERED[act].articles(TODAY))
    sent = browser.hidden(address) | fields
    seen = browser.send(f"{address}/kiem-tra", sent)
    assert (seen.status_code, entries(service, loan_id)) == (200, before)
    assert after in text(seen).partition('<table class="table table-sm difference">')[2]
    answers = [browser.send(f"{address}/{step}", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert entries(service, loan_id) == [*before, kind]
    receipt = browser.get(answers[0].headers["Location"])
    assert (receipt.status_code, "data-print" in receipt.text) == (200, True)
    stale = browser.send(f"{address}/{step}", sent | {"idempotency_key": "khac"})
    assert (stale.status_code, entries(service, loan_id)) == (409, [*before, kind])


def test_what_the_rule_refuses_is_refused_while_it_is_checked_with_its_article_and_field(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id, browser = branch.lent(), visit("approver")
    before = entries(service, loan_id)
    for act, fields, field in (
        ("extend", {"on": "20/11/2026", "months": "13"}, "months"),
        ("extend", {"on": "20/11/2026"}, "months"),
        ("freeze", FREEZE | {"damage_percent": "39,9", "decision": "QĐ-GIẢ 1"}, "damage_percent"),
        ("freeze", FREEZE | {"damage_percent": "nhiều", "decision": "QĐ-GIẢ 1"}, "damage_percent"),
        ("freeze", FREEZE | {"damage_percent": "²", "decision": "QĐ-GIẢ 1"}, "damage_percent"),
        ("freeze", FREEZE | {"in_term": "46.000.000", "damage_percent": "45", "decision": "QĐ-GIẢ 1"}, "in_term"),
    ):
        address = at(loan_id, act)
        for step in ("kiem-tra", "quyet-dinh"):
            answer = browser.send(f"{address}/{step}", browser.hidden(address) | fields)
            assert (answer.status_code, f'href="#f-{field}"' in text(answer)) == (422, True), (act, fields)
    assert entries(service, loan_id) == before


def test_an_act_is_taken_by_its_role_in_its_commune_by_its_own_way(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id = branch.lent()
    before = entries(service, loan_id)
    extension = ACTS["extend"][3]
    for person, act, step, status in (
        ("officer", "extend", "ghi", 403),
        ("officer", "extend", "quyet-dinh", 403),
        ("officer2", "reschedule", "ghi", 403),
        ("auditor", "extend", "quyet-dinh", 403),
        ("approver", "reschedule", "quyet-dinh", 403),
        ("approver", "nothing", "quyet-dinh", 404),
    ):
        browser, address = visit(person), at(loan_id, act)
        assert browser.get(address).status_code == status, (person, act)
        marks = browser.hidden("/home") | {"idempotency_key": f"{person}-{act}-{step}", "sequence": "9"}
        assert browser.send(f"{address}/{step}", marks | extension).status_code == status, (person, act)
    assert entries(service, loan_id) == before


def test_a_reversal_begins_at_its_entry_and_leaves_what_was_before(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id, browser = branch.lent(), visit("officer")
    before = owed(service, loan_id)
    branch.programme.repay(loan_id, on=TODAY, principal=5 * MILLION, interest=0)
    assert owed(service, loan_id).outstanding == before.outstanding - 5 * MILLION
    with service.store.reading() as uow:
        entry_id = uow.entries.history([loan_id])[-1].id
    address = at(loan_id, "reverse")
    offered = browser.get(f"/tin-dung/khoan-vay/{loan_id}/but-toan/{entry_id}").text
    assert f"{address}?entry={entry_id}" in offered
    assert f'<option value="{entry_id}" selected>' in browser.get(f"{address}?entry={entry_id}").text
    sent = browser.hidden(address) | {"entry_id": str(entry_id), "reason": "Ghi nhầm khách hàng (giả định)"}
    assert "60.000.000" in text(browser.send(f"{address}/kiem-tra", sent)).partition("difference")[2]
    done = browser.send(f"{address}/huy", sent)
    assert done.status_code == 303
    assert owed(service, loan_id) == before
    assert "Ghi nhầm khách hàng" in browser.get(done.headers["Location"]).text
    assert "đã hủy" in browser.get(f"/tin-dung/khoan-vay/{loan_id}").text
    again = browser.send(f"{address}/huy", browser.hidden(address) | sent | {"idempotency_key": "khac"})
    assert again.status_code == 409  # it rested on the state before
