"""Steps of commitments: released, cut, expired, closed with their plan year, approved against forecast recovery."""

from datetime import date
from typing import Any

from pytest_bdd import given, parsers, scenarios, then, when

from loans.domain.calendar import today_in_hanoi
from tests.api.service import made
from tests.features.world import ROLES, TYPES, World, step

scenarios("cam_ket.feature")

WHY = "Khách hàng không còn nhu cầu (giả định)"


def approved(world: World, amount: int, group: str, name: str, on: date) -> Any:
    world.appraised(name, amount, on, term_months=24, group_id=world.ids[group])
    return world.approve(on)


@given(
    step(
        'khoản vay {amount:Money} qua "{group}" của "{name}" ký ngày {on:Day}, đã giải ngân {paid:Money}',
    )
)
def signed(world: World, amount: int, group: str, name: str, on: date, paid: int) -> None:
    made(approved(world, amount, group, name, on))
    made(world.sign(on))
    if paid:
        made(world.disburse(paid, on))


@given(step('hồ sơ vay {amount:Money} qua "{group}" của "{name}" được duyệt ngày {on:Day} mà chưa ký'))
def unsigned(world: World, amount: int, group: str, name: str, on: date) -> None:
    made(approved(world, amount, group, name, on))


@when(step("cán bộ tín dụng ký hợp đồng ngày {on:Day}"))
def sign(world: World, on: date) -> None:
    made(world.sign(on))


@when(step("cán bộ tín dụng giải ngân {amount:Money} ngày {on:Day}"))
def disburse(world: World, amount: int, on: date) -> None:
    world.disburse(amount, on)


# --- release and cut


def end(world: World, who: str, path: str, on: date, amount: int | None = None) -> None:
    body = {"on": on.isoformat(), "reason": WHY, "amount": amount}
    world.change(who, path, "commitment/release", body, seen_by="auditor")


@when(parsers.re(rf"(?P<who>{'|'.join(ROLES)}) giải tỏa cam kết của khoản vay ngày (?P<day>\S+)"))
def release(world: World, who: str, day: str) -> None:
    end(world, ROLES[who], world.loan, TYPES["Day"](day))


@when(step("người phê duyệt cắt giảm {amount:Money} cam kết của khoản vay ngày {on:Day}"))
def cut(world: World, amount: int, on: date) -> None:
    end(world, "approver", world.loan, on, amount)


@when(step("người phê duyệt cắt giảm {amount:Money} cam kết của hồ sơ ngày {on:Day}"))
def cut_unsigned(world: World, amount: int, on: date) -> None:
    end(world, "approver", world.application, on, amount)


@then(
    step('cam kết của khoản vay là "{state}": giải ngân {paid:Money}, còn lại {left:Money}, giải tỏa {released:Money}')
)
def became(world: World, state: str, paid: int, left: int, released: int) -> None:
    found = made(world.service.get("officer", f"{world.loan}/commitment"))
    assert (found["state"], found["paid"], found["left"], found["released"]) == (state, paid, left, released)
    assert found["amount"] == paid + left + released


# --- expiry


def sets(world: World, parameter: str, value: Any) -> None:
    body = {
        "parameter": parameter,
        "since": "2026-01-01",
        "value": value,
        "cites": ["Quyết định giả định 21"],
        "certainty": "law",
    }
    made(world.change("admin", f"/sources/{world.ids['nguồn']}", "overlays", body))


@given(step("nguồn vốn quy định cam kết hết hiệu lực sau {days:Whole} ngày"))
def expires_after(world: World, days: int) -> None:
    sets(world, "commitment_expiry_days", days)


@then(step("danh sách cam kết hết hiệu lực có {count:Whole} dòng"))
def are_due(world: World, count: int) -> None:
    items = made(world.service.get("officer", "/commitments/due"))["items"]
    assert [item["application_id"] for item in items] == [world.ids["hồ sơ"]] * count
    assert made(world.service.get("officer2", "/commitments/due"))["items"] == []


def expire(world: World, on: date, *more: int) -> None:
    body = {"on": on.isoformat(), "reason": WHY, "application_ids": [world.ids["hồ sơ"], *more]}
    world.send("approver", "/commitments/expiries", body)


@when(step("người phê duyệt ghi nhận cam kết hết hiệu lực ngày {on:Day}"))
def expired(world: World, on: date) -> None:
    expire(world, on)
    assert (world.body["accepted"], world.body["refused"]) == (1, 0)


@when(step("người phê duyệt ghi nhận cam kết và hồ sơ số {other:Whole} hết hiệu lực ngày {on:Day}"))
def expired_with_a_bad_row(world: World, other: int, on: date) -> None:
    expire(world, on, other)


# --- the close of a plan year


@when(step('người phê duyệt khóa kế hoạch năm {year:Whole} ngày {on:Day}, cam kết được "{fate}"'))
def close(world: World, year: int, on: date, fate: str) -> None:
    query = {"source_id": world.ids["nguồn"], "year": year}
    found = made(world.service.get("approver", "/commitments", **query))["items"]
    assert [item["proposal"] for item in found] == ["release"]  # next year has no plan yet
    rows = [{"application_id": item["application_id"], "fate": fate} for item in found]
    world.send("approver", "/commitments/closes", {**query, "on": on.isoformat(), "reason": WHY, "decisions": rows})


@then(step("kế hoạch năm {year:Whole} đã khóa"))
def closed(world: World, year: int) -> None:
    assert world.body["closed"]
    query = {"source_id": world.ids["nguồn"], "year": year}
    assert made(world.service.get("approver", "/commitments", **query))["items"] == []


# --- against forecast recovery


@given(step("nguồn vốn chỉ còn {left:Money} khả dụng từ ngày {on:Day}"))
def withdrawn(world: World, left: int, on: date) -> None:
    amount = world.statement(on)["available"] - left
    body = {"amount": amount, "on": on.isoformat(), "decision": "QĐ-GIẢ 22"}
    made(world.change("finance", f"/sources/{world.ids['nguồn']}", "withdrawals", body))


@when(step('hồ sơ vay {amount:Money} qua "{group}" của "{name}" được trình duyệt ngày {on:Day}'))
def try_approval(world: World, amount: int, group: str, name: str, on: date) -> None:
    approved(world, amount, group, name, on)


@when("nguồn vốn được phép phê duyệt dựa trên vốn thu hồi dự kiến")
def allowed(world: World) -> None:
    sets(world, "forecast_approval", "yes")


@when(step("người phê duyệt duyệt hồ sơ đó ngày {on:Day}"))
def approve(world: World, on: date) -> None:
    made(world.approve(on))


@then(step("{part:Money} của cam kết dựa trên vốn thu hồi dự kiến"))
def rests(world: World, part: int) -> None:
    assert world.body["decision"]["on_forecast"] == part
    found = made(world.service.get("auditor", f"/sources/{world.ids['nguồn']}/commitments-on-forecast"))["items"]
    assert [(item["application_id"], item["part"], item["wait"]) for item in found] == [
        (world.ids["hồ sơ"], part, part)
    ]
    assert world.statement(today_in_hanoi(world.service.clock()))["committed_on_forecast"] == part


@then("không nguồn vốn nào bị coi là thiếu vốn")
def none_short(world: World) -> None:
    found = made(world.service.get("auditor", "/reports/sources-below-zero", as_of="2026-03-01"))
    assert found["items"] == []
