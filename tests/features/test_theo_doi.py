"""Steps of monitoring: absorption of the plan, the forecast of recovery, the pool of a year."""

from collections import Counter
from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, day, money, rows, step

scenarios("theo_doi.feature")


@given(step('"{name}" được giải ngân {amount:Money} qua "{group}" ngày {on:Day}'))
def lent(world: World, name: str, amount: int, group: str, on: date) -> None:
    """24 months in four instalments of principal."""
    world.lend(name, amount, on, term_months=24, every_months=6, group=group)
    world.ids[f"khoản vay của {name}"] = world.ids["khoản vay"]


@given(step('"{name}" nộp hồ sơ {amount:Money} ngày {on:Day}'))
def filed(world: World, name: str, amount: int, on: date) -> None:
    made(world.file(name, amount, on=on, by="officer2"))


@given(step("người vay trả gốc {amount:Money} ngày {on:Day}"))
def repaid(world: World, amount: int, on: date) -> None:
    made(world.repay(on, principal=amount))


@given(step('"{name}" trả gốc {amount:Money} ngày {on:Day}'))
def repaid_by(world: World, name: str, amount: int, on: date) -> None:
    world.ids["khoản vay"] = world.ids[f"khoản vay của {name}"]
    made(world.repay(on, principal=amount))


@given(step("người phê duyệt khoanh {amount:Money} trong hạn đến ngày {last:Day} từ ngày {on:Day}"))
def frozen(world: World, amount: int, last: date, on: date) -> None:
    body = {
        "on": on.isoformat(),
        "last_on": last.isoformat(),
        "in_term": amount,
        "overdue": 0,
        "cause": "damage",
        "damage_percent": "45",
        "decision": "QĐ-RỦI RO-GIẢ",
    }
    made(world.change("approver", world.loan, "freezes", body))


# --- absorption


@when(step("{who:Who} xem tiến độ thực hiện chỉ tiêu ngày {as_of:Day}"))
def see_absorption(world: World, who: str, as_of: date) -> None:
    world.get(who, "/plan/absorption", source_id=world.ids["nguồn"], year=2026, as_of=as_of.isoformat())


def row_of(world: World, commune: str) -> Any:
    return next(row for row in world.body["rows"] if row["commune"] == commune)


@then(
    step(
        "xã {commune:Word} giải ngân {amount:Money} trong tháng {month:Whole}, đạt {permille:Whole} phần nghìn chỉ tiêu"
    )
)
def lent_in(world: World, commune: str, amount: int, month: int, permille: int) -> None:
    row = row_of(world, commune)
    assert row["months"] == [amount if place == month else 0 for place in range(1, 13)]
    assert (row["disbursed"], row["absorption_permille"]) == (amount, permille)


@then(step('xã {commune:Word} có tín hiệu "{codes}"'))
def signals(world: World, commune: str, codes: str) -> None:
    found = row_of(world, commune)["signals"]
    assert ", ".join(signal["code"] for signal in found) == codes
    assert all(signal["vi"] and signal["en"] for signal in found)


@then(step('tín hiệu "{code}" của xã {commune:Word} nêu "{words}"'))
def the_signal_says(world: World, code: str, commune: str, words: str) -> None:
    [found] = [signal for signal in row_of(world, commune)["signals"] if signal["code"] == code]
    assert words in found["vi"]


@then(
    step(
        "xã {commune:Word} ước thực hiện cả năm {projected:Money}, có thể giảm {give_back:Money}, cần thêm {add:Money}"
    )
)
def projected(world: World, commune: str, projected: int, give_back: int, add: int) -> None:
    row = row_of(world, commune)
    assert (row["projected"], row["give_back"], row["add"]) == (projected, give_back, add)


@then(step("các xã cộng lại bằng tổng, vốn chưa cam kết của nguồn là {idle:Money}"))
def rows_add_up(world: World, idle: int) -> None:
    body = world.body
    for figure in ("planned", "disbursed", "committed", "remaining", "pending", "projected", "give_back", "add"):
        assert sum(row[figure] for row in body["rows"]) == body["totals"][figure]
    by_month = [row["months"] for row in body["rows"]]
    assert body["totals"]["months"] == [sum(month) for month in zip(*by_month, strict=True)]
    assert body["idle"] == idle


@then(step("chỉ có dòng của xã {commune:Word}, không có số vốn của nguồn"))
def that_commune_alone(world: World, commune: str) -> None:
    assert [row["commune"] for row in world.body["rows"]] == [commune]
    assert world.body["idle"] is None


# --- the forecast


@when(step("{who:Who} xem dự báo thu hồi năm {year:Whole} tính đến ngày {as_of:Day}"))
def see_forecast(world: World, who: str, year: int, as_of: date) -> None:
    world.get(who, "/recovery-forecast", source_id=world.ids["nguồn"], year=year, as_of=as_of.isoformat())
    assert world.body["forecast"] is True


def months(world: World) -> dict[str, Any]:
    return {row["month"]: row for row in world.body["by_month"] if row["scheduled"]}


@then(step("dự báo của xã {commune:Word} là"))
def the_forecast_is(world: World, commune: str, datatable: list[list[str]]) -> None:
    wanted = [
        (day(f"01/{row['tháng']}").isoformat(), money(row["theo lịch"]), money(row["dự kiến thu"]))
        for row in rows(datatable)
    ]
    found = [row for row in world.body["rows"] if row["commune"] == commune]
    assert [(row["month"], row["scheduled"], row["expected"]) for row in found] == wanted


@then(step('dự báo dựa trên "{method}"'))
def goes_by(world: World, method: str) -> None:
    assert {row["method"] for row in world.body["by_commune"]} == {method}


@then("mỗi tháng đúng bằng lịch trả nợ trong hợp đồng")
def as_scheduled(world: World) -> None:
    due: Counter[str] = Counter()
    for name, loan_id in world.ids.items():
        if name.startswith("khoản vay của "):
            for part in made(world.service.get("officer", f"/loans/{loan_id}/schedule"))["items"]:
                due[part["due_on"][:8] + "01"] += part["principal"]
    wanted = {month: amount for month, amount in due.items() if month.startswith(str(world.body["year"]))}
    assert {month: row["scheduled"] for month, row in months(world).items()} == wanted


@then(step("dự báo cộng với phần ngoài kỳ, quá kỳ và khoanh bằng đúng dư nợ {outstanding:Money}"))
def adds_up(world: World, outstanding: int) -> None:
    total = world.body["total"]
    parts = [total[part] for part in ("late", "before", "beyond", "frozen")]
    assert sum(row["scheduled"] for row in world.body["rows"]) + sum(parts) == outstanding
    assert total["outstanding"] == world.statement(date.fromisoformat(world.body["as_of"]))["outstanding"]


@then(step("gốc chậm trả {late:Money}, khoanh {frozen:Money}, đến hạn trước kỳ {before:Money}"))
def apart(world: World, late: int, frozen: int, before: int) -> None:
    total = world.body["total"]
    assert (total["late"], total["frozen"], total["before"]) == (late, frozen, before)


@then(step("lịch sử có {count:Whole} kỳ hạn, thu đúng tháng {in_month:Money} trong {due:Money}"))
def history(world: World, count: int, in_month: int, due: int) -> None:
    found = world.body["total"]["history"]
    assert (found["instalments"], found["in_month"], found["due"]) == (count, in_month, due)
    assert found["in_month"] + found["later"] + found["waiting"] + found["never"] == due


# --- the pool


@when(step("{who:Who} xem nguồn vốn của năm {year:Whole}"))
def see_pool(world: World, who: str, year: int) -> None:
    world.get(who, "/pool", source_id=world.ids["nguồn"], year=year)


@then("nguồn vốn của năm là")
def the_pool_is(world: World, datatable: list[list[str]]) -> None:
    parts = world.body["parts"]
    assert {part["origin"]: part["amount"] for part in parts} == {
        row["nguồn"]: money(row["số tiền"]) for row in rows(datatable)
    }
    assert sum(part["amount"] for part in parts) == world.body["total"]
    assert all(part["name_vi"] and part["computed_vi"] and part["computed_en"] for part in parts)


@then(step("nguồn vốn bằng khả dụng {available:Money}, đã dùng {used:Money} và còn thu {to_come:Money}"))
def what_can_be_lent(world: World, available: int, used: int, to_come: int) -> None:
    body = world.body
    assert (body["available"], body["used"], body["to_come"]) == (available, used, to_come)
    assert body["total"] == available + used + to_come


@then(step('phần vốn cấp mới theo quyết định "{decision}"'))
def by_decision(world: World, decision: str) -> None:
    [new] = [part for part in world.body["parts"] if part["origin"] == "new"]
    assert [each["decision"] for each in new["decisions"]] == [decision]


@then("có lời nhắc về phần trùng giữa vốn thu hồi và vốn tồn")
def warned(world: World) -> None:
    assert "chỉ tính ở «vốn thu hồi»" in world.body["warning_vi"]
    assert world.body["warning_en"]
