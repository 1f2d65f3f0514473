"""Corrections: an entry is reversed by another one, as if it had never been; a closed period stays closed (§6.18)."""

from collections.abc import Sequence
from datetime import date

from loans.domain.application import second_person
from loans.domain.commitment import Ending
from loans.domain.fund import Posting, reversed_postings
from loans.domain.loan import Loan
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.refusal import Forbidden, Refusal
from loans.service import commitment
from loans.service.actor import Actor
from loans.service.books import consistent, open_period
from loans.service.checks import unmoved
from loans.service.opening import reversed_opening
from loans.service.unit_of_work import Entry, UnitOfWork

REVERSIBLE = frozenset(
    {
        *OPENINGS,
        "loan_disbursed",
        "loan_repaid",
        "loan_rescheduled",
        "loan_extended",
        "loan_recalled",
        "loan_frozen",
        "loan_written_off",
        "loan_recovered",
        "interest_refunded",
        "loan_use_checked",
        *commitment.UNDONE,
    }
)
"""Entries that can be taken back; a signed contract is not undone but paid or withdrawn."""

DECIDED = frozenset({*OPENINGS, *commitment.UNDONE})
"""Entries that a second person decided, so that no one person takes them back."""

LAST_FIRST = frozenset({"loan_extended", "loan_frozen"})
"""Entries of which each rests on the one before."""


def reverse(
    uow: UnitOfWork,
    actor: Actor,
    *,
    loan_id: int,
    expected: int,
    entry_id: int,
    reason: str,
    approver: bool = False,
) -> Loan:
    """Reverse one entry of a loan, on the entry's own day: afterwards the books are as if it had never been.

    Both stay in the record. It is never refused for want of balance (§6.11), only where a later entry rests on it. What
    two persons decided, two persons take back: an opening, and the end or carrying of a commitment, is reversed by an
    approver who did not book it, nor file or appraise the application (``approver_needed``, ``same_person``).
    """
    loan = uow.loans.get(loan_id)
    actor.within(loan.commune)
    unmoved(uow, loan_id, expected)
    year = uow.applications.plan_year(loan.application_id)
    uow.lock(borrower=loan.borrower_id, plan=(loan.source_id, loan.commune, year), source=loan.source_id)
    target = _target(uow, loan_id, entry_id)
    if target.kind in DECIDED:
        _second_person(uow, actor, loan, target, approver=approver)
    _year_open(uow, loan, target)
    undone = _undone(uow, loan, target)
    if target.kind in LAST_FIRST:
        _nothing_rests_on(uow, target)
    open_period(uow, target.effective_on, approver=approver, reason=reason)
    body = {"reversed": entry_id, "kind": target.kind, "sequence": target.sequence}
    booked = uow.entries.append(loan_id, expected, "entry_reversed", target.effective_on, body, reason)
    uow.debts.add_reversal(booked, entry_id)
    commitment.check_undone(uow, loan.application_id, target)
    if undone:
        uow.funds.post(booked, target.effective_on, undone)
    uow.plans.undo(booked, entry_id)
    commitment.undo_twin(uow, target, reason)
    commitment.no_year_below_zero(uow, loan.application_id)
    consistent(uow, loan)
    return uow.loans.get(loan_id)


def _undone(uow: UnitOfWork, loan: Loan, target: Entry) -> Sequence[Posting]:
    """The postings that take an entry back."""
    if target.kind in OPENINGS:
        return reversed_opening(uow, loan)
    return reversed_postings(uow.funds.of_entry(target.id))


def _second_person(uow: UnitOfWork, actor: Actor, loan: Loan, target: Entry, *, approver: bool) -> None:
    """Refuse who is no approver, who booked the entry, and who filed or appraised the application."""
    if not approver:
        raise Forbidden(
            "approver_needed",
            field="entry_id",
            value=target.id,
            vi=f"Bút toán số {target.sequence} do hai người quyết định. Đề nghị người phê duyệt khác hủy, kèm lý do.",
            en=f"Entry number {target.sequence} was decided by two persons. Ask another approver to reverse it.",
        )
    earlier = [target.actor]
    if target.kind not in OPENINGS:  # no dossier stands behind an opening
        present = uow.applications.get(loan.application_id)
        earlier += [present.filed_by, present.appraised_by]
    second_person(actor.username, *earlier)


def _year_open(uow: UnitOfWork, loan: Loan, target: Entry) -> None:
    """Refuse to commit anew under a plan year that is closed; a carrying goes back to be decided again at its close."""
    if target.kind not in set(Ending):
        return
    year = int(target.body["plan_year"])
    if commitment.is_closed(uow, loan.source_id, year):
        raise Refusal(
            "plan_year_closed",
            field="entry_id",
            value=target.id,
            vi=f"Kế hoạch năm {year} của nguồn vốn đã khóa, không mở lại cam kết đã giải tỏa. Lập hồ sơ của năm sau.",
            en=f"The plan year {year} of the source is closed; what was released does not come back. File an "
            "application of the next year.",
        )


def _nothing_rests_on(uow: UnitOfWork, target: Entry) -> None:
    """Months of extension are counted on from the last one, and a supplementary freeze from the first: the last goes
    first."""
    for entry in uow.entries.history([target.stream_id]):
        if entry.kind == target.kind and entry.id > target.id and not uow.debts.is_reversed(entry.id):
            raise Refusal(
                "books_contradict",
                field="entry_id",
                value=target.id,
                vi=f"Bút toán số {entry.sequence} cùng loại được tính tiếp từ bút toán này. Hủy bút toán đó trước.",
                en=f"Entry number {entry.sequence} of the same kind counts on this one. Reverse that one first.",
            )


def close_period(uow: UnitOfWork, *, today: date, through: date, reason: str) -> date:
    """Close the books through a day: later entries for it are refused or, with a reason, shown as corrections."""
    closed = uow.debts.closed_through()
    if through >= today or (closed is not None and through <= closed):
        raise Refusal(
            "period_not_closable",
            field="through",
            value=through.isoformat(),
            vi=f"Chỉ khóa sổ đến một ngày đã qua và sau lần khóa trước ({closed or '—'}). Chọn ngày khác.",
            en=f"The books are closed through a past day after the last closing ({closed or '—'}). Choose another.",
        )
    booked = uow.entries.open("period", through.isoformat(), "period_closed", through, {"through": through}, reason)
    uow.debts.close_period(booked, through)
    return through


def _target(uow: UnitOfWork, loan_id: int, entry_id: int) -> Entry:
    target = next((entry for entry in uow.entries.history([loan_id]) if entry.id == entry_id), None)
    if target is None or target.kind not in REVERSIBLE or uow.debts.is_reversed(entry_id):
        raise Refusal(
            "not_reversible",
            field="entry_id",
            value=entry_id,
            vi="Bút toán này không thuộc khoản vay, đã bị hủy, hoặc thuộc loại không hủy được.",
            en="The entry is not of this loan, has been reversed, or is of a kind that cannot be reversed.",
        )
    return target
