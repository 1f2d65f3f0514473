"""The navigation of each role: few entries, each page once, the page at hand marked, sections that need no script."""

import re
from collections import Counter

import pytest

from loans.http.roles import Role
from loans.web import packages
from loans.web.navigation import Entry, laid_out
from tests.api.service import PEOPLE, Service
from tests.web.conftest import Visit

MOST = 8
_BAR = re.compile(r'<nav class="sections.*?</nav>', re.S)


@pytest.mark.parametrize("role", Role)
def test_a_bar_is_short_and_leads_to_every_page_of_the_role_once(service: Service, role: Role) -> None:
    assert service.app  # what registers the page groups
    drawn = laid_out(role)
    named = Counter(entry.endpoint for each in drawn for entry in ([each] if isinstance(each, Entry) else each[1]))
    every = {entry.endpoint for package in packages() for entry in package.NAV if entry.is_for(role)}
    assert set(named) == every | {"home.home"}
    assert set(named.values()) == {1}
    assert len(drawn) <= MOST
    assert not [each for each in drawn if not isinstance(each, Entry) and not each[0].endpoints]  # "More"
    assert all(len(each[1]) > 1 for each in drawn if not isinstance(each, Entry))


@pytest.mark.parametrize("who", PEOPLE)
def test_no_word_stands_twice_in_a_bar(visit: Visit, who: str) -> None:
    browser = visit(who)
    for language in ("vi", "en"):
        browser.speak(language)
        found = _BAR.search(browser.get("/home").text)
        assert found
        words = re.findall(r"<(?:a|summary)[^>]*>([^<]+)<", found[0])
        assert [word for word, times in Counter(words).items() if times > 1] == []


def test_the_page_at_hand_is_marked_within_its_section_too(visit: Visit) -> None:
    found = _BAR.search(visit("officer").get("/tin-dung/kiem-tra").text)
    assert found
    assert found[0].count("aria-current") == 1
    assert re.search(r'href="/tin-dung/kiem-tra" aria-current="page"', found[0])
    assert re.search(r'<summary class="nav-link active">Theo dõi<span class="visually-hidden"> \(đang xem\)', found[0])
