"""Checks that many use cases share: days, communes, expected sequences."""

from datetime import date

from loans.domain.area import areas
from loans.domain.calendar import FIRST_DAY
from loans.domain.lending import checks
from loans.domain.lending.checks import happened, not_before
from loans.service.unit_of_work import UnitOfWork

__all__ = ["FIRST_DAY", "FIRST_DAY_SAID", "commune_in_force", "happened", "not_before", "open_period", "unmoved"]

FIRST_DAY_SAID = ("ngày đầu tiên mà sổ sách nhận", "the first day that the books take")


def commune_in_force(code: str, on: date) -> None:
    """Refuse a code that is no commune on the day."""
    areas().commune(code, on)


def unmoved(uow: UnitOfWork, stream_id: int, expected: int) -> None:
    """Refuse a decision that rests on an earlier state than the present one."""
    checks.unmoved(uow.entries.sequence(stream_id), expected)


def open_period(uow: UnitOfWork, on: date, *, approver: bool = False, reason: str = "") -> None:
    """Refuse an entry of a closed period, unless an approver gives a reason: it then shows as a correction."""
    uow.lock_period()
    checks.period_open(uow.debts.closed_through(), on, approver=approver, reason=reason)
