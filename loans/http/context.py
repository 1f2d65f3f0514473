"""What every request needs: the store, the clock, the signing key; and the day, taken once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from flask import current_app, g

from loans.domain.calendar import today_in_hanoi
from loans.service.budget import CELL, MEGABYTE, SharedBudget
from loans.service.reports.kept import KeptBooks
from loans.settings import Settings
from loans.store.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that the composition root joined; the budget of reports is the store's from now on."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    budget: SharedBudget = field(init=False)
    books: KeptBooks = field(init=False)

    def __post_init__(self) -> None:
        chosen = self.settings
        budget = SharedBudget(chosen.report_threads, chosen.report_memory_mb * MEGABYTE // CELL)
        books = KeptBooks(budget=budget)
        budget.gives_way = books.make_room
        self.store.budget = budget
        object.__setattr__(self, "budget", budget)
        object.__setattr__(self, "books", books)


def context() -> Context:
    return cast(Context, current_app.extensions["loans"])


def today() -> date:
    """Today in Asia/Ho_Chi_Minh, taken once a request."""
    if "today" not in g:
        g.today = today_in_hanoi(context().clock())
    return cast(date, g.today)
