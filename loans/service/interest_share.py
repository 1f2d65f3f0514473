"""The shares of collected interest of a source, and its distribution by them (DOMAIN §1.5, §6.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain import fund, interest_share
from loans.domain.fund import Account, Source
from loans.domain.interest_share import InterestShares, check_shares, distribution, shared_interest
from loans.domain.refusal import Refusal
from loans.domain.turnover import DISTRIBUTED
from loans.service.checks import unmoved
from loans.service.fund import held
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Distribution:
    """Interest distributed: ``amount`` đồng, its parts, and the shares by which it was shared."""

    source: Source
    amount: int
    parts: Mapping[str, int]
    shares: InterestShares


def set_interest_shares(
    uow: UnitOfWork,
    *,
    today: date,
    source_id: int,
    expected: int,
    since: date,
    shares: Mapping[str, str],
    cites: Sequence[str],
) -> Source:
    """Set the shares of a source from a day on: each part of ``interest_share.PARTS`` in per cent, 100 in all.

    ``cites`` names the decision with its number and article. A later setting does not touch what was distributed.
    Raises ``Refusal`` (``shares_refused``, ``shares_not_100``, ``decision_missing``) and ``Conflict`` (``stale``).
    """
    check_shares(shares)
    if not any(cite.strip() for cite in cites):
        raise _uncited()
    uow.funds.get(source_id)
    unmoved(uow, source_id, expected)
    body = {"since": since, "shares": dict(shares), "cites": list(cites)}
    booked = uow.entries.append(source_id, expected, "interest_shares_set", today, body)
    uow.funds.add_shares(booked, source_id, since, shares)
    return uow.funds.get(source_id)


def distribute_interest(
    uow: UnitOfWork,
    *,
    today: date,
    source_id: int,
    expected: int,
    on: date,
    decision: str,
    amount: int | None = None,
) -> Distribution:
    """Distribute collected interest by the shares in force on the day; the parts add up to the amount exactly.

    Without an ``amount``: all that is undistributed at the end of ``on`` and on every later day. Raises
    ``Refusal``: ``interest_shares_unset``, ``interest_short`` beyond what is undistributed on every day from
    ``on`` on, ``nothing_to_distribute``, and those of ``loans.service.fund.held``.
    """
    source = held(
        uow,
        today=today,
        source_id=source_id,
        expected=expected,
        amount=1 if amount is None else amount,
        on=on,
        decision=decision,
    )
    shares = interest_share.in_force(uow.funds.shares(source_id), on, source=source)
    changes = uow.funds.changes(source_id, Account.INTEREST_UNDISTRIBUTED)
    total = _all_of(-fund.highest_from(on, changes), on) if amount is None else amount
    fund.within_undistributed(total, changes, on, source=source)
    parts = shared_interest(total, shares.shares)
    body = {
        "amount": total,
        "decision": decision,
        "parts": parts,
        "shares": dict(shares.shares),
        "shares_since": shares.since,
    }
    booked = uow.entries.append(source_id, expected, DISTRIBUTED, on, body)
    uow.funds.post(booked, on, distribution(source_id, parts))
    return Distribution(uow.funds.get(source_id), total, parts, shares)


def _all_of(undistributed: int, on: date) -> int:
    if undistributed <= 0:
        raise Refusal(
            "nothing_to_distribute",
            field="on",
            value=on.isoformat(),
            vi=f"Không có lãi chưa phân phối từ ngày {on:%d/%m/%Y}. Chọn ngày sau khi đã thu lãi.",
            en=f"No interest is undistributed from {on} on. Choose a day after interest was collected.",
        )
    return undistributed


def _uncited() -> Refusal:
    return Refusal(
        "decision_missing",
        field="cites",
        value=None,
        vi="Thiếu căn cứ của tỷ lệ phân phối lãi. Ghi số quyết định và điều khoản.",
        en="What the shares rest on is missing. Give the number of the decision and its article.",
    )
