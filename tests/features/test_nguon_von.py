"""Steps of capital: in, out, losses, interest, statements, the list below zero.

What loans do to a source is booked here as their entries post it: the features of loans and debts drive those.
"""

from datetime import date
from typing import Any

from pytest_bdd import given, parsers, scenarios, then, when
from werkzeug.test import TestResponse

from loans.domain.fund import Movement, postings, reversed_postings
from tests.api.service import made
from tests.features.world import TYPES, World, day, money, rows

scenarios("nguon_von.feature")

DEEDS = {
    "bổ sung vốn": "supplements",
    "rút vốn": "withdrawals",
    "giảm vốn": "reductions",
    "bù đắp": "covers",
}
DEED = "|".join(DEEDS)


class _Deed:
    pattern = DEED

    def __call__(self, text: str) -> str:
        return DEEDS[text]


def step(sentence: str) -> Any:
    return parsers.parse(sentence, extra_types={**TYPES, "Deed": _Deed()})


def amount_of(text: str) -> int:
    """Money in a table, where 0 needs no unit and a credit stands below zero."""
    return -money(text[1:]) if text.startswith("-") else money(text)


def source_of(world: World) -> str:
    return f"/sources/{world.ids['nguồn']}"


def book(world: World, moves: list[tuple[Movement, int]], on: date, kind: str, *, undone: bool = False) -> None:
    """What a loan's own entry would post to the source, or the reversal of it."""
    with world.service.store.writing("officer") as uow:
        source = uow.funds.get(world.ids["nguồn"])
        booked = uow.entries.append(source.id, source.sequence, kind, on, {})
        parts = [leg for movement, amount in moves for leg in postings(movement, source.id, amount)]
        uow.funds.post(booked, on, reversed_postings(parts) if undone else parts)


def statement(world: World, as_of: date, since: date | None = None) -> Any:
    query = {"as_of": as_of.isoformat(), "since": since and since.isoformat()}
    return made(world.service.get("auditor", f"{source_of(world)}/statement", **query))


# --- capital under a decision


@when(step('cán bộ tài chính {deed:Deed} {amount:Money} ngày {on:Day} theo quyết định "{decision}"'))
def change_capital(world: World, deed: str, amount: int, on: date, decision: str) -> None:
    body = {"amount": amount, "on": on.isoformat(), "decision": decision}
    world.change("finance", source_of(world), deed, body)


@when(step("hai cán bộ cùng rút {amount:Money} ngày {on:Day} dựa trên cùng một trạng thái"))
def withdraw_twice(world: World, amount: int, on: date) -> None:
    etag = world.service.get("finance", source_of(world)).headers["ETag"]
    body = {"amount": amount, "on": on.isoformat(), "decision": "QĐ-GIẢ 18"}
    path = f"{source_of(world)}/withdrawals"
    made(world.service.send("finance", path, body, etag=etag))
    world._answer = world.service.send("planner", path, body, etag=etag)


@then("lời từ chối kèm trạng thái mới nhất của nguồn vốn")
def present_state(world: World) -> None:
    assert world.answer.status_code == 409
    assert world.refusal["present"] == made(world.service.get("finance", source_of(world)))


# --- what loans do to the source


@given(step("khoản vay {amount:Money} của nguồn được giải ngân ngày {on:Day}"))
def lent(world: World, amount: int, on: date) -> None:
    book(world, [(Movement.COMMITTED, amount), (Movement.DISBURSED, amount)], on, "loan_disbursed")


@given(step("nguồn vốn đã thu {amount:Money} tiền lãi ngày {on:Day}"))
def collected(world: World, amount: int, on: date) -> None:
    book(world, [(Movement.INTEREST_COLLECTED, amount)], on, "loan_repaid")


@given(step("{amount:Money} nợ gốc được xóa ngày {on:Day}"))
def written_off(world: World, amount: int, on: date) -> None:
    book(world, [(Movement.WRITTEN_OFF, amount)], on, "loan_written_off")


@given(step("khoản thu gốc {amount:Money} ngày {on:Day} đã rút về ngân sách, sau đó bị hủy"))
def repaid_withdrawn_undone(world: World, amount: int, on: date) -> None:
    moves = [(Movement.PRINCIPAL_REPAID, amount)]
    book(world, moves, on, "loan_repaid")
    change_capital(world, "withdrawals", amount, on.replace(day=on.day + 1), "QĐ-GIẢ 19")
    made(world.answer)
    book(world, moves, on, "entry_reversed", undone=True)


# --- interest


def set_shares(world: World, since: date, table: list[list[str]]) -> TestResponse:
    shares = {row["phần"]: row["tỷ lệ"] for row in rows(table)}
    body = {"since": since.isoformat(), "shares": shares, "cites": ["Quyết định giả định 09, Điều 5"]}
    return world.change("finance", source_of(world), "interest-shares", body)


@when(step("cán bộ tài chính đặt tỷ lệ phân phối lãi từ ngày {since:Day}"))
def try_shares(world: World, since: date, datatable: list[list[str]]) -> None:
    set_shares(world, since, datatable)


@given(step("tỷ lệ phân phối lãi từ ngày {since:Day} là"))
def shares_are(world: World, since: date, datatable: list[list[str]]) -> None:
    made(set_shares(world, since, datatable))
    settings = made(world.service.get("auditor", f"{source_of(world)}/interest-shares"))["items"]
    assert settings[-1]["since"] == since.isoformat()


def distribute(world: World, on: date, amount: int | None = None) -> TestResponse:
    body = {"on": on.isoformat(), "decision": "QĐ-GIẢ 20", **({"amount": amount} if amount else {})}
    return world.change("finance", source_of(world), "distributions", body)


@when(step("cán bộ tài chính phân phối lãi ngày {on:Day}"))
def distribute_all(world: World, on: date) -> None:
    distribute(world, on)


@given(step("cán bộ tài chính đã phân phối {amount:Money} tiền lãi ngày {on:Day}"))
def distributed(world: World, amount: int, on: date) -> None:
    made(distribute(world, on, amount))


@then("lãi được chia thành")
def the_parts(world: World, datatable: list[list[str]]) -> None:
    wanted = {row["phần"]: money(row["số tiền"]) for row in rows(datatable)}
    assert world.body["parts"] == wanted
    assert world.body["amount"] == sum(wanted.values())


@then(
    step(
        "lãi năm 2026 đến ngày {as_of:Day} đã thu {collected:Money}, đã phân phối {distributed:Money}, "
        "chưa phân phối {left:Money}"
    )
)
def the_interest(world: World, as_of: date, collected: int, distributed: int, left: int) -> None:
    moved = statement(world, as_of)["interest_turnover"]
    assert moved == {"opening": 0, "collected": collected, "distributed": distributed, "closing": left}


@then(
    step(
        "quỹ dự phòng từ {since:Day} đến {as_of:Day} có đầu kỳ {opening:Whole}, trích {formed:Whole}, "
        "thu hồi {recovered:Whole}, sử dụng {used:Whole}, cuối kỳ {closing:Whole}"
    )
)
def the_provision(
    world: World, since: date, as_of: date, opening: int, formed: int, recovered: int, used: int, closing: int
) -> None:
    assert statement(world, as_of, since)["provision_turnover"] == {
        "opening": opening,
        "formed": formed,
        "recovered_after_cover": recovered,
        "used": used,
        "closing": closing,
    }


# --- statements, postings, shortage


@then("bảng cân đối nguồn vốn của các ngày là")
def the_statements(world: World, datatable: list[list[str]]) -> None:
    for row in rows(datatable):
        found = statement(world, day(row["ngày"]))
        shown = [found[name] for name in ("entrusted", "available", "outstanding", "loss_uncovered")]
        assert shown == [amount_of(row[name]) for name in ("vốn thuần", "khả dụng", "dư nợ", "tổn thất")], row
        assert (found["preservation"], found["preserved"]) == (row["bảo toàn"], True)
        assert found["at_risk"] == 0


@when(
    step("kiểm toán viên đọc các bút toán của nguồn, mỗi trang {limit:Whole} dòng"), target_fixture="posted_to_source"
)
def read_postings(world: World, limit: int) -> list[Any]:
    path, cursor, known = f"{source_of(world)}/postings", None, None
    found: list[Any] = []
    while True:
        page = made(world.get("auditor", path, limit=limit, cursor=cursor, known_at=known))
        found += page["items"]
        cursor, known = page["next"], page["known_at"]
        if cursor is None:
            return found


@then("các bút toán là")
def the_postings(posted_to_source: list[Any], datatable: list[list[str]]) -> None:
    wanted = [(row["nghiệp vụ"], row["tài khoản"], amount_of(row["số tiền"])) for row in rows(datatable)]
    assert [(each["kind"], each["account"], each["amount"]) for each in posted_to_source] == wanted
    assert {each["actor"] for each in posted_to_source} == {"finance"}


@when(step("kiểm toán viên xem các nguồn vốn âm từ ngày {as_of:Day}"))
def list_below_zero(world: World, as_of: date) -> None:
    world.get("auditor", "/reports/sources-below-zero", as_of=as_of.isoformat())


@then(step("nguồn vốn thiếu {amount:Money}, ngày đầu tiên {on:Day}"))
def is_below_zero(world: World, amount: int, on: date) -> None:
    [short] = world.body["items"]
    assert short["source"]["id"] == world.ids["nguồn"]
    assert (short["lowest"], short["first_on"]) == (-amount, on.isoformat())
    assert statement(world, on)["shortage"] == amount


@then("không nguồn vốn nào thiếu")
def none_below_zero(world: World) -> None:
    assert world.body["items"] == []
