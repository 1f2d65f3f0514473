"""Features run on both databases; here stand the steps that several of them take."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, then, when

from tests.api.fixtures import clock, furnished_postgresql, furnished_sqlite, service
from tests.api.service import DATABASES, PASSWORD, V1, Service, codes
from tests.features.world import World, money, rows, step

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "service"]


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    """Every scenario holds on each kind of database."""
    return str(request.param)


@pytest.fixture(autouse=True)
def on_each_database(kind: str) -> None:
    """Scenarios ask for fixtures by their steps alone: this one makes them run once per kind."""


@pytest.fixture
def world(service: Service) -> World:
    return World(service)


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool:
    """A tag names an article, which is no marker of pytest."""
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL an outline runs its first example alone: the other figures are the affair of the rules."""
    seen: set[tuple[Path, str]] = set()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        name = (item.path, getattr(item, "originalname", item.name))
        again = params.get("kind") == "postgresql" and "_pytest_bdd_example" in params and name in seen
        (left if again and item.path.parent == Path(__file__).parent else kept).append(item)
        if params.get("kind") == "postgresql":
            seen.add(name)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)


@given(step("hôm nay là ngày {today:Day}"))
def today_is(world: World, today: Any) -> None:
    world.service.clock.now = datetime.combine(today, time(2), UTC)


@given("mọi người đã đăng nhập lại")
def signed_in_again(world: World) -> None:
    world.service.sign_in_again()


@given(step("nguồn vốn thành phố được ủy thác {amount:Money} ngày {on:Day}"))
def a_source(world: World, amount: int, on: Any) -> None:
    world.open_source()
    world.entrust(amount, on)


@given("chỉ tiêu năm 2026 được giao")
def a_plan(world: World, datatable: list[list[str]]) -> None:
    world.plan({row["xã"]: money(row["chỉ tiêu"]) for row in rows(datatable)})


@given(step('điểm giao dịch "{name}" của xã {commune:Word} họp ngày {monthly_day:Whole} hằng tháng'))
def a_point(world: World, name: str, commune: str, monthly_day: int) -> None:
    world.point(name, commune, monthly_day)


@given(step('tổ "{name}" của xã {commune:Word} giao dịch tại "{point}"'))
def a_group(world: World, name: str, commune: str, point: str) -> None:
    world.group(name, commune, point)


@given(step('{borrower_class:Class} "{name}" ở xã {commune:Word}'))
def a_customer(world: World, borrower_class: str, name: str, commune: str) -> None:
    world.customer(name, borrower_class, commune, by="officer2" if commune == "00070" else "officer")


@when(step("quản trị viên chuyển {who:Who} sang vai trò {role:Word} rồi người đó đăng nhập lại"))
def other_role(world: World, who: str, role: str) -> None:
    path = f"/accounts/{who}"
    etag = world.service.get("admin", path).headers["ETag"]
    body = {"role": role, "communes": []}
    answer = world.service.send("admin", path, body, etag=etag, method="PUT")
    assert answer.status_code == 200, answer.text
    sign_in(world, who)


def sign_in(world: World, who: str) -> None:
    body = {"username": who, "password": PASSWORD, "carry": "bearer"}
    answer = world.service.client().post(f"{V1}/sign-in", json=body)
    world.service.tokens[who] = answer.json["token"]  # type: ignore[index]


@then(step('bị từ chối vì "{code}"'))
def is_refused(world: World, code: str) -> None:
    found = [world.refusal["code"], *codes(world.refusal)]
    assert code in found, world.answer.text


@then(step('lời từ chối nêu "{words}"'))
def the_refusal_says(world: World, words: str) -> None:
    said = [world.refusal["detail"], *(fault["detail"] for fault in world.refusal.get("errors", []))]
    assert any(words in sentence for sentence in said), said


@then(step('lời từ chối viện dẫn "{article}"'))
def the_refusal_cites(world: World, article: str) -> None:
    faults = world.refusal.get("errors", [])
    cited = [*world.refusal.get("cites", []), *(cite for fault in faults for cite in fault["cites"])]
    assert any(article in cite for cite in cited), cited


@then("được ghi nhận")
def is_recorded(world: World) -> None:
    assert world.body


@then(step("chỉ tiêu còn lại của xã {commune:Word} là {amount:Money}"))
def remaining(world: World, commune: str, amount: int) -> None:
    assert world.remaining(commune) == amount


@then(step("vốn khả dụng của nguồn ngày {on:Day} là {amount:Money}"))
def available(world: World, on: Any, amount: int) -> None:
    assert world.statement(on)["available"] == amount
