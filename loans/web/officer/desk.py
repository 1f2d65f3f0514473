"""The officer's part of the home page: the transaction sessions of the days to come, each a link to its sheet."""

from datetime import date, timedelta

from loans.domain.calendar import calendar
from loans.domain.session import sessions_until
from loans.http.roles import Role
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web.desks import way
from loans.web.home import Desk, Task
from loans.web.texts import say

AHEAD, MOST = timedelta(days=7), 10


def sessions(uow: UnitOfWork, actor: Actor, today: date) -> Desk:
    """The sessions of one's points from today on, the nearest first."""
    own = [point for point in uow.network.points() if actor.limit is None or point.commune in actor.limit]
    found = [
        (session.day, point)
        for point in own
        if point.days
        for session in sessions_until(today, today + AHEAD, point.days, point.sessions, calendar())
    ]
    found.sort(key=lambda each: (each[0], each[1].code))
    return Desk(
        [
            Task(
                f"{say('Phiên giao dịch, bảng thu', 'Session, collection sheet')}: {point.name}",
                way("officer.sheet", point_id=point.id, on=f"{day:%d/%m/%Y}"),
                day,
            )
            for day, point in found[:MOST]
        ]
    )


DESKS = ((frozenset({Role.OFFICER}), sessions),)
