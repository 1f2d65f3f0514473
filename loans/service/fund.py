"""Capital: sources, and what was entrusted to them, supplemented, withdrawn, reduced, covered, under cited decisions.

Each change names the decision on which it rests, is checked on every day from its own on (§6.11), and writes
its postings in the transaction of its entry. Amounts are whole đồng.
"""

from dataclasses import dataclass
from datetime import date

from loans.domain import fund
from loans.domain.fund import Account, Movement, Source, Statement, postings, statement
from loans.domain.refusal import Refusal
from loans.domain.turnover import (
    CapitalTurnover,
    InterestTurnover,
    LossTurnover,
    ProvisionTurnover,
    capital_turnover,
    interest_turnover,
    loss_turnover,
    provision_turnover,
)
from loans.service.checks import happened, open_period, unmoved
from loans.service.commitment.forecast import resting_changes
from loans.service.unit_of_work import UnitOfWork


def open_source(uow: UnitOfWork, *, today: date, code: str, name: str, level: str, investor_code: str) -> Source:
    """Open a source of capital; its code is unique."""
    body = {"code": code, "name": name, "level": level, "investor_code": investor_code}
    booked = uow.entries.open("source", code, "source_opened", today, body)
    uow.funds.add(booked, code, name, level, investor_code)
    return uow.funds.get(booked.stream_id)


def entrust(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """Entrust capital (vốn nhận ủy thác) to a source under a decision, effective on its day; amount in đồng."""
    source = held(uow, today=today, source_id=source_id, expected=expected, amount=amount, on=on, decision=decision)
    return _booked(uow, Movement.ENTRUSTED, source, amount, on, decision)


def supplement(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """Add capital out of the budget (vốn bổ sung) under a decision; interest is added by a distribution instead."""
    source = held(uow, today=today, source_id=source_id, expected=expected, amount=amount, on=on, decision=decision)
    return _booked(uow, Movement.SUPPLEMENTED, source, amount, on, decision)


def withdraw(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """Give capital back to the budget (rút vốn ủy thác): at most what is available on every day from ``on`` on.

    Raises ``Refusal`` ``source_short`` beyond that.
    """
    source = held(uow, today=today, source_id=source_id, expected=expected, amount=amount, on=on, decision=decision)
    fund.cover(amount, uow.funds.changes(source_id, Account.AVAILABLE), on, source=source)
    return _booked(uow, Movement.WITHDRAWN, source, amount, on, decision)


def reduce(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """Reduce entrusted capital by a loss that nothing covers (giảm vốn ủy thác): at most the loss uncovered.

    Raises ``Refusal`` ``beyond_uncovered_loss``.
    """
    source = held(uow, today=today, source_id=source_id, expected=expected, amount=amount, on=on, decision=decision)
    fund.within_loss(amount, uow.funds.changes(source_id, Account.LOSS), on, source=source)
    return _booked(uow, Movement.REDUCED, source, amount, on, decision)


def cover_loss(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """Pay a loss out of the provision (bù đắp tổn thất): at most the loss uncovered, and what the provision holds.

    Raises ``Refusal`` ``beyond_uncovered_loss`` or ``provision_short``.
    """
    source = held(uow, today=today, source_id=source_id, expected=expected, amount=amount, on=on, decision=decision)
    fund.within_loss(amount, uow.funds.changes(source_id, Account.LOSS), on, source=source)
    fund.within_provision(amount, uow.funds.changes(source_id, Account.PROVISION), on, source=source)
    return _booked(uow, Movement.COVERED, source, amount, on, decision)


def statement_of(uow: UnitOfWork, *, source_id: int, as_of: date, at_risk: int | None = None) -> Statement:
    """The balances of a source at the end of a day, as known by this unit of work.

    ``at_risk`` is overdue + frozen principal, which the caller computes from the loans; None where it did not.
    """
    on_forecast = sum(change for on, change in resting_changes(uow, source_id) if on <= as_of)
    return statement(uow.funds.balances(source_id, as_of), at_risk=at_risk, on_forecast=on_forecast)


@dataclass(frozen=True, slots=True)
class Turnover:
    """How a source's capital, loss, interest and provision moved from ``since`` to ``as_of``, both included."""

    since: date
    as_of: date
    capital: CapitalTurnover
    loss: LossTurnover
    interest: InterestTurnover
    provision: ProvisionTurnover


def turnover_of(uow: UnitOfWork, *, source_id: int, since: date, as_of: date) -> Turnover:
    """The turnover of a source over a period; its closing figures are those of ``statement_of``.

    Raises ``Refusal`` ``period_reversed`` where ``since`` is after ``as_of``.
    """
    if since > as_of:
        raise Refusal(
            "period_reversed",
            field="since",
            value=since.isoformat(),
            vi=f"Ngày đầu kỳ {since:%d/%m/%Y} sau ngày cuối kỳ {as_of:%d/%m/%Y}. Chọn lại hai ngày.",
            en=f"The period begins on {since}, after its last day {as_of}. Choose the two days again.",
        )
    balances = uow.funds.balances(source_id, as_of)

    def of(account: Account, sign: int = -1) -> tuple[int, dict[str, int]]:
        """What stands at the end, and what moved by entry kind; credit accounts with the sign turned."""
        moved = uow.funds.moved(source_id, account, since, as_of)
        return sign * balances.get(account, 0), {kind: sign * amount for kind, amount in moved.items()}

    return Turnover(
        since=since,
        as_of=as_of,
        capital=capital_turnover(*of(Account.ENTRUSTED)),
        loss=loss_turnover(*of(Account.LOSS, sign=1)),
        interest=interest_turnover(*of(Account.INTEREST_UNDISTRIBUTED)),
        provision=provision_turnover(*of(Account.PROVISION)),
    )


@dataclass(frozen=True, slots=True)
class Shortage:
    """A source whose available capital is below zero (§6.11).

    ``lowest`` is its lowest evening and ``first_on`` the first that ends below zero, from the day asked on;
    ``available`` is what stands at the end of that day itself. In đồng.
    """

    source: Source
    lowest: int
    first_on: date
    available: int


def shortage_of(uow: UnitOfWork, *, source_id: int, since: date) -> int:
    """What a source lacks on its lowest day from ``since`` on, in đồng; 0 where it never is below zero.

    What approvals rest on forecast recovery is no lack (§6.10).
    """
    return max(0, -fund.lowest_from(since, _explained(uow, source_id)))


def below_zero(uow: UnitOfWork, *, since: date) -> list[Shortage]:
    """Sources whose available capital is below zero on any day from ``since`` on, the deepest first (§6.11)."""
    found = []
    for source in uow.funds.all():
        changes = _explained(uow, source.id)
        first_on = fund.first_below(since, changes)
        if first_on is not None:
            available = sum(change for on, change in changes if on <= since)
            found.append(Shortage(source, fund.lowest_from(since, changes), first_on, available))
    return sorted(found, key=lambda short: (short.lowest, short.source.code))


def _explained(uow: UnitOfWork, source_id: int) -> list[tuple[date, int]]:
    """The changes of the available balance, and of what of it approvals rest on forecast recovery."""
    changes = list(uow.funds.changes(source_id, Account.AVAILABLE))
    never = fund.first_below(date.min, changes) is None
    return changes if never else [*changes, *resting_changes(uow, source_id)]


def held(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """A source locked for a change of its capital, after the checks that every such change passes.

    Raises ``Refusal`` (``day_in_future``, ``amount_not_positive``, ``decision_missing``, ``period_closed``) and
    ``Conflict`` (``stale``).
    """
    happened(on, today, "on")
    _positive(amount)
    _cited(decision)
    source = uow.funds.get(source_id)
    unmoved(uow, source_id, expected)
    open_period(uow, on)
    uow.lock(source=source_id)
    return source


def _booked(uow: UnitOfWork, movement: Movement, source: Source, amount: int, on: date, decision: str) -> Source:
    """The entry of a movement and, in the same transaction, its postings."""
    body = {"amount": amount, "decision": decision}
    booked = uow.entries.append(source.id, source.sequence, movement, on, body)
    uow.funds.post(booked, on, postings(movement, source.id, amount))
    return uow.funds.get(source.id)


def _positive(amount: int) -> None:
    if amount <= 0:
        raise Refusal(
            "amount_not_positive",
            field="amount",
            value=amount,
            vi="Số tiền phải lớn hơn 0. Nhập số đồng của quyết định.",
            en="The amount must be more than 0. Give the đồng of the decision.",
            cites=("Luật 74/2025/QH15 Đ.8",),
        )


def _cited(decision: str) -> None:
    if not decision.strip():
        raise Refusal(
            "decision_missing",
            field="decision",
            value=decision,
            vi="Thiếu số quyết định. Mọi thay đổi vốn phải theo quyết định; ghi số và ngày của quyết định.",
            en="The decision is missing. Every change of capital rests on one; give its number and day.",
            cites=("Luật 74/2025/QH15 Đ.8",),
        )
