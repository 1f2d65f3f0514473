"""What happens to a debt, on one page a kind: the rule with its article, before → after, then it is booked once."""

from datetime import date

from flask import Response, request

from loans.domain.loan import Loan, Position
from loans.domain.refusal import Forbidden, Unknown
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.debt.correction import REVERSIBLE
from loans.service.loan import position_of
from loans.service.outlook import Part, schedule_of
from loans.service.unit_of_work import Entry, UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.acts import ACTS, Act
from loans.web.officer.draw import draw, may, own_loan
from loans.web.officer.trial import foreseen
from loans.web.page import asks, page, sent_to, writes
from loans.web.show import money
from loans.web.texts import say

PATH = "/khoan-vay/<int:loan_id>/xu-ly/<act>"


def act_of(actor: Actor, code: str) -> Act:
    """An act by its code, for who may take it."""
    if code not in ACTS:
        raise Unknown(
            "unknown_act",
            field="act",
            value=code,
            vi="Không có loại xử lý nợ này. Chọn trên trang khoản vay.",
            en="There is no such act. Choose one on the page of the loan.",
        )
    act = ACTS[code]
    if not may(actor, act.action):
        raise Forbidden(
            "role_may_not",
            field="act",
            value=code,
            vi=f"Vai trò «{actor.role}» không được «{act.vi.lower()}». Đề nghị người có thẩm quyền.",
            en=f"The role {actor.role} may not {act.en.lower()}. Ask somebody who may.",
        )
    return act


def acts_for(may_write: bool, may_decide: bool) -> list[tuple[str, str]]:
    """The acts that the page of a loan offers; a reversal begins at its entry."""
    allowed = {Action.LOAN_WRITE: may_write, Action.LOAN_DECIDE: may_decide, Action.LOAN_CORRECT: False}
    return [(code, say(act.vi, act.en)) for code, act in ACTS.items() if allowed[act.action]]


@page(blueprint, PATH, action=Action.LOAN_READ)
def debt_act(uow: UnitOfWork, actor: Actor, today: date, loan_id: int, act: str, form: Form | None = None) -> Response:
    """The form of one act."""
    return _drawn(uow, actor, today, loan_id, act, form or blank(on=today, entry_id=request.args.get("entry")))


def _drawn(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    loan_id: int,
    code: str,
    form: Form,
    after: tuple[Position, list[Part]] | None = None,
) -> Response:
    act, present = act_of(actor, code), own_loan(uow, actor, loan_id)
    before = _seen(uow, present, today)
    return draw(
        "debt_act",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        act=act,
        on=form.day("on", required=False) or today,
        form=form,
        owed=before[0],
        parts=before[1],
        after=after,
        position_changes=_positions(before[0], after[0]) if after else [],
        schedule_changes=_schedules(before[1], after[1]) if after else [],
        reversible=_reversible(uow, present),
        books=f"officer.{act.action.value.partition('.')[2]}_act",
    )


def _seen(uow: UnitOfWork, loan: Loan, today: date) -> tuple[Position, list[Part]]:
    return position_of(uow, loan, today), schedule_of(uow, loan, today)


def _reversible(uow: UnitOfWork, loan: Loan) -> list[Entry]:
    history = uow.entries.history([loan.id])
    return [each for each in reversed(history) if each.kind in REVERSIBLE and not uow.debts.is_reversed(each.id)]


def _positions(before: Position, after: Position) -> list[tuple[str, object, object]]:
    return [
        (words_, money(getattr(before, name)), money(getattr(after, name)))
        for name, words_ in (
            ("in_term", say("Trong hạn", "In term")),
            ("overdue", say("Quá hạn", "Overdue")),
            ("frozen", say("Khoanh", "Frozen")),
            ("outstanding", say("Dư nợ", "Outstanding")),
            ("interest", say("Lãi phải trả", "Interest owed")),
        )
    ]


def _schedules(before: list[Part], after: list[Part]) -> list[tuple[str, str, str]]:
    """Each instalment before and after, as one line of text."""

    def lines(parts: list[Part]) -> dict[int, str]:
        found: dict[int, list[str]] = {}
        for part in parts:
            state = words.word(words.PARTS, part.state)
            text = f"{part.left:,}".replace(",", ".") + f" đ, {part.due:%d/%m/%Y}, {state}"
            found.setdefault(part.number, []).append(text if part.left else state)
        return {number: "; ".join(texts) for number, texts in found.items()}

    old, new = lines(before), lines(after)
    return [
        (say(f"Kỳ {number}", f"Instalment {number}"), old.get(number, "—"), new.get(number, "—"))
        for number in sorted(old.keys() | new.keys())
    ]


@asks(blueprint, PATH + "/kiem-tra", action=Action.LOAN_READ, again=debt_act)
def foresee(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, act: str) -> Response:
    """What the act would leave behind; nothing is recorded."""
    chosen = act_of(actor, act)
    own_loan(uow, actor, loan_id)
    given = chosen.reads(form)
    form.check()

    def tried(trial: UnitOfWork) -> tuple[Position, list[Part]]:
        chosen.run(trial, actor, today, loan_id, form.sequence, given)
        return _seen(trial, trial.loans.get(loan_id), today)

    return _drawn(uow, actor, today, loan_id, act, form, foreseen(actor, tried))


def _book(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, code: str, action: Action) -> str:
    act = act_of(actor, code)
    if act.action is not action:
        raise Unknown("unknown_act", field="act", value=code, vi="Không có địa chỉ này.", en="No such address.")
    own_loan(uow, actor, loan_id)
    given = act.reads(form)
    form.check()
    act.run(uow, actor, today, loan_id, form.sequence, given)
    return sent_to("officer.entry", loan_id=loan_id, entry_id=uow.entries.history([loan_id])[-1].id)


@writes(blueprint, PATH + "/ghi", action=Action.LOAN_WRITE, again=debt_act)
def write_act(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, act: str) -> str:
    """Book an act of the officer."""
    return _book(uow, actor, today, form, loan_id, act, Action.LOAN_WRITE)


@writes(blueprint, PATH + "/quyet-dinh", action=Action.LOAN_DECIDE, again=debt_act)
def decide_act(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, act: str) -> str:
    """Book an act of who decides."""
    return _book(uow, actor, today, form, loan_id, act, Action.LOAN_DECIDE)


@writes(blueprint, PATH + "/huy", action=Action.LOAN_CORRECT, again=debt_act)
def correct_act(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, act: str) -> str:
    """Book a reversal."""
    return _book(uow, actor, today, form, loan_id, act, Action.LOAN_CORRECT)
