"""The officer's day in a real browser: from an application to its paper, then a session's sheet on a bad connection."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.long.browser import WIDTHS, OpenAs, address, browser, look, open_as, served

__all__ = ["address", "browser", "open_as", "served"]

pytestmark = pytest.mark.long

ROOT = "/tin-dung"


def last_of(page: Page) -> int:
    """The number at the end of the address of a page."""
    return int(page.url.partition("?")[0].rpartition("/")[2])


def typed(page: Page, name: str, text: str) -> None:
    page.locator(f"#f-{name}").fill(text)


def test_an_application_becomes_a_loan_with_its_paper(open_as: OpenAs, tmp_path: Path) -> None:
    officer, approver = open_as("officer"), open_as("approver")
    officer.goto(f"{ROOT}/ho-so/moi")
    officer.locator("#f-q").press_sequentially("dang thi hu cau")
    officer.get_by_role("link", name="Lập hồ sơ Đặng Thị Hư Cấu").click()
    officer.check("#f-full_capacity")  # a statement about a person is nobody's default
    officer.locator("#f-amount").press_sequentially("300000000")
    officer.locator("#told .alert-danger").wait_for()
    assert "vượt mức tối đa" in officer.locator("#told").inner_text()
    typed(officer, "amount", "50.000.000")
    officer.locator("#told .alert-success").wait_for()
    assert "Nghị định 338/2025/NĐ-CP" in officer.locator("#told").inner_text()
    officer.locator("#f-group_id").select_option(index=1)
    officer.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    officer.wait_for_url(re.compile(r"/ho-so/\d+\?"))
    number = last_of(officer)
    officer.get_by_label("Phương án sử dụng vốn vay").check()
    officer.get_by_role("button", name="Hồ sơ đầy đủ").click()
    typed(officer, "opinion", "Khả thi (giả định)")
    officer.get_by_role("button", name="Ghi thẩm định").click()
    officer.locator(".said").wait_for()
    for width in WIDTHS:
        path = f"{ROOT}/ho-so/{number}/quyet-dinh"
        assert look(approver, path, width=width, picture=tmp_path / f"decision-{width}.png") == []
    approver.get_by_role("button", name="Phê duyệt", exact=True).click()
    approver.locator(".said").wait_for()
    paper = approver.request.get(f"{ROOT}/ho-so/{number}/thong-bao.pdf")
    assert paper.body().startswith(b"%PDF")
    officer.goto(f"{ROOT}/ho-so/{number}/hop-dong")
    typed(officer, "contract_no", "9900000000000777")
    officer.get_by_role("button", name="Xem lịch trả nợ").click()
    officer.get_by_role("button", name="Ký hợp đồng với lịch này").click()
    officer.wait_for_url(re.compile(r"/khoan-vay/\d+\?"))
    loan = last_of(officer)
    officer.get_by_role("link", name="Giải ngân").first.click()
    typed(officer, "voucher_no", "GN-GIA-777")
    officer.locator("#f-voucher_no").press("Enter")  # Enter never books
    assert "/giai-ngan" in officer.url
    officer.get_by_role("button", name="Giải ngân").click()
    officer.wait_for_url(re.compile(r"/but-toan/\d+\?"))
    assert "50.000.000" in officer.locator("main").inner_text()
    for width in WIDTHS:
        assert look(officer, f"{ROOT}/khoan-vay/{loan}", width=width, picture=tmp_path / f"loan-{width}.png") == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    [
        "ho-so",
        "ho-so/tat-ca",
        "khach-hang?q=thi",
        "khach-hang/moi",
        "danh-sach-to",
        "khoan-vay",
        "kiem-tra",
        "thu-no",
    ],
)
def test_every_list_of_the_officer_is_sound(open_as: OpenAs, path: str, width: int, tmp_path: Path) -> None:
    picture = tmp_path / f"{path.partition('?')[0].replace('/', '-')}-{width}.png"
    assert look(open_as("officer"), f"{ROOT}/{path}", width=width, picture=picture) == []


def sheet(page: Page, name: str) -> str:
    """Open today's sheet of a point; answers its address."""
    page.goto(f"{ROOT}/thu-no")
    page.get_by_role("row", name=re.compile(name)).get_by_role("link", name=re.compile("Bảng thu hôm nay")).click()
    page.locator("#sheet").wait_for()
    return page.url


def fill(page: Page, interest: str) -> str:
    """Type one row's interest and the cash; answers the contract."""
    contract = page.locator("input[name=contract_no]").first.input_value()
    typed(page, f"row-{contract}-interest", interest)
    page.locator(f"#f-row-{contract}-interest").press("Enter")
    typed(page, "cash", interest)
    page.locator(".agrees").wait_for()
    return contract


def test_a_sheet_survives_a_broken_line_and_books_once(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("officer")
    where = sheet(page, "Cầu Giấy")
    for width in WIDTHS:
        assert look(page, where, width=width, picture=tmp_path / f"sheet-{width}.png") == []
    contract = fill(page, "10.000")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ghi sổ cả bảng").click()
    page.get_by_text("Mất kết nối").wait_for()
    assert page.locator(f"#f-row-{contract}-interest").input_value() == "10.000"
    page.context.set_offline(False)  # it is sent again by itself
    page.wait_for_url(re.compile("bien-nhan"))
    assert page.locator("tbody tr").count() == 1
    page.goto(where)
    assert page.locator(f"#f-row-{contract}-interest").input_value() == ""


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_booked_twice(open_as: OpenAs) -> None:
    page = open_as("officer")
    where = sheet(page, "Láng" if page.get_by_text("Láng").count() else "Ba Đình")
    contract = fill(page, "20.000")

    def lost(route: Route) -> None:
        route.fetch(max_redirects=0)  # the service books, and its answer never arrives
        route.abort("connectionreset")

    page.route("**/thu-no/*", lost, times=1)
    page.get_by_role("button", name="Ghi sổ cả bảng").click()
    page.get_by_text("Mất kết nối").wait_for()
    page.goto(where)  # the tablet is started again: what was sent is asked for once more
    page.wait_for_url(re.compile("bien-nhan"))
    assert page.locator("tbody tr").count() == 1
    assert page.get_by_text("20.000").first.is_visible()
    assert page.locator("tbody").inner_text().count(contract) == 1


def test_what_was_typed_is_there_after_a_reload(open_as: OpenAs) -> None:
    page = open_as("officer")
    where = sheet(page, "Ba Đình")
    contract = fill(page, "30.000")
    page.goto(f"{ROOT}/ho-so")
    page.goto(where)
    assert page.locator(f"#f-row-{contract}-interest").input_value() == "30.000"
    assert page.locator("#f-cash").input_value() == "30.000"
    page.keyboard.press("Escape")
    page.evaluate("localStorage.clear()")
