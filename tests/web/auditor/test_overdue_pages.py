"""The overdue desk: the API's figures at one day and moment, the way down to the entry, refusals on the page."""

import re
from html import unescape

from tests.api.service import Service, made
from tests.api.story import MILLION, a_loan
from tests.web.conftest import Visit

_MONEY = re.compile(r'<data class="money" value="(-?\d+)"')
DESK = "/kiem-tra/no-qua-han"


def figures(text: str) -> list[int]:
    """Every amount that a page shows, in đồng."""
    return [int(found) for found in _MONEY.findall(text)]


def test_the_desk_says_what_the_api_says_at_the_same_day_and_moment(service: Service, visit: Visit) -> None:
    a_loan(service)
    answer = made(service.get("auditor", "/reports/overdue", as_of="2026-11-20"))
    assert answer["total"]["overdue"] > 0
    when = f"as_of=2026-11-20&known_at={answer['known_at'].replace('+', '%2B')}"
    text = visit("auditor").get(f"{DESK}?{when}").text
    total = answer["total"]
    assert figures(text)[:3] == [total["outstanding"], total["overdue"], total["frozen"]]
    assert f"{answer['head']['position']}:{answer['head']['hash']}" in text
    for by in ("source", "point", "old_unit", "beneficiary"):
        assert total["overdue"] in figures(visit("auditor").get(f"{DESK}?by={by}&{when}").text)


def test_from_a_total_to_the_entry_by_links_alone(service: Service, visit: Visit) -> None:
    loan_id = a_loan(service)
    browser = visit("auditor")
    place = f"{DESK}?as_of=20/11/2026"
    for wanted in (
        r"/kiem-tra/no-qua-han/khoan-vay\?by=commune",
        rf"/kiem-tra/khoan-vay/{loan_id}\?",
        r"/kiem-tra/but-toan/",
    ):
        text = browser.get(place).text
        found = re.search(f'href="({wanted}[^"]*)"', text)
        assert found, (wanted, text[-4000:])
        place = unescape(found[1])
    text = browser.get(place).text
    assert "loan_" in text
    assert re.search(r'<span class="digest">[0-9a-f]{64}</span>', text)


def test_what_was_booked_later_is_not_known_before(service: Service, visit: Visit) -> None:
    loan_id = a_loan(service)
    before = made(service.get("auditor", "/reports/overdue"))["known_at"]
    paid = {"on": "2026-11-16", "voucher_no": "PT-GIA-9", "principal": MILLION, "interest": 0}
    made(service.change("officer", f"/loans/{loan_id}", "repayments", paid))
    browser, moment = visit("auditor"), before.replace("+", "%2B")
    assert "PT-GIA-9" in browser.get(f"/kiem-tra/khoan-vay/{loan_id}").text
    assert "PT-GIA-9" not in browser.get(f"/kiem-tra/khoan-vay/{loan_id}?known_at={moment}").text
    changed = browser.get(f"/kiem-tra/so-sanh?as_of=20/11/2026&known_before={moment}").text
    assert "loan_repaid" in changed
    assert MILLION in [first - second for first, second in zip(figures(changed), figures(changed)[1:], strict=False)]


def test_what_is_refused_stands_beside_its_field(visit: Visit) -> None:
    browser = visit("auditor")
    for query, field in (
        ("as_of=31/12/2030", "as_of"),
        ("known_at=ngay mai", "known_at"),
        ("since=32/1/2026", "since"),
    ):
        answer = browser.get(f"{DESK}?{query}")
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in answer.text
        assert f'id="e-{field}"' in answer.text


def test_a_commune_sees_its_own_and_no_loan(service: Service, visit: Visit) -> None:
    loan_id = a_loan(service)
    browser = visit("commune")
    text = browser.get(DESK).text
    assert "00004" in text
    assert "/khoan-vay" not in text
    assert browser.get(f"/kiem-tra/khoan-vay/{loan_id}").status_code == 403
    assert browser.get(f"{DESK}/khoan-vay").status_code == 403
    assert visit("officer2").get(f"/kiem-tra/khoan-vay/{loan_id}").status_code == 403
    assert visit("officer").get("/kiem-tra/but-toan/1").status_code == 403
