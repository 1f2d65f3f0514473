"""Steps of the forms: filled through the API as of a day, had again byte for byte, blank where nothing is held."""

from datetime import date
from typing import Any

from pytest_bdd import given, parsers, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, day, money, rows, step

scenarios("bieu_mau.feature")

FORMATS = ("json", "csv", "xlsx", "pdf")


def figures(world: World) -> dict[str, Any]:
    return dict(world.body["total"])


@given(step('"{name}" đã vay {amount:Money} qua "{group}" ngày {on:Day}, trả trong {months:Whole} tháng'))
def lent(world: World, name: str, amount: int, group: str, on: date, months: int) -> None:
    world.lend(name, amount, on, term_months=months, every_months=months, group=group)


@when(step('{who:Who} lấy biểu "{code}" ngày {as_of:Day}'))
def take(world: World, who: str, code: str, as_of: date) -> None:
    world.get(who, f"/forms/{code}", as_of=as_of.isoformat())


@when(step('{who:Who} lấy giấy tờ "{code}" của "{point}" ngày {as_of:Day}'))
def take_paper(world: World, who: str, code: str, point: str, as_of: date) -> None:
    found = made(world.service.get("officer", f"/points/{world.ids[point]}"))
    world.get(who, f"/field-papers/{code}", as_of=as_of.isoformat(), point=found["code"])


@then("tổng của biểu là")
def total_is(world: World, datatable: list[list[str]]) -> None:
    total = figures(world)
    assert {row["cột"]: total[row["cột"]] for row in rows(datatable)} == {
        row["cột"]: money(row["số"]) for row in rows(datatable)
    }


@then(step("biểu đếm {customers:Whole} khách hàng và {loans:Whole} món vay"))
def counts(world: World, customers: int, loans: int) -> None:
    assert (figures(world)["customers"], figures(world)["loans"]) == (customers, loans)


@then("ở mọi dòng tổng dư nợ bằng trong hạn cộng quá hạn cộng khoanh")
def identity(world: World) -> None:
    for row in [*world.body["rows"], figures(world)]:
        assert row["outstanding"] == row["in_term"] + row["overdue"] + row["frozen"]


@then(step('biểu "{first}" và biểu "{second}" cùng ngày có cùng dư nợ và quá hạn'))
def agree(world: World, first: str, second: str) -> None:
    wanted = figures(world)
    for code in (first, second):
        other = made(world.service.get("planner", f"/forms/{code}", as_of=world.body["as_of"]))["total"]
        assert (other["outstanding"], other["overdue"]) == (wanted["outstanding"], wanted["overdue"])


@then("sao kê nợ quá hạn cùng ngày có cùng dư nợ và quá hạn")
def statement_agrees(world: World) -> None:
    total = made(world.service.get("planner", "/reports/overdue", as_of=world.body["as_of"]))["total"]
    wanted = figures(world)
    assert (total["outstanding"], total["overdue"]) == (wanted["outstanding"], wanted["overdue"])


# --- the same again


def files(world: World, code: str, as_of: str, known_at: str | None = None) -> dict[str, bytes]:
    found = {}
    for form in FORMATS:
        answer = world.service.get("planner", f"/forms/{code}", as_of=as_of, known_at=known_at, format=form)
        assert answer.status_code == 200, answer.text
        found[form] = answer.data
    return found


@given(step('cán bộ kế hoạch đã lấy biểu "{code}" ngày {as_of:Day} bằng json, csv, xlsx, pdf'))
def took(world: World, code: str, as_of: date) -> None:
    first = made(world.service.get("planner", f"/forms/{code}", as_of=as_of.isoformat()))
    world.bodies |= {"code": code, "as_of": first["as_of"], "known_at": first["known_at"]}
    files_then = files(world, code, first["as_of"], first["known_at"])
    world.bodies |= {form: content.hex() for form, content in files_then.items()}


@when(step("hai giờ sau người vay cuối cùng trả gốc {amount:Money} ghi lùi ngày {on:Day}"))
def repaid(world: World, amount: int, on: date) -> None:
    world.service.clock.advance(hours=2)
    made(world.repay(on, principal=amount))


@then("bốn tệp lấy lại theo điều đã biết lần trước giống nhau từng byte")
def the_same_bytes(world: World) -> None:
    again = files(world, world.bodies["code"], world.bodies["as_of"], world.bodies["known_at"])
    assert {form: content.hex() for form, content in again.items()} == {form: world.bodies[form] for form in FORMATS}


@then(step('biểu "{code}" ngày {as_of:Day} theo điều biết bây giờ có dư nợ {amount:Money}'))
def now(world: World, code: str, as_of: date, amount: int) -> None:
    found = made(world.service.get("planner", f"/forms/{code}", as_of=as_of.isoformat()))
    assert found["total"]["outstanding"] == amount


# --- periods, blanks, missing communes


@then(step("kỳ số liệu của biểu từ {since:Day} đến {until:Day}"))
def period(world: World, since: date, until: date) -> None:
    assert (world.body["since"], world.body["until"]) == (since.isoformat(), until.isoformat())


@then(step('cột "{column}" để trống và ghi chú nêu "{words}"'))
def blank(world: World, column: str, words: str) -> None:
    assert {row[column] for row in [*world.body["rows"], figures(world)]} == {None}
    assert any(words in note for note in world.body["notes"]), world.body["notes"]


@given(
    parsers.re(
        r"cán bộ xã đã báo cáo kết quả việc làm kỳ (?P<since>[0-9/]+)–(?P<until>[0-9/]+): (?P<jobs>\d+) người, "
        r"(?P<by_loans>\d+) từ vốn vay, (?P<abroad>\d+) ra nước ngoài"
    )
)
def reported(world: World, since: str, until: str, jobs: str, by_loans: str, abroad: str) -> None:
    row = {"commune": "00004", "jobs": int(jobs), "by_loans": int(by_loans), "abroad": int(abroad)}
    body = {"since": day(since).isoformat(), "through": day(until).isoformat(), "reports": [row]}
    made(world.send("commune", "/job-reports", body))


@then("biểu ghi là tạm tính")
def provisional(world: World) -> None:
    assert world.body["provisional"] is True


@then("biểu không ghi là tạm tính")
def final(world: World) -> None:
    assert world.body["provisional"] is False


@then(step("biểu nêu {count:Whole} xã, phường chưa báo cáo"))
def missing(world: World, count: int) -> None:
    assert len(world.body["missing"]) == count


@then(step("biểu chỉ có xã {commune:Word}"))
def only(world: World, commune: str) -> None:
    assert [row["commune"] for row in world.body["rows"]] == [commune]


# --- the calendar


@when(step("cán bộ kế hoạch xem lịch báo cáo năm {year:Whole} vào ngày {today:Day}"))
def see_calendar(world: World, year: int, today: date) -> None:
    world.get("planner", "/report-calendar", year=year, today=today.isoformat())


@then(step('báo cáo "{key}" hạn chót {last:Day}, ngày làm việc cuối {working:Day}, trạng thái "{status}"'))
def is_due(world: World, key: str, last: date, working: date, status: str) -> None:
    report = next(item for item in world.body["items"] if item["key"] == key)
    assert (report["last_day"], report["last_working_day"], report["status"]) == (
        last.isoformat(),
        working.isoformat(),
        status,
    )
