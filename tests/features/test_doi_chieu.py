"""Steps of reconciliation: exports drawn from our own books as the bank would write them, then changed."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from pytest_bdd import given, scenarios, then, when

from loans.papers.exports import CSV, XLSX
from tests.api.service import V1, made
from tests.features.world import World, day, money, rows, step
from tests.papers.bank import BankLoan, export

scenarios("doi_chieu.feature")

BANK_CODES = {"00004": "990004", "00008": "990008"}


@dataclass
class Bank:
    """What the bank would hand over: its loans by contract, the layout, the day, the faults of the file."""

    loans: dict[str, BankLoan] = field(default_factory=dict)
    layout: str = "GQVL"
    day: date = date(2026, 10, 31)
    faults: set[str] = field(default_factory=lambda: {"total", "signatures", "repeated_headings"})

    def change(self, contract: str, **changed: Any) -> None:
        self.loans[contract] = replace(self.loans[contract], **changed)


@pytest.fixture
def bank() -> Bank:
    return Bank()


@given(step('"{name}" vay {amount:Money} qua "{group}" ngày {on:Day} trong {months:Whole} tháng'))
def lent(world: World, name: str, amount: int, group: str, on: date, months: int) -> None:
    world.lend(name, amount, on, term_months=months, every_months=months, group=group)
    found = made(world.service.get("officer", world.loan))
    world.bodies[name] = found["contract_no"]
    world.ids[f"khoản của {name}"] = world.ids["khoản vay"]


@given(step('ngân hàng dùng mã "{code}" cho xã {commune:Word} từ ngày {since:Day}'))
def bank_code(world: World, code: str, commune: str, since: date) -> None:
    body = {"code": code, "commune": commune, "since": since.isoformat()}
    world.keep(f"mã {code}", world.send("admin", "/bank-communes", body))


@given(step('mã "{code}" của ngân hàng ứng với xã {commune:Word} từ ngày {since:Day}'))
def bank_code_moves(world: World, code: str, commune: str, since: date) -> None:
    body = {"commune": commune, "since": since.isoformat()}
    made(world.change("admin", f"/bank-communes/{world.ids[f'mã {code}']}", "facts", body))


@given(step("sao kê {layout} của ngân hàng ngày {on:Day} đúng như sổ"))
def as_ours(world: World, bank: Bank, layout: str, on: date) -> None:
    rows = made(world.service.get("auditor", "/reports/overdue/loans", as_of=on.isoformat()))["rows"]
    bank.layout, bank.day = layout, on
    bank.loans = {
        row["contract_no"]: BankLoan(
            row["contract_no"], BANK_CODES[row["commune"]], row["in_term"], row["overdue"], row["frozen"]
        )
        for row in rows
    }


@given(step('ngân hàng chưa chuyển quá hạn khoản của "{name}"'))
def not_moved(world: World, bank: Bank, name: str) -> None:
    held = bank.loans[world.bodies[name]]
    bank.change(held.contract_no, in_term=held.in_term + held.overdue, overdue=0)


@given(step('dòng của "{name}" lặp lại vì hai sổ tiết kiệm'))
def repeated(world: World, bank: Bank, name: str) -> None:
    bank.loans = {world.bodies[name]: bank.loans.pop(world.bodies[name]), **bank.loans}
    bank.faults.add("two_savings_books")  # of the first line


@given(step('ngân hàng ghi mã xã "{code}" cho khoản của "{name}"'))
def other_code(world: World, bank: Bank, code: str, name: str) -> None:
    bank.change(world.bodies[name], commune_code=code)


@given(step('"{name}" trả gốc {amount:Money} ngày {on:Day}, ghi sổ hôm nay'))
def paid(world: World, name: str, amount: int, on: date) -> None:
    world.ids["khoản vay"] = world.ids[f"khoản của {name}"]
    made(world.repay(on, principal=amount, interest=0))


@given(step('tệp thiếu khoản của "{name}" và thừa khế ước "{contract}" {amount:Money}'))
def one_sided(world: World, bank: Bank, name: str, contract: str, amount: int) -> None:
    lost = bank.loans.pop(world.bodies[name])
    bank.loans[contract] = replace(lost, contract_no=contract, in_term=amount, overdue=0)


@given(step('khoản của "{name}" được gia hạn {months:Whole} tháng ngày {on:Day}'))
def extended(world: World, name: str, months: int, on: date) -> None:
    loan = f"/loans/{world.ids[f'khoản của {name}']}"
    made(world.change("approver", loan, "extensions", {"on": on.isoformat(), "months": months, "decision": ""}))


@given(step("danh sách nợ đến hạn phân kỳ của ngân hàng ngày {on:Day}"))
def instalments(world: World, bank: Bank, on: date, datatable: list[list[str]]) -> None:
    bank.layout, bank.day = "due", on
    for row in rows(datatable):
        more = {"due_on": day(row["ngày đến hạn"]), "due": money(row["số tiền"])}
        contract = world.bodies[row["khoản"]]
        bank.loans[contract] = BankLoan(contract, "", more=more)


@when(step('ngân hàng còn ghi khoản của "{name}" đến hạn ngày {due_on:Day}'))
def due_before(world: World, bank: Bank, name: str, due_on: date) -> None:
    held = bank.loans[world.bodies[name]]
    bank.change(held.contract_no, more={**held.more, "due_on": due_on})


@then(step('khoản của "{name}" lệch ngày đến hạn vì "{code}"'))
def instalment_differs(world: World, name: str, code: str, datatable: list[list[str]]) -> None:
    found = world.body["per_instalment"]
    assert {(row["contract_no"], row["due_on"]): row["difference"]["due"] for row in found} == {
        (world.bodies[name], day(row["ngày đến hạn"]).isoformat()): money(row["lệch"]) for row in rows(datatable)
    }
    assert {cause["code"] for row in found for cause in row["causes"]} == {code}
    assert world.body["agrees"] is False


def upload(world: World, who: str, content: bytes, media_type: str, **query: Any) -> None:
    world._answer = world.service.client().post(
        f"{V1}/reconciliations",
        data=content,
        content_type=media_type,
        query_string=query,
        headers=world.service.by(who),
    )


@when(step("{who:Who} đối chiếu tệp dạng {form:Word}"))
def reconcile(world: World, bank: Bank, who: str, form: str) -> None:
    planted = export(bank.layout, list(bank.loans.values()), bank.faults, form=form, day=bank.day)
    upload(world, who, planted.content, XLSX if form == "xlsx" else CSV)


@when(step("{who:Who} đối chiếu tệp dạng {form:Word} với sổ ngày {as_of:Day}"))
def reconcile_as_of(world: World, bank: Bank, who: str, form: str, as_of: date) -> None:
    planted = export(bank.layout, list(bank.loans.values()), bank.faults, form=form, day=bank.day)
    upload(world, who, planted.content, XLSX, as_of=as_of.isoformat())


@when(step("{who:Who} đối chiếu một tệp CSV lạ"))
def reconcile_anything(world: World, who: str) -> None:
    upload(world, who, b"a,b\n1,2\n", CSV)


@when(step("{who:Who} đối chiếu sổ ngày {as_of:Day}"))
def reconcile_own(world: World, who: str, as_of: date) -> None:
    world.get(who, "/reconciliations/own", as_of=as_of.isoformat())


def of_contract(world: World, contract: str) -> list[Any]:
    return [row for row in world.body["per_loan"] if row["contract_no"] == contract]


@when(step("{who:Who} đối chiếu tệp dạng {form:Word}, liệt kê {limit:Whole} khoản"))
def reconcile_some(world: World, bank: Bank, who: str, form: str, limit: int) -> None:
    planted = export(bank.layout, list(bank.loans.values()), bank.faults, form=form, day=bank.day)
    upload(world, who, planted.content, XLSX, limit=limit)


@when(step("{who:Who} đối chiếu một tệp rỗng"))
def reconcile_nothing(world: World, who: str) -> None:
    upload(world, who, b"", CSV)


@when(step('{who:Who} đối chiếu một tệp loại "{media_type}"'))
def reconcile_paper(world: World, who: str, media_type: str) -> None:
    upload(world, who, b"%PDF-1.7", media_type)


@when(step('một ngày sau "{name}" trả gốc {amount:Money} ngày {on:Day}'))
def paid_the_day_after(world: World, name: str, amount: int, on: date) -> None:
    world.bodies["known_at"] = world.body["known_at"]
    world.service.clock.advance(days=1)
    paid(world, name, amount, on)


@when(step("{who:Who} đối chiếu tệp dạng {form:Word} theo điều đã biết lần đầu"))
def reconcile_as_known(world: World, bank: Bank, who: str, form: str) -> None:
    planted = export(bank.layout, list(bank.loans.values()), bank.faults, form=form, day=bank.day)
    upload(world, who, planted.content, XLSX, known_at=world.bodies["known_at"])


@then(step("liệt kê {shown:Whole} trong {count:Whole} khoản lệch, tổng vẫn đủ"))
def some_of_all(world: World, shown: int, count: int) -> None:
    assert (len(world.body["per_loan"]), world.body["per_loan_count"]) == (shown, count)
    assert sum(row["differing"] for row in world.body["per_commune"]) == world.body["totals"]["differing"] == count


@then(step("bị từ chối với mã {status:Whole}"))
def is_refused_with(world: World, status: int) -> None:
    assert world.answer.status_code == status
    assert world.refusal["detail"]


@then(step("tệp khớp với sổ, có {count:Whole} dòng, tổng cộng khớp"))
def agrees(world: World, count: int) -> None:
    found = world.body
    assert (found["agrees"], found["export"]["rows"], found["export"]["control_total"]["agrees"]) == (True, count, True)
    assert found["totals"]["theirs"] == found["totals"]["ours"] != {}


@then("không có khoản lệch")
def nothing_differs(world: World) -> None:
    assert (world.body["per_loan"], world.body["per_loan_count"]) == ([], 0)
    assert not any(value for row in world.body["per_commune"] for value in row["difference"].values())


@then(step("có {count:Whole} khoản lệch"))
def so_many_differ(world: World, count: int) -> None:
    assert (len(world.body["per_loan"]), world.body["per_loan_count"]) == (count, count)


@then(step("xã {commune:Word} lệch trong hạn {in_term:Money}, quá hạn {overdue:Money}, tổng dư nợ {outstanding:Money}"))
def commune_differs(world: World, commune: str, in_term: int, overdue: int, outstanding: int) -> None:
    [row] = [row for row in world.body["per_commune"] if row["commune"] == commune]
    expected = {"outstanding": outstanding, "in_term": in_term, "overdue": overdue, "frozen": 0}
    assert row["difference"] == expected
    loans = [loan for loan in world.body["per_loan"] if loan["commune"] == commune]
    for name, value in expected.items():
        assert sum(loan["difference"][name] for loan in loans) == value
        assert sum(cause[name] for loan in loans for cause in loan["causes"]) == value
        assert sum(cause[name] for cause in row["causes"]) == value


@then(step('khoản của "{name}" lệch vì "{code}", nêu "{words}"'))
def loan_differs(world: World, name: str, code: str, words: str) -> None:
    rows = of_contract(world, world.bodies[name])
    assert {cause["code"] for row in rows for cause in row["causes"]} == {code}
    assert all(words in cause["detail"] and cause["detail_en"] for row in rows for cause in row["causes"])


@then(step('khế ước "{contract}" lệch vì "{code}"'))
def contract_differs(world: World, contract: str, code: str) -> None:
    [row] = of_contract(world, contract)
    assert [cause["code"] for cause in row["causes"]] == [code]


@then(step("tổng lệch là {amount:Money}"))
def total_differs(world: World, amount: int) -> None:
    assert set(world.body["totals"]["difference"].values()) == {amount}


@then(step('tệp có ghi nhận "{code}"'))
def file_has(world: World, code: str) -> None:
    assert [finding["code"] for finding in world.body["findings"]] == [code]


@then(step("dòng lặp bị bỏ là {count:Whole} dòng, {amount:Money}"))
def dropped(world: World, count: int, amount: int) -> None:
    found = world.body["export"]["duplicates_dropped"]
    assert (found["lines"], found["in_term"]) == (count, amount)


@then(step('{count:Whole} dòng ở ngoài phạm vi vì "{reason}"'))
def outside(world: World, count: int, reason: str) -> None:
    assert [(each["reason"], each["rows"]) for each in world.body["outside"]] == [(reason, count)]


@then(step("cả {count:Whole} quy tắc đều giữ"))
def rules_hold(world: World, count: int) -> None:
    assert world.body["holds"] is True
    assert [(rule["rule"], rule["cases"]) for rule in world.body["rules"]] == [
        (each, []) for each in range(1, count + 1)
    ]
    assert all(rule["checked"] > 0 for rule in world.body["rules"])


@then(step("đếm {count:Whole} khách hàng khác nhau"))
def customers(world: World, count: int) -> None:
    assert world.body["rules"][2]["counted"]["distinct"] == count
