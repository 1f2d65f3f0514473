"""A loan at the pages: what it owes, what would be, what is foreseen is what is booked, the sheet of a session."""

import re
from datetime import date
from typing import Any

import pytest

from loans.domain.lending.outlook import schedule_of
from loans.service.loan import position_of
from tests.api.service import Service
from tests.programme import MILLION
from tests.web.conftest import Visit
from tests.web.officer.conftest import Branch
from tests.web.officer.test_lending import ROOT, text_of
from tests.web.visitor import Visitor

TODAY = "20/11/2026"


def owed(service: Service, loan_id: int) -> Any:
    with service.store.reading() as uow:
        return position_of(uow, uow.loans.get(loan_id), date(2026, 11, 20))


def kinds(service: Service, loan_id: int) -> list[str]:
    with service.store.reading() as uow:
        return [each.kind for each in uow.entries.history([loan_id])]


def test_the_page_of_a_loan_shows_its_portions_schedule_and_entries(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id = branch.lent()
    page = visit("officer").get(f"{ROOT}/khoan-vay/{loan_id}").text
    # 15 million was due on 06/09/2026 and moved on the session of 07/09/2026
    assert re.search(r'figure card overdue.*?value="15000000"', page, re.S)
    assert re.search(r'figure card in-term.*?value="45000000"', page, re.S)
    assert "/but-toan/" in page
    before = visit("officer").get(f"{ROOT}/khoan-vay/{loan_id}?as_of=06/09/2026").text
    assert re.search(r'figure card in-term.*?value="60000000"', before, re.S)
    with service.store.reading() as uow:
        parts = schedule_of(uow.books.one(loan_id), date(2026, 11, 20))
    assert [part.state.value for part in parts] == ["overdue", "due", "due", "due"]
    assert sum(part.left for part in parts) == 60 * MILLION


def test_what_would_be_books_nothing(service: Service, visit: Visit, branch: Branch) -> None:
    loan_id = branch.lent()
    page = visit("officer").get(f"{ROOT}/khoan-vay/{loan_id}/neu?amount=1.000.000&on={TODAY}&months=3").text
    assert "Số tiền 1.000.000 đồng" in page
    assert "Lịch sau gia hạn" in page
    assert "06/06/2028" in page  # the last instalment, three months later
    assert "loan_extended" not in kinds(service, loan_id)


@pytest.mark.parametrize(
    ("who", "act", "given", "kind"),
    [
        ("approver", "extend", {"on": TODAY, "months": "6", "decision": "QĐ-GIA/2026"}, "loan_extended"),
        ("approver", "recall", {"on": TODAY, "due_on": "01/12/2026", "reason": "Sai mục đích"}, "loan_recalled"),
        (
            "approver",
            "freeze",
            {
                "on": TODAY,
                "overdue": "15.000.000",
                "cause": "damage",
                "damage_percent": "45",
                "last_on": "19/11/2029",
                "decision": "QĐ-GIA",
            },
            "loan_frozen",
        ),
        (
            "approver",
            "write_off",
            {"on": TODAY, "principal": "5.000.000", "decision": "QĐ-GIA", "cites": "Điều giả định"},
            "loan_written_off",
        ),
        (
            "officer",
            "reschedule",
            {"on": TODAY, "number": "2", "amount": "15.000.000", "due_on": "06/06/2027"},
            "loan_rescheduled",
        ),
    ],
)
def test_what_is_foreseen_of_an_act_is_what_it_books(
    service: Service, visit: Visit, branch: Branch, who: str, act: str, given: dict[str, str], kind: str
) -> None:
    loan_id = branch.lent()
    browser, path = visit(who), f"{ROOT}/khoan-vay/{loan_id}/xu-ly/{act}"
    marks = browser.hidden(path)
    before = owed(service, loan_id)
    seen = browser.send(f"{path}/kiem-tra", marks | given)
    shown = text_of(seen)
    assert seen.status_code == 200, shown[-3000:]
    assert kind not in kinds(service, loan_id)
    assert owed(service, loan_id) == before
    books = re.search(r'formaction="([^"]+)"', shown)
    assert books is not None
    assert 'class="changed"' in shown
    booked = browser.send(books[1], marks | given)
    assert booked.status_code == 303, text_of(booked)[-3000:]
    assert kinds(service, loan_id)[-1] == kind
    after = owed(service, loan_id)
    for value in (after.in_term, after.overdue, after.frozen):
        assert not value or f'value="{value}"' in shown
    assert "Vị trí trong chuỗi" in browser.get(booked.headers["Location"]).text


def test_an_act_is_refused_to_who_may_not_take_it(visit: Visit, branch: Branch) -> None:
    loan_id = branch.lent()
    assert visit("officer").get(f"{ROOT}/khoan-vay/{loan_id}/xu-ly/freeze").status_code == 403
    assert visit("approver").get(f"{ROOT}/khoan-vay/{loan_id}/xu-ly/reschedule").status_code == 403
    assert visit("officer").get(f"{ROOT}/khoan-vay/{loan_id}/xu-ly/khong-co").status_code == 404
    officer = visit("officer")
    marks = officer.hidden(f"{ROOT}/khoan-vay/{loan_id}/xu-ly/reschedule")
    assert officer.send(f"{ROOT}/khoan-vay/{loan_id}/xu-ly/extend/ghi", marks | {"months": "1"}).status_code == 403


def test_a_repayment_is_reversed_from_its_entry(service: Service, visit: Visit, branch: Branch) -> None:
    loan_id = branch.lent()
    officer, path = visit("officer"), f"{ROOT}/khoan-vay/{loan_id}/thu-no"
    given = {"on": TODAY, "amount": "2.000.000", "voucher_no": "TN-GIA-1"}
    seen = officer.send(f"{path}/kiem-tra", officer.hidden(path) | given)
    assert "Thứ tự thu" in text_of(seen)
    before = owed(service, loan_id)
    paid = officer.send(path, officer.hidden(path) | given)
    receipt = paid.headers["Location"].partition("?")[0]
    assert owed(service, loan_id).outstanding < before.outstanding
    act = f"{ROOT}/khoan-vay/{loan_id}/xu-ly/reverse"
    entry = receipt.rpartition("/")[2]
    undone = officer.send(f"{act}/huy", officer.hidden(act) | {"entry_id": entry, "reason": "Ghi nhầm (giả định)"})
    assert undone.status_code == 303, text_of(undone)[-2000:]
    assert owed(service, loan_id) == before
    assert "(đã hủy)" in officer.get(receipt).text


def sheet_form(officer: Visitor, branch: Branch) -> tuple[str, dict[str, Any]]:
    path = f"{ROOT}/thu-no/{branch.point.id}"
    page = officer.get(f"{path}?on={TODAY}").text
    contracts = re.findall(r'name="contract_no" value="([^"]+)"', page)
    vouchers = dict(re.findall(r'name="(row-[^"]+-voucher)" value="([^"]+)"', page))
    return path, officer.hidden(f"{path}?on={TODAY}") | {"contract_no": contracts, **vouchers}


def test_a_sheet_books_once_against_the_cash_counted(service: Service, visit: Visit, branch: Branch) -> None:
    loans = [branch.lent(), branch.lent(30 * MILLION)]
    officer = visit("officer")
    path, form = sheet_form(officer, branch)
    first, second = form["contract_no"]
    typed = form | {f"row-{first}-principal": "1.000.000", f"row-{second}-interest": "50.000", "cash": "1.000.000"}
    apart = officer.send(path, typed)
    assert apart.status_code == 422
    assert "chênh 50.000 đồng" in text_of(apart)
    good = typed | {"cash": "1.050.000"}
    booked = officer.send(path, good)
    assert booked.status_code == 303, text_of(booked)[-2000:]
    assert officer.send(path, good).headers["Location"] == booked.headers["Location"]
    assert sum(kinds(service, loan).count("loan_repaid") for loan in loans) == 2
    assert "1.050.000" in officer.get(booked.headers["Location"]).text
    twice = officer.send(path, good | {"idempotency_key": "another-key-of-the-same-sheet"})
    assert twice.status_code == 422
    assert "đã dùng" in text_of(twice)


def test_a_bad_row_refuses_the_sheet_unless_the_good_are_to_be_kept(
    service: Service, visit: Visit, branch: Branch
) -> None:
    branch.lent(), branch.lent(30 * MILLION)
    officer = visit("officer")
    path, form = sheet_form(officer, branch)
    first, second = form["contract_no"]
    typed = form | {f"row-{first}-principal": "900.000.000", f"row-{second}-interest": "50.000", "cash": "50.000"}
    refused = officer.send(path, typed)
    page = text_of(refused)
    assert refused.status_code == 422
    assert page.count('class="wrong-row"') == 1
    assert 'value="900.000.000"' in page
    kept = officer.send(path, typed | {"keep_good": "1"})
    assert kept.status_code == 303
    assert f"{first}:" in officer.get(kept.headers["Location"]).text


def test_a_check_is_due_after_a_disbursement_until_it_is_recorded(
    service: Service, visit: Visit, branch: Branch
) -> None:
    loan_id = branch.lent()
    officer = visit("officer")
    assert f"/khoan-vay/{loan_id}/kiem-tra" in officer.get(f"{ROOT}/kiem-tra").text
    path = f"{ROOT}/khoan-vay/{loan_id}/kiem-tra"
    given = {"on": TODAY, "outcome": "proper", "jobs-created": "1", "note": "Đúng phương án (giả định)"}
    assert officer.send(path, officer.hidden(path) | given).status_code == 303
    with service.store.reading() as uow:
        assert uow.debts.checks([loan_id])[0]["jobs"] == {"created": 1}
    assert f"/khoan-vay/{loan_id}/kiem-tra" not in officer.get(f"{ROOT}/kiem-tra").text
