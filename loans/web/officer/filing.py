"""The application form: while it is typed an aside says what the law of today makes of it, each with its article."""

from datetime import date
from typing import Any

from flask import Response, request

from loans.domain.borrower import JOB_CREATION, Borrower, Evidence, Purpose
from loans.domain.programme import programmes
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.application import Filing, file_application, row_preview
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank
from loans.web.officer import blueprint, words
from loans.web.officer.borrower import found
from loans.web.officer.draw import draw, own_borrower
from loans.web.page import LARGEST_ID, asks, page, sent_to, writes

MOST_PAPERS = 200
DEFAULT_TERM = 36


@page(blueprint, "/ho-so/moi", action=Action.LOAN_WRITE)
def new_application(uow: UnitOfWork, actor: Actor, today: date, form: Form | None = None) -> Response:
    """First who borrows, then the form."""
    asked = form or Form(request.args)
    who = _id(asked, "borrower_id")
    if who is None:
        text = Form(request.args).text("q", most=100)
        return draw("choose_borrower", q=text, people=found(uow, actor, text), may_file=True)
    borrower = own_borrower(uow, actor, who)
    sources = uow.funds.all()
    first = blank(
        borrower_id=str(who),
        filed_on=today,
        term_months=DEFAULT_TERM,
        purpose="create",
        programme=JOB_CREATION,
        source_id=str(sources[0].id) if len(sources) == 1 else None,
    )
    return draw("new_application", form=form or first, **_choices(uow, actor, borrower, form or first, today))


def _choices(uow: UnitOfWork, _actor: Actor, borrower: Borrower, form: Form, today: date) -> dict[str, Any]:
    programme = form.value("programme") if form.value("programme") in programmes() else JOB_CREATION
    return {
        "who": borrower,
        "sources": [(str(each.id), f"{each.name} ({each.code})") for each in uow.funds.all()],
        "groups": [(str(each.id), f"{each.number} · {each.leader}") for each in uow.network.groups([borrower.commune])],
        "priority": words.priority_groups(programme, today),
        "papers": max(len(_numbers(form)), 1),
    }


@asks(blueprint, "/ho-so/moi/xem-truoc", action=Action.LOAN_WRITE, again=new_application)
def told(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> Response:
    """The aside: what today's law says of what has been typed so far; nothing is recorded."""
    borrower = own_borrower(uow, actor, _id(form, "borrower_id") or 0)
    filing = read_filing(form, borrower.id)
    missing, form.faults = list(form.faults), []
    if filing is None:
        return draw("_told", seen=None, findings=[], missing=missing)
    seen, findings = row_preview(uow, actor, filing=filing, on=today)
    return draw("_told", seen=seen, findings=findings, missing=[], borrower=borrower, filing=filing)


@writes(blueprint, "/ho-so/moi", action=Action.LOAN_WRITE, again=new_application)
def file(uow: UnitOfWork, actor: Actor, today: date, form: Form) -> str:
    """File the application."""
    borrower = own_borrower(uow, actor, _id(form, "borrower_id") or 0)
    filed_on, filing = form.day("filed_on"), read_filing(form, borrower.id)
    form.check()
    assert filed_on is not None  # noqa: S101 - every fault has been raised
    assert filing is not None  # noqa: S101
    filed = file_application(uow, actor, today=today, filed_on=filed_on, filing=filing)
    return sent_to("officer.application", application_id=filed.id, said="officer.filed")


def read_filing(form: Form, borrower_id: int) -> Filing | None:
    """What the form says of one application; None where something is missing or wrong, noted in the form."""
    form.text("source_id", required=True)
    source = _id(form, "source_id")
    purpose = form.choice("purpose", list(Purpose))
    programme = form.choice("programme", programmes(), required=False) or JOB_CREATION
    group = _id(form, "group_id")
    numbers = {
        "amount": form.amount("amount", least=1),
        "term_months": form.amount("term_months", least=1, most=1_200),
        "new_workers": form.amount("new_workers", required=False, most=1_000_000) or 0,
        "total_workers": form.amount("total_workers", required=False, most=1_000_000) or 0,
        "pre_departure_cost": form.amount("pre_departure_cost", required=False) or 0,
        "labour_contract_months": form.amount("labour_contract_months", required=False, most=1_200) or 0,
    }
    papers, collateral = _papers(form), form.text("collateral", most=500)
    if form.faults or source is None or None in numbers.values():
        return None
    return Filing(
        borrower_id=borrower_id,
        source_id=source,
        purpose=Purpose(purpose),
        group_id=group,
        evidence=papers,
        full_capacity=form.flag("full_capacity"),
        collateral=collateral,
        programme=programme,
        **{name: int(value or 0) for name, value in numbers.items()},
    )


def _id(form: Form, name: str) -> int | None:
    """The id that a field carries; None where it is empty or none, which is noted as its fault."""
    return form.amount(name, required=False, most=LARGEST_ID)


def _numbers(form: Form) -> list[int]:
    return [number for number in range(MOST_PAPERS) if form.values.get(f"paper-{number}-group") is not None]


def _papers(form: Form) -> tuple[Evidence, ...]:
    """The priority papers typed; a line without group and number is none."""
    read = []
    for number in _numbers(form):
        name = f"paper-{number}"
        group, paper_no = form.text(f"{name}-group"), form.text(f"{name}-number", most=80)
        if not group and not paper_no:
            continue
        member = form.text(f"{name}-member", required=True, most=80)
        since, until = form.day(f"{name}-from"), form.day(f"{name}-to", required=False)
        for field, value in ((f"{name}-group", group), (f"{name}-number", paper_no)):
            if not value:
                form.text(field, required=True)
        if since is not None:
            read.append(Evidence(group, member, paper_no, since, until))
    return tuple(read)
