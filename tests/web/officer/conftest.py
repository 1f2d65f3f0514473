"""A small programme of the service's own store: a point, a group, borrowers, and loans at every step."""

from dataclasses import dataclass
from datetime import date

import pytest

from loans.domain.network import Group, Point
from tests.api.service import Service
from tests.programme import COMMUNES, MILLION, Programme
from tests.web.conftest import clock, furnished_postgresql, furnished_sqlite, kind, service, visit

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "kind", "service", "visit"]

HERE, THERE = COMMUNES[0], COMMUNES[3]
"""A commune of the officer, and one of another officer."""

_SIGNED = date(2026, 3, 6)
"""From this month on an instalment of an entrusted loan moves by itself: every six months, the first on 06/09/2026."""
_MARCH = {name: date(2026, 3, 2) for name in ("filed", "complete", "appraised")}


@dataclass(frozen=True)
class Branch:
    """What stands in the books when a test begins."""

    programme: Programme
    source_id: int
    point: Point
    group: Group

    def lent(self, amount: int = 60 * MILLION) -> int:
        """A loan through the group, paid out; its number."""
        programme = self.programme
        filing = programme.filing(programme.worker(HERE), self.source_id, amount, group=self.group)
        asked = programme.appraised(filing, days=_MARCH)
        programme.approve(asked, on=_SIGNED)
        signed = programme.sign(asked, on=_SIGNED)
        programme.disburse(signed.id, amount, on=_SIGNED)
        return signed.id


@pytest.fixture
def branch(service: Service) -> Branch:
    programme = Programme(service.store, service.clock)
    source_id = programme.source(2_000 * MILLION)
    programme.plan(source_id, {HERE: 900 * MILLION, THERE: 300 * MILLION})
    point = programme.point(HERE)
    return Branch(programme, source_id, point, programme.group(point))
