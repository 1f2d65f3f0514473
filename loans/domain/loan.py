"""A loan: its contract, its entries, and how one payment is split (DOMAIN §6.3, §6.18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loans.domain.borrower import JOB_CREATION
from loans.domain.refusal import Refusal


class Method(StrEnum):
    """How principal is repaid; interest is monthly in both."""

    EQUAL_PRINCIPAL = "equal_principal"
    BULLET = "bullet_monthly_interest"


class InstalmentRule(StrEnum):
    """What an unpaid interim instalment does at the next session (văn bản 597/NHCS-TDNN)."""

    FINAL_MATURITY_ONLY = "final_maturity_only"
    MOVES = "instalment_moves"


@dataclass(frozen=True, slots=True)
class Loan:
    """A signed contract (hợp đồng tín dụng). The approval day fixes its regime, the signing day its instalment rule."""

    id: int
    contract_no: str
    application_id: int
    borrower_id: int
    source_id: int
    commune: str
    group_id: int | None
    point_id: int
    approved_on: date
    signed_on: date
    regime: str
    rate_group: str
    rate_e7: int
    overdue_rate_e7: int
    rate_fixed: bool
    method: Method
    instalment_rule: InstalmentRule
    workers: int
    amount: int
    sequence: int = 0
    programme: str = JOB_CREATION


@dataclass(frozen=True, slots=True)
class Instalment:
    """Principal that the contract makes due on a day."""

    loan_id: int
    number: int
    due_on: date
    principal: int


@dataclass(frozen=True, slots=True)
class LoanEntry:
    """A voucher: money out (``disbursed``) or money in with its two fixed parts.

    ``opening``: no voucher, but the balance that was brought from another system, as if paid out on its day.
    """

    loan_id: int
    effective_on: date
    voucher_no: str
    disbursed: int = 0
    principal: int = 0
    interest: int = 0
    entry_id: int = 0
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A reversed voucher's sum booked anew: the first entry of that sum, why, and whether an approver does it."""

    rebooks: int
    reason: str
    approver: bool


@dataclass(frozen=True, slots=True)
class Position:
    """What one loan owes at a day, in đồng; interest is what accrued to the day less what was booked.

    ``credit`` is interest collected beyond what accrued: the borrower's, to be refunded.
    """

    in_term: int
    overdue: int
    interest_in_term: int
    interest_overdue: int
    frozen: int = 0
    credit: int = 0

    @property
    def payable(self) -> int:
        """Principal that a payment may take; frozen principal is paid only where it is named."""
        return self.in_term + self.overdue

    @property
    def outstanding(self) -> int:
        """All principal owed, frozen principal too."""
        return self.in_term + self.overdue + self.frozen

    @property
    def interest(self) -> int:
        """All interest owed."""
        return self.interest_in_term + self.interest_overdue

    def part(self, name: str) -> int:
        """A part by its name in the law's collection order (``principal_due`` includes earlier principal here)."""
        return {
            "overdue_principal": self.overdue,
            "overdue_interest": self.interest_overdue,
            "interest_due": self.interest_in_term if self.overdue else self.interest,
            "principal_due": self.in_term,
        }.get(name, 0)


def check_paid_out_in_term(on: date, last_due: date) -> None:
    """Refuse a disbursement on or after the day on which all of it is due: no term of the loan would be left."""
    if on >= last_due:
        raise Refusal(
            "term_over",
            field="on",
            value=on.isoformat(),
            vi=f"Ngày giải ngân {on:%d/%m/%Y} phải trước hạn trả cuối cùng {last_due:%d/%m/%Y} của khoản vay. Nếu thời "
            "hạn đã hết, đề nghị người phê duyệt giải tỏa cam kết hoặc gia hạn, rồi mới giải ngân.",
            en=f"A disbursement on {on} must come before the loan's last due day, {last_due}. Where the term is over, "
            "ask the approver to release the commitment, or to extend the loan first.",
            cites=("Quy tắc của sản phẩm, theo mục 6.7",),
        )


def proposed_split(amount: int, owed: Position, order: Sequence[str]) -> tuple[int, int]:
    """Split one sum into (principal, interest) in the collection order; more than is owed is refused."""
    if amount > owed.payable + owed.interest:
        raise Refusal(
            "overpayment",
            field="amount",
            value=amount,
            vi=f"Số tiền {amount} đồng lớn hơn số phải trả {owed.payable + owed.interest} đồng "
            f"(gốc {owed.payable}, lãi {owed.interest}). Thu đúng số phải trả.",
            en=f"{amount} đồng exceed what is owed, {owed.payable + owed.interest} "
            f"(principal {owed.payable}, interest {owed.interest}). Collect what is owed.",
        )
    principal = interest = 0
    for name in order:
        taken = min(amount - principal - interest, owed.part(name))
        if "interest" in name:
            interest += taken
        else:
            principal += taken
    return principal, interest


def check_parts(principal: int, interest: int, owed: Position, lowest_outstanding: int) -> None:
    """Refuse a voucher whose parts exceed what is owed on its day or on any later day already booked."""
    limits = (
        ("principal", principal, min(owed.payable, lowest_outstanding), "gốc", "principal"),
        ("interest", interest, owed.interest, "lãi", "interest"),
    )
    for name, value, limit, vi, en in limits:
        if value > limit:
            raise Refusal(
                "overpayment",
                field=name,
                value=value,
                vi=f"Phần {vi} {value} đồng lớn hơn số còn phải trả {limit} đồng. Sửa lại phần {vi}.",
                en=f"The {en} part, {value} đồng, exceeds what is owed, {limit}. Correct the {en} part.",
            )
