"""Steps of the whole plan: from the uploaded demand to the annex of the decision."""

import csv
import io
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pytest_bdd import scenarios, then, when
from python_calamine import CalamineWorkbook

from loans.domain.area import REFORM, areas
from tests.api.service import V1, made
from tests.features.world import MILLION, World, step

scenarios("ke_hoach_nam.feature")

COMMUNES = areas().in_force(REFORM)
YEAR = 2026


def upload(world: World, path: str, text: str, **query: Any) -> Any:
    headers = world.service.by("planner") | {"Idempotency-Key": path, "Content-Type": "text/csv"}
    world._answer = world.service.client().post(V1 + path, query_string=query, data=text.encode(), headers=headers)
    return world.answer


def asked(place: int) -> int:
    """What the commune at a place asks for: every one something else, one to three billion."""
    return (1_000 + 17 * place) * MILLION


@when("cán bộ kế hoạch điền mẫu nhu cầu của 126 xã, phường và tải lên")
def demand(world: World) -> None:
    given = world.service.get("planner", "/demand-template", year=YEAR)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(given.data)).get_sheet_by_index(0).to_python()
    heading = next(row for row in rows if "code" in row or "Mã xã" in row)
    assert sum(str(row[0]) in {commune.code for commune in COMMUNES} for row in rows) == 126, heading
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    for place, commune in enumerate(COMMUNES):
        line = {"workers": 20 + place, "amount": asked(place), "jobs": 25 + place}
        filled = next(row for row in rows if str(row[0]) == commune.code)
        writer.writerow(_filled(heading, filled, line))
    body = made(upload(world, "/demand-uploads", out.getvalue(), year=YEAR))
    assert body["written"] is True


def _filled(heading: list[Any], row: list[Any], line: dict[str, int]) -> list[Any]:
    """A row of the template with its three figures written in; the rest stays as handed out."""
    places = {"workers": "lao động", "amount": "số tiền", "jobs": "việc làm"}
    filled = list(row)
    for name, word in places.items():
        column = next(place for place, title in enumerate(heading) if word in str(title).lower() or title == name)
        filled[column] = line[name]
    return filled


@when("cán bộ kế hoạch tải lên chỉ tiêu việc làm của 126 xã, phường")
def job_targets(world: World) -> None:
    values = [{"commune": commune.code, "amount": 500 + place} for place, commune in enumerate(COMMUNES)]
    body = {"name": "job_target", "year": YEAR, "values": values}
    made(world.send("planner", "/figures", body))


@then("không còn xã nào nợ câu trả lời")
def nobody_owes(world: World) -> None:
    review = made(world.service.get("planner", "/demand-review", year=YEAR))
    assert review["owing"] == []
    assert review["total"]["amount"] == sum(asked(place) for place in range(126))


def specification(weights: str, **more: Any) -> dict[str, Any]:
    named = dict(part.split("=") for part in weights.split(","))
    return {"weights": named, "grain": 100 * MILLION, **more}


@when(step('phương án "{name}" chia {pool:Money} theo {weights} với bước 100 triệu được lưu'))
def save(world: World, name: str, pool: int, weights: str) -> None:
    body = {
        "year": YEAR,
        "source_id": world.ids["nguồn"],
        "name": name,
        "pool": pool,
        "spec": specification(weights),
    }
    world.keep(name, world.send("planner", "/scenarios", body))


@when(step('phương án "{name}" được lưu lại với {pool:Money}'))
def save_again(world: World, name: str, pool: int) -> None:
    body = {"pool": pool, "spec": specification("demand=1")}
    made(world.change("planner", f"/scenarios/{world.ids[name]}", "versions", body))


@when(step("cán bộ kế hoạch thử chia {pool:Money} với xã {commune:Word} tối đa {cap:Money}"))
def trial(world: World, pool: int, commune: str, cap: int) -> None:
    attempt(world, pool, {commune: {"cap": cap}})
    made(world.answer)


@when(step("cán bộ kế hoạch thử chia {pool:Money} với xã {commune:Word} cố định {fixed:Money}"))
def trial_fixed(world: World, pool: int, commune: str, fixed: int) -> None:
    attempt(world, pool, {commune: {"fixed": fixed}})


def attempt(world: World, pool: int, bounds: dict[str, Any]) -> None:
    spec = specification("demand=1", communes=bounds)
    body = {"year": YEAR, "source_id": world.ids["nguồn"], "pool": pool, "spec": spec}
    headers = world.service.by("planner")
    world._answer = world.service.client().post(f"{V1}/scenario-trials", json=body, headers=headers)


@then(step("hai phương án so sánh được, tổng mỗi phương án là {total:Money}"))
def compared(world: World, total: int) -> None:
    ids = [world.ids["Theo nhu cầu"], world.ids["Nhu cầu và chỉ tiêu"]]
    headers = world.service.by("auditor")
    answer = world.service.client().post(f"{V1}/scenario-comparisons", json={"scenario_ids": ids}, headers=headers)
    told = made(answer)
    assert [each["total"] for each in told["summaries"]] == [total, total]
    assert len(told["lines"]) == 126
    for place in range(2):
        assert sum(line["amounts"][place] for line in told["lines"]) == total
    assert all(line["differences"][1] == line["amounts"][1] - line["amounts"][0] for line in told["lines"])


@when(step('dự thảo được lập từ phương án "{name}"'))
def draft_of(world: World, name: str) -> None:
    world.keep("đợt", world.draft(100_000 * MILLION, scenario_id=world.ids[name]))


@when("dự thảo đi hết các bước đến quyết định")
def decided(world: World) -> None:
    made(world.submit())
    made(world.decide())


@then(step("phụ lục XLSX có 126 dòng và tổng {total:Whole} triệu đồng"))
def annex_workbook(world: World, total: int) -> None:
    answer = world.service.get("auditor", f"{world.round}/annex", format="xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    codes = {commune.code for commune in COMMUNES}
    lines = [row for row in rows if set(map(str, row)) & codes]
    assert len(lines) == 126
    [sums] = [row for row in rows if total in row and any(str(cell).startswith("Tổng") for cell in row)]
    column = sums.index(total)
    assert sum(float(str(row[column] or 0)) for row in lines) == total


@then(step('phụ lục PDF nêu đủ 126 xã, phường và tổng "{total}"'))
def annex_pages(world: World, total: str) -> None:
    text = pages_of(world.service.get("auditor", f"{world.round}/annex").data)
    assert total in text
    assert all(commune.code in text for commune in COMMUNES)


@then(step("thông báo gửi xã {commune:Word} nêu đúng số được giao và lý do"))
def letter(world: World, commune: str) -> None:
    lines = made(world.service.get("commune", world.round))["lines"]
    line = next(line for line in lines if line["commune"] == commune)
    text = pages_of(world.service.get("commune", f"{world.round}/letters").data)
    assert f"{line['amount'] // MILLION:,}".replace(",", ".") in text
    assert "nhu cầu vay vốn" in text
    assert sum(step["amount"] for step in line["why"]) == line["amount"]


@then(step("tổng chỉ tiêu của 126 xã, phường bằng đúng {total:Money}"))
def the_plan_adds_up(world: World, total: int) -> None:
    answer = world.service.get("auditor", "/plan", source_id=world.ids["nguồn"], year=YEAR, limit=200)
    items = made(answer)["items"]
    assert (len(items), sum(item["planned"] for item in items)) == (126, total)


@then("các phần của mỗi xã cộng lại đúng bằng số của xã")
def parts_add_up(world: World) -> None:
    assert len(world.body["rows"]) == 126
    for row in world.body["rows"]:
        assert sum(part["amount"] for part in row["why"]) == row["allocated"]
        assert row["sentence_vi"]


@then(step('xã {commune:Word} bị chặn bởi "{bound}" và thêm một tỷ cũng không tăng'))
def bound_by(world: World, commune: str, bound: str) -> None:
    row = next(row for row in world.body["rows"] if row["code"] == commune)
    assert (row["bound"], row["one_more_billion"]) == (bound, 0)


@then(step("tổng phần tăng khi thêm một tỷ là {total:Money}"))
def one_more(world: World, total: int) -> None:
    assert sum(row["one_more_billion"] for row in world.body["rows"]) == total


@then(step('phiên bản 1 của "{name}" vẫn chia {first:Money} và phiên bản 2 chia {second:Money}'))
def versions(world: World, name: str, first: int, second: int) -> None:
    path = f"/scenarios/{world.ids[name]}"
    kept = [made(world.service.get("auditor", path, version=version)) for version in (1, 2)]
    assert [each["made"]["allocated"] for each in kept] == [first, second]
    assert [each["version"] for each in kept] == [1, 2]


def pages_of(content: bytes) -> str:
    """The text of a PDF, its lines joined."""
    with pypdfium2.PdfDocument(content) as document:
        return " ".join(page.get_textpage().get_text_range().replace("\r\n", " ") for page in document)
