"""Steps of the proof: somebody with all rights over the database changes it, and verification names the place."""

from collections.abc import Callable
from datetime import date

from pytest_bdd import given, scenarios, then, when
from sqlalchemy import Connection, insert, select, update

from loans.store.tables import entry, posting, seal
from tests.api.service import made
from tests.features.world import World, step
from tests.store import forging as forge

scenarios("chung_minh.feature")

REPORT, VERIFY = "/reports/overdue", "/audit-verification"


@given(step('"{name}" vay {amount:Money} qua "{group}" ngày {on:Day}'))
def lent(world: World, name: str, amount: int, group: str, on: date) -> None:
    world.lend(name, amount, on, term_months=24, every_months=6, group=group)
    world.service.store.known_at(None)


# --- forging


def change_body(connection: Connection) -> None:
    at = forge.entry_at(connection, forge.position_of(connection, "capital_entrusted"))
    connection.execute(update(entry).where(entry.c.id == at).values(body={"amount": 1}))


def change_amount(connection: Connection) -> None:
    connection.execute(update(posting).where(posting.c.line == 1).values(amount=posting.c.amount + 1))


def remove_entry(connection: Connection) -> None:
    forge.drop_entries(connection, [forge.entry_at(connection, forge.position_of(connection, "capital_entrusted"))])


def swap(connection: Connection) -> None:
    first, second = forge.entry_at(connection, 3), forge.entry_at(connection, 4)
    for entry_id, position in ((first, forge.FAR), (second, 3), (first, 4)):
        connection.execute(update(seal).where(seal.c.entry_id == entry_id).values(position=position))


def insert_entry(connection: Connection) -> None:
    new = forge.invented(connection, forge.entry_at(connection, 3))
    forge.shift(connection, 4, 1)
    forge.seal_as(connection, new, 4)


def insert_row(connection: Connection) -> None:
    row = dict(connection.execute(select(posting)).mappings().first() or {})
    connection.execute(insert(posting).values(row | {"line": 90}))


def truncate(connection: Connection) -> None:
    last = connection.scalars(select(seal.c.entry_id).order_by(seal.c.position.desc()).limit(3)).all()
    forge.drop_entries(connection, last)


def rewrite(connection: Connection) -> None:
    change_amount(connection)
    forge.link_again(connection)


DEEDS: dict[str, Callable[[Connection], None]] = {
    "sửa nội dung một bút toán": change_body,
    "sửa một số tiền đã hạch toán": change_amount,
    "xóa một bút toán cùng mọi dòng của nó": remove_entry,
    "đổi chỗ hai bút toán": swap,
    "chèn một bút toán vào giữa": insert_entry,
    "thêm một dòng hạch toán": insert_row,
    "cắt ba bút toán cuối": truncate,
    "viết lại toàn bộ chuỗi": rewrite,
}


@given(step("kẻ có mọi quyền trên cơ sở dữ liệu {deed}"))
def forged(world: World, deed: str) -> None:
    with forge.forging(world.service.store, keep=True) as connection:
        DEEDS[deed](connection)


# --- verifying


@given("kiểm toán viên đã chép đầu chuỗi")
def copied(world: World) -> None:
    head = made(world.service.get("auditor", "/audit-head"))
    world.bodies["head"] = f"{head['position']}:{head['hash']}"


@when(step("{who:Who} kiểm tra chuỗi"))
def verify(world: World, who: str) -> None:
    world.get(who, VERIFY)


@when("kiểm toán viên kiểm tra chuỗi với đầu chuỗi đã chép")
def verify_against(world: World) -> None:
    world.get("auditor", VERIFY, head=world.bodies["head"])


@then("chuỗi nguyên vẹn")
def holds(world: World) -> None:
    assert (world.body["ok"], world.body["broken"]) == (True, None)


@then(step('kết luận nói "{words}"'))
def says(world: World, words: str) -> None:
    assert any(words in said["vi"] for said in world.body["says"])


@then(step('chuỗi bị đứt vì "{kind}" ở bảng "{table}"'))
def is_broken(world: World, kind: str, table: str) -> None:
    assert world.body["ok"] is False
    assert (world.body["broken"]["kind"], world.body["broken"]["table"]) == (kind, table)


@then(step('đầu chuỗi đã chép "{verdict}"'))
def judged(world: World, verdict: str) -> None:
    assert world.body["ok"] is False
    assert [each["verdict"] for each in world.body["heads"]] == [verdict]


# --- reports and the trail


@given(step("kiểm toán viên đã lấy sao kê ngày {as_of:Day}"))
def took(world: World, as_of: date) -> None:
    taken = world.get("auditor", REPORT, as_of=as_of.isoformat())
    world.bodies["report"] = taken.text
    world.bodies["head"] = f"{world.body['head']['position']}:{world.body['head']['hash']}"
    world.bodies["known_at"], world.bodies["as_of"] = world.body["known_at"], world.body["as_of"]


@when(step('hôm sau "{name}" vay thêm hồ sơ rồi rút'))
def withdrawn(world: World, name: str) -> None:
    world.service.clock.advance(days=1)
    made(world.file(name, 30_000_000, on=date(2026, 11, 20)))
    body = {"on": "2026-11-20", "reason": "Không còn nhu cầu (giả định)"}
    made(world.change("officer", world.application, "withdrawal", body))


@then("sao kê lấy lại giống từng byte")
def the_same_report(world: World) -> None:
    again = world.get("auditor", REPORT, as_of=world.bodies["as_of"], known_at=world.bodies["known_at"])
    assert again.text == world.bodies["report"]


@then("đầu chuỗi in trên sao kê khớp với chuỗi hiện tại")
def the_head_matches(world: World) -> None:
    verify_against(world)
    assert [each["verdict"] for each in world.body["heads"]] == ["matches"]


@then(step('nhật ký của hồ sơ ghi lần lượt "{first}", "{second}"'))
def the_trail(world: World, first: str, second: str) -> None:
    world.get("auditor", "/audit-trail", stream_id=world.ids["hồ sơ"])
    assert [row["kind"] for row in world.body["items"]] == [first, second]


@then(step('mỗi dòng nhật ký có người ghi "{actor}", nơi gửi và bản trước đó'))
def each_row(world: World, actor: str) -> None:
    first, second = world.body["items"]
    assert {first["actor"], second["actor"]} == {actor}
    assert all(row["origin"].startswith("127.0.0.1 api ") for row in (first, second))
    assert (first["before"], second["before"]) == (None, first["after"])


@when("quản trị viên đọc nhật ký")
def read_the_trail(world: World) -> None:
    world.get("admin", "/audit-trail")
