"""Offices, transaction points with their days and sessions, groups, hamlets and own commune codes, as dated facts."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from loans.domain.network import BEGINNING, ORGANISATIONS, BankCommune, Group, GroupFact, Hamlet, Office, Point
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


def assign_office(uow: UnitOfWork, actor: Actor, *, point_id: int, expected: int, since: date, office_id: int) -> Point:
    """From a day on a point belongs to an office (phòng giao dịch)."""
    actor.within(uow.network.point(point_id).commune)
    uow.network.office(office_id)
    body = {"since": since, "office_id": office_id}
    booked = uow.entries.append(point_id, expected, "point_office_assigned", since, body)
    uow.network.add_point_office(booked, since, office_id)
    return uow.network.point(point_id)


def register_group(uow: UnitOfWork, actor: Actor, *, today: date, group: Group, since: date | None = None) -> Group:
    """Register a savings-and-credit group (Tổ TK&VV) under its number, with its first facts.

    Where no day is given they hold from the beginning: a move dated before today comes after them.
    """
    actor.within(group.commune)
    commune_in_force(group.commune, today)
    fact = GroupFact(since or BEGINNING, group.point_id, group.organisation, group.leader, group.hamlet_id)
    _check_group(uow, group.commune, fact)
    body = _group_body(group, fact)
    booked = uow.entries.open("group", group.number, "group_registered", since or today, body)
    uow.network.add_group(booked, group.number, group.commune)
    uow.network.add_group_fact(booked, fact)
    return uow.network.group(booked.stream_id)


def registered(groups: Sequence[Group]) -> list[dict[str, object]]:
    """What the entry of each new group keeps, for many at once: their facts hold from the beginning."""
    facts = (GroupFact(BEGINNING, each.point_id, each.organisation, each.leader, each.hamlet_id) for each in groups)
    return [_group_body(group, fact) for group, fact in zip(groups, facts, strict=True)]


def change_group(
    uow: UnitOfWork, actor: Actor, *, group_id: int, expected: int, since: date, **changed: int | str | None
) -> Group:
    """Change a group from a day on: its point, organisation, leader or hamlet; what is not named stays as it was.

    What is due from that day on moves at the sessions of the new point; what was due before, at the old one's (§6.4).
    """
    group = uow.network.group(group_id)
    actor.within(group.commune)
    fact = replace(group.at(since), since=since, **changed)  # type: ignore[arg-type]
    _check_group(uow, group.commune, fact)
    booked = uow.entries.append(group_id, expected, "group_changed", since, _body(fact))
    uow.network.add_group_fact(booked, fact)
    return uow.network.group(group_id)


def open_office(uow: UnitOfWork, *, today: date, code: str, name: str, since: date | None = None) -> Office:
    """Record a transaction office (phòng giao dịch, mã PGD)."""
    booked = uow.entries.open("office", code, "office_opened", since or today, {"code": code, "name": name})
    uow.network.add_office(booked, code, name)
    return uow.network.office(booked.stream_id)


def record_hamlet(
    uow: UnitOfWork, actor: Actor, *, today: date, code: str, name: str, commune: str, since: date | None = None
) -> Hamlet:
    """Record a hamlet (thôn, tổ dân phố) of a commune under the bank's code of eight digits."""
    actor.within(commune)
    commune_in_force(commune, today)
    body = {"code": code, "name": name, "commune": commune}
    booked = uow.entries.open("hamlet", code, "hamlet_recorded", since or today, body)
    uow.network.add_hamlet(booked, code, name, commune)
    return uow.network.hamlet(booked.stream_id)


def map_commune(uow: UnitOfWork, actor: Actor, *, today: date, code: str, commune: str, since: date) -> BankCommune:
    """Record for which commune of the State (five digits) a code of the bank (six digits) stands, from a day on."""
    actor.within(commune)
    commune_in_force(commune, today)
    booked = uow.entries.open("bank_commune", code, "commune_mapped", since, {"code": code, "commune": commune})
    uow.network.add_bank_commune(booked, code, since, commune)
    return uow.network.bank_commune(booked.stream_id)


def remap_commune(
    uow: UnitOfWork, actor: Actor, *, today: date, bank_commune_id: int, expected: int, commune: str, since: date
) -> BankCommune:
    """From a day on one of the bank's codes stands for another commune."""
    present = uow.network.bank_commune(bank_commune_id)
    actor.within(commune)
    commune_in_force(commune, today)
    body = {"code": present.code, "commune": commune}
    booked = uow.entries.append(bank_commune_id, expected, "commune_mapped", since, body)
    uow.network.add_bank_commune(booked, present.code, since, commune)
    return uow.network.bank_commune(bank_commune_id)


def _group_body(group: Group, fact: GroupFact) -> dict[str, object]:
    return {"number": group.number, "commune": group.commune, **_body(fact)}


def _body(fact: GroupFact) -> dict[str, object]:
    """What an entry keeps of a group's fact; the leader's name stands in the fact alone."""
    return {name: value for name, value in asdict(fact).items() if name != "leader"}


def _check_group(uow: UnitOfWork, commune: str, fact: GroupFact) -> None:
    """Refuse an organisation that is none, a point that is none, and a hamlet of another commune."""
    if fact.organisation not in ORGANISATIONS:
        raise Refusal(
            "unknown_organisation",
            field="organisation",
            value=fact.organisation,
            vi=f"Mã đơn vị nhận ủy thác «{fact.organisation}» không có. Dùng một trong: {', '.join(ORGANISATIONS)}.",
            en=f"There is no entrusted organisation {fact.organisation}. Use one of {', '.join(ORGANISATIONS)}.",
        )
    uow.network.point(fact.point_id)
    if fact.hamlet_id is None:
        return
    hamlet = uow.network.hamlet(fact.hamlet_id)
    if hamlet.commune != commune:
        raise Refusal(
            "hamlet_of_other_commune",
            field="hamlet_id",
            value=fact.hamlet_id,
            vi=f"Thôn {hamlet.code} thuộc xã/phường {hamlet.commune}, tổ thuộc {commune}. Chọn thôn cùng địa bàn.",
            en=f"Hamlet {hamlet.code} is of commune {hamlet.commune}, the group of {commune}. Choose one of the same.",
        )
