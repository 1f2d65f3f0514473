"""Sums that the rule would now split differently: listed for an officer, who rebooks one in one step (§6.18).

A voucher entered as one sum keeps the parts that the rule proposed on that day. What is booked later for an earlier
day may change the proposal; nothing changes by itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain.law import law
from loans.domain.loan import Correction, Loan, LoanEntry, Position, proposed_split
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.checks import unmoved
from loans.service.debt.correction import reverse
from loans.service.loan import repay
from loans.service.portfolio import portfolio
from loans.service.unit_of_work import Entry, UnitOfWork

_LOANS_AT_ONCE = 1_000
_SUFFIX = re.compile(r"-R[0-9]+$")
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Resplit:
    """A voucher whose kept parts are not what the rule would now propose; without a proposal, it exceeds what is owed.

    Parts are of the sum that the rule split: principal paid on frozen debt was named and stays.
    """

    loan_id: int
    contract_no: str
    commune: str
    entry_id: int
    voucher_no: str
    effective_on: date
    amount: int
    kept_principal: int
    kept_interest: int
    proposed_principal: int | None
    proposed_interest: int | None
    frozen: int
    rebooks: int

    @property
    def difference(self) -> int | None:
        """How much more principal, and less interest, the rule would now take."""
        return None if self.proposed_principal is None else self.proposed_principal - self.kept_principal


@dataclass(frozen=True, slots=True)
class _Voucher:
    """A voucher that the rule split, and the entries of its day that came after it."""

    loan: Loan
    entry: Entry
    later: frozenset[int]

    @property
    def frozen(self) -> int:
        return int(self.entry.body["frozen"])

    @property
    def principal(self) -> int:
        return int(self.entry.body["principal"]) - self.frozen

    @property
    def interest(self) -> int:
        return int(self.entry.body["interest"])


def resplits(uow: UnitOfWork, loans: Sequence[Loan]) -> list[Resplit]:
    """Every voucher of these loans that the rule would now split differently, by contract and day."""
    turns: dict[tuple[date, int], list[_Voucher]] = defaultdict(list)
    for first in range(0, len(loans), _LOANS_AT_ONCE):
        for turn, voucher in _vouchers(uow, loans[first : first + _LOANS_AT_ONCE]):
            turns[turn].append(voucher)
    found = [each for (day, _), vouchers in turns.items() for each in _differing(uow, day, vouchers)]
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
    loan = uow.loans.get(loan_id)
    actor.within(loan.commune)
    unmoved(uow, loan_id, expected)
    found = next((each for each in resplits(uow, [loan]) if each.entry_id == entry_id), None)
    if found is None or found.proposed_principal is None:
        raise _not_rebooked(entry_id, exceeds=found is not None)
    reverse(uow, actor, loan_id=loan_id, expected=expected, entry_id=entry_id, reason=reason, approver=approver)
    return repay(
        uow,
        actor,
        today=today,
        loan_id=loan_id,
        expected=uow.entries.sequence(loan_id),
        on=found.effective_on,
        voucher_no=_next_number(uow, found.voucher_no),
        principal=found.proposed_principal,
        interest=found.proposed_interest,
        frozen=found.frozen,
        correction=Correction(found.rebooks, reason, approver),
    )


def _vouchers(uow: UnitOfWork, loans: Sequence[Loan]) -> Iterator[tuple[tuple[date, int], _Voucher]]:
    """Vouchers that the rule split and that stand, each with its day and its turn among those of its loan."""
    by_id = {loan.id: loan for loan in loans}
    standing = {entry.entry_id for entry in uow.loans.entries(list(by_id))}
    days: dict[tuple[int, date], list[Entry]] = defaultdict(list)
    for entry in uow.entries.history(list(by_id)):
        days[entry.stream_id, entry.effective_on].append(entry)
    for (loan_id, day), entries in days.items():
        for turn, entry in enumerate(sorted(entries, key=_booked_first)):
            if entry.id in standing and entry.body.get("split") == "rule":
                later = frozenset(each.id for each in entries if _booked_first(each) >= _booked_first(entry))
                yield (day, turn), _Voucher(by_id[loan_id], entry, later)


def _booked_first(entry: Entry) -> int:
    """Its place in its day: a sum booked anew keeps the place of its first booking."""
    return int(entry.body.get("rebooks", entry.id))


def _differing(uow: UnitOfWork, day: date, vouchers: Sequence[_Voucher]) -> Iterator[Resplit]:
    """Those of one day and turn, a voucher a loan, whose parts differ from what the rule says of what came before."""
    without = frozenset[int]().union(*(voucher.later for voucher in vouchers))
    loans = [voucher.loan for voucher in vouchers]
    held = portfolio(uow, loans, day, only=[loan.id for loan in loans], without=without)
    for place, voucher in enumerate(vouchers):
        proposed = _proposed(voucher, held.position(place))
        if proposed != (voucher.principal, voucher.interest):
            yield _resplit(voucher, proposed or (None, None))


def _proposed(voucher: _Voucher, owed: Position) -> tuple[int, int] | None:
    order = "collection_order_overdue" if owed.overdue else "collection_order"
    parts = str(law().reading(order, voucher.entry.effective_on).value).split(",")
    try:
        return proposed_split(voucher.principal + voucher.interest, owed, parts)
    except Refusal:
        return None


def _resplit(voucher: _Voucher, proposed: tuple[int | None, int | None]) -> Resplit:
    return Resplit(
        loan_id=voucher.loan.id,
        contract_no=voucher.loan.contract_no,
        commune=voucher.loan.commune,
        entry_id=voucher.entry.id,
        voucher_no=str(voucher.entry.body["voucher_no"]),
        effective_on=voucher.entry.effective_on,
        amount=voucher.principal + voucher.interest,
        kept_principal=voucher.principal,
        kept_interest=voucher.interest,
        proposed_principal=proposed[0],
        proposed_interest=proposed[1],
        frozen=voucher.frozen,
        rebooks=_booked_first(voucher.entry),
    )


def _next_number(uow: UnitOfWork, voucher_no: str) -> str:
    """The same number with the next suffix: PT-1, PT-1-R1, PT-1-R2; numbers are never used twice."""
    stem = _SUFFIX.sub("", voucher_no)
    return next(number for number in _numbers(stem) if not uow.loans.has_voucher(number))


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
