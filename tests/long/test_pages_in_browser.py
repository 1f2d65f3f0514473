"""The start page, the home of every role, signing in and the documentation, looked at in a real browser."""

import urllib.request
from pathlib import Path

import pytest

from tests.long.browser import (
    LANGUAGES,
    ROLES,
    WIDTHS,
    OpenAs,
    Served,
    address,
    axe,
    browser,
    look,
    open_as,
    served,
    speak,
)

__all__ = ["address", "browser", "open_as", "served"]

pytestmark = pytest.mark.long


@pytest.mark.parametrize("width", WIDTHS)
def test_the_start_page_names_the_three_jobs(open_as: OpenAs, width: int) -> None:
    page = open_as("")
    page.goto("/")
    assert look(page, "/", width=width) == []
    assert page.locator("h2").all_inner_texts() == [
        "Người lập kế hoạch",
        "Cán bộ tín dụng",
        "Kiểm tra, kiểm toán",
    ]
    assert "dữ liệu giả" in page.locator(".notice").inner_text()


@pytest.mark.parametrize("who", ROLES)
def test_the_home_of_every_role_is_sound_in_both_languages_and_widths(
    open_as: OpenAs, who: str, tmp_path: Path
) -> None:
    page = open_as(who)
    for language in LANGUAGES:
        speak(page, language)
        for width in WIDTHS:
            assert look(page, "/home", width=width, picture=tmp_path / f"{who}-{language}-{width}.png") == []
            assert page.locator("html").get_attribute("lang") == language
    speak(page, "vi")


def test_a_wrong_sign_in_is_said_at_the_head_and_the_focus_goes_there(open_as: OpenAs, served: Served) -> None:
    page = open_as("")
    page.goto("/sign-in")
    page.fill("#f-username", "planner")
    page.fill("#f-password", "sai-mat-khau")
    page.keyboard.press("Enter")
    page.locator("#summary").wait_for()
    assert page.evaluate("document.activeElement.id") == "summary"
    assert page.locator("#f-username").input_value() == "planner"
    assert page.locator("#f-password").input_value() == ""


def test_the_exact_dong_is_shown_on_demand_and_in_print(open_as: OpenAs) -> None:
    page = open_as("auditor")
    page.goto("/home")
    first = page.locator(".figure .money").first
    assert "tỷ" in first.inner_text()
    page.get_by_role("button", name="Đồng chính xác").click()
    assert first.inner_text().endswith("đ")
    page.reload()
    assert first.inner_text().endswith("đ")
    page.get_by_role("button", name="Đồng chính xác").click()
    page.emulate_media(media="print")
    assert first.inner_text().endswith("đ")
    assert not page.locator("nav").first.is_visible()
    page.emulate_media(media="screen")


def test_a_word_is_explained_to_the_keyboard_and_escape_shuts_it(open_as: OpenAs) -> None:
    page = open_as("planner")
    page.goto("/home")
    term = page.locator(".term").first
    tip = term.locator("[role=tooltip]")
    assert not tip.is_visible()
    term.focus()
    assert tip.is_visible()
    assert tip.evaluate("(box) => box.getBoundingClientRect().right <= window.innerWidth")
    page.keyboard.press("Escape")
    assert not tip.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_documentation_opens_without_any_other_host(open_as: OpenAs, address: str, width: int) -> None:
    page = open_as("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto("/docs")
    page.get_by_text("Nợ quá hạn · Overdue debt").wait_for()
    page.locator("#operations-tag-overdue").click()
    page.get_by_text("/api/v1/reports/overdue", exact=True).first.wait_for()
    outside = [url for url in asked if not url.startswith((address, "data:"))]
    assert outside == []


def test_health_tells_nothing_of_the_inside(address: str) -> None:
    with urllib.request.urlopen(f"{address}/health") as answer:  # noqa: S310 - loopback
        assert answer.read().strip() == b'{"status":"ok"}'


def test_the_harness_sees_a_fault_when_there_is_one(open_as: OpenAs) -> None:
    page = open_as("")
    page.goto("/sign-in")
    page.evaluate("document.documentElement.lang = ''; document.querySelector('label').remove()")
    assert {fault.partition(":")[0] for fault in axe(page)} == {"html-has-lang", "label"}
    page.goto("/khong-co")
    assert [fault for fault in look(page, "/khong-co") if "404" in fault] != []
