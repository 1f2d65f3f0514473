"""Steps of overdue debt: statements of any day as known at any moment, and what stands behind them."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pytest_bdd import given, scenarios, then, when
from python_calamine import CalamineWorkbook

from loans.domain.fund import Movement
from loans.service.reports.overdue import EXPORT
from tests.api.service import made, refused
from tests.features.world import World, day, money, rows, step

scenarios("no_qua_han.feature")

REPORT = "/reports/overdue"
FIGURES = ("outstanding", "in_term", "overdue", "frozen", "loans")


def taken(world: World, as_of: date, known_at: str | None = None, form: str | None = None) -> Any:
    """A statement of a day, as known at a moment."""
    answer = world.service.get("auditor", REPORT, as_of=as_of.isoformat(), known_at=known_at, format=form)
    assert answer.status_code == 200, answer.text
    return answer


# --- loans


@given(step('"{name}" vay {amount:Money} qua "{group}" ngày {on:Day}, đến hạn sau {months:Whole} tháng'))
def lent(world: World, name: str, amount: int, group: str, on: date, months: int) -> None:
    world.lend(name, amount, on, term_months=months, every_months=months, group=group)


@given(
    step(
        '"{name}" vay {amount:Money} qua "{group}" ngày {on:Day}, trả gốc {every:Whole} tháng một kỳ '
        "trong {months:Whole} tháng"
    )
)
def lent_in_parts(world: World, name: str, amount: int, group: str, on: date, every: int, months: int) -> None:
    world.lend(name, amount, on, term_months=months, every_months=every, group=group)


@given(
    step(
        '"{name}" vay trực tiếp {amount:Money} tại "{point}" ngày {on:Day}, kỳ hạn không trả được chuyển "{rule:Rule}"'
    )
)
def lent_directly(world: World, name: str, amount: int, point: str, on: date, rule: str) -> None:
    world.lend(name, amount, on, term_months=24, every_months=6, point_id=world.ids[point], instalment_rule=rule)


@given(step("người vay trả gốc {amount:Money} ngày {on:Day}"))
def repaid(world: World, amount: int, on: date) -> None:
    made(world.repay(on, principal=amount))


@when(step("hai giờ sau người vay trả gốc {amount:Money} ghi lùi ngày {on:Day}"))
def repaid_late(world: World, amount: int, on: date) -> None:
    world.service.clock.advance(hours=2)
    made(world.repay(on, principal=amount))


def record_session(world: World, point: str, held_on: date | None) -> None:
    body = {"month": "2026-11-01", "held_on": held_on.isoformat() if held_on else None}
    made(world.change("officer", f"/points/{world.ids[point]}", "sessions", body))


@given(step('phiên tháng 11/2026 của "{point}" được ghi là họp bù ngày {on:Day}'))
def made_up(world: World, point: str, on: date) -> None:
    record_session(world, point, on)


@when(step('một giờ sau phiên tháng 11/2026 của "{point}" được ghi là họp bù ngày {on:Day}'))
def made_up_later(world: World, point: str, on: date) -> None:
    world.service.clock.advance(hours=1)
    record_session(world, point, on)


@given(step('phiên tháng 11/2026 của "{point}" không họp'))
def cancelled(world: World, point: str) -> None:
    record_session(world, point, None)


# --- statements


@when(step("kiểm toán viên lấy sao kê ngày {as_of:Day}"))
def take(world: World, as_of: date) -> None:
    world.get("auditor", REPORT, as_of=as_of.isoformat())


@when(step('kiểm toán viên lấy sao kê ngày {as_of:Day} theo điều biết lúc "{known_at}"'))
def take_as_known(world: World, as_of: date, known_at: str) -> None:
    world.get("auditor", REPORT, as_of=as_of.isoformat(), known_at=known_at)


@given(step("kiểm toán viên đã lấy sao kê ngày {as_of:Day} bằng cả JSON và CSV"))
def took(world: World, as_of: date) -> None:
    first = taken(world, as_of)
    world.bodies["known_at"] = first.json["known_at"]
    world.bodies["json"] = first.text
    world.bodies["csv"] = taken(world, as_of, first.json["known_at"], "csv").text


@when(step("một ngày sau kiểm toán viên lấy lại sao kê ngày {as_of:Day} theo điều đã biết lần trước"))
def take_again(world: World, as_of: date) -> None:
    world.service.clock.advance(days=1)
    known_at = world.bodies["known_at"]
    world.bodies["json again"] = taken(world, as_of, known_at).text
    world.bodies["csv again"] = taken(world, as_of, known_at, "csv").text


@then("hai lần giống nhau từng byte, cả JSON và CSV")
def the_same_bytes(world: World) -> None:
    assert world.bodies["json again"].encode() == world.bodies["json"].encode()
    assert world.bodies["csv again"].encode() == world.bodies["csv"].encode()


@then(step("sao kê ngày {as_of:Day} theo điều biết bây giờ có dư nợ {amount:Money}"))
def outstanding_now(world: World, as_of: date, amount: int) -> None:
    assert taken(world, as_of).json["total"]["outstanding"] == amount


@then(step("sao kê ngày {as_of:Day} theo điều biết bây giờ có quá hạn {amount:Money}"))
def overdue_now(world: World, as_of: date, amount: int) -> None:
    assert taken(world, as_of).json["total"]["overdue"] == amount


@then(step("sao kê ngày {as_of:Day} theo điều biết một giờ trước đó có dư nợ {amount:Money}"))
def outstanding_before(world: World, as_of: date, amount: int) -> None:
    earlier = (world.service.clock.now - timedelta(hours=1)).isoformat()
    for _ in range(2):
        assert taken(world, as_of, earlier).json["total"]["outstanding"] == amount


@then(step("sao kê có dư nợ {outstanding:Money}, trong đó quá hạn {overdue:Money}"))
def the_total(world: World, outstanding: int, overdue: int) -> None:
    total = world.body["total"]
    assert (total["outstanding"], total["overdue"]) == (outstanding, overdue)
    assert total["in_term"] + total["overdue"] + total["frozen"] == outstanding


@then(step("khoản vay quá hạn {overdue:Whole} ngày, chậm trả {late:Whole} ngày vào ngày {as_of:Day}"))
def the_counts(world: World, overdue: int, late: int, as_of: date) -> None:
    standing = world.standing(as_of)
    assert (standing["days_overdue"], standing["days_late"]) == (overdue, late)


@then(step("lãi từ cuối ngày {since:Day} đến cuối ngày {until:Day} là {amount:Money}"))
def interest_between(world: World, since: date, until: date, amount: int) -> None:
    before, after = (world.standing(on) for on in (since, until))
    owed = [found["interest_in_term"] + found["interest_overdue"] for found in (before, after)]
    assert owed[1] - owed[0] == amount


@then("nợ quá hạn theo ngày là")
def overdue_by_day(world: World, datatable: list[list[str]]) -> None:
    for row in rows(datatable):
        found = taken(world, day(row["ngày"])).json["total"]["overdue"]
        assert (row["ngày"], found) == (row["ngày"], money(row["quá hạn"]))


@then(
    step(
        "sao kê có {loans:Whole} khoản vay của {customers:Whole} khách hàng, "
        "quá hạn {late:Whole} khoản của {late_customers:Whole} khách hàng"
    )
)
def the_people(world: World, loans: int, customers: int, late: int, late_customers: int) -> None:
    wanted = {"loans": loans, "customers": customers, "overdue_loans": late, "overdue_customers": late_customers}
    assert wanted.items() <= world.body["total"].items()
    assert wanted.items() <= world.body["rows"][0].items()


@then(step('tỷ lệ nợ quá hạn là "{ratio}" phần trăm'))
def the_ratio(world: World, ratio: str) -> None:
    assert world.body["total"]["overdue_ratio"] == ratio


# --- the same figures in another form, and what stands behind them


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@then("tổng của CSV bằng tổng của JSON")
def the_same_totals(world: World) -> None:
    total = made(taken(world, date(2026, 11, 10), world.bodies["known_at"]))["total"]
    for figure in FIGURES:
        assert sum(int(record[figure]) for record in records(world.bodies["csv"])) == total[figure]


@then("mỗi dòng CSV mang ngày số liệu và thời điểm biết")
def dated(world: World) -> None:
    for record in records(world.bodies["csv"]):
        assert record["as_of"] == "2026-11-10"
        assert datetime.fromisoformat(record["known_at"]) == datetime.fromisoformat(world.bodies["known_at"])


@then("các xã cộng lại bằng tổng")
def communes_add_up(world: World) -> None:
    assert len(world.body["rows"]) == 2
    for figure in FIGURES:
        assert sum(row[figure] for row in world.body["rows"]) == world.body["total"][figure]


def behind(world: World) -> list[tuple[Any, Any]]:
    """Each row of the statement with what its link answers."""
    return [(row, made(world.service.get("auditor", row["detail"]))) for row in world.body["rows"]]


@then("các khoản vay sau mỗi liên kết cộng lại bằng dòng của xã")
def loans_add_up(world: World) -> None:
    for row, detail in behind(world):
        query = parse_qs(urlsplit(row["detail"]).query)
        assert query == {
            "by": ["commune"],
            "key": [row["commune"]],
            "as_of": [world.body["as_of"]],
            "known_at": [world.body["known_at"]],
        }
        assert (detail["as_of"], detail["known_at"]) == (world.body["as_of"], world.body["known_at"])
        assert len(detail["rows"]) == row["loans"]
        for figure in FIGURES[:-1]:
            assert sum(loan[figure] for loan in detail["rows"]) == row[figure]


@then("mỗi khoản vay dẫn đến các bút toán của nó")
def entries_stand_behind(world: World) -> None:
    for _row, detail in behind(world):
        for loan in detail["rows"]:
            assert parse_qs(urlsplit(loan["entries"]).query)["known_at"] == [world.body["known_at"]]
            entries = made(world.service.get("auditor", loan["entries"]))["items"]
            paid_out = sum(entry["body"]["amount"] for entry in entries if entry["kind"] == Movement.DISBURSED)
            assert paid_out == loan["outstanding"]


# --- by any group, page by page, as files, compared


@when(step("hôm nay là ngày {on:Day}"))
def another_day(world: World, on: date) -> None:
    world.service.clock.now = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)


@when(step("người vay trả gốc {amount:Money} ngày {on:Day}"))
def repays(world: World, amount: int, on: date) -> None:
    made(world.repay(on, principal=amount))


@when(step('kiểm toán viên lấy sao kê ngày {as_of:Day} theo "{by}"'))
def take_by(world: World, as_of: date, by: str) -> None:
    world.get("auditor", REPORT, as_of=as_of.isoformat(), by=by)


@then("các khoản vay sau mỗi liên kết cộng lại bằng dòng đó")
def every_row_leads_to_its_loans(world: World) -> None:
    for row, detail in behind(world):
        assert (detail["as_of"], detail["known_at"]) == (world.body["as_of"], world.body["known_at"])
        assert len(detail["rows"]) == row["loans"]
        for figure in FIGURES[:-1]:
            assert sum(loan[figure] for loan in detail["rows"]) == row[figure]
        assert sum(bucket["principal"] for bucket in row["ageing"]) == row["overdue"]


COMPARISON = f"{REPORT}/comparison"


@when(step('kiểm toán viên hỏi vì sao sao kê ngày {as_of:Day} khác với điều biết lúc "{moment}"'))
def ask_why(world: World, as_of: date, moment: str) -> None:
    world.get("auditor", COMPARISON, as_of=as_of.isoformat(), known_before=moment)


@when(step("kiểm toán viên so sánh ngày {first:Day} với ngày {second:Day}"))
def compare(world: World, first: date, second: date) -> None:
    world.get("auditor", COMPARISON, **{"from": first.isoformat(), "to": second.isoformat()})


@then(step("quá hạn của xã {commune:Word} thay đổi {amount:Money}"))
def changed(world: World, commune: str, amount: int) -> None:
    assert {row["commune"]: row["overdue_change"] for row in world.body["rows"]} == {commune: amount}


@then(step('sự thay đổi là do một bút toán "{kind}" của "{actor}"'))
def because_of(world: World, kind: str, actor: str) -> None:
    [entry] = world.body["entries"]
    assert (entry["kind"], entry["actor"], entry["loan_id"]) == (kind, actor, world.ids["khoản vay"])
    assert entry["effective_on"] == "2026-10-20"
    assert entry["booked_at"].startswith("2026-11-25")


@then(step("trong kỳ chuyển quá hạn {moved:Money}, thoát quá hạn {cured:Money}, thu nợ {collected:Money}"))
def explained(world: World, moved: int, cured: int, collected: int) -> None:
    [row] = world.body["rows"]
    assert (row["moved_to_overdue"], row["cured"], row["collected"]) == (moved, cured, collected)


@when(step("kiểm toán viên lấy trang đầu gồm {limit:Whole} khoản vay"))
def first_page(world: World, limit: int) -> None:
    world.get("auditor", f"{REPORT}/loans", as_of="2026-11-10", limit=limit)
    world.bodies["first"] = world.answer.text


@then(step("trang sau vẫn có {amount:Money} dư nợ, cùng ngày số liệu và thời điểm biết"))
def next_page(world: World, amount: int) -> None:
    first = json.loads(world.bodies["first"])
    page = made(world.service.get("auditor", f"{REPORT}/loans", cursor=first["next"]))
    assert [row["outstanding"] for row in first["rows"] + page["rows"]] == [10_000_000, amount]
    assert [page[name] for name in ("as_of", "known_at", "next")] == [first["as_of"], first["known_at"], None]
    other = world.service.get("auditor", f"{REPORT}/loans", cursor=first["next"], as_of="2026-11-09")
    refused(other, 422, "cursor_unknown")
    refused(world.service.get("auditor", f"{REPORT}/loans", cursor=first["next"] + "x"), 422, "cursor_unknown")


@when(step('kiểm toán viên xuất sao kê ngày {as_of:Day} ra tệp "{form}"'))
def export(world: World, as_of: date, form: str) -> None:
    world.get("auditor", f"{REPORT}/export", as_of=as_of.isoformat(), format=form)


@then(step("tệp có 22 cột của ngân hàng và một khoản quá hạn {amount:Money}"))
def of_the_bank(world: World, amount: int) -> None:
    assert world.answer.status_code == 200
    if world.answer.mimetype == "text/csv":
        [row] = records(world.answer.text)
        assert list(row) == list(EXPORT)
        assert (row["Dư nợ quá hạn"], row["Ngày báo cáo"], row["Số dư 105"]) == (str(amount), "10/11/2026", "")
        return
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(world.answer.data)).get_sheet_by_name("BCQUERY")
    cells = sheet.to_python(skip_empty_area=False)
    assert cells[1][1] == "SAO KÊ DANH SÁCH NỢ QUÁ HẠN"
    assert cells[4] == ["", *EXPORT]
    place = list(EXPORT).index("Dư nợ quá hạn") + 1
    assert [row[place] for row in cells[5:7]] == [amount, amount]
    assert (cells[6][1], cells[5][place + 2]) == ("Tổng cộng", date(2026, 11, 7))
    assert {"Người lập biểu", "Kiểm soát"} <= set(cells[8])
