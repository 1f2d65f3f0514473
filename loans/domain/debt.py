"""What can happen to a debt after it was lent, as recorded facts (DOMAIN §6.7–6.8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ReliefKind(StrEnum):
    """Why principal has another due day than the contract's."""

    RESCHEDULED = "rescheduled"  # điều chỉnh kỳ hạn trả nợ
    EXTENDED = "extended"  # gia hạn nợ
    RECALLED = "recalled"  # thu hồi nợ trước hạn


@dataclass(frozen=True, slots=True)
class Relief:
    """From ``effective_on``, ``amount`` đồng of instalment ``number`` are due on ``due_on``."""

    loan_id: int
    kind: ReliefKind
    effective_on: date
    number: int
    amount: int
    due_on: date
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class Freeze:
    """Frozen debt (nợ khoanh): two named amounts, from ``effective_on`` to ``last_on``, both included."""

    loan_id: int
    effective_on: date
    last_on: date
    in_term: int
    overdue: int
    cause: str
    supplementary: bool = False
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class FrozenPart:
    """The part of a payment or write-off that named a freeze."""

    freeze_id: int
    loan_id: int
    effective_on: date
    amount: int
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Written off (xóa nợ): principal and interest are separate amounts; waived interest is never income."""

    loan_id: int
    effective_on: date
    principal: int
    interest: int
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class Refund:
    """Interest collected beyond what accrued, given back to the borrower."""

    loan_id: int
    effective_on: date
    interest: int
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class Debts:
    """Everything of the kind that happened to some loans."""

    reliefs: tuple[Relief, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    frozen_parts: tuple[FrozenPart, ...] = ()
    write_offs: tuple[WriteOff, ...] = ()
    refunds: tuple[Refund, ...] = ()

    def until(self, day: date) -> "Debts":
        """What was effective by the end of a day."""
        return Debts(
            tuple(each for each in self.reliefs if each.effective_on <= day),
            tuple(each for each in self.freezes if each.effective_on <= day),
            tuple(each for each in self.frozen_parts if each.effective_on <= day),
            tuple(each for each in self.write_offs if each.effective_on <= day),
            tuple(each for each in self.refunds if each.effective_on <= day),
        )

    def without(self, entry_ids: Collection[int]) -> "Debts":
        """What some entries did not bring."""
        return Debts(
            tuple(each for each in self.reliefs if each.entry_id not in entry_ids),
            tuple(each for each in self.freezes if each.entry_id not in entry_ids),
            tuple(each for each in self.frozen_parts if each.entry_id not in entry_ids),
            tuple(each for each in self.write_offs if each.entry_id not in entry_ids),
            tuple(each for each in self.refunds if each.entry_id not in entry_ids),
        )
