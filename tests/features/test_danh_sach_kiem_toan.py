"""Steps of the lists that auditors ask for: the index, a list of any day and moment, its pages, its files."""

import csv
import io
import json
from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, step
from tests.papers.reading import cells

scenarios("danh_sach_kiem_toan.feature")

LISTS = "/audit-lists"


def taken(world: World, who: str, code: str = "", **query: Any) -> Any:
    """A list, or the index; its day and moment are kept."""
    answer = world.get(who, f"{LISTS}/{code}" if code else LISTS, **query)
    if answer.status_code == 200 and query.get("format", "json") == "json":
        return made(answer)
    return answer


def reverse_last(world: World, who: str, reason: str) -> None:
    items = made(world.service.get("officer", f"{world.loan}/entries"))["items"]
    made(world.change(who, world.loan, "reversals", {"entry_id": items[-1]["id"], "reason": reason}))


@given(step('"{name}" đã vay {amount:Money} qua "{group}" ngày {on:Day}'))
def lent(world: World, name: str, amount: int, group: str, on: date) -> None:
    world.lend(name, amount, on, term_months=24, every_months=6, group=group)


@given(step('"{name}" có hồ sơ {amount:Money} đầy đủ ngày {full:Day}, được phê duyệt ngày {decided:Day}'))
def approved(world: World, name: str, amount: int, full: date, decided: date) -> None:
    world.appraised(name, amount, full, term_months=24)
    made(world.approve(decided))


@given(step('khoản vay thu gốc {amount:Money} ngày {on:Day}, sau đó bị hủy vì "{reason}"'))
def repaid_and_reversed(world: World, amount: int, on: date, reason: str) -> None:
    made(world.repay(on, principal=amount))
    reverse_last(world, "officer", reason)


@when(step('khoản vay thu gốc {amount:Money} ngày {on:Day}, đã rút hết vốn, sau đó bị hủy vì "{reason}"'))
def overdrawn(world: World, amount: int, on: date, reason: str) -> None:
    made(world.repay(on, principal=amount))
    body = {"amount": world.statement(on)["available"], "on": on.isoformat(), "decision": "QĐ-GIẢ 20"}
    made(world.change("finance", f"/sources/{world.ids['nguồn']}", "withdrawals", body))
    reverse_last(world, "officer", reason)


@when(step("một giờ sau cán bộ tín dụng ghi kiểm tra sử dụng vốn ngày {on:Day}"))
def checked(world: World, on: date) -> None:
    world.service.clock.advance(hours=1)
    body = {"on": on.isoformat(), "outcome": "proper", "jobs": {"created": 1}}
    made(world.change("officer", world.loan, "checks", body))


@when(step('{who:Who} lấy danh sách "{code}" ngày {as_of:Day}'))
def asked(world: World, who: str, code: str, as_of: date) -> None:
    taken(world, who, code, as_of=as_of.isoformat())
    if world.answer.status_code == 200 and world.body["total"]:
        world.bodies["có dòng"] = json.dumps(world.body)


@when(step('kiểm toán viên lấy lại danh sách "{code}" theo điều đã biết lúc đầu'))
def asked_again(world: World, code: str) -> None:
    first = json.loads(world.bodies["có dòng"])
    again = taken(world, "auditor", code, as_of=first["as_of"], known_at=first["known_at"])
    assert again["rows"] == first["rows"]


@then("danh sách không có dòng nào")
def none(world: World) -> None:
    assert (world.body["rows"], world.body["total"], world.body["next"]) == ([], 0, None)


@then(
    step(
        "danh sách có {count:Whole} dòng, dòng đầu nêu mức {limit:Whole}, thực tế {actual:Whole} "
        '"{unit}", số tiền {amount:Money}'
    )
)
def some(world: World, count: int, limit: int, actual: int, unit: str, amount: int) -> None:
    row = world.body["rows"][0]
    assert (world.body["total"], len(world.body["rows"])) == (count, count)
    assert (row["limit"], row["actual"], row["difference"], row["unit"]) == (limit, actual, actual - limit, unit)
    assert row["amount"] == amount
    assert row["says_vi"]
    assert row["says_en"]


@then(step('dòng đầu viện dẫn "{article}"'))
def cites(world: World, article: str) -> None:
    assert any(article in cite for cite in world.body["rows"][0]["cites"])


@then(step('dòng đầu nêu "{words}"'))
def says(world: World, words: str) -> None:
    row = world.body["rows"][0]
    assert words in row["says_vi"]
    assert row["own"]["reason"] == words
    assert 0 < row["own"]["reversed_id"] < row["entry_id"]


@then(step('đường dẫn của dòng đầu mở ra bút toán "{kind}"'))
def linked(world: World, kind: str) -> None:
    report, row = world.body, world.body["rows"][0]
    entries = made(world.service.get("auditor", row["entries"]))
    assert entries["position"] == report["position"]
    assert kind in [item["kind"] for item in entries["items"]]
    standing = made(world.service.get("auditor", row["standing"]))
    assert (standing["as_of"], standing["outstanding"]) == (report["as_of"], row["amount"])


@when(step("kiểm toán viên lấy mục lục danh sách ngày {as_of:Day}"))
def index(world: World, as_of: date) -> None:
    made(world.get("auditor", LISTS, as_of=as_of.isoformat()))


@then(step('danh sách {place} của mục lục là "{code}" với {count:Whole} dòng'))
def in_index(world: World, place: str, code: str, count: int) -> None:
    row = world.body["lists"][{"đầu": 0, "cuối": -1}[place]]
    assert (row["list"], row["rows"]) == (code, count)
    detail = made(world.service.get("auditor", row["detail"]))
    assert (detail["total"], detail["amount"], detail["position"]) == (count, row["amount"], world.body["position"])


@when(step('kiểm toán viên lật từng trang 1 dòng của danh sách "{code}" trong khi có kiểm tra mới ghi'))
def walked(world: World, code: str) -> None:
    pages = [taken(world, "auditor", code, limit=1)]
    checked(world, date(2026, 10, 20))
    while pages[-1]["next"]:
        world.bodies["con trỏ"] = pages[-1]["next"]
        pages.append(taken(world, "auditor", code, limit=1, cursor=pages[-1]["next"]))
    world.bodies["trang"] = json.dumps(pages)


@then(step("các trang có đủ {count:Whole} khoản vay, mỗi khoản một lần, theo cùng một lúc"))
def whole(world: World, count: int) -> None:
    pages = json.loads(world.bodies["trang"])
    loans = [row["loan_id"] for page in pages for row in page["rows"]]
    assert len(loans) == len(set(loans)) == count
    assert len({(page["position"], page["known_at"], page["total"]) for page in pages}) == 1


@when(step('kiểm toán viên dùng con trỏ trang đó cho danh sách "{code}"'))
def other_cursor(world: World, code: str) -> None:
    taken(world, "auditor", code, cursor=world.bodies["con trỏ"])


@when(step('kiểm toán viên lấy tệp "{form}" của danh sách "{code}"'))
def file_of(world: World, form: str, code: str) -> None:
    assert taken(world, "auditor", code, format=form).status_code == 200


@then(step("tệp là CSV có {count:Whole} dòng nêu ngày và thời điểm"))
def is_csv(world: World, count: int) -> None:
    read = list(csv.DictReader(io.StringIO(world.answer.data.decode("utf-8-sig"))))
    assert len(read) == count
    assert read[0]["as_of"] == "2026-11-20"
    assert read[0]["known_at"]
    assert read[0]["entries"].startswith("/api/v1/loans/")


@then(step('tệp là XLSX có tiêu đề "{title}"'))
def is_xlsx(world: World, title: str) -> None:
    found = [str(cell) for row in cells(world.answer.data, "use-check-missing") for cell in row if cell != ""]
    assert found[0] == title
    assert "use_check_missing" in found
    assert "Hướng dẫn 727/HD-NHCS ngày 11/02/2026" in found
