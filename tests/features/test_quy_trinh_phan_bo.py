"""Steps of the chain from draft to decision, of adjustments, measures and the interim plan."""

import hashlib
from datetime import date, datetime
from typing import Any

from pytest_bdd import given, scenarios, then, when
from werkzeug.test import TestResponse

from tests.api.service import made
from tests.features.world import World, money, rows, step

scenarios("quy_trinh_phan_bo.feature")

TWO = "xã {first:Word} nhận {of_first:Money} và xã {second:Word} nhận {of_second:Money}"
ORIGINS = {"vốn mới": "new", "vốn thu hồi": "recovered"}
SCAN = b"%PDF-1.4 ban quet gia dinh"


def lines(first: str, of_first: int, second: str, of_second: int, reason: str = "") -> list[dict[str, Any]]:
    shares = ((first, of_first), (second, of_second))
    return [{"commune": commune, "amount": amount, "reason": reason} for commune, amount in shares]


def take(world: World, who: str, deed: str, body: dict[str, Any]) -> TestResponse:
    """A step on the round as it stands."""
    return world.change(who, world.round, deed, body, seen_by="auditor")


@given(step("dự thảo {pool:Money} vốn mới với " + TWO))
def drafted_new(world: World, pool: int, first: str, of_first: int, second: str, of_second: int) -> None:
    world.keep("đợt", world.draft(pool, origin="new", lines=lines(first, of_first, second, of_second)))


@given(step("dự thảo {pool:Money} vốn thu hồi với " + TWO))
def drafted_recovered(world: World, pool: int, first: str, of_first: int, second: str, of_second: int) -> None:
    world.keep("đợt", world.draft(pool, origin="recovered", lines=lines(first, of_first, second, of_second)))


@given("dự thảo đó đã qua các bước và được trình")
def submitted(world: World) -> None:
    world.get("planner", world.round)
    made(world.submit())


@when(step('chi nhánh thống nhất ngày {on:Day} theo văn bản "{paper}"'))
def branch_agrees(world: World, on: date, paper: str) -> None:
    take(world, "approver", "branch-opinion", {"on": on.isoformat(), "agrees": True, "paper": paper})


@when(step('chi nhánh không thống nhất ngày {on:Day} với ý kiến "{opinion}"'))
@when(step('chi nhánh không thống nhất ngày {on:Day} với ý kiến ""'))
def branch_comments(world: World, on: date, opinion: str = "") -> None:
    take(world, "approver", "branch-opinion", {"on": on.isoformat(), "agrees": False, "opinion": opinion})


@when(step('Sở Tài chính thống nhất ngày {on:Day} theo văn bản "{paper}"'))
def finance_agrees(world: World, on: date, paper: str) -> None:
    take(world, "finance", "finance-opinion", {"on": on.isoformat(), "agrees": True, "paper": paper})


@when(step("{who:Who} kiểm tra ngày {on:Day}"))
def checked(world: World, who: str, on: date) -> None:
    take(world, who, "check", {"on": on.isoformat()})


@when(step('dự thảo được trình ngày {on:Day} theo tờ trình "{paper}"'))
def submit(world: World, on: date, paper: str) -> None:
    made(take(world, "planner", "submission", {"on": on.isoformat(), "paper": paper}))


@when("bản quét quyết định được lưu")
def scan(world: World) -> None:
    client = world.service.client()
    headers = world.service.by("planner2") | {"Idempotency-Key": "quet-1", "Content-Type": "application/pdf"}
    answer = client.post("/api/v1/papers", query_string={"name": "QĐ giả định.pdf"}, data=SCAN, headers=headers)
    assert made(answer)["sha256"] == hashlib.sha256(SCAN).hexdigest()
    world.keep("bản quét", answer)


@when(step('quyết định "{number}" ký ngày {signed:Day}, hiệu lực ngày {effective:Day} kèm bản quét được ghi nhận'))
def decided_with_scan(world: World, number: str, signed: date, effective: date) -> None:
    body = {
        "decision": number,
        "signed_on": signed.isoformat(),
        "effective_on": effective.isoformat(),
        "papers": [world.ids["bản quét"]],
    }
    made(take(world, "planner2", "decision", body))


@when(step('UBND Thành phố trả lại ngày {on:Day} vì "{reason}"'))
def returned(world: World, on: date, reason: str) -> None:
    take(world, "planner2", "return", {"on": on.isoformat(), "reason": reason})


@when(step("dự thảo được sửa thành " + TWO))
def revised(world: World, first: str, of_first: int, second: str, of_second: int) -> None:
    pool = [{"origin": "recovered", "amount": of_first + of_second, "decision": "QĐ-GIẢ 01"}]
    body = {"pool": pool, "lines": lines(first, of_first, second, of_second), "reason": "Cân đối lại (giả định)"}
    take(world, "planner", "revision", body)


@given(step("quyết định được ghi nhận với " + TWO))
@when(step("quyết định được ghi nhận với " + TWO))
def decided(world: World, first: str, of_first: int, second: str, of_second: int) -> None:
    made(world.decide(lines=lines(first, of_first, second, of_second)))


@when("cán bộ xã xem đợt phân bổ")
def commune_looks(world: World) -> None:
    world.get("commune", world.round)


@when(step("lập dự thảo điều chỉnh không có lý do với " + TWO))
def adjust_without_reason(world: World, first: str, of_first: int, second: str, of_second: int) -> None:
    world.draft(of_first + of_second, lines=lines(first, of_first, second, of_second))


@given(step('khoản {amount:Money} của "{name}" đã được phê duyệt ngày {on:Day}'))
def approved(world: World, amount: int, name: str, on: date) -> None:
    ask_for_approval(world, amount, name, on)
    made(world.answer)


@when(step('khoản {amount:Money} của "{name}" được đề nghị phê duyệt ngày {on:Day}'))
def ask_for_approval(world: World, amount: int, name: str, on: date) -> None:
    world.appraised(name, amount, on)
    world.approve(on)


@when(step("đợt điều chỉnh lấy {amount:Money} của xã {giver:Word} chuyển sang xã {taker:Word} được quyết định"))
def moved(world: World, amount: int, giver: str, taker: str) -> None:
    shares = lines(giver, -amount, taker, amount, "Nhu cầu thay đổi (giả định)")
    world.keep("đợt", world.draft(0, lines=shares))
    made(world.submit())
    made(world.decide())


@when(step("lập dự thảo chỉ tiêu dư nợ {amount:Money} {origin} cho xã {commune:Word}"))
def outstanding_draft(world: World, amount: int, origin: str, commune: str) -> None:
    one = [{"commune": commune, "amount": amount}]
    world.draft(amount, origin=ORIGINS[origin], measure="outstanding", lines=one)


@given(step("chỉ tiêu năm 2025 của xã {commune:Word} là {amount:Money}"))
def last_years_plan(world: World, commune: str, amount: int) -> None:
    one = [{"commune": commune, "amount": amount}]
    world.keep("đợt", world.draft(amount, origin="recovered", year=2025, lines=one))
    made(world.submit(on="2025-12-01"))
    made(world.decide(signed_on="2025-12-02", effective_on="2025-12-02"))


@given(step('nguồn cho tạm giao "{kind}" {percent:Whole} % từ ngày {since:Day}'))
def interim(world: World, kind: str, percent: int, since: date) -> None:
    path = f"/sources/{world.ids['nguồn']}"
    for parameter, value in (("interim_plan", kind), ("interim_plan_share", percent)):
        body = {
            "parameter": parameter,
            "since": since.isoformat(),
            "value": value,
            "cites": ["Quy chế giả định"],
            "certainty": "law",
        }
        made(world.change("admin", path, "overlays", body))


@when(step("đợt đầu năm 2026 giao xã {commune:Word} {amount:Money} và được quyết định"))
def first_round(world: World, commune: str, amount: int) -> None:
    one = [{"commune": commune, "amount": amount}]
    world.keep("đợt", world.draft(amount, origin="recovered", lines=one))
    made(world.submit())
    world.decide()


@then("các bước của đợt là")
def the_steps_are(world: World, datatable: list[list[str]]) -> None:
    told = made(world.service.get("auditor", world.round))["steps"]
    found = [
        {
            "bước": each["kind"],
            "người": each["by"],
            "ngày": f"{datetime.fromisoformat(each['on']):%d/%m/%Y}",
            "văn bản": each["says"].get("paper", ""),
        }
        for each in told
    ]
    assert found == rows(datatable)
    assert told[-1]["says"]["papers"] == [world.ids["bản quét"]]
    assert all(each["booked_at"] for each in told)


@then("bản quét tải về giống hệt bản đã lưu")
def the_scan_is_whole(world: World) -> None:
    answer = world.service.get("auditor", f"/papers/{world.ids['bản quét']}/content")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, SCAN, "application/pdf")


@then(step('đợt ở trạng thái "{state}"'))
def the_state_is(world: World, state: str) -> None:
    assert world.body["state"] == state


@then(step("đợt có {count:Whole} phiên bản, phiên bản 1 vẫn giao xã {commune:Word} {amount:Money}"))
def versions(world: World, count: int, commune: str, amount: int) -> None:
    assert world.body["version"] == count
    kept = made(world.service.get("auditor", f"{world.round}/versions"))["items"]
    assert [each["number"] for each in kept] == list(range(1, count + 1))
    assert {line["commune"]: line["amount"] for line in kept[0]["lines"]}[commune] == amount


@then("số trình và số quyết định là")
def compared(world: World, datatable: list[list[str]]) -> None:
    told = made(world.service.get("auditor", f"{world.round}/comparison"))
    wanted = [
        {
            "commune": row["xã"],
            "submitted": money(row["trình"]),
            "decided": money(row["quyết định"]),
            "difference": money(row["chênh lệch"]),
        }
        for row in rows(datatable)
    ]
    assert told["rows"] == wanted
    assert (told["submitted"], told["decided"], told["difference"]) == (10**9, 10**9, 0)
