"""What is asked of a form, and what is answered."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Given, Moment, Strict, Text, one_of
from loans.domain.refusal import Refusal
from loans.service.reports.book.shelf import Shelf
from loans.service.reports.forms import Asked

FORMATS = ("json", "csv", "xlsx", "pdf")


class WhenQuery(Strict):
    """As of a day, as known at a moment; as data or as a paper."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)
    format = one_of(FORMATS, load_default="json")


class FormQuery(WhenQuery):
    """What a form may be asked beside its day; what a form has no use for changes nothing in it.

    ``months`` is of the list of inactive loans, ``month`` of the monthly report, ``since``, ``until`` and ``heading``
    of the ad-hoc one; ``estimates`` are entered figures as ``lent:900000000,turns:40``.
    """

    source_level = one_of(("central", "local"), load_default=None)
    months = Given(least=1, most=120, load_default=None)
    month = fields.Date(load_default=None)
    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)
    heading = Text(load_default="")
    estimates = Text(load_default="", most=500)


class FieldQuery(WhenQuery):
    """Which loans a paper for the field concerns; ``month`` is of instalments, ``on`` the day of a session."""

    point = Text(load_default="", most=40)
    group = Text(load_default="", most=40)
    customer_no = Text(load_default="", most=40)
    month = fields.Date(load_default=None)
    on = fields.Date(load_default=None)


class ColumnSchema(Strict):
    """A column; a total that is not ``additive`` is recounted, never summed (§6.15)."""

    field = fields.String()
    title = fields.String()
    kind = fields.String(metadata={"description": "text, code, money, count, figure, percent, day"})
    mark = fields.String()
    additive = fields.Boolean()


class FormSchema(Strict):
    """A form that can be asked for, the texts it rests on, and how surely its layout is known."""

    code = fields.String()
    number = fields.String()
    title = fields.String()
    unit = fields.String()
    layout = fields.String(metadata={"description": "official, bcquery, field"})
    cites = fields.List(fields.String())
    certainty = fields.String(metadata={"description": "law, secondary, recollected"})
    address = fields.String()
    personal = fields.Boolean(metadata={"description": "names customers: for those who may see loans"})


class FormsSchema(Strict):
    """Every form."""

    items = fields.List(fields.Nested(FormSchema))


class FilledSchema(Strict):
    """A filled form: whole đồng, null where nothing is known; ``digest`` is what its papers print."""

    code = fields.String()
    number = fields.String()
    title = fields.String()
    heading = fields.String()
    unit = fields.String()
    cites = fields.List(fields.String())
    certainty = fields.String()
    as_of = fields.Date()
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    known_at = fields.DateTime()
    position = fields.Integer()
    head = fields.String()
    law_digests = fields.Dict()
    source_level = fields.String()
    provisional = fields.Boolean()
    columns = fields.List(fields.Nested(ColumnSchema))
    rows = fields.List(fields.Dict())
    total = fields.Dict()
    notes = fields.List(fields.String())
    missing = fields.List(fields.String())
    annexes = fields.List(fields.Dict())
    digest = fields.String()


def asked_of(query: dict[str, Any], as_of: date, communes: Any, shelf: Shelf) -> Asked:
    """The question of a query, limited to somebody's communes, answered out of a shelf."""
    given = {name: value for name, value in query.items() if name not in ("as_of", "known_at", "format", "estimates")}
    estimates = _estimates(query.get("estimates", ""))
    return Asked(as_of=as_of, communes=communes, estimates=estimates, shelf=shelf, **given)


def _estimates(text: str) -> dict[str, int]:
    """``lent:900000000,turns:40`` as figures by indicator; refused where it is anything else."""
    found = {}
    for part in filter(None, text.split(",")):
        name, _, figure = part.partition(":")
        if not (figure.isascii() and figure.isdigit() and len(figure) <= 16):
            raise Refusal(
                "estimate_unreadable",
                field="estimates",
                value=part,
                vi=f"Không đọc được số ước «{part}». Ghi theo mẫu chỉ_tiêu:số, ví dụ lent:900000000.",
                en=f"The estimate {part} cannot be read. Write indicator:number, such as lent:900000000.",
            )
        found[name.strip()] = int(figure)
    return found
