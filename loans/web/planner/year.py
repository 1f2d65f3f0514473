"""The plan of a year: its rounds, the bridge between the measures, and what each commune has left."""

from collections.abc import Mapping
from datetime import date

from flask import Response, url_for

from loans.domain.plan import Use
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.allocation import may_see, next_step
from loans.service.plan import bridge, uses
from loans.service.unit_of_work import UnitOfWork
from loans.web.map import Bubble, Drawn, band_of, drawn
from loans.web.page import page, render
from loans.web.planner import blueprint, words
from loans.web.planner.asked import asked, names
from loans.web.show import percent, short
from loans.web.texts import say

BANDS = (200, 400, 600, 800)
"""Thousandths at which the colour of a bubble deepens."""


@page(blueprint, "", action=Action.ROUND_READ)
def year(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """Rounds, bridge and the plan by commune; a commune sees its own line, and rounds once they are decided."""
    choice = asked(uow, today)
    if choice.source is None:
        return render("planner/year.html", choice=choice, source=None)
    source_id, of = choice.source.id, choice.year
    on = min(max(today, date(of, 1, 1)), date(of, 12, 31))
    found = uses(uow, source_id=source_id, year=of, on=on)
    own = {code: use for code, use in found.items() if actor.limit is None or code in actor.limit}
    rounds = [each for each in uow.rounds.all(of, source_id) if may_see(actor, each)]
    measure, crossed = bridge(uow, source_id=source_id, year=of)
    called = names(today)
    return render(
        "planner/year.html",
        choice=choice,
        source=choice.source,
        on=on,
        rounds=rounds,
        waits=next_step,
        measure=measure,
        crossed=crossed,
        plan=[(called.get(code, code), code, use) for code, use in own.items()],
        total=_total(own),
        interim=any(use.interim for use in own.values()),
        drawn=_map(own, called, of, source_id) if own else None,
        may={each.name for each in MAY[Role(actor.role)]},
        words=words,
        whole=actor.limit is None,
    )


def _total(found: dict[str, Use]) -> Use:
    """The sums of the rows shown."""
    return Use(
        sum(use.planned for use in found.values()),
        sum(use.disbursed for use in found.values()),
        sum(use.committed for use in found.values()),
        outstanding=sum(use.outstanding or 0 for use in found.values())
        if any(use.outstanding is not None for use in found.values())
        else None,
    )


def _map(found: Mapping[str, Use], called: Mapping[str, str], of: int, source_id: int) -> Drawn:
    """Bubbles of the plan, coloured by how much of it is lent."""
    there = url_for("planner.absorption", year=of, source=source_id)
    bubbles = [
        Bubble(
            code,
            use.planned,
            band_of(use.disbursed * 1000 // use.planned, BANDS),
            f"{called.get(code, code)}: {say('chỉ tiêu', 'plan')} {short(use.planned)}, "
            f"{say('giải ngân', 'disbursed')} {percent(use.disbursed, use.planned)}",
            f"{there}#c{code}",
        )
        for code, use in found.items()
        if use.planned > 0
    ]
    spans = (say("dưới 20%", "under 20%"), "20–40%", "40–60%", "60–80%", say("từ 80%", "80% and more"))
    return drawn(bubbles, [f"{say('đã giải ngân', 'disbursed')} {span}" for span in spans])
