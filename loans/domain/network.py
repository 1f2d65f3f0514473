"""The bank's network near the borrower, as dated facts: offices, transaction points, hamlets, groups, own codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from loans.domain.calendar import Calendar
from loans.domain.session import PointDay, RecordedSession, Session, first_session_after

ORGANISATIONS = {
    "11": "Hội Nông dân",
    "12": "Hội Liên hiệp Phụ nữ",
    "13": "Hội Cựu chiến binh",
    "14": "Đoàn Thanh niên",
}
"""Entrusted socio-political organisations (tổ chức chính trị - xã hội nhận ủy thác) by their code."""

DIRECT = "99"
"""The code of a loan without a group (cho vay trực tiếp), beside those of the organisations."""

CHANNELS: Mapping[str, str] = {**ORGANISATIONS, DIRECT: "Cho vay trực tiếp"}
"""How a loan reaches its borrower (ĐVUT): through an organisation, or directly."""


BEGINNING = date(2000, 1, 1)
"""The first day of a fact for which none is given: before any loan, so that whatever is dated later follows it."""


class Dated(Protocol):
    """A fact that holds from a day until the next of its kind."""

    @property
    def since(self) -> date:
        """The first day on which the fact holds."""


Fact = TypeVar("Fact", bound=Dated)


def fact_in_force(facts: Sequence[Fact], day: date) -> Fact | None:
    """The fact that holds on a day, of facts in the order of their first days; None before the first."""
    begun = [fact for fact in facts if fact.since <= day]
    return begun[-1] if begun else None


def fact_on(facts: Sequence[Fact], day: date) -> Fact:
    """The fact that holds on a day; before the first one the first: what is older than its record keeps it."""
    return fact_in_force(facts, day) or facts[0]


@dataclass(frozen=True, slots=True)
class Office:
    """A transaction office of the bank (phòng giao dịch), by its code of six digits (mã PGD)."""

    id: int
    code: str
    name: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet (thôn, tổ dân phố), by the bank's code of eight digits (mã thôn)."""

    id: int
    code: str
    name: str
    commune: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class PointOffice:
    """From ``since`` on a point belongs to an office."""

    since: date
    office_id: int


@dataclass(frozen=True, slots=True)
class CommuneCode:
    """From ``since`` on one of the bank's codes stands for a commune of the State."""

    since: date
    commune: str


@dataclass(frozen=True, slots=True)
class BankCommune:
    """One of the bank's own commune codes, six digits, and the communes (five digits) that it stood for."""

    id: int
    code: str
    facts: tuple[CommuneCode, ...]
    sequence: int = 0

    def commune_on(self, day: date) -> str | None:
        """The commune that the code stands for on a day."""
        fact = fact_in_force(self.facts, day)
        return fact.commune if fact else None


def bank_codes(mappings: Sequence[BankCommune], day: date) -> dict[str, str]:
    """The bank's code of each commune on a day; of several of one commune the one that began last."""
    held = [(fact.since, each.code, fact.commune) for each in mappings if (fact := fact_in_force(each.facts, day))]
    return {commune: code for _since, code, commune in sorted(held)}


@dataclass(frozen=True, slots=True)
class Point:
    """A commune transaction point (điểm giao dịch xã), its monthly days over time, its recorded sessions."""

    id: int
    code: str
    name: str
    commune: str
    days: tuple[PointDay, ...] = ()
    sessions: tuple[RecordedSession, ...] = ()
    sequence: int = 0
    offices: tuple[PointOffice, ...] = ()

    def office_on(self, day: date) -> int | None:
        """The office to which the point belongs on a day."""
        fact = fact_in_force(self.offices, day)
        return fact.office_id if fact else None


@dataclass(frozen=True, slots=True)
class GroupFact:
    """From ``since`` on: where a group meets the bank, through whom, who leads it, in which hamlet it lives."""

    since: date
    point_id: int
    organisation: str
    leader: str
    hamlet_id: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A savings-and-credit group (Tổ tiết kiệm và vay vốn), keyed by its number; its leader is only a dated name.

    ``point_id``, ``organisation``, ``leader`` and ``hamlet_id`` are those of its last fact; ``at`` says those of a day.
    """

    id: int
    number: str
    commune: str
    point_id: int
    organisation: str
    leader: str
    sequence: int = 0
    hamlet_id: int | None = None
    facts: tuple[GroupFact, ...] = ()

    def at(self, day: date) -> GroupFact:
        """What holds of the group on a day; before its first fact that one."""
        own = GroupFact(day, self.point_id, self.organisation, self.leader, self.hamlet_id)
        return fact_on(self.facts or (own,), day)


def transfer_days(due_days: Sequence[date], point: Point, calendar: Calendar, *, equal_day: str) -> tuple[Session, ...]:
    """For each effective due day the session on which what is unpaid moves to overdue (DOMAIN §6.4)."""
    return tuple(
        first_session_after(due, point.days, point.sessions, calendar, equal_day=equal_day) for due in due_days
    )
