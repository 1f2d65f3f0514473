"""The navigation in a real browser: one line at both widths and in both languages, by keyboard, without scripts."""

import pytest
from playwright.sync_api import Browser

from loans.web.texts import LANGUAGE_COOKIE
from tests.long.browser import LANGUAGES, ROLES, WIDTHS, OpenAs, Served, address, axe, browser, open_as, served, speak

__all__ = ["address", "browser", "open_as", "served"]

pytestmark = pytest.mark.long

ONE_LINE = 48
SUMMARY, OPENED = ".sections summary", ".sections details[open]"


@pytest.mark.parametrize("who", ROLES)
def test_the_bar_stands_on_one_line_and_its_sections_within_the_window(open_as: OpenAs, who: str) -> None:
    page = open_as(who)
    for language in LANGUAGES:
        speak(page, language)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto("/home")
            bar = page.locator(".sections").bounding_box()
            assert bar
            assert bar["height"] <= ONE_LINE, (language, width)
            for each in range(page.locator(SUMMARY).count()):
                page.locator(SUMMARY).nth(each).focus()
                page.keyboard.press("Enter")
                assert page.locator(OPENED).count() == 1  # the one before has shut
                drawn = page.locator(f"{OPENED} .section").bounding_box()
                assert drawn
                assert drawn["x"] >= 0, (language, width, each)
                assert drawn["x"] + drawn["width"] <= width, (language, width, each)
            assert axe(page) == []


def test_a_section_opens_leads_on_and_shuts_by_the_keyboard(open_as: OpenAs) -> None:
    page = open_as("auditor")
    speak(page, "vi")
    page.goto("/home")
    heading = page.locator(SUMMARY, has_text="Tra cứu")
    heading.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Nhật ký"
    page.keyboard.press("Escape")
    assert page.locator(OPENED).count() == 0
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Tra cứu")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nhat-ky")
    assert page.locator(OPENED).count() == 0
    assert "active" in (page.locator(SUMMARY, has_text="Tra cứu").get_attribute("class") or "")


def test_a_section_opens_without_scripts(served: Served, browser: Browser, open_as: OpenAs) -> None:
    signed_in = [each for each in open_as("officer").context.cookies() if each["name"] != LANGUAGE_COOKIE]
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    context.add_cookies(signed_in)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/home")
    page.locator(SUMMARY, has_text="Theo dõi").click()
    page.get_by_role("link", name="Kiểm tra sử dụng vốn").last.click()
    page.wait_for_url("**/tin-dung/kiem-tra")
    context.close()
