"""Every page: for whom it is, its policy, its language, its weight, and what a browser is told when it is refused."""

import gzip
import re
from pathlib import Path

import pytest
from flask import url_for

from loans.http.roles import MAY, Action, Role
from loans.web.files import STATIC
from loans.web.page import PAGES, POLICY
from loans.web.terms import terms
from loans.web.texts import TEXTS
from tests.api.service import PEOPLE, Service
from tests.web.conftest import Visit
from tests.web.visitor import BASE, BROWSER

TEMPLATES = Path(STATIC).parent / "templates"
HEAVIEST = 300_000
_LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def plain_pages(service: Service) -> list[tuple[str, str, Action | None]]:
    """(endpoint, address, action) of every page that is read without naming something."""
    with service.app.test_request_context(base_url=BASE):
        rules = [rule for rule in service.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        found = [
            (rule.endpoint, PAGES[rule.endpoint]) for rule in rules if rule.endpoint in PAGES and not rule.arguments
        ]
        return [(endpoint, url_for(endpoint), action) for endpoint, action in found]


@pytest.mark.parametrize("who", ["planner", "finance", "commune", "officer", "approver", "auditor", "admin"])
def test_every_page_opens_for_who_may_and_says_why_to_who_may_not(service: Service, visit: Visit, who: str) -> None:
    browser = visit(who)
    for endpoint, address, action in plain_pages(service):
        answer = browser.get(address)
        may = action is None or action in MAY[Role(PEOPLE[who][0])]
        assert (answer.status_code == 200) if may else (answer.status_code == 403), (endpoint, answer.text[-3000:])
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        assert may or "Đề nghị người có thẩm quyền" in answer.text
    assert len(plain_pages(service)) >= 1


def test_no_page_weighs_more_than_a_weak_line_carries(service: Service, visit: Visit) -> None:
    client = visit("planner").client
    for endpoint, address, action in plain_pages(service):
        if action is not None and action not in MAY[Role.PLANNER]:
            continue
        page = client.get(address, base_url=BASE, headers=BROWSER)
        assert page.headers["Content-Encoding"] == "gzip"
        unpacked = gzip.decompress(page.data)
        assert len(unpacked) < HEAVIEST, endpoint
        linked = set(_LINKED.findall(unpacked.decode()))
        fonts = {f"/static/vendor/{path.relative_to(STATIC / 'vendor')}" for path in STATIC.rglob("*.woff2")}
        sizes = {each: len(client.get(each, base_url=BASE, headers=BROWSER).data) for each in linked | fonts}
        assert len(page.data) + sum(sizes.values()) < HEAVIEST, (endpoint, sizes)


def test_a_stranger_is_sent_to_sign_in_and_then_on(service: Service, visit: Visit) -> None:
    browser = visit("")
    answer = browser.get("/home")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/home")
    given = {"username": "officer", "password": "mat-khau-gia-dinh", "next": "/home?x=1"}
    signed = browser.send("/sign-in", given)
    assert (signed.status_code, signed.headers["Location"]) == (303, "/home?x=1")
    assert "SameSite=Strict" in signed.headers["Set-Cookie"]
    assert "HttpOnly" in signed.headers["Set-Cookie"]
    assert browser.get("/home").status_code == 200


def test_signing_out_needs_the_token_and_ends_the_session(visit: Visit) -> None:
    browser = visit("officer")
    token = browser.hidden("/home")["csrf_token"]
    assert browser.send("/sign-out", {}).status_code == 403
    assert browser.send("/sign-out", {"csrf_token": token}).status_code == 303
    assert browser.get("/home").status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "\t//evil.example"]
)
def test_nobody_is_sent_to_another_host(visit: Visit, elsewhere: str) -> None:
    given = {"username": "officer", "password": "mat-khau-gia-dinh", "next": elsewhere}
    assert visit("").send("/sign-in", given).headers["Location"] == "/home"
    assert visit("").send("/language", {"to": "en", "back": elsewhere}).headers["Location"] == "/"


def test_a_wrong_password_is_said_on_the_page_and_counted_with_those_of_the_api(service: Service, visit: Visit) -> None:
    browser = visit("")
    answer = browser.send("/sign-in", {"username": "officer", "password": "sai", "next": "/"})
    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in gzip.decompress(answer.data).decode()
    for _ in range(4):
        browser.send("/sign-in", {"username": "officer", "password": ""})
    for _ in range(5):
        service.client().post("/api/v1/sign-in", json={"username": "officer", "password": "sai"})
    assert browser.send("/sign-in", {"username": "officer", "password": "sai"}).status_code == 429


def test_another_site_cannot_sign_somebody_in(visit: Visit) -> None:
    given = {"username": "officer", "password": "mat-khau-gia-dinh"}
    client = visit("").client
    answer = client.post("/sign-in", base_url=BASE, data=given, headers=BROWSER | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_language_is_kept_and_said_to_readers(visit: Visit) -> None:
    browser = visit("planner")
    assert '<html lang="vi"' in browser.get("/home").text
    browser.speak("en")
    page = browser.get("/home").text
    assert '<html lang="en"' in page
    assert ">Sign out<" in page
    browser.speak("vi")
    assert ">Đăng xuất<" in browser.get("/home").text


def test_a_wrong_address_is_a_page_for_people_and_a_problem_for_programs(service: Service, visit: Visit) -> None:
    page = visit("planner").get("/khong-co")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Không có địa chỉ này" in page.text
    for address, accept in (("/khong-co", "application/json"), ("/api/v1/khong-co", "text/html")):
        answer = service.client().get(address, headers={"Accept": accept})
        assert answer.mimetype == "application/problem+json"


def test_files_are_kept_for_a_year_under_addresses_that_change_with_them(service: Service) -> None:
    client = service.client()
    [sheet] = [
        each for each in _LINKED.findall(client.get("/sign-in", base_url=BASE).text) if each.endswith("pages.css")
    ]
    answer = client.get(sheet, headers=BROWSER)
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert gzip.decompress(answer.data) == (STATIC / "pages.css").read_bytes()
    assert client.get(sheet).data == (STATIC / "pages.css").read_bytes()
    for wrong in ("/static/pages.css", "/static/0000000000000000/pages.css", "/static/../setup.cfg", "/static/vendor/"):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_a_script_or_a_style(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", text) == []
    assert re.findall(r"https?://(?!www\.w3\.org/)", text) == []


def test_every_shared_word_and_every_term_stands_in_both_languages() -> None:
    assert [key for key, (vi, en) in TEXTS.items() if not vi or not en] == []
    assert [
        term.key for term in terms().values() if not (term.meaning_vi.endswith(".") and term.meaning_en.endswith("."))
    ] == []


def test_the_home_of_a_finance_office_shows_its_own_figures(visit: Visit) -> None:
    text = visit("finance").get("/home").text
    assert "Vốn khả dụng" in text
    assert "Không có việc nào đang chờ." in text
