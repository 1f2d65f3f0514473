"""Papers for the field: instalments of a month, the sheet of a session, balance confirmation, loan-use check."""

from datetime import date
from typing import Any

from flask import Response

from loans.api.form.files import answered
from loans.api.form.routes import blueprint, no_form
from loans.api.form.schemas import FieldQuery, FilledSchema, asked_of
from loans.api.resource import reads
from loans.domain.calendar import today_in_hanoi
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.forms import FIELD_PAPERS, form_table
from loans.service.unit_of_work import UnitOfWork


@reads(blueprint, "/field-papers/<string:code>", action=Action.LOAN_READ, reply=FilledSchema, query=FieldQuery)
def field_paper(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], code: str) -> Response:
    """A paper to carry to the commune; as PDF one file with a page per group, borrower or loan."""
    if code not in FIELD_PAPERS:
        raise no_form(code, list(FIELD_PAPERS))
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today_in_hanoi(known.moment)
    own = context()
    asked = asked_of(query, as_of, actor.limit, own.books.at(own.store, known))
    with own.store.reading(known) as then:
        table = form_table(then, known, code, asked)
    return answered(table, known, query["format"])
