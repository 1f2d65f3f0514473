"""The description of the API: committed as served, and whole."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from loans.domain.columns import AMOUNT_MAX
from tests.api.openapi import FILE, as_file
from tests.api.service import V1, Service, made


@pytest.fixture
def described(service: Service) -> dict[str, Any]:
    """As anybody is served it, without signing in."""
    found: dict[str, Any] = made(service.client().get(f"{V1}/openapi.json"))
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], list[dict[str, Any]]]]:
    """(address, method, operation, its parameters with those of its address)."""
    for address, item in described["paths"].items():
        for method in item.keys() & {"get", "post", "put", "delete"}:
            yield address, method, item[method], [*item.get("parameters", []), *item[method].get("parameters", [])]


def test_the_committed_description_is_the_one_served(described: dict[str, Any]) -> None:
    assert FILE.read_text("utf-8") == as_file(described), "run: python -m tests.api.openapi"


def test_every_route_is_described(service: Service, described: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in service.app.url_map.iter_rules()
        if rule.rule.startswith(V1) and rule.endpoint != "api-docs.openapi_json"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(address, method) for address, method, _, _ in operations(described)} == routes


def test_every_operation_says_what_it_does(described: dict[str, Any]) -> None:
    for address, method, operation, _ in operations(described):
        assert operation.get("summary") or operation.get("description"), (address, method)
        assert operation["responses"], (address, method)


def test_every_part_of_an_address_is_described(described: dict[str, Any]) -> None:
    for address, method, _, parameters in operations(described):
        named = {parameter["name"] for parameter in parameters if parameter.get("in") == "path"}
        assert named == set(re.findall(r"{(\w+)}", address)), (address, method)


def test_safe_writes_document_their_headers(described: dict[str, Any]) -> None:
    tagged = 0
    for address, method, operation, parameters in operations(described):
        headers = {parameter["name"]: parameter for parameter in parameters if parameter.get("in") == "header"}
        writes = method in ("post", "put") and not address.endswith("/sign-in") and not operation.get("x-reads-only")
        assert ("Idempotency-Key" in headers) == writes, (address, method)
        assert all(header["required"] and header["description"] for header in headers.values())
        tagged += "If-Match" in headers
    assert tagged >= 10


def test_every_whole_number_of_a_body_has_its_bounds_and_they_fit_the_books(described: dict[str, Any]) -> None:
    """What is out of bounds is refused by its schema with the field named: it reaches neither rules nor database."""
    schemas = described["components"]["schemas"]
    asked = [
        content["schema"]
        for _, _, operation, _ in operations(described)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    ]
    seen: set[str] = set()
    numbers = 0
    while asked:
        schema = asked.pop()
        if (name := schema.get("$ref", "").rsplit("/", 1)[-1]) and name not in seen:
            seen.add(name)
            asked.append(schemas[name])
        if "integer" in schema.get("type", ()):
            numbers += 1
            assert -AMOUNT_MAX <= schema["minimum"] <= schema["maximum"] <= AMOUNT_MAX, schema
        asked += [*schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("anyOf", ())]
        asked += [schema[inner] for inner in ("items", "additionalProperties") if isinstance(schema.get(inner), dict)]
    assert numbers > 60


def test_every_reference_is_held(described: dict[str, Any]) -> None:
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(described)))
    assert references
    for reference in references:
        found: Any = described
        for part in reference.split("/"):
            found = found[part]


def test_the_description_names_its_version(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"]["version"] == "v1"
