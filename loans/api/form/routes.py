"""The forms: which there are, and each filled as of any day, as known at any moment."""

from datetime import date
from typing import Any

from flask import Response

from loans.api.form.files import answered
from loans.api.form.schemas import FilledSchema, FormQuery, FormsSchema, asked_of
from loans.api.resource import PREFIX, noun, reads
from loans.domain.calendar import today_in_hanoi
from loans.domain.refusal import Unknown
from loans.http.context import context
from loans.http.identity import require
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, Form, Layout, form_table
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("form", "Biểu mẫu · Forms and report calendar")


@reads(blueprint, "/forms", action=Action.FORM_READ, reply=FormsSchema)
def every_form(_uow: UnitOfWork, _actor: Actor, _today: date) -> Any:
    """Every form and paper for the field, with its source and how surely its layout is known."""
    forms = [(form, "forms") for form, _ in REPORTS.values()]
    forms += [(form, "field-papers") for form, _ in FIELD_PAPERS.values()]
    return {"items": [_shown(form, place) for form, place in forms]}


@reads(blueprint, "/forms/<string:code>", action=Action.FORM_READ, reply=FilledSchema, query=FormQuery)
def filled(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], code: str) -> Response:
    """A form filled with what one may see; a list that names customers is for those who may see loans."""
    if code not in REPORTS:
        raise no_form(code, list(REPORTS))
    if _personal(REPORTS[code][0]):
        require(Action.LOAN_READ)
    known = context().store.known_at(query["known_at"])
    as_of = query["as_of"] or today_in_hanoi(known.moment)
    own = context()
    asked = asked_of(query, as_of, actor.limit, own.books.at(own.store, known))
    with own.store.reading(known) as then:
        table = form_table(then, known, code, asked)
    return answered(table, known, query["format"])


def no_form(code: str, codes: list[str]) -> Unknown:
    """The refusal of a code that is none."""
    return Unknown(
        "unknown_form",
        field="code",
        value=code,
        vi=f"Không có biểu mẫu «{code}». Chọn một trong: {', '.join(codes)}.",
        en=f"There is no form {code}. Choose one of {', '.join(codes)}.",
    )


def _personal(form: Form) -> bool:
    return form.layout is not Layout.OFFICIAL


def _shown(form: Form, place: str) -> dict[str, Any]:
    return {
        "code": form.code,
        "number": form.number,
        "title": form.title.format(months="N"),
        "unit": form.unit,
        "layout": form.layout.value,
        "cites": form.cites,
        "certainty": form.certainty,
        "address": f"{PREFIX}/{place}/{form.code}",
        "personal": _personal(form),
    }
