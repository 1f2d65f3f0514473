"""The home page: what waits for me, what is late, and where things stand today, by role.

A page group adds its part by a desk: a function ``(uow, actor, today)`` that answers a ``Desk``, with the roles for
whom it is. Everything here is read through the use cases; each figure has its day, its unit and a way down.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from flask import Response
from markupsafe import Markup

from loans.domain.refusal import Busy
from loans.http.roles import Role
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web.page import page, pages, render

blueprint = pages("home")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: its words, where it is done, its last day where it has one, and what it rests on.

    ``left`` says how far off that day is, where calendar days are not the measure; ``count`` stands for how many.
    """

    text: str
    address: str = ""
    due_on: date | None = None
    article: str = ""
    count: int = 1
    left: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure: its words, its value as HTML, unit, day, the way down, its colour, the term that explains it."""

    label: str
    value: str | Markup
    unit: str = ""
    as_of: date | None = None
    address: str = ""
    kind: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one part of the work puts on somebody's desk."""

    tasks: list[Task] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)


Lays = Callable[[UnitOfWork, Actor, date], Desk]
_desks: list[tuple[frozenset[Role], Lays]] = []


def add_desks(desks: Collection[tuple[frozenset[Role], Lays]]) -> None:
    """Add parts of the home page, each with the roles that see it; adding them again changes nothing."""
    _desks.extend(desk for desk in desks if desk not in _desks)


@page(blueprint, "/home", action=None)
def home(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """What must be done today, and what is late; a part that rests on a report still being made comes with the next
    asking, for nobody's day begins with waiting for it.
    """
    laid, busy = [], []
    for roles, lays in _desks:
        if Role(actor.role) in roles:
            try:
                laid.append(lays(uow, actor, today))
            except Busy as waits:
                busy.append(waits.retry_after)
    tasks = sorted(
        (task for desk in laid for task in desk.tasks), key=lambda task: (task.due_on or date.max, task.text)
    )
    answer = render(
        "home.html",
        wait=max(busy, default=0),
        late=[task for task in tasks if task.due_on and task.due_on < today],
        waiting=[task for task in tasks if not task.due_on or task.due_on >= today],
        headlines=[headline for desk in laid for headline in desk.headlines],
    )
    if busy:
        answer.headers["Refresh"] = str(max(busy))
    return answer
