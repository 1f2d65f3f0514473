"""How collected interest is shared: provision, management fee, management expense, capital (DOMAIN §1.5, §6.9).

The shares are each source's own, dated, and unset until an operator sets them: the law's percentages are not
known for sure. They are decimal texts in per cent that add up to exactly 100; no share is rounded.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from loans.domain.fund import Movement, Posting, Source, postings
from loans.domain.refusal import Faults, Refusal

CAPITAL, PROVISION, FEE, EXPENSE = PARTS = ("capital", "provision", "management_fee", "management_expense")
"""The parts, in the order in which they are shown; of equal largest shares the first takes the rest."""

MOVEMENTS: Mapping[str, Movement] = {
    CAPITAL: Movement.INTEREST_TO_CAPITAL,
    PROVISION: Movement.INTEREST_TO_PROVISION,
    FEE: Movement.INTEREST_PAID_OUT,
    EXPENSE: Movement.INTEREST_PAID_OUT,
}

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class InterestShares:
    """The shares of a source from a day on, in per cent as decimal text, with what they rest on."""

    since: date
    shares: Mapping[str, str]
    cites: tuple[str, ...]


def check_shares(shares: Mapping[str, str]) -> None:
    """Refuse shares that do not name each part once as decimal text, or do not add up to exactly 100 %."""
    faults = Faults()
    for part in dict.fromkeys([*PARTS, *shares]):
        given = shares.get(part)
        if part not in PARTS or not isinstance(given, str) or not _PERCENT.fullmatch(given):
            faults.add(
                part,
                "share_not_percent",
                field=part,
                value=given,
                vi=f"Tỷ lệ «{part}» không hợp lệ. Ghi đủ bốn phần {', '.join(PARTS)}, mỗi phần là số thập phân "
                'dạng chuỗi, ví dụ "12.5"; phần không chia ghi "0".',
                en=f"Share “{part}” is not valid. Give each of {', '.join(PARTS)} as decimal text such as "
                '"12.5"; a part without a share is "0".',
            )
    faults.refuse(
        "shares_refused",
        vi="Tỷ lệ phân phối lãi không hợp lệ. Sửa các phần nêu dưới đây.",
        en="The shares of interest are not valid. Correct the parts named below.",
    )
    total = sum((Fraction(share) for share in shares.values()), Fraction(0))
    if total != 100:
        raise _not_whole(total)


def _not_whole(total: Fraction) -> Refusal:
    text = _decimal(total)
    return Refusal(
        "shares_not_100",
        field="shares",
        value=text,
        vi=f"Các tỷ lệ cộng lại bằng {text.replace('.', ',')} %, phải bằng đúng 100 %. Sửa lại các tỷ lệ.",
        en=f"The shares add up to {text} %, and must be exactly 100 %. Correct them.",
    )


def _decimal(exact: Fraction) -> str:
    """A sum of shares as text; each ends at the sixth decimal, so nothing is rounded."""
    whole, rest = divmod(int(exact * 10**6), 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def in_force(history: Iterable[InterestShares], day: date, *, source: Source) -> InterestShares:
    """The shares in force on a day: the latest ``since`` not after it, of the same day the last recorded.

    ``history`` is in the order of recording. Refused where nothing is set for the day.
    """
    found = None
    for shares in history:
        if shares.since <= day and (found is None or shares.since >= found.since):
            found = shares
    if found is None:
        raise Refusal(
            "interest_shares_unset",
            field="on",
            value=day.isoformat(),
            vi=f"Nguồn vốn {source.code} chưa có tỷ lệ phân phối lãi cho ngày {day:%d/%m/%Y}. Ghi nhận các tỷ lệ "
            "(cộng lại bằng 100 %) cùng căn cứ, hiệu lực từ ngày đó hoặc trước đó, rồi phân phối.",
            en=f"Source {source.code} has no shares of interest for {day}. Set them (adding up to 100 %) with "
            "what they rest on, from that day or before, then distribute.",
            cites=("Thông tư 11/2017/TT-BTC", "Thông tư 84/2025/TT-BTC"),
        )
    return found


def shared_interest(amount: int, shares: Mapping[str, str]) -> dict[str, int]:
    """``amount`` đồng by the shares; the parts add up to it exactly, whatever it is.

    Each part is its exact share rounded down to the đồng; the few đồng left (at most 3) go to the largest
    share, of equal ones to the first in the order of ``PARTS``. A share of 0 so never gets anything.
    """
    exact = {part: Fraction(shares[part]) for part in PARTS}
    parts = {part: int(amount * share / 100) for part, share in exact.items()}
    largest = max(PARTS, key=exact.__getitem__)
    parts[largest] += amount - sum(parts.values())
    return parts


def distribution(source_id: int, parts: Mapping[str, int]) -> list[Posting]:
    """The postings of a distribution: each part above 0 moves to where it belongs."""
    return [
        posting for part, amount in parts.items() if amount for posting in postings(MOVEMENTS[part], source_id, amount)
    ]
