"""Capital of a source: where every entrusted đồng stands, by double entry (DOMAIN §6.9–6.11).

A source (nguồn vốn) holds capital that a budget entrusted under a decision. Every entry that moves its
money writes postings whose signed sum is zero; the table ``POSTINGS`` is the only place that says which.
A posting is never edited: a correction books the same postings with the other sign.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from loans.domain.refusal import Refusal


class Account(StrEnum):
    """Accounts of one source; assets are positive, what is owed out of them (credit) is negative."""

    ENTRUSTED = "entrusted"  # vốn nhận ủy thác, thuần (credit)
    AVAILABLE = "available"  # vốn khả dụng
    COMMITTED = "committed"  # đã phê duyệt, chưa giải ngân
    OUTSTANDING = "outstanding"  # dư nợ gốc
    LOSS = "loss"  # gốc đã xóa, chưa được bù đắp
    INTEREST_CASH = "interest_cash"  # tiền lãi đã thu còn giữ
    INTEREST_UNDISTRIBUTED = "interest_undistributed"  # lãi đã thu chưa phân phối (credit)
    PROVISION_CASH = "provision_cash"  # tiền của quỹ dự phòng
    PROVISION = "provision"  # quỹ dự phòng rủi ro (credit)


class Movement(StrEnum):
    """What moves a source's money."""

    ENTRUSTED = "capital_entrusted"
    SUPPLEMENTED = "capital_supplemented"
    WITHDRAWN = "capital_withdrawn"
    REDUCED = "capital_reduced"
    COMMITTED = "loan_committed"
    RELEASED = "commitment_released"
    DISBURSED = "loan_disbursed"
    OPENED = "loan_opened"
    PRINCIPAL_REPAID = "principal_repaid"
    WRITTEN_OFF = "principal_written_off"
    COVERED = "loss_covered"
    RECOVERED_BEFORE_COVER = "recovered_before_cover"
    RECOVERED_AFTER_COVER = "recovered_after_cover"
    INTEREST_COLLECTED = "interest_collected"
    INTEREST_REFUNDED = "interest_refunded"
    INTEREST_TO_PROVISION = "interest_to_provision"
    INTEREST_TO_CAPITAL = "interest_to_capital"
    INTEREST_PAID_OUT = "interest_paid_out"


Leg = tuple[Account, int]
"""An account, and +1 where the movement's amount is added to it, −1 where it is taken from it."""


def _legs(gain: Account, give: Account, *more: Leg) -> tuple[Leg, ...]:
    return ((gain, 1), (give, -1), *more)


_A = Account
_OUT_OF_INTEREST: tuple[Leg, ...] = ((_A.INTEREST_UNDISTRIBUTED, 1), (_A.INTEREST_CASH, -1))
_OUT_OF_PROVISION: tuple[Leg, ...] = ((_A.PROVISION, 1), (_A.PROVISION_CASH, -1))

POSTINGS: Mapping[Movement, tuple[Leg, ...]] = {
    # the account that gains, the account that gives, and where cash passes between two purses their legs too
    Movement.ENTRUSTED: _legs(_A.AVAILABLE, _A.ENTRUSTED),
    Movement.SUPPLEMENTED: _legs(_A.AVAILABLE, _A.ENTRUSTED),
    Movement.WITHDRAWN: _legs(_A.ENTRUSTED, _A.AVAILABLE),
    Movement.REDUCED: _legs(_A.ENTRUSTED, _A.LOSS),
    Movement.COMMITTED: _legs(_A.COMMITTED, _A.AVAILABLE),
    Movement.RELEASED: _legs(_A.AVAILABLE, _A.COMMITTED),
    Movement.DISBURSED: _legs(_A.OUTSTANDING, _A.COMMITTED),
    Movement.OPENED: _legs(_A.OUTSTANDING, _A.AVAILABLE),
    Movement.PRINCIPAL_REPAID: _legs(_A.AVAILABLE, _A.OUTSTANDING),
    Movement.WRITTEN_OFF: _legs(_A.LOSS, _A.OUTSTANDING),
    Movement.COVERED: _legs(_A.AVAILABLE, _A.LOSS, *_OUT_OF_PROVISION),
    Movement.RECOVERED_BEFORE_COVER: _legs(_A.AVAILABLE, _A.LOSS),
    Movement.RECOVERED_AFTER_COVER: _legs(_A.PROVISION_CASH, _A.PROVISION),
    Movement.INTEREST_COLLECTED: _legs(_A.INTEREST_CASH, _A.INTEREST_UNDISTRIBUTED),
    Movement.INTEREST_REFUNDED: _OUT_OF_INTEREST,
    Movement.INTEREST_TO_PROVISION: _legs(_A.PROVISION_CASH, _A.PROVISION, *_OUT_OF_INTEREST),
    Movement.INTEREST_TO_CAPITAL: _legs(_A.AVAILABLE, _A.ENTRUSTED, *_OUT_OF_INTEREST),
    Movement.INTEREST_PAID_OUT: _OUT_OF_INTEREST,
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
    """One signed amount in đồng on one account of one source; its day is that of its entry."""

    source_id: int
    account: Account
    amount: int


def postings(movement: Movement, source_id: int, amount: int) -> tuple[Posting, ...]:
    """The postings of a movement of ``amount`` đồng, by the table; they cancel out."""
    return tuple(Posting(source_id, account, sign * amount) for account, sign in POSTINGS[movement])


def reversed_postings(booked: Iterable[Posting]) -> tuple[Posting, ...]:
    """The postings that undo some: the same accounts, the other signs (a correction is a new entry)."""
    return tuple(Posting(part.source_id, part.account, -part.amount) for part in booked)


@dataclass(frozen=True, slots=True)
class Statement:
    """A source's balances at the end of a day, in đồng (bảng cân đối nguồn vốn, §6.9).

    ``entrusted`` is net: entrusted + supplemented − withdrawn − reduced. ``at_risk`` (overdue + frozen
    principal) is computed from the loans, never posted: the caller gives it, None where it was not computed.
    ``committed_on_forecast`` is what of ``committed`` rests on forecast recovery (§6.10).
    """

    entrusted: int
    available: int
    committed: int
    outstanding: int
    interest_undistributed: int
    loss_uncovered: int = 0
    provision: int = 0
    at_risk: int | None = None
    committed_on_forecast: int = 0

    @property
    def held(self) -> int:
        """Capital that is still there: available, committed or lent."""
        return self.available + self.committed + self.outstanding

    @property
    def preserved(self) -> bool:
        """Whether net entrusted = available + committed + outstanding + loss not yet covered (§6.9)."""
        return self.entrusted == self.held + self.loss_uncovered

    @property
    def preservation(self) -> str | None:
        """What is still there ÷ net entrusted (tỷ lệ bảo toàn vốn), see ``percent_of``."""
        return percent_of(self.held, self.entrusted)


def statement(balances: Mapping[str, int], *, at_risk: int | None = None, on_forecast: int = 0) -> Statement:
    """A statement out of the summed postings per account, in đồng."""
    return Statement(
        entrusted=-balances.get(Account.ENTRUSTED, 0),
        available=balances.get(Account.AVAILABLE, 0),
        committed=balances.get(Account.COMMITTED, 0),
        outstanding=balances.get(Account.OUTSTANDING, 0),
        interest_undistributed=-balances.get(Account.INTEREST_UNDISTRIBUTED, 0),
        loss_uncovered=balances.get(Account.LOSS, 0),
        provision=-balances.get(Account.PROVISION, 0),
        at_risk=at_risk,
        committed_on_forecast=on_forecast,
    )


def percent_of(part: int, whole: int) -> str | None:
    """``part ÷ whole`` in per cent as exact text, two decimals, halves up; None where ``whole`` is not above 0."""
    if whole <= 0:
        return None
    hundredths = (2 * 10_000 * part + whole) // (2 * whole)
    sign, size = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{size // 100}.{size % 100:02d}"


def evenings(day: date, changes: Iterable[tuple[date, int]]) -> Iterator[tuple[date, int]]:
    """The balance at the end of ``day`` and of each later day on which it changes, out of (day, change) pairs."""
    ordered = sorted(changes)
    balance = sum(change for on, change in ordered if on <= day)
    yield day, balance
    for on, of_day in groupby((pair for pair in ordered if pair[0] > day), key=itemgetter(0)):
        balance += sum(change for _, change in of_day)
        yield on, balance


def lowest_from(day: date, changes: Iterable[tuple[date, int]]) -> int:
    """The lowest end-of-day balance on any day from ``day`` on (§6.11)."""
    return min(balance for _, balance in evenings(day, changes))


def highest_from(day: date, changes: Iterable[tuple[date, int]]) -> int:
    """The highest end-of-day balance on any day from ``day`` on."""
    return -lowest_from(day, [(on, -change) for on, change in changes])


def first_below(day: date, changes: Iterable[tuple[date, int]]) -> date | None:
    """The first day from ``day`` on that ends below zero; None where none does."""
    return next((on for on, balance in evenings(day, changes) if balance < 0), None)


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


def within_loss(amount: int, changes: Sequence[tuple[date, int]], day: date, *, source: Source) -> None:
    """Refuse to cover or reduce more than the loss (account LOSS) left uncovered on every day from ``day`` on."""
    lowest = lowest_from(day, changes)
    if amount > lowest:
        raise Refusal(
            "beyond_uncovered_loss",
            field="amount",
            value=amount,
            vi=f"Nguồn vốn {source.code} chỉ còn {lowest} đồng tổn thất chưa bù đắp từ ngày {day:%d/%m/%Y}. "
            f"Ghi số tiền không quá {max(lowest, 0)} đồng hoặc ghi nhận quyết định xóa nợ trước.",
            en=f"Source {source.code} has only {lowest} đồng of loss not yet covered from {day} on. "
            f"Give at most {max(lowest, 0)} đồng, or record the write-off first.",
        )


def within_provision(amount: int, changes: Sequence[tuple[date, int]], day: date, *, source: Source) -> None:
    """Refuse to use more provision (account PROVISION, credit) than stands on every day from ``day`` on."""
    lowest = -highest_from(day, changes)
    if amount > lowest:
        raise Refusal(
            "provision_short",
            field="amount",
            value=amount,
            vi=f"Quỹ dự phòng của nguồn vốn {source.code} chỉ còn {lowest} đồng từ ngày {day:%d/%m/%Y}, thiếu "
            f"{amount - lowest} đồng. Giảm số tiền, hoặc phân phối lãi vào dự phòng trước.",
            en=f"The provision of source {source.code} holds only {lowest} đồng from {day} on, {amount - lowest} "
            "short. Lower the amount, or distribute interest to the provision first.",
        )


def within_undistributed(amount: int, changes: Sequence[tuple[date, int]], day: date, *, source: Source) -> None:
    """Refuse to distribute more interest (INTEREST_UNDISTRIBUTED, credit) than stands on every day from ``day`` on."""
    lowest = -highest_from(day, changes)
    if amount > lowest:
        raise Refusal(
            "interest_short",
            field="amount",
            value=amount,
            vi=f"Nguồn vốn {source.code} chỉ còn {lowest} đồng lãi chưa phân phối từ ngày {day:%d/%m/%Y}, thiếu "
            f"{amount - lowest} đồng. Giảm số tiền hoặc chọn ngày sau khi đã thu lãi.",
            en=f"Source {source.code} has only {lowest} đồng of interest undistributed from {day} on, "
            f"{amount - lowest} short. Lower the amount, or choose a day after the interest was collected.",
        )
