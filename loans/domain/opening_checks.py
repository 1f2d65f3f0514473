"""What a loan brought from another system must satisfy: every fault is a finding, none stops the next.

The rules are those of a load (``loading.rules``) over a row of one; beside them stands what only our own row can say.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

import numpy as np

from loans.domain.columns import AMOUNT_MAX
from loans.domain.loading.codes import CODES
from loans.domain.loading.rows import NOT_STATED, SUMS, TEXTS, Rows
from loans.domain.loading.rules import found_in
from loans.domain.loan import Loan, LoanEntry
from loans.domain.opening import REGIME_NOT_HELD, Opening
from loans.domain.refusal import Faults, Finding

RATE_MAX = 10**9
"""The highest rate that is believed, in ten-millionths: 10.000 % a year."""
MONTHS_MAX = 1_200
WORKERS_MAX = 1_000_000

_ONE_DAY = timedelta(days=1)


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
    said = months or {}
    _bounds(found, loan, opening, unpaid, vouchers, said)
    _portions(found, opening)
    if not any(each.code == "beyond_bounds" for each in found.found):  # what no row holds fits no column either
        _as_loaded(found, loan, opening, as_row(loan, opening, unpaid, vouchers, frozen_until, said))
    _sums(found, loan, opening, vouchers)
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


_SAID_HERE = frozenset({"negative_amount", "amount_beyond_limit", "customer_missing"})
"""Rules of a load whose fault is named by its own field here, or that ask of a row what a borrower's record says."""

_FIELDS = {
    "disbursed_before_approval": "approved_on",
    "signed_after_closing": "signed_on",
    "day_before_books": "signed_on",
    "overdue_without_day": "overdue_since",
    "overdue_before_loan": "overdue_since",
    "frozen_without_last_day": "frozen_until",
    "history_does_not_add_up": "vouchers",
    "outstanding_above_disbursed": "disbursed",
    "paid_in_full_with_balance": "repaid",
    "term_zero": "term_months",
    "term_beyond_limit": "term_months",
}
"""The field of a brought loan that a rule of a load is about; where none is named, its instalments."""


def _as_loaded(found: Faults, loan: Loan, opening: Opening, row: Rows) -> None:
    """Every rule that a load has for a row holds for a loan brought alone: one set."""
    for code in [code for code, at in found_in(row).items() if at[0] and code not in _SAID_HERE]:
        field = _FIELDS.get(code, "instalments")
        value = next((getattr(each, field) for each in (loan, opening) if hasattr(each, field)), None)
        said = value.isoformat() if isinstance(value, date) else value
        vi, en, cites = CODES[code].vi, CODES[code].en, CODES[code].cites
        found.add(loan.contract_no, code, field=field, value=said, vi=vi, en=en, cites=cites)


_SUMS = ("in_term", "overdue", "frozen", "brought", "interest_in_term", "interest_overdue", "disbursed", "repaid")
"""Sums of an opening, in đồng."""


def _portions(found: Faults, opening: Opening) -> None:
    """No figure is negative."""
    for name in _SUMS:
        if getattr(opening, name) < 0:
            _add_negative(found, name, getattr(opening, name))


def _add_negative(found: Faults, name: str, value: int) -> None:
    found.add(
        "",
        "opening_negative",
        field=name,
        value=value,
        vi=f"Số dư ban đầu «{name}» là {value} đồng; không số nào được âm. Sửa số đó.",
        en=f"The opening's {name} is {value} đồng; no sum of it may be negative. Correct it.",
    )


def _sums(found: Faults, loan: Loan, opening: Opening, vouchers: Sequence[LoanEntry]) -> None:
    """What is brought, and what the contract allows."""
    owed = opening.outstanding
    if opening.brought not in (0, owed) or (opening.brought == 0) != bool(vouchers):
        found.add(
            loan.contract_no,
            "brought_is_all_or_nothing",
            field="brought",
            value=opening.brought,
            vi=f"Số mang sang là toàn bộ dư nợ {owed} đồng khi không có chứng từ cũ, là 0 khi có đủ chứng từ cũ.",
            en=f"What is brought is all that is owed, {owed}, without past vouchers, and 0 with all of them.",
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


def as_row(
    loan: Loan,
    opening: Opening,
    unpaid: Sequence[tuple[date, int]],
    vouchers: Sequence[LoanEntry],
    frozen_until: date | None,
    months: Mapping[str, int],
) -> Rows:
    """A brought loan as the one row of a load that says the same."""
    due, parts = [day for day, _ in unpaid], [part for _, part in unpaid]
    paid_out = [each.effective_on for each in vouchers if each.disbursed]
    days = {
        "lent_on": loan.signed_on,
        "registered_on": loan.approved_on,
        "first_disbursed_on": min(paid_out, default=None),
        "contract_due_on": max(due, default=loan.signed_on + _ONE_DAY),  # nothing unpaid: no due day to doubt
        "extended_due_on": None,
        "overdue_since": opening.overdue_since,
        "frozen_through": frozen_until,
        "pieces_first": min(due, default=None),
        "pieces_last": max(due, default=None),
        "vouchers_first": min((each.effective_on for each in vouchers), default=None),
        "vouchers_last": max((each.effective_on for each in vouchers), default=None),
    }
    whole = dict.fromkeys(SUMS, NOT_STATED) | {
        "in_term": opening.in_term,
        "overdue": opening.overdue,
        "frozen": opening.frozen,
        "disbursed": opening.disbursed or NOT_STATED,
        "repaid": opening.repaid or NOT_STATED,
        "term_months": months.get("term_months", NOT_STATED),
        "extended_months": months.get("extended_months", NOT_STATED),
        "pieces": max(len(unpaid), int(opening.outstanding != 0)),
        "pieces_sum": sum(parts),
        "pieces_least": min(parts, default=0),
        "vouchers": len(vouchers),
        "vouchers_sum": sum(each.disbursed - each.principal for each in vouchers),
        "vouchers_low": -int(_falls_below_zero(vouchers)),
    }
    columns = {name: np.array([day], "datetime64[D]") for name, day in days.items()}
    columns |= {name: np.array([value], np.int64) for name, value in whole.items()}
    return Rows(opening.effective_on, columns | {name: np.array([""], object) for name in ("contract", *TEXTS)})


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
