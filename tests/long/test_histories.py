"""Random histories of thousands of steps: after every step the books agree, and in the end every old report stands."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from loans.domain.loan import Position
from loans.service import loan as service
from loans.service.plan import uses as uses_of
from loans.store.unit_of_work import Store
from tests.long.books import Debt
from tests.long.conftest import Tell
from tests.long.history import BEGIN, History, figures
from tests.long.invariants import hold
from tests.programme import COMMUNES, Clock, Programme

pytestmark = pytest.mark.long

STEPS = {"sqlite": (2_400, 1_000), "postgresql": (500,)}
ALL_EVERY = 100
LOANS_EVERY = 100
LOANS_AT_ONCE = 12


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, number) for kind, runs in STEPS.items() for number in range(len(runs))]
)
def test_after_every_step_of_a_random_history_the_books_agree(
    kind: str,
    number: int,
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
    steps = STEPS[kind][number]
    history = History(Programme(open_store(url), clock), draw, pace=timedelta(days=320) / steps)
    checked = Checked(history)
    history.after_step = checked.after_step  # type: ignore[method-assign]
    history.go(steps)
    checked.everything()
    for memory in history.memories:
        assert figures(history, memory.known, memory.as_of) == memory.figures, memory.known
    counts = hold(history.programme.store.engine)
    done = dict(sorted(history.counted.items()))
    tell(
        f"{steps} steps, {checked.loans} loans recomputed, {len(history.memories)} reports remembered; {done}; {counts}"
    )
    assert len(history.memories) > 0
    assert sum(len(debt.repaid) for debt in history.books.debts.values()) > steps // 20


class Checked:
    """The database against the books: a little after each step, everything every so often."""

    def __init__(self, history: History) -> None:
        self.history, self.steps, self.loans = history, 0, 0

    def after_step(self) -> None:
        self.steps += 1
        self.balances(self.history.today)
        if self.steps % ALL_EVERY == 0:
            self.everything()

    def everything(self) -> None:
        history = self.history
        hold(history.programme.store.engine)
        self.balances(history.day(date(2026, 1, 5), late=1))
        debts = list(history.books.debts.values())
        for debt in history.draw.sample(debts, min(len(debts), LOANS_AT_ONCE)):
            self.loan(debt, history.day(debt.signed_on, late=0.7))
            self.loans += 1

    def balances(self, day: date) -> None:
        """Every source as of a day, and every plan, as the books have them."""
        programme, books = self.history.programme, self.history.books
        for source_id in self.history.sources:
            said = programme.statement(source_id, as_of=day)
            found = said.entrusted, said.available, said.committed, said.outstanding, said.interest_undistributed
            assert found == books.stands(source_id, day), (source_id, day)
            with programme.store.reading() as uow:
                uses = uses_of(uow, source_id=source_id, year=day.year)
            for commune in COMMUNES[:3]:
                key, use = (source_id, commune), uses[commune]
                assert (use.planned, use.committed, use.disbursed) == (
                    books.planned[key],
                    books.committed[key],
                    books.disbursed[key],
                ), (key, day)

    def loan(self, debt: Debt, day: date) -> None:
        """In-term, overdue and interest of one loan: columns against the plain recomputation."""
        with self.history.programme.store.reading() as uow:
            said: Position = service.position_of(uow, uow.loans.get(debt.loan_id), day)
        stands = debt.standing(day, self.history.transfers(debt))
        found = (said.in_term, said.overdue, said.interest)
        assert found == (stands.in_term, stands.overdue, debt.interest_owed(stands, day)), (debt, day)
