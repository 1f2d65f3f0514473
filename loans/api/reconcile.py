"""Reconciliation: an export of the bank against our books, and our books against themselves. Nothing is kept."""

import functools
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, g
from marshmallow import fields

from loans.api.fields import Given, Moment, Name, Strict
from loans.api.files import sent
from loans.api.resource import View, answer, as_text, noun, reads, route
from loans.api.rows import RowFindingSchema, shown_finding
from loans.domain.calendar import today_in_hanoi
from loans.domain.reconcile import TITLES
from loans.http.context import context
from loans.http.roles import Action
from loans.papers.exports import MEDIA_TYPES, read_exports
from loans.papers.exports.claims import compared, statement
from loans.papers.exports.result import document
from loans.service.actor import Actor
from loans.service.reconcile import check_own, reconcile
from loans.service.unit_of_work import UnitOfWork

MOST_LOANS = 10_000

blueprint = noun("reconcile", "Đối chiếu · Reconciliation")


class OwnQuery(Strict):
    """As of a day, as known at a moment."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)


class ReconcileQuery(OwnQuery):
    """Which layout the file has, where its headings do not say it; how many differing loans and due days to list."""

    layout = Name(load_default=None)
    limit = Given(least=1, most=MOST_LOANS, load_default=1_000)


class PlacedFindingSchema(RowFindingSchema):
    """A finding with its place in the file."""

    source = fields.String()


class ExportSchema(Strict):
    """What was read of one table of the file; ``control_total`` is its Tổng cộng against the rows."""

    layout = fields.String()
    name = fields.String()
    known_layout = fields.Boolean()
    sheet = fields.String()
    title = fields.String()
    day = fields.Date(allow_none=True)
    rows = fields.Integer()
    refused = fields.Integer()
    skipped = fields.Dict(keys=fields.String(), values=fields.Integer())
    duplicates_dropped = fields.Dict(keys=fields.String(), values=fields.Integer())
    control_total = fields.Dict(allow_none=True)
    repairs = fields.List(fields.Dict())
    finding_counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class DifferenceSchema(Strict):
    """Theirs, ours, theirs less ours, by measure in đồng; the causes add up to the difference exactly."""

    commune = fields.String(metadata={"description": "empty where the bank's code is unknown"})
    theirs = fields.Dict(keys=fields.String(), values=fields.Integer())
    ours = fields.Dict(keys=fields.String(), values=fields.Integer())
    difference = fields.Dict(keys=fields.String(), values=fields.Integer())
    causes = fields.List(fields.Dict())


class TotalDifferenceSchema(DifferenceSchema):
    """Everything: the difference is the sum of those of the loans; customers are counted, never summed."""

    differing = fields.Integer()
    customers = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True))


class CommuneDifferenceSchema(TotalDifferenceSchema):
    """A commune, in the same way."""

    name = fields.String()


class LoanDifferenceSchema(DifferenceSchema):
    """A loan that differs; one that the bank places in another commune stands in both, each side on its own."""

    contract_no = fields.String()
    bank_commune = fields.String()
    loan_id = fields.Integer(allow_none=True)
    places = fields.List(fields.String())


class InstalmentDifferenceSchema(DifferenceSchema):
    """A due day on which a list of instalments differs (measure ``due``); those of a loan add up to its difference."""

    contract_no = fields.String()
    loan_id = fields.Integer(allow_none=True)
    due_on = fields.Date()
    places = fields.List(fields.String())


class ReconciliationSchema(Strict):
    """The result for one file."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    agrees = fields.Boolean()
    measures = fields.List(fields.String())
    export = fields.Nested(ExportSchema)
    others = fields.List(fields.Nested(ExportSchema))
    totals = fields.Nested(TotalDifferenceSchema)
    per_commune = fields.List(fields.Nested(CommuneDifferenceSchema))
    per_loan = fields.List(fields.Nested(LoanDifferenceSchema))
    per_loan_count = fields.Integer()
    per_instalment = fields.List(
        fields.Nested(InstalmentDifferenceSchema), metadata={"description": "of a list of instalments in the file"}
    )
    per_instalment_count = fields.Integer()
    outside = fields.List(fields.Dict(), metadata={"description": "rows that our books cannot answer, by why"})
    between_exports = fields.List(fields.Dict(), metadata={"description": "rule 1 among the exports of the file"})
    still_in_term = fields.List(fields.Dict(), metadata={"description": "rule 5 in the bank's own rows"})
    still_in_term_count = fields.Integer()
    findings = fields.List(fields.Nested(PlacedFindingSchema))


class RuleSchema(Strict):
    """One of the five rules on our own books, with every case that breaks it."""

    rule = fields.Integer()
    title = fields.String()
    title_en = fields.String()
    holds = fields.Boolean()
    checked = fields.Integer()
    cases = fields.List(fields.Dict())
    counted = fields.Dict(keys=fields.String(), values=fields.Integer(), allow_none=True)


class OwnSchema(Strict):
    """The five rules."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    holds = fields.Boolean()
    rules = fields.List(fields.Nested(RuleSchema))


def asks_with_file(rule: str) -> Callable[[View], View]:
    """A POST of a file that writes nothing: it needs no idempotency key, since sending again changes nothing."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(asked: dict[str, Any]) -> Response:
            _media_type, content = sent(MEDIA_TYPES)
            return answer(as_text(ReconciliationSchema, view(g.actor, asked, content)), 200, {})

        wrapped = blueprint.response(200, ReconciliationSchema)(run)
        wrapped = blueprint.arguments(ReconcileQuery, location="query")(wrapped)
        binary = {"schema": {"type": "string", "format": "binary"}}
        body = {"required": True, "content": dict.fromkeys(MEDIA_TYPES, binary)}
        wrapped = blueprint.doc(requestBody=body, **{"x-reads-only": True})(wrapped)
        return route(blueprint, rule, "POST", Action.LOAN_READ, view, wrapped)

    return decorate


@asks_with_file("/reconciliations")
def reconcile_export(actor: Actor, query: dict[str, Any], content: bytes) -> Any:
    """Compare an export of the bank (XLSX, XLS or CSV) with our books of its own day, or of ``as_of``."""
    first, *others = compared(read_exports(content, layout=query["layout"]))
    known = context().store.known_at(query["known_at"])
    with context().store.reading(known) as then:
        found = reconcile(
            then,
            actor,
            known,
            statement=statement(first),
            others=[statement(other) for other in others],
            as_of=query["as_of"],
        )
    shown = document(found, first, others, limit=query["limit"])
    findings = [{"source": each.source, **shown_finding(each, "warning")} for each in shown["findings"]]
    return shown | {"findings": findings}


@reads(blueprint, "/reconciliations/own", action=Action.LOAN_READ, reply=OwnSchema, query=OwnQuery)
def reconcile_own(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The five rules of reconciliation on our own books, of the communes that one may see."""
    known = context().store.known_at(query["known_at"])
    with context().store.reading(known) as then:
        found = check_own(then, actor, known, as_of=query["as_of"] or today_in_hanoi(known.moment))
    return {
        "as_of": found.as_of,
        "known_at": known.moment,
        "position": known.position,
        "holds": all(each.holds for each in found.rules),
        "rules": [
            {
                "rule": each.rule,
                "title": TITLES[each.rule][0],
                "title_en": TITLES[each.rule][1],
                "holds": each.holds,
                "checked": each.checked,
                "cases": list(each.cases),
                "counted": each.counted,
            }
            for each in found.rules
        ],
    }
