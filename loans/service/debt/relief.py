"""Rescheduling, extension and early recall: principal with another due day, each within its article (§6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain.calendar import add_months
from loans.domain.debt import Relief, ReliefKind
from loans.domain.due import Piece
from loans.domain.law import law
from loans.domain.loan import InstalmentRule, Loan
from loans.domain.refusal import Refusal
from loans.domain.relief import (
    ExtensionLimits,
    check_asked_in_time,
    check_extension,
    check_reschedule,
    extension_allowance,
    original_term,
)
from loans.service.actor import Actor
from loans.service.books import consistent, open_period, opened
from loans.service.opening import extended_before, opening_of
from loans.service.piece import Transfers
from loans.service.portfolio import outlook_of
from loans.service.unit_of_work import UnitOfWork


def reschedule(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    on: date,
    number: int,
    amount: int,
    due_on: date,
) -> Loan:
    """Reschedule (điều chỉnh kỳ hạn trả nợ) one instalment or a part of it; entrusted loans only."""
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    cites = law().at("reschedule_limit", on).cites
    if loan.group_id is None:
        raise Refusal(
            "reschedule_refused",
            field="loan_id",
            value=loan_id,
            vi="Điều chỉnh kỳ hạn chỉ áp dụng cho vay ủy thác qua tổ. Với cho vay trực tiếp hãy gia hạn nợ.",
            en="Only entrusted loans are rescheduled. Extend a direct loan instead.",
            cites=cites,
        )
    found = [piece for piece in unpaid(uow, loan, on) if piece.number == number and piece.moves > on]
    own = [piece for piece in found if piece.due < due_on] or found
    _enough(own, number, amount)
    due_days = _due_days(uow, loan)
    check_reschedule(number, due_on, due_days, present_due=min(piece.due for piece in own), cites=cites)
    return _granted(uow, loan, expected, on, ReliefKind.RESCHEDULED, [(number, amount)], due_on, {})


def extend(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    on: date,
    months: int,
    decision: str = "",
) -> Loan:
    """Extend (gia hạn nợ) the final maturity by whole months, cumulative over the loan's life.

    It is asked for before the transfer day; overdue principal is extended only by a risk-debt ``decision``,
    and is then in-term from the day of the extension.
    """
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    limits = _limits(on)
    due_days = _due_days(uow, loan)
    before, used = _before_opening(uow, loan_id), extended_months(uow, loan)
    check_extension(months, before + used, _original_term(uow, loan, due_days), limits)
    left = unpaid(uow, loan, on)
    if loan.instalment_rule is not InstalmentRule.FINAL_MATURITY_ONLY:
        left = [piece for piece in left if piece.number >= len(due_days)]  # what was cut stays behind the last one
    if not left:
        raise _nothing_left(loan_id)
    moved = [piece for piece in left if piece.moves <= on]
    if moved and not decision:
        check_asked_in_time(on, min(piece.moves for piece in moved), law().at("extension_asked_before", on).cites)
    due_on = add_months(due_days[-1], used + months)
    parts = _by_number([piece for piece in left if piece.due < due_on])
    return _granted(
        uow, loan, expected, on, ReliefKind.EXTENDED, parts, due_on, {"months": months, "decision": decision}
    )


def recall(
    uow: UnitOfWork, actor: Actor, *, today: date, loan_id: int, expected: int, on: date, due_on: date, reason: str
) -> Loan:
    """Recall early (thu hồi nợ trước hạn): all unpaid principal is due on a day, for misuse or a missed job target."""
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    session = Transfers(uow).of(loan, due_on)
    waiting = [piece for piece in unpaid(uow, loan, on) if piece.moves > on]
    left = [piece for piece in waiting if piece.due > due_on or piece.moves > session]
    if not left:
        raise _nothing_left(loan_id)
    if due_on < on:
        raise Refusal(
            "recall_in_past",
            field="due_on",
            value=due_on.isoformat(),
            vi=f"Hạn trả {due_on:%d/%m/%Y} trước ngày thu hồi {on:%d/%m/%Y}. Cho một hạn từ ngày đó.",
            en=f"The day to pay by, {due_on}, is before the recall on {on}. Give one from that day on.",
        )
    cites = list(law().at("job_loan_recall_causes", on).cites)
    return _granted(
        uow, loan, expected, on, ReliefKind.RECALLED, _by_number(left), due_on, {"reason": reason, "cites": cites}
    )


def unpaid(uow: UnitOfWork, loan: Loan, on: date) -> list[Piece]:
    """The unpaid parts of the loan's pieces at the end of a day, earliest due first, without frozen ones."""
    found = outlook_of(uow, loan, on)
    debts = uow.debts.of([loan.id]).until(on)
    paid = sum(entry.principal for entry in uow.loans.entries([loan.id]) if entry.effective_on <= on)
    paid += sum(lost.principal for lost in debts.write_offs) - sum(part.amount for part in debts.frozen_parts)
    left, paid = [], paid - found.settled
    for piece in found.pieces:
        rest = piece.amount - min(max(paid, 0), piece.amount)
        paid -= piece.amount - rest
        if rest:
            left.append(Piece(piece.due, piece.number, rest, piece.moves))
    return left


def extended_months(uow: UnitOfWork, loan: Loan) -> int:
    """Months of extension that the loan has had here, cancelled ones left out: its contract's days lie before them."""
    standing = {relief.entry_id for relief in uow.debts.of([loan.id]).reliefs if relief.kind is ReliefKind.EXTENDED}
    return sum(int(entry.body["months"]) for entry in uow.entries.history([loan.id]) if entry.id in standing)


@dataclass(frozen=True, slots=True)
class Room:
    """How far a loan may still be extended: its first term, what it has had, what is left, in months; its last day."""

    term: int
    used: int
    left: int
    last_due: date


def extension_room(uow: UnitOfWork, loan: Loan, on: date) -> Room:
    """What the law of a day leaves of a loan's extensions (§6.7)."""
    due_days = _due_days(uow, loan)
    term, here = _original_term(uow, loan, due_days), extended_months(uow, loan)
    used = _before_opening(uow, loan.id) + here
    left = extension_allowance(term, _limits(on)) - used
    return Room(term, used, max(left, 0), add_months(due_days[-1], here))


def _before_opening(uow: UnitOfWork, loan_id: int) -> int:
    """Months of extension granted in another system: the due days that it brought have them in."""
    opening = opening_of(uow, loan_id)
    return extended_before(uow, opening) if opening else 0


def _due_days(uow: UnitOfWork, loan: Loan) -> list[date]:
    """The contract's due days by the number of their instalment, so that the last one is the final maturity.

    What was released of the commitment falls due on no day: it is taken from the last instalments (§6.10).
    """
    parts = sorted(uow.loans.instalments([loan.id]), key=lambda each: each.number)
    lent = sum(entry.disbursed for entry in uow.loans.entries([loan.id]))
    released = loan.amount - lent - sum(uow.commitments.by_year(loan.application_id).values())
    while len(parts) > 1 and loan.application_id != loan.id and parts[-1].principal <= released:
        released -= parts.pop().principal
    return [part.due_on for part in parts]


def _granted(
    uow: UnitOfWork,
    loan: Loan,
    expected: int,
    on: date,
    kind: ReliefKind,
    parts: Sequence[tuple[int, int]],
    due_on: date,
    body: dict[str, object],
) -> Loan:
    said = {"due_on": due_on, "parts": [{"number": number, "amount": amount} for number, amount in parts], **body}
    booked = uow.entries.append(loan.id, expected, f"loan_{kind}", on, said)
    uow.debts.add_reliefs(booked, [Relief(loan.id, kind, on, number, amount, due_on) for number, amount in parts])
    consistent(uow, loan)
    return uow.loans.get(loan.id)


def _limits(on: date) -> ExtensionLimits:
    rules = law()
    return ExtensionLimits(
        short_months=rules.whole("extension_short_max_months", on),
        other_share=rules.text("extension_other_max_share", on),
        short_term_months=rules.whole("term_short_max_months", on),
        cites=rules.at("extension_short_max_months", on).cites,
    )


def _original_term(uow: UnitOfWork, loan: Loan, due_days: Sequence[date]) -> int:
    if loan.application_id == loan.id:  # the first due days of a loan from another system may not be held
        return uow.applications.term_months(loan.application_id)
    lent = [entry.effective_on for entry in uow.loans.entries([loan.id]) if entry.disbursed]
    return original_term(min(lent, default=loan.signed_on), due_days[-1])


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


def _nothing_left(loan_id: int) -> Refusal:
    return Refusal(
        "nothing_left",
        field="loan_id",
        value=loan_id,
        vi="Khoản vay không còn gốc nào để điều chỉnh vào ngày này.",
        en="The loan has no principal left to move on that day.",
    )
