"""Transaction points, their days and sessions, and savings-and-credit groups, as dated facts."""

from dataclasses import replace
from datetime import date

from loans.domain.network import ORGANISATIONS, Group, Point
from loans.domain.refusal import Refusal
from loans.domain.session import PointDay, RecordedSession
from loans.service.actor import Actor
from loans.service.checks import commune_in_force
from loans.service.unit_of_work import UnitOfWork


def open_point(
    uow: UnitOfWork, *, today: date, code: str, name: str, commune: str, since: date, monthly_day: int
) -> Point:
    """Open a transaction point (điểm giao dịch xã) with its monthly day."""
    commune_in_force(commune, today)
    PointDay(since, monthly_day)
    body = {"code": code, "name": name, "commune": commune, "since": since, "monthly_day": monthly_day}
    booked = uow.entries.open("point", code, "point_opened", since, body)
    uow.network.add_point(booked, code, name, commune)
    uow.network.add_day(booked, since, monthly_day)
    return uow.network.point(booked.stream_id)


def change_day(uow: UnitOfWork, *, point_id: int, expected: int, since: date, monthly_day: int) -> Point:
    """Change a point's monthly day from a day on."""
    uow.network.point(point_id)
    PointDay(since, monthly_day)
    body = {"since": since, "monthly_day": monthly_day}
    booked = uow.entries.append(point_id, expected, "point_day_changed", since, body)
    uow.network.add_day(booked, since, monthly_day)
    return uow.network.point(point_id)


def record_session(
    uow: UnitOfWork, actor: Actor, *, point_id: int, expected: int, month: date, held_on: date | None
) -> Point:
    """Record a month's session of a point: the day it was (or will be) held, or None where it was cancelled."""
    point = uow.network.point(point_id)
    actor.within(point.commune)
    first = month.replace(day=1)
    RecordedSession(first, held_on)
    body = {"month": first, "held_on": held_on}
    booked = uow.entries.append(point_id, expected, "session_recorded", held_on or first, body)
    uow.network.add_session(booked, first, held_on)
    return uow.network.point(point_id)


def register_group(uow: UnitOfWork, actor: Actor, *, today: date, group: Group) -> Group:
    """Register a savings-and-credit group (Tổ TK&VV) under its number, at a transaction point."""
    actor.within(group.commune)
    commune_in_force(group.commune, today)
    if group.organisation not in ORGANISATIONS:
        raise Refusal(
            "unknown_organisation",
            field="organisation",
            value=group.organisation,
            vi=f"Mã đơn vị nhận ủy thác «{group.organisation}» không có. Dùng một trong: {', '.join(ORGANISATIONS)}.",
            en=f"There is no entrusted organisation {group.organisation}. Use one of {', '.join(ORGANISATIONS)}.",
        )
    uow.network.point(group.point_id)
    body = {
        "number": group.number,
        "commune": group.commune,
        "point_id": group.point_id,
        "organisation": group.organisation,
    }
    booked = uow.entries.open("group", group.number, "group_registered", today, body)
    uow.network.add_group(booked, replace(group, id=booked.stream_id))
    return uow.network.group(booked.stream_id)
