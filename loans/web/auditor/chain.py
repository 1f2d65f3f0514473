"""The proof: its present head, its verification in parts that can be left, heads kept outside, the anchor to keep."""

import json
from datetime import date
from typing import Any

from flask import Response, request

from loans.domain.proof import BEFORE_ALL, Head, head_of
from loans.domain.refusal import Forbidden, Refusal, Unknown
from loans.http.attachment import attachment
from loans.http.context import context
from loans.http.errors import problem_of
from loans.http.identity import signed
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.audit import told
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import may
from loans.web.form import Form
from loans.web.page import page, render

PART = 5_000
"""Positions of one part of a verification: a second or two."""
MOST_HEADS = 200


@page(blueprint, "/kiem-tra/chuoi", action=Action.AUDIT_READ)
def chain(_uow: UnitOfWork, _actor: Actor, _today: date) -> Response:
    """The present head, and what waits for a link."""
    return _chain(Form(request.args))


@page(blueprint, "/kiem-tra/chuoi/kiem-tra", action=Action.AUDIT_READ)
def verification(_uow: UnitOfWork, _actor: Actor, _today: date) -> Response:
    """A part of the verification; the last one says what was found. Its address holds how far it came."""
    form = Form(request.args)
    try:
        heads, after = _heads(form), _after(form)
        store = context().store
        with store.reading() as now:
            linked = now.proof.standing().head.position
        part = request.args.get("part")
        last, broken = store.verify_part(after, PART)
        if broken is None and last.position < linked:
            onward = {"heads": form.value("heads") or None, "after": _mark(last)}
            return render("auditor/verifying.html", last=last, linked=linked, part=part, onward=onward)
        found = store.verify(heads, after=last)
        said = told(found)
    except (Forbidden, Unknown):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return _chain(form)
    return render("auditor/verified.html", found=found, told=said, part=part)


@page(blueprint, "/kiem-tra/chuoi/neo/<int:position>", action=Action.AUDIT_READ)
def anchor(_uow: UnitOfWork, _actor: Actor, _today: date, position: int) -> Response:
    """The head of a position as a line of a file to keep outside, as `loans audit anchor` writes it."""
    known = context().store.known_at(None)
    with context().store.reading() as now:
        head = now.proof.head(position)
    if head is None:
        raise Unknown(
            "unknown_position",
            field="position",
            value=position,
            vi=f"Vị trí {position} chưa có mắt xích. Xem đầu chuỗi hiện tại.",
            en=f"Position {position} has no link. See the present head.",
        )
    line = {"moment": known.moment.isoformat(), "position": head.position, "hash": head.hash}
    content = (json.dumps(line) + "\n").encode()
    return attachment(content, media_type="application/x-ndjson", name=f"dau-chuoi-{head.position}.jsonl")


def _chain(form: Form) -> Response:
    context().store.known_at(None)
    with context().store.reading() as now:
        standing = now.proof.standing()
    status = problem_of(form.refusal)[0] if form.refusal else 200
    return render("auditor/chain.html", status, standing=standing, form=form, part_size=PART, may=may)


def _heads(form: Form) -> list[Head]:
    """Heads kept outside, one a line: POSITION:HASH, or a line of an anchor file."""
    lines = [line.strip() for line in form.text("heads", most=40_000).splitlines() if line.strip()]
    if len(lines) > MOST_HEADS:
        form.fault("heads", "too_many_heads", f"Tối đa {MOST_HEADS} dòng.", f"At most {MOST_HEADS} lines.")
    form.check()
    return [_head(line) for line in lines]


def _head(line: str) -> Head:
    try:
        told_of: Any = json.loads(line) if line.startswith("{") else None
        return head_of(f"{told_of['position']}:{told_of['hash']}" if told_of else line)
    except (ValueError, KeyError, TypeError):
        return head_of(line)
    except Refusal as refusal:
        raise Refusal("head_unreadable", field="heads", value=line[:100], vi=refusal.vi, en=refusal.en) from refusal


def _after(form: Form) -> Head:
    """How far this verification has come, in our own hand: nobody else can say that a part was gone through."""
    given = form.value("after")
    if not given:
        return BEFORE_ALL
    place, _, mark = str(given).rpartition("~")
    head = head_of(place)
    if _mark(head) != given:
        raise Refusal(
            "verification_unknown",
            field="after",
            value=mark[:20],
            vi="Không nhận ra chỗ kiểm tra dở. Bắt đầu kiểm tra lại từ vị trí 1.",
            en="This is none of our unfinished verifications. Begin again from position 1.",
        )
    return head


def _mark(head: Head) -> str:
    return f"{head}~{signed(f'verified:{head}'.encode()).hex()[:32]}"
