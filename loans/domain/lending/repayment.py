"""A repayment decided: which parts its sum pays, and that no later day contradicts it (DOMAIN §6.3, §6.18)."""

from datetime import date

from loans.domain import loan as rules
from loans.domain.books.event import day_number
from loans.domain.books.fold import Figures, figures_on
from loans.domain.books.history import History
from loans.domain.books.laid import laid, position_of
from loans.domain.books.outcome import Fact, Outcome
from loans.domain.debt import FrozenPart
from loans.domain.fund import Movement, Posting, postings
from loans.domain.law import law
from loans.domain.lending.checks import begun, period_open, sessions_known, voucher_fresh
from loans.domain.lending.consistent import consistent
from loans.domain.loan import Correction, LoanEntry, Position
from loans.domain.refusal import Refusal

KIND = "loan_repaid"


def repaid(
    history: History,
    *,
    today: date,
    expected: int,
    on: date,
    voucher_no: str,
    amount: int | None = None,
    principal: int | None = None,
    interest: int | None = None,
    frozen: int = 0,
    correction: Correction | None = None,
) -> Outcome:
    """What a repayment appends: its voucher first among the facts. See ``service.loan.repay`` for what is given."""
    reason = correction.reason if correction else ""
    begun(history, today=today, expected=expected, on=on)
    period_open(history.closed_through, on, approver=bool(correction and correction.approver), reason=reason)
    voucher_fresh(history, voucher_no)
    sessions_known(history, on)
    lived = _evenings(history, on)
    owed = position_of(lived[0])
    if amount is not None:
        principal, interest = proposed(amount, owed, on)
    parts = _voucher(history, on, voucher_no, owed, principal or 0, interest or 0, frozen)
    if correction is None:  # what later sums took too much is a credit until they are rebooked in their turn
        _within(parts, frozen, lived)
    body = {
        "principal": parts.principal,
        "interest": parts.interest,
        "frozen": frozen,
        "voucher_no": voucher_no,
        "split": "given" if amount is None and correction is None else "rule",
        **({"rebooks": correction.rebooks} if correction else {}),
    }
    facts: tuple[Fact, ...] = (parts, *named_frozen(history, on, frozen))
    outcome = Outcome(KIND, on, body, reason, facts, _collected(history.loan.source_id, parts))
    consistent(history.applied(outcome))
    return outcome


def voucher_of(outcome: Outcome) -> LoanEntry:
    """The voucher that an outcome brings."""
    return next(fact for fact in outcome.facts if isinstance(fact, LoanEntry))


def proposed(amount: int, owed: Position, on: date) -> tuple[int, int]:
    """The (principal, interest) of one sum by the collection order of the day (§6.3)."""
    order = "collection_order_overdue" if owed.overdue else "collection_order"
    return rules.proposed_split(amount, owed, str(law().reading(order, on).value).split(","))


def named_frozen(history: History, on: date, amount: int) -> tuple[FrozenPart, ...]:
    """An amount taken out of the freeze that is on."""
    running = [each for each in history.debts.freezes if each.effective_on <= on <= each.last_on]
    if amount and not running:
        raise _beyond_frozen(amount, 0)
    return (FrozenPart(running[0].entry_id, history.loan.id, on, amount),) if amount else ()


def _evenings(history: History, on: date) -> list[Figures]:
    """What the loan owes on the day and on every later day with a voucher or a write-off, in one pass."""
    days = {each.effective_on for each in history.vouchers} | {lost.effective_on for lost in history.debts.write_offs}
    asked = sorted({on, *(day for day in days if day > on)})
    return figures_on(laid(history), [day_number(day) for day in asked])


def _voucher(
    history: History, on: date, voucher_no: str, owed: Position, principal: int, interest: int, frozen: int
) -> LoanEntry:
    """The voucher of a repayment; refuses nothing paid, a negative part, or more on frozen debt than is frozen."""
    if not 0 <= frozen <= owed.frozen:
        raise _beyond_frozen(frozen, owed.frozen)
    if min(principal, interest) < 0 or principal + interest + frozen <= 0:
        raise Refusal(
            "nothing_paid",
            field="amount",
            value=principal + interest + frozen,
            vi="Số tiền trả phải lớn hơn 0 và không phần nào âm. Nhập đúng số đã thu.",
            en="A repayment is more than 0 and has no negative part. Give what was collected.",
        )
    return LoanEntry(history.loan.id, on, voucher_no, principal=principal + frozen, interest=interest)


def _within(parts: LoanEntry, frozen: int, lived: list[Figures]) -> None:
    """A voucher entered late takes neither principal nor interest that a later one has already taken."""
    lowest = min(held.disbursed - held.paid for held in lived)
    for held in lived:
        rules.check_parts(parts.principal - frozen, parts.interest, position_of(held), lowest)


def _collected(source_id: int, parts: LoanEntry) -> tuple[Posting, ...]:
    """What a voucher brings back to the capital of its source."""
    return (
        *(postings(Movement.PRINCIPAL_REPAID, source_id, parts.principal) if parts.principal else ()),
        *(postings(Movement.INTEREST_COLLECTED, source_id, parts.interest) if parts.interest else ()),
    )


def _beyond_frozen(amount: int, held: int) -> Refusal:
    return Refusal(
        "beyond_frozen",
        field="frozen",
        value=amount,
        vi=f"Số trả nợ khoanh {amount} đồng không quá {held} đồng đang khoanh. Sửa số tiền.",
        en=f"The {amount} đồng on frozen debt may not exceed the {held} frozen. Correct the amount.",
    )
