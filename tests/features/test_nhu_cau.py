"""Steps of the demand review: templates, uploads, answers, versions, who still owes, figures, job results."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_bdd import given, scenarios, then, when
from werkzeug.test import TestResponse

from loans.papers.sheet import CSV, XLSX
from tests.api.service import V1, made
from tests.features.world import World, rows, step
from tests.papers.filling import as_csv, filled, rows_of

scenarios("nhu_cau.feature")


@dataclass
class Held:
    """The template that somebody holds in hand."""

    content: bytes = b""


@pytest.fixture
def held() -> Held:
    return Held()


PLACES = {"lao động": "E", "số tiền": "F", "việc làm": "G", "giá trị": "C"}


def upload(world: World, who: str, path: str, content: bytes, media_type: str, **query: Any) -> TestResponse:
    world._answer = world.service.client().post(
        V1 + path,
        data=content,
        content_type=media_type,
        query_string=query,
        headers=world.service.by(who) | {"Idempotency-Key": uuid4().hex},
    )
    return world.answer


def reviewed(world: World, year: int) -> Any:
    return made(world.service.get("planner", "/demand-review", year=year))


def row_of(world: World, year: int, commune: str) -> Any:
    return next(row for row in reviewed(world, year)["rows"] if row["commune"] == commune)


@given(step("{who:Who} đã tải biểu mẫu nhu cầu năm {year:Whole}"))
@when(step("{who:Who} tải biểu mẫu nhu cầu năm {year:Whole}"))
def take_template(world: World, held: Held, who: str, year: int) -> None:
    answer = world.get(who, "/demand-template", year=year)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == XLSX
    assert f"nhu-cau-{year}.xlsx" in answer.headers["Content-Disposition"]
    held.content = answer.data


@given(step('{who:Who} đã tải biểu mẫu số liệu "{name}" năm {year:Whole}'))
def take_figures_template(world: World, held: Held, who: str, name: str, year: int) -> None:
    answer = world.get(who, "/figure-template", year=year, name=name)
    assert answer.status_code == 200, answer.text
    held.content = answer.data


def codes_of(workbook: bytes) -> dict[str, int]:
    """The rows of a template by the code that stands in them."""
    return {
        str(row[0]): number
        for number, row in enumerate(rows_of(workbook), 1)
        if len(str(row[0])) == 5 and str(row[0]).isdigit()
    }


@given("đã điền")
@given("đã điền số liệu")
def fill_in(world: World, held: Held, datatable: list[list[str]]) -> None:
    places = codes_of(held.content)
    cells = {
        f"{PLACES[name]}{places[row['xã']]}": int(value)
        for row in rows(datatable)
        for name, value in row.items()
        if name != "xã"
    }
    held.content = filled(held.content, cells)


@when(step("{who:Who} gửi biểu mẫu nhu cầu năm {year:Whole}"))
def send_template(world: World, held: Held, who: str, year: int) -> None:
    upload(world, who, "/demand-uploads", held.content, XLSX, year=year)


@when(step("{who:Who} gửi biểu mẫu nhu cầu năm {year:Whole} dạng {form}"))
def send_template_as(world: World, held: Held, who: str, year: int, form: str) -> None:
    if form == "XLSX":
        send_template(world, held, who, year)
        return
    content = as_csv(rows_of(held.content), ";" if form.endswith("phẩy") else ",")
    upload(world, who, "/demand-uploads", content, CSV, year=year)


@when(step('{who:Who} gửi biểu mẫu số liệu "{name}" năm {year:Whole}'))
def send_figures(world: World, held: Held, who: str, name: str, year: int) -> None:
    upload(world, who, "/figure-uploads", held.content, XLSX, name=name, year=year)


@when(step("{who:Who} gửi tệp CSV nhu cầu năm {year:Whole}"))
def send_csv(world: World, who: str, year: int, datatable: list[list[str]]) -> None:
    upload(world, who, "/demand-uploads", as_csv(datatable), CSV, year=year)


@when(step("{who:Who} gửi tệp CSV nhu cầu năm {year:Whole} và giữ xã đúng"))
def send_csv_keeping_good(world: World, who: str, year: int, datatable: list[list[str]]) -> None:
    upload(world, who, "/demand-uploads", as_csv(datatable), CSV, year=year, keep_good="true")


@when(step("{who:Who} gửi tệp CSV nhu cầu năm {year:Whole} để kiểm tra"))
def send_csv_to_check(world: World, who: str, year: int, datatable: list[list[str]]) -> None:
    upload(world, who, "/demand-uploads", as_csv(datatable), CSV, year=year, check_only="true")


def tell(world: World, who: str, year: int, **change: Any) -> None:
    line = {
        "commune": "00004",
        "beneficiaries": "all",
        "purpose": "create",
        "workers": 1,
        "amount": 60_000_000,
        "jobs": 1,
    }
    world.send(who, "/demands", {"year": year, "lines": [line | change]})


@given(step("{who:Who} báo nhu cầu năm {year:Whole} của xã {commune:Word} là {amount:Money} cho {jobs:Whole} việc làm"))
@when(step("{who:Who} báo nhu cầu năm {year:Whole} của xã {commune:Word} là {amount:Money} cho {jobs:Whole} việc làm"))
def tell_amount(world: World, who: str, year: int, commune: str, amount: int, jobs: int) -> None:
    tell(world, who, year, commune=commune, amount=amount, jobs=jobs)


@when(step('{who:Who} báo nhu cầu năm {year:Whole} của nhóm "{group}" xã {commune:Word}'))
def tell_group(world: World, who: str, year: int, group: str, commune: str) -> None:
    tell(world, who, year, commune=commune, beneficiaries=group)


@when(step("{who:Who} báo xã {commune:Word} không có nhu cầu năm {year:Whole}"))
def tell_nothing(world: World, who: str, commune: str, year: int) -> None:
    world.send(who, "/demands", {"year": year, "without": [commune]})


@when(step("{who:Who} xem các bản trả lời năm {year:Whole} của xã {commune:Word}"))
def see_versions(world: World, who: str, year: int, commune: str) -> None:
    world.get(who, f"/demands/{year}/{commune}/versions")


@when(step("{who:Who} báo {jobs:Whole} việc làm của xã {commune:Word} từ {since:Day} đến {through:Day}"))
def report_jobs(world: World, who: str, jobs: int, commune: str, since: date, through: date) -> None:
    body = {
        "since": since.isoformat(),
        "through": through.isoformat(),
        "reports": [{"commune": commune, "jobs": jobs, "by_loans": jobs // 2, "abroad": 0}],
    }
    world.send(who, "/job-reports", body)


@then(step('biểu mẫu có {count:Whole} dòng, dòng đầu là "{first}"'))
def template_rows(world: World, held: Held, count: int, first: str) -> None:
    codes = list(codes_of(held.content))
    assert (len(codes), codes[0]) == (count, first)


@then(step("đã ghi {count:Whole} xã"))
def communes_written(world: World, count: int) -> None:
    assert (world.answer.status_code, world.body["written"], world.body["communes"]) == (201, True, count)


@then("không ghi gì")
def nothing_written(world: World) -> None:
    assert (world.answer.status_code, world.body["written"]) == (200, False)


@then("kết quả từng hàng là")
def row_results(world: World, datatable: list[list[str]]) -> None:
    found = [
        {
            "hàng": row["source"],
            "kết quả": row["result"],
            "lỗi": ", ".join(finding["code"] for finding in row["findings"]),
        }
        for row in world.body["rows"]
    ]
    assert found == rows(datatable)
    assert all(finding["detail"] and finding["detail_en"] for row in world.body["rows"] for finding in row["findings"])


@then(step('hàng "{place}" nêu "{words}"'))
def row_says(world: World, place: str, words: str) -> None:
    (row,) = [row for row in world.body["rows"] if row["source"] == place]
    assert any(words in finding["detail"] for finding in row["findings"]), row


@then(step('dòng đầu có kết quả "{result}"'))
def first_result(world: World, result: str) -> None:
    assert world.body["rows"][0]["result"] == result


@then(step('xã {commune:Word} được nhắc "{code}"'))
def commune_warned(world: World, commune: str, code: str) -> None:
    assert [warning["code"] for warning in world.body["warnings"]] == [code]
    assert code in [warning["code"] for warning in row_of(world, world.body["year"], commune)["warnings"]]


@then(step("còn {count:Whole} xã nợ trả lời năm {year:Whole}"))
def still_owe(world: World, count: int, year: int) -> None:
    assert len(reviewed(world, year)["owing"]) == count


@then(
    step(
        "nhu cầu năm {year:Whole} của xã {commune:Word} là {amount:Money}, "
        "{workers:Whole} lao động, {jobs:Whole} việc làm"
    )
)
def the_commune_asks(world: World, year: int, commune: str, amount: int, workers: int, jobs: int) -> None:
    row = row_of(world, year, commune)
    assert (row["amount"], row["workers"], row["jobs"]) == (amount, workers, jobs)


@then(step("xã {commune:Word} đã trả lời không có nhu cầu năm {year:Whole}"))
def asks_for_nothing(world: World, commune: str, year: int) -> None:
    row = row_of(world, year, commune)
    assert (row["answered"], row["amount"], row["jobs"]) == (True, 0, 0)


@then(step('xã {commune:Word} có {count:Whole} bản trả lời năm {year:Whole}, của "{first}" rồi của "{second}"'))
def versions_stand(world: World, commune: str, count: int, year: int, first: str, second: str) -> None:
    found = made(world.service.get("planner", f"/demands/{year}/{commune}/versions"))["versions"]
    assert [version["actor"] for version in found] == [first, second]
    assert (len(found), found[-1]["version"]) == (count, count)


@then(step("tổng nhu cầu rà soát năm {year:Whole} là {total:Money}"))
def review_total(world: World, year: int, total: int) -> None:
    found = reviewed(world, year)
    assert found["total"]["amount"] == total == sum(row["amount"] for row in found["rows"])


@then(step('số năm trước của xã {commune:Word} khi rà soát năm {year:Whole} để trống vì "{reason}"'))
def last_year_is_blank(world: World, commune: str, year: int, reason: str) -> None:
    row = row_of(world, year, commune)
    assert (row["last_year"], row["last_year_reason"]["code"]) == (None, reason)
    assert row["last_year_reason"]["detail"]


@then(step("số năm trước của xã {commune:Word} khi rà soát năm {year:Whole} là {amount:Money}"))
def last_year_is(world: World, commune: str, year: int, amount: int) -> None:
    row = row_of(world, year, commune)
    assert (row["last_year"]["amount"], row["last_year_reason"]) == (amount, None)


@then(step('số liệu "{name}" năm {year:Whole} của xã {commune:Word} là {value:Whole}'))
def the_figure_is(world: World, name: str, year: int, commune: str, value: int) -> None:
    items = made(world.service.get("auditor", "/figures", name=name, year=year))["items"]
    assert {item["commune"]: item["amount"] for item in items}[commune] == value


@then(step("kết quả việc làm từ {since:Day} đến {through:Day} là {jobs:Whole}, còn thiếu {missing:Whole} xã"))
def job_results(world: World, since: date, through: date, jobs: int, missing: int) -> None:
    window = {"since": since.isoformat(), "through": through.isoformat()}
    found = made(world.service.get("auditor", "/job-reports", **window))
    assert (found["total"]["jobs"], len(found["missing"]), found["uncovered"]) == (jobs, missing, [])


@when(step("{who:Who} xem danh mục nhóm đối tượng"))
def see_groups(world: World, who: str) -> None:
    world.get(who, "/planning-groups")


@then(step('danh mục có nhóm "{first}" của "{of_first}" và nhóm "{second}" của "{of_second}"'))
def groups_stand(world: World, first: str, of_first: str, second: str, of_second: str) -> None:
    kinds = {group["code"]: group["kind"] for group in world.body["items"]}
    assert (kinds[first], kinds[second], kinds["all"]) == (of_first, of_second, "generic")


@then("mọi nhóm đều có tên và nguồn")
def groups_are_cited(world: World) -> None:
    assert all(group["title_vi"] and group["title_en"] and group["cites"] for group in world.body["items"])


@when(step("{who:Who} báo xã {commune:Word} không có nhu cầu năm {year:Whole} vào hôm sau"))
def tell_nothing_the_day_after(world: World, who: str, commune: str, year: int) -> None:
    reviewed(world, year)
    world.service.clock.advance(days=1)
    tell_nothing(world, who, commune, year)


@then(step("tổng nhu cầu rà soát năm {year:Whole} như đã biết hôm trước là {total:Money}"))
def review_total_before(world: World, year: int, total: int) -> None:
    moment = world.service.clock.now - timedelta(hours=20)
    found = made(world.service.get("planner", "/demand-review", year=year, known_at=moment.isoformat()))
    assert found["total"]["amount"] == total


@when(step('{who:Who} gửi tệp "{media_type}" làm nhu cầu năm {year:Whole}'))
def send_something(world: World, who: str, media_type: str, year: int) -> None:
    upload(world, who, "/demand-uploads", b"a,b", media_type, year=year)


@then(step("bị từ chối với mã {status:Whole}"))
def is_refused_with(world: World, status: int) -> None:
    assert world.answer.status_code == status
    assert world.refusal["detail"]
