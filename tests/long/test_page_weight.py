"""Every page of the demonstration, followed link by link as each role: none is heavier than a weak line carries."""

import re
from collections import Counter
from html import unescape

import pytest

from loans.service import demo
from tests.api.fixtures import clock, furnished_postgresql, furnished_sqlite, kind, service
from tests.api.service import PEOPLE, Service
from tests.web.conftest import Visit, visit
from tests.web.test_pages import HEAVIEST

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "kind", "service", "visit"]

_WAY = re.compile(r'href="(/[^"#]*)')
_LEFT_OUT = re.compile(r"^/(static|api|docs|sign|language)|format=|\.(pdf|xlsx|csv)|/chuoi/")
_NUMBER = re.compile(r"=[^&]*|[0-9]+")
ALIKE = 1
"""The same page with another record weighs alike: so many of each are looked at by each role."""


@pytest.mark.long
def test_no_page_of_the_demonstration_is_too_heavy(service: Service, visit: Visit) -> None:
    with service.store.writing("demo") as uow:
        demo.build(uow)
    heavy, seen = {}, set()
    for who in PEOPLE:
        browser, waiting, looked = visit(who), ["/home"], Counter[str]()
        while waiting:
            address = waiting.pop(0)
            shape = _NUMBER.sub("#", address)
            looked[shape] += 1
            if looked[shape] > ALIKE:
                continue
            answer = browser.get(address)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            seen.add(shape.partition("?")[0])
            if len(answer.data) >= HEAVIEST:
                heavy[f"{who} {address}"] = len(answer.data)
            waiting += (each for each in map(unescape, _WAY.findall(answer.text)) if not _LEFT_OUT.search(each))
    assert heavy == {}
    assert len(seen) > 40
