"""A served demonstration and people who look at it in a real browser: what tests of pages share.

``look`` opens a page and answers what is wrong with it: words of the console, other hosts, a sideways scroll, and what
axe finds serious. A test module imports the fixtures that it uses, as test_pages_in_browser.py does.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.needs import needs
from tests.ports import free_port, wait_for

WIDTHS = (1440, 820)
LANGUAGES = ("vi", "en")
ROLES = ("planner", "finance", "commune", "officer", "approver", "auditor", "admin")
GRAVE = ("serious", "critical")
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Served:
    """A running demonstration: where it is, and the password of each of its people."""

    address: str
    passwords: dict[str, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A really started service with the demonstration."""
    port, instance = free_port(), tmp_path_factory.mktemp("instance")
    environment = {**os.environ, "LOANS_INSTANCE": str(instance), "LOANS_DEMO": "1", "LOANS_PORT": str(port)}
    loans = Path(sys.executable).with_name("loans")
    subprocess.run([loans, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen([loans, "serve"], env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/ready")
            yield Served(f"http://127.0.0.1:{port}", json.loads((instance / "sign_ins.json").read_text("utf-8")))
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    return served.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = needs("chromium", "chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=_FLAGS)
        yield opened
        opened.close()


OpenAs = Callable[[str], Page]


@pytest.fixture(scope="module")
def open_as(served: Served, browser: Browser) -> Iterator[OpenAs]:
    """A page in which somebody is signed in, by their name in the demonstration; "" is nobody. One per person."""
    opened: dict[str, Page] = {}

    def page_of(who: str) -> Page:
        if who not in opened:
            page = browser.new_context(base_url=served.address).new_page()
            if who:
                sign_in(page, who, served.passwords[who])
            opened[who] = page
        return opened[who]

    yield page_of
    for page in opened.values():
        page.context.close()


def sign_in(page: Page, who: str, password: str) -> None:
    """By the keyboard alone, as everything must be possible."""
    page.goto("/sign-in")
    page.locator("#f-username").focus()
    page.keyboard.type(who)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")


def speak(page: Page, language: str) -> None:
    """Choose the language by its cookie."""
    page.context.add_cookies([{"name": "loans_language", "value": language, "url": page.url}])


def axe(page: Page) -> list[str]:
    """What axe finds serious or critical: rule, what it says, and the first element."""
    found: Any = Axe().run(page).response
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]


def look(page: Page, path: str, *, width: int = 1440, picture: Path | None = None) -> list[str]:
    """Open an address and answer all that is wrong with it; ``picture`` keeps what was seen."""
    faults: list[str] = []
    own = page.url.split("/")[2] if page.url.startswith("http") else ""

    def heard(message: Any) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if own and not request.url.startswith(("data:", f"http://{own}/")):
            faults.append(f"another host: {request.url}")

    page.on("console", heard)
    page.on("request", asked)
    try:
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(path, wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"scrolls sideways at {width} px")
        if picture is not None:
            page.screenshot(path=picture, full_page=True)
        return faults + axe(page)
    finally:
        page.remove_listener("console", heard)
        page.remove_listener("request", asked)
