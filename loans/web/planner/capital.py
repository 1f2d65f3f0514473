"""What a year's plan may share out: the three parts of the pool with the decisions behind them, no đồng twice."""

from datetime import date

from flask import Response

from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web.page import page, render
from loans.web.planner import blueprint, words
from loans.web.planner.ahead import pool_ahead
from loans.web.planner.asked import asked


@page(blueprint, "/capital", action=Action.CAPITAL_READ)
def capital(uow: UnitOfWork, _actor: Actor, today: date) -> Response:
    """The pool of the year, and what each source holds."""
    choice = asked(uow, today)
    if choice.source is None:
        return render("planner/capital.html", choice=choice, found=None)
    found = pool_ahead(choice.source.id, choice.year, today)
    held = [(source, uow.funds.balances(source.id, today)) for source in choice.sources]
    return render("planner/capital.html", choice=choice, found=found, held=held, words=words)
