"""Steps of loans for contract work abroad, from the filing to the last repayment."""

from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, step

scenarios("di_lam_viec_nuoc_ngoai.feature")

MARCH = date(2026, 3, 2)
PAPERS = ["loan_request", "labour_contract", "passport"]


@given(
    step(
        '"{name}" nộp hồ sơ vay {amount:Money} đi nước ngoài trong {months:Whole} tháng, '
        "chi phí {cost:Money}, hợp đồng {contract:Whole} tháng"
    )
)
def filed(world: World, name: str, amount: int, months: int, cost: int, contract: int) -> None:
    facts: dict[str, Any] = {"pre_departure_cost": cost, "labour_contract_months": contract}
    facts["group_id"] = world.ids["Tổ 1"]
    made(
        world.file(
            name, amount, on=MARCH, programme="overseas_work", purpose="work_abroad", term_months=months, **facts
        )
    )


@when(step("hồ sơ đi nước ngoài đầy đủ ngày {on:Day}"))
def complete(world: World, on: date) -> None:
    made(world.complete(on, PAPERS))


@when("hồ sơ đi nước ngoài chỉ có giấy đề nghị vay vốn")
def incomplete(world: World) -> None:
    world.complete(MARCH, ["loan_request"])


@then(step("hạn trả kết quả là ngày {on:Day}"))
def decide_by(world: World, on: date) -> None:
    assert world.body["decide_by"] == on.isoformat()


@then(step("mức vay đi nước ngoài lớn nhất là {amount:Money}"))
def largest(world: World, amount: int) -> None:
    found = made(world.service.get("officer", f"{world.application}/assessment", on="2026-03-04"))
    assert (found["largest_loan"], found["binding"]) == (amount, "overseas_loan_max_cost_share")


@when(step("người phê duyệt phê duyệt hồ sơ đi nước ngoài ngày {on:Day}"))
def approve(world: World, on: date) -> None:
    made(world.appraise(on))
    world.approve(on)


@when(step('hồ sơ được thẩm định, phê duyệt và ký ngày {on:Day} qua "{group}"'))
def signed(world: World, on: date, group: str) -> None:
    made(world.appraise(on))
    made(world.approve(on))
    assert made(world.sign(on, every_months=12))["group_id"] == world.ids[group]


@when(step('cán bộ tín dụng ký hợp đồng tính ngày "{day_count}" ngày {on:Day}'))
def sign_by(world: World, day_count: str, on: date) -> None:
    world.sign(on, day_count=day_count)


@then(step('khoản vay thuộc chương trình "{code}", lãi suất {rate:Whole}, quá hạn {overdue:Whole}'))
def of_programme(world: World, code: str, rate: int, overdue: int) -> None:
    assert (world.body["programme"], world.body["rate_e7"], world.body["overdue_rate_e7"]) == (code, rate, overdue)


@when(step("khoản vay đi nước ngoài được giải ngân đủ ngày {on:Day}"))
def paid_out(world: World, on: date) -> None:
    made(world.disburse(made(world.service.get("officer", world.loan))["amount"], on))


@when(step("người vay trả hết nợ ngày {on:Day}"))
def repay_all(world: World, on: date) -> None:
    owed = world.standing(on)
    made(world.repay(on, principal=owed["outstanding"], interest=owed["interest_in_term"]))


@then("khoản vay đi nước ngoài hết nợ")
def closed(world: World) -> None:
    left = world.standing(date(2026, 11, 20))
    assert (left["outstanding"], left["interest_in_term"], left["interest_overdue"]) == (0, 0, 0)


@then(step('"{name}" còn được vay việc làm {amount:Money}'))
def room(world: World, name: str, amount: int) -> None:
    made(world.file(name, amount, on=date(2026, 3, 5)))
    found = made(world.service.get("officer", f"{world.application}/assessment", on="2026-03-05"))
    assert (found["largest_loan"], found["binding"]) == (amount, "job_loan_max_worker")
