"""What is done to a load: opened, given files, taken further piece by piece, settled, posted by a second person."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

from loans.domain.borrower import JOB_CREATION
from loans.domain.loading import CODES
from loans.domain.refusal import Refusal
from loans.http.attachment import printable
from loans.http.linking import link_afterwards
from loans.http.roles import Action
from loans.papers.exports import Declared
from loans.papers.loading import advance, known_layouts, take_in
from loans.service.actor import Actor
from loans.service.checks import unmoved
from loans.service.loading import choose, drop, may_see, open_load, post_load, withdraw
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.load import load, loads
from loans.web.form import Form
from loans.web.page import sent_to, writes

AT_ONCE = 1.5
"""Seconds of one piece of work: a writer of SQLite waits no longer for it."""


@writes(blueprint, "/nap-du-lieu", action=Action.LOAD_WRITE, again=loads)
def open_new_load(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """Open a load of a closing day."""
    day = form.day("day")
    form.check()
    programme = form.text("programme") or JOB_CREATION
    made = open_load(uow, today=today, day=day or today, programme=programme, limit=actor.limit)
    return sent_to("auditor.load", said="auditor.opened", load_id=made.id)


@writes(blueprint, "/nap-du-lieu/<int:load_id>/tep", action=Action.LOAD_WRITE, again=load)
def hand_in_file(uow: UnitOfWork, actor: Actor, _today: date, form: Form, load_id: int) -> str:
    """Take a file in; the same bytes read the same way are the file that is there, or replace what replaced them."""
    may_see(uow, actor, load_id)
    layout = form.choice("layout", known_layouts(), required=False)
    mapping_id = form.amount("mapping_id", required=False)
    file = form.files.get("file")
    content = file.read() if file else b""
    if file is None or not content:
        form.fault("file", "file_empty", "Chưa chọn tệp, hoặc tệp rỗng.", "No file was chosen, or it is empty.")
    form.check()
    saved = uow.mappings.get(mapping_id) if mapping_id else None
    take_in(
        lambda: nullcontext(uow),
        load_id,
        content,
        name=printable((file.filename if file else "") or "") or "tệp",
        layout=layout or None,
        mapping=Declared(saved.name, saved.subject, saved.headings) if saved else None,
        keep=True,
    )
    return sent_to("auditor.load", said="auditor.handed_in", load_id=load_id)


@writes(blueprint, "/nap-du-lieu/<int:load_id>/rut-tep", action=Action.LOAD_WRITE, again=load)
def withdraw_file(uow: UnitOfWork, actor: Actor, _today: date, form: Form, load_id: int) -> str:
    """Take one file out of the load again, with all its lines."""
    may_see(uow, actor, load_id)
    file_id = form.amount("file_id", least=1)
    reason = form.text("withdrawn_for", required=True, most=1_000)
    form.check()
    unmoved(uow, load_id, form.sequence)
    withdraw(uow, load_id=load_id, file_id=file_id or 0, reason=reason)
    return sent_to("auditor.load", said="auditor.file_withdrawn", load_id=load_id)


@writes(blueprint, "/nap-du-lieu/<int:load_id>/tiep", action=Action.LOAD_WRITE, again=load)
def take_further(uow: UnitOfWork, actor: Actor, _today: date, _form: Form, load_id: int) -> str:
    """Do the next piece of work; the page goes on by itself until the load is checked."""
    may_see(uow, actor, load_id)
    advance(uow, actor, load_id, seconds=AT_ONCE)
    return sent_to("auditor.load", said="", load_id=load_id, go=1)


@writes(blueprint, "/nap-du-lieu/<int:load_id>/chon", action=Action.LOAD_WRITE, again=load)
def settle_load(uow: UnitOfWork, actor: Actor, _today: date, form: Form, load_id: int) -> str:
    """Accept doubts by code, declare the source where a row names none."""
    present = may_see(uow, actor, load_id)
    accept = tuple(code for code in form.values.getlist("accept") if code in CODES)
    source_id = form.amount("source_id", required=False)
    form.check()
    choose(uow, load_id=load_id, choices=replace(present.choices, accept=accept, source_id=source_id))
    return sent_to("auditor.load", load_id=load_id)


@writes(blueprint, "/nap-du-lieu/<int:load_id>/ghi-so", action=Action.LOAD_POST, again=load)
def post_one_load(uow: UnitOfWork, actor: Actor, today: date, form: Form, load_id: int) -> str:
    """Make a checked load visible, whole and at once; never by who opened it or handed in its files."""
    may_see(uow, actor, load_id)
    if not form.flag("read"):
        raise Refusal(
            "not_confirmed",
            field="read",
            vi="Đánh dấu đã xem kết quả kiểm tra và tổng đối chiếu trước khi ghi sổ.",
            en="Tick that you have seen the results and the control totals before posting.",
        )
    unmoved(uow, load_id, form.sequence)
    reason = form.text("without_control", most=1_000)
    form.check()
    post_load(uow, actor, today=today, load_id=load_id, keep_good=form.flag("keep_good"), without_control=reason)
    link_afterwards()
    return sent_to("auditor.load", said="auditor.posted", load_id=load_id)


@writes(blueprint, "/nap-du-lieu/<int:load_id>/bo", action=Action.LOAD_WRITE, again=load)
def drop_load(uow: UnitOfWork, actor: Actor, _today: date, form: Form, load_id: int) -> str:
    """Give a load up that is not posted."""
    may_see(uow, actor, load_id)
    reason = form.text("reason", required=True, most=1_000)
    form.check()
    unmoved(uow, load_id, form.sequence)
    drop(uow, load_id=load_id, reason=reason)
    return sent_to("auditor.load", said="auditor.dropped", load_id=load_id)
