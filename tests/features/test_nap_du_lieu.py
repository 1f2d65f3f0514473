"""Steps of loading: invented exports handed in over the API, advanced, compared and posted as a page would do it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from python_calamine import CalamineWorkbook

from loans.papers.exports import CSV, XLSX
from loans.service.account import new_token, open_account
from tests.api.service import PASSWORD, V1, made, refused
from tests.features.world import World, step
from tests.loading import TODAY, branch
from tests.portfolio import Shape, Written, write
from tests.portfolio import world as places

scenarios("nap_du_lieu.feature")
COMMUNES = 4


@dataclass
class Handed:
    """The files of a scenario and the load under way."""

    written: Written | None = None
    load: int = 0
    who: str = "approver"
    extra: Mapping[str, Path] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/loads/{self.load}"


@pytest.fixture
def handed() -> Handed:
    return Handed()


@given(step("một chi nhánh có nguồn vốn, điểm giao dịch và mã xã của ngân hàng"))
def a_branch(world: World) -> None:
    store = world.service.store
    branch(store, places(COMMUNES))
    with store.writing("admin") as uow:
        user = open_account(uow, today=TODAY, username="director", role="approver", communes=(), password=PASSWORD)
        world.service.tokens["director"] = new_token(uow, user, kind="bearer")


@given(parsers.parse("sao kê giả định ngày 31/10/2026 gồm {loans:d} khế ước {kind}"))
def exports(handed: Handed, tmp_path: Path, loans: int, kind: str) -> None:
    faults = 0 if kind == "không lỗi" else 1
    handed.written = write(tmp_path, Shape(loans=loans, communes=COMMUNES, layout="10", faults=faults))


@when(step("{who:Who} mở đợt nạp ngày {day:Day} và nộp các tệp"))
def hand_in(world: World, handed: Handed, who: str, day: date) -> None:
    assert handed.written is not None
    handed.who, handed.load = who, made(world.send(who, "/loads", {"day": day.isoformat()}))["id"]
    for path in handed.written.files.values():
        sent = world.service.client().post(
            f"{V1}{handed.path}/files",
            data=path.read_bytes(),
            query_string={"name": path.name},
            headers={**world.service.by(who), "Idempotency-Key": uuid4().hex, "Content-Type": CSV},
        )
        made(sent)


@when(step("đợt nạp được chạy đến hết"))
def advance(world: World, handed: Handed) -> None:
    for _turn in range(40):
        if made(world.send(handed.who, f"{handed.path}/advance", {}))["step"] == "checked":
            return
    raise AssertionError("the load does not come to an end")


@when(step("ngân hàng báo tổng dư nợ một xã thừa 1 đồng"))
def one_more(world: World, handed: Handed) -> None:
    assert handed.written is not None
    totals = enumerate(handed.written.totals.items())
    rows = [{"commune_code": code, "outstanding": sums[1] + (place == 0)} for place, (code, sums) in totals]
    made(world.service.send(handed.who, f"{handed.path}/controls", {"rows": rows}, method="PUT"))


@when(step("tệp nộp sau cùng được rút ra"))
def withdraw(world: World, handed: Handed) -> None:
    last = made(world.service.get(handed.who, handed.path))["files"][-1]["id"]
    given = {"file_id": last, "reason": "nộp nhầm, giả định"}
    assert last not in {file["id"] for file in made(world.change(handed.who, handed.path, "withdraw", given))["files"]}


@when(step("giám đốc ghi sổ"))
def post(world: World, handed: Handed) -> None:
    assert made(world.change("director", handed.path, "post", {}))["step"] == "posted"
    with world.service.store.reading() as uow:  # and nobody who reads has to link what was loaded
        assert (uow.proof.standing().not_sealed, uow.proof.standing().sealed_not_linked) == (0, 0)


@when(step('giám đốc ghi sổ thì bị từ chối vì "{code}"'))
def post_refused(world: World, handed: Handed, code: str) -> None:
    refused(world.change("director", handed.path, "post", {}), 422, code)


@when(step('người phê duyệt tự ghi sổ thì bị từ chối vì "{code}"'))
def post_alone(world: World, handed: Handed, code: str) -> None:
    refused(world.change("approver", handed.path, "post", {}), 403, code)


@then(step("đợt nạp có {good:Whole} khế ước tốt, {bad:Whole} khế ước lỗi"))
def counted(world: World, handed: Handed, good: int, bad: int) -> None:
    results = made(world.service.get("auditor", handed.path))["results"]
    assert results.get("accepted", 0) + results.get("repaired", 0) == good
    assert results.get("refused", 0) + results.get("doubtful", 0) == bad


@then(step("tổng đối chiếu của ngân hàng khớp"))
def controls_agree(world: World, handed: Handed) -> None:
    found = made(world.service.get("auditor", f"{handed.path}/controls"))
    assert (found["given"], found["agrees"]) == (True, True)
    assert len(found["rows"]) >= COMMUNES


@then(step("trong sổ chưa có khoản vay nào"))
def nothing_visible(world: World) -> None:
    assert made(world.service.get("auditor", "/loans"))["items"] == []


@then(step("trong sổ có {count:Whole} khoản vay"))
def visible(world: World, count: int) -> None:
    found = made(world.service.get("auditor", "/loans"))["items"]
    assert len(found) == count
    assert len({loan["contract_no"] for loan in found}) == count


@then(step("đối chiếu sao kê đã nộp với sổ thì khớp"))
def reconciled(world: World, handed: Handed) -> None:
    assert handed.written is not None
    answer = world.service.client().post(
        f"{V1}/reconciliations",
        data=handed.written.files["loans"].read_bytes(),
        headers={**world.service.by("auditor"), "Content-Type": CSV},
    )
    found = made(answer)
    assert found["per_loan"] == []
    assert set(found["totals"]["difference"].values()) <= {0}


@then(step("cả {count:Whole} khế ước không đổi"))
def unchanged(world: World, handed: Handed, count: int) -> None:
    assert made(world.service.get("auditor", handed.path))["results"] == {"unchanged": count}


@then(step('lỗi "{code}" được nêu kèm cách sửa'))
def told(world: World, handed: Handed, code: str) -> None:
    rows = made(world.service.get(handed.who, f"{handed.path}/rows", code=code, result="refused"))["items"]
    assert rows
    for row in rows:
        said = next(each for each in row["codes"] if each["code"] == code)
        assert said["detail"] != said["detail_en"]


@then(step("tệp dòng lỗi mở được, có cột lý do"))
def bad_rows(world: World, handed: Handed) -> None:
    answer = world.service.get(handed.who, f"{handed.path}/bad-rows.xlsx")
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    head = next(row for row in sheet if "Lý do" in row)
    assert "Số khế ước" in head
    assert head.index("Mã lỗi") == head.index("Lý do") + 1


@then(step("{who:Who} không xem được đợt nạp"))
def not_seen(world: World, handed: Handed, who: str) -> None:
    refused(world.service.get(who, handed.path), 403, "load_not_yours")
    given = {"file_id": 1, "reason": "giả định"}
    refused(world.change(who, handed.path, "withdraw", given, seen_by=handed.who), 403, "load_not_yours")


@then(step("{who:Who} không ghi sổ được"))
def may_not_post(world: World, handed: Handed, who: str) -> None:
    refused(world.send(who, f"{handed.path}/post", {}), 403, "not_your_role")
