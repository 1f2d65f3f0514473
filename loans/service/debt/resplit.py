"""Vouchers whose sum the rule would now split differently: listed, and rebooked one at a time (§6.18)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from loans.domain.lending import checks
from loans.domain.lending.repayment import repaid, voucher_of
from loans.domain.lending.resplit import Resplit, resplits_of
from loans.domain.loan import Correction, Loan, LoanEntry
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.debt.correction import decide_reverse
from loans.service.decision import Decision, loaded
from loans.service.unit_of_work import UnitOfWork

_LOANS_AT_ONCE = 1_000
_SUFFIX = re.compile(r"-R[0-9]+$")
_LONGEST_NUMBER = 40
_NUMBERS_AT_ONCE = 20


def resplits(uow: UnitOfWork, loans: Sequence[Loan]) -> list[Resplit]:
    """Every voucher of these loans that the rule would now split differently, by contract and day."""
    found: list[Resplit] = []
    for first in range(0, len(loans), _LOANS_AT_ONCE):
        histories = uow.books.of([loan.id for loan in loans[first : first + _LOANS_AT_ONCE]])
        found += [each for history in histories.values() for each in resplits_of(history)]
    return sorted(found, key=lambda each: (each.contract_no, each.effective_on, each.voucher_no))


def rebook(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    entry_id: int,
    reason: str,
    approver: bool = False,
) -> tuple[Loan, LoanEntry]:
    """Reverse a listed voucher and book its sum anew in the parts of the rule, under its number with a suffix."""
    history = loaded(uow, actor, loan_id)
    checks.unmoved(history.loan.sequence, expected)
    found = next((each for each in resplits_of(history) if each.entry_id == entry_id), None)
    if found is None or found.proposed_principal is None:
        raise _not_rebooked(entry_id, exceeds=found is not None)
    undone = decide_reverse(uow, actor, history, expected=expected, entry_id=entry_id, reason=reason, approver=approver)
    anew = repaid(
        undone.after,
        today=today,
        expected=undone.after.loan.sequence,
        on=found.effective_on,
        voucher_no=_next_number(uow, found.voucher_no),
        principal=found.proposed_principal,
        interest=found.proposed_interest,
        frozen=found.frozen,
        correction=Correction(found.rebooks, reason, approver),
    )
    return Decision(history, [*undone.outcomes, anew]).record(uow), voucher_of(anew)


def _next_number(uow: UnitOfWork, voucher_no: str) -> str:
    """The same number with the next suffix: PT-1, PT-1-R1, PT-1-R2; numbers are never used twice."""
    numbers = iter(_numbers(_SUFFIX.sub("", voucher_no)))
    while some := list(islice(numbers, _NUMBERS_AT_ONCE)):
        taken = uow.loans.taken(some)
        free = next((number for number in some if number not in taken), None)
        if free is not None:
            return free
    raise LookupError(voucher_no)


def _numbers(stem: str) -> Iterable[str]:
    for time in range(1, 10**6):
        suffix = f"-R{time}"
        yield stem[: _LONGEST_NUMBER - len(suffix)] + suffix


def _not_rebooked(entry_id: int, *, exceeds: bool) -> Refusal:
    if exceeds:
        return Refusal(
            "overpayment",
            field="entry_id",
            value=entry_id,
            vi="Số tiền của chứng từ này nay lớn hơn số phải trả. Hủy chứng từ hoặc hoàn phần thừa.",
            en="The sum of this voucher now exceeds what is owed. Reverse it, or refund what is too much.",
        )
    return Refusal(
        "nothing_to_rebook",
        field="entry_id",
        value=entry_id,
        vi="Chứng từ này không nằm trong danh sách phải ghi lại: quy tắc vẫn phân như cũ, hoặc gốc lãi do người nhập.",
        en="This voucher is not on the list: the rule splits it as before, or its parts were given.",
    )
