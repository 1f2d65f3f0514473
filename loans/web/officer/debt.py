"""What happens to a debt, on one page a kind: the rule with its article, before → after, then it is booked once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, request

from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.lending.outlook import Part, schedule_of
from loans.domain.loan import Position
from loans.domain.refusal import Forbidden, Unknown
from loans.http.roles import Action
from loans.service import debt
from loans.service.actor import Actor
from loans.service.commitment.reading import of_loan
from loans.service.debt.correction import REVERSIBLE
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.acts import ACTS, Act
from loans.web.officer.draw import draw, may, own_loan
from loans.web.page import asks, page, sent_to, writes
from loans.web.show import day, exact, money
from loans.web.texts import say

PATH = "/khoan-vay/<int:loan_id>/xu-ly/<act>"


@dataclass(frozen=True, slots=True)
class Seen:
    """A loan before or after an act: what it owes, its schedule, and what the act's rule leaves of it."""

    owed: Position
    parts: list[Part]
    bounds: Mapping[str, object]


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


def acts_for(uow: UnitOfWork, actor: Actor, history: History, owed: Position, today: date) -> list[tuple[str, str]]:
    """The acts that the page of a loan offers: what one may do, and what there is something for.

    A reversal begins at its entry. A term may be extended before anything is paid out.
    """
    something: dict[str, int] = {
        "recover": debt.to_recover(history, today),
        "refund": owed.credit,
        "extend": owed.outstanding + of_loan(uow, history.loan.id).left,
        "reverse": 0,
    }
    return [
        (code, say(act.vi, act.en))
        for code, act in ACTS.items()
        if may(actor, act.action) and something.get(code, owed.outstanding)
    ]


@page(blueprint, PATH, action=Action.LOAN_READ)
def debt_act(uow: UnitOfWork, actor: Actor, today: date, loan_id: int, act: str, form: Form | None = None) -> Response:
    """The form of one act."""
    if form is None:
        own_loan(uow, actor, loan_id)
        most = _most(uow.books.one(loan_id), act, today)
        form = blank(on=today, entry_id=request.args.get("entry"), amount=most)
    return _drawn(uow, actor, today, loan_id, act, form)


def _most(history: History, code: str, today: date) -> int | None:
    """What is proposed as the sum: all that may be recovered, or given back."""
    if code == "recover":
        return debt.to_recover(history, today) or None
    return owed_on(history, today).credit or None if code == "refund" else None


def _drawn(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    loan_id: int,
    code: str,
    form: Form,
    after: Seen | None = None,
) -> Response:
    act, present = act_of(actor, code), own_loan(uow, actor, loan_id)
    history = uow.books.one(loan_id)
    before = _seen(uow, history, code, today)
    return draw(
        "debt_act",
        loan=present,
        who=uow.borrowers.get(present.borrower_id),
        act=act,
        on=form.day("on", required=False) or today,
        form=form,
        owed=before.owed,
        parts=before.parts,
        bounds=before.bounds,
        after=after,
        position_changes=_positions(before, after) if after else [],
        schedule_changes=_schedules(before.parts, after.parts) if after else [],
        reversible=[each for each in reversed(history.entries) if each.kind in REVERSIBLE and not each.undone],
        books=f"officer.{act.action.value.partition('.')[2]}_act",
    )


def _seen(uow: UnitOfWork, history: History, code: str, today: date) -> Seen:
    bounds = dict(_bounds(uow, history, code, today))
    return Seen(owed_on(history, today), schedule_of(history, today), bounds)


def _bounds(uow: UnitOfWork, history: History, code: str, today: date) -> Iterator[tuple[str, object]]:
    """What the rule of an act leaves of this very loan."""
    if code == "extend":
        room, months = debt.extension_room(uow, history, today), say(" tháng", " months")
        yield say("Thời hạn gốc", "First term"), f"{room.term}{months}"
        yield say("Đã gia hạn", "Extended by"), f"{room.used}{months}"
        yield say("Còn được gia hạn", "May still be extended by"), f"{room.left}{months}"
        yield say("Hạn cuối (hợp đồng và gia hạn)", "Last due day (contract, extensions)"), day(room.last_due)
    if code == "recover":
        yield say("Gốc đã xóa chưa thu hồi", "Written off, not recovered"), money(debt.to_recover(history, today))


def _positions(before: Seen, after: Seen) -> list[tuple[str, object, object]]:
    return [
        (words_, money(getattr(before.owed, name)), money(getattr(after.owed, name)))
        for name, words_ in (
            ("in_term", say("Trong hạn", "In term")),
            ("overdue", say("Quá hạn", "Overdue")),
            ("frozen", say("Khoanh", "Frozen")),
            ("outstanding", say("Dư nợ", "Outstanding")),
            ("interest", say("Lãi phải trả", "Interest owed")),
            ("credit", say("Lãi thu thừa", "Interest overpaid")),
        )
    ] + [(words_, before.bounds[words_], value) for words_, value in after.bounds.items()]


def _schedules(before: list[Part], after: list[Part]) -> list[tuple[str, str, str]]:
    """The instalments that change, before and after, each as one line of text."""

    def lines(parts: list[Part]) -> dict[int, str]:
        found: dict[int, list[str]] = {}
        for part in parts:
            state = words.word(words.PARTS, part.state)
            text = f"{exact(part.left)} đ, {part.due:%d/%m/%Y}, {state}"
            if part.moves and part.left and part.state != "overdue":
                text += say(", chuyển quá hạn ", ", moves on ") + f"{part.moves:%d/%m/%Y}"
            found.setdefault(part.number, []).append(text if part.left else state)
        return {number: "; ".join(texts) for number, texts in found.items()}

    old, new = lines(before), lines(after)
    return [
        (say(f"Kỳ {number}", f"Instalment {number}"), old.get(number, "—"), new.get(number, "—"))
        for number in sorted(old.keys() | new.keys())
        if old.get(number) != new.get(number)
    ]


@asks(blueprint, PATH + "/kiem-tra", action=Action.LOAN_READ, again=debt_act)
def foresee(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, act: str) -> Response:
    """What the act would leave behind; nothing is recorded."""
    chosen = act_of(actor, act)
    own_loan(uow, actor, loan_id)
    given = chosen.reads(form)
    form.check()

    after = chosen.decided(uow, actor, today, loan_id, form.sequence, given).after
    return _drawn(uow, actor, today, loan_id, act, form, _seen(uow, after, act, today))


def _book(uow: UnitOfWork, actor: Actor, today: date, form: Form, loan_id: int, code: str, action: Action) -> str:
    act = act_of(actor, code)
    if act.action is not action:
        raise Unknown("unknown_act", field="act", value=code, vi="Không có địa chỉ này.", en="No such address.")
    own_loan(uow, actor, loan_id)
    given = act.reads(form)
    form.check()
    act.decided(uow, actor, today, loan_id, form.sequence, given).record(uow)
    return sent_to("officer.entry", loan_id=loan_id, entry_id=uow.entries.last(loan_id))


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
