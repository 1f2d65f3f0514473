"""Random lives of loans, with every kind of entry: after every few steps the books agree, and nothing is half written.

Beside the database, the books are told again from the entries alone (``tests.long.retold``); single entries are taken
back and compared with a twin history that never had them (``tests.long.twin``).
"""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, func, literal, select, union_all

from loans.domain.refusal import Refusal
from loans.service.loan import standing
from loans.service.plan import uses
from loans.service.reports.book import loan_book, turnover_book
from loans.service.unit_of_work import Known
from loans.store.tables import entry, metadata
from loans.store.unit_of_work import Store
from tests.long.conftest import Tell
from tests.long.history import BEGIN
from tests.long.invariants import hold
from tests.long.life import LAST_DAY, LIFE, Life
from tests.long.retold import ACCOUNTS, retold
from tests.long.twin import said
from tests.long.twin import tell as tell_twin
from tests.programme import Clock, Programme

pytestmark = pytest.mark.long

STEPS = {"sqlite": 1_000, "postgresql": 450}
TWINS, BETWEEN = 20, 7
FIRST = date(2026, 1, 5)
SEVERAL = frozenset({"plan", "file", "carry_in"})
"""Steps of more than one transaction, of which the first may stand though the last is refused."""

RARE = frozenset({"refuse", "correct_opening", "reschedule", "refund", "rebook", "close_year", "recover"})
"""Steps that a history can do without: most of their tries are refused."""

PARTS = ("in_term", "overdue", "frozen")
OWED = (*PARTS, "interest_in_term", "interest_overdue")
PAPERS = [
    table
    for table in metadata.sorted_tables
    if table is entry or ("entry_id" in table.c and table.name not in ("unsealed", "seal", "link"))
]
COUNTS = union_all(
    *(select(literal(table.name).label("name"), func.count().label("count")).select_from(table) for table in PAPERS)
)


@pytest.mark.parametrize("kind", list(STEPS))
def test_after_whatever_happens_to_loans_the_books_agree(
    kind: str,
    open_store: Callable[[str], Store],
    clock: Clock,
    draw: Random,
    tell: Tell,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    if kind == "postgresql":
        url = str(request.getfixturevalue("copied_postgres_url"))
    else:
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path / 'loans.db')}"
    clock.now = BEGIN
    steps = STEPS[kind]
    life = Life(Programme(open_store(url), clock), draw, pace=(LAST_DAY - BEGIN.date()) / steps)
    checked = Checked(life, every=steps // 9)
    life.go(steps)
    twins: Counter[str] = Counter()
    for _ in range(TWINS if kind == "sqlite" else 0):
        twins[tell_twin(life, tmp_path / "loans.db", tmp_path / "twin.db", BETWEEN)] += 1
    checked.everything(days=2)
    for (known, day), then in checked.said.items():
        now = said(life.programme, day, known)
        assert {name for name in then if now[name] != then[name]} == set(), (known, day)
    life.programme.store.seal()
    life.programme.store.link()
    verified = life.programme.store.verify()
    assert (verified.ok, verified.sealed_not_linked, verified.not_sealed) == (True, 0, 0)
    kinds = entries(life.programme.store.engine)
    accepted = {name: count for name, count in sorted(life.counted.items()) if ":" not in name}
    refused = sum(life.counted.values()) - sum(accepted.values())
    tell(
        f"{sum(kinds.values())} entries {kinds}; {accepted}, {refused} refused; {checked.loans} loans against columns, "
        f"{len(checked.said)} reports remembered; twins {dict(sorted(twins.items()))}"
    )
    assert kind != "sqlite" or {step.__name__ for step in LIFE} - set(accepted) <= RARE
    assert kind != "sqlite" or sum(count for said_, count in twins.items() if "never" in said_) > TWINS // 5


class Checked:
    """The database against what the entries say, one loan against the column, and refusals against what was there."""

    def __init__(self, life: Life, *, every: int) -> None:
        self.life, self.every, self.steps, self.loans = life, every, 0, 0
        self.said: dict[tuple[Known, date], Mapping[str, str]] = {}
        self.rows = rows(life.programme.store.engine)
        life.after_step = self.after_step  # type: ignore[method-assign]
        life.after_refusal = self.after_refusal  # type: ignore[method-assign]

    def after_refusal(self, name: str, refused: Refusal) -> None:
        """Nothing was written."""
        if name not in SEVERAL:
            assert rows(self.life.programme.store.engine) == self.rows, (name, refused)

    def after_step(self) -> None:
        self.steps += 1
        self.rows = rows(self.life.programme.store.engine)
        if self.steps % (self.every // 4) == 0:
            self.told_again()
        if self.steps % self.every == 0:
            self.everything(days=1)
            self.remember()

    def remember(self) -> None:
        day = self.life.day(FIRST, late=0.6)
        known = self.life.programme.store.seal()
        self.said[known, day] = said(self.life.programme, day, known)

    def everything(self, *, days: int) -> None:
        hold(self.life.programme.store.engine)
        self.told_again()
        for _ in range(days):
            self.columns(self.life.day(FIRST, late=0.6))

    def told_again(self) -> None:
        """Every source on several evenings, and every plan, as the entries alone tell them."""
        programme = self.life.programme
        with programme.store.engine.connect() as connection:
            told = retold(connection)
        for source_id in self.life.sources:
            for day in {self.life.today, *(self.life.day(FIRST, late=1) for _ in range(4))}:
                stands = programme.statement(source_id, as_of=day)
                assert {name: getattr(stands, name) for name in ACCOUNTS} == told.stands(source_id, day), day
                assert stands.preserved, (source_id, day, stands)
            for year in (2026, 2027):
                with programme.store.reading() as uow:
                    for commune, use in uses(uow, source_id=source_id, year=year).items():
                        key = (source_id, commune, year)
                        assert (use.committed, use.disbursed) == (told.committed[key], told.disbursed[key]), key

    def columns(self, day: date) -> None:
        """Every loan by itself says what its row of the book says, and the movements lead from evening to evening."""
        since = self.life.day(FIRST, late=1)
        since = min(since, day)
        with self.life.programme.store.reading() as uow:
            book = loan_book(uow, as_of=day)
            before = loan_book(uow, as_of=since - timedelta(days=1)).set_index("loan_id")
            moved = turnover_book(uow, since=since, until=day).set_index("loan_id")
            for row in book.to_dict("records"):
                owed, late = standing(uow, row["loan_id"], day)
                assert [row[name] for name in OWED] == [getattr(owed, name) for name in OWED], (row, owed)
                assert row["days_overdue"] == late.days_overdue, row
                assert row["days_late"] == late.days_late, row
                assert min(row[name] for name in OWED) >= 0, row
                assert row["outstanding"] == sum(row[name] for name in PARTS), row
                assert row["outstanding"] == row["disbursed"] - row["repaid"] - row["written_off"], row
                self.loans += 1
            for row in book.to_dict("records"):
                own, at = row["loan_id"], (row["loan_id"], since, day)
                was = {name: int(before[name].get(own, 0)) for name in ("outstanding", "overdue", "frozen")}
                of = {name: int(moved[name].get(own, 0)) for name in moved.columns if moved[name].dtype.kind == "i"}
                paid = of["collected_in_term"] + of["collected_overdue"] + of["collected_frozen"]
                lent = was["outstanding"] + of["lent"] + of["opened"]
                assert lent - paid - of["written_off_principal"] == row["outstanding"], at
                arisen = of["opened_overdue"] + of["moved_to_overdue"] - of["cured"]
                assert was["overdue"] + arisen == row["overdue"], at
                frozen = of["opened_frozen"] + of["frozen"] - of["thawed"]
                assert was["frozen"] + frozen - of["collected_frozen"] - of["written_off_frozen"] == row["frozen"], at


def rows(engine: Engine) -> dict[str, int]:
    """How many rows stand in each table that entries write."""
    with engine.connect() as connection:
        return {name: int(count) for name, count in connection.execute(COUNTS)}


def entries(engine: Engine) -> dict[str, int]:
    """How many entries of each kind."""
    with engine.connect() as connection:
        found = connection.execute(select(entry.c.kind, func.count()).group_by(entry.c.kind).order_by(entry.c.kind))
        return {kind: int(count) for kind, count in found}
