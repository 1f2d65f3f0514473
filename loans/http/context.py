"""What every request needs: the store, the clock, the signing key; and the day, taken once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from flask import current_app, g

from loans.domain.calendar import today_in_hanoi
from loans.service.reports.kept import KeptBooks
from loans.settings import Settings
from loans.store.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that the composition root joined."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    books: KeptBooks = field(default_factory=KeptBooks)


def context() -> Context:
    return cast(Context, current_app.extensions["loans"])


def today() -> date:
    """Today in Asia/Ho_Chi_Minh, taken once a request."""
    if "today" not in g:
        g.today = today_in_hanoi(context().clock())
    return cast(date, g.today)
