"""A loan: what it owes on a day, its schedule, its entries one by one, and what would be if."""

from datetime import date

from flask import Response, request

from loans.domain.books.history import History
from loans.domain.books.laid import late_on, owed_on
from loans.domain.lending.outlook import Part, Payment, next_transfer, payment, schedule_of
from loans.domain.loan import Loan
from loans.domain.refusal import Refusal, Unknown
from loans.http.context import context
from loans.http.roles import Action
from loans.service import debt
from loans.service.actor import Actor
from loans.service.audit import Asked
from loans.service.borrower import find_borrowers
from loans.service.commitment.reading import of_loan
from loans.service.debt.correction import REVERSIBLE
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint
from loans.web.officer.debt import acts_for
from loans.web.officer.draw import draw, may, own_loan
from loans.web.page import page

MOST_ENTRIES = 10_000
SHOWN = 100


@page(blueprint, "/khoan-vay", action=Action.LOAN_READ)
def loans(uow: UnitOfWork, actor: Actor, _today: date) -> Response:
    """Loans found by contract number or borrower; the first ones where nothing is asked."""
    text = Form(request.args).text("q", most=100)
    found = _found(uow, actor, text) if text else uow.loans.page(0, SHOWN, actor.limit)
    people = uow.borrowers.some({each.borrower_id for each in found[:SHOWN]})
    return draw("loans", q=text, found=[(each, people[each.borrower_id]) for each in found[:SHOWN]])


def _found(uow: UnitOfWork, actor: Actor, text: str) -> list[Loan]:
    known = uow.entries.find("loan", text)
    if known is not None:
        one = uow.loans.get(known)
        actor.within(one.commune)
        return [one]
    return list(uow.loans.of_borrowers([each.id for each in find_borrowers(uow, actor, text)], actor.limit))


@page(blueprint, "/khoan-vay/<int:loan_id>", action=Action.LOAN_READ)
def loan(uow: UnitOfWork, actor: Actor, today: date, loan_id: int, form: Form | None = None) -> Response:
    """One loan as of a day, as known now."""
    own_loan(uow, actor, loan_id)
    asked = Form(request.args)
    as_of = asked.day("as_of", required=False) or today
    known = context().store.known_at(None)
    with context().store.reading(known) as then:
        present = then.loans.get(loan_id)
        problem = None
        try:
            check_days(as_of, known)
        except Refusal as refused:
            problem, as_of = refused, today
        history = then.books.one(loan_id)
        owed = owed_on(history, as_of)
        parts = schedule_of(history, as_of)
        entries = list(reversed(then.entries.history([loan_id])))
        return draw(
            "loan",
            loan=present,
            who=then.borrowers.get(present.borrower_id),
            source=then.funds.get(present.source_id),
            point=then.network.point(present.point_id),
            opening=history.opening,
            committed=of_loan(then, loan_id),
            as_of=as_of,
            known=known,
            owed=owed,
            late=late_on(history, as_of),
            parts=parts,
            next=next_transfer(parts),
            history=entries,
            reversed_ids={each.id for each in history.entries if each.undone},
            problem=problem,
            form=form or blank(on=today, as_of=as_of),
            may_write=may(actor, Action.LOAN_WRITE),
            acts=acts_for(then, actor, history, owed, as_of),
        )


@page(blueprint, "/khoan-vay/<int:loan_id>/neu", action=Action.LOAN_READ)
def what_if(uow: UnitOfWork, actor: Actor, today: date, loan_id: int) -> Response:
    """What would be if: a sum paid on a day, the loan extended by some months. Nothing is recorded."""
    present, asked = own_loan(uow, actor, loan_id), Form(request.args)
    on = asked.day("on", required=False) or today
    amount = asked.amount("amount", required=False, least=1)
    months = asked.amount("months", required=False, least=1, most=240)
    paid, after, problems, history = None, None, [], uow.books.one(loan_id)
    if amount:
        paid, problem = _would_pay(history, max(on, present.signed_on), amount)
        problems += [problem] if problem else []
    if months:
        after, problem = _would_extend(uow, actor, present, today, months)
        problems += [problem] if problem else []
    before = schedule_of(history, today)
    return draw(
        "what_if",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        form=Form(request.args),
        faults=asked.faults,
        on=on,
        paid=paid,
        months=months,
        before=before,
        after=after,
        next_before=next_transfer(before),
        next_after=next_transfer(after) if after else None,
        problems=problems,
        may_write=may(actor, Action.LOAN_WRITE),
    )


def _would_pay(history: History, on: date, amount: int) -> tuple[Payment | None, Refusal | None]:
    try:
        return payment(history, on=on, amount=amount), None
    except Refusal as refused:
        return None, refused


def _would_extend(
    uow: UnitOfWork, actor: Actor, present: Loan, today: date, months: int
) -> tuple[list[Part] | None, Refusal | None]:
    try:
        made = debt.decided(
            uow, actor, "extend", loan_id=present.id, today=today, expected=present.sequence, on=today, months=months
        )
        return schedule_of(made.after, today), None
    except Refusal as refused:
        return None, refused


@page(blueprint, "/khoan-vay/<int:loan_id>/but-toan/<int:entry_id>", action=Action.LOAN_READ)
def entry(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int, entry_id: int) -> Response:
    """One entry: what it says, by whom and from where, its place in the chain that proves it; to print as a receipt."""
    present = own_loan(uow, actor, loan_id)
    context().store.known_at(None)  # gives the latest entries their place
    with context().store.reading() as then:
        trail = then.proof.trail(Asked(stream_id=loan_id), after=0, limit=MOST_ENTRIES)
        trace = next((each for each in trail if each.entry_id == entry_id), None)
        origin = next((each.origin for each in then.entries.history([loan_id]) if each.id == entry_id), "")
        undone = then.debts.is_reversed(entry_id)
    if trace is None:
        raise Unknown(
            "unknown_entry",
            field="entry_id",
            value=entry_id,
            vi=f"Khoản vay này không có bút toán {entry_id}. Chọn trong danh sách của khoản vay.",
            en=f"This loan has no entry {entry_id}. Choose one of the loan's list.",
        )
    return draw(
        "entry",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        trace=trace,
        origin=origin,
        undone=undone,
        reversible=not undone and trace.kind in REVERSIBLE and may(actor, Action.LOAN_CORRECT),
    )
