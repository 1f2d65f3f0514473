"""Random lives of loans: out of kept ledgers every report, list and form says what the database says, byte for byte.

At every moment, and at earlier ones again: what is known now, what was known then; in small bases that are written
anew often, and in one that is brought forward through the whole life.
"""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from loans.service.books import ledgers as keeping
from loans.service.books.changed import BEARS, touched_loans
from loans.service.books.ledgers import Ledgers
from loans.service.reports.book import loan_book, turnover_book
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, Asked, as_json, form_table
from loans.service.reports.lists import LISTS, desk_of, rows_of
from loans.service.unit_of_work import Known, Sealed, UnitOfWork
from loans.store.books.generations import Generations
from loans.store.unit_of_work import Store
from tests.long.conftest import Tell
from tests.long.history import BEGIN
from tests.long.life import LAST_DAY, Life
from tests.programme import COMMUNES, Clock, Programme

pytestmark = pytest.mark.long

STEPS, MOMENTS = {"sqlite": 400, "postgresql": 150}, 8
FIRST, LAST = date(2026, 1, 31), date(2029, 12, 31)


def said(uow: UnitOfWork, known: Known, days: tuple[date, ...], communes: tuple[str, ...] | None) -> dict[str, str]:
    """The two books of some days, and every list and form of the last one, as text."""
    at: dict[str, Any] = {"communes": communes}
    found = {f"book {day}": loan_book(uow, as_of=day, **at).to_json(orient="table") for day in days}
    for day in days:
        moved = turnover_book(uow, since=day - timedelta(days=200), until=day, **at)
        found[f"turnover {day}"] = moved.to_json(orient="table")
    for code in (*REPORTS, *FIELD_PAPERS):
        if code != "THU-NO":  # it asks for a point
            found[code] = as_json(form_table(uow, known, code, Asked(as_of=days[-1], **at)))
    desk = desk_of(uow, known, as_of=days[-1], **at)
    return found | {each.code: rows_of(desk, each.code).to_json(orient="table") for each in LISTS}


@pytest.mark.parametrize("few", [2, 10_000], ids=["written anew often", "brought forward"])
@pytest.mark.parametrize("kind", list(STEPS))
def test_kept_ledgers_say_what_the_database_says(
    kind: str,
    few: int,
    open_store: Callable[[str], Store],
    clock: Clock,
    draw: Random,
    tell: Tell,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    if kind == "postgresql":
        url = str(request.getfixturevalue("copied_postgres_url"))
    else:
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path / 'loans.db')}"
    monkeypatch.setattr(keeping, "FEW", few)
    clock.now = BEGIN
    store, second = open_store(url), open_store(url)
    second.ledgers = Ledgers(Generations(tmp_path / "snapshot"), {"database": kind})
    life = Life(Programme(store, clock), draw, pace=(LAST_DAY - BEGIN.date()) / STEPS[kind])
    moments: list[tuple[Known, dict[str, str]]] = []
    for _ in range(MOMENTS):
        life.go(STEPS[kind] // MOMENTS)
        known = store.known_at(None)
        days = (FIRST, LAST, life.today) if draw.random() < 0.7 else (life.day(FIRST),)
        communes = None if draw.random() < 0.6 else COMMUNES[:2]
        with store.reading(known) as uow:
            anew = said(uow, known, days, communes)
        with second.reading(known) as uow:
            assert said(uow, known, days, communes) == anew, known
        with store.reading(known) as uow:
            moments.append(
                (known, {"book": loan_book(uow, as_of=life.today).to_json(orient="table")} | {"day": str(life.today)})
            )
        then, held = draw.choice(moments)
        with second.reading(then) as uow:
            assert loan_book(uow, as_of=date.fromisoformat(held["day"])).to_json(orient="table") == held["book"], then
    every(store, tell, life)


def every(store: Store, tell: Tell, life: Life) -> None:
    """Every kind of entry of the life has its place; a life in which nothing happened shows nothing."""
    with store.reading(store.known_at(None)) as uow:
        last = uow.changes.last()
        written: set[Sealed] = set(uow.changes.sealed(0, last))
        assert [each for each in written if each.kind not in BEARS.get(each.noun, {})] == []
        loans = touched_loans(uow, 0, last) or frozenset()
        kinds = {(each.noun, each.kind) for each in written}
    assert {each for each in kinds if each[0] == "loan"}
    tell(f"{last} entries of {len(kinds)} kinds on {len(loans)} loans; {sum(life.counted.values())} steps")
