"""Steps of what happens to a debt: rescheduling, extension, freeze, write-off, corrections, a session's collections."""

from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, day, money, rows, step

scenarios("gia_han.feature", "khoanh_no.feature", "xoa_no.feature", "tra_lui_ngay.feature", "thu_no_phien.feature")
scenarios("thu_tu_quyet_dinh.feature")

RISK = "QĐ-RỦI RO-GIẢ"


@given(
    step(
        '"{name}" được giải ngân {amount:Money} qua "{group}" ngày {on:Day}, trả gốc {every:Whole} tháng một kỳ '
        "trong {months:Whole} tháng"
    )
)
def lent(world: World, name: str, amount: int, group: str, on: date, every: int, months: int) -> None:
    world.lend(name, amount, on, term_months=months, every_months=every, group=group)


@given(
    step(
        '"{name}" vay {agreed:Money}, mới được giải ngân {amount:Money} qua "{group}" ngày {on:Day}, '
        "trả gốc {every:Whole} tháng một kỳ trong {months:Whole} tháng"
    )
)
def lent_in_part(
    world: World, name: str, agreed: int, amount: int, group: str, on: date, every: int, months: int
) -> None:
    world.lend(name, agreed, on, term_months=months, every_months=every, group=group, lent=amount)


# --- rescheduling, extension, freeze


@when(step("cán bộ tín dụng điều chỉnh {amount:Money} của kỳ {number:Whole} từ ngày {on:Day} sang ngày {due:Day}"))
def reschedule(world: World, amount: int, number: int, on: date, due: date) -> None:
    body = {"on": on.isoformat(), "number": number, "amount": amount, "due_on": due.isoformat()}
    world.change("officer", world.loan, "reschedulings", body)


def extended(world: World, months: int, on: date, decision: str = "") -> Any:
    body = {"on": on.isoformat(), "months": months, "decision": decision}
    return world.change("approver", world.loan, "extensions", body)


@given(step("người phê duyệt đã gia hạn {months:Whole} tháng ngày {on:Day}"))
def has_extended(world: World, months: int, on: date) -> None:
    made(extended(world, months, on))


@when(step("người phê duyệt gia hạn {months:Whole} tháng ngày {on:Day}"))
def extend(world: World, months: int, on: date) -> None:
    extended(world, months, on)


@when(step("người phê duyệt gia hạn {months:Whole} tháng ngày {on:Day} theo quyết định xử lý nợ rủi ro"))
def extend_risk(world: World, months: int, on: date) -> None:
    extended(world, months, on, RISK)


@when(
    step(
        "người phê duyệt khoanh {in_term:Money} trong hạn và {overdue:Money} quá hạn từ {on:Day} đến hết {last:Day}, "
        'thiệt hại "{damage}" phần trăm'
    )
)
def freeze(world: World, in_term: int, overdue: int, on: date, last: date, damage: str) -> None:
    body = {
        "on": on.isoformat(),
        "last_on": last.isoformat(),
        "in_term": in_term,
        "overdue": overdue,
        "cause": "damage",
        "damage_percent": damage,
        "decision": RISK,
    }
    world.change("approver", world.loan, "freezes", body)


@when(step("người phê duyệt thu hồi trước hạn ngày {on:Day}, phải trả trước ngày {due:Day}"))
def recall(world: World, on: date, due: date) -> None:
    body = {"on": on.isoformat(), "due_on": due.isoformat(), "reason": "Sử dụng vốn sai mục đích (giả định)"}
    world.change("approver", world.loan, "recalls", body)


@then("nợ của khoản vay theo ngày là")
def the_parts(world: World, datatable: list[list[str]]) -> None:
    for row in rows(datatable):
        found = world.standing(day(row["ngày"]))
        wanted = [money(row[part]) for part in ("trong hạn", "quá hạn", "khoanh")]
        assert [found[part] for part in ("in_term", "overdue", "frozen")] == wanted, row


def interest(world: World, on: date) -> int:
    found = world.standing(on)
    return int(found["interest_in_term"] + found["interest_overdue"])


@then(step("lãi phải trả ngày {first:Day} và ngày {second:Day} bằng nhau và lớn hơn 0"))
def the_same_interest(world: World, first: date, second: date) -> None:
    assert interest(world, first) == interest(world, second) > 0


@then(step("lãi phải trả ngày {later:Day} lớn hơn ngày {earlier:Day}"))
def more_interest(world: World, later: date, earlier: date) -> None:
    world.service.clock.advance(days=1)
    assert interest(world, later) > interest(world, earlier)


# --- write-off and recovery


@when(step("người phê duyệt xóa nợ gốc {principal:Money} và lãi {waived:Money} ngày {on:Day}"))
def write_off(world: World, principal: int, waived: int, on: date) -> None:
    body = {
        "on": on.isoformat(),
        "principal": principal,
        "interest": waived,
        "decision": RISK,
        "cites": ["Quyết định 50/2010/QĐ-TTg"],
    }
    world.change("approver", world.loan, "write-offs", body)


@when(step("cán bộ tín dụng ghi thu hồi nợ đã xóa {amount:Money} ngày {on:Day}"))
def recover(world: World, amount: int, on: date) -> None:
    body = {"on": on.isoformat(), "amount": amount, "voucher_no": f"TH-{amount}"}
    world.change("officer", world.loan, "recoveries", body)


@then(
    step(
        "nguồn vốn ngày {on:Day} được bảo toàn với tổn thất chưa bù đắp {loss:Money} "
        "và lãi chưa phân phối {undistributed:Money}"
    )
)
def the_source(world: World, on: date, loss: int, undistributed: int) -> None:
    found = world.statement(on)
    assert found["preserved"]
    assert (found["loss_uncovered"], found["interest_undistributed"]) == (loss, undistributed)


# --- money in, backdated or not


@when(step("người vay trả gốc {principal:Money} và lãi {paid:Money} ngày {on:Day}"))
def repay_parts(world: World, principal: int, paid: int, on: date) -> None:
    world.repay(on, principal=principal, interest=paid)


@when(step("người vay trả nợ khoanh {amount:Money} ngày {on:Day}"))
def repay_frozen(world: World, amount: int, on: date) -> None:
    world.repay(on, principal=0, interest=0, frozen=amount)


@given(step("người vay đã trả hết lãi ngày {on:Day}"))
def repaid_interest(world: World, on: date) -> None:
    made(world.repay(on, principal=0, interest=interest(world, on)))


@given(step('người vay trả {amount:Money} một lần ngày {on:Day}, chứng từ "{voucher_no}"'))
def repaid_sum(world: World, amount: int, on: date, voucher_no: str) -> None:
    body = {"on": on.isoformat(), "voucher_no": voucher_no, "amount": amount}
    made(world.change("officer", world.loan, "repayments", body))


@then(step("khoản vay ngày {on:Day} không còn lãi phải trả và có tiền thừa"))
def has_credit(world: World, on: date) -> None:
    assert (interest(world, on), world.standing(on)["credit"] > 0) == (0, True)


@then(step("khoản vay ngày {on:Day} không còn lãi phải trả và không có tiền thừa"))
def no_credit(world: World, on: date) -> None:
    assert (interest(world, on), world.standing(on)["credit"]) == (0, 0)


@when(step("cán bộ tín dụng hoàn trả hết tiền thừa ngày {on:Day}"))
def refund(world: World, on: date) -> None:
    body = {"on": on.isoformat(), "amount": world.standing(on)["credit"], "voucher_no": "HT-GIA"}
    world.change("officer", world.loan, "refunds", body)


# --- corrections


def entries(world: World) -> list[Any]:
    return list(made(world.service.get("auditor", f"{world.loan}/entries"))["items"])


@when(step('{who:Who} hủy bút toán "{kind}" của khoản vay'))
def reverse(world: World, who: str, kind: str) -> None:
    entry = next(entry for entry in reversed(entries(world)) if entry["kind"] == kind)
    world.change(who, world.loan, "reversals", {"entry_id": entry["id"], "reason": "Ghi nhầm (giả định)"})


@given(step("người phê duyệt đã khóa sổ đến hết ngày {through:Day}"))
def close(world: World, through: date) -> None:
    made(world.send("approver", "/closings", {"through": through.isoformat(), "reason": "Khóa sổ quý (giả định)"}))


@then(step('lịch sử khoản vay kết thúc bằng "{first}" rồi "{second}"'))
def the_history_ends(world: World, first: str, second: str) -> None:
    assert [entry["kind"] for entry in entries(world)][-2:] == [first, second]


def listed(world: World, **when: str) -> list[Any]:
    found = made(world.service.get("officer", "/reports/resplits", **when))
    world.bodies.setdefault("first known", found["known_at"])
    return list(found["items"])


@given("không có chứng từ nào phải phân lại")
@then("không có chứng từ nào phải phân lại")
def nothing_listed(world: World) -> None:
    assert listed(world) == []


@then("danh sách phân lại như đã biết trước khi ghi lùi ngày vẫn trống")
def nothing_was_listed(world: World) -> None:
    assert listed(world, known_at=world.bodies["first known"]) == []


@then(step('chứng từ "{voucher_no}" phải phân lại, gốc nhiều hơn đã ghi'))
def is_listed(world: World, voucher_no: str) -> None:
    [found] = listed(world)
    assert found["voucher_no"] == voucher_no
    assert found["difference"] == found["proposed_principal"] - found["kept_principal"] > 0
    assert found["proposed_principal"] + found["proposed_interest"] == found["amount"]
    world.bodies["kept"] = str(found["kept_interest"])


@then("chứng từ đã ghi vẫn giữ nguyên")
def is_kept(world: World) -> None:
    paid = next(entry["body"] for entry in entries(world) if entry["kind"] == "loan_repaid")
    assert (paid["split"], str(paid["interest"])) == ("rule", world.bodies["kept"])


@when(step('cán bộ tín dụng ghi lại chứng từ "{voucher_no}"'))
def rebook(world: World, voucher_no: str) -> None:
    entry = next(each for each in listed(world) if each["voucher_no"] == voucher_no)
    body = {"entry_id": entry["entry_id"], "reason": "Có chứng từ ghi lùi ngày (giả định)"}
    world.change("officer", world.loan, "rebookings", body)


@then(step('chứng từ mới là "{voucher_no}" với cùng số tiền {amount:Money}'))
def is_rebooked(world: World, voucher_no: str, amount: int) -> None:
    assert world.body["voucher_no"] == voucher_no
    assert world.body["principal"] + world.body["interest"] == amount


# --- a session's collections


def sheet(world: World, on: date, cash: int, table: list[list[str]], *, keep_good: bool = False) -> dict[str, Any]:
    own = made(world.service.get("officer", world.loan))["contract_no"]
    lines = [
        {
            "contract_no": own if row["hợp đồng"] == "đúng" else "9" * 16,
            "voucher_no": row["chứng từ"],
            "amount": money(row["số tiền"]),
        }
        for row in rows(table)
    ]
    return {"on": on.isoformat(), "cash": cash, "keep_good": keep_good, "rows": lines}


@when(step("cán bộ tín dụng gửi bảng thu ngày {on:Day} với tiền đếm được {cash:Money}"))
def collect(world: World, on: date, cash: int, datatable: list[list[str]]) -> None:
    world.send("officer", "/collections", sheet(world, on, cash, datatable))


@when(step("cán bộ tín dụng gửi bảng thu ngày {on:Day}, giữ các dòng đúng, với tiền đếm được {cash:Money}"))
def collect_good(world: World, on: date, cash: int, datatable: list[list[str]]) -> None:
    world.send("officer", "/collections", sheet(world, on, cash, datatable, keep_good=True))


@then(step("bảng thu ghi {kept:Whole} dòng, từ chối {refused:Whole} dòng, thu {amount:Money}"))
def the_receipt(world: World, kept: int, refused: int, amount: int) -> None:
    body = world.body
    assert (body["accepted"], body["refused"], body["collected"]) == (kept, refused, amount)
    assert [row["row"] for row in body["rows"]] == list(range(1, kept + refused + 1))
    assert sum(bool(row["findings"]) for row in body["rows"]) == refused


@then("các dòng sai là")
def the_faults(world: World, datatable: list[list[str]]) -> None:
    found = [(fault["source"], fault["code"]) for fault in world.refusal["errors"]]
    assert found == [(row["dòng"], row["lỗi"]) for row in rows(datatable)]


def vouchers(world: World) -> int:
    return sum(entry["kind"] == "loan_repaid" for entry in entries(world))


@then("khoản vay chưa có chứng từ thu nào")
def no_voucher(world: World) -> None:
    assert vouchers(world) == 0


@when(step("cán bộ tín dụng gửi hai lần cùng một bảng thu {amount:Money} ngày {on:Day}"))
def collect_twice(world: World, amount: int, on: date) -> None:
    table = [["hợp đồng", "chứng từ", "số tiền"], ["đúng", "T-1", str(amount)]]
    body = sheet(world, on, amount, table)
    first, second = (world.service.send("officer", "/collections", body, key="phien-07-11") for _ in range(2))
    world.bodies |= {"first": first.text, "second": second.text}
    assert (first.status_code, second.status_code) == (201, 201)


@then(step("hai lần trả lời giống nhau và khoản vay có {number:Whole} chứng từ thu"))
def the_same_answer(world: World, number: int) -> None:
    assert world.bodies["first"] == world.bodies["second"]
    assert vouchers(world) == number
