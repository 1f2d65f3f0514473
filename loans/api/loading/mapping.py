"""Mappings for files of other layouts: previewed on the file itself, then saved by name."""

import functools
import json
from datetime import date
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields

from loans.api.fields import Strict, Text
from loans.api.files import sent
from loans.api.loading.noun import blueprint
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import View, answer, as_text, reads, route, writes
from loans.domain.refusal import Refusal
from loans.http.roles import Action
from loans.papers.exports import MEDIA_TYPES, Declared, preview
from loans.service.actor import Actor
from loans.service.loading import save_mapping
from loans.service.unit_of_work import SavedMapping, UnitOfWork

_HEADINGS = {"description": "our field → the heading of the file"}


class SaveMappingSchema(Strict):
    """A mapping under a name: what the rows speak of, and a heading of the file for each of our fields."""

    name = Text(most=80, required=True)
    subject = Text(most=20, required=True)
    headings = fields.Dict(keys=fields.String(), values=Text(least=0, most=200), required=True, metadata=_HEADINGS)


class MappingSchema(Strict):
    """A saved mapping, as its newest version."""

    id = fields.Integer()
    name = fields.String()
    subject = fields.String()
    headings = fields.Dict(keys=fields.String(), values=fields.String(), metadata=_HEADINGS)
    sequence = fields.Integer()


class PreviewQuery(Strict):
    """The mapping to try: its subject and its headings as a JSON object."""

    subject = Text(most=20, required=True)
    headings = fields.String(required=True, metadata={"description": "JSON: our field → their heading"})


class PreviewSchema(Strict):
    """The first records that the mapping gives, each with its place and what was repaired."""

    rows = fields.List(fields.Dict())


@reads(blueprint, "/mappings", action=Action.LOAD_READ, reply=paged(MappingSchema), query=PageQuery)
def mappings(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The saved mappings by name."""
    return cut(uow.mappings.all(), query, lambda each: f"{each.id:015d}")


@writes(blueprint, "/mappings", action=Action.LOAD_WRITE, body=SaveMappingSchema, reply=MappingSchema)
def save(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> SavedMapping:
    """Save a mapping; the same name again becomes its next version."""
    Declared(given["name"], given["subject"], given["headings"]).layout()
    return save_mapping(uow, today=today, **given)


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError as fault:
        raise ValidationError({"headings": ["Không phải JSON. | No JSON."]}) from fault
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Refusal(
            "mapping_refused",
            field="headings",
            value=text[:100],
            vi="Ánh xạ phải là đối tượng JSON: trường của ta → tiêu đề của tệp. Sửa lại.",
            en="A mapping is a JSON object: our field → the heading of the file. Mend it.",
        )
    return found


def _with_file(view: View) -> View:
    """A POST of a file that writes nothing: sending again changes nothing."""

    @functools.wraps(view)
    def run(asked: dict[str, Any]) -> Response:
        _media_type, content = sent(MEDIA_TYPES)
        return answer(as_text(PreviewSchema, view(asked, content)), 200, {})

    binary = {"schema": {"type": "string", "format": "binary"}}
    body = {"required": True, "content": dict.fromkeys(MEDIA_TYPES, binary)}
    wrapped = blueprint.arguments(PreviewQuery, location="query")(blueprint.response(200, PreviewSchema)(run))
    wrapped = blueprint.doc(requestBody=body, **{"x-reads-only": True})(wrapped)
    return route(blueprint, "/mapping-previews", "POST", Action.LOAD_WRITE, view, wrapped)


@_with_file
def preview_mapping(asked: dict[str, Any], content: bytes) -> Any:
    """Try a mapping on a file: its first twenty records; nothing is kept."""
    found = preview(content, mapping=Declared("xem trước", asked["subject"], _read(asked["headings"])))
    return {
        "rows": [
            {
                "place": str(row.place),
                "values": {name: None if value is None else str(value) for name, value in row.values.items()},
                "repairs": [{"field": each.field, "code": each.code} for each in row.repairs],
            }
            for row in found
        ]
    }
