"""A small programme for the forms, with every figure worked out by hand; all of it is invented.

as_of 20/11/2026 (đồng; M = million). Point of 00004 meets on day 07, that of 00008 on day 15.

====  ========  =====  ==========  ===============================================  ==================
loan  commune   who    paid out    what happened                                    owed on 20/11
====  ========  =====  ==========  ===============================================  ==================
A     00004     X      06/02/2026  24 months, 4 × 10M; 5M paid on 10/11             35M, 5M overdue
B     00004     X      10/11/2026  24 months, by the group                          20M
C     00008     Y      06/02/2026  24 months, 4 × 15M; 30M frozen from 01/07        60M, 30M frozen
D     00008     Z      03/03/2026  12M, all paid back on 01/10                      0
====  ========  =====  ==========  ===============================================  ==================

A: 10M due on 06/08 moved at the session of 07/08, 5M of it was paid: overdue 5M since 07/08, in-term 30M.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from loans.domain.loan import InstalmentRule
from loans.domain.network import Group, Point
from loans.service import debt
from loans.service.reports.forms import Asked, FormTable, form_table
from loans.store.unit_of_work import Store
from tests.programme import COMMUNES, DAYS, MILLION, Clock, Programme
from tests.store.conftest import migrate

AS_OF = date(2026, 11, 20)
FIRST, SECOND = COMMUNES[:2]


@dataclass(frozen=True)
class Story:
    """The programme and its loans by letter."""

    programme: Programme
    source: int
    loans: dict[str, int]
    points: tuple[str, str]

    def form(self, code: str, *, communes: Sequence[str] | None = None, **asked: Any) -> FormTable:
        """A form of the day, as known now."""
        known = self.programme.store.known_at(None)
        given = Asked(**{"as_of": AS_OF, "communes": communes, **asked})
        with self.programme.store.reading(known) as uow:
            return form_table(uow, known, code, given)


def told(programme: Programme) -> Story:
    """The story above, through the use cases alone."""
    source = programme.funded(1_000 * MILLION, {FIRST: 500 * MILLION, SECOND: 500 * MILLION})
    first, second = programme.point(FIRST), programme.point(SECOND, monthly_day=15)
    group = programme.group(first)
    x, y, z = programme.worker(FIRST), programme.worker(SECOND), programme.worker(SECOND)

    def lent(who: int, amount: int, on: date, point: Point | None, group: Group | None = None) -> int:
        filing = programme.filing(who, source, amount, group=group)
        application = programme.appraised(filing, days=dict.fromkeys(DAYS, on))
        programme.approve(application, on=on)
        signed = programme.sign(application, point=point, on=on, rule=InstalmentRule.MOVES)
        return programme.disburse(signed.id, amount, on=on).id

    a = lent(x, 40 * MILLION, date(2026, 2, 6), first)
    c = lent(y, 60 * MILLION, date(2026, 2, 6), second)
    d = lent(z, 12 * MILLION, date(2026, 3, 3), second)
    programme.debt(
        debt.freeze,
        c,
        on=date(2026, 7, 1),
        last_on=date(2027, 6, 30),
        in_term=30 * MILLION,
        overdue=0,
        cause="damage",
        damage_percent="50",
        decision="QĐ-GIẢ/2026",
    )
    programme.repay(d, on=date(2026, 10, 1), principal=12 * MILLION, interest=0)
    programme.repay(a, on=date(2026, 11, 10), principal=5 * MILLION, interest=100_000)
    b = lent(x, 20 * MILLION, date(2026, 11, 10), None, group)
    return Story(programme, source, {"A": a, "B": b, "C": c, "D": d}, (first.code, second.code))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The story once for all tests of a file that only read it."""
    store = Store.at(migrate(f"sqlite:///{tmp_path_factory.mktemp('forms') / 'loans.db'}"), Clock())
    yield told(Programme(store, store.clock))  # type: ignore[arg-type]
    store.engine.dispose()


def row(table: FormTable, code: str) -> dict[str, Any]:
    """The row of a commune."""
    return next(dict(each) for each in table.rows if each.get("commune") == code)
