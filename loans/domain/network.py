"""The bank's network near the borrower: transaction points and savings-and-credit groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Group:
    """A savings-and-credit group (Tổ tiết kiệm và vay vốn), keyed by its number."""

    id: int
    number: str
    commune: str
    point_id: int
    organisation: str
    leader: str
    sequence: int = 0


def transfer_days(due_days: Sequence[date], point: Point, calendar: Calendar, *, equal_day: str) -> tuple[Session, ...]:
    """For each effective due day the session on which what is unpaid moves to overdue (DOMAIN §6.4)."""
    return tuple(
        first_session_after(due, point.days, point.sessions, calendar, equal_day=equal_day) for due in due_days
    )
