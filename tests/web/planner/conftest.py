"""The planner's pages over a funded source and the demand of three communes."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.fixtures import clock, furnished_postgresql, furnished_sqlite, kind, service
from tests.api.service import Service, made
from tests.api.story import MILLION, a_source
from tests.web.conftest import visit

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "kind", "service", "visit"]

YEAR = 2027
DEMAND = {"00004": 900 * MILLION, "00008": 600 * MILLION, "00070": 300 * MILLION}


def text(answer: TestResponse) -> str:
    """The page of an answer, packed or not."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.data) if packed else answer.data).decode()


def line(commune: str, amount: int) -> dict[str, Any]:
    return {
        "commune": commune,
        "beneficiaries": "all",
        "purpose": "create",
        "workers": 10,
        "amount": amount,
        "jobs": 10,
    }


@pytest.fixture
def source_id(service: Service) -> int:
    """A source of capital, and the demand of 2027."""
    lines = [line(commune, amount) for commune, amount in DEMAND.items()]
    made(service.send("planner", "/demands", {"year": YEAR, "lines": lines}))
    return a_source(service)


@pytest.fixture
def build(source_id: int) -> Callable[..., dict[str, str]]:
    """The builder's fields as a browser sends them."""

    def fields(**more: str) -> dict[str, str]:
        return {
            "year": str(YEAR),
            "source_id": str(source_id),
            "pool": "900.000.000",
            "grain": "1",
            "method": "proportional",
            "cap_at_demand": "1",
            "w_demand": "100",
            "w_jobs": "0",
            **more,
        }

    return fields
