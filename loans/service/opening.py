"""Loans brought from another system: carried in at their closing day, corrected, reversed (số dư ban đầu).

``carry_in`` is the reference: a bulk load writes the same rows. One entry of the loan's own stream bears them all: the
loan, an application of the same number (no dossier is held), the opening, the instalments, the past vouchers, the
freeze and the postings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from loans.domain.application import Application, State
from loans.domain.books.history import Entered
from loans.domain.borrower import Purpose
from loans.domain.debt import Freeze
from loans.domain.fund import Movement, Posting, postings, reversed_postings
from loans.domain.lending.checks import sessions_known
from loans.domain.lending.consistent import consistent
from loans.domain.loan import Loan, LoanEntry
from loans.domain.opening import CORRECTED, KINDS, OPENED, Opening, instalments_of
from loans.domain.opening_checks import faults_of
from loans.domain.refusal import Faults, Refusal
from loans.service.actor import Actor
from loans.service.checks import happened, open_period, unmoved
from loans.service.unit_of_work import Booked, UnitOfWork

NO_CAUSE = "other"
"""The cause of a freeze of which the bank's export says none."""

_OWN = frozenset({"id", "application_id", "sequence"})
"""What the books themselves give a loan; everything else of it comes from the other system."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything about one loan at its closing in another system.

    ``loan`` and ``opening`` carry no numbers of ours yet (0). ``unpaid`` are the pieces of principal not paid on the
    day, (due day, đồng); ``vouchers`` all that were booked before it, or none. ``extended_months`` were granted before
    and count towards the limit. ``frozen_until`` is the last day of the freeze that is on.
    """

    loan: Loan
    opening: Opening
    term_months: int
    unpaid: tuple[tuple[date, int], ...]
    vouchers: tuple[LoanEntry, ...] = ()
    frozen_until: date | None = None
    freeze_cause: str = NO_CAUSE
    extended_months: int = 0
    purpose: Purpose = Purpose.CREATE
    total_workers: int = 0


def carry_in(uow: UnitOfWork, actor: Actor, *, today: date, brought: Brought) -> Loan:
    """Bring a loan in; every contradiction is named at once (``opening_refused``), want of balance refuses nothing."""
    _checked(uow, actor, today, brought)
    loan, opening = brought.loan, brought.opening
    uow.lock(borrower=loan.borrower_id, source=loan.source_id)
    booked = uow.entries.open("loan", loan.contract_no, OPENED, opening.effective_on, recorded(brought))
    uow.applications.add(booked, _application(brought))
    uow.loans.add(booked, replace(loan, application_id=booked.stream_id))
    _bear(uow, booked, brought)
    return _consistent(uow, booked.stream_id)


def correct_opening(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    brought: Brought,
    reason: str,
    approver: bool = False,
) -> Loan:
    """Bring a loan in anew: the former opening is reversed by the entry that bears the new one; later vouchers stay.

    An opening that was reversed is so given back. What the loan itself says (rates, days, term, source), and the day of
    an opening that stands, are not corrected this way and are refused by name (``term_not_correctable``).
    """
    present = uow.loans.get(loan_id)
    actor.within(present.commune)
    unmoved(uow, loan_id, expected)
    _checked(uow, actor, today, brought, approver=approver, reason=reason)
    former = opening_of(uow, loan_id)
    _same_terms(uow, present, former, brought)
    nothing_stands(uow.books.entries(loan_id), through=brought.opening.effective_on)
    uow.lock(borrower=present.borrower_id, source=present.source_id)
    body = recorded(brought) | ({"reversed": former.entry_id} if former else {})
    booked = uow.entries.append(loan_id, expected, CORRECTED, brought.opening.effective_on, body, reason)
    if former is not None:
        uow.debts.add_reversal(booked, former.entry_id)
        uow.funds.post(booked, former.effective_on, reversed_postings(posted(present, former)))
    _bear(uow, booked, brought)
    return _consistent(uow, loan_id)


def opening_of(uow: UnitOfWork, loan_id: int) -> Opening | None:
    """The opening of a loan that stands; None where it has none."""
    return next(iter(uow.loans.openings([loan_id])), None)


def _consistent(uow: UnitOfWork, loan_id: int) -> Loan:
    """The loan as it now stands; a history that contradicts itself is refused, and all that was written undone."""
    history = uow.books.one(loan_id)
    sessions_known(history, history.loan.signed_on)
    consistent(history)
    return history.loan


def nothing_stands(entries: Sequence[Entered], *, through: date = date.max) -> None:
    """Refuse where an entry of a loan, no opening, stands with a day through ``through``: its opening holds all that
    happened by then, and without an opening nothing can have happened."""
    for entry in entries:
        if entry.kind in {*KINDS, "entry_reversed"} or entry.effective_on > through:
            continue
        if not entry.undone:
            raise Refusal(
                "books_contradict",
                field="entry_id",
                value=entry.id,
                vi=f"Bút toán số {entry.sequence} ngày {entry.effective_on:%d/%m/%Y} còn hiệu lực và dựa trên số dư "
                "ban đầu. Hủy bút toán đó trước, hoặc sửa số dư của ngày trước đó.",
                en=f"Entry number {entry.sequence} of {entry.effective_on} stands and rests on the opening. Reverse "
                "it first, or correct the opening of an earlier day.",
            )


def recorded(brought: Brought) -> dict[str, object]:
    """What the entry of an opening keeps beside its tables."""
    opening = brought.opening
    return {
        "contract_no": brought.loan.contract_no,
        "load_id": opening.load_id,
        "amount": brought.loan.amount,
        "term_months": brought.term_months,
        "extended_months": brought.extended_months,
        "brought": opening.brought,
        "in_term": opening.in_term,
        "overdue": opening.overdue,
        "frozen": opening.frozen,
    }


def _checked(
    uow: UnitOfWork, actor: Actor, today: date, brought: Brought, *, approver: bool = False, reason: str = ""
) -> None:
    loan, day = brought.loan, brought.opening.effective_on
    actor.within(loan.commune)
    happened(day, today, "effective_on")
    open_period(uow, day, approver=approver, reason=reason)
    found = faults_of(
        loan,
        brought.opening,
        brought.unpaid,
        brought.vouchers,
        frozen_until=brought.frozen_until,
        months={name: getattr(brought, name) for name in ("term_months", "extended_months")},
    )
    Faults(found).refuse(
        "opening_refused",
        vi=f"Số dư ban đầu của khế ước {loan.contract_no} có {len(found)} lỗi. Sửa các lỗi nêu dưới đây rồi nạp lại.",
        en=f"The opening of {loan.contract_no} has {len(found)} faults. Correct them and bring it again.",
    )
    uow.borrowers.get(loan.borrower_id)
    uow.funds.get(loan.source_id)
    uow.network.point(loan.point_id)
    if loan.group_id is not None:
        uow.network.group(loan.group_id)


def _application(brought: Brought) -> Application:
    """What every loan's application says; no dossier stands behind it, and no list of dossiers shows it."""
    loan = brought.loan
    return Application(
        id=0,
        borrower_id=loan.borrower_id,
        source_id=loan.source_id,
        commune=loan.commune,
        group_id=loan.group_id,
        purpose=brought.purpose,
        amount=loan.amount,
        term_months=brought.term_months,
        new_workers=loan.workers,
        total_workers=max(brought.total_workers, loan.workers),
        evidence=(),
        full_capacity=True,
        collateral="",
        filed_on=loan.approved_on,
        filed_by="",
        state=State.SIGNED,
        sequence=0,
        programme=loan.programme,
    )


def _bear(uow: UnitOfWork, booked: Booked, brought: Brought) -> None:
    """The rows of one opening, under the entry that bears them."""
    loan_id, opening = booked.stream_id, brought.opening
    uow.loans.add_opening(booked, opening)
    uow.loans.add_instalments(booked, instalments_of(brought.unpaid, brought.vouchers))
    uow.loans.add_past_vouchers(booked, brought.vouchers)
    if opening.frozen and brought.frozen_until is not None:
        on, last = opening.effective_on, brought.frozen_until
        uow.debts.add_freeze(booked, Freeze(loan_id, on, last, opening.frozen, 0, brought.freeze_cause))
    uow.funds.post(booked, opening.effective_on, posted(brought.loan, opening))


def posted(loan: Loan, opening: Opening) -> tuple[Posting, ...]:
    """Capital opens with the loan on its day, whatever its history: before it no capital was held here."""
    return postings(Movement.OPENED, loan.source_id, opening.outstanding) if opening.outstanding else ()


def _same_terms(uow: UnitOfWork, present: Loan, former: Opening | None, brought: Brought) -> None:
    found = Faults()
    said = {each.name: getattr(present, each.name) for each in fields(Loan) if each.name not in _OWN}
    new = {name: getattr(brought.loan, name) for name in said}
    if new["commune"] != said["commune"]:  # a confirmed place is no term of the contract: what was recorded is
        said["commune"] = uow.confirmations.places([present.id])[0].recorded
    said["term_months"], new["term_months"] = uow.applications.term_months(present.id), brought.term_months
    if former is not None:  # what an entry posts, it posts on its own day
        said["effective_on"], new["effective_on"] = former.effective_on, brought.opening.effective_on
    for name, value in said.items():
        if new[name] != value:
            found.add(
                present.contract_no,
                "term_not_correctable",
                field=name,
                value=str(new[name]),
                vi=f"«{name}» đã ghi là {value}, không sửa được bằng cách sửa số dư ban đầu. Giữ giá trị cũ, hoặc hủy "
                "số dư và nạp khế ước dưới số khác.",
                en=f"{name} was recorded as {value} and is not corrected with an opening. Keep it, or reverse the "
                "opening and bring the contract under another number.",
            )
    found.refuse(
        "opening_refused",
        vi=f"Khế ước {present.contract_no} có điều khoản không sửa được. Xem các mục nêu dưới đây.",
        en=f"Contract {present.contract_no} has terms that cannot be corrected. See those named below.",
    )
