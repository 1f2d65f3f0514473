"""What a check found: rows by result and code, the workbook of bad rows, the control totals compared."""

from datetime import date
from typing import Any

from flask import Response
from marshmallow import fields

from loans.api.fields import Strict, one_of
from loans.api.files import attachment
from loans.api.loading.noun import blueprint, may_see
from loans.api.paging import PageQuery, after, page, paged
from loans.api.resource import reads
from loans.domain.loading import CODES, RESULTS, Step
from loans.http.roles import Action
from loans.papers.exports import XLSX
from loans.papers.loading_rows import bad_rows_of
from loans.service.actor import Actor
from loans.service.loading import control_differences, explained
from loans.service.unit_of_work import ResultRow, UnitOfWork

_BEFORE_ALL = -(2**62)


class ResultsQuery(PageQuery):
    """Which results, and which code."""

    result = one_of(RESULTS, load_default=None)
    code = one_of(CODES, load_default="")


class LoadCodeSchema(Strict):
    """What a row is told, and what to do."""

    code = fields.String()
    severity = fields.String()
    detail = fields.String()
    detail_en = fields.String()
    cites = fields.List(fields.String())


class LoadRowSchema(Strict):
    """The result of one contract: its place, its codes, what was repaired and what could not be read."""

    contract_no = fields.String()
    file = fields.String()
    row = fields.Integer()
    result = fields.String()
    commune = fields.String()
    outstanding = fields.Integer()
    codes = fields.List(fields.Nested(LoadCodeSchema))
    repairs = fields.List(fields.Dict())
    faults = fields.List(fields.Dict())


class ControlDifferenceSchema(Strict):
    """One commune of the bank and measure: stated, read, and how much of it will be loaded."""

    commune = fields.String()
    measure = fields.String()
    stated = fields.Integer()
    read = fields.Integer()
    loading = fields.Integer()
    agrees = fields.Boolean()


class ControlResultSchema(Strict):
    """Whether totals were handed in, whether they agree, and every comparison, those that differ first."""

    given = fields.Boolean()
    agrees = fields.Boolean()
    rows = fields.List(fields.Nested(ControlDifferenceSchema))


class BadRowsSchema(Strict):
    """A file: an XLSX workbook to mend."""


@reads(
    blueprint,
    "/loads/<int:load_id>/rows",
    action=Action.LOAD_READ,
    reply=paged(LoadRowSchema),
    query=ResultsQuery,
)
def load_rows(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], load_id: int) -> Any:
    """Results contract by contract, of one kind or with one code where that is asked."""
    load = may_see(uow, actor, load_id)
    found = uow.loads.rows(
        load_id,
        results=[query["result"]] if query["result"] else [],
        code=query["code"],
        after=after(query) if query["cursor"] else _BEFORE_ALL,
        limit=query["limit"],
    )
    shown = page(found, query, key=lambda each: each.contract)
    return shown | {"items": [_row(each) for each in explained(uow, load, shown["items"])]}


@reads(blueprint, "/loads/<int:load_id>/bad-rows.xlsx", action=Action.LOAD_READ, reply=BadRowsSchema)
def bad_rows(uow: UnitOfWork, actor: Actor, _today: date, load_id: int) -> Response:
    """Refused and doubtful lines in their own layout with the reason: mend them and hand the workbook in again."""
    may_see(uow, actor, load_id)
    return attachment(bad_rows_of(uow, load_id), media_type=XLSX, name=f"dong-loi-dot-nap-{load_id}.xlsx")


@reads(blueprint, "/loads/<int:load_id>/controls", action=Action.LOAD_READ, reply=ControlResultSchema)
def load_controls(uow: UnitOfWork, actor: Actor, _today: date, load_id: int) -> Any:
    """The bank's control totals against the rows read, per commune of the bank."""
    load = may_see(uow, actor, load_id)
    found = control_differences(uow, load)
    rows = sorted(found or [], key=lambda each: (each.agrees, each.commune))
    done = load.step in (Step.CHECKED, Step.POSTED)
    return {"given": found is not None, "agrees": done and all(each.agrees for each in rows), "rows": rows}


def _row(each: ResultRow) -> dict[str, Any]:
    codes = [CODES[code] for code in each.codes]
    return {
        "contract_no": each.contract_no,
        "file": each.file,
        "row": each.row,
        "result": each.result,
        "commune": each.commune,
        "outstanding": each.outstanding,
        "codes": [
            {"code": of.code, "severity": of.severity, "detail": of.vi, "detail_en": of.en, "cites": list(of.cites)}
            for of in codes
        ],
        "repairs": each.repairs,
        "faults": each.faults,
    }
