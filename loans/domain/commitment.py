"""A commitment (cam kết cho vay): approved principal not yet disbursed, and how it ends (DOMAIN §6.10).

It ends, dated and booked, by full disbursement, withdrawal, cut, release, expiry or at the close of its plan year, when
a person releases it or carries it to the next year. No day ends it by itself; an expired one is merely not paid out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from loans.domain.refusal import Refusal

CITES = ("Cách hiểu của sản phẩm, mục 6.10",)


class Ending(StrEnum):
    """How a commitment, or a part of it, ends before it is paid out; the value is the kind of its entry."""

    RELEASED = "commitment_released"  # giải tỏa toàn bộ phần chưa giải ngân
    CUT = "commitment_cut"  # cắt giảm một phần
    EXPIRED = "commitment_expired"  # hết hiệu lực, có người ghi nhận


class Carried(StrEnum):
    """The two entries by which a commitment moves from one plan year to the next."""

    FROM = "commitment_carried_from"  # ra khỏi kế hoạch năm cũ
    TO = "commitment_carried_to"  # vào kế hoạch năm sau


class State(StrEnum):
    """What has become of the sum that a contract commits."""

    OPEN = "open"  # còn phần chưa giải ngân
    DISBURSED = "disbursed"  # giải ngân đủ
    CUT = "cut"  # giải ngân một phần, phần còn lại đã giải tỏa
    CANCELLED = "cancelled"  # hợp đồng hủy: chưa giải ngân đồng nào


class Fate(StrEnum):
    """What a person decides of an open commitment at the close of its plan year."""

    RELEASE = "release"  # giải tỏa
    CARRY = "carry"  # chuyển sang năm sau


BEGINNINGS = ("application_approved", Carried.TO.value)
"""The kinds of entries from whose day the days until expiry are counted."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is left of one approval under one plan year, in đồng.

    ``since`` is the day of the approval or of the last carrying; ``paid`` is what the approval has paid out under
    whatever year. ``loan_id`` and ``contract_no`` are empty until the contract is signed.
    """

    application_id: int
    loan_id: int | None
    contract_no: str
    borrower_id: int
    source_id: int
    commune: str
    year: int
    since: date
    left: int
    paid: int

    @property
    def stream_id(self) -> int:
        """Where its entries are written: the loan's once there is one, the application's before."""
        return self.application_id if self.loan_id is None else self.loan_id


def state_of(amount: int, *, paid: int, left: int) -> State:
    """What has become of a contract of ``amount`` đồng of which ``paid`` was disbursed and ``left`` may still be."""
    if left:
        return State.OPEN
    if not paid:
        return State.CANCELLED
    return State.CUT if paid < amount else State.DISBURSED


def last_day(held: Commitment, days: int | None) -> date | None:
    """The last day on which it may be paid out for the first time; None: it never expires (``days`` unset)."""
    return None if days is None or held.paid else held.since + timedelta(days=days)


def expired(held: Commitment, days: int | None, on: date) -> bool:
    """Whether nothing of it was paid out and its days are over."""
    last = last_day(held, days)
    return last is not None and on > last


def waiting(parts: Sequence[tuple[int, int]], lowest: int) -> tuple[Mapping[int, int], int]:
    """What of commitments that rest on forecast recovery has no capital yet, and what no forecast explains; đồng.

    ``parts`` are (application, đồng resting on the forecast) in the order of approval, ``lowest`` the lowest available
    balance: the newest approval waits first, so a commitment that capital covered is never kept waiting by a later one.
    """
    lack, found = max(0, -lowest), {}
    for application_id, amount in reversed(parts):
        found[application_id] = min(amount, lack)
        lack -= found[application_id]
    return found, lack


def resting(part: int, moves: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """How the part of an approval that rests on forecast recovery changed: (day, đồng ±).

    ``moves`` are the changes of the whole commitment. What capital covers is paid out first, so the part on forecast is
    min(``part``, what is left).
    """
    changes: list[tuple[date, int]] = []
    left = before = 0
    for day, amount in sorted(moves):
        left += amount
        now = min(part, max(left, 0))
        changes.append((day, now - before))
        before = now
    return changes


def in_year(held: Sequence[Commitment], on: date, amount: int) -> None:
    """Refuse to pay out on a day what is committed under the plan of another year (§6.10)."""
    own = sum(each.left for each in held if each.year == on.year)
    if amount <= own:
        return
    others = sorted({each.year for each in held if each.year != on.year})
    years = ", ".join(str(year) for year in others)
    raise Refusal(
        "commitment_of_other_year",
        field="on",
        value=on.isoformat(),
        vi=f"Cam kết này thuộc kế hoạch năm {years}, ngày {on:%d/%m/%Y} thuộc năm {on.year} (cam kết của năm "
        f"{on.year} còn {own} đồng). Chuyển cam kết sang năm sau khi khóa kế hoạch năm, hoặc giải tỏa rồi phê duyệt "
        "lại; ngày giải ngân phải thuộc năm kế hoạch của cam kết. Chứng từ cũ ghi muộn: hủy bút toán chuyển năm trước.",
        en=f"This is committed under the plan of {years}; {on} is of {on.year}, under which {own} đồng are left. "
        "Carry it to the next year when the plan year is closed, or release it and approve anew; the day of a "
        "disbursement lies in the plan year of its commitment. For a late voucher reverse the carrying first.",
        cites=CITES,
    )


def in_force(held: Commitment, days: int | None, on: date) -> None:
    """Refuse the first payment of a commitment whose days are over (parameter ``commitment_expiry_days``)."""
    last = last_day(held, days)
    if last is None or on <= last:
        return
    raise Refusal(
        "commitment_expired",
        field="on",
        value=on.isoformat(),
        vi=f"Cam kết từ ngày {held.since:%d/%m/%Y} hết hiệu lực sau ngày {last:%d/%m/%Y} ({days} ngày) mà chưa giải "
        "ngân. Ghi nhận hết hiệu lực để trả lại chỉ tiêu và vốn, rồi phê duyệt hồ sơ mới.",
        en=f"The commitment of {held.since} expired after {last} ({days} days) with nothing paid out. Record its "
        "expiry, which gives plan and capital back, and approve a new application.",
        cites=CITES,
    )


def check_expired(held: Commitment, days: int | None, on: date) -> None:
    """Refuse to record as expired what has been paid out in part, never expires, or still has days."""
    last = last_day(held, days)
    if last is not None and on > last:
        return
    when = f"{last:%d/%m/%Y}" if last else "—"
    raise Refusal(
        "commitment_not_expired",
        field="application_id",
        value=held.application_id,
        vi=f"Cam kết của hồ sơ {held.application_id} chưa hết hiệu lực ngày {on:%d/%m/%Y} (ngày cuối: {when}). "
        "Chờ đến sau ngày đó, hoặc giải tỏa có lý do.",
        en=f"The commitment of application {held.application_id} has not expired on {on} (last day: {last or '—'}). "
        "Wait until after that day, or release it with a reason.",
        cites=CITES,
    )


def year_over(year: int, on: date) -> None:
    """Refuse to close a plan year before its last day."""
    last = date(year, 12, 31)
    if on < last:
        raise Refusal(
            "plan_year_not_over",
            field="on",
            value=on.isoformat(),
            vi=f"Kế hoạch năm {year} chỉ khóa từ ngày {last:%d/%m/%Y}. Trước đó hãy giải tỏa từng cam kết.",
            en=f"The plan of {year} is closed from {last} on. Before that day release single commitments.",
            cites=CITES,
        )


def year_closed(year: int, on: date) -> Refusal:
    """An approval of a day whose plan year is closed."""
    return Refusal(
        "plan_year_closed",
        field="on",
        value=on.isoformat(),
        vi=f"Kế hoạch năm {year} của nguồn vốn này đã khóa, ngày {on:%d/%m/%Y} không phê duyệt được nữa. "
        "Phê duyệt với ngày thuộc năm kế hoạch đang mở.",
        en=f"The plan of {year} of this source is closed; nothing is approved on {on} any more. "
        "Approve on a day of an open plan year.",
        cites=CITES,
    )


def nothing_left(application_id: int) -> Refusal:
    """There is no open commitment to end."""
    return Refusal(
        "nothing_committed",
        field="application_id",
        value=application_id,
        vi=f"Hồ sơ {application_id} không còn cam kết chưa giải ngân để kết thúc. Kiểm tra số hồ sơ, nguồn và năm.",
        en=f"Application {application_id} has no commitment left to end. Check its number, the source and the year.",
        cites=CITES,
    )


def beyond_left(amount: int, left: int) -> Refusal:
    """More is cut than is left."""
    return Refusal(
        "beyond_commitment",
        field="amount",
        value=amount,
        vi=f"Số cắt giảm {amount} đồng phải lớn hơn 0 và không quá cam kết còn lại {left} đồng. Sửa số tiền.",
        en=f"A cut of {amount} đồng must be above 0 and within the commitment left, {left}. Correct the amount.",
        cites=CITES,
    )


def not_recovered(amount: int, payable: int, wait: int) -> Refusal:
    """A payment of what rests on recovery that has not come in: disbursement never exceeds cash."""
    return Refusal(
        "recovery_not_come",
        field="amount",
        value=amount,
        vi=f"Cam kết này dựa trên vốn thu hồi dự kiến, {wait} đồng chưa thu về: chỉ giải ngân được {payable} đồng, "
        f"không phải {amount}. Giải ngân phần có vốn, phần còn lại chờ thu hồi.",
        en=f"This commitment rests on forecast recovery of which {wait} đồng have not come in: {payable} may be paid "
        f"out, not {amount}. Pay out what has capital; the rest waits for the recovery.",
        cites=CITES,
    )
