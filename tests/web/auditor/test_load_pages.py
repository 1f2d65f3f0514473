"""Loads as pages: files handed in, taken further, posted once, by a second person."""

import re
from io import BytesIO
from pathlib import Path

from loans.service.account import open_account
from tests.api.service import PASSWORD, Service
from tests.loading import TODAY, branch
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
