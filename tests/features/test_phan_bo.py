"""Steps of allocation: demand, draft, submission, decision, plan."""

from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, money, rows, step

scenarios("phan_bo.feature")

TWO = "xã {first:Word} nhận {of_first:Money} và xã {second:Word} nhận {of_second:Money}"
MARCH = date(2026, 3, 5)


def lines(first: str, of_first: int, second: str, of_second: int) -> list[dict[str, Any]]:
    return [{"commune": first, "amount": of_first}, {"commune": second, "amount": of_second}]


@when(step('cán bộ tài chính ủy thác thêm {amount:Money} ngày {on:Day} theo quyết định "{decision}"'))
def more_capital(world: World, amount: int, on: date, decision: str) -> None:
    world.entrust(amount, on, decision)


@given("nhu cầu năm 2026 của các xã")
def recorded_demand(world: World, datatable: list[list[str]]) -> None:
    send_demand(world, "planner", datatable)
    made(world.answer)


@when(step("{who:Who} gửi nhu cầu năm 2026 của các xã"))
def send_demand(world: World, who: str, datatable: list[list[str]]) -> None:
    answers = [
        {
            "commune": row["xã"],
            "beneficiaries": "all",
            "purpose": "create",
            "workers": int(row["lao động"]),
            "amount": money(row["số tiền"]),
            "jobs": int(row["việc làm"]),
        }
        for row in rows(datatable)
    ]
    world.send(who, "/demands", {"year": 2026, "lines": answers})


@when(step("cán bộ kế hoạch lập dự thảo chia {pool:Money} theo trọng số"))
def draft_by_weights(world: World, pool: int, datatable: list[list[str]]) -> None:
    world.draft(pool, spec={"weights": {row["tiêu chí"]: row["trọng số"] for row in rows(datatable)}})


@when(step("cán bộ kế hoạch lập dự thảo {pool:Money} với " + TWO))
def draft_by_lines(world: World, pool: int, first: str, of_first: int, second: str, of_second: int) -> None:
    world.draft(pool, lines=lines(first, of_first, second, of_second))


@given(step("cán bộ kế hoạch đã lập dự thảo {pool:Money} với " + TWO))
def drafted(world: World, pool: int, first: str, of_first: int, second: str, of_second: int) -> None:
    world.keep("đợt", world.draft(pool, lines=lines(first, of_first, second, of_second)))


@given(step("cán bộ kế hoạch đã lập dự thảo {pool:Money} có lý do với " + TWO))
def adjusted(world: World, pool: int, first: str, of_first: int, second: str, of_second: int) -> None:
    moved = [line | {"reason": "Nhu cầu thay đổi (giả định)"} for line in lines(first, of_first, second, of_second)]
    world.keep("đợt", world.draft(pool, lines=moved))


@given("dự thảo đã được trình")
@when("cán bộ kế hoạch trình dự thảo")
def submitted(world: World) -> None:
    made(world.submit())


@when(step("{who:Who} ghi nhận quyết định"))
def decide(world: World, who: str) -> None:
    world.service.tokens.setdefault(who, "")
    body = {"decision": "QĐ-GIẢ 02", "signed_on": "2026-01-04", "effective_on": "2026-01-04"}
    world.change(who, world.round, "decision", body, seen_by="auditor")


@when(step("cán bộ kế hoạch thứ hai ghi nhận quyết định với " + TWO))
def decide_otherwise(world: World, first: str, of_first: int, second: str, of_second: int) -> None:
    world.decide(lines=lines(first, of_first, second, of_second))


@given(step('hồ sơ {amount:Money} của "{name}" được phê duyệt ngày {on:Day}'))
@when(step('hồ sơ {amount:Money} của "{name}" được phê duyệt ngày {on:Day}'))
def approved(world: World, amount: int, name: str, on: date) -> None:
    world.appraised(name, amount, on)
    made(world.approve(on))


@then("các dòng dự thảo là")
def the_lines_are(world: World, datatable: list[list[str]]) -> None:
    wanted = {row["xã"]: money(row["số tiền"]) for row in rows(datatable)}
    shared = {line["commune"]: line["amount"] for line in world.body["lines"]}
    assert {commune: amount for commune, amount in shared.items() if amount} == wanted


@then("mỗi dòng nêu lý do")
def every_line_says_why(world: World) -> None:
    for line in world.body["lines"]:
        assert line["why"]
        assert all(why["reason"] for why in line["why"])


@then(step("tổng các dòng bằng đúng {total:Money}"))
def the_lines_add_up(world: World, total: int) -> None:
    assert sum(line["amount"] for line in world.body["lines"]) == world.body["total"] == total


@then("các dòng cùng nhu cầu chênh nhau nhiều nhất 1 đồng")
def equal_shares(world: World) -> None:
    shares = [line["amount"] for line in world.body["lines"] if line["amount"]]
    assert max(shares) - min(shares) <= 1


@then(step('các dòng bị từ chối là "{places}"'))
def faulty_rows(world: World, places: str) -> None:
    assert ", ".join(fault["source"] for fault in world.refusal["errors"]) == places
    assert all(fault["detail"] and fault["detail_en"] for fault in world.refusal["errors"])


@then("chưa có nhu cầu nào của năm 2026 được ghi")
def no_demand(world: World) -> None:
    assert made(world.service.get("planner", "/demands", year=2026))["items"] == []


@then(step("tổng nhu cầu năm 2026 là {total:Money}"))
def total_demand(world: World, total: int) -> None:
    items = made(world.service.get("planner", "/demands", year=2026))["items"]
    assert sum(item["amount"] for item in items) == total


@then(step('đợt phân bổ ở bước "{state}"'))
def the_round_stands(world: World, state: str) -> None:
    assert world.body["state"] == state


@then(step("tổng chỉ tiêu năm 2026 bằng đúng {total:Money}"))
def the_plan_adds_up(world: World, total: int) -> None:
    items = made(world.service.get("planner", "/plan", source_id=world.ids["nguồn"], year=2026))["items"]
    assert sum(item["planned"] for item in items) == total
