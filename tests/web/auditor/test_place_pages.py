"""The work list of divided units as pages: confirmed by ticks or by hamlet, booked once, withdrawn."""

from tests.api.service import Service
from tests.programme import Programme
from tests.store.waiting import DIVIDED, ELSEWHERE, ONE, Waiting
from tests.web.conftest import Visit


def test_a_ticked_loan_is_placed_once_and_can_be_withdrawn(service: Service, visit: Visit) -> None:
    waiting = Waiting(Programme(service.store, service.clock))
    loan, other = waiting.loan(), waiting.loan()
    browser = visit("approver")
    listed = browser.get("/dia-ban").text
    assert DIVIDED.full_name in listed
    place = f"/dia-ban/khoan-vay?old_code={DIVIDED.code}"
    assert loan.contract_no in browser.get(place).text
    given = browser.hidden(place) | {"commune": ONE, "reason": "Biên bản giả định"}
    nothing = browser.send("/dia-ban/xac-nhan", given)
    assert nothing.status_code == 422
    first, again = (browser.send("/dia-ban/xac-nhan", given | {"loan": str(loan.id)}) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (303, again.headers["Location"])
    with service.store.reading() as uow:
        assert {each.loan_id: each.commune for each in uow.confirmations.places([loan.id, other.id])}[loan.id] == ONE
        assert len(uow.confirmations.of_loan(loan.id)) == 1
    receipt = first.headers["Location"].split("?")[0]
    assert loan.contract_no in browser.get(receipt).text
    marks = browser.hidden(receipt)
    assert browser.send(f"{receipt}/rut-lai", marks | {"reason": "Nhầm thôn"}).status_code == 303
    assert "đã rút lại bởi" in browser.get(receipt).text
    assert loan.contract_no in browser.get(place).text


def test_who_has_no_successor_in_charge_sees_nothing_to_place(service: Service, visit: Visit) -> None:
    waiting = Waiting(Programme(service.store, service.clock))
    loan = waiting.loan()
    browser = visit("officer2")
    assert DIVIDED.full_name not in browser.get("/dia-ban").text
    assert loan.contract_no not in browser.get(f"/dia-ban/khoan-vay?old_code={DIVIDED.code}").text
    whole = visit("approver")
    place = f"/dia-ban/khoan-vay?old_code={DIVIDED.code}&hamlet_code="
    given = whole.hidden(place) | {"commune": ELSEWHERE, "reason": "Hồ sơ ghi nhầm (giả định)", "every": "1"}
    placed = whole.send("/dia-ban/xac-nhan", given | {"old_code": DIVIDED.code, "hamlet_code": ""})
    assert placed.status_code == 303
    with service.store.reading() as uow:
        assert [each.commune for each in uow.confirmations.places([loan.id])] == [ELSEWHERE]
        [made] = uow.confirmations.of_loan(loan.id)
    told = {"reason": "Nhầm (giả định)"}
    route = f"/area-confirmations/{made.id}"
    assert service.change("approver", route, "withdrawal", told).status_code == 200  # an approver's, by an approver
