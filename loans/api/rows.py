"""Batches of rows about communes at the rim: what each row is told, and files that hold such rows."""

from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import fields

from loans.api.fields import Strict
from loans.domain.area import areas
from loans.domain.demand import RowResult
from loans.domain.refusal import Finding
from loans.papers.sheet import MEDIA_TYPES, Column, read_sheet
from loans.service.actor import Actor
from loans.service.demand import Recorded

__all__ = ["MEDIA_TYPES", "BatchSchema", "NamedCommuneSchema", "RowFindingSchema", "UploadQuery", "WorkbookSchema"]


class RowFindingSchema(Strict):
    """What is wrong with a value, or worth a look, and what to do."""

    level = fields.String(metadata={"description": "error, warning"})
    code = fields.String()
    field = fields.String()
    value = fields.Raw(allow_none=True)
    detail = fields.String()
    detail_en = fields.String()
    cites = fields.List(fields.String())


class RowResultSchema(Strict):
    """The result of one row: ok, warning or error; ``source`` is its place."""

    source = fields.String()
    commune = fields.String()
    result = fields.String()
    findings = fields.List(fields.Nested(RowFindingSchema))


class NamedCommuneSchema(Strict):
    """A commune by code and name."""

    code = fields.String()
    name = fields.String()


class BatchSchema(Strict):
    """What became of a batch: ``communes`` counts those recorded, or those that could be where nothing was written."""

    written = fields.Boolean()
    communes = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    rows = fields.List(fields.Nested(RowResultSchema))
    warnings = fields.List(fields.Nested(RowFindingSchema), metadata={"description": "of a whole commune"})
    owing = fields.List(fields.Nested(NamedCommuneSchema), metadata={"description": "communes without an answer yet"})


class UploadQuery(Strict):
    """Whether a file is only checked, and whether its good communes are kept where others are faulty."""

    check_only = fields.Boolean(load_default=False)
    keep_good = fields.Boolean(load_default=False)


class WorkbookSchema(Strict):
    """A file: an XLSX workbook to fill in."""


def shown_finding(finding: Finding, level: str) -> dict[str, Any]:
    """A finding as people and programs read it."""
    return {
        "level": level,
        "code": finding.code,
        "field": finding.field,
        "value": finding.value,
        "detail": finding.vi,
        "detail_en": finding.en,
        "cites": list(finding.cites),
    }


def shown_batch(recorded: Recorded) -> dict[str, Any]:
    """What became of a batch."""
    return {
        "written": recorded.written,
        "communes": len(recorded.communes),
        "counts": recorded.counts,
        "rows": [_shown_row(row) for row in recorded.rows],
        "warnings": [shown_finding(warning, "warning") for warning in recorded.warnings],
        "owing": named(recorded.owing),
    }


def named(codes: Sequence[str]) -> list[dict[str, str]]:
    """Communes by code with their names."""
    return [{"code": code, "name": place.full_name} for code in codes for place in areas().meanings(code)[-1:]]


def uploaded(
    content: bytes,
    media_type: str,
    columns: Sequence[Column],
    form: str,
    query: dict[str, Any],
    *,
    check: Callable[[list[dict[str, Any]]], Recorded],
    record: Callable[[list[dict[str, Any]]], Recorded],
) -> dict[str, Any]:
    """A file checked, and recorded where it has no faulty row, or where its good communes are to be kept."""
    rows = [row.given() for row in read_sheet(content, media_type, columns, form=form)]
    checked = check(rows)
    if query["check_only"] or (checked.faulty and not query["keep_good"]) or not checked.communes:
        return shown_batch(checked)
    return shown_batch(record(rows))


def mine(actor: Actor, communes: Sequence[Any]) -> list[Any]:
    """The communes that this person may speak for."""
    return [each for each in communes if actor.limit is None or each.code in actor.limit]


def _shown_row(row: RowResult) -> dict[str, Any]:
    found = [*((error, "error") for error in row.errors), *((warning, "warning") for warning in row.warnings)]
    return {
        "source": row.source,
        "commune": row.commune,
        "result": row.result,
        "findings": [shown_finding(finding, level) for finding, level in found],
    }
