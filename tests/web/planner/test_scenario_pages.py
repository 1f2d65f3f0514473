"""The builder answers what would come out, saves what it showed, and says which field is wrong."""

import re
from collections.abc import Callable

import pytest

from loans.web.map import Bubble, drawn
from loans.web.planner.spec import criteria_typed, form_of, spec_of, with_what_is_not_shown
from tests.api.service import Service
from tests.web.conftest import Visit
from tests.web.planner.conftest import DEMAND, YEAR, text

Build = Callable[..., dict[str, str]]
NEW = f"/plan/scenarios/new?year={YEAR}"


def test_a_trial_shares_the_whole_pool_and_saves_nothing(service: Service, visit: Visit, build: Build) -> None:
    browser = visit("planner")
    sent = browser.hidden(NEW) | build()
    answer = browser.send("/plan/scenarios/trial", sent)
    amounts = [
        int(each) for each in re.findall(r'<tr id="c[0-9]{5}">.*?<data class="money" value="(\d+)"', text(answer))
    ]
    assert answer.status_code == 200
    assert sum(amounts) == 900_000_000
    assert sorted(filter(None, amounts)) == [150_000_000, 300_000_000, 450_000_000]  # as 900 : 600 : 300
    with service.store.reading() as uow:
        assert uow.scenarios.all(YEAR) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("pool", "chín trăm", "f-pool"),
        ("w_demand", "101", "f-w_demand"),
        ("pool", "9.000.000.000", "hoặc chọn «Cho phép còn lại phần chưa chia»"),
    ],
)
def test_what_cannot_be_shared_says_what_to_change(
    visit: Visit, build: Build, field: str, value: str, words: str
) -> None:
    browser = visit("planner")
    answer = browser.send("/plan/scenarios/trial", browser.hidden(NEW) | build(**{field: value}))
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert words in text(answer)


def test_a_scenario_is_saved_once_however_often_it_is_sent_and_then_saved_again(
    service: Service, visit: Visit, build: Build
) -> None:
    browser = visit("planner")
    sent = browser.hidden(NEW) | build(name="Phương án một", cap_00004="100.000.000", leave_rest="1")
    answers = [browser.send("/plan/scenarios/new", sent) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    with service.store.reading() as uow:
        (kept,) = uow.scenarios.all(YEAR)
    assert {row["code"]: row["allocated"] for row in kept.made["rows"]}["00004"] == 100_000_000
    address = f"/plan/scenarios/{kept.id}"
    assert "Phương án một" in browser.get(address).text
    again = browser.send(address, browser.hidden(address) | build(note="bỏ trần"))
    assert again.status_code == 303
    assert "Bản 2 của 2" in browser.get(address).text
    assert "Bản 1 của 2" in browser.get(f"{address}?version=1").text
    stale = browser.send(address, {**browser.hidden(address), "sequence": "1"} | build())
    assert stale.status_code == 409


def test_a_saved_scenario_fills_the_builder_with_what_it_was_made_of() -> None:
    spec = {
        "method": "change",
        "grain": 1_000_000,
        "cap_at_demand": False,
        "leave_rest": True,
        "weights": {"demand": "0.7", "-overdue": "0.3"},
        "down_permille": 100,
        "up_permille": None,
        "overdue_permille_max": 20,
        "communes": {"00004": {"floor": 5_000_000}, "00008": {"excluded": True}},
    }
    form = form_of(10**11, spec)
    pool, read = spec_of(form, criteria_typed(form), ["00004", "00008"])
    assert (pool, read) == (10**11, spec)


def test_what_the_builder_does_not_show_is_not_lost_when_a_scenario_is_saved_again() -> None:
    kept = {
        "method": "tiers",
        "tiers": [{"name": "A", "amount": 5, "codes": ["00004"], "at_least": None}],
        "tiers_by": "workers",
        "steps": {},
    }
    form = form_of(10, kept)
    _, read = spec_of(form, criteria_typed(form), [])
    again = with_what_is_not_shown(read, kept)
    assert (again["tiers"], again["tiers_by"]) == (kept["tiers"], "workers")
    assert with_what_is_not_shown({**read, "method": "change"}, kept).get("tiers_by") is None


def test_a_refused_builder_keeps_its_year_and_what_was_typed(visit: Visit, build: Build) -> None:
    browser = visit("planner")
    answer = browser.send("/plan/scenarios/new", browser.hidden(NEW) | build(year="2028", name=""))
    assert answer.status_code == 422
    assert 'name="year" value="2028"' in text(answer)
    assert 'value="900.000.000"' in text(answer)


def test_who_may_only_read_sees_the_result_and_no_builder(visit: Visit, build: Build) -> None:
    browser = visit("planner")
    browser.send("/plan/scenarios/new", browser.hidden(NEW) | build(name="Để xem"))
    page = visit("finance").get(f"/plan/scenarios?year={YEAR}").text
    (address,) = set(re.findall(r'href="(/plan/scenarios/\d+)"', page))
    seen = visit("finance").get(address).text
    assert 'id="builder"' not in seen
    assert seen.count('<tr id="c') >= len(DEMAND)
    assert visit("commune").get(address).status_code == 403


def test_a_larger_sum_is_a_larger_bubble_by_area() -> None:
    found = drawn([Bubble("00004", 400, 0, "a"), Bubble("00008", 100, None, "b"), Bubble("99999", 1, 0, "c")], ["x"])
    large, small = found.circles
    assert (large.bubble.code, small.bubble.code) == ("00004", "00008")
    assert large.radius == 2 * small.radius
    assert found.borders == ()


def test_borders_are_drawn_where_the_operator_gives_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("borders") / "ranh-gioi.geojson"
    ring = "[[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.0]]"
    file.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        '"geometry": {"type": "MultiPolygon", "coordinates": [[' + ring + "]]}}]}",
        "utf-8",
    )
    monkeypatch.setenv("LOANS_BOUNDARIES", str(file))
    (path,) = drawn([], []).borders
    assert path.startswith("M")
    assert path.endswith("Z")
    assert path.count("L") == 3
    file.write_text("hỏng", "utf-8")
    assert drawn([], []).borders == ()
