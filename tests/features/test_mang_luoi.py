"""Steps of the network: offices, hamlets, own commune codes, and groups over time."""

from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, step

scenarios("mang_luoi.feature")


@when(step('quản trị viên ghi phòng giao dịch mã "{code}"'))
def an_office(world: World, code: str) -> None:
    world.keep("phòng", world.send("admin", "/offices", {"code": code, "name": "PGD Giả Định"}))


@when(step('điểm "{point}" thuộc phòng giao dịch đó từ ngày {since:Day}'))
def of_office(world: World, point: str, since: date) -> None:
    body = {"since": since.isoformat(), "office_id": world.ids["phòng"]}
    made(world.change("admin", f"/points/{world.ids[point]}", "offices", body))


@then(step('điểm "{point}" có {count:Whole} phòng giao dịch'))
def offices(world: World, point: str, count: int) -> None:
    held = made(world.service.get("auditor", f"/points/{world.ids[point]}"))["offices"]
    assert [fact["office_id"] for fact in held] == [world.ids["phòng"]] * count
    [office] = made(world.service.get("auditor", "/offices"))["items"]
    assert office["code"] == "009901"


@when(step('quản trị viên ghi thôn mã "{code}" của xã {commune:Word}'))
def a_hamlet(world: World, code: str, commune: str) -> None:
    world.send("admin", "/hamlets", {"code": code, "name": "Thôn Giả Định", "commune": commune})


@then(step('danh sách thôn có mã "{code}"'))
def hamlets(world: World, code: str) -> None:
    assert [item["code"] for item in made(world.service.get("officer", "/hamlets"))["items"]] == [code]
    assert made(world.service.get("officer2", "/hamlets"))["items"] == []


@when(step('quản trị viên ghi mã xã ngân hàng "{code}" ứng với xã {commune:Word} từ ngày {since:Day}'))
def a_bank_commune(world: World, code: str, commune: str, since: date) -> None:
    body = {"code": code, "commune": commune, "since": since.isoformat()}
    world.keep("mã xã", world.send("admin", "/bank-communes", body))


@when(step("mã xã ngân hàng đó ứng với xã {commune:Word} từ ngày {since:Day}"))
def remapped(world: World, commune: str, since: date) -> None:
    body = {"commune": commune, "since": since.isoformat()}
    made(world.change("admin", f"/bank-communes/{world.ids['mã xã']}", "facts", body))


@then(step('mã xã ngân hàng ứng lần lượt với "{communes}"'))
def mapped(world: World, communes: str) -> None:
    [item] = made(world.service.get("auditor", "/bank-communes"))["items"]
    assert [fact["commune"] for fact in item["facts"]] == communes.split(", ")


# --- groups over time


def change(world: World, group: str, since: date, **facts: Any) -> None:
    made(world.change("officer", f"/groups/{world.ids[group]}", "facts", {"since": since.isoformat(), **facts}))


@when(step('tổ "{group}" đổi tổ trưởng thành "{leader}", đơn vị "{organisation}" từ ngày {since:Day}'))
def new_leader(world: World, group: str, leader: str, organisation: str, since: date) -> None:
    change(world, group, since, leader=leader, organisation=organisation)


@then(step('tổ "{group}" hôm nay có tổ trưởng "{leader}", đơn vị "{organisation}", điểm "{point}"'))
def is_today(world: World, group: str, leader: str, organisation: str, point: str) -> None:
    found = made(world.service.get("officer", f"/groups/{world.ids[group]}"))
    assert (found["leader"], found["organisation"], found["point_id"]) == (leader, organisation, world.ids[point])


@then(step('tổ "{group}" có {count:Whole} điều theo ngày'))
def facts(world: World, group: str, count: int) -> None:
    assert len(made(world.service.get("officer", f"/groups/{world.ids[group]}"))["facts"]) == count


@given(step('"{name}" vay {amount:Money} qua "{group}" ngày {on:Day}, đến hạn 05/09/2026'))
def lent(world: World, name: str, amount: int, group: str, on: date) -> None:
    world.lend(name, amount, on, term_months=6, every_months=6, group=group)


@when(step('một giờ sau tổ "{group}" chuyển sang điểm "{point}" từ ngày {since:Day}'))
def moved(world: World, group: str, point: str, since: date) -> None:
    world.service.clock.advance(hours=1)
    change(world, group, since, point_id=world.ids[point])


@when(step("kiểm toán viên xem nợ ngày {as_of:Day}"))
def standing(world: World, as_of: date) -> None:
    answer = world.get("auditor", f"{world.loan}/standing", as_of=as_of.isoformat())
    world.bodies.setdefault("known_at", made(answer)["known_at"])


@when(step("kiểm toán viên xem lại nợ ngày {as_of:Day} theo điều đã biết lần đầu"))
def standing_as_known(world: World, as_of: date) -> None:
    known_at = world.bodies["known_at"]
    world.get("auditor", f"{world.loan}/standing", as_of=as_of.isoformat(), known_at=known_at)


@then(step("nợ quá hạn là {amount:Money}"))
def overdue(world: World, amount: int) -> None:
    assert world.body["overdue"] == amount
