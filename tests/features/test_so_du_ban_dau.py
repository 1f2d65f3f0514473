"""Steps of loans that came from another system: what was brought is set up by the use case, all else is asked."""

from dataclasses import replace
from datetime import date
from typing import Any

from pytest_bdd import given, scenarios, then, when

from loans.domain.calendar import today_in_hanoi
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.opening import Opening
from loans.service.actor import Actor
from loans.service.opening import Brought, carry_in, correct_opening
from tests.api.service import made
from tests.api.story import number
from tests.features.world import World, day, money, rows, step

scenarios("so_du_ban_dau.feature")

BANK = Actor("officer", "officer")


@given(step('ngân hàng báo các kỳ gốc chưa trả của "{name}" tại "{point}"'), target_fixture="brought")
def told(world: World, name: str, point: str, datatable: list[list[str]]) -> Brought:
    unpaid = tuple((day(row["ngày đến hạn"]), money(row["gốc"])) for row in rows(datatable))
    loan = Loan(
        id=0,
        contract_no=number(16),
        application_id=0,
        borrower_id=world.ids[name],
        source_id=world.ids["nguồn"],
        commune="00004",
        group_id=None,
        point_id=world.ids[point],
        approved_on=date(2024, 3, 1),
        signed_on=date(2024, 3, 2),
        regime="61/2015/NĐ-CP",
        rate_group="standard",
        rate_e7=792_480,
        overdue_rate_e7=1_030_224,
        rate_fixed=True,
        method=Method.EQUAL_PRINCIPAL,
        instalment_rule=InstalmentRule.MOVES,
        workers=0,
        amount=sum(part for _, part in unpaid),
    )
    return Brought(loan, Opening(0, 0, date.min, 0, 0, 0, 0), 36, unpaid)


@given(step("khế ước được mang sang ngày {on:Day}"), target_fixture="carried")
def carried(world: World, brought: Brought, on: date, datatable: list[list[str]]) -> Brought:
    (row,) = rows(datatable)
    in_term, overdue = money(row["trong hạn"]), money(row["quá hạn"])
    with world.service.store.writing(BANK.username) as uow:
        load = uow.entries.open("load", number(10), "load_opened", on, {})
        opening = Opening(
            0,
            load.stream_id,
            on,
            in_term,
            overdue,
            0,
            in_term + overdue,
            day(row["quá hạn từ"]),
            interest_known=True,
            interest_in_term=money(row["lãi trong hạn"]),
            interest_overdue=money(row["lãi quá hạn"]),
            marks=("no_history",),
        )
        whole = replace(brought, opening=opening)
        loan = carry_in(uow, BANK, today=today_in_hanoi(uow.now), brought=whole)
    world.ids["khoản vay"] = loan.id
    return whole


@when(step("số dư được sửa thành {in_term:Money} trong hạn, {overdue:Money} quá hạn"))
def corrected(world: World, carried: Brought, in_term: int, overdue: int) -> None:
    better = replace(carried, opening=replace(carried.opening, in_term=in_term, overdue=overdue))
    loan_id = world.ids["khoản vay"]
    with world.service.store.writing(BANK.username) as uow:
        correct_opening(
            uow,
            BANK,
            today=today_in_hanoi(uow.now),
            loan_id=loan_id,
            expected=uow.entries.sequence(loan_id),
            brought=better,
            reason="Ngân hàng báo lại (giả định)",
        )


@when(step("cán bộ tín dụng thu {amount:Money} lãi ngày {on:Day}"))
def interest_collected(world: World, amount: int, on: date) -> None:
    world.repay(on, interest=amount)


@when(step("cán bộ tín dụng thu {amount:Money} gốc ngày {on:Day}"))
def principal_collected(world: World, amount: int, on: date) -> None:
    made(world.repay(on, principal=amount))


@when(step("cán bộ tín dụng giải ngân thêm {amount:Money} ngày {on:Day}"))
def paid_out(world: World, amount: int, on: date) -> None:
    world.disburse(amount, on)


def _owes(world: World, on: date, **figures: int) -> None:
    standing = world.standing(on)
    assert {name: standing[name] for name in figures} == figures


@then(step("cuối ngày {on:Day} khế ước nợ {in_term:Money} trong hạn, {overdue:Money} quá hạn"))
def owes(world: World, on: date, in_term: int, overdue: int) -> None:
    _owes(world, on, in_term=in_term, overdue=overdue)


@then(step("cuối ngày {on:Day} khế ước nợ {in_term:Money} lãi trong hạn, {overdue:Money} lãi quá hạn"))
def owes_interest(world: World, on: date, in_term: int, overdue: int) -> None:
    _owes(world, on, interest_in_term=in_term, interest_overdue=overdue)


@then(
    step("báo cáo nợ quá hạn ngày {on:Day} của xã {commune:Word} có dư nợ {outstanding:Money}, quá hạn {overdue:Money}")
)
def reported(world: World, on: date, commune: str, outstanding: int, overdue: int) -> None:
    said: Any = made(world.service.get("auditor", "/reports/overdue", as_of=on.isoformat()))
    own = next(row for row in said["rows"] if row["commune"] == commune)
    assert (own["outstanding"], own["overdue"]) == (outstanding, overdue)


@then(step('khoản vay được ghi là mang sang ngày {on:Day} với dấu "{mark}"'))
def marked(world: World, on: date, mark: str) -> None:
    opening = made(world.service.get("officer", world.loan))["opening"]
    assert (opening["effective_on"], opening["marks"]) == (on.isoformat(), [mark])


@then("không có hồ sơ vay nào")
def no_dossier(world: World) -> None:
    assert made(world.service.get("officer", "/applications"))["items"] == []
    assert world.service.get("officer", f"/applications/{world.ids['khoản vay']}").status_code == 404


@then(step("cuối ngày {on:Day} nguồn vốn có {available:Money} khả dụng và {outstanding:Money} dư nợ"))
def capital(world: World, on: date, available: int, outstanding: int) -> None:
    statement = world.statement(on)
    assert (statement["available"], statement["outstanding"]) == (available, outstanding)
