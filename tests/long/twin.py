"""A twin history: the same calls without one entry. Once that entry is reversed, both books must say the same.

Where a later decision was drawn up from the entry (a recall of what was left, say), its facts differ and nothing is
compared: such pairs are counted apart. Both stand on SQLite, where a database is copied in a moment.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from loans.domain.reconcile import NOTHING, Held
from loans.domain.refusal import Refusal
from loans.service import debt
from loans.service.actor import Actor
from loans.service.plan import uses
from loans.service.reconcile.instalments import dues_on
from loans.service.reports.book import loan_book, turnover_book
from loans.service.unit_of_work import Known
from loans.store.tables import entry
from loans.store.unit_of_work import Store
from tests.long import life_debt as steps
from tests.long import life_office as office
from tests.long.history import Step
from tests.long.life import LIFE, WHY, Life, perform
from tests.programme import CHIEF, Clock, Programme

DEEDS: tuple[Callable[[Life], object], ...] = (
    steps.pay_out,
    steps.pay_parts,
    steps.pay_parts,
    steps.pay_sum,
    steps.reschedule,
    steps.extend,
    steps.recall,
    steps.freeze,
    steps.freeze,
    steps.write_off,
    steps.recover,
    steps.refund,
    steps.check_use,
    office.release,
)
"""What is done and then taken back."""

BETWEEN: dict[Step, int] = {
    each: LIFE[each]  # type: ignore[index, misc]
    for each in {*DEEDS, steps.reverse} - {steps.recover, steps.pay_sum}
}
"""What may happen in between: each of these is asked again of the twin."""

ALL = Actor("kiem-toan-gia-dinh", "auditor")
SHIFTED = ("split", "reversed", "sequence", "rebooks")
"""What an entry says of numbers and of how it was entered, which the missing entry shifts."""


def said(programme: Programme, day: date, known: Known | None = None) -> Mapping[str, str]:
    """What every report says of a day, as text."""
    with programme.store.reading(known) as uow:
        book = loan_book(uow, as_of=day)
        own = zip(book["contract_no"], book["commune"], book["loan_id"].tolist(), strict=True)
        held = [Held(contract, commune, NOTHING, loan_id=loan_id) for contract, commune, loan_id in own]
        moved = turnover_book(uow, since=day - timedelta(days=60), until=day)
        sources = sorted(source.id for source in uow.funds.all())
        return {
            "book": book.to_csv(),
            "turnover": moved.to_csv(),
            "dues": str(
                sorted((contract, sorted(days.items())) for contract, days in dues_on(uow, ALL, held, day).items())
            ),
            "sources": str([programme.statement(each, as_of=day, known=known) for each in sources]),
            "plans": str([uses(uow, source_id=each, year=year) for each in sources for year in (2026, 2027)]),
            "owed": str({each: uow.plans.owed(each, as_of=day) for each in sources}),
            "checks": str([{**each, "entry_id": 0} for each in uow.debts.checks() if each["effective_on"] <= day]),
        }


@dataclass(frozen=True)
class Booked:
    """An entry as it is compared."""

    id: int
    stream_id: int
    kind: str
    effective_on: date
    body: Mapping[str, Any]

    @property
    def facts(self) -> tuple[Any, ...]:
        """What it says, without numbers that shift."""
        body = {name: value for name, value in self.body.items() if name not in SHIFTED}
        return self.stream_id, self.kind, self.effective_on, body


def booked_after(programme: Programme, last: int) -> list[Booked]:
    """The entries booked after one, in their order."""
    columns = (entry.c.id, entry.c.stream_id, entry.c.kind, entry.c.effective_on, entry.c.body)
    with programme.store.engine.connect() as connection:
        found = connection.execute(select(*columns).where(entry.c.id > last).order_by(entry.c.id))
        return [Booked(*row) for row in found]


def tell(life: Life, path: Path, twin_path: Path, between: int) -> str:
    """Do something, let other things happen, take it back, and tell the twin; what came of it, in a word."""
    before = max(each.id for each in booked_after(life.programme, 0))
    _copy(path, twin_path)
    deed = _done(life, before)
    if deed is None:
        return "nothing done"
    main, kinds, life.kinds, life.window, life.focus = life.programme, life.kinds, BETWEEN, [], deed.stream_id
    try:
        life.go(between)
        if not _taken_back(life, deed):
            return f"{deed.kind} is rested on"
        calls = list(life.window)
    finally:
        life.kinds, life.window, life.focus = kinds, None, 0
    clock = Clock(life.clock.now)
    twin = Programme(Store.at(f"sqlite:///{twin_path}", clock), clock)
    others = [each for each in booked_after(main, before) if deed.id not in (each.id, each.body.get("reversed"))]
    for call in calls:
        clock.now = call.now
        given = call.given
        if given.get("entry_id") == deed.id:
            continue
        if given.get("entry_id", 0) > before:
            place = [each.id for each in others].index(given["entry_id"])
            given = given | {"entry_id": booked_after(twin, before)[place].id}
        try:
            perform(twin, replace(call, given=given))
        except (Refusal, IndexError):
            return f"{deed.kind} allowed what followed"
    if [each.facts for each in booked_after(twin, before)] != [each.facts for each in others]:
        return f"{deed.kind} shaped what followed"
    clock.now = life.clock.now
    for day in sorted({deed.effective_on, life.day(date(2026, 3, 1), late=0.6)}):
        mine, its = said(main, day), said(twin, day)
        assert {name for name in mine if mine[name] != its[name]} == set(), (deed, day, twin_path)
    twin.store.engine.dispose()
    return f"{deed.kind} as if never"


def _done(life: Life, before: int) -> Booked | None:
    """Something that was accepted and booked one entry of a loan."""
    for _ in range(12):
        try:
            life.draw.choice(DEEDS)(life)
        except (Refusal, IndexError):
            continue
        life.after_step()
        made = booked_after(life.programme, before)
        if len(made) == 1 and made[0].stream_id in life.loans:
            return made[0]
        return None
    return None


def _taken_back(life: Life, deed: Booked) -> bool:
    with life.programme.store.reading() as uow:
        if uow.debts.is_reversed(deed.id):
            return True
    try:
        life.ask(debt.reverse, deed.stream_id, by=CHIEF, entry_id=deed.id, reason=WHY, approver=True)
    except Refusal:
        return False
    life.after_step()
    return True


def _copy(path: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
