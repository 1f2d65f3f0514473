"""What a loan brought from another system must satisfy: every fault is a finding, none stops the next."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

from loans.domain.columns import AMOUNT_MAX
from loans.domain.loan import Loan, LoanEntry
from loans.domain.opening import REGIME_NOT_HELD, Opening
from loans.domain.refusal import Faults, Finding

RATE_MAX = 10**9
"""The highest rate that is believed, in ten-millionths: 10.000 % a year."""
MONTHS_MAX = 1_200
WORKERS_MAX = 1_000_000


def faults_of(
    loan: Loan,
    opening: Opening,
    unpaid: Sequence[tuple[date, int]],
    vouchers: Sequence[LoanEntry],
    *,
    frozen_until: date | None = None,
    months: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Every contradiction of one brought loan; ``unpaid`` are (due day, đồng), ``vouchers`` all past ones or none.

    ``months``: the term, and the months by which it was extended, by name.
    """
    found = Faults()
    _bounds(found, loan, opening, unpaid, vouchers, months or {})
    _days(found, loan, opening, vouchers)
    _portions(found, opening, frozen_until)
    _sums(found, loan, opening, unpaid, vouchers)
    if loan.regime == REGIME_NOT_HELD and not loan.rate_fixed:
        found.add(
            loan.contract_no,
            "regime_not_held",
            field="rate_fixed",
            value=False,
            vi="Chế độ của ngày phê duyệt không được lưu: lãi suất phải là lãi suất cố định ghi trong hợp đồng.",
            en="The regime of the approval day is not held: the rate must be the contract's own, fixed.",
            cites=("DOMAIN §6.2",),
        )
    return found.found


def _bounds(
    found: Faults,
    loan: Loan,
    opening: Opening,
    unpaid: Sequence[tuple[date, int]],
    vouchers: Sequence[LoanEntry],
    months: Mapping[str, int],
) -> None:
    """Every sum, rate and count is one that a row of the books can hold; below 0 ``_portions`` finds the opening's."""
    said: list[tuple[str, int, int | None, int]] = [(name, getattr(opening, name), None, AMOUNT_MAX) for name in _SUMS]
    said += [(name, value, 0, MONTHS_MAX) for name, value in months.items()]
    said += [("amount", loan.amount, 1, AMOUNT_MAX), ("workers", loan.workers, 0, WORKERS_MAX)]
    said += [(name, getattr(loan, name), 0, RATE_MAX) for name in ("rate_e7", "overdue_rate_e7")]
    said += [("instalments", part, None, AMOUNT_MAX) for _, part in unpaid]
    moved = chain.from_iterable((each.disbursed, each.principal, each.interest) for each in vouchers)
    said += [("vouchers", part, 0, AMOUNT_MAX) for part in moved]
    for name, value, least, most in said:
        if value > most or (least is not None and value < least):
            found.add(
                loan.contract_no,
                "beyond_bounds",
                field=name,
                value=value,
                vi=f"«{name}» là {value}; chỉ ghi được từ {least or 0} đến {most}. Kiểm tra đơn vị (đồng) và số gốc.",
                en=f"{name} is {value}; what is booked lies between {least or 0} and {most}. Check the unit (đồng) "
                "and the source.",
            )


def _days(found: Faults, loan: Loan, opening: Opening, vouchers: Sequence[LoanEntry]) -> None:
    """Approved, then signed, paid out or overdue, then opened: a rate stands from the approval day on."""
    day = opening.effective_on
    since = [opening.overdue_since] if opening.overdue and opening.overdue_since else []
    first = min([loan.signed_on, day, *since, *(each.effective_on for each in vouchers)])
    if loan.approved_on > first:
        found.add(
            loan.contract_no,
            "disbursed_before_approval",
            field="approved_on",
            value=loan.approved_on.isoformat(),
            vi=f"Ngày phê duyệt {loan.approved_on:%d/%m/%Y} sau ngày {first:%d/%m/%Y} đã ký hoặc giải ngân. "
            "Sửa ngày phê duyệt.",
            en=f"The approval on {loan.approved_on} is after {first}, when it was signed or paid out. Correct the day.",
        )
    if loan.signed_on > day:
        found.add(
            loan.contract_no,
            "signed_after_opening",
            field="signed_on",
            value=loan.signed_on.isoformat(),
            vi=f"Ngày ký {loan.signed_on:%d/%m/%Y} sau ngày số dư {day:%d/%m/%Y}. Sửa ngày.",
            en=f"It was signed on {loan.signed_on}, after the opening on {day}. Correct the day.",
        )
    late = [each for each in vouchers if each.effective_on > day]
    if late:
        found.add(
            loan.contract_no,
            "voucher_after_opening",
            field="effective_on",
            value=late[0].effective_on.isoformat(),
            vi=f"Chứng từ {late[0].voucher_no} ngày {late[0].effective_on:%d/%m/%Y} sau ngày số dư {day:%d/%m/%Y}. "
            "Ghi chứng từ đó như chứng từ mới.",
            en=f"Voucher {late[0].voucher_no} of {late[0].effective_on} is after the opening on {day}. Book it anew.",
        )


_SUMS = ("in_term", "overdue", "frozen", "brought", "interest_in_term", "interest_overdue", "disbursed", "repaid")
"""Sums of an opening, in đồng."""


def _portions(found: Faults, opening: Opening, frozen_until: date | None) -> None:
    """No figure is negative; overdue principal has its day, frozen principal its last day."""
    for name in _SUMS:
        if getattr(opening, name) < 0:
            _add_negative(found, name, getattr(opening, name))
    since, day = opening.overdue_since, opening.effective_on
    if opening.overdue and (since is None or since > day):
        found.add(
            "",
            "overdue_without_day",
            field="overdue_since",
            value=since.isoformat() if since else None,
            vi=f"Nợ quá hạn {opening.overdue} đồng phải có ngày chuyển nợ quá hạn không sau {day:%d/%m/%Y}. "
            "Bổ sung ngày, hoặc nhận ngày số dư.",
            en=f"{opening.overdue} đồng overdue need the day on which they moved, not after {day}. Give it, or accept "
            "the day of the opening.",
        )
    if opening.frozen and (frozen_until is None or frozen_until < day):
        found.add(
            "",
            "frozen_without_last_day",
            field="frozen_until",
            value=frozen_until.isoformat() if frozen_until else None,
            vi=f"Nợ khoanh {opening.frozen} đồng phải có ngày hết khoanh không trước {day:%d/%m/%Y}. Bổ sung ngày.",
            en=f"{opening.frozen} đồng frozen need the last day of the freeze, not before {day}. Give it.",
        )


def _add_negative(found: Faults, name: str, value: int) -> None:
    found.add(
        "",
        "opening_negative",
        field=name,
        value=value,
        vi=f"Số dư ban đầu «{name}» là {value} đồng; không số nào được âm. Sửa số đó.",
        en=f"The opening's {name} is {value} đồng; no sum of it may be negative. Correct it.",
    )


def _sums(
    found: Faults, loan: Loan, opening: Opening, unpaid: Sequence[tuple[date, int]], vouchers: Sequence[LoanEntry]
) -> None:
    """Instalments and vouchers add up to what is owed."""
    owed, listed = opening.outstanding, sum(part for _, part in unpaid)
    if listed != owed or any(part <= 0 for _, part in unpaid):
        found.add(
            loan.contract_no,
            "instalments_do_not_add_up",
            field="instalments",
            value=listed,
            vi=f"Các kỳ chưa trả cộng {listed} đồng, dư nợ {owed} đồng. Sửa các kỳ hạn cho khớp.",
            en=f"The unpaid instalments add up to {listed} đồng, {owed} are owed. Correct the instalments.",
        )
    if opening.brought not in (0, owed) or (opening.brought == 0) != bool(vouchers):
        found.add(
            loan.contract_no,
            "brought_is_all_or_nothing",
            field="brought",
            value=opening.brought,
            vi=f"Số mang sang là toàn bộ dư nợ {owed} đồng khi không có chứng từ cũ, là 0 khi có đủ chứng từ cũ.",
            en=f"What is brought is all that is owed, {owed}, without past vouchers, and 0 with all of them.",
        )
    held = sum(each.disbursed - each.principal for each in vouchers)
    if vouchers and (held != owed or _falls_below_zero(vouchers)):
        found.add(
            loan.contract_no,
            "history_does_not_add_up",
            field="vouchers",
            value=held,
            vi=f"Các chứng từ cũ cho dư nợ {held} đồng, ngân hàng báo {owed} đồng. Bổ sung chứng từ thiếu, hoặc nhận "
            "số dư không có chứng từ cũ.",
            en=f"The past vouchers give {held} đồng, the bank says {owed}. Complete them, or accept the balance alone.",
        )
    if owed > loan.amount:
        found.add(
            loan.contract_no,
            "outstanding_above_contract",
            field="amount",
            value=loan.amount,
            vi=f"Dư nợ {owed} đồng lớn hơn số tiền hợp đồng {loan.amount} đồng. Sửa một trong hai.",
            en=f"{owed} đồng are owed on a contract of {loan.amount}. Correct one of them.",
        )


def _falls_below_zero(vouchers: Sequence[LoanEntry]) -> bool:
    """Whether at the end of any day more had been repaid than paid out."""
    balance = 0
    ordered = sorted(vouchers, key=lambda each: each.effective_on)
    for place, each in enumerate(ordered, 1):
        balance += each.disbursed - each.principal
        ends = place == len(ordered) or ordered[place].effective_on > each.effective_on
        if ends and balance < 0:
            return True
    return False
