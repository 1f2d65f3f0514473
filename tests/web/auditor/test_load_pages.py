"""Loads as pages: files handed in, taken further, posted once, by a second person."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from loans.service.account import open_account
from tests.api.service import PASSWORD, Service
from tests.loading import TODAY, branch, opened
from tests.portfolio import Shape, write
from tests.portfolio import world as places
from tests.web.conftest import Visit
from tests.web.visitor import Visitor

LOANS, COMMUNES = 12, 4


def loaded(service: Service, visit: Visit, folder: Path) -> tuple[Visitor, str]:
    """A load checked to its end over the pages, and its address."""
    branch(service.store, places(COMMUNES))
    with service.store.writing("admin") as uow:
        open_account(uow, today=TODAY, username="director", role="approver", communes=(), password=PASSWORD)
    browser = visit("approver")
    opened = browser.send("/nap-du-lieu", browser.hidden("/nap-du-lieu") | {"day": "31/10/2026"})
    address = opened.headers["Location"].split("?")[0]
    for path in write(folder, Shape(loans=LOANS, communes=COMMUNES, layout="10", faults=0)).files.values():
        marks = browser.hidden(address)
        sent = browser.send(f"{address}/tep", marks | {"file": (BytesIO(path.read_bytes()), path.name)})
        assert sent.status_code == 303, sent.data
    for _ in range(40):
        if "Đã kiểm tra" in heading(browser, address):
            return browser, address
        assert browser.send(f"{address}/tiep", browser.hidden(address)).status_code == 303
    raise AssertionError(heading(browser, address))


def heading(browser: Visitor, address: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", browser.get(address).text, re.DOTALL)
    assert found
    return found[1]


def test_a_load_is_posted_once_and_by_a_second_person(service: Service, visit: Visit, tmp_path: Path) -> None:
    browser, address = loaded(service, visit, tmp_path)
    assert "người khác phải ghi sổ" in browser.get(address).text
    assert f"/nap-du-lieu/{address.rsplit('/', 1)[-1]}/ghi-so" not in browser.get(address).text
    forced = browser.send(f"{address}/ghi-so", browser.hidden(address) | {"read": "1", "sequence": "1"})
    assert forced.status_code in (403, 409, 422)
    director = visit("director")
    marks = director.hidden(address)
    unread = director.send(f"{address}/ghi-so", marks)
    assert unread.status_code == 422
    given = marks | {"read": "1", "keep_good": "1", "without_control": "Thử nghiệm giả định"}
    first, again = (director.send(f"{address}/ghi-so", given) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]
    assert "Đã ghi sổ" in heading(director, address)
    with service.store.reading() as uow:
        booked = len(uow.loans.all())
    assert 0 < booked <= LOANS
    with service.store.reading() as uow:
        kinds = [each.kind for each in uow.entries.history([int(address.rsplit("/", 1)[-1])])]
    assert kinds.count("load_posted") == 1


def test_a_load_is_nobody_elses_who_is_bound_to_communes(service: Service, visit: Visit, tmp_path: Path) -> None:
    _, address = loaded(service, visit, tmp_path)
    assert visit("officer2").get(address).status_code == 403
    assert visit("auditor").get(address).status_code == 200
    assert visit("planner").get("/nap-du-lieu").status_code == 403
    rows = visit("auditor").get(f"{address}/dong").text
    assert len(re.findall(r'<th scope="row">', rows)) == LOANS


def test_a_file_is_taken_out_over_the_page(service: Service, visit: Visit, tmp_path: Path) -> None:
    browser, address = loaded(service, visit, tmp_path)
    load_id = int(address.rsplit("/", 1)[-1])
    with service.store.reading() as uow:
        last = uow.loads.files(load_id)[-1]
        sequence = uow.loads.get(load_id).sequence
    marks = browser.hidden(address)
    for wrong in ({}, {"file_id": "²", "withdrawn_for": "giả định"}, {"file_id": str(last.id)}):
        assert browser.send(f"{address}/rut-tep", marks | wrong).status_code == 422
    given = marks | {"file_id": str(last.id), "withdrawn_for": "Tệp giả định nộp nhầm"}
    stale = browser.send(f"{address}/rut-tep", given | {"sequence": "1"})
    sent = browser.send(f"{address}/rut-tep", browser.hidden(address) | given | {"sequence": str(sequence)})
    assert (stale.status_code, sent.status_code) == (409, 303)
    assert last.name not in browser.get(address).text
    with service.store.reading() as uow:
        assert last.id not in {file.id for file in uow.loads.files(load_id)}


def test_loads_are_listed_from_the_newest_page_by_page(
    service: Service, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loans.web.auditor.load.LOADS", 2)
    made = [opened(service.store).id for _ in range(3)]
    browser = visit("approver")

    def listed(address: str) -> list[int]:
        return [int(each) for each in re.findall(r'<a href="/nap-du-lieu/([0-9]+)"', browser.get(address).text)]

    assert listed("/nap-du-lieu") == made[:0:-1]
    assert listed(f"/nap-du-lieu?before={made[1]}") == made[:1]
    assert listed("/nap-du-lieu?before=²") == made[:0:-1]
