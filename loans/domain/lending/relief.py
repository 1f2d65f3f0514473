"""Rescheduling, extension and early recall decided: principal with another due day, each within its article (§6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.books.history import History
from loans.domain.books.outcome import Outcome
from loans.domain.books.pieces import unpaid
from loans.domain.calendar import add_months
from loans.domain.debt import Relief, ReliefKind
from loans.domain.due import Piece
from loans.domain.law import law
from loans.domain.lending.checks import begun, period_open, sessions_known
from loans.domain.lending.consistent import consistent
from loans.domain.refusal import Refusal
from loans.domain.relief import (
    ExtensionLimits,
    check_asked_in_time,
    check_ends_later,
    check_extension,
    check_reschedule,
    extension_allowance,
    original_term,
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an application says of a loan's term: its months, and what of it is still committed, in đồng."""

    term_months: int
    committed: int


def rescheduled(
    history: History, agreed: Agreed, *, today: date, expected: int, on: date, number: int, amount: int, due_on: date
) -> Outcome:
    """What a rescheduling (điều chỉnh kỳ hạn trả nợ) of one instalment or a part of it appends."""
    _may(history, today, expected, on)
    cites = law().at("reschedule_limit", on).cites
    if history.loan.group_id is None:
        raise Refusal(
            "reschedule_refused",
            field="loan_id",
            value=history.loan.id,
            vi="Điều chỉnh kỳ hạn chỉ áp dụng cho vay ủy thác qua tổ. Với cho vay trực tiếp hãy gia hạn nợ.",
            en="Only entrusted loans are rescheduled. Extend a direct loan instead.",
            cites=cites,
        )
    check_ends_later(on, due_on)
    found = [piece for piece in unpaid(history, on) if piece.number == number and piece.moves > on]
    own = [piece for piece in found if piece.due < due_on] or found
    _enough(own, number, amount)
    days = due_days(history, agreed)
    check_reschedule(number, due_on, days, present_due=min(piece.due for piece in own), cites=cites)
    return _granted(history, on, ReliefKind.RESCHEDULED, [(number, amount)], due_on, {})


def extended(
    history: History, agreed: Agreed, *, today: date, expected: int, on: date, months: int, decision: str = ""
) -> Outcome:
    """What an extension (gia hạn nợ) of the final maturity by whole months appends.

    It is asked for before the transfer day; overdue principal is extended only by a risk-debt ``decision``.
    """
    _may(history, today, expected, on)
    days = due_days(history, agreed)
    before, used = months_before(history), extended_months(history)
    check_extension(months, before + used, _original_term(history, agreed, days), _limits(on))
    left = [*unpaid(history, on), *history.course.on(on).unlent]  # the term of what goes out later is extended too
    if not history.final_only:
        left = [piece for piece in left if piece.number >= len(days)]  # what was cut stays behind the last one
    if not left:
        raise _nothing_left(history)
    moved = [piece for piece in left if piece.moves <= on]
    if moved and not decision:
        check_asked_in_time(on, min(piece.moves for piece in moved), law().at("extension_asked_before", on).cites)
    due_on = add_months(days[-1], used + months)
    check_ends_later(on, due_on)
    parts = _by_number([piece for piece in left if piece.due < due_on])
    return _granted(history, on, ReliefKind.EXTENDED, parts, due_on, {"months": months, "decision": decision})


def recalled(history: History, *, today: date, expected: int, on: date, due_on: date, reason: str) -> Outcome:
    """What an early recall (thu hồi nợ trước hạn) of all unpaid principal appends."""
    _may(history, today, expected, on)
    session = history.transfer(due_on)
    waiting = [piece for piece in unpaid(history, on) if piece.moves > on]
    waiting += [part for part in history.course.on(on).unlent if part.moves > on]  # nothing goes out later either
    left = [piece for piece in waiting if piece.due > due_on or piece.moves > session]
    if not left:
        raise _nothing_left(history)
    if due_on < on:
        raise Refusal(
            "recall_in_past",
            field="due_on",
            value=due_on.isoformat(),
            vi=f"Hạn trả {due_on:%d/%m/%Y} trước ngày thu hồi {on:%d/%m/%Y}. Cho một hạn từ ngày đó.",
            en=f"The day to pay by, {due_on}, is before the recall on {on}. Give one from that day on.",
        )
    cites = list(law().at("job_loan_recall_causes", on).cites)
    return _granted(history, on, ReliefKind.RECALLED, _by_number(left), due_on, {"reason": reason, "cites": cites})


@dataclass(frozen=True, slots=True)
class Room:
    """How far a loan may still be extended: its first term, what it has had, what is left, in months; its last day."""

    term: int
    used: int
    left: int
    last_due: date


def room_of(history: History, agreed: Agreed, on: date) -> Room:
    """What the law of a day leaves of a loan's extensions (§6.7)."""
    days = due_days(history, agreed)
    term, here = _original_term(history, agreed, days), extended_months(history)
    used = months_before(history) + here
    left = extension_allowance(term, _limits(on)) - used
    return Room(term, used, max(left, 0), add_months(days[-1], here))


def extended_months(history: History) -> int:
    """Months of extension that the loan has had here, cancelled ones left out: its contract's days lie before them."""
    standing = {relief.entry_id for relief in history.debts.reliefs if relief.kind is ReliefKind.EXTENDED}
    return sum(int(entry.body["months"]) for entry in history.entries if entry.id in standing)


def months_before(history: History) -> int:
    """Months of extension granted in another system: the due days that it brought have them in."""
    opening = history.opening
    if opening is None:
        return 0
    return sum(int(each.body["extended_months"]) for each in history.entries if each.id == opening.entry_id)


def due_days(history: History, agreed: Agreed) -> list[date]:
    """The contract's due days by the number of their instalment, so that the last one is the final maturity.

    What was released of the commitment falls due on no day: it is taken from the last instalments (§6.10).
    """
    parts = sorted(history.contract, key=lambda each: each.number)
    lent = sum(entry.disbursed for entry in history.vouchers)
    released = history.loan.amount - lent - agreed.committed
    while len(parts) > 1 and not history.came_over and parts[-1].principal <= released:
        released -= parts.pop().principal
    return [part.due_on for part in parts]


def _may(history: History, today: date, expected: int, on: date) -> None:
    begun(history, today=today, expected=expected, on=on)
    period_open(history.closed_through, on)
    sessions_known(history, on)


def _granted(
    history: History,
    on: date,
    kind: ReliefKind,
    parts: Sequence[tuple[int, int]],
    due_on: date,
    body: dict[str, Any],
) -> Outcome:
    said = {"due_on": due_on, "parts": [{"number": number, "amount": amount} for number, amount in parts], **body}
    facts = tuple(Relief(history.loan.id, kind, on, number, amount, due_on) for number, amount in parts)
    outcome = Outcome(f"loan_{kind}", on, said, facts=facts)
    consistent(history.applied(outcome))
    return outcome


def _limits(on: date) -> ExtensionLimits:
    rules = law()
    return ExtensionLimits(
        short_months=rules.whole("extension_short_max_months", on),
        other_share=rules.text("extension_other_max_share", on),
        short_term_months=rules.whole("term_short_max_months", on),
        cites=rules.at("extension_short_max_months", on).cites,
    )


def _original_term(history: History, agreed: Agreed, days: Sequence[date]) -> int:
    if history.came_over:  # the first due days of a loan from another system may not be held
        return agreed.term_months
    lent = [entry.effective_on for entry in history.vouchers if entry.disbursed]
    return original_term(min(lent, default=history.loan.signed_on), days[-1])


def _by_number(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    sums: dict[int, int] = {}
    for piece in pieces:
        sums[piece.number] = sums.get(piece.number, 0) + piece.amount
    return sorted(sums.items())


def _enough(own: Sequence[Piece], number: int, amount: int) -> None:
    owed = sum(piece.amount for piece in own)
    if not 0 < amount <= owed:
        raise Refusal(
            "reschedule_refused",
            field="amount",
            value=amount,
            vi=f"Kỳ {number} còn {owed} đồng chưa trả và chưa quá hạn; không điều chỉnh được {amount} đồng.",
            en=f"Instalment {number} has {owed} đồng unpaid and not yet overdue; {amount} cannot be rescheduled.",
        )


def _nothing_left(history: History) -> Refusal:
    return Refusal(
        "nothing_left",
        field="loan_id",
        value=history.loan.id,
        vi="Khoản vay không còn gốc nào để điều chỉnh vào ngày này.",
        en="The loan has no principal left to move on that day.",
    )
