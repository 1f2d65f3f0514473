"""Where the disk does not take what the books would keep on it, every page says so; reports are right all the same."""

from loans.service.books.ledgers import Ledgers
from tests.api.service import Service
from tests.web.conftest import Visit

SAID = "Đĩa không nhận ảnh chụp sổ"


def test_a_full_disk_is_told_on_the_pages_of_who_is_signed_in(service: Service, visit: Visit) -> None:
    browser = visit("auditor")
    service.store.ledgers = Ledgers(None, {}, fault="No space left on device")
    desk = browser.get("/kiem-tra/no-qua-han")
    assert (desk.status_code, SAID in desk.text) == (200, True)
    assert SAID not in service.client().get("/sign-in").text
    service.store.ledgers = Ledgers(None, {})
    assert SAID not in browser.get("/kiem-tra/no-qua-han").text
