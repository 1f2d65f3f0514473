"""The planner's whole way in a real browser: sliders, a saved scenario, a round on its chain, the papers to keep."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.long.browser import LANGUAGES, WIDTHS, OpenAs, address, axe, browser, look, open_as, served, speak

__all__ = ["address", "browser", "open_as", "served"]

pytestmark = pytest.mark.long

YEAR = 2027
SCAN: FilePayload = {"name": "cong-van.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 ban quet gia dinh"}
BILLION = 10**9


def total_of(page: Page) -> int:
    """The đồng that the result says it shares."""
    return int(page.locator("#trial .figure data.money").first.get_attribute("value") or "0")


def test_from_sliders_to_the_signed_annex(open_as: OpenAs, tmp_path: Path) -> None:
    planner = open_as("planner")
    planner.goto(f"/plan/scenarios/new?year={YEAR}")
    expect(planner.locator("#trial table").first).to_be_visible()
    planner.fill("#f-pool", "200.000.000.000")
    planner.uncheck("#f-leave_rest")
    slider = planner.locator('[data-slides="f-w_job_target"]')
    slider.focus()
    with planner.expect_response("**/plan/scenarios/trial"):
        for _ in range(8):
            planner.keyboard.press("ArrowRight")
    expect(planner.locator("#trial-state")).to_have_text("Tính xong")
    assert planner.locator("#f-w_job_target").input_value() == "40"
    expect(planner.locator("#trial .gain").first).to_contain_text("đúng bằng nguồn")
    assert total_of(planner) == 200 * BILLION
    assert axe(planner) == []
    planner.fill("#f-name", "Phương án thử (giả định)")
    planner.get_by_role("button", name="Lưu phương án").click()
    planner.wait_for_url("**/plan/scenarios/*said=planner.scenario_saved")
    planner.get_by_role("link", name="Lập đợt từ phương án này").click()
    planner.fill("#f-pool_new", "50000000000")
    planner.fill("#f-decision_new", "QĐ cấp vốn (giả định)")
    planner.fill("#f-pool_recovered", "")
    planner.fill("#f-decision_recovered", "")
    planner.fill("#f-pool_idle", "150000000000")
    planner.fill("#f-decision_idle", "Theo sổ nguồn vốn (giả định)")
    expect(planner.locator("[data-total]")).to_contain_text("✓")
    planner.get_by_role("button", name="Ghi dự thảo").click()
    planner.wait_for_url("**/plan/rounds/*said=planner.drafted")
    there = re.sub(r"\?.*", "", planner.url)
    for who, button in (("approver", "Ghi ý kiến"), ("finance", "Ghi ý kiến")):
        page = open_as(who)
        page.goto(there)
        page.get_by_role("link", name="Làm bước này").click()
        assert axe(page) == []
        page.select_option("#f-agrees", "yes")
        page.fill("#f-paper", "CV 12 (giả định)")
        page.set_input_files("#f-scan", files=SCAN)
        page.get_by_role("button", name=button).click()
        page.wait_for_url("**said=planner.step_recorded")
        expect(page.locator(".chain-steps")).to_contain_text("CV 12 (giả định)")
    planner.goto(there)
    expect(planner.locator(".chain-steps li.now")).to_contain_text("người thứ hai phải làm bước này")
    second = open_as("planner2")
    second.goto(there)
    second.get_by_role("link", name="Làm bước này").click()
    assert second.locator(".difference .changed").count() > 100
    second.get_by_role("button", name="Ghi đã kiểm tra").click()
    second.wait_for_url("**said=planner.step_recorded")
    planner.goto(there)
    planner.get_by_role("link", name="Làm bước này").click()
    planner.fill("#f-paper", "TTr 27 (giả định)")
    planner.get_by_role("button", name="Ghi đã trình").click()
    planner.wait_for_url("**said=planner.step_recorded")
    decide(second, there)
    with second.expect_download() as waiting:
        second.locator('a[href$="/papers/annex.pdf"]').click()
    waiting.value.save_as(tmp_path / "phu-luc.pdf")
    assert (tmp_path / "phu-luc.pdf").read_bytes().startswith(b"%PDF-")
    second.locator("#lines details summary").first.click()
    expect(second.locator("#lines details[open]")).to_contain_text("Giới hạn giữ số này")
    assert axe(second) == []


def decide(page: Page, there: str) -> None:
    """Record the decision with one commune's sum moved to another, seen before it is recorded."""
    page.goto(there)
    page.get_by_role("link", name="Làm bước này").click()
    page.fill("#f-decision", "QĐ 99 (giả định)")
    page.check("#f-differs")
    page.locator("main details summary").first.click()
    lines = page.locator('[name^="line_"]')
    for place, step in ((0, 100_000_000), (1, -100_000_000)):
        amount = int(lines.nth(place).input_value().replace(".", "")) + step
        lines.nth(place).fill(str(amount))
    expect(page.locator("[data-balance]")).to_contain_text("✓")
    page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
    expect(page.locator("main")).to_contain_text("2 xã, phường khác số trình")
    assert axe(page) == []
    page.set_input_files("#f-scan", files=SCAN)
    page.get_by_role("button", name="Ghi quyết định").click()
    page.wait_for_url("**said=planner.step_recorded")
    expect(page.locator("h1")).to_contain_text("Đã quyết định")
    assert page.locator("td.differs").count() == 2


def test_a_commune_pastes_its_demand_from_a_sheet(open_as: OpenAs) -> None:
    page = open_as("commune")
    page.goto(f"/plan/demand?year={YEAR}")
    page.locator("#rows a").first.click()
    page.locator('[name="beneficiaries_0"]').focus()
    text = "Hộ kinh doanh\tTạo việc làm\t12\t900.000.000\t15\nNgười lao động\tDuy trì việc làm\t3\t150.000.000\t3\n"
    with page.expect_response("**/check") as answered:
        page.evaluate(
            """text => { const data = new DataTransfer(); data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
              new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) }""",
            text,
        )
    assert answered.value.ok
    assert page.locator('[name="purpose_1"]').input_value() == "maintain"
    expect(page.locator('[data-sum="amount"]')).to_have_text("1.050.000.000")
    expect(page.locator("tr.ok")).to_have_count(2)
    assert axe(page) == []
    page.locator('[name="workers_1"]').focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "workers_0"
    page.get_by_role("button", name="Ghi nhu cầu").click()
    page.wait_for_url("**said=planner.demand_recorded")
    expect(page.locator("#versions ~ details").first).to_contain_text("1,05 tỷ")


def test_every_page_of_the_planner_is_sound_in_both_languages_and_widths(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("planner")
    page.goto(f"/plan/scenarios?year={YEAR}")
    scenario = page.locator("main table a").first.get_attribute("href") or ""
    ids = [each.get_attribute("value") for each in page.locator('[name="id"]').all()][:2]
    page.goto("/plan?year=2026")
    round_page = page.locator("main table a").first.get_attribute("href") or ""
    empty = [f"/plan/{name}?year=2019" for name in ("demand", "scenarios", "absorption", "capital")]
    paths = [
        *("/plan?year=2026", round_page, f"/plan/scenarios?year={YEAR}", f"/plan/scenarios/new?year={YEAR}", scenario),
        *(f"/plan/scenarios/compare?id={ids[0]}&id={ids[1]}", f"/plan/demand?year={YEAR}", "/plan/demand/2027/00004"),
        *("/plan/demand/2027/upload", "/plan/absorption?year=2026", "/plan/recovery", "/plan/capital"),
        *("/plan/figures?year=2027", "/plan/job-results"),
        *("/plan/rounds/new", "/plan/scenarios/compare", "/plan?year=2019", *empty),
    ]
    for language in LANGUAGES:
        speak(page, language)
        for width in WIDTHS:
            for number, path in enumerate(paths):
                picture = tmp_path / f"{number:02d}-{language}-{width}.png"
                assert look(page, path, width=width, picture=picture) == [], (path, width, language)
    speak(page, "vi")
