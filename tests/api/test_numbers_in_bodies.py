"""No number in any body that the API takes breaks anything: out of its bounds it is refused by name, within them it is
booked or refused by a rule. Bodies are made from the description of the API, so that a new route is tried by itself."""

import copy
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from loans.domain.columns import AMOUNT_MAX
from tests.api.openapi import served
from tests.api.service import Service, made
from tests.api.story import (
    COMMUNE,
    MILLION,
    a_borrower,
    a_funded_source,
    a_loan,
    a_point,
    a_source,
    an_application,
    an_approved_application,
    contract_body,
    draft_body,
    group_body,
    number,
)

pytestmark = pytest.mark.long
BEYOND = (AMOUNT_MAX + 1, 10**18, 2**63, 10**30, -(AMOUNT_MAX + 1))
WORDS = {
    "commune": COMMUNE,
    "on": "2026-03-06",
    "filed_on": "2026-03-06",
    "measure": "lending",
    "programme": "job_creation",
    "organisation": "12",
    "spec": {"weights": {"demand": "1"}},
}
WHO = ("officer", "approver", "planner", "planner2", "finance", "commune", "admin")

Schema = dict[str, Any]
Place = tuple[str | int, ...]


class Bodies:
    """Bodies of the described operations, with numbers of things that are there."""

    def __init__(self, service: Service) -> None:
        self.description = served()
        source_id = a_funded_source(service)
        point_id = a_point(service)
        approved = an_approved_application(service, source_id)
        signed = made(service.send("officer", "/loans", contract_body(approved, point_id)))
        round_id = made(service.send("planner", "/rounds", draft_body(a_source(service), {COMMUNE: MILLION})))["id"]
        demand: dict[str, Any] = {"commune": COMMUNE, "beneficiaries": "all", "purpose": "create"}
        demand |= {"workers": 1, "jobs": 1, "amount": MILLION}
        made(service.send("planner", "/demands", {"year": 2026, "lines": [demand]}))
        trial = {"year": 2026, "source_id": source_id, "pool": MILLION, "spec": WORDS["spec"]}
        scenario = service.send("planner", "/scenarios", {"name": "Giả định", **trial})
        self.ids: defaultdict[str, Any] = defaultdict(lambda: 1)
        self.ids |= {
            "source_id": source_id,
            "point_id": point_id,
            "borrower_id": a_borrower(service),
            "group_id": made(service.send("officer", "/groups", group_body(point_id)))["id"],
            "application_id": an_application(service, source_id),
            "loan_id": a_loan(service),
            "round_id": round_id,
            "scenario_id": made(scenario)["id"],
            "load_id": made(service.send("approver", "/loads", {"day": "2026-02-28"}))["id"],
        }
        self.signed = signed["id"]

    def operations(self) -> Iterator[tuple[str, str, Schema]]:
        """(address, method, schema of the body) of every write that takes whole numbers."""
        for address, item in self.description["paths"].items():
            for method in item.keys() & {"post", "put"}:
                content = item[method].get("requestBody", {}).get("content", {})
                if "application/json" in content:
                    yield address, method, content["application/json"]["schema"]

    def held(self, schema: Schema) -> Schema:
        """The schema behind a reference."""
        while "$ref" in schema:
            schema = self.description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def body(self, schema: Schema, name: str = "") -> Any:
        """The least that a schema takes, every field given."""
        schema = self.held(schema)
        if name in WORDS:
            return copy.deepcopy(WORDS[name])
        kind = kinds_of(schema)[0]
        if kind == "object":
            given = {each: self.body(part, each) for each, part in schema.get("properties", {}).items()}
            given.update((COMMUNE, self.body(part)) for part in more_of(schema))
            return given
        if kind == "array":
            return [self.body(schema["items"], name.removesuffix("s"))]
        if kind == "integer":
            return self.ids.get(name, max(schema.get("minimum", 1), 1))
        return True if kind == "boolean" else self.text(schema, name)

    def text(self, schema: Schema, name: str) -> str:
        """A word, a day, a code or a text that the schema takes."""
        if "enum" in schema:
            return str(next(each for each in schema["enum"] if each))
        if schema.get("format") == "date":
            return "2026-03-06"
        if "no" in name.split("_"):
            return number(16)
        return COMMUNE if "pattern" in schema else "Giả định"

    def numbers(self, schema: Schema, place: Place = ()) -> Iterator[tuple[Place, int, int]]:
        """Every whole number of a body: its place, its least, its most."""
        schema = self.held(schema)
        if "integer" in kinds_of(schema):
            yield place, schema["minimum"], schema["maximum"]
        for each, part in schema.get("properties", {}).items():
            yield from self.numbers(part, (*place, each))
        if isinstance(schema.get("items"), dict):
            yield from self.numbers(schema["items"], (*place, 0))
        for part in more_of(schema):
            yield from self.numbers(part, (*place, COMMUNE))


def kinds_of(schema: Schema) -> list[str]:
    """The types of a schema, null left out."""
    kinds = schema.get("type", "object")
    return [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind != "null"]


def more_of(schema: Schema) -> list[Schema]:
    """What stands under keys that the schema does not name; none, or one."""
    more = schema.get("additionalProperties")
    return [more] if isinstance(more, dict) and more else []


def with_number(body: Any, place: Place, value: int) -> Any:
    """The body with another number at a place."""
    changed = copy.deepcopy(body)
    at = changed
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = value
    return changed


def sent(service: Service, who: str, path: str, method: str, body: Any) -> TestResponse:
    """A write that rests on the state just read."""
    resource = path.rsplit("/", 1)[0] if path.count("/") > 2 else path
    etag = service.get(who, resource).headers.get("ETag", '"1"')
    return service.send(who, path, body, etag=etag, method=method.upper())


def test_no_number_in_a_body_breaks_anything(service: Service) -> None:
    bodies = Bodies(service)
    tried, booked, broken = 0, 0, []
    for address, method, schema in bodies.operations():
        path, body = address.removeprefix("/api/v1").format_map(bodies.ids), bodies.body(schema)
        numbers = list(bodies.numbers(schema))
        if not numbers:
            continue
        who = next(each for each in WHO if sent(service, each, path, method, {}).status_code != 403)
        for place, least, most in numbers:
            for value in (least, most, *BEYOND):
                answer = sent(service, who, path, method, with_number(body, place, value))
                tried, taken = tried + 1, answer.status_code in (200, 201)
                booked += taken
                if answer.status_code >= 500 or (taken and not least <= value <= most):
                    broken.append((path, place, value, answer.status_code, answer.text))
    assert broken == []
    assert (tried > 500, booked > 20) == (True, True)
