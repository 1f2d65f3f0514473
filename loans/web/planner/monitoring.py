"""How the communes absorb the plan, with signals; and what is to come back, month by month."""

from datetime import date

from flask import Response

from loans.domain.calendar import today_in_hanoi
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.absorption import Absorption
from loans.service.reports.absorption import absorption as absorbed
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import UnitOfWork
from loans.web.charts import Bar
from loans.web.map import Bubble, Drawn, band_of, drawn
from loans.web.page import page, render
from loans.web.planner import blueprint, words
from loans.web.planner.ahead import recovery_ahead
from loans.web.planner.asked import asked, day_asked, named
from loans.web.planner.year import BANDS
from loans.web.show import percent, short
from loans.web.texts import say


@page(blueprint, "/absorption", action=Action.ROUND_READ)
def absorption(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """Plan, lending by month, what is left and where the year will end; bound people see their communes alone."""
    choice, as_of = asked(uow, today), day_asked(today)
    if choice.source is None:
        return render("planner/absorption.html", choice=choice, found=None)
    check_days(as_of, context().store.known_at(None))
    found = absorbed(uow, source_id=choice.source.id, year=choice.year, as_of=as_of, communes=actor.limit)
    months = [
        Bar(say(f"Tháng {place}", f"Month {place}"), amount, short(amount) if amount else "—")
        for place, amount in enumerate(found.totals.months, 1)
    ]
    return render(
        "planner/absorption.html",
        choice=choice,
        found=found,
        as_of=as_of,
        named=named,
        words=words,
        months=months,
        marked=sum(bool(row.signals) for row in found.rows),
        drawn=_map(found) if actor.limit is None and any(row.planned > 0 for row in found.rows) else None,
    )


@page(blueprint, "/recovery", action=Action.ROUND_READ)
def recovery(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """Principal expected back: as scheduled, and as the history of collection lets expect."""
    choice = asked(uow, today)
    if choice.source is None:
        return render("planner/recovery.html", choice=choice, found=None)
    on = today_in_hanoi(context().clock())
    found = recovery_ahead(actor, choice.source.id, choice.year, on)
    bars = [
        Bar(f"{row.month:%m/%Y}", row.expected, short(row.expected) if row.expected else "—") for row in found.by_month
    ]
    return render("planner/recovery.html", choice=choice, found=found, bars=bars, named=named)


def _map(found: Absorption) -> Drawn:
    """Bubbles of the plan, coloured by the part of it that is disbursed."""
    bubbles = [
        Bubble(
            row.commune,
            row.planned,
            band_of(row.absorption_permille, BANDS),
            f"{named(row.commune)}: {short(row.planned)}, {say('thực hiện', 'absorbed')} "
            f"{percent(row.planned - row.remaining - row.committed, row.planned)}",
            f"#c{row.commune}",
        )
        for row in found.rows
        if row.planned > 0
    ]
    spans = (say("dưới 20%", "under 20%"), "20–40%", "40–60%", "60–80%", say("từ 80%", "80% and more"))
    return drawn(bubbles, [f"{say('thực hiện', 'absorbed')} {span}" for span in spans])
