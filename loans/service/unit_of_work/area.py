"""The port of confirmed places: where a loan of a divided unit stands, who said so, what was said before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from loans.service.unit_of_work.history import Booked


@dataclass(frozen=True, slots=True)
class LoanPlace:
    """Where a loan stands (``commune``), what its contract or load recorded, and the unit of before 2025-07-01."""

    loan_id: int
    contract_no: str
    commune: str
    recorded: str
    signed_on: date
    old_code: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One confirmation: loans placed in a commune, by whom, when, why; ``withdrawn_by`` is empty while it stands."""

    id: int
    sequence: int
    entry_id: int
    commune: str
    basis: str
    effective_on: date
    booked_at: datetime
    actor: str
    reason: str
    loans: tuple[int, ...] = ()
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""


class AreaConfirmations(Protocol):
    """Confirmed places of loans; the last one of a loan that stands is where it is."""

    def add(self, booked: Booked, loan_ids: Collection[int], commune: str, basis: str) -> None:
        """Place loans in a commune by one entry."""

    def get(self, confirmation_id: int) -> Confirmation:
        """One confirmation with its loans; raises ``Unknown``."""

    def of_loan(self, loan_id: int) -> Sequence[Confirmation]:
        """Every confirmation of a loan, withdrawn ones too, in the order of their booking; their loans left out."""

    def places(self, loan_ids: Collection[int]) -> Sequence[LoanPlace]:
        """Where these loans stand, by number; one that is not there is left out."""

    def waiting_of_groups(self, group_ids: Collection[int]) -> Sequence[int]:
        """The loans of some groups that wait for a confirmation, by number."""
