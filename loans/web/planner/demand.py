"""The demand review of a year: who has answered and who owes, what to look at, sums by commune, group and purpose."""

from datetime import date

from flask import Response

from loans.domain.area import areas
from loans.domain.demand import PURPOSE_TITLES, planning_groups
from loans.http.attachment import attachment
from loans.http.roles import MAY, Action, Role
from loans.papers.sheet import XLSX
from loans.papers.template import demand_template
from loans.service.actor import Actor
from loans.service.demand import demand_review
from loans.service.unit_of_work import UnitOfWork
from loans.web.charts import Bar
from loans.web.page import page, render
from loans.web.planner import blueprint
from loans.web.planner.asked import asked, titled
from loans.web.show import short
from loans.web.texts import say


@page(blueprint, "/demand", action=Action.DEMAND_READ)
def demand(uow: UnitOfWork, actor: Actor, today: date) -> Response:
    """The review of ``?year=`` (from July the year to come); a commune sees itself alone."""
    choice = asked(uow, today, ahead=True)
    found = demand_review(uow, actor, on=today, year=choice.year)
    groups = planning_groups()
    bars = [
        Bar(
            say(groups[code].title_vi, groups[code].title_en) if code in groups else code,
            each.amount,
            short(each.amount),
        )
        for code, each in sorted(found.by_group.items(), key=lambda pair: -pair[1].amount)
    ]
    return render(
        "planner/demand.html",
        choice=choice,
        found=found,
        bars=bars,
        groups=groups,
        titled=titled,
        purposes={code: say(*titles) for code, titles in PURPOSE_TITLES.items()},
        may={each.name for each in MAY[Role(actor.role)]},
    )


@page(blueprint, "/demand/<int:year>/template.xlsx", action=Action.DEMAND_WRITE)
def template(_uow: UnitOfWork, actor: Actor, today: date, year: int) -> Response:
    """The workbook to fill in: every commune that one may speak for."""
    communes = [each for each in areas().in_force(today) if actor.limit is None or each.code in actor.limit]
    content = demand_template(year, communes, list(planning_groups().values()), PURPOSE_TITLES)
    return attachment(content, media_type=XLSX, name=f"nhu-cau-{year}.xlsx")
