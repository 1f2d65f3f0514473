"""Demand by the pages: a commune's grid, its checks before it is recorded, explicit zero, and templates handed in."""

import io

from loans.papers.sheet import XLSX
from tests.api.service import Service
from tests.web.conftest import Visit
from tests.web.planner.conftest import YEAR, text

GRID = f"/plan/demand/{YEAR}/00004"
ROWS = {
    "beneficiaries_0": "worker",
    "purpose_0": "create",
    "workers_0": "5",
    "amount_0": "300.000.000",
    "jobs_0": "6",
    "beneficiaries_1": "all",
    "purpose_1": "create",
}


def standing(service: Service) -> list[tuple[str, int]]:
    with service.store.reading() as uow:
        return [(line["beneficiaries"], line["amount"]) for line in uow.demands.of_year(YEAR)]


def test_a_commune_records_its_rows_once_and_an_explicit_zero_replaces_them(service: Service, visit: Visit) -> None:
    browser = visit("commune")
    assert browser.get(f"/plan/demand?year={YEAR}").text.count('<span class="standing overdue">') == 1
    sent = browser.hidden(GRID) | ROWS
    assert [browser.send(GRID, sent).status_code for _ in range(2)] == [303, 303]
    assert standing(service) == [("worker", 300_000_000)]
    assert browser.send(GRID, browser.hidden(GRID) | ROWS | {"without": "1"}).status_code == 303
    assert standing(service) == []
    with service.store.reading() as uow:
        assert len(uow.demands.versions(YEAR, "00004")) == 2


def test_an_answer_recorded_meanwhile_is_shown_before_it_is_replaced(service: Service, visit: Visit) -> None:
    commune, planner = visit("commune"), visit("planner")
    first, second = commune.hidden(GRID) | ROWS, planner.hidden(GRID) | ROWS | {"amount_0": "90.000.000"}
    assert commune.send(GRID, first).status_code == 303
    faulty = planner.send(GRID, second | {"amount_0": "nhiều"})
    assert (faulty.status_code, 'name="sequence" value="0"' in text(faulty)) == (422, True)
    late = planner.send(GRID, second)
    assert late.status_code == 409
    page = text(late)
    for expected in ('name="sequence" value="1"', 'value="90.000.000"', "Bản 1", "300"):
        assert expected in page
    assert standing(service) == [("worker", 300_000_000)]
    assert planner.send(GRID, second | {"sequence": "1"}).status_code == 303
    assert standing(service) == [("worker", 90_000_000)]


def test_rows_are_checked_before_they_are_recorded(service: Service, visit: Visit) -> None:
    browser = visit("commune")
    twice = ROWS | {"beneficiaries_1": "worker", "workers_1": "1", "amount_1": "1.000.000", "jobs_1": "1"}
    page = text(browser.send(f"{GRID}/check", browser.hidden(GRID) | twice))
    assert 'data-of="1" data-result="ok"' in page
    assert 'data-of="2" data-result="error"' in page
    refused = browser.send(GRID, browser.hidden(GRID) | twice)
    assert refused.status_code == 422
    assert 'value="300.000.000"' in text(refused)  # what was typed is still there
    assert standing(service) == []


def test_nobody_enters_or_sees_the_demand_of_another_commune(service: Service, visit: Visit) -> None:
    browser = visit("commune")
    other = f"/plan/demand/{YEAR}/00008"
    assert browser.get(other).status_code == 403
    assert browser.send(other, browser.hidden(GRID) | ROWS).status_code == 403
    assert visit("auditor").send(GRID, visit("auditor").hidden("/plan/demand") | ROWS).status_code == 403
    assert standing(service) == []


def test_a_template_is_fetched_checked_row_by_row_and_handed_in(service: Service, visit: Visit) -> None:
    browser, address = visit("commune"), f"/plan/demand/{YEAR}/upload"
    template = browser.get(f"/plan/demand/{YEAR}/template.xlsx")
    assert (template.mimetype, template.data[:2]) == (XLSX, b"PK")
    head = "Mã xã,Nhóm đối tượng,Mục đích,Số lao động (người),Số tiền (đồng),Việc làm dự kiến (người)\n"
    good, bad = "00004,Người lao động,Tạo việc làm,5,300000000,6\n", "00004,Nhóm lạ,Tạo việc làm,1,1,1\n"

    def sheet(rows: str) -> dict[str, object]:
        return browser.hidden(address) | {"sheet": (io.BytesIO((head + rows).encode()), "nhu-cau.csv", "text/csv")}

    checked = browser.send(f"{address}/check", sheet(good + bad))
    assert checked.status_code == 200
    assert "1 dòng đạt" in text(checked)
    assert "Nhóm lạ" in text(checked)
    assert standing(service) == []
    assert browser.send(address, sheet(good + bad)).status_code == 422
    assert browser.send(address, sheet(good)).status_code == 303
    assert standing(service) == [("worker", 300_000_000)]
    nothing = browser.send(f"{address}/check", browser.hidden(address))
    assert (nothing.status_code, "#f-sheet" in text(nothing)) == (422, True)
