"""Scenarios of one year side by side: totals, coverage, jobs, concentration, and every commune."""

from datetime import date

from flask import Response, request

from loans.domain.refusal import Refusal
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.scenario import compared
from loans.service.unit_of_work import UnitOfWork
from loans.web.charts import Bar
from loans.web.page import page, render
from loans.web.planner import blueprint
from loans.web.planner.asked import names
from loans.web.show import short

MOST = 10
SHOWN = 12


@page(blueprint, "/scenarios/compare", action=Action.SCENARIO_READ)
def compare(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """``?id=1&id=2``: the differences are against the first."""
    ids = [int(each) for each in request.args.getlist("id") if each.isascii() and each.isdigit() and len(each) < 13]
    if not ids:
        return render("planner/compare.html", chosen=[], may=set())
    if len(ids) > MOST:
        raise Refusal(
            "too_many_scenarios",
            field="id",
            value=len(ids),
            vi=f"So sánh nhiều nhất {MOST} phương án một lần. Bỏ bớt rồi thử lại.",
            en=f"At most {MOST} scenarios can be compared at once. Take some away.",
        )
    chosen = [uow.scenarios.get(each) for each in dict.fromkeys(ids)]
    found = compared(uow, [each.id for each in chosen])
    called = names(today)
    moved = sorted(found.lines, key=lambda line: -max((abs(each) for each in line.differences), default=0))
    bars = [
        Bar(
            called.get(line.code, line.code),
            line.differences[1],
            ("+" if line.differences[1] > 0 else "") + short(line.differences[1]),
            f"#c{line.code}",
            "gain" if line.differences[1] > 0 else "loss",
        )
        for line in moved[:SHOWN]
        if len(chosen) > 1 and line.differences[1]
    ]
    may = {each.name for each in MAY[Role(actor.role)]}
    return render("planner/compare.html", chosen=chosen, found=found, called=called, bars=bars, may=may)
