"""Steps of rights: who sees and does what, and in which communes."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when
from werkzeug.test import TestResponse

from tests.api.service import PASSWORD, PEOPLE, V1, made, refused
from tests.api.story import (
    borrower_body,
    contract_body,
    decision_body,
    draft_body,
    filing_body,
    group_body,
    source_body,
)
from tests.features.conftest import sign_in
from tests.features.world import MILLION, World, rows, step

scenarios("quyen.feature")

ROLES = {role: name for name, (role, _) in PEOPLE.items() if name not in ("officer2", "planner2")}
COMMUNE = "00004"
POINT = {"code": "TXN-GIA", "name": "Điểm giả định", "commune": COMMUNE, "since": "2020-01-01", "monthly_day": 9}
SEEN = {
    "luật theo ngày": "/law",
    "nguồn vốn": "/sources",
    "nhu cầu": "/demands?year=2026",
    "chỉ tiêu": "/rounds",
    "phương án": "/scenarios?year=2026",
    "kết quả việc làm": "/job-reports?since=2026-01-01&through=2026-06-30",
    "mạng lưới": "/points",
    "khách hàng": "/borrowers",
    "hồ sơ": "/applications",
    "khoản vay": "/loans",
    "sao kê quá hạn": "/reports/overdue",
    "khoản vay sau sao kê": "/reports/overdue/loans",
    "tài khoản": "/accounts",
}


@given(step('khoản vay {amount:Money} của "{name}" qua "{group}" từ ngày {on:Day}'))
def a_loan(world: World, amount: int, name: str, group: str, on: date) -> None:
    world.lend(name, amount, on, term_months=24, every_months=6, group=group)
    world.ids["khách"] = world.ids[name]


def tagged(world: World, path: str, step_name: str, body: Any) -> Callable[[str], TestResponse]:
    """A step on a resource whose state an auditor tells."""
    etag = world.service.get("auditor", path).headers["ETag"]
    return lambda who: world.service.send(who, f"{path}/{step_name}", body, etag=etag)


def deeds(world: World) -> dict[str, Callable[[str], TestResponse]]:
    """What can be done, each as a sentence's word."""
    send, ids = world.service.send, world.ids
    source, today = ids["nguồn"], "2026-11-20"
    line = {"commune": COMMUNE, "beneficiaries": "all", "purpose": "create", "workers": 1, "amount": 1, "jobs": 1}
    account = {"username": "nguoi.moi", "role": "auditor", "password": PASSWORD}
    overlay = {"parameter": "job_loan_max_worker", "since": today, "value": 300 * MILLION, "cites": ["NQ giả định"]}
    spec = {"weights": {"demand": "1"}}
    scenario = {"year": 2026, "source_id": source, "name": "Thử (giả định)", "pool": 1, "spec": spec}
    figures = {"name": "job_target", "year": 2026, "values": [{"commune": COMMUNE, "amount": 1}]}
    filed = filing_body(source, ids["khách"], filed_on=today)
    return {
        "mở nguồn vốn": lambda who: send(who, "/sources", source_body()),
        "gửi nhu cầu": lambda who: send(who, "/demands", {"year": 2026, "lines": [line]}),
        "lập dự thảo": lambda who: send(who, "/rounds", draft_body(source, {COMMUNE: 5})),
        "ý kiến của chi nhánh": tagged(world, world.round, "branch-opinion", {"on": today, "agrees": True}),
        "ý kiến của Sở Tài chính": tagged(world, world.round, "finance-opinion", {"on": today, "agrees": True}),
        "kiểm tra dự thảo": tagged(world, world.round, "check", {"on": today}),
        "ghi quyết định phân bổ": tagged(world, world.round, "decision", decision_body()),
        "lưu phương án": lambda who: send(who, "/scenarios", scenario),
        "lưu bản quét": lambda who: send(who, "/papers?name=a.pdf", {}),
        "gửi số liệu của xã": lambda who: send(who, "/figures", figures),
        "gửi kết quả việc làm": lambda who: send(who, "/job-reports", {}),
        "mở điểm giao dịch": lambda who: send(who, "/points", POINT | {"code": f"TXN-{who}"}),
        "đăng ký khách hàng": lambda who: send(who, "/borrowers", borrower_body(COMMUNE)),
        "đăng ký tổ": lambda who: send(who, "/groups", group_body(ids["Ba Đình"], COMMUNE)),
        "nộp hồ sơ": lambda who: send(who, "/applications", filed),
        "phê duyệt hồ sơ": tagged(world, world.application, "approval", {"on": today, "amount": 60 * MILLION}),
        "rút hồ sơ": tagged(world, world.application, "withdrawal", {"on": today, "reason": "giả định"}),
        "ký hợp đồng": lambda who: send(who, "/loans", contract_body(ids["hồ sơ"], ids["Ba Đình"])),
        "giải ngân": tagged(world, world.loan, "disbursements", {"on": today, "amount": 1, "voucher_no": "GN-X"}),
        "thu nợ": tagged(world, world.loan, "repayments", {"on": today, "amount": 1, "voucher_no": "TN-X"}),
        "ghi giá trị riêng của nguồn": tagged(world, f"/sources/{source}", "overlays", overlay),
        "mở tài khoản": lambda who: send(who, "/accounts", account),
        "đổi ngày giao dịch": tagged(
            world, f"/points/{ids['Ba Đình']}", "days", {"since": "2026-12-01", "monthly_day": 9}
        ),
        "ghi phiên": tagged(
            world, f"/points/{ids['Ba Đình']}", "sessions", {"month": "2026-12-01", "held_on": "2026-12-08"}
        ),
    }


def let_in(answer: TestResponse) -> bool:
    """Whether the role may; a deed that is then refused for another reason was still open to it."""
    return not (answer.status_code == 403 and answer.get_json()["code"] == "not_your_role")


@then("chỉ những vai trò này được xem")
def may_see(world: World, datatable: list[list[str]]) -> None:
    assert {row["việc"] for row in rows(datatable)} == set(SEEN)
    for row in rows(datatable):
        allowed = {role for role, who in ROLES.items() if let_in(world.service.get(who, SEEN[row["việc"]]))}
        assert (row["việc"], allowed) == (row["việc"], set(row["vai trò"].split(", ")))


@then("chỉ những vai trò này được làm")
def may_do(world: World, datatable: list[list[str]]) -> None:
    for row in rows(datatable):
        do = deeds(world)[row["việc"]]
        allowed = {role for role, who in ROLES.items() if let_in(do(who))}
        assert (row["việc"], allowed) == (row["việc"], set(row["vai trò"].split(", ")))


@then(step('{who:Who} bị từ chối vì "{code}" khi xem'))
def may_not_see(world: World, who: str, code: str, datatable: list[list[str]]) -> None:
    addresses = {
        "khách hàng": f"/borrowers/{world.ids['khách']}",
        "hồ sơ": world.application,
        "đánh giá hồ sơ": f"{world.application}/assessment",
        "khoản vay": world.loan,
        "lịch trả nợ": f"{world.loan}/schedule",
        "số còn nợ": f"{world.loan}/standing",
        "bút toán": f"{world.loan}/entries",
        "khoản vay của xã 00004": "/reports/overdue/loans?commune=00004",
    }
    assert [row["địa chỉ"] for row in rows(datatable)] == list(addresses)
    for address in addresses.values():
        refused(world.service.get(who, address), 403, code)


@then(step('{who:Who} bị từ chối vì "{code}" khi ghi'))
def may_not_do(world: World, who: str, code: str, datatable: list[list[str]]) -> None:
    for row in rows(datatable):
        refused(deeds(world)[row["việc"]](who), 403, code)


@then(step("các danh sách của {who:Who} đều trống"))
def sees_nothing(world: World, who: str) -> None:
    for address in ("/borrowers", "/applications", "/loans", "/groups"):
        assert made(world.service.get(who, address))["items"] == []
    assert made(world.service.get(who, "/reports/overdue/loans"))["rows"] == []


@then(step("sao kê quá hạn của {who:Who} có dư nợ {amount:Money}"))
def own_statement(world: World, who: str, amount: int) -> None:
    assert made(world.service.get(who, "/reports/overdue"))["total"]["outstanding"] == amount


@then(step("khoản vay vẫn còn {amount:Money} và chỉ có {count:Whole} bút toán"))
def untouched(world: World, amount: int, count: int) -> None:
    assert world.standing(date(2026, 11, 20))["outstanding"] == amount
    assert len(made(world.service.get("auditor", f"{world.loan}/entries"))["items"]) == count


@when(step("{who:Who} gửi nhu cầu {amount:Money} của xã {commune:Word}"))
@then(step("{who:Who} gửi nhu cầu {amount:Money} của xã {commune:Word}"))
def send_demand(world: World, who: str, amount: int, commune: str) -> None:
    line = {"commune": commune, "beneficiaries": "all", "purpose": "create", "workers": 1, "amount": amount, "jobs": 1}
    world.send(who, "/demands", {"year": 2026, "lines": [line]})


@then(step("{who:Who} thấy tổng nhu cầu {amount:Money}"))
def sees_demand(world: World, who: str, amount: int) -> None:
    items = made(world.service.get(who, "/demands", year=2026))["items"]
    assert sum(item["amount"] for item in items) == amount


@when(step("{who:Who} xem sao kê quá hạn"))
def see_statement(world: World, who: str) -> None:
    world.get(who, "/reports/overdue")


@when(step("{who:Who} xem các khoản vay sau sao kê"))
def see_loans(world: World, who: str) -> None:
    world.get(who, "/reports/overdue/loans")


@then(step('sao kê chỉ có các xã "{communes}"'))
def only_communes(world: World, communes: str) -> None:
    assert [row["commune"] for row in world.body["rows"]] == communes.split(", ")


def change_account(world: World, who: str, **change: Any) -> None:
    path = f"/accounts/{who}"
    present = world.service.get("admin", path)
    body = {name: present.json[name] for name in ("role", "communes", "active")} | change  # type: ignore[index]
    made(world.service.send("admin", path, body, etag=present.headers["ETag"], method="PUT"))


@when(step("quản trị viên gắn {who:Who} với xã {commune:Word}"))
def bind(world: World, who: str, commune: str) -> None:
    change_account(world, who, communes=[commune])


@when(step("quản trị viên khóa tài khoản của {who:Who}"))
def deactivate(world: World, who: str) -> None:
    change_account(world, who, active=False)


@then(step("phiên cũ của {who:Who} đã chấm dứt"))
def ended(world: World, who: str) -> None:
    refused(world.service.get(who, "/me"), 401, "sign_in_needed")


@when(step("{who:Who} đăng nhập lại"))
def back(world: World, who: str) -> None:
    sign_in(world, who)


@then(step("{who:Who} xem được khoản vay"))
def sees_the_loan(world: World, who: str) -> None:
    assert made(world.service.get(who, world.loan))["commune"] == COMMUNE


@then(step("{who:Who} không đăng nhập được"))
def shut_out(world: World, who: str) -> None:
    body = {"username": who, "password": PASSWORD, "carry": "bearer"}
    refused(world.service.client().post(f"{V1}/sign-in", json=body), 401, "sign_in_failed")
