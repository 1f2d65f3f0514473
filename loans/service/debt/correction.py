"""Corrections: an entry is reversed by another one, as if it had never been; a closed period stays closed (§6.18)."""

from datetime import date

from loans.domain.application import second_person
from loans.domain.books.history import Entered, History
from loans.domain.books.outcome import Outcome, Reversal
from loans.domain.commitment import Carried, Ending
from loans.domain.fund import Posting, reversed_postings
from loans.domain.lending import checks
from loans.domain.lending.consistent import consistent
from loans.domain.loan import Loan
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.refusal import Forbidden, Refusal
from loans.service import commitment, opening
from loans.service.actor import Actor
from loans.service.decision import Decision
from loans.service.unit_of_work import UnitOfWork

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


def decide_reverse(
    uow: UnitOfWork,
    actor: Actor,
    history: History,
    *,
    expected: int,
    entry_id: int,
    reason: str,
    approver: bool = False,
) -> Decision:
    """Reverse one entry of a loan, on the entry's own day: afterwards the books are as if it had never been.

    Both stay in the record. It is never refused for want of balance (§6.11), only where a later entry rests on it. What
    two persons decided, two persons take back: an opening, and the end or carrying of a commitment, is reversed by an
    approver who did not book it, nor file or appraise the application (``approver_needed``, ``same_person``).
    """
    loan = history.loan
    checks.unmoved(loan.sequence, expected)
    target = _target(history, entry_id)
    if target.kind in DECIDED:
        _second_person(uow, actor, loan, target, approver=approver)
    year = uow.applications.plan_year(loan.application_id)
    uow.lock(borrower=loan.borrower_id, plan=(loan.source_id, loan.commune, year), source=loan.source_id)
    _year_open(uow, loan, target)
    if target.kind in OPENINGS:
        opening.nothing_stands(history.entries)
    if target.kind in LAST_FIRST:
        _nothing_rests_on(history, target)
    checks.period_open(history.closed_through, target.effective_on, approver=approver, reason=reason)
    commitment.check_undone(uow, loan.application_id, target)
    outcomes = _undoing(uow, history, target, reason)
    made = Decision(history, outcomes)
    consistent(made.after)
    return made


def _undoing(uow: UnitOfWork, history: History, target: Entered, reason: str) -> list[Outcome]:
    """The entries that take an entry back: its postings and plan uses with the other sign; of a carrying both of its
    entries, so that the commitment is back in its old plan year."""
    undone = [target]
    if target.kind == Carried.TO:
        undone += [each for each in history.entries if each.id == target.body["from_entry"]]
    uses = uow.plans.of_entries([each.id for each in undone])
    commitment.no_year_below_zero(uow, history.loan.application_id, [use for own in uses.values() for use in own])
    return [
        Outcome(
            "entry_reversed",
            each.effective_on,
            {"reversed": each.id, "kind": each.kind, "sequence": each.sequence},
            reason,
            facts=(Reversal(each.id), *(use.taken_back for use in uses.get(each.id, ()))),
            postings=_undone(uow, history, each) if each is target else (),
        )
        for each in undone
    ]


def _undone(uow: UnitOfWork, history: History, target: Entered) -> tuple[Posting, ...]:
    """The postings that take an entry back. A corrected opening takes back its own postings alone: those of the former
    one are already reversed."""
    if target.kind in OPENINGS:
        return reversed_postings(opening.posted(history.loan, history.opening)) if history.opening else ()
    return reversed_postings(uow.funds.of_entry(target.id))


def _second_person(uow: UnitOfWork, actor: Actor, loan: Loan, target: Entered, *, approver: bool) -> None:
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


def _year_open(uow: UnitOfWork, loan: Loan, target: Entered) -> None:
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


def _nothing_rests_on(history: History, target: Entered) -> None:
    """Months of extension are counted on from the last one, and a supplementary freeze from the first: the last goes
    first."""
    for entry in history.entries:
        if entry.kind == target.kind and entry.id > target.id and not entry.undone:
            raise Refusal(
                "books_contradict",
                field="entry_id",
                value=target.id,
                vi=f"Bút toán số {entry.sequence} cùng loại được tính tiếp từ bút toán này. Hủy bút toán đó trước.",
                en=f"Entry number {entry.sequence} of the same kind counts on this one. Reverse that one first.",
            )


def close_period(uow: UnitOfWork, *, today: date, through: date, reason: str) -> date:
    """Close the books through a day: later entries for it are refused or, with a reason, shown as corrections."""
    uow.lock_period(closing=True)
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


def _target(history: History, entry_id: int) -> Entered:
    target = next((entry for entry in history.entries if entry.id == entry_id), None)
    if target is None or target.kind not in REVERSIBLE or target.undone:
        raise Refusal(
            "not_reversible",
            field="entry_id",
            value=entry_id,
            vi="Bút toán này không thuộc khoản vay, đã bị hủy, hoặc thuộc loại không hủy được.",
            en="The entry is not of this loan, has been reversed, or is of a kind that cannot be reversed.",
        )
    return target
