"""Steps of places confirmed by people: what was brought is set up by the use case, all else is asked over the API."""

from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from loans.domain.area import UNPLACED
from loans.domain.calendar import today_in_hanoi
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.opening import Opening
from loans.service.actor import Actor
from loans.service.opening import Brought, carry_in
from tests.api.service import made
from tests.api.story import number
from tests.features.world import World, money, rows, step

scenarios("xac_nhan_dia_ban.feature")

BANK = Actor("approver", "approver")


@given(step("các khế ước mang sang ngày {on:Day}, chưa rõ địa bàn"))
def brought(world: World, on: date, datatable: list[list[str]]) -> None:
    for row in rows(datatable):
        world.customer(row["khế ước"], "worker", "00004")
        with world.service.store.writing(BANK.username) as uow:
            load = uow.entries.open("load", number(10), "load_opened", on, {}).stream_id
            told = _told(world, row, on, load)
            loan = carry_in(uow, BANK, today=today_in_hanoi(uow.now), brought=told)
        world.ids[f"khế ước {row['khế ước']}"] = loan.id


def _told(world: World, row: dict[str, str], on: date, load: int) -> Brought:
    owed, late = money(row["dư nợ"]), money(row["quá hạn"])
    loan = Loan(
        id=0,
        contract_no=number(16),
        application_id=0,
        borrower_id=world.ids[row["khế ước"]],
        source_id=world.ids["nguồn"],
        commune=UNPLACED,
        group_id=world.ids[row["tổ"]] if row["tổ"] else None,
        point_id=world.ids["Ba Đình"],
        approved_on=date(2024, 3, 1),
        signed_on=date(2024, 3, 2),
        regime="61/2015/NĐ-CP",
        rate_group="standard",
        rate_e7=792_480,
        overdue_rate_e7=1_030_224,
        rate_fixed=True,
        method=Method.EQUAL_PRINCIPAL,
        instalment_rule=InstalmentRule.MOVES,
        workers=0,
        amount=owed,
    )
    since = date(2026, 4, 7) if late else None
    opening = Opening(0, load, on, owed - late, late, 0, owed, since, old_code=row["đơn vị cũ"], marks=("no_history",))
    parts = ((date(2026, 3, 2), late), (date(2027, 3, 2), owed - late))
    return Brought(loan, opening, 36, tuple(part for part in parts if part[1]))


# --- the work list


@when(step("{who:Who} xem việc chờ xác nhận địa bàn"))
def work(world: World, who: str) -> None:
    world.get(who, "/area-confirmations/waiting")


@then("việc chờ gồm")
def waits(world: World, datatable: list[list[str]]) -> None:
    found = [
        (each["old_code"], each["loans"], each["outstanding"], ", ".join(to["code"] for to in each["candidates"]))
        for each in world.body["items"]
    ]
    expected = rows(datatable)
    assert found == [
        (row["đơn vị cũ"], int(row["khoản"]), money(row["dư nợ"]), row["có thể thuộc"]) for row in expected
    ]
    for row in expected:
        listed = made(world.service.get("auditor", "/area-confirmations/waiting/loans", old_code=row["đơn vị cũ"]))
        assert sum(each["outstanding"] for each in listed["items"]) == money(row["dư nợ"])


# --- confirming


def confirm(world: World, who: str, commune: str, **what: Any) -> None:
    body = {"commune": commune, "reason": "Theo sổ hộ khẩu giả định", **what}
    answer = world.send(who, "/area-confirmations", body)
    if answer.status_code == 201:
        world.keep("xác nhận", answer)


@when(step("{who:Who} xác nhận khế ước {name:Word} thuộc xã {commune:Word}"))
def confirmed(world: World, who: str, name: str, commune: str) -> None:
    confirm(world, who, commune, loans=[world.ids[f"khế ước {name}"]])


@when(step("một giờ sau {who:Who} xác nhận khế ước {name:Word} thuộc xã {commune:Word}"))
def later(world: World, who: str, name: str, commune: str) -> None:
    world.service.clock.advance(hours=1)
    confirmed(world, who, name, commune)


@when(step('{who:Who} xác nhận cả "{group}" thuộc xã {commune:Word}'))
def whole_group(world: World, who: str, group: str, commune: str) -> None:
    confirm(world, who, commune, group_id=world.ids[group])


@then(step('xác nhận gồm các khế ước "{names}"'))
def of_loans(world: World, names: str) -> None:
    assert world.body["loans"] == [world.ids[f"khế ước {name}"] for name in names.split(", ")]


@when(step("{who:Who} rút lại xác nhận"))
def withdrawn(world: World, who: str) -> None:
    world.service.clock.advance(hours=1)
    path = f"/area-confirmations/{world.ids['xác nhận']}"
    assert made(world.change(who, path, "withdrawal", {"reason": "Nhầm thôn (giả định)"}))["withdrawn_by"] == who


@then(step("lịch sử địa bàn của khế ước {name:Word} có {count:Whole} xác nhận, đã rút lại"))
def history(world: World, name: str, count: int) -> None:
    found = made(world.service.get("officer", f"/loans/{world.ids[f'khế ước {name}']}/places"))
    assert [bool(each["withdrawn_by"]) for each in found["items"]] == [True] * count
    assert (found["commune"], found["old_unit"]) == (UNPLACED, "phường Kim Mã (Quận Ba Đình)")


# --- reports


@when(step("{who:Who} xem nợ theo xã ngày {as_of:Day}"))
def by_commune(world: World, who: str, as_of: date) -> None:
    answer = world.get(who, "/reports/overdue", as_of=as_of.isoformat())
    world.bodies.setdefault("đã biết", made(answer)["known_at"])


@when(step("{who:Who} xem lại nợ theo xã ngày {as_of:Day} theo điều đã biết lần đầu"))
def again(world: World, who: str, as_of: date) -> None:
    world.get(who, "/reports/overdue", as_of=as_of.isoformat(), known_at=world.bodies["đã biết"])


@then(step("xã {commune:Word} đứng cuối với dư nợ {amount:Money}, tổng {whole:Money}"))
def stands_last(world: World, commune: str, amount: int, whole: int) -> None:
    last = world.body["rows"][-1]
    assert (last["key"], last["name"], last["outstanding"]) == (commune, "Chưa xác nhận xã, phường", amount)
    assert world.body["total"]["outstanding"] == sum(row["outstanding"] for row in world.body["rows"]) == whole


@then(step("xã {commune:Word} có dư nợ {amount:Money}"))
def stands(world: World, commune: str, amount: int) -> None:
    assert {row["key"]: row["outstanding"] for row in world.body["rows"]}[commune] == amount


@when(step("{who:Who} xem nợ theo đơn vị cũ ngày {as_of:Day}"))
def by_old_unit(world: World, who: str, as_of: date) -> None:
    world.get(who, "/reports/overdue", as_of=as_of.isoformat(), by="old_unit")


@then(step('đơn vị cũ "{code}" tên "{name}" có dư nợ {amount:Money}'))
def old_unit(world: World, code: str, name: str, amount: int) -> None:
    found = {row["key"]: (row["name"], row["outstanding"]) for row in world.body["rows"]}
    assert found[code] == (name, amount)
    detail = next(row["detail"] for row in world.body["rows"] if row["key"] == code)
    assert sum(row["outstanding"] for row in made(world.service.get("auditor", detail))["rows"]) == amount
