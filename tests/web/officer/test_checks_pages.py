"""Loan-use checks by the pages: those that are due in one's communes, and what a check records."""

from tests.api.service import Service
from tests.web.conftest import Visit
from tests.web.officer.conftest import Branch

CHECKS = "/tin-dung/kiem-tra"


def test_a_check_that_is_late_is_listed_recorded_once_and_then_gone(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id, browser = branch.lent(), visit("officer")
    address = f"/tin-dung/khoan-vay/{loan_id}/kiem-tra"
    listed = browser.get(f"{CHECKS}?late=1").text
    assert f'href="{address}"' in listed
    assert "05/04/2026" in listed  # thirty days after 06/03/2026
    assert 'class="article"' in listed
    sent = browser.hidden(address) | {
        "on": "20/11/2026",
        "outcome": "proper",
        "jobs-created": "1",
        "jobs-women": "1",
        "note": "Đã gặp (giả định)",
    }
    assert browser.send(address, sent | {"outcome": ""}).status_code == 422
    answers = [browser.send(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with service.store.reading() as uow:
        recorded = uow.debts.checks([loan_id])
    assert [(each["outcome"], each["jobs"]) for each in recorded] == [("proper", {"created": 1, "women": 1})]
    assert "Sử dụng đúng mục đích" in browser.get(answers[0].headers["Location"]).text
    assert f'href="{address}"' not in browser.get(CHECKS).text


def test_checks_are_recorded_by_the_officer_of_the_commune_alone(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id = branch.lent()
    address = f"/tin-dung/khoan-vay/{loan_id}/kiem-tra"
    assert f'href="{address}"' not in visit("approver").get(CHECKS).text  # sees that it is due, records nothing
    assert str(loan_id) in visit("approver").get(CHECKS).text
    assert f"/khoan-vay/{loan_id}" not in visit("officer2").get(CHECKS).text
    for person in ("officer2", "approver", "auditor"):
        browser = visit(person)
        sent = browser.hidden("/home") | {"idempotency_key": person, "sequence": "3", "on": "20/11/2026"}
        assert browser.send(address, sent | {"outcome": "proper"}).status_code == 403
    with service.store.reading() as uow:
        assert uow.debts.checks([loan_id]) == []
