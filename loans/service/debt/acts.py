"""The acts on a debt: each loads the history, lets the domain decide, and records; a trial only looks at the decision.

What each takes and refuses stands with its pure function in ``loans.domain.lending``.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from loans.domain.books.history import History
from loans.domain.books.outcome import Outcome
from loans.domain.fund import Account
from loans.domain.lending.freezing import frozen
from loans.domain.lending.loss import recovered, refunded, written_off
from loans.domain.lending.relief import Agreed, Room, extended, recalled, rescheduled, room_of
from loans.domain.loan import Loan
from loans.service.actor import Actor
from loans.service.debt.correction import decide_reverse
from loans.service.decision import Decision, loaded
from loans.service.unit_of_work import UnitOfWork


def reschedule(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Reschedule (điều chỉnh kỳ hạn trả nợ) one instalment or a part of it; entrusted loans only."""
    return decided(uow, actor, "reschedule", **asked).record(uow)


def extend(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Extend (gia hạn nợ) the final maturity by whole months, cumulative over the loan's life."""
    return decided(uow, actor, "extend", **asked).record(uow)


def recall(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Recall early (thu hồi nợ trước hạn): all unpaid principal is due on a day, for misuse or a missed job target."""
    return decided(uow, actor, "recall", **asked).record(uow)


def freeze(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Freeze amounts out of in-term and overdue principal; no interest runs on them from the first day."""
    return decided(uow, actor, "freeze", **asked).record(uow)


def write_off(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Write off principal and interest, separate amounts of one decision; ``frozen`` is the part out of frozen debt."""
    return decided(uow, actor, "write_off", **asked).record(uow)


def recover(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Record what was recovered after a write-off: before cover it restores capital, after it the provision (§6.9)."""
    return decided(uow, actor, "recover", **asked).record(uow)


def refund(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Give back interest collected beyond what accrued (§6.18)."""
    return decided(uow, actor, "refund", **asked).record(uow)


def reverse(uow: UnitOfWork, actor: Actor, **asked: Any) -> Loan:
    """Reverse one entry of a loan, on the entry's own day: afterwards the books are as if it had never been."""
    return decided(uow, actor, "reverse", **asked).record(uow)


def decided(uow: UnitOfWork, actor: Actor, act: str, *, loan_id: int, **asked: Any) -> Decision:
    """What an act would append, by its name; nothing is recorded."""
    history = loaded(uow, actor, loan_id)
    if act == "reverse":
        return decide_reverse(uow, actor, history, **asked)
    return Decision(history, [_DECIDES[act](uow, history, **asked)])


def agreed_of(uow: UnitOfWork, history: History) -> Agreed:
    """What the application of a loan says of its term, and what of it is still committed."""
    loan = history.loan
    if history.came_over:
        return Agreed(uow.applications.term_months(loan.application_id), 0)
    return Agreed(0, sum(uow.commitments.by_year(loan.application_id).values()))


def extension_room(uow: UnitOfWork, history: History, on: date) -> Room:
    """What the law of a day leaves of a loan's extensions (§6.7)."""
    return room_of(history, agreed_of(uow, history), on)


def _rescheduled(uow: UnitOfWork, history: History, **asked: Any) -> Outcome:
    return rescheduled(history, agreed_of(uow, history), **asked)


def _extended(uow: UnitOfWork, history: History, **asked: Any) -> Outcome:
    return extended(history, agreed_of(uow, history), **asked)


def _recovered(uow: UnitOfWork, history: History, **asked: Any) -> Outcome:
    """It takes from what is not covered yet: two recoveries of one source wait for each other."""
    source_id = history.loan.source_id
    uow.lock(source=source_id)
    return recovered(history, uow.funds.changes(source_id, Account.LOSS), **asked)


def _refunded(uow: UnitOfWork, history: History, **asked: Any) -> Outcome:
    outcome = refunded(history, **asked)
    uow.lock(source=history.loan.source_id)
    return outcome


_DECIDES: Mapping[str, Callable[..., Outcome]] = {
    "reschedule": _rescheduled,
    "extend": _extended,
    "recall": lambda _uow, history, **asked: recalled(history, **asked),
    "freeze": lambda _uow, history, **asked: frozen(history, **asked),
    "write_off": lambda _uow, history, **asked: written_off(history, **asked),
    "recover": _recovered,
    "refund": _refunded,
}
