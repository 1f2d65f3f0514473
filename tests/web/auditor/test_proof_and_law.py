"""Lists, proof, law and forms as pages: what they find is what the use cases find."""

import json
import re
from datetime import date

from sqlalchemy import text as sql

from loans.domain.law import law
from loans.service.reports.lists import LISTS
from loans.web.auditor import chain
from tests.api.service import Service, made
from tests.api.story import a_loan
from tests.web.conftest import Visit


def test_every_list_opens_and_the_index_counts_as_the_api_does(service: Service, visit: Visit) -> None:
    a_loan(service)
    browser = visit("auditor")
    rows = {row["list"]: row["rows"] for row in made(service.get("auditor", "/audit-lists"))["lists"]}
    text = browser.get("/kiem-tra/danh-sach/so-lieu").text
    cells = re.findall(r'/kiem-tra/danh-sach/([a-z-]+)\?.*?<td class="number">(.*?)</td>', text, re.DOTALL)
    assert {code: int(count.replace("—", "0").replace(".", "")) for code, count in cells} == rows
    for each in LISTS:
        answer = browser.get(f"/kiem-tra/danh-sach/{each.code}")
        assert answer.status_code == 200
        assert each.cites[0] in answer.text


def test_the_index_works_nothing_out_and_shows_what_was(service: Service, visit: Visit) -> None:
    a_loan(service)
    browser = visit("auditor")
    text = browser.get("/kiem-tra/danh-sach").text
    assert text.count('<td class="number">…</td>') == 3 * len(LISTS)
    found = re.search(r'href="(/kiem-tra/danh-sach/use-check-missing\?[^"]*)"', text)
    assert found is not None
    address = found[1].replace("&amp;", "&")
    browser.get(address)
    text = browser.get(address.replace("/use-check-missing", "")).text
    assert text.count('<td class="number">…</td>') == 3 * (len(LISTS) - 1)


def test_a_verification_in_parts_ends_as_the_whole_does(service: Service, visit: Visit) -> None:
    chain_part, chain.PART = chain.PART, 3
    try:
        browser, place, parts = visit("auditor"), "/kiem-tra/chuoi/kiem-tra", 0
        head = made(service.get("auditor", "/audit-head"))
        heads = f"{head['position']}:{head['hash']}"
        place = f"{place}?heads={heads}"
        while True:
            text = browser.get(place).text
            found = re.search(r'href="(/kiem-tra/chuoi/kiem-tra\?[^"]*after=[^"]*)"', text)
            if not found:
                break
            parts, place = parts + 1, found[1].replace("&amp;", "&")
    finally:
        chain.PART = chain_part
    assert parts >= 1
    assert "KHỚP" in text
    assert heads in text
    forged = browser.get("/kiem-tra/chuoi/kiem-tra?after=" + f"5:{'0' * 64}~{'0' * 32}")
    assert forged.status_code == 422


def test_a_changed_entry_is_named_with_its_position(service: Service, visit: Visit) -> None:
    made(service.get("auditor", "/audit-head"))
    with service.store.engine.begin() as connection:
        for (name,) in connection.execute(
            sql("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='entry'")
        ).all():
            connection.execute(sql(f'DROP TRIGGER "{name}"'))
        connection.execute(sql("UPDATE entry SET reason = 'sửa lén' WHERE id = 2"))
    text = visit("auditor").get("/kiem-tra/chuoi/kiem-tra").text
    assert "CÓ SAI LỆCH" in text
    assert "/kiem-tra/but-toan/2" in text


def test_the_anchor_is_the_line_that_the_command_writes(service: Service, visit: Visit) -> None:
    head = made(service.get("auditor", "/audit-head"))
    line = json.loads(visit("auditor").get(f"/kiem-tra/chuoi/neo/{head['position']}").text)
    assert (line["position"], line["hash"]) == (head["position"], head["hash"])


def test_the_law_of_a_day_is_found_without_accents(visit: Visit) -> None:
    browser = visit("commune")
    day = date(2026, 1, 1)
    text = browser.get("/luat?on=01/01/2026").text
    assert len(re.findall(r'<th scope="row" class="says">', text)) >= len(law().in_force(day))
    found = browser.get("/luat?on=2026-01-01&q=lai+suat+no+qua+han").text
    assert "7,9248" not in found
    assert "10,30224" in found
    assert "Nghị định 338/2025/NĐ-CP" in found
    assert "đã đọc trong văn bản" in found
    before = browser.get("/luat?on=2025-12-31&q=lai+suat+no+qua+han").text
    assert "10,30224" not in before.split("Chưa có hiệu lực")[0]


def test_a_form_shows_the_digest_of_its_files_and_names_nobody_to_who_may_not_see_loans(
    service: Service, visit: Visit
) -> None:
    a_loan(service)
    page = visit("planner").get("/kiem-tra/bieu-mau/01.1-BCTD").text
    address = re.search(r'href="(/api/v1/forms/01.1-BCTD\?format=json[^"]*)"', page)
    assert address
    answer = service.client().get(address[1].replace("&amp;", "&"), headers=service.by("planner"))
    assert json.loads(answer.text)["digest"] in page
    assert visit("planner").get("/kiem-tra/bieu-mau/GQVL").status_code == 403
    assert visit("auditor").get("/kiem-tra/bieu-mau/GQVL").status_code == 200
