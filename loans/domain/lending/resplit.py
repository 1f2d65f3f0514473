"""Sums that the rule would now split differently (§6.18): found in a loan's own history.

A voucher entered as one sum keeps the parts that the rule proposed on that day. What is booked later for an earlier
day may change the proposal; nothing changes by itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from loans.domain.books.history import Entered, History
from loans.domain.books.laid import owed_on
from loans.domain.lending.repayment import proposed
from loans.domain.refusal import Refusal


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


def resplits_of(history: History) -> list[Resplit]:
    """The vouchers of a loan that the rule would now split differently, by day and number."""
    found = [each for entry, later in _split(history) if (each := _differing(history, entry, later))]
    return sorted(found, key=lambda each: (each.effective_on, each.voucher_no))


def _split(history: History) -> Iterator[tuple[Entered, frozenset[int]]]:
    """Vouchers that the rule split and that stand, each with the entries of its day that came after it, its own too."""
    days: dict[date, list[Entered]] = defaultdict(list)
    for entry in history.entries:
        days[entry.effective_on].append(entry)
    for entries in days.values():
        for entry in entries:
            if entry.kind == "loan_repaid" and not entry.undone and entry.body.get("split") == "rule":
                turn = _booked_first(entry)
                yield entry, frozenset(each.id for each in entries if _booked_first(each) >= turn)


def _booked_first(entry: Entered) -> int:
    """Its place in its day: a sum booked anew keeps the place of its first booking."""
    return int(entry.body.get("rebooks", entry.id)) if entry.kind == "loan_repaid" else entry.id


def _differing(history: History, entry: Entered, later: frozenset[int]) -> Resplit | None:
    """What the rule says of a voucher by what came before it, where that is not what it keeps."""
    body, day, loan = entry.body, entry.effective_on, history.loan
    frozen, interest = int(body["frozen"]), int(body["interest"])
    principal = int(body["principal"]) - frozen
    now: tuple[int, int] | tuple[None, None]
    try:
        now = proposed(principal + interest, owed_on(history.without(later), day), day)
    except Refusal:
        now = (None, None)
    if now == (principal, interest):
        return None
    return Resplit(
        loan_id=loan.id,
        contract_no=loan.contract_no,
        commune=loan.commune,
        entry_id=entry.id,
        voucher_no=str(body["voucher_no"]),
        effective_on=day,
        amount=principal + interest,
        kept_principal=principal,
        kept_interest=interest,
        proposed_principal=now[0],
        proposed_interest=now[1],
        frozen=frozen,
        rebooks=_booked_first(entry),
    )
