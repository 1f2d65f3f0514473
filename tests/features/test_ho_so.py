"""Steps of applications: filing, the full dossier, assessment, appraisal, decision."""

from datetime import date

from pytest_bdd import given, scenarios, then, when

from tests.api.service import made
from tests.features.world import World, day, money, rows, step

scenarios("ho_so.feature")

MARCH = date(2026, 3, 2)


# --- filing


@when(step('"{name}" nộp hồ sơ vay {amount:Money} ngày {on:Day}'))
def file_alone(world: World, name: str, amount: int, on: date) -> None:
    world.file(name, amount, on=on)


@given(step('"{name}" đã nộp hồ sơ vay {amount:Money} ngày {on:Day}'))
def filed_alone(world: World, name: str, amount: int, on: date) -> None:
    made(world.file(name, amount, on=on))


@given(step('"{name}" đã nộp hồ sơ vay {amount:Money} trong {months:Whole} tháng ngày {on:Day}'))
def filed_for_months(world: World, name: str, amount: int, months: int, on: date) -> None:
    made(world.file(name, amount, on=on, term_months=months))


WORKERS = "cho {new:Whole} lao động mới trong tổng số {total:Whole}"


@when(step('"{name}" nộp hồ sơ vay {amount:Money} ' + WORKERS + " ngày {on:Day}"))
def file_for_workers(world: World, name: str, amount: int, new: int, total: int, on: date) -> None:
    world.file(name, amount, on=on, new_workers=new, total_workers=total)


@given(step('"{name}" đã nộp hồ sơ vay {amount:Money} ' + WORKERS + " ngày {on:Day}"))
def filed_for_workers(world: World, name: str, amount: int, new: int, total: int, on: date) -> None:
    made(world.file(name, amount, on=on, new_workers=new, total_workers=total, collateral="Nhà xưởng (giả định)"))


@given(step('"{name}" đã nộp hồ sơ vay {amount:Money} ' + WORKERS + ' với lao động thuộc nhóm "{members}"'))
def filed_with_members(world: World, name: str, amount: int, new: int, total: int, members: str) -> None:
    evidence = [
        {"group": group, "member": f"000{person}", "number": f"GXN-{place}", "valid_from": "2026-01-01"}
        for place, (person, group) in enumerate(part.split() for part in members.split(", "))
    ]
    made(world.file(name, amount, on=MARCH, new_workers=new, total_workers=total, evidence=evidence))


@given(step('"{name}" đã nộp hồ sơ vay {amount:Money} ngày {on:Day} với giấy tờ nhóm ưu tiên'))
@when(step('"{name}" nộp hồ sơ vay {amount:Money} ngày {on:Day} với giấy tờ nhóm ưu tiên'))
def filed_with_evidence(world: World, name: str, amount: int, on: date, datatable: list[list[str]]) -> None:
    evidence = [
        {
            "group": row["nhóm"].replace("khác", "ethnic_minority_difficult_area"),
            "member": row["người"],
            "number": row["số"],
            "valid_from": day(row["từ ngày"]).isoformat(),
            "valid_to": day(row["đến ngày"]).isoformat() if row["đến ngày"] else None,
        }
        for row in rows(datatable)
    ]
    made(world.file(name, amount, on=on, evidence=evidence))


def send_list(world: World, group: str, table: list[list[str]], *, keep_good: bool) -> None:
    listed = []
    for row in rows(table):
        world.ids.setdefault(row["người"], 999_999)
        filing = world.filing(row["người"], money(row["số tiền"]), group_id=world.ids[group])
        listed.append({name: value for name, value in filing.items() if name != "filed_on"})
    body = {"filed_on": MARCH.isoformat(), "keep_good": keep_good, "rows": listed}
    world.send("officer", "/application-lists", body)


@when(step('tổ "{group}" nộp danh sách'))
def file_list(world: World, group: str, datatable: list[list[str]]) -> None:
    send_list(world, group, datatable, keep_good=False)


@when(step('tổ "{group}" nộp danh sách, giữ các dòng đúng'))
def file_good_rows(world: World, group: str, datatable: list[list[str]]) -> None:
    send_list(world, group, datatable, keep_good=True)


@then(step('các dòng sai là "{places}"'))
def faulty_rows(world: World, places: str) -> None:
    assert ", ".join(fault["source"] for fault in world.refusal["errors"]) == places


@then("kết quả từng dòng là")
def results(world: World, datatable: list[list[str]]) -> None:
    found = {
        str(row["row"]): "được ghi" if row["application"] else row["findings"][0]["code"] for row in world.body["rows"]
    }
    assert found == {row["dòng"]: row["kết quả"] for row in rows(datatable)}


@then(step("có {count:Whole} hồ sơ được ghi"))
def recorded(world: World, count: int) -> None:
    assert len(made(world.service.get("officer", "/applications"))["items"]) == count


# --- the full dossier


@when(step('cán bộ tín dụng ghi nhận hồ sơ đầy đủ ngày {on:Day} với "{papers}"'))
def complete(world: World, on: date, papers: str) -> None:
    world.complete(on, papers.split(", "))


@then("hồ sơ chưa có thời hạn giải quyết")
def no_clock(world: World) -> None:
    present = made(world.service.get("officer", world.application))
    assert (present["complete_on"], present["decide_by"]) == (None, None)


@then(step("hạn giải quyết là ngày {on:Day}"))
def decide_by(world: World, on: date) -> None:
    assert (world.body["state"], world.body["decide_by"]) == ("complete", on.isoformat())


# --- assessment


@given(step('"{name}" đang nợ {amount:Money}'))
def owes(world: World, name: str, amount: int) -> None:
    world.lend(name, amount, MARCH, term_months=24, every_months=6, group="Tổ 1")


@given(step('"{name}" đang nợ {amount:Money} cho {workers:Whole} lao động'))
def owes_for_workers(world: World, name: str, amount: int, workers: int) -> None:
    world.lend(
        name,
        amount,
        MARCH,
        term_months=24,
        every_months=6,
        point_id=world.ids["Ba Đình"],
        instalment_rule="instalment_moves",
        new_workers=workers,
        total_workers=workers,
        collateral="Nhà xưởng (giả định)",
    )


@when(step("cán bộ tín dụng xem đánh giá theo luật ngày {on:Day}"))
def assess(world: World, on: date) -> None:
    world.get("officer", f"{world.application}/assessment", on=on.isoformat())


@then("đánh giá nêu")
def findings(world: World, datatable: list[list[str]]) -> None:
    found = {finding["code"]: finding["cites"] for finding in world.body["findings"]}
    assert set(found) == {row["điểm không đạt"] for row in rows(datatable)}
    for row in rows(datatable):
        assert row["điều khoản"] in found[row["điểm không đạt"]]


@then("đánh giá không nêu điểm nào")
def no_finding(world: World) -> None:
    assert world.body["findings"] == []


@then(step('mức vay lớn nhất là {amount:Money}, ràng buộc bởi "{binding}"'))
def largest(world: World, amount: int, binding: str) -> None:
    assert (world.body["largest_loan"], world.body["binding"]) == (amount, binding)
    assert world.body["cites"]


@then(step('nhóm lãi suất là "{group}"'))
def rate_group(world: World, group: str) -> None:
    assert world.body["rate_group"] == group


@then(step("bảo đảm tiền vay là {need}"))
def collateral(world: World, need: str) -> None:
    assert world.body["collateral_needed"] == {"cần": True, "không cần": False}[need]


# --- decision


@given(step('"{name}" có hồ sơ vay {amount:Money} đã thẩm định ngày {on:Day}'))
def appraised(world: World, name: str, amount: int, on: date) -> None:
    world.appraised(name, amount, on)


@given(step('"{name}" có hồ sơ vay {amount:Money} ' + WORKERS + " đã thẩm định ngày {on:Day}"))
def appraised_for_workers(world: World, name: str, amount: int, new: int, total: int, on: date) -> None:
    world.appraised(name, amount, on, new_workers=new, total_workers=total)


@given(
    step(
        '"{name}" có hồ sơ vay {amount:Money} cho {new:Whole} lao động mới, có tài sản bảo đảm, '
        "đã thẩm định ngày {on:Day}"
    )
)
def appraised_with_security(world: World, name: str, amount: int, new: int, on: date) -> None:
    world.appraised(name, amount, on, new_workers=new, total_workers=new, collateral="Nhà xưởng (giả định)")


@given(step('"{name}" chưa đủ năng lực hành vi, có hồ sơ vay {amount:Money} đã thẩm định ngày {on:Day}'))
def appraised_minor(world: World, name: str, amount: int, on: date) -> None:
    world.appraised(name, amount, on, full_capacity=False)


@given(step("một nguồn vốn khác được ủy thác {capital:Money} mà chỉ tiêu xã {commune:Word} là {planned:Money}"))
def poor_source(world: World, capital: int, commune: str, planned: int) -> None:
    world.open_source()
    made(world.entrust(capital, date(2026, 1, 2)))
    world.plan({commune: planned})


APPROVES = "{who:Who} phê duyệt {amount:Money} ngày {on:Day}"


@when(step(APPROVES))
def approve(world: World, who: str, amount: int, on: date) -> None:
    world.approve(on, amount, by=who)


@when(step(APPROVES + ' với lý do "{reason}" nhưng không có điều khoản'))
def approve_without_article(world: World, who: str, amount: int, on: date, reason: str) -> None:
    world.approve(on, amount, by=who, reason=reason)


@when(step(APPROVES + ' với lý do "{reason}" theo "{article}"'))
def approve_with_article(world: World, who: str, amount: int, on: date, reason: str, article: str) -> None:
    world.approve(on, amount, by=who, reason=reason, cites=[article])


def refuse(world: World, on: date, reason: str, cites: list[str]) -> None:
    body = {"on": on.isoformat(), "reason": reason, "cites": cites}
    world.change("approver", world.application, "refusal", body)


@when(step('người phê duyệt từ chối ngày {on:Day} với lý do "{reason}" nhưng không có điều khoản'))
def refuse_without_article(world: World, on: date, reason: str) -> None:
    refuse(world, on, reason, [])


@when(step('người phê duyệt từ chối ngày {on:Day} với lý do "{reason}" theo "{article}"'))
def refuse_with_article(world: World, on: date, reason: str, article: str) -> None:
    refuse(world, on, reason, [article])


@then(step('hồ sơ ở bước "{state}"'))
def stands(world: World, state: str) -> None:
    assert world.body["state"] == state


@then("quyết định được đánh dấu muộn")
def is_late(world: World) -> None:
    assert world.body["decision"]["late"] is True


@then(step('quyết định nêu lý do "{reason}"'))
def says_why(world: World, reason: str) -> None:
    assert world.body["decision"]["reason"] == reason
    assert world.body["decision"]["cites"]


@then(step('chế độ của quyết định là "{regime}" với lãi suất {rate} % và quá hạn {overdue} %'))
def regime(world: World, regime: str, rate: str, overdue: str) -> None:
    decision = world.body["decision"]
    figures = (decision["rate_e7"], decision["overdue_rate_e7"])
    assert (decision["regime"], *figures) == (regime, e7(rate), e7(overdue))


def e7(percent: str) -> int:
    """Ten-millionths a year: "7,9248" is 792480."""
    whole, _, rest = percent.partition(",")
    return int(whole + rest.ljust(5, "0"))
