"""What a disbursement warned of stays in sight, none comes after the term, losses are paid back, and a trial writes
nothing at all.
"""

import re
from datetime import date
from typing import Any

import pytest

from loans.domain.refusal import Refusal
from loans.http.roles import Action
from loans.service import debt
from loans.store.unit_of_work import Store
from loans.web.officer.acts import ACTS as OFFERED
from tests.api.service import Service
from tests.programme import MILLION, OFFICER
from tests.web.conftest import Visit
from tests.web.officer.conftest import HERE, Branch
from tests.web.officer.test_debt_pages import ACTS, at, entries, owed, text
from tests.web.officer.test_lending import ROOT

TODAY = date(2026, 11, 20)
MARCH, APRIL = date(2026, 3, 6), date(2026, 4, 6)


def approved(branch: Branch, borrower_id: int, amount: int, *, term_months: int = 24) -> int:
    """A signed loan of somebody, not paid out; its number."""
    programme = branch.programme
    filing = programme.filing(borrower_id, branch.source_id, amount, group=branch.group, term_months=term_months)
    asked = programme.appraised(filing, days=dict.fromkeys(("filed", "complete", "appraised"), MARCH))
    programme.approve(asked, on=MARCH)
    return programme.sign(asked, on=MARCH).id


def test_what_a_disbursement_warned_of_stands_on_its_receipt_and_on_the_loan(
    service: Service, visit: Visit, branch: Branch
) -> None:
    programme, browser = branch.programme, visit("officer")
    who = programme.worker(HERE)
    first = approved(branch, who, 150 * MILLION)
    programme.disburse(first, 150 * MILLION, on=MARCH)
    programme.repay(first, on=MARCH, principal=150 * MILLION, interest=0)
    second = approved(branch, who, 150 * MILLION)
    programme.reverse(first)  # the sum was somebody else's: 150 million are owed again
    address = f"{ROOT}/khoan-vay/{second}/giai-ngan"
    sent = browser.hidden(address) | {"on": "20/11/2026", "amount": "150.000.000", "voucher_no": "GN-GIA-1"}
    booked = browser.send(address, sent)
    assert booked.status_code == 303
    for path in (booked.headers["Location"], f"{ROOT}/khoan-vay/{second}"):
        page = browser.get(path).text
        assert re.search(r"Cảnh báo khi giải ngân.*vượt mức tối đa hiện nay 50.000.000 đồng.*338/2025", page, re.S), (
            path
        )
        assert "above_largest_loan" not in page
    browser.speak("en")
    assert "exceed the largest loan now" in browser.get(f"{ROOT}/khoan-vay/{second}").text
    programme.reverse(second)
    assert "exceed the largest loan now" not in browser.get(f"{ROOT}/khoan-vay/{second}").text


def test_nothing_is_paid_out_once_the_last_due_day_has_come(service: Service, visit: Visit, branch: Branch) -> None:
    programme, browser = branch.programme, visit("officer")
    loan_id = approved(branch, programme.worker(HERE), 20 * MILLION, term_months=6)  # due on 06/09/2026
    address = f"{ROOT}/khoan-vay/{loan_id}/giai-ngan"
    fields = {"amount": "20.000.000", "voucher_no": "GN-GIA-2"}
    for day in ("06/09/2026", "20/11/2026"):
        answer = browser.send(address, browser.hidden(address) | fields | {"on": day})
        assert answer.status_code == 422, day
        assert 'href="#f-on"' in text(answer)
        assert "hạn trả cuối cùng 06/09/2026" in text(answer)
        assert "Quy tắc của sản phẩm" in text(answer)
    programme.debt(debt.extend, loan_id, on=date(2026, 9, 5), months=6)
    assert browser.send(address, browser.hidden(address) | fields | {"on": "05/09/2026"}).status_code == 303
    assert owed(service, loan_id).in_term == 20 * MILLION


def test_a_day_before_the_last_due_day_is_in_term_and_a_recall_ends_the_term(branch: Branch) -> None:
    programme = branch.programme
    loan_id = approved(branch, programme.worker(HERE), 20 * MILLION, term_months=6)
    programme.disburse(loan_id, 5 * MILLION, on=date(2026, 9, 5))
    other = approved(branch, programme.worker(HERE), 20 * MILLION)
    programme.disburse(other, 5 * MILLION, on=MARCH)
    programme.debt(
        debt.recall, other, on=date(2026, 10, 1), due_on=date(2026, 10, 10), reason="Sai mục đích (giả định)"
    )
    with pytest.raises(Refusal) as refused:
        programme.disburse(other, 5 * MILLION, on=TODAY)
    assert refused.value.code == "term_over"


def test_what_was_written_off_is_recovered_and_interest_overpaid_given_back_at_the_pages(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id, browser, programme = branch.lent(), visit("officer"), branch.programme
    given: dict[str, Any] = {
        "principal": 10 * MILLION,
        "interest": 0,
        "frozen": 0,
        "decision": "QĐ-GIẢ",
        "cites": ["Điều giả định"],
    }
    programme.debt(debt.write_off, loan_id, on=date(2026, 11, 1), **given)
    interest = programme.standing(loan_id, TODAY).interest
    programme.repay(loan_id, on=TODAY, principal=0, interest=interest)
    programme.repay(loan_id, on=APRIL, principal=20 * MILLION, interest=0)  # booked late: less has accrued
    credit = programme.standing(loan_id, TODAY).credit
    assert credit > 0
    for act, most, kind in (("recover", 10 * MILLION, "loan_recovered"), ("refund", credit, "interest_refunded")):
        address = at(loan_id, act)
        page = browser.get(address).text
        assert f'value="{most}"' in page  # the most that it may be, and proposed as the sum
        assert f'data-amount value="{most:,}"'.replace(",", ".") in page
        fields = {"on": "20/11/2026", "voucher_no": f"PT-GIA-{act}"}
        over = browser.send(f"{address}/kiem-tra", browser.hidden(address) | fields | {"amount": str(most + 1)})
        assert over.status_code == 422
        assert 'href="#f-amount"' in text(over)
        sent = browser.hidden(address) | fields | {"amount": str(most)}
        before = entries(service, loan_id)
        seen = browser.send(f"{address}/kiem-tra", sent)
        assert (seen.status_code, entries(service, loan_id)) == (200, before)
        assert re.search(rf"/xu-ly/{act}/ghi", text(seen))
        booked = browser.send(f"{address}/ghi", sent)
        assert (booked.status_code, entries(service, loan_id)[-1]) == (303, kind)
        assert f"{most:,}".replace(",", ".") in browser.get(booked.headers["Location"]).text
        again = browser.send(f"{address}/ghi", browser.hidden(address) | fields | {"amount": "1"})
        assert again.status_code in (409, 422)  # nothing is left
    assert owed(service, loan_id).credit == 0


def test_another_communes_officer_neither_sees_nor_tries_nor_books_an_act(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id, stranger = branch.lent(), visit("officer2")
    before, marks = entries(service, loan_id), stranger.hidden("/home") | {"sequence": "9", "on": "20/11/2026"}
    fields = {"amount": "1", "voucher_no": "PT-GIA", "entry_id": "1", "reason": "Giả định", "months": "1"}
    steps = {Action.LOAN_WRITE: "ghi", Action.LOAN_DECIDE: "quyet-dinh", Action.LOAN_CORRECT: "huy"}
    for act, offered in OFFERED.items():
        assert stranger.get(at(loan_id, act)).status_code == 403, act
        for step in ("kiem-tra", steps[offered.action]):
            sent = marks | fields | {"idempotency_key": f"xa-khac-{act}-{step}"}
            assert stranger.send(f"{at(loan_id, act)}/{step}", sent).status_code == 403, (act, step)
    assert entries(service, loan_id) == before


def test_trying_takes_no_writing_transaction(visit: Visit, branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    loan_id, officer, approver = branch.lent(), visit("officer"), visit("approver")
    marks = {act: approver.hidden(at(loan_id, act)) for act in ACTS if ACTS[act][0] == "approver"}

    def refused(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Store, "writing", refused)
    page = officer.get(f"{ROOT}/khoan-vay/{loan_id}/neu?amount=1.000.000&on=20/11/2026&months=3")
    assert "06/06/2028" in page.text
    for act, sent in marks.items():
        seen = approver.send(f"{at(loan_id, act)}/kiem-tra", sent | ACTS[act][3])
        assert ACTS[act][4] in text(seen).partition('<table class="table table-sm difference">')[2], act


def test_a_trial_forgets_what_it_decided(service: Service, branch: Branch) -> None:
    loan_id = branch.lent()
    with service.store.reading() as uow:
        present = uow.loans.get(loan_id)
        given: dict[str, Any] = {"today": TODAY, "loan_id": loan_id, "expected": present.sequence, "on": TODAY}
        tried = debt.decided(uow, OFFICER, "extend", **given, months=6).after
        assert (len(tried.debts.reliefs), len(uow.debts.of([loan_id]).reliefs)) == (1, 0)
        assert len(uow.books.one(loan_id).debts.reliefs) == 0


def test_a_decided_dossier_shows_its_decision_and_no_law_of_today(visit: Visit, branch: Branch) -> None:
    programme, browser = branch.programme, visit("officer")
    filing = programme.filing(programme.worker(HERE), branch.source_id, 20 * MILLION, group=branch.group)
    asked = programme.appraised(filing)
    path = f"{ROOT}/ho-so/{asked}"
    assert "Theo quy định hôm nay" in browser.get(path).text
    programme.approve(asked)
    page = browser.get(path).text
    assert "Mức vay tối đa ngày đó" in page
    assert "Theo quy định hôm nay" not in page
    programme.withdraw(asked)
    assert "Không làm nữa" in browser.get(path).text  # the contract


def test_the_sessions_of_the_next_days_stand_on_the_officers_desk(
    service: Service, visit: Visit, branch: Branch
) -> None:
    soon = branch.programme.point(HERE, monthly_day=23)
    page = visit("officer").get("/home").text
    assert f"Phiên giao dịch, bảng thu: {soon.name}" in page
    assert f"/tin-dung/thu-no/{soon.id}?on=23/11/2026" in page
    assert f"/tin-dung/thu-no/{branch.point.id}?" not in page  # its day is the 7th
    assert soon.name not in visit("officer2").get("/home").text
