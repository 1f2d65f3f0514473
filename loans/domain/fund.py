"""Capital of a source: where every entrusted đồng stands, by double entry (DOMAIN §6.9–6.11).

A source (nguồn vốn) holds capital that a budget entrusted under a decision. Every entry that moves its
money writes postings whose signed sum is zero; the table ``POSTINGS`` is the only place that says which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loans.domain.refusal import Refusal


class Account(StrEnum):
    """Accounts of one source; assets are positive, what is owed to the entrusting budget is negative."""

    ENTRUSTED = "entrusted"  # vốn nhận ủy thác
    AVAILABLE = "available"  # vốn khả dụng
    COMMITTED = "committed"  # đã phê duyệt, chưa giải ngân
    OUTSTANDING = "outstanding"  # dư nợ gốc
    INTEREST_CASH = "interest_cash"  # lãi đã thu
    INTEREST_UNDISTRIBUTED = "interest_undistributed"  # lãi đã thu chưa phân phối


class Movement(StrEnum):
    """What moves a source's money."""

    ENTRUSTED = "capital_entrusted"
    COMMITTED = "loan_committed"
    RELEASED = "commitment_released"
    DISBURSED = "loan_disbursed"
    PRINCIPAL_REPAID = "principal_repaid"
    INTEREST_COLLECTED = "interest_collected"


POSTINGS: dict[Movement, tuple[Account, Account]] = {
    # movement: (account that gains, account that gives)
    Movement.ENTRUSTED: (Account.AVAILABLE, Account.ENTRUSTED),
    Movement.COMMITTED: (Account.COMMITTED, Account.AVAILABLE),
    Movement.RELEASED: (Account.AVAILABLE, Account.COMMITTED),
    Movement.DISBURSED: (Account.OUTSTANDING, Account.COMMITTED),
    Movement.PRINCIPAL_REPAID: (Account.AVAILABLE, Account.OUTSTANDING),
    Movement.INTEREST_COLLECTED: (Account.INTEREST_CASH, Account.INTEREST_UNDISTRIBUTED),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A source of capital: its code, name, level (central / local), and investor code (mã nhà đầu tư)."""

    id: int
    code: str
    name: str
    level: str
    investor_code: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """One signed amount on one account of one source, on its effective day."""

    source_id: int
    account: Account
    amount: int


def postings(movement: Movement, source_id: int, amount: int) -> tuple[Posting, Posting]:
    """The two postings of a movement; they cancel out."""
    gains, gives = POSTINGS[movement]
    return Posting(source_id, gains, amount), Posting(source_id, gives, -amount)


@dataclass(frozen=True, slots=True)
class Statement:
    """A source's balances at the end of a day, in đồng (bảng cân đối nguồn vốn)."""

    entrusted: int
    available: int
    committed: int
    outstanding: int
    interest_undistributed: int

    @property
    def preserved(self) -> bool:
        """Whether net entrusted = available + committed + outstanding (§6.9)."""
        return self.entrusted == self.available + self.committed + self.outstanding


def statement(balances: dict[str, int]) -> Statement:
    """A statement out of the summed postings per account."""
    return Statement(
        entrusted=-balances.get(Account.ENTRUSTED, 0),
        available=balances.get(Account.AVAILABLE, 0),
        committed=balances.get(Account.COMMITTED, 0),
        outstanding=balances.get(Account.OUTSTANDING, 0),
        interest_undistributed=-balances.get(Account.INTEREST_UNDISTRIBUTED, 0),
    )


def lowest_from(day: date, changes: Iterable[tuple[date, int]]) -> int:
    """The lowest end-of-day balance on any day from ``day`` on, out of (day, change) pairs (§6.11)."""
    ordered = sorted(changes)
    balance = sum(change for on, change in ordered if on <= day)
    lowest = balance
    later: dict[date, int] = {}
    for on, change in ordered:
        if on > day:
            later[on] = later.get(on, 0) + change
    for change in later.values():
        balance += change
        lowest = min(lowest, balance)
    return lowest


def highest_from(day: date, changes: Iterable[tuple[date, int]]) -> int:
    """The highest end-of-day balance on any day from ``day`` on."""
    return -lowest_from(day, [(on, -change) for on, change in changes])


def cover(amount: int, changes: Sequence[tuple[date, int]], day: date, *, source: Source) -> None:
    """Refuse an amount that the source could not pay on every day from its effective day on."""
    lowest = lowest_from(day, changes)
    if amount > lowest:
        raise Refusal(
            "source_short",
            field="amount",
            value=amount,
            vi=f"Nguồn vốn {source.code} chỉ còn {lowest} đồng khả dụng từ ngày {day:%d/%m/%Y}, thiếu "
            f"{amount - lowest} đồng. Giảm số tiền hoặc ghi nhận bổ sung vốn theo quyết định.",
            en=f"Source {source.code} has only {lowest} đồng available from {day} on, {amount - lowest} short. "
            "Lower the amount or record supplementary capital under its decision.",
            cites=("Luật 74/2025/QH15 Đ.8",),
        )
