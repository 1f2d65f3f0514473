"""A group's list by the pages: each row checked, all or nothing unless the good ones are asked for, filed once."""

import gzip
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.service import Service, made
from tests.api.story import a_point, a_source, borrower_body, group_body
from tests.web.conftest import Visit


def text(answer: TestResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.data) if packed else answer.data).decode()


def customer(service: Service, commune: str = "00004", borrower_class: str = "worker") -> str:
    made(service.send("officer", "/borrowers", body := borrower_body(commune, borrower_class)))
    return str(body["customer_no"])


@pytest.fixture
def address(service: Service) -> str:
    """The list of a group of commune 00004, with a source to lend from."""
    a_source(service)
    group_id = made(service.send("officer", "/groups", group_body(a_point(service))))["id"]
    return f"/tin-dung/danh-sach-to/{group_id}"


def rows(service: Service, *customers: str, **more: str) -> dict[str, str]:
    with service.store.reading() as uow:
        source = uow.funds.all()[0].id
    sent = {"filed_on": "02/03/2026", "source_id": str(source), **more}
    for place, number in enumerate(customers):
        sent |= {f"customer_no_{place}": number, f"purpose_{place}": "create"}
        sent |= {f"amount_{place}": "60.000.000", f"term_months_{place}": "24"}
    return sent


def filed(service: Service) -> list[Any]:
    with service.store.reading() as uow:
        return list(uow.applications.page(0, 100, None))


def test_a_good_list_is_filed_once_however_often_it_is_sent(service: Service, visit: Visit, address: str) -> None:
    browser = visit("officer")
    sent = browser.hidden(address) | rows(service, customer(service), customer(service))
    answers = [browser.send(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [each.amount for each in filed(service)] == [60_000_000] * 2
    group_id = int(address.rsplit("/", maxsplit=1)[-1])
    assert {each.group_id for each in filed(service)} == {group_id}
    receipt = browser.get(answers[0].headers["Location"]).text
    assert all(f"/tin-dung/ho-so/{each.id}" in receipt for each in filed(service))
    assert "120.000.000" in receipt


def test_a_bad_row_keeps_the_list_out_and_is_named_with_its_cell(service: Service, visit: Visit, address: str) -> None:
    browser = visit("officer")
    good, elsewhere, firm = customer(service), customer(service, "00008"), customer(service, "00004", "cooperative")
    sent = browser.hidden(address) | rows(service, good, "9900000000", elsewhere, firm, good) | {"amount_4": "nhiều"}
    refused = browser.send(address, sent)
    page = text(refused)
    assert (refused.status_code, filed(service)) == (422, [])
    for cell in ("customer_no_1", "customer_no_2", "customer_no_3", "customer_no_4", "amount_4"):
        assert f'href="#f-{cell}"' in page
    assert 'href="#f-customer_no_0"' not in page
    assert f'value="{elsewhere}"' in page  # what was typed is still there

    kept = browser.send(address, browser.hidden(address) | sent | {"idempotency_key": "khac", "keep_good": "1"})
    assert kept.status_code == 303
    assert len(filed(service)) == 1
    receipt = browser.get(kept.headers["Location"]).text
    assert "Dòng chưa ghi" in receipt
    for said in ("Dòng 2: không có khách hàng này", "Dòng 3: khách hàng khác xã", "Dòng 4: cơ sở phải lập hồ sơ riêng"):
        assert said in receipt


def test_checking_says_row_by_row_and_records_nothing(service: Service, visit: Visit, address: str) -> None:
    browser = visit("officer")
    sent = browser.hidden(address) | rows(service, customer(service), customer(service), "9900000001")
    proof = {"group_0": "poor_household", "paper_0": "GCN-GIẢ 1"}
    checked = browser.send(f"{address}/kiem-tra", sent | {"amount_1": "900.000.000"} | proof)
    page = text(checked)
    assert checked.status_code == 200
    assert page.count('<tr class="error">') == 2  # the proof without its day, and the unknown customer
    assert page.count('<tr class="warning">') == 1  # above the largest loan: filed, and not met today
    assert "khoản 2 Điều 5" in page
    assert filed(service) == []
    empty = browser.send(f"{address}/kiem-tra", browser.hidden(address) | rows(service))
    assert (empty.status_code, "#f-customer_no_0" in text(empty)) == (422, True)


def test_a_list_is_entered_by_the_officer_of_its_commune_alone(service: Service, visit: Visit, address: str) -> None:
    sent = rows(service, customer(service))
    assert visit("officer2").get(address).status_code == 403
    for person in ("officer2", "approver", "auditor"):
        browser = visit(person)
        assert browser.send(address, browser.hidden("/") | {"idempotency_key": "k"} | sent).status_code == 403
    assert filed(service) == []
