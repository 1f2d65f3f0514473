"""Steps of loans: contract, schedule, disbursement, repayment, withdrawal."""

from datetime import date

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import RULES, World, day, money, rows, step

scenarios("khoan_vay.feature")

MARCH = date(2026, 3, 5)


@given(
    step('hồ sơ vay {amount:Money} trong {months:Whole} tháng qua "{group}" của "{name}" được phê duyệt ngày {on:Day}')
)
def approved(world: World, amount: int, months: int, group: str, name: str, on: date) -> None:
    world.appraised(name, amount, on, term_months=months, group_id=world.ids[group])
    made(world.approve(on))


@given(step('hồ sơ vay trực tiếp {amount:Money} của "{name}" được phê duyệt ngày {on:Day}'))
def approved_directly(world: World, amount: int, name: str, on: date) -> None:
    world.appraised(name, amount, on)
    made(world.approve(on))


@given(step('"{name}" nộp thêm hồ sơ vay {amount:Money} chưa được phê duyệt'))
def another(world: World, name: str, amount: int) -> None:
    made(world.file(name, amount, on=MARCH))


# --- contract


@when(step("cán bộ tín dụng ký hợp đồng ngày {on:Day}, trả gốc {months:Whole} tháng một kỳ"))
def sign(world: World, on: date, months: int) -> None:
    world.sign(on, every_months=months)


@when(
    step(
        "cán bộ tín dụng ký hợp đồng ngày {on:Day}, giải ngân dự kiến ngày {disbursed:Day}, "
        "trả gốc {months:Whole} tháng một kỳ"
    )
)
def sign_for_later(world: World, on: date, disbursed: date, months: int) -> None:
    world.sign(on, every_months=months, disburse_on=disbursed)


@when("cán bộ tín dụng ký hợp đồng trực tiếp, không nêu điểm giao dịch")
def sign_without_point(world: World) -> None:
    world.sign(MARCH, instalment_rule="instalment_moves")


@when(step('cán bộ tín dụng ký hợp đồng trực tiếp tại "{point}", không nêu cách xử lý kỳ hạn'))
def sign_without_rule(world: World, point: str) -> None:
    world.sign(MARCH, point_id=world.ids[point])


@when(step('cán bộ tín dụng ký hợp đồng trực tiếp tại "{point}", kỳ hạn không trả được chuyển "{rule:Rule}"'))
def sign_directly(world: World, point: str, rule: str) -> None:
    world.sign(MARCH, point_id=world.ids[point], instalment_rule=rule)


@given(step("hợp đồng đã ký ngày {on:Day}"))
def signed(world: World, on: date) -> None:
    made(world.sign(on, every_months=12))


@given(step("hợp đồng đã ký và giải ngân đủ ngày {on:Day}"))
def paid_out(world: World, on: date) -> None:
    amount = made(world.sign(on, every_months=12))["amount"]
    made(world.disburse(amount, on))


@then("lịch trả gốc là")
def the_schedule(world: World, datatable: list[list[str]]) -> None:
    items = made(world.service.get("officer", f"{world.loan}/schedule"))["items"]
    wanted = [(day(row["ngày đến hạn"]).isoformat(), money(row["gốc"])) for row in rows(datatable)]
    assert [(item["due_on"], item["principal"]) for item in items] == wanted
    assert [item["number"] for item in items] == list(range(1, len(wanted) + 1))


@then(step("khoản vay có lãi suất {rate:Whole} và lãi suất quá hạn {overdue:Whole} phần mười triệu một năm"))
def the_rates(world: World, rate: int, overdue: int) -> None:
    assert (world.body["rate_e7"], world.body["overdue_rate_e7"]) == (rate, overdue)


@then(step('kỳ hạn gốc không trả được chuyển nợ quá hạn theo cách "{rule}"'))
def the_rule(world: World, rule: str) -> None:
    assert world.body["instalment_rule"] == RULES[rule]


# --- money out and in


@when(step("cán bộ tín dụng giải ngân {amount:Money} ngày {on:Day}"))
def disburse(world: World, amount: int, on: date) -> None:
    world.disburse(amount, on)


@when(step("người vay trả {amount:Money} ngày {on:Day}"))
def repay(world: World, amount: int, on: date) -> None:
    world.repay(on, amount=amount)


@when(step("người vay trả gốc {principal:Money} và lãi {interest:Money} ngày {on:Day}"))
def repay_parts(world: World, principal: int, interest: int, on: date) -> None:
    world.repay(on, principal=principal, interest=interest)


@given(step("người vay trả gốc {principal:Money} và lãi {interest:Money} ngày {on:Day}"))
def repaid_parts(world: World, principal: int, interest: int, on: date) -> None:
    made(world.repay(on, principal=principal, interest=interest))


@when(step("người vay trả tổng {amount:Money}, gốc {principal:Money} và lãi {interest:Money} ngày {on:Day}"))
def repay_both_ways(world: World, amount: int, principal: int, interest: int, on: date) -> None:
    world.repay(on, amount=amount, principal=principal, interest=interest)


@when(step("hai cán bộ cùng thu {amount:Money} ngày {on:Day} dựa trên cùng một trạng thái"))
def repay_twice(world: World, amount: int, on: date) -> None:
    etag = world.service.get("officer", world.loan).headers["ETag"]
    body = {"on": on.isoformat(), "amount": amount}
    path = f"{world.loan}/repayments"
    made(world.service.send("officer", path, body | {"voucher_no": "TN-A"}, etag=etag))
    world._answer = world.service.send("officer", path, body | {"voucher_no": "TN-B"}, etag=etag)


@then(step("chứng từ ghi lãi {interest:Money} và gốc {principal:Money}"))
def the_parts(world: World, interest: int, principal: int) -> None:
    assert (world.body["interest"], world.body["principal"]) == (interest, principal)


@then(step("bút toán cuối của khoản vay ghi lãi {interest:Money} và gốc {principal:Money}"))
def the_entry(world: World, interest: int, principal: int) -> None:
    last = made(world.service.get("auditor", f"{world.loan}/entries"))["items"][-1]
    assert (last["kind"], last["actor"]) == ("loan_repaid", "officer")
    assert (last["body"]["interest"], last["body"]["principal"]) == (interest, principal)


@then(step("ngày {on:Day} khoản vay nợ gốc {amount:Money}"))
def owes(world: World, on: date, amount: int) -> None:
    standing = world.standing(on)
    assert standing["outstanding"] == standing["in_term"] + standing["overdue"] == amount


@then(step("nguồn vốn ngày {on:Day} được bảo toàn, lãi chưa phân phối {interest:Money}"))
def preserved(world: World, on: date, interest: int) -> None:
    found = world.statement(on)
    assert found["preserved"]
    assert found["interest_undistributed"] == interest
    assert found["entrusted"] == found["available"] + found["committed"] + found["outstanding"]


@then("lời từ chối kèm trạng thái mới nhất của khoản vay")
def present_state(world: World) -> None:
    assert world.answer.status_code == 409
    assert world.refusal["present"] == made(world.service.get("officer", world.loan))


# --- withdrawal


@given(step("chỉ tiêu còn lại của xã {commune:Word} đang là {amount:Money}"))
def remains(world: World, commune: str, amount: int) -> None:
    assert world.remaining(commune) == amount


@when(step("người vay rút hồ sơ ngày {on:Day}"))
def withdraw(world: World, on: date) -> None:
    body = {"on": on.isoformat(), "reason": "Không còn nhu cầu (giả định)"}
    world.change("officer", world.application, "withdrawal", body)
