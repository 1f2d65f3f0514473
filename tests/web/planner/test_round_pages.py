"""A round by its pages: each step is taken by who may, the decision is seen before it is recorded, papers come out."""

import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.service import Service, made
from tests.api.story import MILLION, a_source, decision_body, draft_body, submit
from tests.web.conftest import Visit
from tests.web.planner.conftest import text
from tests.web.visitor import Visitor

SHARES = {"00004": 600 * MILLION, "00008": 400 * MILLION}


@pytest.fixture
def drafted(service: Service) -> int:
    """A round of the planner, with new budget."""
    return int(made(service.send("planner", "/rounds", draft_body(a_source(service), SHARES)))["id"])


def step(browser: Visitor, address: str, **given: Any) -> TestResponse:
    return browser.send(address, browser.hidden(address) | given)


def test_a_round_goes_its_whole_way_by_the_pages(service: Service, visit: Visit, drafted: int) -> None:
    round_page = f"/plan/rounds/{drafted}"
    opinion = {"agrees": "yes", "on": "20/11/2026", "paper": "CV-GIẢ 9"}
    for who, name in (("approver", "branch-opinion"), ("finance", "finance-opinion")):
        scan = (io.BytesIO(b"%PDF-1.7 gia"), "cong-van.pdf", "application/pdf")
        assert step(visit(who), f"{round_page}/{name}", **opinion, scan=scan).status_code == 303
    own = step(visit("planner"), f"{round_page}/check", on="20/11/2026")
    assert own.status_code == 422
    assert "Người thứ hai phải làm bước này" in text(own)
    second = visit("planner2")
    assert "→" in second.get(f"{round_page}/check").text
    assert step(second, f"{round_page}/check", on="20/11/2026").status_code == 303
    assert step(visit("planner"), f"{round_page}/submission", on="20/11/2026", paper="TTr-GIẢ 9").status_code == 303
    given = {"decision": "QĐ-GIẢ 9", "signed_on": "20/11/2026", "effective_on": "20/11/2026", "differs": "1"}
    given |= {"line_00004": "700.000.000", "line_00008": "300.000.000", "part_0": "1.000.000.000"}
    address = f"{round_page}/decision"
    asked = second.send(f"{address}/check", second.hidden(address) | given)
    assert "2 xã, phường khác số trình" in text(asked)
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text(asked)))
    assert carried["line_00004"] == "700.000.000"
    answers = [second.send(address, carried) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    with service.store.reading() as uow:
        decided = uow.rounds.get(drafted)
        kept = [uow.papers.get(paper_id).name for each in decided.steps for paper_id in each.says.get("papers", ())]
    assert {each.commune: each.amount for each in decided.lines} == {"00004": 700 * MILLION, "00008": 300 * MILLION}
    assert kept == ["cong-van.pdf"] * 2
    assert second.get(round_page).text.count('<td class="number differs">') == 2


def test_faults_of_a_step_stand_at_their_fields_and_nothing_is_kept(
    service: Service, visit: Visit, drafted: int
) -> None:
    address = f"/plan/rounds/{drafted}/branch-opinion"
    wrong = step(visit("approver"), address, agrees="yes", on="2026-13-01")
    assert (wrong.status_code, "#f-on" in text(wrong)) == (422, True)
    scan = (io.BytesIO(b"GIF89a"), "anh.gif", "image/gif")
    wrong = step(visit("approver"), address, agrees="yes", on="20/11/2026", scan=scan)
    assert "#f-scan" in text(wrong)
    silent = step(visit("approver"), address, agrees="no", on="20/11/2026")
    assert "#f-opinion" in text(silent)
    with service.store.reading() as uow:
        assert len(uow.rounds.get(drafted).steps) == 1


def test_a_commune_sees_a_round_once_it_is_decided_and_then_its_own_line(
    service: Service, visit: Visit, drafted: int
) -> None:
    browser, path = visit("commune"), f"/rounds/{drafted}"
    assert browser.get(f"/plan/rounds/{drafted}").status_code == 404
    assert browser.get(f"/plan/rounds/{drafted}/papers/annex.pdf").status_code == 404
    submit(service, path)
    made(service.change("planner2", path, "decision", decision_body()))
    page = browser.get(f"/plan/rounds/{drafted}").text
    assert re.findall(r'<tr id="c(\d+)">', page) == ["00004"]
    assert browser.get(f"/plan/rounds/{drafted}/papers/letters.pdf").data.startswith(b"%PDF-")
    assert browser.get(f"/plan/rounds/{drafted}/papers/letters.pdf?commune=00008").status_code == 403
    assert browser.get(f"/plan/rounds/{drafted}/decision").status_code == 403


def test_a_draft_is_pasted_from_a_sheet_and_must_equal_its_pool(service: Service, visit: Visit) -> None:
    source_id, browser = a_source(service), visit("planner")
    address = f"/plan/rounds/new?year=2026&source={source_id}"
    given = browser.hidden(address) | {
        "measure": "lending",
        "pool_new": "1.000.000.000",
        "decision_new": "QĐ-GIẢ",
        "lines": "00004\t600.000.000\n8\t300000000",
    }
    short = browser.send("/plan/rounds/new", given)
    assert short.status_code == 422
    assert "1.000.000.000" in text(short)
    unread = browser.send("/plan/rounds/new", given | {"lines": "00004\tsáu trăm"})
    assert "Hàng 1" in text(unread)
    done = browser.send("/plan/rounds/new", given | {"lines": "00004\t600.000.000\n8\t400000000\n"})
    assert done.status_code == 303
    with service.store.reading() as uow:
        (present,) = uow.rounds.all(2026, source_id)
    assert {line.commune: line.amount for line in present.lines} == SHARES


def test_every_paper_of_a_round_comes_as_it_is_asked_for(visit: Visit, drafted: int) -> None:
    for paper in ("proposal", "annex"):
        for kind, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
            answer = visit("finance").get(f"/plan/rounds/{drafted}/papers/{paper}.{kind}")
            assert answer.data.startswith(begins)
            assert answer.headers["Content-Disposition"].startswith("attachment")
