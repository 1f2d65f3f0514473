"""The start page and the documentation, looked at in a real browser."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.needs import needs
from tests.ports import free_port, wait_for

pytestmark = pytest.mark.long

WIDTHS = (1440, 820)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A really started service with the demonstration."""
    port = free_port()
    environment = {
        **os.environ,
        "LOANS_INSTANCE": str(tmp_path_factory.mktemp("instance")),
        "LOANS_DEMO": "1",
        "LOANS_PORT": str(port),
    }
    loans = Path(sys.executable).with_name("loans")
    subprocess.run([loans, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen([loans, "serve"], env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    chromium = needs("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_start_page_names_the_three_jobs_and_never_scrolls_sideways(page: Page, address: str, width: int) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(address)
    assert page.locator("h2").all_inner_texts() == [
        "Người lập kế hoạch The planner",
        "Cán bộ tín dụng The bank officer",
        "Kiểm tra, kiểm toán The auditor",
    ]
    assert "dữ liệu giả" in page.locator(".notice").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_documentation_opens_without_any_other_host(page: Page, address: str, width: int) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(f"{address}/docs")
    page.get_by_text("Nợ quá hạn · Overdue debt").wait_for()
    page.locator("#operations-tag-overdue").click()
    page.get_by_text("/api/v1/reports/overdue", exact=True).first.wait_for()
    outside = [url for url in asked if not url.startswith((address, "data:"))]
    assert outside == []


def test_health_tells_nothing_of_the_inside(address: str) -> None:
    with urllib.request.urlopen(f"{address}/health") as answer:  # noqa: S310 - loopback
        assert answer.read().strip() == b'{"status":"ok"}'
